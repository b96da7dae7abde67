package chat

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/chat/guard"
	"auskunft/retrieval"
	"auskunft/retrieval/lexical"
)

// rarities finds a few words common, and all others half as rare again as what no text has is unheard.
type rarities struct{ germanWords }

func (r rarities) IDF(stem string, _ auskunft.Reader) float64 {
	switch {
	case stem == r.Terms("de", unheard)[0].Text:
		return 8
	case slices.ContainsFunc(r.Terms("de", "Tage Unterlagen Termin"), func(t lexical.Term) bool { return t.Text == stem }):
		return 2
	}
	return 5
}

// The pages tell whether a message has its own matter: by the things that it names and the page of the conversation lacks.
func TestOwnMatterByPages(t *testing.T) {
	w := &walk{Desk: &Desk{Parts: Parts{Lexicon: rarities{germanWords{lexical.NewAnalyser(nil)}}}}}
	page := func(title, text string, synonyms ...string) sense {
		hits := []retrieval.Hit{{Document: auskunft.Document{Title: title, Synonyms: synonyms}, Passage: auskunft.Passage{Text: text}}}
		return sense{hits: hits, page: w.pageOf(hits), title: title}
	}
	passport := page("Reisepass beantragen", "Bringen Sie ein Foto und den alten Pass mit. Für Kinder gilt er sechs Jahre.", "Pass")
	bath := page("Walmebad", "Sauna 15 Euro, Schwimmbad sonnabends bis 18 Uhr.", "Hallenbad")
	photos := page("Stadtarchiv", "Ein Foto aus dem Archiv kostet 5 Euro, nach drei Tagen ist es da.", "Foto bestellen")
	dog := page("Hund anmelden", "Den Hund melden Sie beim Steueramt an.")
	car := page("Auto anmelden", "Das Auto melden Sie bei der Zulassungsstelle an.")
	for _, test := range []struct {
		question     string
		alone, after sense
		want         bool
	}{
		{"Was kostet die Sauna?", bath, passport, true},
		{"Schwimmbad am Samstag offen?", bath, passport, true},
		{"Brauche ich ein Foto?", photos, passport, false},              // though a page is called so
		{"An welchen Tagen?", photos, passport, false},                  // when is no matter
		{"Und für Kinder?", bath, passport, false},                      // nor for whom
		{"Was kostet ein Reisepass?", passport, passport, true},         // names it again
		{"Und mein Auto?", car, dog, true},                              // asks the same of another thing
		{"Und ein Foto?", photos, dog, true},                            // a page is called so
		{"Und eine Sauna?", bath, dog, false},                           // none is
		{"Und eine Drohne?", car, dog, true},                            // neither knows it
		{"Reicht eine Sauna?", bath, sense{}, true},                     // nothing found after the last
		{"Was kostet die Sauna?", sense{}, passport, false},             // nothing found alone
		{"Was brauche ich für Termin und Foto?", bath, passport, false}, // the page of the conversation has more of it
	} {
		if got, why := w.hasOwn(test.question, test.alone, test.after, lean(test.question)); got != test.want {
			t.Errorf("%q: %t, want %t: %s", test.question, got, test.want, why)
		}
	}
}

func TestOwnThings(t *testing.T) {
	for question, want := range map[string]string{
		"was zahl ich da pro tag":            "",
		"wo bring ich die hin":               "",
		"Reicht eine E-Mail?":                "E-Mail",
		"Kostet das Abholen was?":            "Abholen",
		"ich bin 17":                         "",
		"Und für meinen Sohn?":               "",
		"Schwimmbad am Wochenende offen?":    "Schwimmbad",
		"Katze gefunden, wohin?":             "Katze",
		"was kostet halteverbot für umzug":   "halteverbot umzug",
		"Muss ich Laub vom Gehweg fegen?":    "Laub Gehweg",
		"Geburtsurkunde eines Kindes":        "Geburtsurkunde",
		"bei welcher stelle melde ich das":   "",
		"Gilt der Hundeführerschein überall": "Hundeführerschein",
	} {
		if got := strings.Join(ownThings(question), " "); got != want {
			t.Errorf("%q names %q, want %q", question, got, want)
		}
	}
}

func TestSameOf(t *testing.T) {
	for _, test := range []struct{ last, question, want string }{
		{"Wie melde ich meinen Hund an?", "Und mein Auto?", "Und mein Auto? anmelde"},
		{"Was kostet die Kita?", "und der Hort?", "und der Hort? kostet"},
		{"Was kostet es, ein Auto anzumelden?", "Und ein Moped?", "Und ein Moped? kostet anzumelden"},
		{"Öffnungszeiten Standesamt", "Und das Jugendamt?", "Und das Jugendamt? Öffnungszeiten"},
		{"was kostet ein reisepass", "und ein visum", "und ein visum kostet"},
	} {
		if got := (matter{question: test.last}).sameOf(test.question); got != test.want {
			t.Errorf("after %q: %q, want %q", test.last, got, test.want)
		}
	}
}

// A condition put to what was asked before asks for the rule; what somebody earns is his own case.
func TestConditionsAskForTheRule(t *testing.T) {
	turns := []Turn{{Standalone: "Wohngeld", Subject: "Wohngeld beantragen"}}
	for _, test := range []struct {
		said  string
		turns []Turn
		want  guard.Kind
	}{
		{"und wenn ich mehr verdiene?", turns, guard.Question},
		{"und wenn ich mehr verdiene?", nil, guard.Individual},
		{"und wenn ich 1800 netto verdiene?", turns, guard.Individual},
		{"Ich verdiene mehr, bekomme ich dann noch Wohngeld?", turns, guard.Individual},
	} {
		b := newBench(t)
		w := &walk{Desk: b.desk, asked: test.said, turns: test.turns}
		got, err := w.reconsider(t.Context(), guard.Route(test.said))
		if err != nil || got.Kind != test.want || got.Kind == guard.Question && got.Case < guard.Thinkable {
			t.Errorf("%q after %v goes to %s, a case with %.2f, want %s: %v", test.said, test.turns, got.Kind, got.Case, test.want, err)
		}
	}
}

// A correction is no complaint and no defect; who complains or reports something does.
func TestCorrectionsAreRoutedWithTheirQuestion(t *testing.T) {
	for said, want := range map[string]guard.Kind{
		"ne standesamt war falsch, sozialamt":                     guard.Question,
		"Ihre Auskunft war falsch, ich will mich beschweren":      guard.Complaint,
		"Nein, ich will mich über Ihre Mitarbeiterin beschweren!": guard.Complaint,
	} {
		b := newBench(t)
		b.desk.town = Town{Name: "Auenwede"}
		w := &walk{Desk: b.desk, masked: said, routed: guard.Route(said), turns: []Turn{{Standalone: "Öffnungszeiten Standesamt", Subject: "Standesamt"}}}
		if got := w.route(t.Context()); got.Kind != want {
			t.Errorf("%q goes to %s (%s), want %s", said, got.Kind, got.Rule, want)
		}
	}
}

// What was searched for once for a question is not searched for again, and who puts the hits in another order does it for himself.
func TestFindOnce(t *testing.T) {
	searcher := &fakeSearch{found: retrieval.Result{Hits: []retrieval.Hit{{Score: 2}, {Score: 1}}}}
	w := &walk{Desk: &Desk{Parts: Parts{Searcher: searcher}}, searched: map[looked]retrieval.Result{}}
	for _, look := range []struct {
		text, lang, area string
		searches         int
	}{{"Hund", "de", "", 1}, {"Hund", "de", "", 1}, {"Hund", "", "", 2}, {"Katze", "de", "", 3}, {"Hund", "de", "neustadt", 4}, {"Hund", "de", "", 4}} {
		w.area = look.area
		found, err := w.find(t.Context(), look.text, look.lang)
		if err != nil || len(found.Hits) != 2 || found.Hits[0].Score != 2 {
			t.Fatalf("%v, %v", found.Hits, err)
		}
		found.Hits[0].Score = 0
		if len(searcher.queries) != look.searches {
			t.Errorf("%+v: %d searches", look, len(searcher.queries))
		}
	}
	searcher.err = errors.New("no connection")
	if _, err := w.find(t.Context(), "Maus", "de"); err == nil {
		t.Error("an error is kept for nobody, but told")
	}
	searcher.err = nil
	if _, err := w.find(t.Context(), "Maus", "de"); err != nil {
		t.Error(err)
	}
}
