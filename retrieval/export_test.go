package retrieval

import "time"

// SetExactUpTo lets a test have a "large" collection of few passages.
func (s *Searcher) SetExactUpTo(n int) { s.exactUpTo = n }

// ServingTable is the table of vectors that questions are compared with, and whether by a graph.
func (s *Searcher) ServingTable() (table string, indexed bool) {
	d := s.state.Load().dense
	return d.table, d.indexed
}

// SetHealEvery lets a test not wait long for what nobody was told of.
func (s *Searcher) SetHealEvery(d time.Duration) { s.healEvery = d }
