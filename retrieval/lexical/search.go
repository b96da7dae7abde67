package lexical

import (
	"cmp"
	"slices"
	"strings"

	"auskunft"
)

// Query is what to search for and where.
type Query struct {
	Terms     []Term                       // of the question, from Analyser.Terms
	Synonyms  []Synonym                    // further terms that count for some of the question's
	Senses    func(stem string) [][]string // for each sense of a word, stems that have it, too; nil for none. They count little and cover nothing
	Visible   []auskunft.Visibility        // what the asker sees; nothing else has any influence
	K         int                          // number of hits wanted
	Documents []int64                      // restrict hits to these documents; none means all
	Langs     []string                     // restrict hits to documents of these languages; none means all
	Accept    func(document int64) bool    // restrict hits further, for example to valid documents; nil means all
	Explain   bool                         // fill Hit.Parts
}

// Synonym is a term that counts for words of the question: what the texts call a thing that
// the asker called otherwise. A text that has it covers those words. Its Position is that of the first of them.
type Synonym struct {
	Term
	For   string  // the asker's words, for explanations
	Until int     // Position of the last of these
	Share float32 // of the weight that the term would have if it were asked for, 0 to 1
}

// Hit is a passage found.
type Hit struct {
	Passage  int64
	Document int64
	Score    float64        // higher is better; comparable within one search only
	Coverage float64        // share of the question's weight whose terms are in the document, 0 to 1
	Vector   *Vector        // of the passage, nil or zeros for none
	Parts    []Contribution // with Query.Explain: what Score is the sum of
}

// Search returns the K best passages, best first; equals by the document's name and place in it.
// It returns none when no term is known.
//
// A passage's score is the BM25 of its headings and text, plus the BM25 of its whole document with title,
// synonyms and service fields. To the best of them is added what takes a second look: the BM25 of
// character n-grams, question words that stand close together, have the same endings or make up
// the title, and how much of the question the document covers.
func (x *Index) Search(q Query) []Hit {
	s := x.searches.Get().(*search)
	defer x.release(s)
	s.begin(x, q)
	s.plan()
	s.makeRoom()
	s.score()
	s.collect()
	s.rescore()
	s.cut(max(q.K, 0))
	hits := make([]Hit, len(s.best))
	for i, c := range s.best {
		v := s.views[c.view]
		hits[i] = Hit{Passage: v.passages[c.slot], Document: v.documents[c.document].id, Score: float64(c.score), Vector: v.vector(c.document, c.slot)}
		if s.total > 0 {
			hits[i].Coverage = float64(min(1, c.covered/s.total))
		}
	}
	if q.Explain {
		s.explain(hits)
	}
	return hits
}

// search is the state of one search; its slices are reused by later ones.
type search struct {
	query      Query
	weights    *weights
	vocabulary *Vocabulary
	views      []view
	live       totals
	terms      []searchTerm
	capitals   bool    // the question has a word, not its first, that begins with a capital
	total      float32 // weight of all terms in documents, parts left out

	unit        float32 // of frequencies in postings
	ofPassages  saturation
	ofDocuments saturation
	ofGrams     saturation

	scored []scoredTerm // what is scored for the terms
	order  []int        // of scored: the heaviest first

	// Scores, side by side for all views: those of view i begin at base[i].
	base      []offset
	passages  []float32 // of slots: BM25
	documents []documentScore
	met       []uint64 // of documents: bits of the scored terms they have, in stride words each
	stride    int

	candidates []int   // documents that can be among the best, sorted
	pruned     bool    // all others cannot
	kept       slotSet // of the candidates once it is pruned
	least      float32 // as many passages as are wanted reach it
	top        lowest  // the best scores while least is being raised
	postings   []posting
	best       []candidate
	rescorer   rescorer
	near       nearCounts
}

// documentScore is what is known of a document so far.
type documentScore struct {
	score float32 // BM25
	best  float32 // of its passages' BM25
}

// offset is where a view's scores begin.
type offset struct{ slot, document int }

// searchTerm is a distinct term of the question with its share of weight.
type searchTerm struct {
	Term
	share   float32
	synonym string  // the asker's words that it counts for, "" for the question's own
	weight  float32 // in passages: share times inverse document frequency; 0 while not scored
	form    string  // of a word, as blocks keep it
	guess   bool    // it only may mean the same: it covers nothing
	instead bool    // a part of a compound nobody wrote down: it counts for it
}

// candidate is a passage with its score so far.
type candidate struct {
	view     int
	slot     uint32
	document int // in its view
	score    float32
	covered  float32 // weight of the question's terms that the document has
}

// release keeps a search's slices for the next one, but neither the question nor the blocks.
func (x *Index) release(s *search) {
	clear(s.views)
	clear(s.terms)
	s.query = Query{}
	x.searches.Put(s)
}

// look takes the views as they are now.
func (s *search) look(x *Index, visible []auskunft.Visibility) {
	s.views, s.live = s.views[:0], totals{}
	for _, v := range x.visible(visible) {
		s.views = append(s.views, v)
		s.live = s.live.plus(v.live)
	}
}

// begin takes the question.
func (s *search) begin(x *Index, q Query) {
	s.look(x, q.Visible)
	s.query, s.weights, s.vocabulary = q, &x.weights, x.vocabulary.Load()
	w := s.weights
	perDocument := float32(s.live.documentLength) / float32(max(1, s.live.documents))
	perPassage := float32(s.live.passageLength) / float32(max(1, s.live.passages))
	s.unit = 1 / float32(w.word)
	s.ofDocuments = saturationOf(w.docK1, w.docB, perDocument)
	s.ofPassages = saturationOf(w.k1, w.b, perPassage)
	s.ofGrams = saturationOf(w.gramK1, w.gramB, perPassage)
	s.terms = s.terms[:0]
	s.capitals = slices.ContainsFunc(q.Terms, func(t Term) bool { return t.Kind == Word && !t.Small && t.Position > 0 })
	for _, t := range q.Terms {
		s.addTerm(t, s.share(t), "")
	}
	for _, y := range q.Synonyms {
		s.addTerm(y.Term, y.Share*s.share(y.Term), y.For)
	}
	s.widen()
	// A word is followed by its parts and by what it is called otherwise.
	slices.SortStableFunc(s.terms, func(a, b searchTerm) int { return a.Position - b.Position })
}

// makeRoom sets all scores to zero.
func (s *search) makeRoom() {
	s.base = s.base[:0]
	var size offset
	for _, v := range s.views {
		s.base = append(s.base, size)
		size.slot += (len(v.owner) + 63) &^ 63 // whole words of s.kept
		size.document += len(v.documents)
	}
	s.stride = (len(s.scored) + 63) / 64
	s.passages = zeroed(s.passages, size.slot)
	s.documents = zeroed(s.documents, size.document)
	s.met = zeroed(s.met, size.document*s.stride)
}

// zeroed is s with n zeros.
func zeroed[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// addTerm adds a term once. One that is both word and part counts as word; what the asker
// said is no synonym.
func (s *search) addTerm(t Term, share float32, synonym string) {
	for i := range s.terms {
		if o := &s.terms[i]; o.Text == t.Text {
			if o.share < share {
				o.share, o.Kind = share, t.Kind
			}
			return
		}
	}
	s.terms = append(s.terms, searchTerm{Term: t, share: share, synonym: synonym, form: formOf(t)})
}

func (s *search) share(t Term) float32 {
	switch {
	case t.Kind == Part:
		return s.weights.queryPart
	case t.Frame:
		return s.weights.frame
	case t.Kind == Word && t.Small && s.capitals && isVerbal(t.Form):
		return s.weights.verb
	case t.Kind == Word && t.Small && s.capitals:
		return s.weights.small
	}
	return 1
}

// isVerbal tells whether a word written small ends as most forms of verbs do. Adjectives in -en are
// taken for verbs.
func isVerbal(word string) bool { return strings.HasSuffix(word, "en") || strings.HasSuffix(word, "t") }

// limit is how many passages are worth a second look.
func (s *search) limit() int { return max(s.weights.rescored, s.query.K) }

// collect fills best with the passages worth a second look: at least K of them where there are so many.
func (s *search) collect() {
	s.best, s.top = s.best[:0], s.top[:0]
	view := 0
	for _, document := range s.candidates {
		view = s.viewOf(document, view)
		v, base := s.views[view], s.base[view]
		d := document - base.document
		if s.soFar(document) < s.least || !s.accepts(&v.documents[d]) {
			continue
		}
		whole := s.weights.document * s.documents[document].score
		from, to := v.slots(d)
		for slot := from + 1; slot < to; slot++ {
			if score := s.passages[base.slot+int(slot)] + whole; score >= s.least {
				s.best = append(s.best, candidate{view: view, slot: slot, document: d, score: score})
				s.offer(score)
			}
		}
	}
	s.best = slices.DeleteFunc(s.best, func(c candidate) bool { return c.score < s.least })
	if limit := s.limit(); len(s.best) > limit {
		s.cut(limit) // the last ones are equal
	}
}

// cut sorts best, and leaves so many.
func (s *search) cut(limit int) {
	slices.SortFunc(s.best, s.compare)
	s.best = s.best[:min(limit, len(s.best))]
}

// compare orders candidates: best first, equals by the document's name and place in it.
func (s *search) compare(a, b candidate) int {
	if a.score != b.score {
		if a.score > b.score {
			return -1
		}
		return 1
	}
	x, y := &s.views[a.view].documents[a.document], &s.views[b.view].documents[b.document]
	if c := compareNames(x, y); c != 0 {
		return c
	}
	return cmp.Compare(a.slot, b.slot) // the same document, so the same view
}

func (s *search) accepts(d *blockDocument) bool {
	q := &s.query
	return (len(q.Documents) == 0 || slices.Contains(q.Documents, d.id)) &&
		(len(q.Langs) == 0 || slices.Contains(q.Langs, d.lang)) &&
		(q.Accept == nil || q.Accept(d.id))
}
