package lexical

import (
	"fmt"
	"testing"

	"auskunft"
)

func TestLooksGerman(t *testing.T) {
	for word, want := range map[string]bool{
		"latein": true, "norman": true, "polen": true, "franken": true, "tunis": true, "monnat": true, "wongeld": false,
		"lnage": false, "umfnag": false, "auslnad": false, "drf": false, "sperrmul": false, "genehmigng": false, "": true, "bf17": false,
	} {
		if got := LooksGerman(word); got != want {
			t.Errorf("LooksGerman(%q) = %t", word, got)
		}
	}
}

func TestExchanged(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"lnage", "lange", true}, {"wei", "wie", true}, {"geburtsurkudne", "geburtsurkunde", true},
		{"lange", "lange", false}, {"monnat", "monat", false}, {"gebt", "gibt", false}, {"", "", false},
	} {
		if got := Exchanged(test.a, test.b); got != test.want {
			t.Errorf("Exchanged(%q, %q) = %t", test.a, test.b, got)
		}
	}
}

// What a hand or an ear does easily costs less than what it hardly does.
func TestSlipCost(t *testing.T) {
	cost := func(a, b string) float32 { return slipCost([]byte(a), []byte(b), 3) }
	for _, test := range []struct{ typed, meant, nearer string }{
		{"reisepas", "reisepass", "reisepaar"}, // a double letter before another one
		{"auslant", "ausland", "auslast"},      // a sound
		{"lnage", "lange", "lager"},            // the order
		{"hubd", "hund", "hufd"},               // the key beside
		{"mitagessen", "mittagessen", "mitfahressen"},
	} {
		if a, b := cost(test.typed, test.meant), cost(test.typed, test.nearer); a >= b || a <= 0 {
			t.Errorf("%q costs %.2f to %q and %.2f to %q", test.typed, a, test.meant, b, test.nearer)
		}
	}
	if c := cost("wohngeld", "wohngeld"); c != 0 {
		t.Errorf("no slip costs %f", c)
	}
	if c := slipCost([]byte("hund"), []byte("katze"), 1); c <= 1 {
		t.Errorf("hund and katze: %f", c)
	}
}

// Of words that are as near the one wins that more documents have; words of internal texts are nobody else's.
func TestLikely(t *testing.T) {
	a, x := NewAnalyser(nil), NewIndex(nil)
	document := func(id int64, v auskunft.Visibility, lang, title, body string) Document {
		return Document{ID: id, Name: fmt.Sprint(id), Visibility: v, Lang: lang, Title: title,
			Passages: []Passage{{ID: id, Terms: a.Encode(lang, Fields{Title: title, Body: body})}}}
	}
	put(t, x,
		document(1, auskunft.Public, "de", "Personalausweis", "Den Personalausweis beantragen Sie im Bürgerbüro."),
		document(2, auskunft.Public, "de", "Wohngeld", "Wohngeld ist ein Zuschuss zur Miete."),
		document(3, auskunft.Internal, "de", "Aktenvermerk", "Ein Aktenvermerk liegt bei."),
		document(4, auskunft.Public, "en", "Swimming", "The swimmingpool is open."),
	)
	public := []auskunft.Visibility{auskunft.Public}
	for typed, want := range map[string]string{
		"persoanlausweiss": "personalausweis", "wongeld": "wohngeld", "lnage": "lange", "wei": "wie",
		"aktenvermrek": "", "swimmingpol": "", "xyzzyplugh": "", "hu": "", "12": "",
	} {
		got, ok := x.Likely(typed, public)
		if got.Word != want || ok != (want != "") {
			t.Errorf("Likely(%q) = %q, %t; want %q", typed, got.Word, ok, want)
		}
	}
	if got, _ := x.Likely("aktenvermrek", everything); got.Word != "aktenvermerk" {
		t.Errorf("to those who see it: %q", got.Word)
	}
	remove(x, 3)
	if got, ok := x.Likely("aktenvermrek", everything); ok {
		t.Errorf("a word of a text that is gone: %q", got.Word)
	}
}

// Two words that may be a slip of each other have near signs.
func TestSignsAreNear(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"lnage", "lange", true}, {"fuherschein", "fuhrerschein", true}, {"reisepas", "reisepass", true}, {"wei", "wie", true},
		{"hund", "hand", false}, {"hund", "bibliothek", false}, {"wohngeld", "elterngeldantrag", false},
	} {
		if got := isNear(signOf([]byte(test.a)), signOf([]byte(test.b))); got != test.want {
			t.Errorf("%q and %q: %t", test.a, test.b, got)
		}
	}
}

// A word that nobody knows is compared with all words of a town.
func BenchmarkLikely(b *testing.B) {
	for _, passages := range []int{2_000, 100_000} {
		b.Run(fmt.Sprint(passages), func(b *testing.B) {
			c, x := encode(b, passages), NewIndex(nil)
			put(b, x, c.documents...)
			typed := []string{"persoanlausweiss", "beantrgen", "wongeld", "hundesteur", "lnage", "geburtsurkudne"}
			visible := []auskunft.Visibility{auskunft.Public}
			x.Likely(typed[0], visible)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				x.Likely(typed[i%len(typed)], visible)
			}
		})
	}
}
