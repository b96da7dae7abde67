package spelling

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/retrieval/lexical"
)

// town is a handful of pages: title and text.
var town = [][2]string{
	{"Personalausweis", "Den Personalausweis beantragen Sie im Bürgerbüro. Die Unterlagen bringen Sie mit. Er kostet eine Gebühr."},
	{"Wohngeld", "Wohngeld ist ein Zuschuss zur Miete. Der Antrag liegt im Rathaus aus."},
	{"Hundesteuer", "Rasenmähen ist sonntags verboten. Die Steuer zahlt der Halter eines Hundes. Melden Sie den Hund an."},
	{"Zweitwohnungsteuer", "Für eine Zweitwohnung ist Steuer zu zahlen."},
	{"Grundsteuer", "Der Hebesatz der Grundsteuer B steht in der Satzung."},
	{"Führerschein", "Einen Führerschein beantragen Sie mit Sehtest."},
	{"Wertstoffhof", "Der Wertstoffhof nimmt Sperrmüll. Die Öffnungszeiten stehen am Tor. Das Tor an der Straße schließt früh. Mülltonne und Tonne sind grau."},
	{"Standesamt", "Im Standesamt können Sie heiraten und eine Geburtsurkunde bestellen. Ausland: Apostille."},
	{"Kita", "Der Höchstbetrag für Pollen und Laternen. Kranke Kinder bleiben im Norden; die Kranken, ein Tuning, ein Meter, der Bericht."},
}

func townWords(t testing.TB) Words {
	t.Helper()
	var builder lexical.VocabularyBuilder
	for range 2 {
		for _, page := range town {
			builder.Add(page[0] + " " + page[1])
		}
	}
	a, x := lexical.NewAnalyser(builder.Build(1)), lexical.NewIndex(nil)
	var batch lexical.Batch
	for i, page := range town {
		id := int64(i + 1)
		err := batch.Put(lexical.Document{ID: id, Name: fmt.Sprint(id), Visibility: auskunft.Public, Lang: "de", Title: page[0],
			Passages: []lexical.Passage{{ID: id, Terms: a.Encode("de", lexical.Fields{Title: page[0], Body: page[1]})}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	x.Update(&batch)
	return Words{Index: x, Analyser: a, Visible: []auskunft.Visibility{auskunft.Public}}
}

func TestPutRight(t *testing.T) {
	w := townWords(t)
	for typed, want := range map[string]string{
		// slips
		"Wo kann ich den Persoanlausweiss beantrgen?": "Wo kann ich den Personalausweis beantragen?",
		"wongeld antrag unterlagn":                    "wohngeld antrag unterlagen",
		"Wei lnage hat der Wertsoffhof offen?":        "Wie lange hat der Wertstoffhof offen?",
		"Mein Füherschein ist weg":                    "Mein Führerschein ist weg",
		"Geburtsurkudne für das Auslnad":              "Geburtsurkunde für das Ausland",
		"Wie hoch ist die Grunsteuer?":                "Wie hoch ist die Grundsteuer?", // grün and steuer are words, and a page has another name
		"Öfnungszeiten am Samschdag":                  "Öffnungszeiten am Samstag",
		// umlauts in two letters
		"Oeffnungszeiten fuer den Fuehrerschein": "Öffnungszeiten für den Führerschein",
		// torn and run together
		"Hunde steuer befreiung":      "Hundesteuer befreiung",
		"wohn geld antrag":            "wohngeld antrag",
		"personal ausweis beantragen": "personalausweis beantragen",
		"wasist hundesteuer":          "was ist hundesteuer",
		"dietonne ist voll":           "die tonne ist voll",
		"hundesteueranmelden wo":      "hundesteuer anmelden wo",
	} {
		if got, _ := w.PutRight(typed); got != want {
			t.Errorf("%q\n got %q\nwant %q", typed, got, want)
		}
	}
}

// What is right stays as it is to the letter, whatever a page has that looks like it.
func TestLookalikesStay(t *testing.T) {
	w := townWords(t)
	for _, right := range []string{
		"", "?", "Wo ist das Rathaus?", "Darf mein Kamel im Garten wohnen?",
		// names of people, places and firms, and foreign words
		"Ich komme aus Polen und lerne Latein", "Fährt der Bus nach Franken oder nach Bingen?", "Herr Meyer und Frau Norman heiraten",
		"Kostet mein Honda mehr als mein Nissan?", "Wer war Turing?", "War der Warschauer Bürgermeister da?", "Gibt es Coworking bei der Happy Hour?",
		// German that no page has
		"Ab welchem Einkommen zahlt man den Höchstbeitrag?", "Wer bricht den Baum ab?", "Was liest der Elternbeirat?", "Worum geht es dabei?",
		"Wie soll ich das angehen, ohne etwas anzugeben?", "Ich wechsle die Wohnung", "Wieviele Hunde sind erlaubt?", "Sind Bauunternehmen steuerpflichtig?",
		"Wer starb im Ausland?", "Gilt das auch mittags?", "Was nimmt der Hof an, was umgibt ihn?", "Wofür die Stadt Geld ausgibt",
		// words beside each other that a page has in one
		"Muss ich für eine Zweitwohnung Steuer zahlen?", "Muss der Hund Steuer zahlen?", "Wo melde ich das Auto an?", "Auto anmelden", "Darf ich den Rasen mähen?",
		"Wie der Antrag aussieht, wer den Antrag stellt", "Ich melde mich aus der alten Wohnung ab",
		// compounds that nobody has written down
		"Welche Freizeitmöglichkeiten hat der Wertstoffhof?", "Was kostet die Wohngeldberatungsstelle?", "dabeihaben oder abgeben?",
		// umlauts that are none
		"Was tue ich mit einer Statue?", "Die Fallen der Steuer",
		// marks of what was masked, and what is meant literally
		"[NAME] aus [ORTT] fragt", "Was heißt „Wongeld“?", `Was heißt "Wongeld" genau?`, "<skript>alert</skript> Wohngeld",
		"BF17, ABC und 112", "Wongel7",
	} {
		if got, meant := w.PutRight(right); got != right || len(meant) > 0 {
			t.Errorf("%q\n got %q, %q", right, got, meant)
		}
	}
}

// What is said to have been read are words of texts that were not typed, without small ones and without those that only got
// their umlauts.
func TestMeant(t *testing.T) {
	w := townWords(t)
	for typed, want := range map[string]string{
		"Wei lnage ist der Persoanlausweiss gültig?": "lange Personalausweis",
		"wongeld und wongeld":                        "wohngeld",
		"hunde steuer":                               "hundesteuer",
		"fuer den Fuehrerschein":                     "",
		"Was kostet Wohngeld?":                       "",
	} {
		if _, meant := w.PutRight(typed); !slices.Equal(meant, strings.Fields(want)) {
			t.Errorf("%q: %q", typed, meant)
		}
	}
}

func FuzzPutRight(f *testing.F) {
	w := townWords(f)
	for _, seed := range []string{"Wo kan ich", "[a", "„", "ÄÖÜ ß", "wohn geld", "\xff\xfe", strings.Repeat("abc", 50), "a\u0308 b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, question string) {
		right, meant := w.PutRight(question)
		if right == question && len(meant) > 0 {
			t.Errorf("%q is unchanged, but %q was read", question, meant)
		}
	})
}

func BenchmarkPutRight(b *testing.B) {
	w := townWords(b)
	for name, question := range map[string]string{
		"right": "Welche Unterlagen brauche ich, wenn ich im Bürgerbüro einen Personalausweis beantragen möchte?",
		"slips": "welche unterlagn brauche ich wenn ich im bürgebüro einen persoanlausweiss beantrgen möchte",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w.PutRight(question)
			}
		})
	}
}
