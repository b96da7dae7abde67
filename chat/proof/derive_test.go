package proof

import (
	"testing"

	"auskunft/retrieval"
)

// TestVerifyClose has what may be made of a quote's own words, each beside what says something else by next to no change.
func TestVerifyClose(t *testing.T) {
	for _, c := range []struct {
		title, quote, sentence string
		kept                   bool
	}{
		// constituents and clauses may move
		{"", "Das Zelt steht ab Mai auf der Wiese.", "Ab Mai steht das Zelt auf der Wiese.", true},
		{"", "Der Turm ist offen, wenn die Fahne weht.", "Wenn die Fahne weht, ist der Turm offen.", true},
		{"", "Der Turm ist offen, wenn die Fahne weht.", "Die Fahne weht, wenn der Turm offen ist.", false},
		{"", "Die Lotsen informieren die Fischer.", "Die Fischer informieren die Lotsen.", false},
		{"", "Sie bekommen ein Seil und später ein Boot.", "Sie bekommen später ein Seil und ein Boot.", false},
		{"", "Geöffnet ist nur die kleine Schleuse.", "Nur geöffnet ist die kleine Schleuse.", false},
		// whose, which and where stay with their nouns
		{"", "Der Wirt bringt ein kaltes Bier und eine warme Suppe.", "Der Wirt bringt ein warmes Bier und eine kalte Suppe.", false},
		{"", "Sie brauchen den Plan des Gartens für den Zaun.", "Sie brauchen den Plan des Zauns für den Garten.", false},
		// mood
		{"", "Wer ein Floß baut, meldet es an.", "Wenn Sie ein Floß bauen, melden Sie es an.", true},
		{"", "Der Kran ist zu prüfen.", "Der Kran muss geprüft werden.", true},
		{"", "Der Kran wird geprüft.", "Der Kran muss geprüft werden.", false},
		{"", "Der Steg wird abgebaut.", "Den Steg bauen Sie ab.", false},
		{"", "Der Steg ist frei.", "Der Steg sei frei.", false},
		{"", "Der Steg ist frei.", "Ja, der Steg ist frei.", false},
		// whole statements may go, parts of one may not
		{"", "Das Floß trägt drei Leute; die Fahrt dauert eine Stunde.", "Das Floß trägt drei Leute.", true},
		{"", "Das Floß trägt bei Flut drei Leute.", "Das Floß trägt drei Leute.", false},
		{"", "Flöße, die älter als zehn Jahre sind, liegen im Hafen.", "Flöße liegen im Hafen.", false},
		// rows
		{"Floß leihen", "Kinder: 5 Euro", "Für Kinder kostet das Floß 5 Euro.", true},
		{"Floß leihen", "Schwimmweste\nAusweis", "Sie brauchen eine Schwimmweste und den Ausweis.", true},
		{"Floß leihen", "Schwimmweste; bei Flut ein Seil", "Sie brauchen ein Seil, bei Flut eine Schwimmweste.", false},
		// words that say the same everywhere, and no others
		{"", "Sie erhalten einen Schlüssel.", "Sie bekommen einen Schlüssel.", true},
		{"", "Wir verleihen Boote.", "Wir vermieten Boote.", false},
	} {
		_, err := VerifyClose(Draft{Text: c.sentence, Quotes: []Quote{{Text: c.quote}}}, []retrieval.Hit{passage(c.quote, c.title)}, "Neustadt")
		if (err == nil) != c.kept {
			t.Errorf("%q from %q: %v, want kept %v", c.sentence, c.quote, err, c.kept)
		}
	}
}

func TestOneMove(t *testing.T) {
	for _, c := range []struct {
		order []int
		moved bool
	}{{nil, true}, {[]int{1, 2, 3}, true}, {[]int{3, 1, 2}, true}, {[]int{2, 3, 1, 4}, true}, {[]int{2, 1, 4, 3}, false}, {[]int{3, 2, 1}, false}} {
		if got := oneMove(c.order); got != c.moved {
			t.Errorf("%v: %v", c.order, got)
		}
	}
}
