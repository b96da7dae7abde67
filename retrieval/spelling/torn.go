package spelling

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"auskunft/retrieval/lexical"
)

// What a word costs in a run of words: most that it is one at all.
const (
	costRunWord  = 6.
	costRunShort = 4.  // more for one of two letters
	costRunOther = 10. // more for one that no text has
	shortestRun  = 6   // letters looked at: "wasist"
	longestRun   = 60
	longestWord  = 30
)

// apart takes words apart that run together: all of them known, and the first one that every text has, or the last one that asks. A noun
// among others is a compound, and no run. Nil when there is no such way. Of a compound the last has to ask.
func (r *reader) apart(p piece, compound bool) []piece {
	runes := []rune(p.word)
	if len(runes) < shortestRun || len(runes) > longestRun || r.capitals && isCapital(p.word) && p.between != "" {
		return nil
	}
	words := r.run(runes)
	if len(words) < 2 {
		return nil
	}
	first, _ := r.stem(words[0])
	last, _ := r.stem(words[len(words)-1])
	if compound && len(words) == 2 && lexical.IsParticle(first) { // a verb: "ausgibt"
		return nil
	}
	leads := !compound && (beforeOthers[first] || lexical.IsStop(first) && len(first) > 2 && !lexical.IsParticle(first) && !adverbs[first])
	if !leads && !lexical.Asks(last) || len(words[0]) == 2 && len(words[1]) < shortestPart {
		return nil
	}
	pieces := make([]piece, len(words))
	for i, word := range words {
		pieces[i] = piece{" ", word}
	}
	pieces[0].between = p.between
	return pieces
}

// beforeOthers are the short words that run together with what follows them.
var beforeOthers = set("in im am wo zu an")

// run is the likeliest words that letters are, nil when they are none.
func (r *reader) run(letters []rune) []string {
	least := slices.Repeat([]float64{math.Inf(1)}, len(letters)+1)
	from := make([]int, len(letters)+1)
	least[0] = 0
	for i := range letters {
		if math.IsInf(least[i], 1) {
			continue
		}
		for n := 2; n <= min(longestWord, len(letters)-i); n++ {
			if cost := least[i] + r.runCost(string(letters[i:i+n])); cost < least[i+n] {
				least[i+n], from[i+n] = cost, i
			}
		}
	}
	if math.IsInf(least[len(letters)], 1) {
		return nil
	}
	var words []string
	for end := len(letters); end > 0; end = from[end] {
		words = append(words, string(letters[from[end]:end]))
	}
	slices.Reverse(words)
	return words
}

// runCost is what a word costs in a run of words, infinite for none.
func (r *reader) runCost(word string) float64 {
	form, stem := r.stem(word)
	switch {
	case lexical.IsStop(form) && len(form) > 2:
		return costRunWord
	case lexical.IsStop(form):
		return costRunWord + costRunShort
	case len(form) >= shortestPart && r.Index.KnowsForm(form, r.Visible) && r.Index.KnowsGerman(stem, r.Visible):
		return costRunWord + r.Index.IDF(stem, r.Visible)
	case len(form) > shortestPart && (isGerman(stem) || lexical.Says(stem)):
		return costRunWord + costRunOther
	}
	return math.Inf(1)
}

// joined joins words that were torn apart.
func (r *reader) joined(pieces []piece) []piece {
	var out []piece
	for i := 0; i < len(pieces); i++ {
		p := pieces[i]
		for _, n := range []int{3, 2} {
			if i+n <= len(pieces) && r.isTorn(pieces[i:i+n]) {
				for _, next := range pieces[i+1 : i+n] {
					p.word += strings.ToLower(next.word)
				}
				r.slipped = true
				i += n - 1
				break
			}
		}
		out = append(out, p)
	}
	return out
}

// isTorn tells whether words are one that was torn apart. Two words that the texts have are rather two, unless a
// page is called by both in one, and the second is not written as a noun of its own.
func (r *reader) isTorn(pieces []piece) bool {
	t, ok := r.tear(pieces)
	if !ok || len(t.whole) < 5 || lexical.IsStop(t.whole) {
		return false
	}
	_, stem := r.stem(t.whole)
	switch {
	case t.common == len(pieces): // "per so"
		return r.isNamed(t.whole) && !r.Index.Knows(stem, r.Visible)
	case t.common > 0 && len(pieces) > 2: // "kinder zu schlag"
		return r.isNamed(t.whole) && !t.verb
	case t.common > 0 && (!lexical.IsParticle(t.first) || t.first == "zu" || t.first == "ein"):
		return false // "der Zeitung"
	case t.common > 0 && t.unknown == 0: // "mit bringen"
		return t.verb && r.Index.KnowsGerman(stem, r.Visible)
	case t.verb && t.common == 0 && t.strange < len(pieces)-1:
		return false // "Auto abmelden", "Rasen mähen", but not "öff nungs zeiten"
	case r.capitals && t.second && !r.hasty:
		return false // "Zweitwohnung Steuer", "alten Wohnung"
	case t.unknown > 0: // "öffnungs zeiten"
		return r.isNamed(t.whole) || r.Index.KnowsGerman(stem, r.Visible)
	}
	return r.isTitle(t.whole)
}

// tear is what is known about words that may be one.
type tear struct {
	whole, first string // folded
	common       int    // how many are words that every text has
	unknown      int    // … no word of the texts
	strange      int    // … of these no word of German by themselves
	verb         bool   // it ends as a verb does, in small letters
	second       bool   // a word after the first begins with a capital
}

func (r *reader) tear(pieces []piece) (t tear, ok bool) {
	for i, p := range pieces {
		if i > 0 && p.between != " " || utf8.RuneCountInString(p.word) < 2 || strings.ContainsFunc(p.word, unicode.IsDigit) {
			return tear{}, false
		}
		form, stem := r.stem(p.word)
		if i == 0 {
			t.first = form
		}
		t.whole += form
		t.second = t.second || i > 0 && isCapital(p.word)
		switch {
		case lexical.IsStop(form), colloquial[form]:
			t.common++
		case r.knows(p.word) == unheard, i+1 < len(pieces) && isLinked(form):
			t.unknown++
			t.strange++
		case !r.Index.Knows(stem, r.Visible):
			t.unknown++
		}
	}
	last := pieces[len(pieces)-1].word
	t.verb = strings.HasSuffix(last, "en") && !isCapital(last)
	return t, true
}

// isLinked tells whether a word is written as only the first half of a compound is: "Öffnungs".
func isLinked(form string) bool {
	return slices.ContainsFunc([]string{"ungs", "heits", "keits", "schafts", "tions"}, func(ending string) bool { return strings.HasSuffix(form, ending) })
}
