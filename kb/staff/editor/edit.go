package editor

import (
	"context"
	"encoding/json"
	"html/template"
	"net/http"
	"strings"
	"time"

	"auskunft"
	"auskunft/internal/web"
	"auskunft/kb/article"
	"auskunft/kb/article/markdown"
	"auskunft/kb/staff/frame"
)

// editPage is a text in a form.
type editPage struct {
	listRow
	Form      form
	Circles   []choice
	Others    []writer
	Error     string
	Unsaved   string        // when the text in the form was kept without being saved; "": it is a revision
	Conflict  *conflict     // with what somebody else has saved meanwhile
	Preview   template.HTML // of the text in the form, when it was asked for
	Checks    []check
	Checked   bool          // preview and checks are there
	Formatted template.HTML // the text in the form, for the field that shows it as it will look
	Files     []fileRow     // of the article, those of the text in the form chosen
	Original  *original     // of a translation
	Suggest   article.Suggestions
}

// form is a text as it is typed: lists with commas, days as browsers send them.
type form struct {
	Base                                              int // revision that it was made from
	Title, Body, Visibility                           string
	Synonyms, LeiKa, Situations, Related, From, Until string
	Why                                               string
	UpToDate                                          bool // a translation says what its original says now
}

// conflict is what somebody else has done to a text since it was opened.
type conflict struct {
	By, At  string
	Head    int
	Changes []article.Piece
	Compare string
}

func formOf(t article.Text, base int) form {
	join := func(list []string) string { return strings.Join(list, ", ") }
	f := form{
		Base: base, Title: t.Title, Body: strings.TrimRight(t.Body, "\n"), Visibility: string(t.Visibility),
		Synonyms: join(t.Synonyms), LeiKa: join(t.LeiKa), Situations: join(t.Situations), Related: join(t.Related),
	}
	if t.ValidFrom != nil {
		f.From = day(*t.ValidFrom)
	}
	if t.ValidUntil != nil {
		f.Until = day(lastDay(*t.ValidUntil))
	}
	return f
}

// maxTextForm is the largest form with a text, in bytes: each of its characters may be four
// bytes that are sent as twelve.
const maxTextForm = 12*(article.MaxBody+article.MaxTitle) + 64<<10

// maxUpload is the largest form with files, in bytes: several at once.
const maxUpload = maxTextForm + 3*article.MaxFile

// readText reads the form of a text, and the text in it. The error of a day that is none is
// auskunft.Invalid, and the text is there all the same.
func readText(w http.ResponseWriter, r *http.Request) (f form, t article.Text, err error) {
	if err := frame.ReadLongForm(w, r, maxUpload); err != nil {
		return f, t, err
	}
	get := func(name string) string { return strings.ReplaceAll(r.PostForm.Get(name), "\x00", "") } // the database stores none
	f = form{
		Title: get("title"), Body: get("body"), Visibility: get("visibility"), Synonyms: get("synonyms"), LeiKa: get("leika"), Situations: get("situations"),
		Related: get("related"), From: get("from"), Until: get("until"), Why: get("why"), UpToDate: get("uptodate") != "",
	}
	if _, formatted := r.PostForm["html"]; formatted { // what the field holds that looks like the text
		doc, _ := markdown.FromHTML(r.PostForm.Get("html"))
		f.Body = doc.String()
	}
	t = article.Text{
		Title: f.Title, Body: f.Body, Visibility: auskunft.Visibility(f.Visibility),
		Synonyms: listed(f.Synonyms), LeiKa: listed(f.LeiKa), Situations: listed(f.Situations), Related: listed(f.Related),
	}
	for _, file := range r.PostForm["file"] {
		n, err := number(file)
		if err != nil {
			return f, t, err
		}
		t.Files = append(t.Files, int64(n))
	}
	if f.Base, err = number(get("base")); err != nil {
		return f, t, err
	}
	from, err := berlin(time.DateOnly, f.From)
	if err == nil && !from.IsZero() {
		t.ValidFrom = &from
	}
	until, wrong := berlin(time.DateOnly, f.Until)
	if wrong != nil {
		err = wrong
	} else if !until.IsZero() {
		until = until.AddDate(0, 0, 1)
		t.ValidUntil = &until
	}
	return f, t, err
}

func listed(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' })
}

func (p *pages) edit(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	a, head, err := p.Articles.Get(r.Context(), who, id)
	if err != nil {
		return err
	}
	page := editPage{listRow: p.row(a), Form: formOf(head.Text, head.Number)}
	chosen := head.Text.Files
	unsaved, ok, err := p.Articles.Working(r.Context(), who, id)
	if err != nil {
		return err
	}
	if ok {
		chosen = unsaved.Text.Files
		page.Form, page.Unsaved = formOf(unsaved.Text, unsaved.Base), frame.Minute(unsaved.SavedAt)
		if unsaved.Base != a.Head {
			if page.Conflict, err = p.conflict(r, who, id, unsaved.Base); err != nil {
				return err
			}
			page.Form.Base = page.Conflict.Head
		}
	}
	if page.Files, err = p.files(r.Context(), who, id, chosen); err != nil {
		return err
	}
	return p.showEdit(w, r, http.StatusOK, who, page)
}

func (p *pages) showEdit(w http.ResponseWriter, r *http.Request, status int, who auskunft.Account, page editPage) (err error) {
	if page.Others, err = p.others(r.Context(), who, page.ID); err != nil {
		return err
	}
	if page.Original, err = p.original(r.Context(), who, page.Article); err != nil {
		return err
	}
	if page.Suggest, err = p.Articles.Suggest(r.Context(), who); err != nil {
		return err
	}
	doc, _ := markdown.Parse(page.Form.Body)
	page.Formatted = doc.HTML()
	page.Circles = p.circles(who, auskunft.Visibility(page.Form.Visibility))
	p.Show(w, r, status, "edit.html", who, p.Text("edit")+": "+page.Title, page)
	return nil
}

// save keeps the text as a revision, or shows how it would look. Whatever stands in the way,
// the text stays in the form.
func (p *pages) save(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	f, t, invalid := readText(w, r)
	if invalid != nil && f == (form{}) {
		return invalid // it could not be read
	}
	a, head, err := p.Articles.Get(r.Context(), who, id)
	if err != nil {
		return err
	}
	page := editPage{listRow: p.row(a), Form: f}
	t.Translates = head.Text.Translates
	if f.UpToDate && a.Original != 0 {
		original, _, err := p.Articles.Get(r.Context(), who, a.Original)
		if err != nil {
			return err
		}
		t.Translates = original.Live
	}
	attached, refused := p.attach(r, who, id)
	t.Files = append(t.Files, attached...)
	if invalid == nil {
		invalid = refused
	}
	preview := r.PostForm.Get("preview") != ""
	if err = invalid; err == nil && preview {
		page.Checks, err = p.checks(r.Context(), who, id, t)
	} else if err == nil {
		if _, err = p.Articles.Save(r.Context(), actor(r, who), id, f.Base, t); err == nil {
			return goTo(w, r, pathOf(id))
		}
	}
	// Should this page be lost, the text is not, nor a conflict: it is kept with its base.
	if kept := p.Articles.Autosave(r.Context(), who, id, f.Base, t); err == nil {
		err = kept
	}
	var failed error
	if page.Files, failed = p.files(r.Context(), who, id, t.Files); failed != nil {
		return failed
	}
	if err == nil {
		doc, _ := markdown.Parse(t.Body)
		page.Preview, page.Checked = doc.HTML(), true
		return p.showEdit(w, r, http.StatusOK, who, page)
	}
	page.Error = p.ErrorText(err)
	if auskunft.CodeOf(err) == "article_conflict" {
		conflict, failed := p.conflict(r, who, id, f.Base)
		if failed != nil {
			return failed
		}
		page.Conflict, page.Form.Base = conflict, conflict.Head
	}
	return p.showEdit(w, r, web.StatusOf(err), who, page)
}

// conflict is what was done to an article since a revision.
func (p *pages) conflict(r *http.Request, who auskunft.Account, id int64, base int) (*conflict, error) {
	from, err := p.Articles.Revision(r.Context(), who, id, base)
	if err != nil {
		return nil, err
	}
	_, head, err := p.Articles.Get(r.Context(), who, id)
	if err != nil {
		return nil, err
	}
	changes, err := p.difference(r.Context(), who, id, from.Text, head.Text)
	if err != nil {
		return nil, err
	}
	return &conflict{head.Author, frame.Minute(head.WrittenAt), head.Number, changes, comparePath(id, base, head.Number)}, nil
}

// autosave keeps what is in the form without saving it; a day that is half typed is left out.
func (p *pages) autosave(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	f, t, err := readText(w, r)
	if err != nil && f == (form{}) {
		return err // there is nothing to keep
	}
	if err := p.Articles.Autosave(r.Context(), who, id, f.Base, t); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (p *pages) giveUp(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	if err := p.Articles.GiveUp(r.Context(), who, id); err != nil {
		return err
	}
	return goTo(w, r, pathOf(id)+"/bearbeiten")
}

// translated is a text in both forms of the writing field.
type translated struct {
	Body    string        `json:"body"` // Markdown
	HTML    template.HTML `json:"html"`
	Dropped string        `json:"dropped"` // what an article cannot have, as a sentence; "" for nothing
}

// translate turns Markdown into what the writing field shows, and what it shows, or what was
// pasted into it, into Markdown. Nothing is kept.
func (p *pages) translate(w http.ResponseWriter, r *http.Request, _ auskunft.Account) error {
	if err := frame.ReadLongForm(w, r, maxTextForm); err != nil {
		return err
	}
	doc, dropped := markdown.Parse(r.PostForm.Get("body"))
	if _, formatted := r.PostForm["html"]; formatted {
		doc, dropped = markdown.FromHTML(r.PostForm.Get("html"))
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(translated{doc.String(), doc.HTML(), article.German.Left(dropped)})
}

// difference is what one text of an article has and another has not.
func (p *pages) difference(ctx context.Context, who auskunft.Account, id int64, from, to article.Text) ([]article.Piece, error) {
	all, err := p.Articles.Attachments(ctx, who, id)
	names := map[int64]string{}
	for _, a := range all {
		names[a.ID] = a.Name + " (" + frame.Minute(a.AddedAt) + ")" // another may have the name
	}
	return article.Diff(p.flat(from, names), p.flat(to, names)), err
}

// flat is a text with all its fields as lines, to be compared.
func (p *pages) flat(t article.Text, names map[int64]string) string {
	var out strings.Builder
	out.WriteString(t.Title + "\n\n" + t.Body)
	f := formOf(t, 0)
	var attached []string
	for _, id := range t.Files {
		attached = append(attached, names[id])
	}
	for _, field := range []struct{ key, value string }{
		{"visibility", p.Visibility(t.Visibility)}, {"synonyms", f.Synonyms}, {"leika", f.LeiKa}, {"situations", f.Situations}, {"related", f.Related},
		{"from", frame.Day(t.ValidFrom)}, {"until", untilDay(t)}, {"files", strings.Join(attached, ", ")},
	} {
		if field.value != "" {
			out.WriteString("\n" + p.Text("field_"+field.key) + ": " + field.value)
		}
	}
	return out.String()
}

func untilDay(t article.Text) string {
	if t.ValidUntil == nil {
		return ""
	}
	return frame.Day(lastDay(*t.ValidUntil))
}

// comparePage shows what became of one revision in another.
type comparePage struct {
	listRow
	From, To  article.Revision
	FromAt    string
	ToAt      string
	Pieces    []article.Piece
	Same      bool
	Revisions []int
	Restore   bool // From can be brought back
}

func (p *pages) compare(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	a, head, err := p.Articles.Get(r.Context(), who, id)
	if err != nil {
		return err
	}
	from, err := number(r.URL.Query().Get("von"))
	if err != nil {
		return err
	}
	to, err := number(r.URL.Query().Get("bis"))
	if err != nil {
		return err
	}
	page := comparePage{listRow: p.row(a), To: head}
	if to != 0 {
		if page.To, err = p.Articles.Revision(r.Context(), who, id, to); err != nil {
			return err
		}
	}
	if from == 0 {
		from = max(a.Live, 1)
	}
	if page.From, err = p.Articles.Revision(r.Context(), who, id, from); err != nil {
		return err
	}
	page.FromAt, page.ToAt = frame.Minute(page.From.WrittenAt), frame.Minute(page.To.WrittenAt)
	if page.Pieces, err = p.difference(r.Context(), who, id, page.From.Text, page.To.Text); err != nil {
		return err
	}
	page.Same = len(page.Pieces) == 1 && page.Pieces[0].Change == article.Kept
	page.Restore = from != a.Head && a.State != article.Archived
	for n := 1; n <= a.Head; n++ {
		page.Revisions = append(page.Revisions, n)
	}
	p.Show(w, r, http.StatusOK, "compare.html", who, p.Text("compare")+": "+a.Title, page)
	return nil
}

func (p *pages) restore(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	if err := frame.ReadForm(w, r); err != nil {
		return err
	}
	base, err := number(r.PostForm.Get("head"))
	if err != nil {
		return err
	}
	revision, err := number(r.PostForm.Get("revision"))
	if err != nil {
		return err
	}
	if _, err := p.Articles.Restore(r.Context(), actor(r, who), id, base, revision); err != nil {
		return p.showWith(w, r, who, id, err)
	}
	return goTo(w, r, pathOf(id))
}
