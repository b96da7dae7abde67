package compose

import (
	"slices"
	"testing"

	"auskunft/retrieval"
)

// What stands behind a preposition is where, when or for whom, and a sentence's first word has a capital anyhow.
func TestObjectsOfAQuestion(t *testing.T) {
	v := plainWords{}
	for _, c := range []struct {
		question string
		want     []string // stems
	}{
		{"Ich brauche für die Stelle im Kindergarten ein Führungszeugnis.", []string{"Führungszeugnis"}},
		{"Kostet die Bücherei für Schüler etwas?", []string{"Bücherei"}},
		{"Was kostet eine Katze aus dem Tierheim?", []string{"Katze"}},
		{"Wo ist das Tierheim? Ich suche dort eine Katze.", []string{"Tierheim", "Katze"}},
		{"Wer hilft mir beim neuen, langen Antrag auf Wohngeld, und welche Nachweise gelten?", nil}, // what is wanted is no matter
		{"Melde ich das Auto ab oder steht das im Auto?", []string{"Auto"}},
		{"Nach dem Umzug, wann muss der Hund gemeldet sein?", []string{"Hund"}},
		{"personalausweis verloren", nil},
		{"Personalausweis", nil},
		{"", nil},
	} {
		words := v.Asked(c.question)
		var got, want []string
		for k, is := range objects(c.question, words, v) {
			if is {
				got = append(got, words[k].Stem)
			}
		}
		for _, w := range c.want {
			want = append(want, v.Words(w)[0].Stem)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(slices.Compact(got), want) {
			t.Errorf("%q asks for %q, want %q", c.question, got, want)
		}
	}
}

// The page that is called by the thing asked for answers, not one that is called by where it is needed, nor one of which
// only a part is named. Who asks for the other thing gets the other page.
func TestPageCalledByTheObject(t *testing.T) {
	page := func(id int64, score float64, title, text string, synonyms ...string) retrieval.Hit {
		h := passage(text, title)
		h.Document.ID, h.Passage.DocumentID, h.Passage.ID, h.Score = id, id, id, score
		h.Document.Title, h.Document.Synonyms = title, synonyms
		return h
	}
	hits := []retrieval.Hit{
		page(1, 1, "Kindergarten", "Ein Platz im Kindergarten kostet nichts. Für das Essen kommen 65 Euro dazu.", "Kita"),
		page(2, .9, "Führungszeugnis", "Das Zeugnis kostet 13 Euro. Es kommt mit der Post.", "Auszug aus dem Register"),
	}
	for _, c := range []struct{ question, want string }{
		{"Ich brauche für die Stelle im Kindergarten ein Führungszeugnis, was kostet das?", "Führungszeugnis"},
		{"Brauche ich für den Kindergarten ein Führungszeugnis?", "Führungszeugnis"},
		{"Was kostet der Kindergarten?", "Kindergarten"},
		{"Was kostet der Kindergarten mit Essen?", "Kindergarten"},
	} {
		if got := readAll(Task{Question: c.question, Hits: hits}).pages[0].title.text; got != c.want {
			t.Errorf("%q is answered from %q, want %q", c.question, got, c.want)
		}
	}
}
