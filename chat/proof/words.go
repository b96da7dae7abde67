package proof

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	snowball "github.com/blevesearch/snowballstem/german"

	"auskunft/internal/german"
	"auskunft/internal/regex"
	"auskunft/internal/thesaurus"
)

// wordsOf gives the content words of a text in order; function words carry no topic and
// are left out, and so are numbers, which are facts.
func wordsOf(text string) []word {
	var words []word
	for _, w := range german.Words(text) {
		lower := strings.ToLower(w)
		if len([]rune(lower)) < 2 || functionWords[lower] {
			continue
		}
		words = append(words, wordOf(w))
	}
	return words
}

// wordOf is a word as it is compared.
func wordOf(text string) word {
	lower := strings.ToLower(text)
	return word{text: text, lower: lower, stem: stem(rejoin(lower)), senses: thesaurus.Senses(thesaurus.Stem(lower))}
}

// stem is the German Snowball stem of a word in lower case, without what inflection leaves
// on verbs and borrowed nouns: "holt" is "holen", "Autos" is "Auto".
func stem(lower string) string {
	if strings.Contains(lower, "igt") {
		lower = igen.ReplaceAllString(lower, "${1}igen")
	}
	env := snowballstem.NewEnv(lower)
	snowball.Stem(env)
	s := env.Current()
	if len(s) >= 6 && strings.HasSuffix(lower, "et") && strings.HasSuffix(s, "et") {
		s = s[:len(s)-2]
	}
	switch n := len(s); {
	case n >= 8 && strings.HasSuffix(s, "weist"): // "nachweist" is "nachweisen"
		return s[:n-2]
	case n >= 4 && s[n-1] == 't' && !strings.HasSuffix(lower, "ung"), n >= 4 && s[n-1] == 's' && strings.ContainsRune("aiou", rune(s[n-2])):
		return s[:n-1]
	}
	return s
}

// igen are forms of verbs in "-igen", which Snowball gives another stem: "bestätigt".
var igen = regex.MustCompile(`^(\p{L}{3,})igt(?:e|en|er|es|em)?$`)

// separable verbs take "ge" and "zu" into their middle: "angemeldet", "anzumelden".
var separable = regex.MustCompile(`^(an|ab|auf|aus|ein|mit|vor|um|nach|bei|weiter|zurück|hin|her|zu|fest|teil|entgegen|statt|bereit|frei|wieder|heraus|zusammen|los|über|durch|dar|hoch|weg|fort|heran|hinein|hinaus|herunter|hinzu|voraus|voran)(ge|zu)(\p{L}{3,}(?:t|en|te|ten|ter|tes|tem|ene|enen|ener|enes|enem))$`)

// participle is that of a weak verb: "gemeldet".
var participle = regex.MustCompile(`^ge(\p{L}{3,}t)(?:e|en|er|es|em)?$`)

// inborn are verbs that begin with "ge" in every form.
var inborn = regex.MustCompile(`^ge(?:nehm|währ|hör|statt|nüg|fähr|stalt|wöhn|lang|schieh)`)

// strong gives the infinitive of a strong verb by its other forms: words/verbs.txt.
var strong = func() map[string]string {
	m := map[string]string{}
	for _, line := range linesOf("words/verbs.txt") {
		infinitive, forms, _ := strings.Cut(line, " ")
		m["ge"+infinitive] = infinitive
		for f := range strings.FieldsSeq(forms) {
			m[f] = infinitive
			if strings.HasSuffix(f, "en") || strings.HasSuffix(f, "dt") {
				m["ge"+f] = infinitive
			}
		}
	}
	return m
}()

// plainForm is from how many letters on a form of a strong verb is known behind anything, not only behind a prefix.
const plainForm = 5

// declined ends participles that stand before nouns, prefixed is what stands before a verb.
var (
	declined = regex.MustCompile(`ene[nrsm]?$`)
	prefixed = regex.MustCompile(`(?:^|an|ab|auf|aus|ein|mit|vor|um|nach|bei|weiter|zurück|hin|her|zu|fest|teil|los|weg|be|ver|er|ent|emp|zer|miss|ge|über|unter|durch|wieder)$`)
)

// weak are forms of verbs in "-ern" and "-eln": "verändert".
var weak = regex.MustCompile(`^(\p{L}{2,}[^aeiouäöü](?:er|el))t(?:e|en|er|es|em)?$`)

// back begins nouns of verbs in "zurück": "Rückgabe".
var back = regex.MustCompile(`^rück(gabe|nahme|zahlung|sendung|erstattung|kehr|ruf|meldung|forderung)`)

// rejoin gives the form of a verb that all its forms are compared by: "angemeldet" and
// "anzumelden" as "anmeldet" and "anmelden", "austritt" as "austreten".
func rejoin(lower string) string {
	lower = back.ReplaceAllString(lower, "zurück$1")
	if m := separable.FindStringSubmatch(lower); m != nil {
		lower = m[1] + m[3]
	} else if m := participle.FindStringSubmatch(lower); m != nil && !inborn.MatchString(lower) {
		lower = m[1]
	}
	forms := []string{lower}
	if strings.Contains(lower, "ene") {
		forms = append(forms, declined.ReplaceAllString(lower, "en"))
	}
	for _, form := range forms {
		for i := range len(form) - 2 {
			if infinitive := strong[form[i:]]; infinitive != "" && (len(form)-i >= plainForm || prefixed.MatchString(form[:i])) {
				return form[:i] + infinitive
			}
		}
	}
	if strings.Contains(lower, "ert") || strings.Contains(lower, "elt") {
		return weak.ReplaceAllString(lower, "${1}n")
	}
	return lower
}

// means tells whether a word of the quotes stands for a word of the sentence: it is the same,
// a synonym, a compound that ends or begins with it, or shares a long beginning with it
// ("Anmeldung", "anmelden").
func means(want, have word) bool {
	switch {
	case terms.opposites[cmp.Or(want.whole, want.stem)][cmp.Or(have.whole, have.stem)]:
		return false
	case want.whole != "" && have.whole != "":
		return synonyms(want.whole, have.whole)
	case want.whole != "" && synonyms(want.whole, have.stem), have.whole != "" && synonyms(want.stem, have.whole), synonyms(want.stem, have.stem):
		return true
	}
	if shareSense(want, have) {
		return true
	}
	a, b := want.stem, have.stem
	if want.lower == "amt" {
		return strings.HasSuffix(have.lower, "amt")
	}
	if len(want.lower) >= 4 && len(b) > len(a)+2 {
		if before, ok := strings.CutSuffix(b, a); ok && !particles[before] {
			return true // "Steuer", and "Hundesteuer" is written
		}
		if strings.HasPrefix(b, a) {
			return true
		}
	}
	if before, ok := strings.CutSuffix(have.lower, want.lower); ok && len(want.lower) >= 5 && len(before) >= 4 && !particles[before] {
		return true // stems of compounds are shorter: "Friedhofssatzung" for "Satzung"
	}
	if derived(want, have) {
		return true
	}
	n := commonPrefix(a, b)
	return n >= 5 && 3*n >= 2*max(len(a), len(b)) && min(len(a), len(b))-n <= 3
}

// shareSense tells whether the thesaurus has a sense that both words share: two nouns, or two that are none.
func shareSense(a, b word) bool {
	return (a.isNoun() == b.isNoun() || a.initial || b.initial) && slices.ContainsFunc(a.senses, func(n int) bool { return slices.Contains(b.senses, n) })
}

// withParts adds the beginnings and ends of compounds that the thesaurus knows, so that
// "Bestattungskosten" speaks of a "Beerdigung" as well.
func withParts(words []word) []word {
	all := words
	for _, w := range words {
		if len(w.stem) < 9 {
			continue
		}
		for i := len(w.stem) - 4; i >= 4; i-- {
			if head := stem(strings.TrimSuffix(w.stem[:i], "s")); terms.groups[head] != nil {
				all = append(all, word{text: w.text, lower: head, stem: head})
				break
			}
		}
		for i := 4; i <= len(w.stem)-3; i++ {
			if tail := w.stem[i:]; terms.groups[tail] != nil {
				all = append(all, word{text: w.text, lower: tail, stem: tail})
				break
			}
		}
	}
	return all
}

// particles before a word make it another word, not a kind of it.
var particles = set("an ab um ver be ent er zer un miss vor nach aus ein auf zu mit über unter gegen groß ehe nicht wieder zurück")

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// held tells whether words of the quotes stand for a word of the sentence, or, when it is a
// compound, for both its parts: "Umtauschfrist", and "Frist" and "umtauschen" are written.
func held(want word, have []word) bool {
	return slices.ContainsFunc(have, func(h word) bool { return means(want, h) }) || len(want.lower) >= 8 && partsHeld(want.lower, have)
}

// partsHeld tells whether the quotes have both parts of a compound, each as any word that
// derives from it: "Namensänderung", and "den Namen ändern" is written.
func partsHeld(compound string, have []word) bool {
	for i := 3; i <= len(compound)-4; i++ {
		if !utf8.RuneStart(compound[i]) {
			continue
		}
		tail := word{lower: compound[i:], stem: stem(rejoin(compound[i:]))}
		if !terms.generic[tail.stem] && !terms.issued[tail.stem] && !slices.ContainsFunc(have, func(h word) bool { return sameOrSynonym(tail, h) }) {
			continue
		}
		for _, link := range []string{"", "s", "n", "en", "es"} {
			lower, ok := strings.CutSuffix(compound[:i], link)
			if !ok || len(lower) < 3 {
				continue
			}
			head := word{lower: lower, stem: stem(lower)}
			if slices.ContainsFunc(have, func(h word) bool {
				return sameOrSynonym(head, h) || strings.HasPrefix(h.stem, lower) || len(h.stem) >= 4 && strings.HasPrefix(lower, h.stem)
			}) || len(lower) >= 8 && partsHeld(lower, have) {
				return true
			}
		}
	}
	return false
}

func sameOrSynonym(want, have word) bool {
	return synonyms(want.stem, have.stem) || have.whole != "" && synonyms(want.stem, have.whole) || derived(want, have)
}

// derived tells whether two words are one word with and without an ending that makes a noun
// or an adjective of it: "Arzt" and "ärztlich".
func derived(a, b word) bool {
	if len(a.stem) > len(b.stem) {
		a, b = b, a
	}
	for _, root := range []string{a.stem, withoutUmlauts.Replace(a.lower)} {
		if rest, ok := strings.CutPrefix(b.stem, root); ok && len(root) >= 4 && derivations[rest] {
			return true
		}
	}
	rest, ok := strings.CutPrefix(b.stem, "be")
	return ok && len(rest) >= 6 && a.stem == rest && a.isNoun() && !b.isNoun() // "Antwort", "beantwortet"
}

var withoutUmlauts = strings.NewReplacer("ä", "a", "ö", "o", "ü", "u")

// derivations are those endings. "los" and "frei" deny and "bar" permits: they are not among them.
var derivations = set("lich ig isch ung er erin in heit keit schaft nis")

var set = german.Set

// functionWords say nothing about the topic of a text. Negations, limits and duties are
// among them; verification looks at those by themselves.
var functionWords = set(`
der die das den dem des ein eine einen einem einer eines und oder aber sondern doch ist sind war waren sei wird werden
wurde wurden worden bin bist seid ich du er sie es wir ihr ihnen mich dich sich uns euch mir dir ihm ihn mein meine
meinen meinem meiner meines dein deine deinen deinem deiner sein seine seinen seinem seiner seines ihre ihren ihrem
ihrer ihres unser unsere unseren unserem unserer euer eure in im ins an am ans auf aufs aus bei beim mit nach von vom
zu zum zur für über unter um durch als wie wo was wer wen wem wessen wann warum weshalb wieso wozu wofür womit wohin
woher worauf welche welcher welches welchen welchem wenn falls dass ob nicht kein keine keinen keinem keiner auch nur
noch schon so dann damit dabei dafür dazu hier dort hat haben habe hatte hatten hast kann kannst können könnte könnten könnt
muss musst müssen müsst müsste soll sollen sollte sollten darf darfst dürfen will wollen wollte möchte möchten mag man
ab bis vor seit während sowie etwa bzw beziehungsweise dieser diese dieses diesem diesen mehr sehr viel
viele vielen lange bitte ja nein wieviel hoch hallo guten tag danke eigentlich mal per
evtl ggf usw etc zwar jedoch also deren dessen einige mehrere andere anderen anderer bisschen ohne
höchstens maximal mindestens wenigstens spätestens frühestens längstens lang außer sofern soweit solange sobald
nachdem statt nämlich allerdings lediglich ausschließlich obwohl
`)
