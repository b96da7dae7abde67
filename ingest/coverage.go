package ingest

import (
	"maps"
	"slices"

	"auskunft/ingest/extract"
	"auskunft/ingest/source"
)

// Coverage says what was read in a run and what of it was not understood: counts only, no
// text. Items that had not changed were not read and are not in it.
type Coverage struct {
	Documents int              `json:"documents"` // stored, or found to be unchanged after reading
	Notices   int              `json:"notices,omitempty"`
	Passages  int              `json:"passages"`
	Pages     int              `json:"pages,omitempty"`     // of formats that have pages
	Formats   map[string]int   `json:"formats,omitempty"`   // documents by format
	Languages map[string]int   `json:"languages,omitempty"` // documents by language
	Warnings  map[string]int   `json:"warnings,omitempty"`  // by code
	Failed    map[string]int   `json:"failed,omitempty"`    // items by code of their problem
	Fields    map[string]Field `json:"fields,omitempty"`    // of structured sources and front matter, by path
}

// Field counts the items that have a field. Of the rest, those neither left out nor dropped,
// it was understood and is in the document.
type Field struct {
	Seen    int `json:"seen"`
	LeftOut int `json:"left_out,omitempty"` // understood, and of no use to readers
	Dropped int `json:"dropped,omitempty"`  // not understood
}

// Understood is how many items have the field in their document.
func (f Field) Understood() int { return f.Seen - f.LeftOut - f.Dropped }

// maxFields bounds how many paths are told apart; a broken export makes up names without
// end. All others count together.
const (
	maxFields   = 500
	otherFields = "…"
)

// cover is what was read of one item.
func cover(fetched source.Fetched, result *extract.Result, lang string, passages int) Coverage {
	c := Coverage{Documents: 1, Passages: passages, Pages: result.Pages, Formats: map[string]int{fetched.Format: 1}, Languages: map[string]int{lang: 1}}
	c.fields(fetched)
	for _, w := range result.Warnings {
		count(&c.Warnings, w.Code, 1)
	}
	if n := len(fetched.Unknown); n > 0 {
		count(&c.Warnings, unknownElement, n)
	}
	return c
}

// fields counts each path of an item once. What was read at one place of it and not at
// another was not understood.
func (c *Coverage) fields(fetched source.Fetched) {
	item := map[string]Field{}
	for _, path := range fetched.Skipped {
		item[path] = Field{Seen: 1, LeftOut: 1}
	}
	for _, path := range fetched.Known {
		item[path] = Field{Seen: 1}
	}
	for _, path := range fetched.Unknown {
		item[path] = Field{Seen: 1, Dropped: 1}
	}
	for _, path := range slices.Sorted(maps.Keys(item)) {
		c.field(path, item[path])
	}
}

// add counts another coverage in.
func (c *Coverage) add(o Coverage) {
	c.Documents += o.Documents
	c.Notices += o.Notices
	c.Passages += o.Passages
	c.Pages += o.Pages
	for _, m := range []struct {
		to   *map[string]int
		from map[string]int
	}{{&c.Formats, o.Formats}, {&c.Languages, o.Languages}, {&c.Warnings, o.Warnings}, {&c.Failed, o.Failed}} {
		for key, n := range m.from {
			count(m.to, key, n)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(o.Fields)) {
		c.field(path, o.Fields[path])
	}
}

func (c *Coverage) field(path string, f Field) {
	have, known := c.Fields[path]
	if !known && len(c.Fields) >= maxFields {
		path = otherFields
		have = c.Fields[path]
	}
	if c.Fields == nil {
		c.Fields = map[string]Field{}
	}
	c.Fields[path] = Field{have.Seen + f.Seen, have.LeftOut + f.LeftOut, have.Dropped + f.Dropped}
}

func count(m *map[string]int, key string, n int) {
	if *m == nil {
		*m = map[string]int{}
	}
	(*m)[key] += n
}
