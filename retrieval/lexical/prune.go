package lexical

import (
	"cmp"
	"slices"
)

// When it is asked which documents the terms to come can still bring among the best: when those
// add less than a share of what all can, and have postings for a share of the documents; before,
// the answer is mostly all of them, after, it costs more than it saves.
const (
	lateShare  = .2
	aheadShare = .25
)

// score adds all terms to the scores, the heaviest first, and leaves out documents that cannot
// be among the best any more: MaxScore, term at a time. Turtle and Flood, Query evaluation:
// strategies and optimizations, 1995.
func (s *search) score() {
	s.order, s.candidates, s.pruned, s.least = s.order[:0], s.candidates[:0], false, 0
	all, ahead := float32(0), 0
	for i, w := range s.scored {
		s.order = append(s.order, i)
		all += w.bound
		ahead += w.passages
	}
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(s.scored[b].inDocuments, s.scored[a].inDocuments) })
	rest := all
	for _, i := range s.order {
		if rest < lateShare*all && float32(ahead) > aheadShare*float32(len(s.documents)) {
			s.prune(rest)
		}
		s.scoreTerm(i)
		rest -= s.scored[i].bound
		ahead -= s.scored[i].passages
	}
	if !s.pruned {
		s.meet(0)
	}
}

// meet makes all documents that have a term and at least so much candidates.
func (s *search) meet(least float32) {
	s.candidates = slices.Grow(s.candidates[:0], len(s.documents))[:len(s.documents)]
	n := 0
	for d := range s.documents {
		s.candidates[n] = d // without a branch, which nobody could foretell
		if s.documents[d].score > 0 && s.soFar(d) >= least {
			n++
		}
	}
	s.candidates = s.candidates[:n]
}

// prune leaves as candidates the documents that are among the best if they get as much as rest
// for the terms to come, unless one that has no term yet could be.
func (s *search) prune(rest float32) {
	const rounding = 1e-4 // share of a sum, far more than it can be wrong by
	s.raise()
	least := s.least * (1 - rounding)
	if rest >= least {
		return
	}
	if s.pruned {
		s.candidates = slices.DeleteFunc(s.candidates, func(d int) bool { return s.soFar(d)+rest < least })
	} else {
		s.meet(least - rest)
	}
	s.pruned = true
	s.kept = zeroed(s.kept, len(s.passages)/64)
	view := 0
	for _, document := range s.candidates {
		view = s.viewOf(document, view)
		from, to := s.views[view].slots(document - s.base[view].document)
		base := uint32(s.base[view].slot)
		s.kept.add(base+from, base+to)
	}
}

// soFar is the score of a document's best passage.
func (s *search) soFar(document int) float32 {
	d := &s.documents[document]
	return d.best + s.weights.document*d.score
}

// raise raises s.least to the score of the last of the best candidates, as many as passages
// are wanted, each with its best passage. Before anything is left out all documents are candidates.
func (s *search) raise() {
	s.top = s.top[:0]
	view := 0
	if s.pruned {
		for _, document := range s.candidates {
			view = s.viewOf(document, view)
			s.offerDocument(document, view)
		}
		return
	}
	for document := range s.documents {
		if s.soFar(document) > s.least {
			view = s.viewOf(document, view)
			s.offerDocument(document, view)
		}
	}
}

// offerDocument offers the score of a document's best passage, if the document is wanted.
func (s *search) offerDocument(document, view int) {
	score := s.soFar(document)
	if score > s.least && s.accepts(&s.views[view].documents[document-s.base[view].document]) {
		s.offer(score)
	}
}

// offer takes a score among the best, as many as passages are wanted, where it is one of them,
// and raises s.least to the last of them when they are so many.
func (s *search) offer(score float32) {
	switch limit := s.limit(); {
	case len(s.top) < limit:
		if s.top = append(s.top, score); len(s.top) < limit {
			return
		}
		for i := limit/2 - 1; i >= 0; i-- {
			s.top.sink(i)
		}
	case score > s.top[0]:
		s.top[0] = score
		s.top.sink(0)
	}
	s.least = s.top[0]
}

// lowest is a heap, the lowest score first.
type lowest []float32

// sink restores the order below i, whose score has grown.
func (h lowest) sink(i int) {
	for {
		child := 2*i + 1
		if child >= len(h) {
			return
		}
		if child+1 < len(h) && h[child+1] < h[child] {
			child++
		}
		if h[i] <= h[child] {
			return
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
}

// viewOf is the view of a document, in view or a later one.
func (s *search) viewOf(document, view int) int {
	for view+1 < len(s.base) && document >= s.base[view+1].document {
		view++
	}
	return view
}
