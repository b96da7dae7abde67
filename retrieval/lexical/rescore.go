package lexical

import (
	"iter"
	"unicode/utf8"

	"github.com/zeebo/xxh3"
)

// rescorer compares the question with the words of the best passages letter by letter and
// by their neighbourhood. It reads the passages' words in the order of the text, which the
// blocks keep, so that neither n-grams nor positions need postings.
type rescorer struct {
	grams   map[uint64]int32 // hash to number in idf
	asked   []uint32         // what n-grams begin with, see eachStart
	starts  [256]uint64      // bits of asked, to answer most lookups
	idf     []float32
	alike   slotSet  // of words, side by side for all views: they may share something with the question
	known   []int32  // of words alike: number in matches + 1; 0 not compared yet
	base    []uint32 // of views: where its words begin in both
	matches []wordMatch
	shared  []int32   // of all matches, side by side
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
	r.starts, r.asked = [256]uint64{}, r.asked[:0]
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
		eachStart([]byte(t.Form), func(start uint32) {
			r.starts[start>>24] |= 1 << (start >> 18 & 63)
			r.asked = append(r.asked, start)
		})
	}
	r.counts = zeroed(r.counts, len(r.idf))
	words := uint32(0)
	for _, v := range s.views {
		r.base = append(r.base, words)
		words += uint32(v.texts.len())
	}
	r.known = zeroed(r.known, int(words))
	r.alike = zeroed(r.alike, int(words+63)/64)
	for i, v := range s.views {
		for _, start := range r.asked {
			r.alike.set(r.base[i], v.alike.with(start))
		}
		for _, t := range s.terms {
			r.alike.set(r.base[i], v.family(t.Text))
		}
	}
}

// match is what word number n of a view shares with the question, nil for nothing. Nearly all words
// of the passages share nothing with it, and nothing but a bit of them is looked at.
func (s *search) match(view int, n uint32) *wordMatch {
	if at := s.rescorer.base[view] + n; s.rescorer.alike.has(at) {
		return s.compared(view, n, at)
	}
	return nil
}

func (s *search) compared(view int, n, at uint32) *wordMatch {
	r := &s.rescorer
	if r.known[at] == 0 {
		if !s.compareWord(s.views[view].texts.bytes(int(n))) {
			r.alike.remove(at, at+1)
			return nil
		}
		r.known[at] = int32(len(r.matches))
	}
	return &r.matches[r.known[at]-1]
}

// compareWord appends what a form shares with the question to matches, if anything.
func (s *search) compareWord(form []byte) bool {
	r := &s.rescorer
	m := wordMatch{from: len(r.shared), term: -1}
	stem := r.shareGrams(form)
	m.to = len(r.shared)
	for i := range s.terms {
		if t := &s.terms[i]; len(t.Text) == stem && t.Text == string(form[:stem]) {
			m.term, m.form = i, t.Kind == Word && t.synonym == "" && t.form == string(form)
		}
	}
	if m.from == m.to && m.term < 0 {
		return false
	}
	r.matches = append(r.matches, m)
	return true
}

// windowSize is how many words that are no stop words count as close together.
const windowSize = 12

// shareGrams appends to r.shared the n-grams of a form's word that are the question's, and returns how
// long its stem is.
func (r *rescorer) shareGrams(form []byte) (stem int) {
	if len(form) > maxWord+len(ending) {
		return len(stemOf(form))
	}
	var buffer [maxWord + 3]byte
	buffer[0] = edge
	n := 1
	stem = len(form)
	for i, c := range form {
		if c == ending[0] {
			stem = i
			continue
		}
		buffer[n] = c
		n++
	}
	buffer[n] = edge
	if n > maxWord+1 || !hasLetters(form) {
		return stem
	}
	for marked := buffer[:n+1]; len(marked) >= minGram; marked = marked[1:] {
		if start := startOf(marked); r.starts[start>>24]&(1<<(start>>18&63)) != 0 && utf8.RuneStart(marked[0]) {
			r.shareGramsAt(marked)
		}
	}
	return stem
}

// shareGramsAt appends those that marked begins with.
func (r *rescorer) shareGramsAt(marked []byte) {
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
		e.grams += r.idf[g] * s.ofGrams.at(r.counts[g], v.lengths[c.slot])
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
	if !s.hasInTitle(c) {
		return 0
	}
	asked, matched, all := float32(0), float32(0), float32(0)
	r := &s.rescorer
	r.counted = zeroed(r.counted, len(s.terms))
	for n, m := range s.title(c) {
		weight := s.vocabulary.idf(xxh3.Hash(stemOf(s.views[c.view].texts.bytes(int(n)))))
		all += weight
		if m != nil && m.term >= 0 {
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

// hasInTitle reports whether a term of the question is in the title.
func (s *search) hasInTitle(c *candidate) bool {
	for _, m := range s.title(c) {
		if m != nil && m.term >= 0 {
			return true
		}
	}
	return false
}

// title iterates over the words of the document's title and what they share with the question.
func (s *search) title(c *candidate) iter.Seq2[uint32, *wordMatch] {
	return func(yield func(uint32, *wordMatch) bool) {
		v := s.views[c.view]
		head, _ := v.slots(c.document)
		words, n, i := v.words(head), uint32(0), 0
		for range v.documents[c.document].titleWords {
			if n, i = uvarint(words, i); !yield(n, s.match(c.view, n)) {
				return
			}
		}
	}
}
