package chat

import (
	"slices"
	"testing"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/retrieval"
	"auskunft/retrieval/lexical"
)

// offered are services of a town that is not the demo's, by title, official name and synonyms.
var offered = []struct {
	title, name string
	synonyms    []string
}{
	{"Wohnung anmelden", "Anmeldung eines Wohnsitzes", []string{"Ummeldung"}},
	{"Heiraten in Neustadt", "Anmeldung einer Eheschließung", nil},
	{"Hund anmelden und Hundesteuer zahlen", "Hundesteuer, Anmeldung", []string{"Steuer für Hunde"}},
	{"Hund abmelden", "Hundesteuer, Abmeldung", nil},
	{"Grundsteuer", "", nil},
	{"Todesfall bescheinigen lassen", "Sterbeurkunde", nil},
	{"Trauschein nachbestellen", "Eheurkunde", nil},
	{"Angeln", "Fischereischein", nil},
	{"Registerauszug für Betriebe", "Gewerbezentralregisterauszug", nil},
	{"Führungszeugnis", "", []string{"Strafregisterauszug"}},
	{"Ferien und Betreuung der Schulkinder", "Ferienpass", []string{"Ferienbetreuung"}},
	{"Platz in der Kita", "Kindertagesstätte", []string{"Kinderbetreuung"}},
	{"Reisepass beantragen", "Reisepass, Ausstellung", []string{"Pass"}},
	{"Ermäßigungen", "Neustadt-Pass", nil},
	{"Führerschein beantragen", "Fahrerlaubnis", nil},
	{"Alten Führerschein umtauschen", "Pflichtumtausch", nil},
}

// neustadt is a desk that finds all of these services, equally well but for those put first.
func neustadt(t *testing.T, first ...string) *bench {
	b := newBench(t)
	b.desk.Lexicon, b.desk.Composer = germanWords{lexical.NewAnalyser(nil)}, compose.NewExtractive()
	b.search.found.Hits = nil
	for i, s := range offered {
		h := taxHit(auskunft.Public)
		h.Document.ID, h.Document.Title, h.Document.Name, h.Document.Synonyms = int64(i+1), s.title, s.name, append([]string{s.name}, s.synonyms...)
		h.Score, h.Coverage = 1-float64(i)/100, 1
		if slices.Contains(first, s.title) {
			h.Score = 2
		}
		b.search.found.Hits = append(b.search.found.Hits, h)
	}
	slices.SortStableFunc(b.search.found.Hits, func(x, y retrieval.Hit) int { return int(100 * (y.Score - x.Score)) })
	return b
}

// Who names only a genus is asked which kind; who names a thing, or a kind, is answered.
func TestAsksBack(t *testing.T) {
	const none = "Etwas anderes"
	for _, test := range []struct {
		question string
		first    []string
		options  []string
	}{
		{"Anmeldung", nil, []string{"Wohnung anmelden", "Anmeldung einer Eheschließung", "Hund anmelden und Hundesteuer zahlen", none}},
		{"Anmeldung einer Eheschließung", []string{"Heiraten in Neustadt"}, nil},
		{"Wie hoch ist die Steuer?", nil, []string{"Hund anmelden und Hundesteuer zahlen", "Hundesteuer, Abmeldung", "Grundsteuer", none}},
		{"Wie hoch ist die Hundesteuer?", []string{"Hund anmelden und Hundesteuer zahlen"}, nil},
		{"Wie hoch ist die Grundsteuer?", nil, nil},
		{"Ich bräuchte da noch mal eine Urkunde", nil, []string{"Sterbeurkunde", "Eheurkunde", none}},
		{"Ich bräuchte da noch mal eine Sterbeurkunde", nil, nil},
		{"Ich benötige einen Auszug aus dem Register.", nil, []string{"Registerauszug für Betriebe", "Führungszeugnis", none}},
		{"Ich benötige einen Auszug aus dem Strafregister.", nil, nil},
		{"Was kostet der Pass?", []string{"Reisepass beantragen"}, nil}, // found long before the other kinds
		{"Pass", []string{"Reisepass beantragen"}, []string{"Reisepass beantragen", "Ferienpass", "Neustadt-Pass", none}},
		{"Kann ich mit Urkunde zahlen?", nil, nil}, // that is what it is done with
		{"Was kostet es mit einer Urkunde?", nil, nil},
		{"Was kostet eine Urkunde?", nil, []string{"Sterbeurkunde", "Eheurkunde", none}},
		{"Was kostet der Neustadt-Pass?", []string{"Ermäßigungen"}, nil},
		{"Was kostet die Betreuung?", nil, nil}, // a title says it
		{"Was kostet der Führerschein?", nil, nil},
		{"Was kostet der Führerschein?", []string{"Alten Führerschein umtauschen"}, nil},
	} {
		answer, _ := neustadt(t, test.first...).ask(t, test.question)
		if !slices.Equal(answer.Options, test.options) {
			t.Errorf("%q offers %q, want %q", test.question, answer.Options, test.options)
		}
	}
}

// Whoever means none of the services is asked what it is about, and may then say it.
func TestNoneOfTheServices(t *testing.T) {
	b := neustadt(t)
	b.ask(t, "Anmeldung")
	id := b.conversations.exchanges[0].Conversation
	for _, turn := range []struct{ said, searched string }{
		{"Etwas anderes", ""},
		{"Steuer", "Steuer"}, // nobody is asked back twice, and the first matter is no part of it
	} {
		b.search.queries = nil
		answer, _, err := b.try(auskunft.Question{Text: turn.said, Conversation: id, Reader: auskunft.PublicReader, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		searched := ""
		if n := len(b.search.queries); n > 0 {
			searched = b.search.queries[n-1].Text
		}
		if len(answer.Options) > 0 || searched != turn.searched || (answer.Status == auskunft.Clarify) != (searched == "") {
			t.Errorf("%q: %s %q, searched for %q", turn.said, answer.Status, answer.Options, searched)
		}
	}
}

// An official name is on the button where only it says the words, and choosing it asks for that service.
func TestOfficialNameIsChosen(t *testing.T) {
	b := neustadt(t)
	b.ask(t, "Was kostet die Urkunde?")
	id := b.conversations.exchanges[0].Conversation
	if _, _, err := b.try(auskunft.Question{Text: "Eheurkunde", Conversation: id, Reader: auskunft.PublicReader, Now: now}); err != nil {
		t.Fatal(err)
	}
	if last := b.search.queries[len(b.search.queries)-1].Text; last != "Eheurkunde Was kostet" {
		t.Errorf("searched for %q", last)
	}
}

// Agents have the field of their search before them, and need no choice that says so.
func TestAgentsChooseAmongServices(t *testing.T) {
	b := neustadt(t)
	answer, _, err := b.try(auskunft.Question{Text: "Urkunde", Reader: auskunft.ReaderOf(auskunft.Internal), Now: now})
	if err != nil || slices.Contains(answer.Options, "Etwas anderes") || len(answer.Options) != 2 {
		t.Errorf("offers %q, %v", answer.Options, err)
	}
}
