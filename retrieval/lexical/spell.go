package lexical

import (
	"math"
	"math/bits"
	"slices"
	"sync"

	"auskunft"
)

// Spelling is a known word that an unknown one may be meant for.
type Spelling struct {
	Word string  // folded
	Cost float32 // of the slips between the two; 0 is none, 1 another letter
}

// What decides between several words.
const (
	costStem     = .1  // a stem that may be no word by itself
	costStemOnly = .35 // … and is taken all the same
	worthTexts   = .06 // a word that is in e times as many documents is likelier by so much
	hair         = .01 // more than sums are rounded by
	commonWord   = 60  // in how many documents a word is taken to be that every text has
)

// slipLimit is how much may have slipped in a word of so many letters.
func slipLimit(letters int) float32 {
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
// likely meant for; ok is false when none is near enough. Only words of living German documents count.
func (x *Index) Likely(word string, visible []auskunft.Visibility) (Spelling, bool) {
	typed := []byte(word)
	if len(typed) < 3 || len(typed) > maxWord || !hasLetters(typed) {
		return Spelling{}, false
	}
	s := x.searches.Get().(*search)
	defer x.release(s)
	s.look(x, visible)
	l := likely{search: s, typed: typed, sign: signOf(typed), most: slipLimit(len(typed)), rank: float32(math.Inf(1))}
	l.amongOwn()
	if l.most > 0 {
		l.amongTexts()
	}
	if l.best.Word == "" {
		return Spelling{}, false
	}
	l.best.Word = l.wholeWord(l.best.Word)
	return l.best, true
}

// likely is what is found out about an unknown word.
type likely struct {
	*search
	typed []byte
	sign  uint32
	most  float32 // that may have slipped

	best Spelling
	rank float32 // of the best, the lower the likelier
}

// offer takes a word when it is likelier than the best so far. The smaller one of two that are equally likely wins.
func (l *likely) offer(word []byte, cost, rank float32) {
	if rank < l.rank || rank == l.rank && string(word) < l.best.Word {
		l.best, l.rank = Spelling{string(word), cost}, rank
	}
}

// amongOwn looks among the words that the program has itself. Of three letters only the order may be wrong: "ihc", "wei".
func (l *likely) amongOwn() {
	for i, sign := range ownSigns() {
		word := ownWords()[i].word
		most := min(l.most, slipLimit(len(word)))
		if len(l.typed) == 3 && len(word) == 3 && Exchanged(string(l.typed), string(word)) {
			most = costExchange + costFirst
		}
		if most == 0 || !isNear(l.sign, sign) {
			continue
		}
		if cost := slipCost(l.typed, word, most); cost <= most {
			l.offer(word, cost, cost-ownWords()[i].worth)
		}
	}
}

// amongTexts looks among the words of the visible texts.
func (l *likely) amongTexts() {
	var buffer [2 * maxWord]byte
	worth := worthTexts * float32(math.Log(float64(max(1, l.live.documents)))) // of a word that all documents have
	for _, v := range l.views {
		for i, sign := range v.signs {
			if !isNear(l.sign, sign) {
				continue
			}
			text := v.texts.bytes(i)
			word := wordOf(text, buffer[:0])
			most := min(l.most, slipLimit(len(word)), l.rank+worth+hair)
			cost := slipCost(l.typed, word, most)
			if cost > most { // or too much to be likelier than the best, whatever has it
				continue
			}
			stem := string(stemOf(text))
			n := l.germanDocuments(stem)
			if n == 0 {
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

// wholeWord is a stem, or the form of it that is as much like what was typed: a stem may be no word.
func (l *likely) wholeWord(stem string) string {
	most := slipLimit(maxWord)
	best, least := stem, slipCost(l.typed, []byte(stem), most)+costStemOnly
	for _, v := range l.views {
		if v.isName(stem) {
			return stem
		}
		for _, i := range v.family(stem) {
			form := wordOf(v.texts.bytes(int(i)), nil)
			if cost := slipCost(l.typed, form, most); string(form) != stem && cost < least {
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

// ownWord is a word that the program knows without texts.
type ownWord struct {
	word  []byte
	worth float32 // that it is likelier for being frequent
}

// ownWords are those that every text has, those by which people ask, and those of the thesaurus.
var ownWords = sync.OnceValue(func() (own []ownWord) {
	common := folded(germanStops + asks + asksFor)
	for word := range common {
		if len(word) >= 3 {
			own = append(own, ownWord{[]byte(word), worthTexts * float32(math.Log(commonWord))})
		}
	}
	for _, word := range saidWords() {
		if !common[string(word)] {
			own = append(own, ownWord{word, 0})
		}
	}
	return own
})

var ownSigns = sync.OnceValue(func() (signs []uint32) {
	for _, own := range ownWords() {
		signs = append(signs, signOf(own.word))
	}
	return signs
})

// The sign of a word has a bit for each letter it has, and its length above these: words whose signs differ in more cannot be a
// slip of each other. It is 0 for what is no word, and for words too long to slip in.
const (
	signLetters = 26
	signLongest = 1<<(32-signLetters) - 1
)

func signOf(word []byte) (sign uint32) {
	if !hasLetters(word) || len(word) > signLongest {
		return 0
	}
	for _, c := range word {
		if 'a' <= c && c <= 'z' {
			sign |= 1 << (c - 'a')
		}
	}
	return sign | uint32(len(word))<<signLetters
}

// isNear tells whether a known word may be what a typed one is meant for, by their signs. In a word of less than five letters
// only the order may be wrong.
func isNear(typed, known uint32) bool {
	a, b := int(typed>>signLetters), int(known>>signLetters)
	apart := bits.OnesCount32((typed ^ known) & (1<<signLetters - 1))
	return b >= 3 && b-a <= 2 && a-b <= 2 && apart <= 4 && (a >= 5 || apart == 0)
}

// signsOf are the signs of the words of texts.
func signsOf(texts *stringTable) []uint32 {
	var buffer [2 * maxWord]byte
	signs := make([]uint32, texts.len())
	for i := range signs {
		signs[i] = signOf(wordOf(texts.bytes(i), buffer[:0]))
	}
	return slices.Clip(signs)
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
