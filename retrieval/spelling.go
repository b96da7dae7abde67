package retrieval

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"auskunft"
	openthesaurus "auskunft/internal/thesaurus"
	"auskunft/retrieval/lexical"
)

// Whoever types on a telephone or dictates slips: letters change places, words run together or are torn apart.
// A question is put right before anything reads it, by the words of the texts its asker sees. A word
// that German has, or that is made of such, is none to put right: a question about camels stays one.

// Spelled is a German question with the words put right that no text has and that are near one that texts
// have. What stands in brackets, figures, and words of which nothing is near stay as they are.
func (s *Searcher) Spelled(question string, reader auskunft.Reader) string {
	pieces := inPieces(question)
	k := speller{s.index, s.state.Load(), reader, false, map[string]knowledge{}}
	for _, p := range pieces[min(1, len(pieces)):] {
		k.capitals = k.capitals || isCapital(p.word)
	}
	pieces = k.joined(pieces)
	var right []piece
	for _, p := range pieces {
		right = append(right, k.righted(p)...)
	}
	right = k.joined(right)
	var b strings.Builder
	for _, p := range right {
		b.WriteString(p.between)
		b.WriteString(p.word)
	}
	return b.String()
}

// piece is a word of a question with what stands before it; the last one has no word.
type piece struct{ between, word string }

// inPieces takes a text apart; what stands in brackets is no word.
func inPieces(text string) (pieces []piece) {
	from, begin, depth := 0, -1, 0 // begin of the open word
	end := func(at int) {
		if begin >= 0 {
			pieces = append(pieces, piece{text[from:begin], text[begin:at]})
			from, begin = at, -1
		}
	}
	for i, r := range text {
		switch {
		case r == '[':
			depth++
		case r == ']':
			depth = max(0, depth-1)
		}
		if word := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r); !word || depth > 0 {
			end(i)
		} else if begin < 0 {
			begin = i
		}
	}
	end(len(text))
	return append(pieces, piece{between: text[from:]})
}

// speller knows words.
type speller struct {
	index    *lexical.Index
	state    *state
	reader   auskunft.Reader
	capitals bool // the question begins nouns with capitals
	seen     map[string]knowledge
}

// knowledge is how well a word is known.
type knowledge uint8

const (
	unheard  knowledge = iota + 1
	composed           // of words that German or the texts have
	wellKnown
)

// knows tells how well a word is known as it is: by texts, the thesauri, or German.
func (k speller) knows(word string) knowledge {
	form, stem := lexical.Stem("de", word)
	if k.seen[form] == 0 {
		switch {
		case lexical.IsStop(form), contracted[form], k.isWord(stem), k.isInflected(form, stem):
			k.seen[form] = wellKnown
		case k.isCompound(form):
			k.seen[form] = composed
		default:
			k.seen[form] = unheard
		}
	}
	return k.seen[form]
}

func (k speller) isWord(stem string) bool {
	return isGermanWord(stem) || k.index.Knows(stem, k.reader.Visibilities()) || lexical.Says(stem) || k.state.thesaurus.knows(stem, k.reader)
}

// contracted are small words that no list of stop words has.
var contracted = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields("vorm uberm unterm hinterm furs ubers hinters unters aufm ausm nem ner nen seid habt hast wart darfst euern unserm euerm irgendwer wars gibts gehts hats ists") {
		set[w] = true
	}
	return set
}()

// isInflected tells whether a word is a verb or a woman's name of a trade in a form that stems leave: "meint", "einzuladen",
// "umgetauscht", "Sachbearbeiterin".
func (k speller) isInflected(form, stem string) bool {
	if k.state.analyser.IsVerb(stem) {
		return true
	}
	if without, ok := strings.CutSuffix(form, "s"); ok && strings.HasSuffix(without, "t") && len(without) >= shortestPart {
		return k.knows(without) == wellKnown // "riechts"
	}
	for _, ending := range []string{"in", "innen"} {
		if trade, ok := strings.CutSuffix(form, ending); ok && len(trade) >= shortestPart {
			if _, trade = lexical.Stem("de", trade); k.isWord(trade) {
				return true
			}
		}
	}
	rest := form
	for n := min(len(rest), longestParticle); n >= 2; n-- {
		if lexical.IsParticle(form[:n]) {
			rest = form[n:]
			break
		}
	}
	rest, to := strings.CutPrefix(rest, "zu")
	rest, been := strings.CutPrefix(rest, "ge")
	for _, ending := range []string{"", "t", "et", "st", "te", "ten", "en", "e", "ete", "eten"} {
		if root, ok := strings.CutSuffix(rest, ending); ok && len(root) >= shortestPart && (to || been || ending != "") {
			if _, root = lexical.Stem("de", root+"en"); isGermanWord(root) {
				return true
			}
		}
	}
	return false
}

func (k speller) inTexts(stem string) bool {
	return k.index.KnowsGerman(stem, k.reader.Visibilities())
}

func isGermanWord(stem string) bool { return len(openthesaurus.Senses(stem)) > 0 }

const (
	shortestPart    = 4 // letters of a word in a compound at least
	longestParticle = 8 // of "zusammen"
	longHead        = 6 // of a word before one of three: "Arbeitsweg"
)

// isCompound tells whether a word is made of two or more that German or the texts have.
func (k speller) isCompound(form string) bool {
	for at := shortestPart; at < len(form)-1; at++ {
		_, tail := lexical.Stem("de", form[at:])
		if !k.isPart(tail) && !k.isCompound(form[at:]) && (len(tail) != 3 || at < longHead || !isGermanWord(tail)) {
			continue
		}
		for _, link := range []string{"", "s", "n", "es"} {
			if head, ok := strings.CutSuffix(form[:at], link); ok && len(head) >= shortestPart {
				if _, head = lexical.Stem("de", head); k.isPart(head) {
					return true
				}
			}
		}
	}
	return false
}

func (k speller) isPart(stem string) bool {
	return len(stem) >= shortestPart && (isGermanWord(stem) || k.index.Knows(stem, k.reader.Visibilities()))
}

// named tells whether a page is called by a word, or a thesaurus has it among what citizens say.
func (k speller) named(form string) bool {
	if _, ok := k.index.Named(form, k.reader.Visibilities()); ok {
		return true
	}
	_, stem := lexical.Stem("de", form)
	return k.state.thesaurus.knows(stem, k.reader) || lexical.IsSaid(form)
}

// righted is a piece as it is meant: itself, another word, or several that run together in it.
func (k speller) righted(p piece) []piece {
	letters := utf8.RuneCountInString(p.word)
	if letters < 3 || strings.ContainsFunc(p.word, unicode.IsDigit) || strings.ToUpper(p.word) == p.word && letters < 8 {
		return []piece{p}
	}
	known := k.knows(p.word)
	if known == wellKnown {
		return []piece{{p.between, umlauted(p.word)}}
	}
	meant, ok := k.likely(p.word)
	first, _ := utf8.DecodeRuneInString(p.word)
	if known == composed && (letters < longCompound || meant.Cost > slightly) || k.capitals && unicode.IsLower(first) && (meant.Cost > slightly || meant.Cost > surely && letters < longVerb) {
		ok = false
	}
	if !ok || meant.Cost > slightly {
		if pieces := k.apart(p, known == composed); pieces != nil {
			return pieces
		}
	}
	if ok {
		return []piece{{p.between, k.written(meant.Word, p.word)}}
	}
	if known == unheard {
		return []piece{p}
	}
	return []piece{{p.between, umlauted(p.word)}}
}

// likely is the word that another is most likely meant for: as it is typed, and as it is where "sch" stands for
// "s", as in the south.
func (k speller) likely(word string) (best lexical.Spelling, ok bool) {
	form, _ := lexical.Stem("de", word)
	tried := []string{form}
	for _, other := range []string{lexical.FoldLetters(word), southern.Replace(form)} {
		if !slices.Contains(tried, other) {
			tried = append(tried, other)
		}
	}
	for _, form := range tried {
		if meant, found := k.index.Likely(form, k.reader.Visibilities()); found && (!ok || meant.Cost < best.Cost) {
			best, ok = meant, true
		}
	}
	return best, ok
}

var southern = strings.NewReplacer("schd", "st", "scht", "st", "schp", "sp", "schb", "sp")

// longVerb is from how many letters on a word beside the matter may lack one.
const longVerb = 7

// longCompound is from how many letters on a compound that could be right is rather a known one with a slip.
const longCompound = 9

// Up to which cost a word beside the matter is misspelt that no text has; and up to which a word is rather misspelt
// than two that run together, and a compound rather a known one.
const (
	surely   = .7
	slightly = .9
)

// framed tells whether of words that run together one only asks: "Sperrmüllabholen", but not "Sperrmüllkarte".
func (k speller) framed(pieces []piece) bool {
	last := pieces[len(pieces)-1].word
	terms := k.state.analyser.Terms("de", last)
	return len(terms) > 0 && terms[0].Frame
}

// What a word costs in a run of words: most that it is one at all.
const (
	costRunWord  = 6.
	costRunShort = 4.  // more for one of two letters
	costRunOther = 10. // more for one that no text has
	longestRun   = 60  // letters looked at
	longestWord  = 30
)

// apart takes words apart that run together: all of them known, one of them a word that every text has, or one that asks. Nil when
// there is no such way. Of a compound the last has to ask.
func (k speller) apart(p piece, compound bool) []piece {
	runes := []rune(p.word)
	if len(runes) < 5 || len(runes) > longestRun {
		return nil
	}
	least := slices.Repeat([]float64{math.Inf(1)}, len(runes)+1)
	from := make([]int, len(runes)+1)
	least[0] = 0
	for i := range runes {
		if math.IsInf(least[i], 1) {
			continue
		}
		for n := 2; n <= min(longestWord, len(runes)-i); n++ {
			if cost := least[i] + k.runCost(string(runes[i:i+n])); cost < least[i+n] {
				least[i+n], from[i+n] = cost, i
			}
		}
	}
	if math.IsInf(least[len(runes)], 1) {
		return nil
	}
	var pieces []piece
	common := false
	for end := len(runes); end > 0; end = from[end] {
		word := string(runes[from[end]:end])
		form, _ := lexical.Stem("de", word)
		common = common || !compound && lexical.IsStop(form) && (len(form) > 2 && !lexical.IsParticle(form) || from[end] == 0 && before[form])
		pieces = append(pieces, piece{" ", word})
	}
	slices.Reverse(pieces)
	if len(pieces) < 2 || !common && !k.framed(pieces) || len(pieces[0].word) == 2 && len(pieces[1].word) <= shortestPart {
		return nil
	}
	pieces[0].between = p.between
	return pieces
}

// before are the short words that run together with what follows them.
var before = map[string]bool{"in": true, "im": true, "am": true, "wo": true, "zu": true}

// runCost is what a word costs in a run of words, infinite for none.
func (k speller) runCost(word string) float64 {
	form, stem := lexical.Stem("de", word)
	switch {
	case lexical.IsStop(form) && len(form) > 2:
		return costRunWord
	case lexical.IsStop(form):
		return costRunWord + costRunShort
	case len(form) >= shortestPart && k.index.KnowsForm(form, k.reader.Visibilities()) && k.inTexts(stem):
		return costRunWord + k.index.IDF(stem, k.reader.Visibilities())
	case len(form) > shortestPart && (isGermanWord(stem) || lexical.Says(stem)):
		return costRunWord + costRunOther
	}
	return math.Inf(1)
}

// joined joins words that were torn apart.
func (k speller) joined(pieces []piece) []piece {
	var out []piece
	for i := 0; i < len(pieces); i++ {
		n := 1
		for _, more := range []int{3, 2} {
			if i+more <= len(pieces) && k.isTorn(pieces[i:i+more]) {
				n = more
				break
			}
		}
		p := pieces[i]
		if n == 1 && i+1 < len(pieces) && pieces[i+1].between == " " {
			first, _ := lexical.Stem("de", p.word)
			second, _ := lexical.Stem("de", pieces[i+1].word)
			if word := k.index.Hyphened(first, second, k.reader.Visibilities()); word != "" && len(first) > 1 && len(second) > 1 {
				out = append(out, piece{p.between, asTyped(word, p.word)})
				i++
				continue
			}
		}
		for _, next := range pieces[i+1 : i+n] {
			p.word += strings.ToLower(next.word)
		}
		out = append(out, p)
		i += n - 1
	}
	return out
}

// isTorn tells whether words are one that was torn apart. Two words that the texts have are rather two, unless a
// page is called by both in one.
func (k speller) isTorn(pieces []piece) bool {
	whole, common, unknown := "", 0, 0
	for i, p := range pieces {
		if i > 0 && p.between != " " || len(p.word) < 2 || strings.ContainsFunc(p.word, unicode.IsDigit) {
			return false
		}
		form, stem := lexical.Stem("de", p.word)
		whole += form
		switch {
		case lexical.IsStop(form), contracted[form]:
			common++
		case k.knows(p.word) == unheard, i+1 < len(pieces) && isLinked(form), !k.index.Knows(stem, k.reader.Visibilities()):
			unknown++
		}
	}
	if len(whole) < 5 {
		return false
	}
	_, stem := lexical.Stem("de", whole)
	last := pieces[len(pieces)-1].word
	first, _ := lexical.Stem("de", pieces[0].word)
	verb := strings.HasSuffix(last, "en") && !isCapital(last)
	switch {
	case common == len(pieces):
		return k.named(whole) && !k.index.Knows(stem, k.reader.Visibilities())
	case common > 0 && len(pieces) > 2:
		return k.named(whole) && !verb
	case common > 0 && (!lexical.IsParticle(first) || first == "zu" || first == "ein"):
		return false // "der Zeitung"
	case common > 0 && unknown == 0:
		return verb && k.inTexts(stem)
	case verb && common == 0:
		return false // "Auto abmelden"
	case unknown > 0:
		return k.named(whole) || k.inTexts(stem)
	}
	return k.named(whole)
}

// isLinked tells whether a word is written as only the first half of a compound is: "Öffnungs".
func isLinked(form string) bool {
	return slices.ContainsFunc([]string{"ungs", "heits", "keits", "schafts", "tions"}, func(ending string) bool { return strings.HasSuffix(form, ending) })
}

// written is a folded word as it is written: as a page's name has it, else with the umlauts of what was typed for it.
// It begins with a capital where that did.
func (k speller) written(form, typed string) string {
	word, ok := k.index.Named(form, k.reader.Visibilities())
	if !ok {
		word = lexical.Written(form, "")
	}
	if word == "" {
		word = withUmlauts(form, typed)
	}
	return asTyped(word, typed)
}

// umlauted is a word with the umlauts that a keyboard without them makes two letters or none, as far as there is no
// other word that is written so.
func umlauted(word string) string {
	form, _ := lexical.Stem("de", word)
	small := strings.ToLower(word)
	if strings.ContainsAny(small, "äöüß") {
		return word
	}
	written := lexical.Written(form, small)
	if lexical.FoldLetters(small) == form && !strings.Contains(form, "ss") && len(form) < longPlain && !lexical.IsStop(form) {
		return word // "Fallen" is no "fällen"
	}
	if written == "" && !withoutUmlaut(small) {
		written = twoLetters.Replace(small)
		if folded, _ := lexical.Stem("de", written); folded != form {
			return word
		}
	}
	if written == "" || written == small {
		return word
	}
	return asTyped(written, word)
}

// longPlain is from how many letters on hardly a word has another with umlauts beside it.
const longPlain = 8

var twoLetters = strings.NewReplacer("aue", "aue", "eue", "eue", "que", "que", "iue", "iue", "oue", "oue", "ae", "ä", "oe", "ö", "ue", "ü")

// withoutUmlaut tells whether the two letters in a small word are no umlaut: "aktuell", "zuerst", "Koeffizient".
func withoutUmlaut(word string) bool {
	return strings.Contains(word, "uell") || strings.HasSuffix(word, "uel") || strings.HasSuffix(word, "ael") || strings.HasPrefix(word, "zue") || strings.HasPrefix(word, "soe") || strings.HasPrefix(word, "koe")
}

// asTyped is a word with a capital where the typed one has it.
func asTyped(word, typed string) string {
	first, size := utf8.DecodeRuneInString(word)
	if isCapital(typed) {
		return string(unicode.ToUpper(first)) + word[size:]
	}
	return string(unicode.ToLower(first)) + word[size:]
}

// withUmlauts is a folded word with those umlauts of what was typed that stand as far from its beginning or from its end.
func withUmlauts(form, typed string) string {
	plain := []rune(form)
	said := []rune(strings.ToLower(strings.NewReplacer("ae", "ä", "oe", "ö", "ue", "ü", "ß", "ss").Replace(strings.ToLower(typed))))
	base := map[rune]rune{'ä': 'a', 'ö': 'o', 'ü': 'u'}
	set := func(i, j int) bool {
		if i < 0 || i >= len(plain) {
			return false
		}
		if b, ok := base[said[j]]; ok && plain[i] == b {
			plain[i] = said[j]
			return true
		}
		return plain[i] == said[j]
	}
	for j := 0; j < len(said) && set(j, j); j++ {
	}
	for j := len(said) - 1; j >= 0 && set(len(plain)-len(said)+j, j); j-- {
	}
	return string(plain)
}
