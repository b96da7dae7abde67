package pin_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/compose"
	"auskunft/ingest"
	"auskunft/internal/config"
	"auskunft/internal/postgres/pgtest"
	"auskunft/kb/article"
	"auskunft/kb/pin"
	"auskunft/retrieval"
	"auskunft/retrieval/catalog"
)

var (
	anna = article.Actor{Account: auskunft.Account{Login: "anna", Role: auskunft.EditorRole}}
	bert = article.Actor{Account: auskunft.Account{Login: "bert", Role: auskunft.ApproverRole}}
	by   = pin.By{Account: bert.Account, Why: "oft gefragt"}
)

// house is a whole desk over one article.
type house struct {
	articles *article.Store
	search   *retrieval.Searcher
	pins     *pin.Store
	desk     *chat.Desk
	article  int64
}

const (
	fee   = "Der erste Hund kostet 84,00 Euro im Jahr."
	body  = "## Kosten\n\n" + fee + " Jeder weitere Hund kostet 120,00 Euro.\n\n## Befreiung\n\nBlindenhunde sind von der Hundesteuer befreit.\n"
	asked = "Was kostet die Hundesteuer?"
)

func open(t *testing.T) house {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	db := pgtest.New(t)
	if err := ingest.EnsureVectors(t.Context(), db, nil); err != nil {
		t.Fatal(err)
	}
	pipeline, err := ingest.New(db, ingest.Open, nil, 1, log)
	if err != nil {
		t.Fatal(err)
	}
	h := house{articles: article.New(db, pipeline, "https://stadt.example")}
	h.article, err = h.articles.Create(t.Context(), anna, article.Seed{Template: article.FAQ, Text: article.Text{Title: "Hundesteuer", Body: body, Visibility: auskunft.Public}})
	if err != nil {
		t.Fatal(err)
	}
	h.release(t, 1)
	if h.search, err = retrieval.Open(t.Context(), db, nil, log); err != nil {
		t.Fatal(err)
	}
	h.pins = pin.New(db, h.search)
	h.desk, err = chat.New(chat.Parts{
		Searcher: h.search, Lexicon: h.search, Catalogue: catalog.New(db), Composer: compose.NewExtractive(),
		Conversations: chat.NewStore(db, config.LogNothing), Pins: h.pins, Log: log,
	}, chat.Town{Name: "Musterstadt"})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// release publishes the revision that is a draft.
func (h house) release(t *testing.T, head int) {
	t.Helper()
	for _, step := range []struct {
		by   article.Actor
		move article.Move
	}{{anna, article.Submit}, {bert, article.Release}} {
		if err := h.articles.Move(t.Context(), step.by, h.article, head, step.move, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
}

func (h house) ask(t *testing.T, question string) auskunft.Answer {
	t.Helper()
	a, err := h.desk.Ask(t.Context(), auskunft.Question{Text: question, Lang: "de", Reader: auskunft.PublicReader}, func(chat.Event) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (h house) pin(t *testing.T, questions ...string) int64 {
	t.Helper()
	id, err := h.pins.Add(t.Context(), by, pin.Seed{
		Name: "Hundesteuer: Kosten", Article: h.article, Questions: questions,
		Sentences: []string{fee}, ExpiresAt: time.Now().Add(24 * time.Hour),
	}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestAPinAnswersUntilItsRevisionGoes(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	h.pin(t, asked, "Wie viel Steuer zahle ich für meinen Hund?")
	for _, question := range []string{asked, "was kostet eigentlich die hundesteuer", "Was kostet mich die Hundesteuer, bitte?"} {
		a := h.ask(t, question)
		if a.Status != auskunft.Answered || len(a.Sentences) != 1 || a.Sentences[0].Text != fee ||
			a.Citations[0].Quote != fee || a.Citations[0].URL != "https://stadt.example/artikel/hundesteuer" {
			t.Errorf("%s: %+v", question, a)
		}
	}
	_, err := h.articles.Save(ctx, anna, h.article, 1, article.Text{Title: "Hundesteuer", Body: strings.ReplaceAll(body, "84,00", "96,00"), Visibility: auskunft.Public})
	if err != nil {
		t.Fatal(err)
	}
	if a := h.ask(t, asked); len(a.Sentences) != 1 || a.Sentences[0].Text != fee {
		t.Errorf("a draft took the pin away: %+v", a)
	}
	h.release(t, 2)
	if err := h.search.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	for _, s := range h.ask(t, asked).Sentences {
		if strings.Contains(s.Text, "84") {
			t.Errorf("the pin still says %q", s.Text)
		}
	}
	list, err := h.pins.List(ctx, anna.Account, time.Now())
	if err != nil || len(list) != 1 || list[0].State != pin.Broken || list[0].BrokenAt == nil || list[0].Revision != 1 {
		t.Fatalf("%+v %v", list, err)
	}
	if err := h.pins.Remove(ctx, by, list[0].ID); err != nil {
		t.Error(err)
	}
}

func TestFamilies(t *testing.T) {
	h := open(t)
	id := h.pin(t, asked)
	for question, want := range map[string]pin.Difference{
		"Hundesteuer: was kostet die denn?":                  pin.None,
		"Wann kostet die Hundesteuer?":                       pin.Asking,
		"Was kostet die Hundesteuer nicht?":                  pin.Negation,
		"Was kostet keine Hundesteuer?":                      pin.Negation,
		"Was kostet die Hundesteuer für 3 Hunde?":            pin.Numbers,
		"Was braucht die Hundesteuer?":                       pin.Frame,
		"Was kostet die Hundesteuer für einen Pudel in Rom?": pin.Words,
		"Was kostet die Zweitwohnungssteuer?":                pin.Words,
	} {
		got, err := h.pins.Matches(t.Context(), auskunft.PublicReader, question, time.Now())
		if err != nil || len(got) != 1 || got[0].ID != id || got[0].Difference != want {
			t.Errorf("%s: %+v %v, want %q", question, got, err, want)
		}
	}
}

func TestWhatCannotBePinned(t *testing.T) {
	h := open(t)
	now := time.Now()
	good := pin.Seed{Name: "x", Article: h.article, Questions: []string{asked}, Sentences: []string{fee}, ExpiresAt: now.Add(time.Hour)}
	for want, spoil := range map[string]func(*pin.Seed){
		"pin_sentence":  func(p *pin.Seed) { p.Sentences = []string{"Der erste Hund kostet 1 Euro im Jahr."} },
		"pin_questions": func(p *pin.Seed) { p.Questions = []string{" "} },
		"pin_expiry":    func(p *pin.Seed) { p.ExpiresAt = now.Add(2 * pin.Longest) },
		"pin_name":      func(p *pin.Seed) { p.Name = "" },
		"pin_article":   func(p *pin.Seed) { p.Article = 999 },
	} {
		p := good
		spoil(&p)
		if _, err := h.pins.Add(t.Context(), by, p, now); auskunft.CodeOf(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := h.pins.Add(t.Context(), pin.By{Account: anna.Account}, good, now); auskunft.KindOf(err) != auskunft.Forbidden {
		t.Errorf("an editor pins: %v", err)
	}
	found, err := h.pins.Matches(t.Context(), auskunft.PublicReader, asked, now)
	if err != nil || slices.ContainsFunc(found, func(m pin.Match) bool { return m.Difference == pin.None }) {
		t.Errorf("%+v %v", found, err)
	}
}
