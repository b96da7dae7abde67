package article_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"auskunft"
	"auskunft/kb/article"
	"auskunft/retrieval"
)

// A rehearsed release is found within the rehearsal, by nobody else while it lasts, and by
// nobody after it; a live text that would be taken from the public is gone there only.
func TestRehearsalIsSeenByNobodyElse(t *testing.T) {
	s, db := open(t)
	ctx, log := t.Context(), slog.New(slog.DiscardHandler)
	fish := dogs
	fish.Title, fish.Body = "Quastenflosser halten", "Quastenflosser sind erlaubt.\n"
	draft, narrowed := create(t, s, fish), publish(t, s, dogs)
	hidden := dogs
	hidden.Visibility = auskunft.Internal
	_, err := s.Save(ctx, anna, narrowed, 1, hidden)
	must(t, err)
	search, err := retrieval.Open(ctx, db, nil, log)
	must(t, err)
	finds := func(search *retrieval.Searcher, word string) bool {
		t.Helper()
		must(t, search.CatchUp(ctx))
		r, err := search.Search(ctx, retrieval.Query{Text: word, Lang: "de", Reader: auskunft.PublicReader, Now: time.Now()})
		must(t, err)
		return len(r.Hits) > 0
	}
	jobs := func() (n int) {
		t.Helper()
		must(t, db.App.QueryRow(ctx, `SELECT count(*) FROM river_job`).Scan(&n))
		return n
	}
	before := jobs()
	for _, tt := range []struct {
		id              int64
		word            string
		now, rehearsed  bool
		whoeverSeesThem auskunft.Visibility
	}{
		{draft, "Quastenflosser", false, true, auskunft.Public},
		{narrowed, "Hundemarke", true, false, auskunft.Public},
	} {
		err = s.Rehearse(ctx, anna.Account, tt.id, func(r article.Rehearsal) error {
			if r.Readers != tt.whoeverSeesThem {
				t.Errorf("%s: asked as %s", tt.word, r.Readers)
			}
			if got := finds(search.Inside(r.DB), tt.word); got != tt.now {
				t.Errorf("%s: found before the release: %t", tt.word, got)
			}
			must(t, r.Release(ctx))
			if got := finds(search.Inside(r.DB), tt.word); got != tt.rehearsed {
				t.Errorf("%s: found in the rehearsal: %t", tt.word, got)
			}
			if got := finds(search, tt.word); got != tt.now {
				t.Errorf("%s: found outside meanwhile: %t", tt.word, got)
			}
			return nil
		})
		must(t, err)
		if got := finds(search, tt.word); got != tt.now {
			t.Errorf("%s: found afterwards: %t", tt.word, got)
		}
	}
	if n := jobs(); n != before {
		t.Errorf("%d jobs are left", n-before)
	}
	err = s.Rehearse(ctx, auskunft.Account{Login: "x", Role: auskunft.AgentRole}, draft, func(article.Rehearsal) error { return errors.New("reached") })
	if auskunft.KindOf(err) != auskunft.Forbidden {
		t.Errorf("an agent rehearses: %v", err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := s.Rehearse(ended, anna.Account, draft, func(article.Rehearsal) error { return nil }); err == nil {
		t.Error("a rehearsal of somebody who has left")
	}
}
