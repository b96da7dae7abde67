package staff_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"auskunft"
	"auskunft/kb/staff"
	"auskunft/kb/staff/frame"
	"auskunft/kb/staff/pagetest"
	"auskunft/retrieval"
	"auskunft/retrieval/lexical"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

var analyser = lexical.NewAnalyser(nil)

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

var agent = auskunft.Account{ID: 7, Login: "agentin", Name: "Inka Behrens", Role: auskunft.AgentRole, Departments: []string{"finanzen"}}

// The pages are asked and read as in the other rooms.
var get, post, text, wantText, quiet = pagetest.Get, pagetest.Post, pagetest.Text, pagetest.WantText, pagetest.Quiet

// desk stands in for the rooms behind the pages: what they are asked is kept, what they
// answer is set by the test.
type desk struct {
	mu       sync.Mutex       // of what handlers write: a page may ask twice at once
	account  auskunft.Account // who is signed in
	result   retrieval.Result
	answer   auskunft.Answer
	err      error
	query    retrieval.Query
	question auskunft.Question
}

func (d *desk) Search(_ context.Context, q retrieval.Query) (retrieval.Result, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.query = q
	return d.result, d.err
}

func (d *desk) Ask(_ context.Context, q auskunft.Question) (auskunft.Answer, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.question = q
	return d.answer, d.err
}

func (d *desk) SignIn(_ http.ResponseWriter, _ *http.Request, login, password string) (auskunft.Account, error) {
	if login != agent.Login || password != "ein langes Kennwort" {
		return auskunft.Account{}, auskunft.Errorf(auskunft.Forbidden, "sign_in_failed", "wrong")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.account = agent
	return agent, nil
}

func (d *desk) SignOut(http.ResponseWriter, *http.Request) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.account = auskunft.Account{}
	return "", nil
}

func (d *desk) signedIn(context.Context) (auskunft.Account, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.account, d.account.ID != 0
}

func (d *desk) handler(t testing.TB) http.Handler {
	t.Helper()
	return d.site(t, staff.Deps{Search: d, Ask: d, Sessions: d, Analyse: analyser, Now: clock})
}

// site is the pages made from deps for whoever is signed in at the desk.
func (d *desk) site(t testing.TB, deps staff.Deps) *frame.Site {
	t.Helper()
	site := newSite(t, frame.Config{Account: d.signedIn})
	if err := staff.Register(site, deps); err != nil {
		t.Fatal(err)
	}
	return site
}

func newSite(t testing.TB, config frame.Config) *frame.Site {
	t.Helper()
	config.Town = "Stadt Auenwede"
	site, err := frame.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return site
}

var taxHit = retrieval.Hit{
	Document: auskunft.Document{
		ID: 1, Source: "auenwede-ortsrecht", Kind: auskunft.OrdinanceDocument, Title: "Hundesteuersatzung der Stadt Auenwede", Lang: "de",
		URL: "https://www.auenwede.example/ortsrecht/hundesteuersatzung.pdf", Visibility: auskunft.Public, CheckedAt: time.Date(2026, 10, 11, 22, 30, 0, 0, time.UTC), // the 12th in Auenwede
	},
	Passage: auskunft.Passage{Headings: []string{"§ 5 Steuersätze"}, Anchor: "§ 5 Abs. 1", Page: 2,
		Text: "Die Steuer beträgt jährlich für den ersten Hund 120,00 Euro,\nfür den zweiten Hund 168,00 Euro & für jeden weiteren Hund 192,00 Euro. Die Hundesteuer ist je zur Hälfte am 15. Februar und am 15. August fällig."},
}

var wikiHit = retrieval.Hit{
	Document: auskunft.Document{
		ID: 2, Source: "wiki", Kind: auskunft.WikiDocument, Title: "Hundesteuer: Befreiungen in der Praxis", Lang: "de",
		URL: "https://wiki.auenwede.example/steuern/befreiungen", Visibility: auskunft.DepartmentOnly("finanzen"), ValidUntil: date(2026, 6, 30),
	},
	Passage: auskunft.Passage{Headings: []string{"Hundesteuer: Befreiungen in der Praxis", "Blindenführhunde"},
		Text: "Bei Blindenführhunden genügt der Ausweis mit Merkzeichen Bl; die Hundesteuerbefreiung wird ohne weiteren Nachweis erteilt."},
}

func checked(t time.Time) *time.Time { return &t }

var taxAnswer = auskunft.Answer{
	ID: "a1", Status: auskunft.Answered, Lang: "de", GeneratedBy: "extractive", GeneratedAt: now,
	Sentences: []auskunft.Sentence{
		{Text: "Die Steuer beträgt jährlich für den ersten Hund 120,00 Euro, für den zweiten Hund 168,00 Euro und für jeden weiteren Hund 192,00 Euro.", Citations: []int{1}},
		{Text: "Bei Blindenführhunden genügt der Ausweis mit Merkzeichen Bl.", Citations: []int{2}},
		{Text: "Außerdem:\ngefährlicher Hund: 648 Euro\nErsatz einer Steuermarke: 6 Euro", Citations: []int{3}},
	},
	Citations: []auskunft.Citation{
		{N: 1, Document: 1, Title: taxHit.Document.Title, URL: taxHit.Document.URL, Headings: taxHit.Passage.Headings, Anchor: "§ 5 Abs. 1", Page: 2, Quote: taxHit.Passage.Text, CheckedAt: checked(date(2026, 10, 12))},
		{N: 2, Document: 2, Title: wikiHit.Document.Title, URL: wikiHit.Document.URL, Headings: wikiHit.Passage.Headings, Quote: wikiHit.Passage.Text, Internal: true},
		{N: 3, Document: 1, Title: taxHit.Document.Title, URL: taxHit.Document.URL, Headings: []string{"§ 5 Steuersätze"}, Quote: "gefährlicher Hund: 648 Euro\n- Ersatz einer Steuermarke: 6 Euro"},
	},
	Cards: []auskunft.Card{
		{Kind: auskunft.NoticeCard, Notice: &auskunft.NoticeFacts{Title: "Steueramt am 27. November geschlossen", Text: "Wegen einer Fortbildung ist niemand erreichbar.", Severity: "warning", Until: checked(date(2026, 11, 27))}},
		{Kind: auskunft.ServiceCard, Service: &auskunft.ServiceFacts{Name: "Hundesteuer: Anmeldung", URL: "https://www.auenwede.example/dienstleistungen/hundesteuer",
			Fees: []string{"1. Hund: 120 Euro im Jahr", "2. Hund: 168 Euro im Jahr"}, Deadlines: []string{"14 Tage nach Aufnahme"}, Documents: []string{"Chipnummer"},
			Online: []auskunft.Link{{Title: "Hund anmelden", URL: "https://service.auenwede.example/hundesteuer"}}}},
		{Kind: auskunft.OfficeCard, Office: &auskunft.OfficeFacts{Name: "Fachdienst Steuern und Abgaben", Address: "Hafenstraße 20, 26995 Auenwede", Phones: []string{"04227 99-2210"},
			Email: "steueramt@auenwede.example", Today: "heute 8:00–12:30", OpenNow: true, Week: []string{"Mo 8:00–12:30", "Di geschlossen"}}},
	},
}
