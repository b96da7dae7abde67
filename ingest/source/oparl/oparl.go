// Package oparl is the source of council papers in OParl JSON (1.0, 1.1): single objects,
// lists as the interface delivers them, or both, in one file or a folder.
//
// A paper becomes a document that says what it is, of when, who is in charge, who
// consults, and which files belong to it. A file becomes a document of its own when its
// text is there: in the object's field "text", in a file "<number>.txt" named by the end of
// its identifier, or as the file itself under its fileName. People are never read.
//
// Files of papers are drafts: what they say may have been decided otherwise.
package oparl

import (
	"context"
	"maps"
	"path"
	"slices"
	"strings"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/ingest/source/records"
)

func init() {
	source.Register("oparl", func(p source.Place) (source.Source, error) { return Open(p.Location) })
}

// readerVersion is part of every mark; see records.Kind.
const readerVersion = "1"

// maxRecords bounds how many papers and files a place may hold.
const maxRecords = 1_000_000

// OParl is a file or a folder of files. It implements source.Source. Items have their OParl
// identifier as key.
type OParl = records.Source[*catalog]

var kind = records.Kind[*catalog]{Format: "oparl", Version: readerVersion, Begin: func(place *records.Place, files []string, problems records.Problems) *catalog {
	c := &catalog{
		place: place, papers: map[string]*entry{}, files: map[string]*entry{}, organizations: map[string]string{}, texts: map[string]string{},
		extracted: map[string]string{}, unread: map[string]bool{}, problems: problems,
	}
	for _, name := range files {
		if !records.IsJSON(name) {
			c.texts[path.Base(name)] = name
		}
	}
	return c
}}

// Open opens a file or a folder.
func Open(location string) (*OParl, error) { return kind.Open(location) }

// catalog is what has to be known of all objects to write one of them.
type catalog struct {
	place         *records.Place
	papers, files map[string]*entry
	organizations map[string]string // names by identifier
	texts         map[string]string // paths of texts and originals by their base names
	extracted     map[string]string // when the file was changed whose text is there, by identifier
	unread        map[string]bool   // types of objects that are not read
	problems      records.Problems
}

// entry is a paper or a file without its text.
type entry struct {
	record    records.Record // of a file it may be its paper's
	id        string
	digest    string
	fileName  string // of a file
	inline    bool   // the file's text stands in the object
	paper     string // of a file: identifier of the first paper that has it
	reference string // of a paper
}

// typeOf is "Paper" of "https://schema.oparl.org/1.1/Paper".
func typeOf(n *records.Node) string { return path.Base("/" + n.Text("type")) }

// Add notes one object.
func (c *catalog) Add(r records.Record, raw []byte, n, _ *records.Node) error {
	id, kind := n.Text("id"), typeOf(n)
	if deleted, _ := n.Flag("deleted"); deleted {
		return nil
	}
	switch {
	case len(c.papers)+len(c.files) >= maxRecords:
		return auskunft.Errorf(auskunft.Limited, "too_many_records", "there are more than %d papers and files", maxRecords)
	case id == "" || kind == "/" && !n.Has("fileModified"):
		c.problems.Note(r.File, "oparl_object", "an object has no id or no type and was left out; its fields are %s", strings.Join(n.Fields(), ", "))
	case kind == "/":
		c.extracted[id] = n.Text("fileModified")
	case kind == "Paper":
		c.papers[id] = &entry{record: r, id: id, digest: records.Digest(raw, ""), reference: n.Text("reference")}
		for _, f := range filesOf(n) {
			c.addFile(r, raw, f, id)
		}
	case kind == "File":
		c.addFile(r, raw, n, "")
	case kind == "Organization":
		c.organizations[id] = n.Text("name")
	default:
		c.unread[kind] = true
	}
	return nil
}

// filesOf are the files of a paper: objects, or objects with their identifier only.
func filesOf(paper *records.Node) []*records.Node {
	return append(paper.List("mainFile"), paper.List("auxiliaryFile")...)
}

// addFile notes a file that stands in a paper or alone; a paper may also name one by its
// identifier.
func (c *catalog) addFile(r records.Record, raw []byte, f *records.Node, paper string) {
	id := f.Text("id")
	if id == "" {
		id = f.Text()
	}
	if paper == "" && len(f.List("paper")) > 0 {
		paper = f.List("paper")[0].Text()
	}
	if deleted, _ := f.Flag("deleted"); deleted || id == "" {
		return
	}
	e := c.files[id]
	if e == nil {
		e = &entry{id: id}
		c.files[id] = e
	}
	if e.paper == "" {
		e.paper = paper
	}
	if f.Has("id") && e.digest == "" {
		e.record, e.digest, e.fileName, e.inline = r, records.Digest(raw, ""), f.Text("fileName"), f.Has("text")
	}
}

// textOf is the path of a file's text or of the file itself, "" when neither is there.
func (c *catalog) textOf(e *entry) string {
	if name, ok := c.texts[path.Base(e.id)+".txt"]; ok {
		return name
	}
	if name := c.texts[path.Base(e.fileName)]; e.fileName != "" && extract.Detect(name, nil) != "" {
		return name
	}
	return ""
}

// readable says whether a file is a document of its own.
func (c *catalog) readable(e *entry) bool {
	return e != nil && e.digest != "" && (e.inline || c.textOf(e) != "")
}

// Marks names every paper and every file with a text.
func (c *catalog) Marks(ctx context.Context) (map[string]string, error) {
	marks := map[string]string{}
	for id, p := range c.papers {
		marks[id] = c.paperMark(p)
	}
	for id, f := range c.files {
		if !c.readable(f) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		marks[id] = c.fileMark(f)
	}
	return marks, nil
}

// paperMark changes with the paper, the names of organisations, and the files that have a
// text or no longer have one.
func (c *catalog) paperMark(p *entry) string {
	parts := []string{p.digest}
	for _, f := range slices.Sorted(maps.Keys(c.files)) {
		if c.files[f].paper == p.id && c.readable(c.files[f]) {
			parts = append(parts, f)
		}
	}
	for _, o := range slices.Sorted(maps.Keys(c.organizations)) {
		parts = append(parts, o, c.organizations[o])
	}
	return records.Mark(readerVersion, parts...)
}

// fileMark changes with what is said of a file and with its text.
func (c *catalog) fileMark(f *entry) string {
	parts := []string{f.digest, c.extracted[f.id]}
	if p := c.papers[f.paper]; p != nil {
		parts = append(parts, p.reference)
	}
	if name := c.textOf(f); name != "" {
		data, err := c.place.Read(name)
		if err != nil {
			parts = append(parts, err.Error())
		}
		parts = append(parts, records.Digest(data, ""))
	}
	return records.Mark(readerVersion, parts...)
}

// Fetch makes the document of a paper or a file.
func (c *catalog) Fetch(key string) (source.Fetched, error) {
	if p := c.papers[key]; p != nil {
		n, raw, err := c.place.Load(p.record)
		if err != nil {
			return source.Fetched{}, err
		}
		return c.paper(n, raw, p)
	}
	if f := c.files[key]; c.readable(f) {
		return c.file(f)
	}
	return source.Fetched{}, auskunft.Errorf(auskunft.NotFound, "source_gone", "there is no %s any more", key)
}
