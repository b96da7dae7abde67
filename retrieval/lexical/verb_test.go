package lexical

import (
	"strings"
	"testing"
)

// verbVocabulary knows some verbs in one piece.
func verbVocabulary() *Vocabulary {
	var b VocabularyBuilder
	for range minTexts {
		b.Add("anmelden abmelden ummelden melden beantragen zahlen einreichen abholen stecken anstecken Antrag Stadt Amt")
	}
	return b.Build(1)
}

func TestVerbsAreFoundInTheirForms(t *testing.T) {
	tests := []struct{ text, want string }{
		{"angemeldet", "angemeldet (anmeld)"},
		{"anzumelden", "anzumeld (anmeld)"},
		{"gemeldet", "gemeldet (meld)"},
		{"beantragt", "beantragt (beantrag)"},
		{"zahlt", "zahlt (zahl)"},
		{"gezahlt", "gezahlt (zahl)"},
		{"Stadt", "stadt"},                // no verb without its last letter
		{"Gebet", "gebet"},                // gebt and geben are too short or unknown
		{"zugezogen", "zugezog (zuzieh)"}, // a strong verb is one in every vocabulary
		{"verloren, gestorben, weggeworfen", "verlor (verlier) gestorb (sterb) weggeworf (wegwerf)"},
		{"Verlobung, Gebot, Bescheid, Beruf", "verlob gebot (biet) bescheid beruf"},
		{"Vorfahrt, Unterkunft, Auszeit, Markt", "vorfahrt (vorfahr) unterkunft auszeit markt"},
		{"Melden Sie sich innerhalb von 14 Tagen um.", "ummeld (meld) innerhalb #14 tag"},
		{"Wer umzieht, meldet sich um und meldet sein Auto an", "umzieht (umzieh) ummeld (meldet) (meld) anmeld (meldet) (meld) auto"},
		{"Wo meldet man an?", "anmeld (meldet) (meld)"},
		{"Melden Sie sich. Um acht Uhr ist auf.", "meld acht uhr"},       // another sentence
		{"Melden Sie sich um 8 Uhr", "meld #8:00 uhr"},                   // a preposition
		{"Stecken Sie den Brief ein", "einsteck (steck) brief"},          // einstecken is German, if unknown here
		{strings.Repeat("x", 300) + " an", strings.Repeat("x", maxWord)}, // too long for a verb
	}
	a := NewAnalyser(verbVocabulary())
	for _, test := range tests {
		if got := words(a.Terms("de", test.text)); got != test.want {
			t.Errorf("%q:\n got %s\nwant %s", test.text, got, test.want)
		}
	}
	if got := words(a.Terms("en", "the committee meldet an")); strings.Contains(got, "(") {
		t.Errorf("English was read as German: %s", got)
	}
}

func TestStopWordsBelongToALanguage(t *testing.T) {
	a := NewAnalyser(nil)
	for _, test := range []struct{ lang, text, want string }{
		{"de", "Was ist BuT?", "but"},
		{"", "die und das", ""},
		{"en", "what is the die", "die"},
		{"fr", "the und", "the und"},
	} {
		if got := words(a.Terms(test.lang, test.text)); got != test.want {
			t.Errorf("%s %q: got %q, want %q", test.lang, test.text, got, test.want)
		}
	}
}
