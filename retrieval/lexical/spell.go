package lexical

import (
	"bytes"
	"iter"
	"maps"
	"math"
	"math/bits"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"

	"auskunft"
)

// Spelling is a known word that an unknown one may be meant for.
type Spelling struct {
	Word string  // folded
	Cost float32 // of the slips between the two; 0 is none, 1 another letter
}

// What a slip costs: the likelier a hand or an ear makes it, the less.
const (
	costDouble   = .4 // a letter typed twice or once
	costSounds   = .5 // a letter that sounds alike, or one that is not heard
	costExchange = .7 // two letters in the wrong order
	costNearKey  = .7 // the key beside
	costLetter   = .9 // a letter too many or too few
	costOther    = 1  // another letter
	costFirst    = .4 // more, where the word begins: few slip there
)

// What a candidate costs besides.
const (
	costStem     = .1  // a stem that may be no word by itself
	costStemOnly = .35 // … and is taken all the same
	worthTexts   = .06 // a word that is in e times as many documents is likelier by so much
	commonWord   = 60  // in how many documents a word is taken to be that every text has
)

// spellingLimit is how much may have slipped in a word of so many letters.
func spellingLimit(letters int) float32 {
	switch {
	case letters < 4:
		return 0
	case letters < 5:
		return costExchange
	case letters < 7:
		return 1
	case letters < 10:
		return 1.4
	case letters < 13:
		return 1.8
	}
	return 2.3
}

// Likely is the word of the visible texts, or one that every text has, that an unknown folded word is most
// likely meant for; ok is false when none is near enough. Only words of living documents count.
func (x *Index) Likely(word string, visible []auskunft.Visibility) (best Spelling, ok bool) {
	typed := []byte(word)
	limit := spellingLimit(len(typed))
	if len(typed) > maxWord || !hasLetters(typed) {
		return Spelling{}, false
	}
	s := x.searches.Get().(*search)
	defer x.release(s)
	s.look(x, visible)
	least, letters := float32(math.Inf(1)), lettersOf(typed)
	for _, common := range commonWords() {
		most := limit
		if len(typed) == 3 && len(common) == 3 && lettersOf([]byte(common)) == letters {
			most = costExchange + costFirst // "ihc", "udn", "iwe": nothing else that short is told
		}
		if cost := slipCost(typed, []byte(common), most); len(common) >= 3 && cost <= most {
			if rank := cost - worthTexts*float32(math.Log(commonWord)); rank < least {
				least, best, ok = rank, Spelling{common, cost}, true
			}
		}
	}
	if limit == 0 {
		return best, ok
	}
	for _, said := range saidWords() {
		if bits.OnesCount32(letters^lettersOf(said)) > 4 || len(typed) < 5 && lettersOf(said) != letters {
			continue
		}
		if cost := slipCost(typed, said, limit); cost <= min(limit, spellingLimit(len(said))) && cost < least {
			least, best, ok = cost, Spelling{string(said), cost}, true
		}
	}
	var buffer [2 * maxWord]byte
	for _, v := range s.views {
		for i := range v.texts.len() {
			text := v.texts.bytes(i)
			if d := len(text) - len(typed); d > 3 || d < -2 || !hasLetters(text) {
				continue
			}
			known := wordOf(text, buffer[:0])
			if len(typed) < 5 && lettersOf(known) != letters {
				continue // of so short a word only the order
			}
			if d := len(known) - len(typed); d > 2 || len(known) < 4 || bits.OnesCount32(letters^lettersOf(known)) > 4 {
				continue
			}
			cost := slipCost(typed, known, min(limit, spellingLimit(len(known))))
			if cost > limit || cost > spellingLimit(len(known)) {
				continue
			}
			stem := string(stemOf(text))
			n := s.germanDocuments(stem)
			if n == 0 {
				continue
			}
			rank := cost - worthTexts*float32(math.Log(float64(n)))
			if len(stem) == len(text) && len(v.family(stem)) > 1 {
				rank += costStem
			}
			if rank < least || rank == least && string(known) < best.Word {
				least, best, ok = rank, Spelling{string(known), cost}, true
			}
		}
	}
	best.Word = s.wholeWord(best.Word, typed)
	return best, ok
}

// wholeWord is a stem, or the form of it that is as much like what was typed: a stem may be no word.
func (s *search) wholeWord(stem string, typed []byte) string {
	most := spellingLimit(maxWord)
	best, least := stem, slipCost(typed, []byte(stem), most)+costStemOnly
	for _, v := range s.views {
		if v.isName(stem) {
			return stem
		}
		for _, i := range v.family(stem) {
			form := wordOf(v.texts.bytes(int(i)), nil)
			if cost := slipCost(typed, form, most); string(form) != stem && cost < least {
				best, least = string(form), cost
			}
		}
	}
	return best
}

// germanDocuments is in how many living German documents a stem is.
func (s *search) germanDocuments(stem string) (n int) {
	for _, v := range s.views {
		term, ok := v.term(stem)
		if !ok {
			continue
		}
		s.postings = v.living(s.postings[:0], term)
		last := -1
		for _, p := range s.postings {
			if owner := int(v.owner[p.slot]); owner != last {
				last = owner
				if isGerman(v.documents[owner].lang) {
					n++
				}
			}
		}
	}
	return n
}

// commonWords are those that every text has.
var commonWords = sync.OnceValue(func() []string {
	return slices.Sorted(maps.Keys(folded(germanStops + askedFor)))
})

// askedFor are words by which questions ask, and which the pages that answer them need not have.
const askedFor = `
dauert dauer kostet kosten gebühr gebühren preis teuer gibt bekomme bekommen beantragen beantrage brauche braucht brauchen öffnungszeiten
öffnung geöffnet offen anmelden abmelden ummelden verlängern verloren abgeben abholen mitbringen unterlagen formular termin zuständig antrag
adresse telefon telefonnummer nummer online internet lange früh spät schnell heute morgen jahr monat woche zahlen bezahlen verboten erlaubt`

// lettersOf is a bit for each letter that a word has.
func lettersOf(word []byte) (set uint32) {
	for _, c := range word {
		set |= 1 << (c & 31)
	}
	return set
}

// slipCost is the least cost of the slips that make b of a (optimal string alignment); what is above most is
// reported as some value above it.
func slipCost(a, b []byte, most float32) float32 {
	if d := len(a) - len(b); d > 3 || d < -3 || len(a) > maxWord || len(b) > maxWord {
		return most + 1
	}
	var rows [3][maxWord + 1]float32
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := 1; j <= len(b); j++ {
		last[j] = last[j-1] + gapCost(b, j-1)
	}
	for i := 1; i <= len(a); i++ {
		row[0] = last[0] + gapCost(a, i-1)
		least := row[0]
		for j := 1; j <= len(b); j++ {
			c := last[j-1] + changeCost(a[i-1], b[j-1], i == 1 || j == 1)
			c = min(c, last[j]+gapCost(a, i-1), row[j-1]+gapCost(b, j-1))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] && a[i-1] != a[i-2] {
				exchange := before[j-2] + costExchange
				if i == 2 {
					exchange += costFirst / 2
				}
				c = min(c, exchange)
			}
			row[j] = c
			least = min(least, c)
		}
		if least > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// gapCost is what letter i of a word costs when the other word has it not.
func gapCost(word []byte, i int) float32 {
	switch {
	case i == 0 && len(word) > 1 && word[0] == 'p' && word[1] == 'f':
		return costSounds
	case i == 0:
		return costLetter + costFirst
	case word[i] == word[i-1] || i+1 < len(word) && word[i] == word[i+1]:
		return costDouble
	case word[i] == 'h', word[i] == 'e' && word[i-1] == 'i', word[i] == 'c' && i+1 < len(word) && word[i+1] == 'k', word[i] == 't' && i+1 < len(word) && word[i+1] == 'z':
		return costSounds
	}
	return costLetter
}

// changeCost is what it costs to take one letter for another.
func changeCost(a, b byte, first bool) (cost float32) {
	switch {
	case a == b:
		return 0
	case soundsAlike(a, b):
		return costSounds
	case nearKeys(a, b):
		cost = costNearKey
	default:
		cost = costOther
	}
	if first {
		cost += costFirst
	}
	return cost
}

// alikeLetters are those that one may hear for another.
var alikeLetters = []string{"dt", "bp", "gk", "ck", "fv", "vw", "sz", "iy", "ij", "ae", "uy", "qk", "ou", "ei", "ts"}

func soundsAlike(a, b byte) bool {
	return slices.ContainsFunc(alikeLetters, func(pair string) bool {
		return strings.IndexByte(pair, a) >= 0 && strings.IndexByte(pair, b) >= 0
	})
}

// keyRows are the rows of a German keyboard; a row stands half a key to the right of the one above.
var keyRows = []string{"qwertzuiop", "asdfghjkl", "yxcvbnm"}

func nearKeys(a, b byte) bool {
	place := func(c byte) (row, column int) {
		for i, keys := range keyRows {
			if at := strings.IndexByte(keys, c); at >= 0 {
				return i, at
			}
		}
		return -3, 0
	}
	r, c := place(a)
	s, d := place(b)
	switch r - s {
	case 0:
		return c-d == 1 || d-c == 1
	case 1:
		return d-c == 0 || d-c == 1
	case -1:
		return c-d == 0 || c-d == 1
	}
	return false
}

// Named is a word as a title of a visible document writes it, else as a synonym does; ok is false when none has it. The
// word is folded.
func (x *Index) Named(word string, visible []auskunft.Visibility) (written string, ok bool) {
	for _, v := range x.visible(visible) {
		for w := range v.named(word) {
			if is := writtenIn(v.documents[w.document].suggestion(int(w.text)), word); is != "" && (written == "" || w.text == 0) {
				if written, ok = is, true; w.text == 0 {
					return written, true
				}
			}
		}
	}
	return written, ok
}

// named are the places of a folded word in the titles and synonyms of living documents.
func (v view) named(word string) iter.Seq[wordStart] {
	return func(yield func(wordStart) bool) {
		from := sort.Search(len(v.starts), func(i int) bool { return v.rest(v.starts[i]) >= word })
		for _, w := range v.starts[from:] {
			rest := v.rest(w)
			if !strings.HasPrefix(rest, word) {
				return
			}
			if (len(rest) == len(word) || rest[len(word)] == ' ') && !v.isDead(int(w.document)) && !yield(w) {
				return
			}
		}
	}
}

func (v view) isName(word string) bool {
	for range v.named(word) {
		return true
	}
	return false
}

// writtenIn is a folded word as a text writes it, "" when the text has it only with a hyphen.
func writtenIn(text, word string) string {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if fold(w) == word {
			return w
		}
	}
	return ""
}

// KnowsGerman reports whether a living German document of the visible segments has a stem.
func (x *Index) KnowsGerman(stem string, visible []auskunft.Visibility) bool {
	s := x.searches.Get().(*search)
	defer x.release(s)
	s.look(x, visible)
	return s.germanDocuments(stem) > 0
}

// KnowsForm reports whether the texts of the visible segments have, or had, a folded word just so.
func (x *Index) KnowsForm(word string, visible []auskunft.Visibility) bool {
	form := formOf(Term{Text: stem("de", word), Form: word})
	return slices.ContainsFunc(x.visible(visible), func(v view) bool {
		_, ok := v.term(form)
		return ok
	})
}

// FoldLetters is a word folded letter by letter: what may be an umlaut in two letters stays two.
func FoldLetters(word string) string {
	var b strings.Builder
	for _, r := range word {
		b.WriteString(fold(string(r)))
	}
	return b.String()
}

// IsStop tells whether a folded word is one that every German text has.
func IsStop(word string) bool { return stops["de"][word] }

// IsParticle tells whether a folded word is the separable beginning of verbs.
func IsParticle(word string) bool { return particles[word] }

// IsSaid tells whether the program's thesaurus has a folded word by itself.
func IsSaid(form string) bool {
	_, ok := slices.BinarySearchFunc(saidWords(), []byte(form), bytes.Compare)
	return ok
}

// Says tells whether the program's thesaurus has a word with a stem.
func Says(stem string) bool { return saidStems()[stem] }

var saidStems = sync.OnceValue(func() map[string]bool {
	stems := map[string]bool{}
	for _, word := range saidWords() {
		stems[stem("de", string(word))] = true
	}
	return stems
})

// IsVerb tells whether a stem is a form of a verb that the vocabulary knows.
func (a *Analyser) IsVerb(stem string) bool { return a.vocabulary.verb(stem) != "" }

// Hyphened is how a title or synonym of a visible document writes two folded words with a hyphen between them, "" when none
// does.
func (x *Index) Hyphened(first, second string, visible []auskunft.Visibility) string {
	for _, v := range x.visible(visible) {
		for w := range v.named(first + " " + second) {
			for _, word := range strings.Fields(v.documents[w.document].suggestion(int(w.text))) {
				if word = strings.Trim(word, ",.()"); strings.Contains(word, "-") && foldText(word) == first+" "+second {
					return word
				}
			}
		}
	}
	return ""
}

// Written is a folded word as the program's thesaurus, or the list of stop words, writes it: as it was typed, in small
// letters, where they have that, too. It is "" when neither has it.
func Written(form, typed string) string {
	all := writtenWords()[form]
	switch {
	case len(all) == 0:
		return ""
	case slices.Contains(all, typed):
		return typed
	}
	return all[0]
}

var writtenWords = sync.OnceValue(func() map[string][]string {
	written := make(map[string][]string)
	for line := range strings.Lines(thesaurusFile + germanStops + askedFor) {
		line, _, _ = strings.Cut(line, "#")
		for _, w := range strings.FieldsFunc(line, func(r rune) bool { return !unicode.IsLetter(r) }) {
			w = strings.ToLower(w)
			if form := fold(w); !slices.Contains(written[form], w) {
				written[form] = append(written[form], w)
			}
		}
	}
	return written
})

// saidWords are the folded words of the program's thesaurus that stand there by themselves, sorted.
var saidWords = sync.OnceValue(func() (words [][]byte) {
	for line := range strings.Lines(thesaurusFile) {
		line, _, _ = strings.Cut(line, "#")
		for _, said := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(",<>", r) }) {
			if said = strings.TrimSpace(said); len(said) > 3 && !strings.ContainsFunc(said, func(r rune) bool { return !unicode.IsLetter(r) }) {
				words = append(words, []byte(fold(said)))
			}
		}
	}
	slices.SortFunc(words, bytes.Compare)
	return slices.CompactFunc(words, bytes.Equal)
})
