package cases

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"auskunft"

	"gopkg.in/yaml.v3"
)

var (
	idPattern   = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	langPattern = regexp.MustCompile(`^[a-z]{2,3}$`)
)

// ReadFile reads one set. Every fault of the file is in the error, one a line, up to 20.
func ReadFile(path string) (Set, error) {
	f, err := os.Open(path)
	if err != nil {
		return Set{}, auskunft.Errorf(auskunft.NotFound, "cases", "case file: %w", err)
	}
	defer f.Close()
	return Read(filepath.Base(path), f)
}

// Read reads one set; name stands before the line number in errors.
func Read(name string, r io.Reader) (Set, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return Set{}, err
	}
	if len(data) > MaxBytes {
		return Set{}, auskunft.Errorf(auskunft.Limited, "cases", "%s: larger than %d bytes; split the set", name, MaxBytes)
	}
	if !utf8.Valid(data) {
		return Set{}, auskunft.Errorf(auskunft.Invalid, "cases", "%s: not UTF-8 text", name)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return Set{}, auskunft.Errorf(auskunft.Invalid, "cases", "%s: %w", name, err)
	}
	p := &parser{file: name}
	set := p.set(&root)
	sum := sha256.Sum256(data)
	set.Hash = hex.EncodeToString(sum[:])
	if err := p.err(); err != nil {
		return Set{}, err
	}
	return set, nil
}

// parser collects faults so that a writer sees all of them at once.
type parser struct {
	file   string
	faults []error
}

func (p *parser) fault(n *yaml.Node, format string, args ...any) {
	p.faults = append(p.faults, fmt.Errorf("%s:%d: %s", p.file, n.Line, fmt.Sprintf(format, args...)))
}

func (p *parser) err() error {
	if len(p.faults) == 0 {
		return nil
	}
	const shown = 20
	faults := p.faults
	if more := len(faults) - shown; more > 0 {
		faults = append(slices.Clone(faults[:shown]), fmt.Errorf("%s: and %d more", p.file, more))
	}
	return auskunft.Errorf(auskunft.Invalid, "cases", "%w", errors.Join(faults...))
}

// fields calls the function of each key of a mapping, and faults unknown and repeated keys.
func (p *parser) fields(n *yaml.Node, what string, read map[string]func(*yaml.Node)) bool {
	if n.Kind != yaml.MappingNode {
		p.fault(n, "%s must be keys with values", what)
		return false
	}
	seen := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		f, known := read[key.Value]
		switch {
		case !known:
			p.fault(key, "unknown key %q in %s; known are %s", key.Value, what, strings.Join(sortedKeys(read), ", "))
		case seen[key.Value]:
			p.fault(key, "%q stands twice in %s", key.Value, what)
		default:
			f(value)
		}
		seen[key.Value] = true
	}
	return true
}

func (p *parser) set(root *yaml.Node) Set {
	if len(root.Content) == 0 {
		p.faults = append(p.faults, fmt.Errorf("%s: the file is empty", p.file))
		return Set{}
	}
	top := root.Content[0]
	var set Set
	defaults := Case{As: auskunft.Public, Role: Citizen, Lang: "de", Mode: auskunft.StandardMode}
	var list *yaml.Node
	p.fields(top, "the set", map[string]func(*yaml.Node){
		"set":      func(n *yaml.Node) { set.Name = p.match(n, idPattern, "letters a-z, digits and single hyphens") },
		"title":    func(n *yaml.Node) { set.Title = p.text(n) },
		"defaults": func(n *yaml.Node) { p.fields(n, "defaults", p.shared(&defaults)) },
		"cases":    func(n *yaml.Node) { list = n },
	})
	if set.Name == "" {
		p.fault(top, "the set has no name; write set: …")
	}
	switch {
	case list == nil || list.Kind != yaml.SequenceNode || len(list.Content) == 0:
		p.fault(top, "the set has no cases; write cases: and a list")
		return set
	case len(list.Content) > MaxCases:
		p.fault(list, "%d cases; at most %d in one file", len(list.Content), MaxCases)
		return set
	}
	lines := map[string]int{}
	for _, n := range list.Content {
		c := p.one(n, defaults)
		if first, twice := lines[c.ID]; twice && c.ID != "" {
			p.fault(n, "id %q is taken by the case in line %d", c.ID, first)
		}
		lines[c.ID] = n.Line
		set.Cases = append(set.Cases, c)
	}
	return set
}

// shared reads the keys that may stand in a case and in the defaults of all cases.
func (p *parser) shared(c *Case) map[string]func(*yaml.Node) {
	return map[string]func(*yaml.Node){
		"as": func(n *yaml.Node) {
			v, err := auskunft.ParseVisibility(n.Value)
			if err != nil {
				p.fault(n, "as: %v", err)
			}
			c.As = v
		},
		"role":    func(n *yaml.Node) { c.Role = oneOf(p, n, Citizen, Agent, Editor) },
		"area":    func(n *yaml.Node) { c.Area = p.text(n) },
		"lang":    func(n *yaml.Node) { c.Lang = p.match(n, langPattern, "a language code such as de") },
		"mode":    func(n *yaml.Node) { c.Mode = oneOf(p, n, auskunft.StandardMode, auskunft.SimpleMode) },
		"persona": func(n *yaml.Node) { c.Persona = p.text(n) },
		"today":   func(n *yaml.Node) { c.Today = p.today(n) },
		"tags":    func(n *yaml.Node) { c.Tags = p.tags(n, c.Tags) },
	}
}

// one reads a case. Its tags come on top of the tags of the defaults.
func (p *parser) one(n *yaml.Node, defaults Case) Case {
	c := defaults
	c.Tags = slices.Clone(defaults.Tags)
	c.Line = n.Line
	keys := p.shared(&c)
	keys["id"] = func(n *yaml.Node) { c.ID = p.match(n, idPattern, "letters a-z, digits and single hyphens") }
	keys["question"] = func(n *yaml.Node) { c.Question = p.text(n) }
	keys["before"] = func(n *yaml.Node) { c.Before = p.texts(n) }
	keys["note"] = func(n *yaml.Node) { c.Note = p.text(n) }
	keys["expect"] = func(n *yaml.Node) { c.Expect = p.expect(n) }
	if p.fields(n, "a case", keys) {
		p.check(n, c)
	}
	return c
}

// check faults what no single key shows.
func (p *parser) check(n *yaml.Node, c Case) {
	name := c.ID
	if name == "" {
		p.fault(n, "the case has no id")
		name = "without id"
	}
	if strings.TrimSpace(c.Question) == "" {
		p.fault(n, "case %s has no question", name)
	}
	if utf8.RuneCountInString(c.Question) > MaxQuestion {
		p.fault(n, "case %s: the question is longer than %d characters", name, MaxQuestion)
	}
	if c.Today.IsZero() {
		p.fault(n, "case %s has no today; write today: 2026-03-02 in it or in the defaults, "+
			"or its answer changes from day to day", name)
	}
	if c.Expect.Status == "" {
		p.fault(n, "case %s expects no status; write expect: {status: answered} or another", name)
	}
	if c.Expect.Reason != "" && c.Expect.Status != auskunft.Refused {
		p.fault(n, "case %s expects a reason, which only refused answers have", name)
	}
	if c.Role == Citizen && c.As != auskunft.Public {
		p.fault(n, "case %s is asked by a citizen as %q; citizens read public texts, write role: agent", name, c.As)
	}
}

func (p *parser) expect(n *yaml.Node) Expect {
	var e Expect
	p.fields(n, "expect", map[string]func(*yaml.Node){
		"status": func(n *yaml.Node) {
			e.Status = oneOf(p, n, auskunft.Answered, auskunft.Clarify, auskunft.Refused)
		},
		"reason": func(n *yaml.Node) {
			e.Reason = oneOf(p, n, auskunft.NoSource, auskunft.OutOfScope, auskunft.IndividualCase,
				auskunft.NeedsPerson, auskunft.Unsafe)
		},
		"required":  func(n *yaml.Node) { e.Required = p.facts(n) },
		"forbidden": func(n *yaml.Node) { e.Forbidden = p.facts(n) },
		"sources":   func(n *yaml.Node) { e.Sources = p.texts(n) },
	})
	return e
}
