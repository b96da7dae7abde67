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
		s.meet()
	}
}

// meet makes all documents that have a term candidates.
func (s *search) meet() {
	s.candidates = s.candidates[:0]
	for d := range s.documents {
		if s.documents[d].score > 0 {
			s.candidates = append(s.candidates, d)
		}
	}
}

// prune leaves as candidates the documents that are among the best if they get as much as rest
// for the terms to come, unless one that has no term yet could be.
func (s *search) prune(rest float32) {
	if !s.pruned {
		s.meet()
	}
	const rounding = 1e-4 // share of a sum, far more than it can be wrong by
	s.raise()
	least := s.least * (1 - rounding)
	if rest >= least {
		return
	}
	s.pruned = true
	s.candidates = slices.DeleteFunc(s.candidates, func(d int) bool { return s.soFar(d)+rest < least })
}

// soFar is the score of a document's best passage.
func (s *search) soFar(document int) float32 {
	d := &s.documents[document]
	return d.best + s.weights.document*d.score
}

// raise raises s.least to the score of the last of the best candidates, as many as passages
// are wanted, each with its best passage.
func (s *search) raise() {
	s.scores = s.scores[:0]
	view, limit := 0, s.limit()
	for _, document := range s.candidates {
		view = s.viewOf(document, view)
		score := s.soFar(document)
		if score <= s.least || !s.accepts(&s.views[view].documents[document-s.base[view].document]) {
			continue
		}
		if s.scores = append(s.scores, score); len(s.scores) == 2*limit {
			s.cutScores(limit)
		}
	}
	if len(s.scores) >= limit {
		s.cutScores(limit)
	}
}

// cutScores leaves the best scores.
func (s *search) cutScores(limit int) {
	slices.Sort(s.scores)
	s.scores = append(s.scores[:0], s.scores[len(s.scores)-limit:]...)
	s.least = s.scores[0]
}

// viewOf is the view of a document, in view or a later one.
func (s *search) viewOf(document, view int) int {
	for view+1 < len(s.base) && document >= s.base[view+1].document {
		view++
	}
	return view
}

// ofCandidates leaves of a view's postings those in candidates.
func (s *search) ofCandidates(view int, list []posting) []posting {
	v, base := s.views[view], s.base[view].document
	next, _ := slices.BinarySearch(s.candidates, base)
	from, end := uint32(0), uint32(0) // slots of the candidate at hand
	kept := list[:0]
	for _, p := range list {
		for end <= p.slot {
			if next == len(s.candidates) || s.candidates[next]-base >= len(v.documents) {
				return kept
			}
			from, end = v.slots(s.candidates[next] - base)
			next++
		}
		if p.slot >= from {
			kept = append(kept, p)
		}
	}
	return kept
}
