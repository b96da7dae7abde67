package lexical

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// townVocabulary is made of a few sentences a town might publish.
func townVocabulary() *Vocabulary {
	var b VocabularyBuilder
	for _, text := range []string{
		"Die Steuer für einen Hund heißt Hundesteuer.", "Jeder Hund ist anzumelden, die Steuer ist zu zahlen.",
		"Das Bürgeramt und das Standesamt sind ein Amt der Stadt. Bürger kommen mit Termin.", "Ein Amt für jeden Bürger, ein Termin für jede Sache.",
		"Wohnung und Geld: Wohngeld.", "Geld für die Wohnung", "Kinder und Jugend: Hilfe", "Hilfe für Kinder", "Die Gebühr steht in der Satzung.", "Satzung über die Gebühr",
	} {
		b.Add(text)
	}
	return b.Build(1)
}

// words renders terms as "text", "(part)", with kinds where they are neither.
func words(terms []Term) string {
	var out []string
	for _, t := range terms {
		switch t.Kind {
		case Part:
			out = append(out, "("+t.Text+")")
		case Number:
			out = append(out, "#"+t.Text)
		default:
			out = append(out, t.Text)
		}
	}
	return strings.Join(out, " ")
}

func TestTerms(t *testing.T) {
	a := NewAnalyser(townVocabulary())
	tests := []struct{ lang, text, want string }{
		{"de", "Was kostet die Hundesteuer?", "kostet hundesteu (hund) (steu)"},
		{"de", "Straße Strasse STRASSE Straßen", "strass strass strass strass"},
		{"de", "Bürgeramt Buergeramt Bu\u0308rgeramt Bür\u00adgeramt", "burgeramt burgeramt burgeramt burgeramt"},
		{"de", "Steuer neue Quelle", "steu neu quell"},
		{"de", "Bürger*innen Bürger:innen BürgerInnen Bürger/-innen Bürger_innen", "burg burg burg burg burg"},
		{"de", "120,00 € 120 Euro EUR 120 120,50€", "#120 #120€ euro #120 #120€ euro eur #120 #120€ euro #120,5 #120,5€ euro"},
		{"de", "1.200 € 1.200.000,00 Euro", "#1200 #1200€ euro #1200000 #1200000€ euro"},
		{"de", "Art der Wohnung, Art. 5, Artikel 5a GG", "art wohnung art5 art5a gg"},
		{"de", "5 % 5 Prozent", "#5 #5% prozent #5 #5% prozent"},
		{"de", "§ 12 §12 §§ 12 ff. Paragraf 12 § 12a", "§12 §12 §12 ff §12 §12a"},
		{"de", "24.12.2025 24. Dezember 2025 2025-12-24 24.12.25", strings.Repeat(" #2025-12-24 #--12-24", 4)[1:]},
		{"de", "8 Uhr 8:00 08.00 Uhr", "#8:00 uhr #8:00 uhr #8:00 uhr"},
		{"de", "Formular BG-2 und Anlage A1", "formular bg (bg2) #2 anlag a1"},
		{"de", "E-Mail, Covid-19", "e (email) mail covid (covid19) #19"},
		{"de", "Was ist das?", ""},
		{"en", "registering residences", "regist resid"},
		{"uk", "реєстрація місця", "реєстрація місця"},
		{"de", "", ""},
		{"de", "\x00\xff\xfe \u200b", ""},
	}
	for _, test := range tests {
		if got := words(a.Terms(test.lang, test.text)); got != test.want {
			t.Errorf("%s %q:\n got %s\nwant %s", test.lang, test.text, got, test.want)
		}
	}
}

func TestPositions(t *testing.T) {
	a := NewAnalyser(townVocabulary())
	var got []string
	for _, term := range a.Terms("de", "Die Hundesteuer kostet 120 Euro im Jahr") {
		got = append(got, fmt.Sprint(term.Position, term.Text))
	}
	want := "1hundesteu 1hund 1steu 2kostet 3120 3120€ 3euro 6jahr"
	if strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestLongWordsAreCut(t *testing.T) {
	a := NewAnalyser(nil)
	for _, text := range []string{strings.Repeat("a", 1<<20), strings.Repeat("ä", 1<<20), strings.Repeat("1", 1<<20), strings.Repeat("a1-", 1<<18)} {
		for _, term := range a.Terms("de", text) {
			if len(term.Text) > maxWord+4 {
				t.Fatalf("%.10q…: a term of %d bytes", text, len(term.Text))
			}
		}
	}
}

func TestAnalyserIsConcurrent(t *testing.T) {
	a := NewAnalyser(townVocabulary())
	want := words(a.Terms("de", "Hundesteuer und Wohngeld im Bürgeramt"))
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for j := range 200 {
				a.Terms("de", fmt.Sprintf("Wort%c%c Hundesteuer", 'a'+i, 'a'+j%26))
				if got := words(a.Terms("de", "Hundesteuer und Wohngeld im Bürgeramt")); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}
		})
	}
	group.Wait()
}

func TestVocabularyBytes(t *testing.T) {
	v := townVocabulary()
	b, err := v.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := townVocabulary().AppendBinary(nil)
	if !bytes.Equal(b, again) {
		t.Error("the same texts gave different bytes")
	}
	read, err := DecodeVocabulary(b)
	if err != nil {
		t.Fatal(err)
	}
	if read.Number() != 1 || read.Texts() != v.Texts() || read.Len() != v.Len() || read.count("steu") != 2 {
		t.Errorf("read %d, %d texts, %d words, steu in %d", read.Number(), read.Texts(), read.Len(), read.count("steu"))
	}
	for i := range b {
		if _, err := DecodeVocabulary(b[:i]); err == nil {
			t.Fatalf("%d of %d bytes were read without an error", i, len(b))
		}
	}
}

func FuzzTerms(f *testing.F) {
	for _, text := range []string{"§ 12 Abs. 2", "Art von", "b-y", "§ §", "24.12.", "1.2.3.4", "BürgerInnen/-innen", "8:0 Uhr 99:99", "12,", "5 - 6 -", "€€ 5 €", "2025-13-01"} {
		f.Add(text)
	}
	a := NewAnalyser(townVocabulary())
	f.Fuzz(func(t *testing.T, text string) {
		for _, lang := range []string{"de", "en", "xx"} {
			last := 0
			for _, term := range a.Terms(lang, text) {
				if term.Text == "" || term.Kind < Word || term.Kind > Paragraph || term.Position < last {
					t.Fatalf("%q: bad term %+v after position %d", text, term, last)
				}
				last = term.Position
			}
		}
		x := NewIndex(nil)
		var batch Batch
		if err := batch.Put(Document{ID: 1, Visibility: "public", Passages: []Passage{{1, a.Encode("de", Fields{Title: text, Body: text})}}}); err != nil {
			t.Fatal(err)
		}
		x.Update(&batch)
		x.Search(Query{Terms: a.Terms("de", text), Visible: public, K: 3})
	})
}

func FuzzDecode(f *testing.F) {
	a := NewAnalyser(townVocabulary())
	f.Add(a.Encode("de", Fields{Title: "Hundesteuer", Body: "Die Hundesteuer beträgt 120 €."}))
	f.Add([]byte{1, 1, 0, 200, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		var batch Batch
		if batch.Put(Document{ID: 1, Visibility: "public", Passages: []Passage{{1, b}}}) == nil {
			x := NewIndex(nil)
			x.Update(&batch)
			x.Search(Query{Terms: a.Terms("de", "Hundesteuer"), Visible: public, K: 3})
		}
		if v, err := DecodeVocabulary(b); err == nil {
			NewAnalyser(v).Terms("de", "Hundesteuer")
		}
	})
}
