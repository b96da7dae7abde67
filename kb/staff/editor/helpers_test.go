package editor_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"auskunft"
	"auskunft/ingest"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
	"auskunft/kb/article"
	"auskunft/kb/notice"
	"auskunft/kb/pin"
	"auskunft/kb/staff/editor"
	"auskunft/kb/staff/frame"
	"auskunft/kb/staff/pagetest"
	"auskunft/retrieval"
)

var (
	anna = auskunft.Account{ID: 1, Login: "anna", Name: "Anna Redlich", Role: auskunft.EditorRole, Departments: []string{"finanzen"}}
	emil = auskunft.Account{ID: 2, Login: "emil", Name: "Emil Ahrens", Role: auskunft.EditorRole}
	bert = auskunft.Account{ID: 3, Login: "bert", Name: "Bert Frei", Role: auskunft.ApproverRole}
	agnt = auskunft.Account{ID: 4, Login: "inka", Name: "Inka Behrens", Role: auskunft.AgentRole}
)

// office is the pages on a database of their own, for whoever is signed in.
type office struct {
	*testing.T
	http.Handler
	db       *postgres.DB
	pipeline *ingest.Pipeline
	articles *article.Store
	notices  *notice.Store
	pins     *pin.Store
	who      *atomic.Pointer[auskunft.Account] // signed in; a page may ask at any time
}

func open(t *testing.T) *office {
	t.Helper()
	db, log := pgtest.New(t), slog.New(slog.DiscardHandler)
	if err := ingest.EnsureVectors(t.Context(), db, nil); err != nil {
		t.Fatal(err)
	}
	pipeline, err := ingest.New(db, ingest.Open, nil, 1, log)
	if err != nil {
		t.Fatal(err)
	}
	search, err := retrieval.Open(t.Context(), db, nil, log)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{T: t, db: db, pipeline: pipeline, articles: article.New(db, pipeline, "https://stadt.example"), notices: notice.New(db), pins: pin.New(db, search), who: &atomic.Pointer[auskunft.Account]{}}
	o.as(auskunft.Account{})
	site, err := frame.New(frame.Config{
		Town: "Stadt Auenwede", Account: func(context.Context) (auskunft.Account, bool) {
			who := *o.who.Load()
			return who, who.ID != 0
		},
	})
	if err == nil {
		err = editor.Register(site, editor.Deps{Articles: o.articles, Notices: o.notices, Pins: o.pins})
	}
	if err != nil {
		t.Fatal(err)
	}
	o.Handler = site
	return o
}

// as signs somebody in, or out.
func (o *office) as(who auskunft.Account) { o.who.Store(&who) }

var dogs = article.Text{
	Title: "Hundesteuer: was Anrufende wissen müssen", Visibility: auskunft.Public,
	Body:     "## Kosten\n\nDer erste Hund kostet 84,00 Euro im Jahr, siehe [Hundesteuersatzung](https://stadt.example/satzung).\n\n## Anmelden\n\nAnzumelden ist ein Hund beim Steueramt.\n",
	Synonyms: []string{"Hundemarke", "Wauwauabgabe"},
}

func (o *office) create(text article.Text) int64 {
	o.Helper()
	id, err := o.articles.Create(o.Context(), article.Actor{Account: anna, Why: "neu"}, article.Seed{Template: article.ServiceNote, Text: text})
	if err != nil {
		o.Fatal(err)
	}
	return id
}

func (o *office) state(id int64) article.Article {
	o.Helper()
	a, _, err := o.articles.Get(o.Context(), bert, id)
	if err != nil {
		o.Fatal(err)
	}
	return a
}

func path(id int64, more string) string { return "/staff/artikel/" + strconv.FormatInt(id, 10) + more }

// get asks for a page as somebody, and checks the status.
func (o *office) get(who auskunft.Account, path string, status int) *goquery.Document {
	o.Helper()
	return o.send(who, httptest.NewRequest("GET", path, nil), status)
}

// post sends a form of names and values as somebody, and checks the status.
func (o *office) post(who auskunft.Account, path string, status int, form ...string) *goquery.Document {
	o.Helper()
	values := url.Values{}
	for i := 0; i < len(form); i += 2 {
		values.Set(form[i], form[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return o.send(who, r, status)
}

func (o *office) send(who auskunft.Account, r *http.Request, status int) *goquery.Document {
	o.Helper()
	o.as(who)
	response, document := pagetest.Send(o, o, r)
	if response.StatusCode != status {
		o.Fatalf("%s %s as %s: %d, want %d", r.Method, r.URL, who.Login, response.StatusCode, status)
	}
	return document
}

// says checks that what selector finds contains texts.
func (o *office) says(document *goquery.Document, selector string, want ...string) {
	o.Helper()
	got := pagetest.Text(document.Find(selector))
	for _, w := range want {
		if !strings.Contains(got, w) {
			o.Errorf("%s = %q, want %q in it", selector, got, w)
		}
	}
}

// form is what the fields of the page's writing form hold, as a browser would send it.
func form(document *goquery.Document) (values []string) {
	document.Find("form.writing").Find("input[name], textarea, select").Each(func(_ int, field *goquery.Selection) {
		name, _ := field.Attr("name")
		value, _ := field.Attr("value")
		switch goquery.NodeName(field) {
		case "textarea":
			value = strings.TrimPrefix(field.Text(), "\n")
		case "select":
			value, _ = field.Find("option[selected]").Attr("value")
		}
		if kind, _ := field.Attr("type"); kind != "checkbox" {
			values = append(values, name, value)
		}
	})
	return values
}

// with replaces values of a form.
func with(form []string, changes ...string) []string {
	return append(append([]string{}, form...), changes...) // the later counts
}
