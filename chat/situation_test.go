package chat

import (
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/retrieval"
	"auskunft/retrieval/lexical"
)

// germanWords takes texts apart as the search does, and finds all words equally rare.
type germanWords struct{ *lexical.Analyser }

func (germanWords) IDF(string, auskunft.Reader) float64 { return 1 }

func (germanWords) Synonyms([]lexical.Term, auskunft.Reader) []lexical.Synonym { return nil }

func (germanWords) Spelled(question string, _ auskunft.Reader) (string, []string) {
	return question, nil
}

// What happens in a life leads to its services: to the first of them who asks what there is to do, to all of them in
// their order who only tells it.
func TestSituation(t *testing.T) {
	b := newBench(t)
	b.desk.Lexicon = germanWords{lexical.NewAnalyser(nil)}
	var hits []retrieval.Hit
	for i, s := range []struct {
		title    string
		synonyms []string
	}{
		{"Grab auf einem Friedhof", []string{"Grabstätte"}},
		{"Sterbeurkunde bestellen", []string{"Sterberegister"}},
		{"Todesfall melden", []string{"Sterbefall", "Bestatter"}},
		{"Hund abmelden", nil},
	} {
		h := taxHit(auskunft.Public)
		h.Document.ID, h.Document.Title, h.Document.Synonyms, h.Score = int64(i+1), s.title, s.synonyms, float64(10-i)
		hits = append(hits, h)
	}
	b.search.found.Hits = hits
	death := []string{"Todesfall melden", "Sterbeurkunde bestellen", "Grab auf einem Friedhof", "Etwas anderes"}
	for _, test := range []struct {
		message string
		offered []string
		asked   string // of the search
	}{
		{"Ich bin Witwe geworden", death, ""},
		{"meine oma ist letzte nacht in barkhorn gestorben", death, ""},
		{"Mein Mann ist im Krankenhaus gestorben.", death, ""},
		{"Mein Mann ist gestorben, was muss ich jetzt tun?", nil, "Todesfall melden"},
		{"Mein Mann ist gestorben, was muss ich jetzt bei der Stadt alles regeln?", death, ""},
		{"Unser Hund ist gestern gestorben", nil, "Hund abmelden"}, // there is only one
		{"Mein Mann ist gestorben, was kostet das Grab?", nil, "Grab"},
		{"Mein Mann ist gestorben und ich suche Trost bei einer Selbsthilfegruppe für Trauernde", nil, "Selbsthilfegruppe"},
		{"Ich heirate", nil, "heirate"}, // the town has no service for it
	} {
		b.search.queries = nil
		answer, _ := b.ask(t, test.message)
		if !slices.Equal(answer.Options, test.offered) {
			t.Errorf("%q offers %q, want %q", test.message, answer.Options, test.offered)
		}
		if last := b.search.queries[len(b.search.queries)-1].Text; test.asked != "" && !strings.Contains(last, test.asked) {
			t.Errorf("%q searches for %q, want %q", test.message, last, test.asked)
		}
	}
}

// Nobody is asked back twice in a row.
func TestSituationIsAskedBackOnce(t *testing.T) {
	b := newBench(t)
	b.desk.Lexicon = germanWords{lexical.NewAnalyser(nil)}
	first, second := taxHit(auskunft.Public), taxHit(auskunft.Public)
	first.Document.Title, second.Document.Title, second.Document.ID = "Sterbefall", "Sterbeurkunde", 4
	b.search.found.Hits = []retrieval.Hit{first, second}
	answer, _ := b.ask(t, "Ich bin Witwer")
	if len(answer.Options) != 3 {
		t.Fatalf("offers %q", answer.Options)
	}
	conversation := b.conversations.exchanges[0].Conversation
	answer, _, err := b.try(auskunft.Question{Text: "Ich bin Witwer", Conversation: conversation, Reader: auskunft.PublicReader, Now: now})
	if err != nil || len(answer.Options) > 0 {
		t.Errorf("offers %q again (%v)", answer.Options, err)
	}
}
