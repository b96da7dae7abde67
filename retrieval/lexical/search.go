package lexical

import (
	"cmp"
	"math"
	"slices"

	"auskunft"
)

// Query is what to search for and where.
type Query struct {
	Terms     []Term                    // of the question, from Analyser.Terms
	Visible   []auskunft.Visibility     // what the asker sees; nothing else has any influence
	K         int                       // number of hits wanted
	Documents []int64                   // restrict hits to these documents; none means all
	Langs     []string                  // restrict hits to documents of these languages; none means all
	Accept    func(document int64) bool // restrict hits further, for example to valid documents; nil means all
	Explain   bool                      // fill Hit.Parts
}

// Hit is a passage found.
type Hit struct {
	Passage  int64
	Document int64
	Score    float64        // higher is better; comparable within one search only
	Coverage float64        // share of the question's weight whose terms are in the document, 0 to 1
	Parts    []Contribution // what the score is the sum of, when asked to explain
}

// Contribution is one addend of a score.
type Contribution struct {
	Term   string  // as indexed; "" for evidence that belongs to no single term
	Kind   string  // "passage", "document", "grams", "window"
	Weight float64 // of the term in this search: inverse document frequency times its share
	Score  float64
}

// Search returns the K best passages, best first; equals by document and place in it.
// It returns none when no term is known.
func (x *Index) Search(q Query) []Hit {
	s := x.searches.Get().(*search)
	defer x.searches.Put(s)
	s.begin(x, q)
	for i, t := range s.terms {
		s.termWeights = append(s.termWeights, 0)
		s.score(i, t)
	}
	return s.hits()
}

// search is the state of one search; its slices are reused by later ones.
type search struct {
	query       Query
	weights     *weights
	vocabulary  *Vocabulary
	views       []view
	live        totals
	terms       []searchTerm
	termWeights []float32 // of terms: inverse document frequency times share
	total       float32   // of the terms' weights in documents

	// Side by side for all views: base[i] is where those of view i begin.
	base      []searchBase
	passages  []float32 // of slots: BM25
	documents []float32 // of documents: BM25
	covered   []float32 // of documents: weight of the terms met

	postings []posting
	bounds   []int // of postings: where those of view i end
	best     []candidate
	rescorer rescorer
}

type searchBase struct{ slot, document int }

// searchTerm is a term with its share of weight, by kind or as a stand-in for an unknown word.
type searchTerm struct {
	Term
	share    float32
	standsIn string // the unknown word
}

// candidate is a passage with its score so far.
type candidate struct {
	view     int
	slot     uint32
	document int // in its view
	score    float32
}

func (s *search) begin(x *Index, q Query) {
	s.query, s.weights, s.vocabulary = q, &x.weights, x.vocabulary.Load()
	s.views, s.live, s.base, s.total = s.views[:0], totals{}, s.base[:0], 0
	all := *x.segments.Load()
	var size searchBase
	visible := slices.Clone(q.Visible)
	slices.Sort(visible)
	for _, visibility := range slices.Compact(visible) {
		for _, v := range all[visibility] {
			s.views = append(s.views, v)
			s.live = s.live.plus(v.live)
			s.base = append(s.base, size)
			size.slot += len(v.owner)
			size.document += len(v.documents)
		}
	}
	s.passages = zeroed(s.passages, size.slot)
	s.documents = zeroed(s.documents, size.document)
	s.covered = zeroed(s.covered, size.document)
	s.collectTerms()
}

func zeroed(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// collectTerms fills terms with the distinct terms of the query. A term that is both word
// and part counts as word.
func (s *search) collectTerms() {
	s.terms, s.termWeights = s.terms[:0], s.termWeights[:0]
	for _, t := range s.query.Terms {
		share := s.share(t.Kind)
		if frames[t.Text] {
			share *= s.weights.frame
		}
		i := slices.IndexFunc(s.terms, func(o searchTerm) bool { return o.Text == t.Text })
		if i < 0 {
			s.terms = append(s.terms, searchTerm{Term: t, share: share})
		} else if s.terms[i].share < share {
			s.terms[i].share, s.terms[i].Kind = share, t.Kind
		}
	}
}

func (s *search) share(k Kind) float32 {
	switch k {
	case Part:
		return s.weights.queryPart
	case Number:
		return s.weights.queryNumber
	case Paragraph:
		return s.weights.queryParagraph
	}
	return 1
}

// load decodes the living postings of a term in all views and counts the passages and
// documents they are in.
func (s *search) load(text string) (passages, documents int) {
	s.postings, s.bounds = s.postings[:0], s.bounds[:0]
	for _, v := range s.views {
		from := len(s.postings)
		if number, ok := v.term(text); ok {
			s.postings = v.appendPostings(s.postings, number)
			if v.dead != nil {
				alive := slices.DeleteFunc(s.postings[from:], func(p posting) bool { return v.isDead(int(v.owner[p.slot])) })
				s.postings = s.postings[:from+len(alive)]
			}
		}
		last := -1
		for _, p := range s.postings[from:] {
			if v.passages[p.slot] != 0 {
				passages++
			}
			if owner := int(v.owner[p.slot]); owner != last {
				documents++
				last = owner
			}
		}
		s.bounds = append(s.bounds, len(s.postings))
	}
	return passages, documents
}

// idf is the inverse document frequency of BM25, never negative (Lucene's form).
func idf(n, total int) float32 {
	return float32(math.Log(1 + (float64(total)-float64(n)+.5)/(float64(n)+.5)))
}

// saturation is a term's share of its weight in a text: BM25 without the inverse document frequency.
func saturation(frequency, length, average, k1, b float32) float32 {
	return frequency * (k1 + 1) / (frequency + k1*(1-b+b*length/average))
}

// score adds a term to the scores of all passages and documents it is in. An unknown word
// is replaced by its nearest known ones.
func (s *search) score(number int, t searchTerm) {
	inPassages, inDocuments := s.load(t.Text)
	if inDocuments == 0 {
		if t.Kind == Word && t.standsIn == "" {
			s.total += idf(0, s.live.documents)
			for _, n := range s.nearest(t) {
				s.score(number, n)
			}
		}
		return
	}
	w := s.weights
	unit := float32(w.word)
	passageIDF, documentIDF := t.share*idf(inPassages, s.live.passages), t.share*idf(inDocuments, s.live.documents)
	s.termWeights[number] += passageIDF
	if t.standsIn == "" && t.Kind != Part {
		s.total += documentIDF
	}
	passageAverage := float32(s.live.passageLength) / float32(max(1, s.live.passages))
	documentAverage := float32(s.live.documentLength) / float32(max(1, s.live.documents))
	from := 0
	for i, v := range s.views {
		list := s.postings[from:s.bounds[i]]
		from = s.bounds[i]
		base := s.base[i]
		for len(list) > 0 {
			document := v.owner[list[0].slot]
			frequency := uint32(0)
			n := 0
			for ; n < len(list) && v.owner[list[n].slot] == document; n++ {
				p := list[n]
				frequency += p.frequency
				if v.passages[p.slot] != 0 {
					s.passages[base.slot+int(p.slot)] += passageIDF * saturation(float32(p.frequency)/unit, float32(v.lengths[p.slot]), passageAverage, w.k1, w.b)
				}
			}
			d := base.document + int(document)
			s.documents[d] += documentIDF * saturation(float32(frequency)/unit, float32(v.documents[document].length), documentAverage, w.docK1, w.docB)
			if t.Kind != Part {
				s.covered[d] += documentIDF
			}
			list = list[n:]
		}
	}
}

// hits ranks the scored passages.
func (s *search) hits() []Hit {
	s.collect()
	s.rescore()
	slices.SortFunc(s.best, s.compare)
	n := min(max(s.query.K, 0), len(s.best))
	hits := make([]Hit, 0, n)
	for _, c := range s.best[:n] {
		v := s.views[c.view]
		hit := Hit{Passage: v.passages[c.slot], Document: v.documents[c.document].id, Score: float64(c.score)}
		if s.total > 0 {
			hit.Coverage = float64(min(1, s.covered[s.base[c.view].document+c.document]/s.total))
		}
		hits = append(hits, hit)
	}
	return hits
}

// compare orders candidates: best first, equals by document and place in it.
func (s *search) compare(a, b candidate) int {
	if c := cmp.Compare(b.score, a.score); c != 0 {
		return c
	}
	x, y := s.views[a.view], s.views[b.view]
	if c := cmp.Compare(x.documents[a.document].id, y.documents[b.document].id); c != 0 {
		return c
	}
	return cmp.Compare(a.slot, b.slot) // the same document, so the same view
}

// collect fills best with the passages worth rescoring: at least K, at most weights.rescored otherwise.
func (s *search) collect() {
	s.best = s.best[:0]
	limit := max(s.weights.rescored, s.query.K)
	for i, v := range s.views {
		base := s.base[i]
		for d := range v.documents {
			whole := s.documents[base.document+d]
			if whole == 0 || !s.accepts(&v.documents[d]) {
				continue
			}
			from, to := v.slots(d)
			for slot := from + 1; slot < to; slot++ {
				score := s.passages[base.slot+int(slot)] + s.weights.document*whole
				s.best = append(s.best, candidate{i, slot, d, score})
			}
		}
		if len(s.best) > 4*limit {
			s.trim(limit)
		}
	}
	s.trim(limit)
}

func (s *search) trim(limit int) {
	slices.SortFunc(s.best, s.compare)
	s.best = s.best[:min(limit, len(s.best))]
}

func (s *search) accepts(d *blockDocument) bool {
	q := &s.query
	return (len(q.Documents) == 0 || slices.Contains(q.Documents, d.id)) &&
		(len(q.Langs) == 0 || slices.Contains(q.Langs, d.lang)) &&
		(q.Accept == nil || q.Accept(d.id))
}
