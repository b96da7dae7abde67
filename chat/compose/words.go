package compose

import (
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	snowball "github.com/blevesearch/snowballstem/german"

	"auskunft/internal/german"
	"auskunft/internal/regex"
)

// word is one word of a text with what it can be matched by.
type word struct {
	text  string // as written
	lower string
	stem  string
}

// wordsOf gives the content words of a text in order; function words carry no topic and
// are left out, and so are numbers, which are facts.
func wordsOf(text string) []word {
	var words []word
	for _, w := range german.Words(text) {
		lower := strings.ToLower(w)
		if len([]rune(lower)) < 2 || functionWords[lower] {
			continue
		}
		words = append(words, word{text: w, lower: lower, stem: stem(rejoin(lower))})
	}
	return words
}

// stem is the German Snowball stem of a word in lower case.
func stem(lower string) string {
	env := snowballstem.NewEnv(lower)
	snowball.Stem(env)
	return env.Current()
}

// separable verbs take "ge" and "zu" into their middle: "angemeldet", "anzumelden".
var separable = regex.MustCompile(`^(an|ab|auf|aus|ein|mit|vor|um|nach|bei|weiter|zurück|hin|her)(ge|zu)(\p{L}{4,}(?:t|en|te|ten|ter|tes|tem))$`)

// rejoin takes "ge" and "zu" out again, so that all forms of "anmelden" begin alike.
func rejoin(lower string) string {
	if m := separable.FindStringSubmatch(lower); m != nil {
		return m[1] + m[3]
	}
	return lower
}

// likeness says how well the stem have stands for want, 0 to 1: 1 for the same, less for a
// part of a compound on either side and for words with a long common beginning
// ("Anmeldung", "anmelden"). The values order the cases. Package proof, which must not err on
// the side of likeness, compares words by rules of its own.
func likeness(want, have string) float64 {
	switch {
	case want == have:
		return 1
	case want == "" || have == "" || want[0] != have[0] && want[len(want)-1] != have[len(have)-1]:
		return 0 // nearly all words: none of what follows is left
	}
	a, b := utf8.RuneCountInString(want), utf8.RuneCountInString(have)
	switch {
	case a >= 4 && b > a+2 && strings.HasSuffix(have, want):
		return .8 // "Steuer" asked, "Hundesteuer" written
	case a >= 4 && b > a+2 && strings.HasPrefix(have, want):
		return .7
	case b >= 4 && a > b+2 && strings.HasSuffix(want, have):
		return .7 // "Hundesteuer" asked, "Steuer" written
	case b >= 4 && a > b+2 && strings.HasPrefix(want, have):
		return .6
	}
	n := commonPrefix(want, have)
	if longest := max(a, b); n >= 5 && 3*n >= 2*longest {
		return .7
	}
	return 0
}

// commonPrefix is with how many equal code points two words begin.
func commonPrefix(a, b string) (n int) {
	for i, r := range a {
		if other, _ := utf8.DecodeRuneInString(b[min(i, len(b)):]); i >= len(b) || other != r {
			break
		}
		n++
	}
	return n
}

var set = german.Set

// functionWords say nothing about the topic of a text.
var functionWords = set(`
der die das den dem des ein eine einen einem einer eines und oder aber sondern denn doch ist sind war waren sei wird
werden wurde wurden worden bin bist seid ich du er sie es wir ihr ihnen mich dich sich uns euch mir dir ihm ihn mein meine
meinen meinem meiner meines dein deine deinen deinem deiner sein seine seinen seinem seiner seines ihre ihren ihrem ihrer
ihres unser unsere unseren unserem unserer euer eure in im ins an am ans auf aufs aus bei beim mit nach von vom zu zum zur
für über unter um durch als wie wo was wer wen wem wessen wann warum weshalb wieso wozu wofür womit wohin woher worauf
welche welcher welches welchen welchem wenn falls dass ob nicht kein keine keinen keinem keiner auch nur noch schon so dann
da damit dabei dafür dazu hier dort hat haben habe hatte hast kann kannst können könnte könnten könnt muss musst müssen müsst
müsste soll sollen sollte sollten darf darfst dürfen will wollen wollte möchte möchten mag man gibt geben es ab bis vor seit
während sowie etwa bzw beziehungsweise dieser diese dieses diesem diesen jede jeder jedes jeden jedem alle allen aller alles
mehr sehr viel viele vielen lange machen tun macht bitte ja nein wieviel hoch hallo guten tag danke eigentlich mal denn
je pro per besteht bestehen erfolgt evtl ggf usw etc zwar jedoch also daher deshalb deren dessen einige mehrere andere anderen anderer
`)

// oneLine is the text with every run of white space as one space.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
