package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// The layouts.
const (
	layoutOne  = "one-column"
	layoutTwo  = "two-column"
	layoutScan = "scan" // pictures of pages, no text
)

// ordinance is one source file.
type ordinance struct {
	Title    string `yaml:"title"`
	Subtitle string `yaml:"subtitle"` // date of the council's decision, version
	Running  string `yaml:"running"`  // running head
	Date     string `yaml:"date"`     // creation date in the file's properties, 2006-01-02
	Layout   string `yaml:"layout"`
	parts    []part
}

// kind is what a part of an ordinance is.
type kind int

const (
	paragraph kind = iota // a line of its own
	annex                 // "# …": starts a page
	section               // "## …": § with its heading
	division              // "### …": centred, over several sections
	numbered              // "(1) …", "1. …", "a) …": hanging indent, see depth
	table                 // lines of "| … | …", the first is the head
	signature             // "~ …": right half of the page
	field                 // "_ …": a label and a rule to write on
	box                   // "[] …": a box to tick
)

// part is one paragraph, heading or table.
type part struct {
	kind  kind
	label string // of numbered: "(1)"
	text  string
	depth int // of numbered: 0 for (1), 1 for 1., 2 for a)
	rows  [][]string
}

var labels = []*regexp.Regexp{
	regexp.MustCompile(`^(\(\d+[a-z]?\)) +`),
	regexp.MustCompile(`^(\d+\.) +`),
	regexp.MustCompile(`^([a-z]\)) +`),
}

// parse reads front matter and one part a line; lines of a table stand together.
func parse(source string) (ordinance, error) {
	var o ordinance
	head, body, found := strings.Cut(strings.TrimPrefix(source, "---\n"), "\n---\n")
	if !found {
		return o, errors.New("no front matter")
	}
	if err := yaml.Unmarshal([]byte(head), &o); err != nil {
		return o, err
	}
	switch o.Layout {
	case layoutOne, layoutTwo, layoutScan:
	default:
		return o, fmt.Errorf("unknown layout %q", o.Layout)
	}
	for line := range strings.SplitSeq(body, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		p := parsePart(line)
		if last := len(o.parts) - 1; p.kind == table && last >= 0 && o.parts[last].kind == table {
			o.parts[last].rows = append(o.parts[last].rows, p.rows...)
			continue
		}
		o.parts = append(o.parts, p)
	}
	return o, nil
}

func parsePart(line string) part {
	for _, h := range []struct {
		mark string
		kind kind
	}{{"### ", division}, {"## ", section}, {"# ", annex}, {"~ ", signature}, {"_ ", field}, {"[] ", box}} {
		if text, ok := strings.CutPrefix(line, h.mark); ok {
			return part{kind: h.kind, text: text}
		}
	}
	if strings.HasPrefix(line, "|") {
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		return part{kind: table, rows: [][]string{cells}}
	}
	for depth, label := range labels {
		if m := label.FindStringSubmatch(line); m != nil {
			return part{kind: numbered, label: m[1], text: line[len(m[0]):], depth: depth}
		}
	}
	return part{kind: paragraph, text: line}
}
