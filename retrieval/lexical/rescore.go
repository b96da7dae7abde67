package lexical

// rescorer compares the question with the words of the best passages letter by letter and
// by their neighbourhood. It reads the passages' words in the order of the text, which the
// blocks keep, so that neither n-grams nor positions need postings.
type rescorer struct {
	grams   map[uint64]int32 // hash to number in idf
	filter  [64]uint64       // bits of the hashes, to answer most lookups
	idf     []float32
	matches []wordMatch
	shared  []int32   // of all matches, side by side
	known   []int32   // of words, side by side for all views: number in matches + 2; 1 matches nothing, 0 not looked at
	base    []int     // of views: where its words begin in known
	counts  []float32 // of grams, in the text at hand
	touched []int32
	recent  []met
}

// wordMatch is what a word of the index shares with the question.
type wordMatch struct {
	from, to int // its n-grams in rescorer.shared
	term     int // number of the equal term in search.terms, -1 for none
}

// met is a word of the question met in the text at hand.
type met struct {
	position int
	term     int
}

// rescore adds the evidence of n-grams and windows to the scores of s.best.
func (s *search) rescore() {
	r := &s.rescorer
	s.readQuestion()
	if len(r.idf) == 0 {
		return
	}
	for i := range s.best {
		c := &s.best[i]
		c.score += s.weights.grams*s.gramScore(c.view, c.slot) + s.weights.window*s.windowScore(c.view, c.slot)
	}
}

// readQuestion numbers the n-grams of the question's words.
func (s *search) readQuestion() {
	r := &s.rescorer
	if r.grams == nil {
		r.grams = make(map[uint64]int32)
	}
	clear(r.grams)
	r.filter = [64]uint64{}
	r.idf, r.matches, r.shared, r.base = r.idf[:0], r.matches[:0], r.shared[:0], r.base[:0]
	for _, t := range s.terms {
		if t.Kind != Word {
			continue
		}
		eachGram([]byte(t.Form), func(h uint64) {
			if _, ok := r.grams[h]; ok {
				return
			}
			r.grams[h] = int32(len(r.idf))
			r.idf = append(r.idf, t.share*s.vocabulary.idf(h))
			r.filter[h>>6&63] |= 1 << (h & 63)
		})
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
func (s *search) match(view int, n uint64) *wordMatch {
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
func (s *search) compareWord(view int, n uint64) int32 {
	r := &s.rescorer
	text := s.views[view].texts.bytes(int(n))
	m := wordMatch{from: len(r.shared), term: -1}
	eachFormGram(text, func(h uint64) {
		if r.filter[h>>6&63]&(1<<(h&63)) == 0 {
			return
		}
		if g, ok := r.grams[h]; ok {
			r.shared = append(r.shared, g)
		}
	})
	m.to = len(r.shared)
	stem := stemOf(text)
	for i := range s.terms {
		if s.terms[i].Text == string(stem) {
			m.term = i
		}
	}
	if m.from == m.to && m.term < 0 {
		return 1
	}
	r.matches = append(r.matches, m)
	return int32(len(r.matches)) + 1
}

// gramScore is the BM25 of the question's n-grams in a slot.
func (s *search) gramScore(view int, slot uint32) (score float32) {
	r, v := &s.rescorer, s.views[view]
	for words := (reader{b: v.words(slot)}); len(words.b) > 0; {
		m := s.match(view, words.uvarint())
		if m == nil {
			continue
		}
		for _, g := range r.shared[m.from:m.to] {
			if r.counts[g] == 0 {
				r.touched = append(r.touched, g)
			}
			r.counts[g]++
		}
	}
	length, average := float32(v.lengths[slot]), s.averagePassage()
	for _, g := range r.touched {
		score += r.idf[g] * saturation(r.counts[g], length, average, s.weights.gramK1, s.weights.gramB)
		r.counts[g] = 0
	}
	r.touched = r.touched[:0]
	return score
}

// windowSize is how many words that are no stop words count as close together.
const windowSize = 12

// windowScore is the largest weight of distinct question terms within one window of a slot.
func (s *search) windowScore(view int, slot uint32) (best float32) {
	r := &s.rescorer
	r.recent = r.recent[:0]
	position := 0
	for words := (reader{b: s.views[view].words(slot)}); len(words.b) > 0; position++ {
		m := s.match(view, words.uvarint())
		if m == nil || m.term < 0 {
			continue
		}
		keep := r.recent[:0]
		for _, o := range r.recent {
			if o.position > position-windowSize && o.term != m.term {
				keep = append(keep, o)
			}
		}
		r.recent = append(keep, met{position, m.term})
		sum := float32(0)
		for _, o := range r.recent {
			sum += s.terms[o.term].weight
		}
		best = max(best, sum)
	}
	return best
}
