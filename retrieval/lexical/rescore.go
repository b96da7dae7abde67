package lexical

import (
	"encoding/binary"
	"unicode/utf8"

	"github.com/zeebo/xxh3"
)

// rescorer compares the question with the words of the best passages letter by letter and
// by their neighbourhood. It reads the passages' words in the order of the text, which the
// blocks keep, so that neither n-grams nor positions need postings.
type rescorer struct {
	grams   map[uint64]int32 // hash to number in idf
	starts  [256]uint64      // bits of the four bytes that n-grams begin with, to answer most lookups
	idf     []float32
	matches []wordMatch
	shared  []int32   // of all matches, side by side
	known   []int32   // of words, side by side for all views: number in matches + 2; 1 matches nothing, 0 not looked at
	base    []int     // of views: where its words begin in known
	counts  []float32 // of grams, in the text at hand
	touched []int32
	recent  []met
	counted []bool // of terms: counted in the text at hand
}

// wordMatch is what a word of the index shares with the question.
type wordMatch struct {
	from, to int  // its n-grams in rescorer.shared
	term     int  // number of the equal term in search.terms, -1 for none
	form     bool // it is the question's word with the same ending
}

// met is a word of the question met in the text at hand.
type met struct {
	position int
	term     int
}

// evidence is what a second look at a passage finds, in units of BM25 scores.
type evidence struct {
	grams  float32 // BM25 of the question's n-grams
	window float32 // largest weight of distinct question terms within a window
	form   float32 // weight of the question's words that stand there with the same ending
	title  float32 // weight of question terms in the document's title, times their share of it
	cover  float32 // weight of what the document covers, times its share of the question
}

func (w *weights) sum(e evidence) float32 {
	return w.grams*e.grams + w.window*e.window + w.form*e.form + w.title*e.title + w.cover*e.cover
}

// rescore takes a second look at s.best.
func (s *search) rescore() {
	s.readQuestion()
	for i := range s.best {
		c := &s.best[i]
		c.covered = s.covered(s.base[c.view].document + c.document)
		c.score += s.weights.sum(s.secondLook(c))
	}
}

func (s *search) secondLook(c *candidate) evidence {
	e := s.readPassage(c)
	e.title = s.titleScore(c)
	if s.total > 0 {
		e.cover = c.covered * c.covered / s.total
	}
	return e
}

// readQuestion numbers the n-grams of the question's words.
func (s *search) readQuestion() {
	r := &s.rescorer
	if r.grams == nil {
		r.grams = make(map[uint64]int32)
	}
	clear(r.grams)
	r.starts = [256]uint64{}
	r.idf, r.matches, r.shared, r.base = r.idf[:0], r.matches[:0], r.shared[:0], r.base[:0]
	for _, t := range s.terms {
		if t.Kind != Word || t.synonym != "" {
			continue
		}
		eachGram([]byte(t.Form), func(h uint64) {
			if _, ok := r.grams[h]; ok {
				return
			}
			r.grams[h] = int32(len(r.idf))
			r.idf = append(r.idf, t.share*s.vocabulary.idf(h))
		})
		for marked := mark(nil, []byte(t.Form)); len(marked) >= minGram; marked = marked[1:] {
			bit := startOf(marked)
			r.starts[bit>>6] |= 1 << (bit & 63)
		}
	}
	r.counts = zeroed(r.counts, len(r.idf))
	words := 0
	for _, v := range s.views {
		r.base = append(r.base, words)
		words += v.texts.len()
	}
	r.known = zeroed(r.known, words)
}

// match is what word number n of a view shares with the question, nil for nothing.
func (s *search) match(view int, n uint32) *wordMatch {
	r := &s.rescorer
	known := &r.known[r.base[view]+int(n)]
	if *known == 0 {
		*known = s.compareWord(view, n)
	}
	if *known == 1 {
		return nil
	}
	return &r.matches[*known-2]
}

// compareWord compares a word with the question and returns what to note in known.
func (s *search) compareWord(view int, n uint32) int32 {
	r := &s.rescorer
	text, stem := s.views[view].word(n)
	m := wordMatch{from: len(r.shared), term: -1}
	r.shareGrams(stem, text[min(len(stem)+1, len(text)):])
	m.to = len(r.shared)
	for i := range s.terms {
		if t := &s.terms[i]; t.Text == string(stem) {
			m.term, m.form = i, t.Kind == Word && t.synonym == "" && t.form == string(text)
		}
	}
	if m.from == m.to && m.term < 0 {
		return 1
	}
	r.matches = append(r.matches, m)
	return int32(len(r.matches)) + 1
}

// windowSize is how many words that are no stop words count as close together.
const windowSize = 12

// startOf is a number of 14 bits for the first four bytes of an n-gram. It is found without
// reading further. Knuth's multiplicative hashing.
func startOf(gram []byte) uint32 { return binary.LittleEndian.Uint32(gram) * 2654435761 >> 18 }

// shareGrams appends to r.shared the n-grams of a stem with its ending that are the question's.
func (r *rescorer) shareGrams(stem, ending []byte) {
	if len(stem)+len(ending) > maxWord || !hasLetters(stem) {
		return
	}
	var buffer [maxWord + 2]byte
	marked := append(append(append(append(buffer[:0], edge), stem...), ending...), edge)
	for ; len(marked) >= minGram; marked = marked[1:] {
		bit := startOf(marked)
		if r.starts[bit>>6]&(1<<(bit&63)) == 0 || !utf8.RuneStart(marked[0]) {
			continue
		}
		end := 0
		for size := 1; size <= maxGram && end < len(marked); size++ {
			_, n := utf8.DecodeRune(marked[end:])
			end += n
			if size < minGram {
				continue
			}
			if g, ok := r.grams[xxh3.Hash(marked[:end])]; ok {
				r.shared = append(r.shared, g)
			}
		}
	}
}

// readPassage reads the words of a passage once, for n-grams, windows and endings.
func (s *search) readPassage(c *candidate) (e evidence) {
	r, v := &s.rescorer, s.views[c.view]
	r.recent = r.recent[:0]
	r.counted = zeroed(r.counted, len(s.terms))
	position := 0
	words, n := v.words(c.slot), uint32(0)
	for i := 0; i < len(words); position++ {
		n, i = uvarint(words, i)
		m := s.match(c.view, n)
		if m == nil {
			continue
		}
		for _, g := range r.shared[m.from:m.to] {
			if r.counts[g] == 0 {
				r.touched = append(r.touched, g)
			}
			r.counts[g]++
		}
		if m.term < 0 {
			continue
		}
		if m.form && !r.counted[m.term] {
			r.counted[m.term] = true
			e.form += s.terms[m.term].weight
		}
		e.window = max(e.window, s.inWindow(position, m.term))
	}
	for _, g := range r.touched {
		e.grams += r.idf[g] * s.ofGrams.at(r.counts[g], float32(v.lengths[c.slot]))
		r.counts[g] = 0
	}
	r.touched = r.touched[:0]
	return e
}

// inWindow is the weight of the distinct question terms met last, of which this is one.
func (s *search) inWindow(position, term int) (weight float32) {
	r := &s.rescorer
	keep := r.recent[:0]
	for _, o := range r.recent {
		if o.position > position-windowSize && o.term != term {
			keep = append(keep, o)
			weight += s.terms[o.term].weight
		}
	}
	r.recent = append(keep, met{position, term})
	return weight + s.terms[term].weight
}

// titleScore is large for a document whose title is what is asked for and little else.
func (s *search) titleScore(c *candidate) float32 {
	v := s.views[c.view]
	head, _ := v.slots(c.document)
	words := v.words(head)
	asked, matched, all := float32(0), float32(0), float32(0)
	r := &s.rescorer
	r.counted = zeroed(r.counted, len(s.terms))
	n, i := uint32(0), 0
	for range v.documents[c.document].titleWords {
		n, i = uvarint(words, i)
		_, stem := v.word(n)
		weight := s.vocabulary.idf(xxh3.Hash(stem))
		all += weight
		if m := s.match(c.view, n); m != nil && m.term >= 0 {
			matched += weight
			if !r.counted[m.term] {
				r.counted[m.term] = true
				asked += s.terms[m.term].weight
			}
		}
	}
	if all == 0 {
		return 0
	}
	return asked * matched / all
}
