package admin

import (
	"net/http"
	"strings"

	"auskunft"
	"auskunft/ingest"
	"auskunft/kb/staff/frame"
)

// documentsPage lists the documents of a source.
type documentsPage struct {
	Name, Path, Words string
	Documents         []documentRow
	More              bool
}

type documentRow struct {
	ingest.Stored
	Visible  string
	Internal bool
	Read     string
}

func (p *pages) documents(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	name, words := r.PathValue("name"), strings.TrimSpace(r.URL.Query().Get("q"))
	all, more, err := p.Sources.Documents(r.Context(), who.Reader(), name, words)
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	page := documentsPage{Name: name, Path: sourcePath(name), Words: words, More: more}
	for _, d := range all {
		page.Documents = append(page.Documents, documentRow{d, p.Visibility(d.Visibility), d.Visibility != auskunft.Public, frame.Minute(d.Ingested)})
	}
	p.Show(w, r, http.StatusOK, "documents.html", who, p.Text("documents")+": "+name, page)
}

// documentPage shows a document as the search has it: passage by passage.
type documentPage struct {
	Title, URL string
	Passages   []passageRow
}

type passageRow struct {
	Place      string
	Text       string
	Start, End int
	Field      string
}

func (p *pages) document(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	id, err := frame.ID(r, "document_unknown")
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	var page documentPage
	if page.Title, page.URL, err = p.Sources.DocumentTitle(r.Context(), who.Reader(), id); err != nil {
		p.Problem(w, r, err)
		return
	}
	passages, err := p.Sources.Passages(r.Context(), who.Reader(), id)
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	for _, x := range passages {
		page.Passages = append(page.Passages, passageRow{p.Place(page.Title, x.Headings, x.Anchor, x.Page), x.Text, x.Start, x.End, string(x.Field)})
	}
	p.Show(w, r, http.StatusOK, "document.html", who, page.Title, page)
}
