package oparl

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/ingest/source/records"
	"auskunft/ingest/source/render"
	"auskunft/internal/civil"
)

// lang is the language of German councils.
const lang = "de"

// Fields of the objects that are understood and say nothing to readers.
var (
	paperFields = []string{"id", "type", "body", "relatedPaper", "superordinatedPaper", "subordinatedPaper", "location", "originatorPerson",
		"created", "modified", "license", "deleted"}
	fileFields = []string{"id", "type", "fileName", "mimeType", "size", "sha1Checksum", "sha512Checksum", "text", "date", "externalServiceUrl",
		"masterFile", "derivativeFile", "fileLicense", "meeting", "agendaItem", "paper", "license", "created", "modified", "web", "deleted"}
	consultationFields = []string{"id", "type", "paper", "agendaItem", "meeting", "authoritative", "license", "keyword", "created", "modified", "web", "deleted"}
)

// paper makes the document of a paper.
func (c *catalog) paper(n *records.Node, raw []byte, p *entry) (source.Fetched, error) {
	doc := auskunft.Document{
		Kind: auskunft.PageDocument, Title: n.Text("name"), Lang: lang, URL: address(n, "web"),
		ChangedAt: day(n.Text("date"), n.Text("modified")), Synonyms: texts(n.List("keyword")),
	}
	if doc.Title == "" {
		doc.Title = render.Word(lang, "reference", p.reference)
	}
	d := &render.Document{}
	d.Result.Lang = lang
	d.Title(doc.Title)
	for _, line := range c.about(n) {
		d.Add(extract.Block{Kind: extract.ListItem, Level: 1}, "- "+line)
	}
	if doc.URL == "" {
		doc.URL = address(n.At("mainFile"), "accessUrl", "downloadUrl")
	}
	c.attachments(d, n)
	n.Skip(paperFields...)
	res := d.Done()
	doc.Text = res.Text
	unknown := n.Unknown("paper")
	if p.id == slices.Min(slices.Collect(maps.Keys(c.papers))) { // once in each report
		for kind := range c.unread {
			unknown = append(unknown, "oparl/"+kind)
		}
		slices.Sort(unknown)
	}
	known, skipped := n.Known("paper")
	return source.Fetched{Document: doc, Original: raw, Format: "oparl", Result: res, Unknown: unknown, Known: known, Skipped: skipped}, nil
}

// about are the lines that say what a paper is.
func (c *catalog) about(n *records.Node) []string {
	date := ""
	if t := day(n.Text("date")); !t.IsZero() {
		date = render.Date(t, lang)
	}
	var consulted []string
	for _, consultation := range n.List("consultation") {
		role := consultation.Text("role")
		for _, name := range c.names(consultation.List("organization")) {
			if role != "" {
				name += " (" + role + ")"
			}
			consulted = append(consulted, name)
		}
		consultation.Skip(consultationFields...)
	}
	inCharge := append(c.names(n.List("underDirectionOf")), c.names(n.List("originatorOrganization"))...)
	var lines []string
	for _, line := range []struct{ key, value string }{
		{"paper_type", n.Text("paperType")}, {"reference", n.Text("reference")}, {"dated", date},
		{"in_charge", strings.Join(inCharge, ", ")}, {"consulted", strings.Join(consulted, ", ")},
	} {
		if line.value != "" {
			lines = append(lines, render.Word(lang, line.key, line.value))
		}
	}
	return lines
}

// names are the names of organisations, as far as they are known.
func (c *catalog) names(ids []*records.Node) []string {
	var names []string
	for _, id := range texts(ids) {
		if name := c.organizations[id]; name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func texts(list []*records.Node) []string {
	var out []string
	for _, n := range list {
		if s := n.Text(); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// attachments lists the files of a paper and says which of them have no text here.
func (c *catalog) attachments(d *render.Document, n *records.Node) {
	var without []string
	files := slices.DeleteFunc(filesOf(n), func(f *records.Node) bool {
		deleted, _ := f.Flag("deleted")
		if deleted {
			f.Skip(f.Fields()...)
		}
		return deleted
	})
	for i, f := range files {
		if i == 0 {
			d.Add(extract.Block{Kind: extract.Heading, Level: 2}, render.Word(lang, "attachments"))
		}
		id, name, url := f.Text("id"), f.Text("name"), address(f, "accessUrl", "downloadUrl")
		if id == "" {
			id = f.Text()
		}
		if name == "" {
			name = f.Text("fileName")
		}
		if !c.readable(c.files[id]) {
			without = append(without, strings.TrimSpace(name+" "+url))
		}
		f.Text("downloadUrl")
		f.Skip("keyword")
		f.Skip(fileFields...)
		if url != "" {
			d.Result.Links = append(d.Result.Links, url)
		}
		if line := strings.Trim(name+": "+url, ": "); line != "" {
			d.Add(extract.Block{Kind: extract.ListItem, Level: 1}, "- "+line)
		}
	}
	if len(without) > 0 {
		d.Warn("file_without_text", fmt.Sprintf("%d of %d files have no text here: %s", len(without), len(files), strings.Join(without, "; ")))
	}
}

// law are names of files that are, or would be, local law, and not about it.
var (
	law      = regexp.MustCompile(`(?i)satzung|verordnung|(?:gebühren|benutzungs|friedhofs|haus|geschäfts)ordnung|gebührenverzeichnis`)
	aboutLaw = regexp.MustCompile(`(?i)synopse|begründung|bericht|protokoll|antrag|stellungnahme|präsentation|vorlage|kalkulation`)
)

// file makes the document of a file.
func (c *catalog) file(e *entry) (source.Fetched, error) {
	n, _, err := c.place.Load(e.record)
	if err != nil {
		return source.Fetched{}, err
	}
	if typeOf(n) == "Paper" {
		files := filesOf(n)
		n = files[slices.IndexFunc(files, func(f *records.Node) bool { return f.Text("id") == e.id })]
	}
	name := n.Text("name")
	if name == "" {
		name = n.Text("fileName")
	}
	doc := auskunft.Document{
		Kind: auskunft.PageDocument, Title: name, Lang: lang, URL: address(n, "accessUrl", "downloadUrl"),
		ChangedAt: day(n.Text("date"), n.Text("modified")), Synonyms: texts(n.List("keyword")),
	}
	if law.MatchString(name) && !aboutLaw.MatchString(name) {
		doc.Kind = auskunft.OrdinanceDocument
	}
	if p := c.papers[e.paper]; p != nil && p.reference != "" {
		doc.Title = render.Word(lang, "of_paper", name, p.reference)
	}
	fetched := source.Fetched{Document: doc}
	text := n.Text("text")
	if !e.inline {
		path := c.textOf(e)
		data, err := c.place.Read(path)
		if err != nil {
			return source.Fetched{}, err
		}
		if format := extract.Detect(path, data); format != "plain" {
			fetched.Original, fetched.Format = data, format
		}
		text = string(data)
	}
	if fetched.Original == nil {
		if err := plain(&fetched, text); err != nil {
			return source.Fetched{}, fmt.Errorf("%s: %w", e.id, err)
		}
		if read, now := c.extracted[e.id], n.Text("modified"); read != "" && day(now).After(day(read)) {
			fetched.Result.Warnings = append(fetched.Result.Warnings, extract.Warning{
				Code: "text_outdated", Detail: fmt.Sprintf("The text was taken from the file as of %s, the file changed on %s.", read, now)})
		}
	}
	n.Text("downloadUrl")
	n.Skip(fileFields...)
	fetched.Unknown = n.Unknown("file")
	fetched.Known, fetched.Skipped = n.Known("file")
	return fetched, nil
}

// pageMark stands where a page of a PDF ended, in texts that were extracted by others.
var pageMark = regexp.MustCompile(`(?m)^-- \d+ of \d+ --[ \t\r]*\n?`)

// plain makes the result of a text, with its pages.
func plain(fetched *source.Fetched, text string) error {
	fetched.Original, fetched.Format = []byte(text), "oparl"
	paged := strings.TrimRight(pageMark.ReplaceAllString(text, "\f"), "\f \r\n")
	res, err := extract.Plain([]byte(paged))
	if err != nil {
		return err
	}
	res.Title, res.Lang = fetched.Document.Title, lang
	fetched.Result, fetched.Document.Text = res, res.Text
	return nil
}

// address is the first of several fields that leads to a website.
func address(n *records.Node, names ...string) string {
	for _, name := range names {
		s := n.Text(name)
		if u, err := url.Parse(s); err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") {
			return s
		}
	}
	return ""
}

// day is the first of several times that can be read; days begin in Berlin.
func day(times ...string) time.Time {
	for _, s := range times {
		if t := civil.Parse(s, time.RFC3339, time.DateOnly); !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}
