package lexical

// rescorer compares the question with the words of the best passages letter by letter and
// by their neighbourhood. It reads the passages' words in the order of the text, which the
// blocks keep, so that neither n-grams nor positions need postings.
type rescorer struct {
	grams   map[uint64]int32 // hash -> number in idf
	filter  [64]uint64       // bits of the hashes, to answer most lookups
	idf     []float32
	matches []wordMatch
	known   [][]int32 // of views, of terms: number in matches + 2; 1 matches nothing, 0 not looked at
	counts  []float32 // of grams, in the text at hand
	touched []int32
	recent  []met
}

// wordMatch is what a word of the index shares with the question.
type wordMatch struct {
	grams  []int32
	term   int     // number of the equal term in search.terms, -1 for none
	weight float32 // of that term
}

// met is a word of the question met in the text at hand.
type met struct {
	position int
	term     int
	weight   float32
}

func (r *rescorer) has(h uint64) bool { return r.filter[h>>6&63]&(1<<(h&63)) != 0 }

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

func (s *search) averageDocument() float32 {
	return float32(s.live.documentLength) / float32(max(1, s.live.documents))
}

func (s *search) averagePassage() float32 {
	return float32(s.live.passageLength) / float32(max(1, s.live.passages))
}

// readQuestion numbers the n-grams of the question's words.
func (s *search) readQuestion() {
	r := &s.rescorer
	r.grams, r.idf, r.matches, r.known = make(map[uint64]int32), r.idf[:0], r.matches[:0], r.known[:0]
	r.filter = [64]uint64{}
	for _, t := range s.terms {
		if t.Kind != Word {
			continue
		}
		eachGram([]byte(t.Text), func(h uint64) {
			if _, ok := r.grams[h]; ok {
				return
			}
			r.grams[h] = int32(len(r.idf))
			r.idf = append(r.idf, t.share*s.vocabulary.idf(h))
			r.filter[h>>6&63] |= 1 << (h & 63)
		})
	}
	r.counts = zeroed(r.counts, len(r.idf))
	for _, v := range s.views {
		r.known = append(r.known, make([]int32, v.texts.len()))
	}
}

// match is what word number n of a view shares with the question, nil for nothing.
func (s *search) match(view int, n uint64) *wordMatch {
	r := &s.rescorer
	known := &r.known[view][n]
	if *known == 0 {
		m := wordMatch{term: -1}
		text := s.views[view].texts.bytes(int(n))
		eachGram(text, func(h uint64) {
			if r.has(h) {
				if g, ok := r.grams[h]; ok {
					m.grams = append(m.grams, g)
				}
			}
		})
		for i, t := range s.terms {
			if t.Text == string(text) {
				m.term, m.weight = i, s.termWeights[i]
			}
		}
		*known = 1
		if m.grams != nil || m.term >= 0 {
			r.matches = append(r.matches, m)
			*known = int32(len(r.matches)) + 1
		}
	}
	if *known == 1 {
		return nil
	}
	return &r.matches[*known-2]
}

// gramScore is the BM25 of the question's n-grams in a slot.
func (s *search) gramScore(view int, slot uint32) (score float32) {
	r, v := &s.rescorer, s.views[view]
	for words := (reader{b: v.words(slot)}); len(words.b) > 0; {
		m := s.match(view, words.uvarint())
		if m == nil {
			continue
		}
		for _, g := range m.grams {
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
		r.recent = append(keep, met{position, m.term, m.weight})
		sum := float32(0)
		for _, o := range r.recent {
			sum += o.weight
		}
		best = max(best, sum)
	}
	return best
}
