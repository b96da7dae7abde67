package lexical

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
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

// What cannot be the likeliest word is passed over, and the likeliest is that of comparing with all.
func TestLikelyOfAll(t *testing.T) {
	a, x, random := NewAnalyser(nil), NewIndex(nil), rand.New(rand.NewPCG(1, 2))
	words := saidWords()
	for id := range int64(60) {
		var body strings.Builder
		for range 80 {
			body.Write(words[int(random.ExpFloat64()*40)%len(words)]) // some in many documents, most in few
			body.WriteByte(' ')
		}
		put(t, x, Document{ID: id + 1, Name: fmt.Sprint(id), Visibility: auskunft.Public, Lang: "de",
			Passages: []Passage{{ID: id + 1, Terms: a.Encode("de", Fields{Body: body.String()})}}})
	}
	found := 0
	for n := range 400 {
		typed := slices.Clone(words[random.IntN(min(len(words), 200))])
		if at := 1 + random.IntN(len(typed)-1); n%2 == 0 {
			typed[at], typed[at-1] = typed[at-1], typed[at]
		} else {
			typed = slices.Delete(typed, at, at+1)
		}
		s := x.searches.Get().(*search)
		s.look(x, []auskunft.Visibility{auskunft.Public})
		begun := likely{search: s, typed: typed, sign: signOf(typed), most: slipLimit(len(typed)), rank: float32(math.Inf(1))}
		got, want := begun, begun
		got.amongTexts()
		want.amongAll()
		x.release(s)
		if got.best != want.best || got.rank != want.rank {
			t.Errorf("%q: %+v at %f, want %+v at %f", typed, got.best, got.rank, want.best, want.rank)
		}
		found += len(want.best.Word)
	}
	if found == 0 {
		t.Error("nothing was near anything")
	}
}

// amongAll is amongTexts without a short cut.
func (l *likely) amongAll() {
	for _, v := range l.views {
		for i := range v.texts.len() {
			text := v.texts.bytes(i)
			word, stem := wordOf(text, nil), string(stemOf(text))
			most := min(l.most, slipLimit(len(word)))
			cost, n := slipCost(l.typed, word, most), l.germanDocuments(stem)
			if cost > most || n == 0 || !isNear(l.sign, signOf(word)) {
				continue
			}
			rank := cost - worthTexts*float32(math.Log(float64(n)))
			if len(stem) == len(text) && len(v.family(stem)) > 1 {
				rank += costStem
			}
			l.offer(word, cost, rank)
		}
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
