package privacy

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"auskunft/internal/civil"
	"auskunft/internal/retention"
	"auskunft/kb/article/markdown"
	"auskunft/kb/signal"
)

// Document is the whole of it.
type Document struct {
	Title string
	Doc   markdown.Doc
}

// Write looks at everything and writes the document.
func (d Desk) Write(ctx context.Context, now time.Time) (Document, error) {
	f, err := d.gather(ctx, now)
	if err != nil {
		return Document{}, err
	}
	return f.document(), nil
}

// WriteMarkdown writes the document as a text.
func (d Document) WriteMarkdown(w *bytes.Buffer) error {
	_, err := fmt.Fprintf(w, "# %s\n\n%s", d.Title, d.Doc)
	return err
}

// HTML is the document without its title. Each table may scroll sideways by itself.
func (d Document) HTML() template.HTML {
	n := 0
	parts := strings.Split(string(d.Doc.HTML()), "<table>")
	var out strings.Builder
	out.WriteString(parts[0])
	for _, part := range parts[1:] {
		n++
		body, rest, _ := strings.Cut(part, "</table>")
		fmt.Fprintf(&out, `<div class="scroll" tabindex="0" role="region" aria-label="Tabelle %d"><table>%s</table></div>%s`, n, body, rest)
	}
	return template.HTML(out.String()) // of markdown's own HTML, which is clean
}

//go:embed document.html
var pageText string

var page = template.Must(template.New("document").Parse(pageText))

// WritePage writes a file that needs nothing beside it and can be printed.
func (d Document) WritePage(w *bytes.Buffer) error { return page.Execute(w, d) }

// builder puts a document together.
type builder struct{ doc markdown.Doc }

func span(s string) []markdown.Span { return []markdown.Span{{Text: s}} }

func (b *builder) heading(key string) {
	b.doc = append(b.doc, markdown.Block{Kind: markdown.Heading, Level: 2, Spans: span(german.Headings[key])})
}

func (b *builder) says(format string, args ...any) {
	b.doc = append(b.doc, markdown.Block{Kind: markdown.Paragraph, Spans: span(fmt.Sprintf(format, args...))})
}

func (b *builder) items(texts []string) {
	for _, text := range texts {
		b.doc = append(b.doc, markdown.Block{Kind: markdown.Item, Level: 1, Spans: span(text)})
	}
}

func (b *builder) table(rows ...[]string) {
	t := markdown.Block{Kind: markdown.Table}
	for _, row := range rows {
		var cells [][]markdown.Span
		for _, cell := range row {
			cells = append(cells, span(cell))
		}
		t.Rows = append(t.Rows, cells)
	}
	b.doc = append(b.doc, t)
}

func (f facts) document() Document {
	b := &builder{}
	b.says("%s", german.Intro)
	b.says(german.Made, minute(f.made), f.town)
	if f.cfg.DSFAReference == "" {
		b.says("%s", german.ReferenceMissing)
	} else {
		b.says(german.Reference, f.cfg.DSFAReference)
	}
	f.writeMeasures(b)
	f.writeData(b)
	f.writeKept(b)
	f.writeFlows(b)
	f.writeSources(b)
	b.heading("rights")
	b.says("%s", german.RightsNote)
	b.table(f.rights...)
	b.heading("open")
	b.items(german.Open)
	return Document{german.Title, b.doc}
}

func (f facts) writeData(b *builder) {
	b.heading("data")
	rows := [][]string{german.Columns["data"]}
	for _, c := range categories {
		t := german.Data[c.key]
		kept := t.Kept
		for _, rule := range c.rules {
			i := slices.IndexFunc(f.kept, func(s retention.State) bool { return s.Name == rule })
			if i < 0 {
				continue
			}
			if kept != "" {
				kept += "; "
			}
			kept += RuleName(rule) + ": " + Span(f.kept[i].Keep)
		}
		rows = append(rows, []string{t.Name, t.People, t.Content, t.Purpose, kept})
	}
	b.table(rows...)
}

func (f facts) writeKept(b *builder) {
	b.heading("kept")
	if overdue := retention.Overdue(f.kept); overdue > 0 {
		b.says(german.KeptOverdue, overdue)
	} else {
		b.says("%s", german.KeptClean)
	}
	rows := [][]string{german.Columns["kept"]}
	for _, s := range f.kept {
		rows = append(rows, []string{RuleName(s.Name), Span(s.Keep), strconv.FormatInt(s.Rows, 10), When(s.Oldest, german.None),
			strconv.FormatInt(s.Overdue, 10), When(s.Ran, german.Never), deleted(s)})
	}
	b.table(rows...)
	b.says("%s", german.KeptNote)
}

// When is a time as people read it, or what is said when there is none.
func When(t *time.Time, none string) string {
	if t == nil {
		return none
	}
	return minute(*t)
}

func minute(t time.Time) string { return t.In(civil.Berlin).Format("02.01.2006, 15:04") }

func deleted(s retention.State) string {
	if s.When == nil {
		return german.Never
	}
	return fmt.Sprintf(german.Rows, s.Deleted, minute(*s.When), s.Total)
}

func (f facts) writeFlows(b *builder) {
	there, absent := f.flows()
	b.heading("flows")
	rows := [][]string{german.Columns["flows"]}
	for _, to := range there {
		t := german.Flows[to.key]
		rows = append(rows, []string{t.Name, to.name, to.secure, t.Content})
	}
	b.table(rows...)
	b.heading("absent")
	var texts []string
	for _, key := range absent {
		if text := german.Flows[key].Absent; text != "" {
			texts = append(texts, text)
		}
	}
	b.items(texts)
}

func (f facts) writeSources(b *builder) {
	b.heading("sources")
	if len(f.sources) == 0 {
		b.says("%s", german.SourcesNone)
		return
	}
	b.says("%s", german.SourcesNote)
	rows := [][]string{german.Columns["sources"]}
	for _, s := range f.sources {
		place := german.Folder
		switch h := hostOf(s.Location); {
		case strings.Contains(s.Location, "://"):
			place = h.name + " (" + h.secure + ")"
		case s.Location == "":
			place = german.Editors
		}
		rows = append(rows, []string{s.Name, KindName(s.Kind), place})
	}
	b.table(rows...)
}

// measure is something that protects people, and whether it is as it should be.
type measure struct {
	key  string
	ok   bool
	args []any
}

func (f facts) measures() []measure {
	cfg, overdue := f.cfg, retention.Overdue(f.kept)
	var networks []string
	for _, n := range cfg.FetchAllow {
		networks = append(networks, n.String())
	}
	all := []measure{
		{key: "masking", ok: true}, {key: "question_log_" + string(cfg.QuestionLog), ok: true},
		{"deletion", overdue == 0, []any{overdue}},
		{"visibility", !f.login.Mighty(), []any{f.tables, f.login.Role}},
		{"transport", strings.HasPrefix(cfg.PublicURL, "https://"), []any{cfg.PublicURL}},
		{"sign_in", cfg.OIDCIssuer != "", []any{Span(cfg.SessionIdle), Span(cfg.SessionLimit)}},
		{"limits", true, []any{cfg.QuestionsPerMinute}},
		{"audit", f.broken == nil, []any{f.entries}},
		{"statistics", true, []any{signal.Few}},
		{"network", len(networks) == 0, []any{strings.Join(networks, ", ")}},
		{key: "answers", ok: true}, {key: "persons", ok: true},
		{"switch", true, []any{f.closed}}, {"tokens", true, []any{f.tokens}}, {key: "handover", ok: cfg.Handover},
	}
	return all
}

func (m measure) String() string {
	text := german.Measures[m.key].Yes
	if no := german.Measures[m.key].No; !m.ok && no != "" {
		text = no
	}
	if !strings.Contains(text, "%") {
		return text
	}
	return fmt.Sprintf(text, m.args...)
}

func (f facts) writeMeasures(b *builder) {
	b.heading("measures")
	rows := [][]string{german.Columns["measures"]}
	for _, m := range f.measures() {
		rows = append(rows, []string{german.Measures[m.key].Name, m.String()})
	}
	b.table(rows...)
}
