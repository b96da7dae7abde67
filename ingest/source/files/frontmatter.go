package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/internal/civil"
)

// The two kinds of Markdown files that are more than a text.
const (
	officeKind = "office"
	noticeKind = "notice"
)

// kinds of documents that files may be. Services come from sources that have their fields.
var kinds = []auskunft.DocumentKind{
	"", auskunft.PageDocument, auskunft.OfficeDocument, auskunft.OrdinanceDocument, auskunft.WikiDocument, auskunft.ArticleDocument,
}

func knownKind(kind auskunft.DocumentKind) error {
	if !slices.Contains(kinds, kind) {
		return auskunft.Errorf(auskunft.Invalid, "kind", "kind %q is not known; use page, office, ordinance, wiki, article or notice", kind)
	}
	return nil
}

// frontMatter is what the head of a Markdown file may say about any document.
type frontMatter struct {
	Title      string   `yaml:"title"`
	Kind       string   `yaml:"kind"`
	Lang       string   `yaml:"lang"`
	Visibility string   `yaml:"visibility"`
	URL        string   `yaml:"url"`
	Areas      []string `yaml:"areas"`
	Synonyms   []string `yaml:"synonyms"`
	ValidFrom  date     `yaml:"valid_from"`
	ValidUntil date     `yaml:"valid_until"`
	Changed    date     `yaml:"changed"`
	Checked    date     `yaml:"checked"`

	office `yaml:",inline"`
	notice `yaml:",inline"`

	Unknown map[string]any `yaml:",inline"`
}

// date is a day ("2026-08-31", "31.8.2026") or a moment (RFC 3339).
type date struct {
	time.Time
	isDay bool
}

// UnmarshalYAML reads a date. Days begin at midnight in Berlin.
func (d *date) UnmarshalYAML(node *yaml.Node) error {
	for _, layout := range []string{time.DateOnly, "2.1.2006", time.DateTime} {
		if t, err := time.ParseInLocation(layout, node.Value, civil.Berlin); err == nil {
			*d = date{t, layout != time.DateTime}
			return nil
		}
	}
	t, err := time.Parse(time.RFC3339, node.Value)
	if err != nil {
		return fmt.Errorf("line %d: %q is no date; write 2026-08-31", node.Line, node.Value)
	}
	d.Time = t
	return nil
}

// end is the last second of a day that is meant inclusively, or the moment itself.
func (d date) end() time.Time {
	if d.isDay {
		return d.AddDate(0, 0, 1).Add(-time.Second)
	}
	return d.Time
}

// knownKeys are the keys of front matter that are understood.
func knownKeys(head []byte, unknown []string) []string {
	var all map[string]yaml.Node
	_ = yaml.Unmarshal(head, &all) // what cannot be read was an error before
	for _, key := range unknown {
		delete(all, key)
	}
	return slices.Sorted(maps.Keys(all))
}

// describe fills in what the front matter of a Markdown file says, and makes what it
// describes when that is more than a text.
func describe(fetched *source.Fetched, in folder, data []byte) error {
	head, body := extract.FrontMatter(data)
	var front frontMatter
	decoder := yaml.NewDecoder(bytes.NewReader(head))
	if err := decoder.Decode(&front); err != nil && !errors.Is(err, io.EOF) {
		return auskunft.Errorf(auskunft.Invalid, "front_matter", "the front matter cannot be read: %w", err)
	}
	for key := range front.Unknown {
		fetched.Unknown = append(fetched.Unknown, key)
	}
	slices.Sort(fetched.Unknown)
	fetched.Known = knownKeys(head, fetched.Unknown)
	if err := front.document(&fetched.Document, in); err != nil {
		return err
	}
	switch kind := string(fetched.Document.Kind); {
	case front.Kind == noticeKind:
		return front.makeNotice(fetched, body)
	case kind == officeKind:
		return front.makeOffice(fetched, body)
	}
	return nil
}

// document fills in what holds for every kind.
func (m *frontMatter) document(doc *auskunft.Document, in folder) error {
	if m.Kind != "" && m.Kind != noticeKind {
		doc.Kind = auskunft.DocumentKind(m.Kind)
	}
	if err := knownKind(doc.Kind); err != nil {
		return err
	}
	if m.Visibility != "" {
		v, err := auskunft.ParseVisibility(m.Visibility)
		if err != nil {
			return err
		}
		if !within(in.visibility, v) {
			return auskunft.Errorf(auskunft.Invalid, "visibility",
				"%q is visible to more people than the folder, which is %q", v, in.visibility)
		}
		doc.Visibility = v
	}
	doc.Title = strings.TrimSpace(m.Title)
	doc.Synonyms = m.Synonyms
	for _, f := range []struct {
		to   *string
		from string
	}{{&doc.Lang, m.Lang}, {&doc.URL, m.URL}} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	if m.Areas != nil {
		doc.Areas = m.Areas
	}
	doc.ValidFrom, doc.ValidUntil = m.ValidFrom.Time, m.ValidUntil.end()
	doc.ChangedAt, doc.CheckedAt = m.Changed.Time, m.Checked.Time
	return nil
}
