// Package impact says before a release which answers it changes.
//
// The questions that people asked last, masked as the log keeps them, and the editors' test
// cases are asked twice in one transaction: of the texts as they are, and of the texts as they
// would be with the draft among them. Then the transaction is undone. The draft is in no
// other index and no other transaction for a moment, so nobody else can find it.
package impact

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"auskunft"
	"auskunft/chat"
	"auskunft/internal/postgres"
	"auskunft/kb/article"
	"auskunft/kb/testcase"
	"auskunft/retrieval"
)

// What an editor waits for, and for how many questions. Asking before takes as long as asking
// after, so that each has somewhat less than half; what is left is for preparing the draft.
const (
	Questions = 200
	Budget    = 10 * time.Second
	half      = Budget * 45 / 100
)

// logged bounds how far back the log is read for different questions, in rows.
const logged = 20 * Questions

// Kind is what becomes of an answer.
type Kind string

// The kinds, those that need a look first.
const (
	Lost    Kind = "lost"    // it was answered, and will not be
	Gained  Kind = "gained"  // it was not answered, and will be
	Sources Kind = "sources" // answered from other texts
	Wording Kind = "wording" // other sentences from the same texts
	Status  Kind = "status"  // refused or asked back in another way
	Same    Kind = ""
)

// Kinds lists them in the order of previews.
var Kinds = []Kind{Lost, Gained, Sources, Wording, Status}

// Outcome is an answer as it is compared.
type Outcome struct {
	Status  auskunft.Status
	Reason  auskunft.Reason
	Text    string   // the sentences
	Sources []string // titles of the texts that are quoted, in their order
	keys    []string
}

// Change is a question whose answer changes.
type Change struct {
	Question      string
	Kind          Kind
	Before, After Outcome
}

// CaseChange is a test case with what becomes of it.
type CaseChange struct {
	Case          testcase.Case
	Before, After testcase.Verdict
}

// Preview is what a release changes.
type Preview struct {
	Asked, Wanted int      // questions that were asked in time, of how many
	Changes       []Change // by kind, then by question
	Cases         []CaseChange
	Took          time.Duration
}

// Count is the number of questions of a kind; of Same, those whose answers stay.
func (p Preview) Count(k Kind) int {
	if k == Same {
		return p.Asked - len(p.Changes)
	}
	n := 0
	for _, c := range p.Changes {
		if c.Kind == k {
			n++
		}
	}
	return n
}

// Previewer makes previews, one at a time: each takes a whole machine for some seconds.
type Previewer struct {
	articles *article.Store
	cases    *testcase.Store
	desk     *chat.Desk
	search   *retrieval.Searcher
	turn     chan struct{}
}

// New makes a Previewer for what desk says and search finds.
func New(articles *article.Store, cases *testcase.Store, desk *chat.Desk, search *retrieval.Searcher) *Previewer {
	return &Previewer{articles, cases, desk, search, make(chan struct{}, 1)}
}

// asked is a question of the log.
type asked struct{ text, lang, area string }

// Of previews the release of what is worked on in an article. Everything is asked as by those
// who may read the article, for a public one by the public.
func (p *Previewer) Of(ctx context.Context, by auskunft.Account, id int64) (result Preview, err error) {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return result, ctx.Err()
	}
	began := time.Now()
	err = p.articles.Rehearse(ctx, by, id, func(r article.Rehearsal) error {
		questions, err := recent(ctx, r.DB)
		if err != nil {
			return err
		}
		cases, err := p.cases.All(ctx, r.DB)
		if err != nil {
			return err
		}
		w := world{p, r.DB, auskunft.ReaderOf(r.Readers), time.Now()}
		if from := r.Revision.Text.ValidFrom; from != nil && from.After(w.now) {
			w.now = *from // before that it changes nothing
		}
		before, err := w.ask(ctx, questions, cases, time.Now().Add(half))
		if err != nil {
			return err
		}
		if err := r.Release(ctx); err != nil {
			return err
		}
		after, err := w.ask(ctx, questions[:len(before.outcomes)], cases, time.Time{})
		if err != nil {
			return err
		}
		result = compare(questions, cases, before, after)
		return nil
	})
	result.Took = time.Since(began)
	return result, err
}

// recent are the last different questions, the newest first. What somebody in danger or for
// their own case has asked is not in the log, or refused in any world.
func recent(ctx context.Context, db *postgres.DB) (list []asked, err error) {
	err = db.Read(ctx, auskunft.PublicReader, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT question, lang, area FROM (SELECT id, question, lang, area FROM question_log ORDER BY asked_at DESC, id DESC LIMIT $1) q
			 GROUP BY question, lang, area ORDER BY max(id) DESC LIMIT $2`, logged, Questions)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (a asked, err error) { return a, row.Scan(&a.text, &a.lang, &a.area) })
		return err
	})
	return list, err
}

// world is a state of the texts that questions are asked of.
type world struct {
	*Previewer
	db     *postgres.DB
	reader auskunft.Reader
	now    time.Time
}

// said is what a world says.
type said struct {
	outcomes []Outcome // of the first questions
	verdicts []testcase.Verdict
}

// ask asks all cases, and as many questions as can be begun until end; the zero time is none.
func (w world) ask(ctx context.Context, questions []asked, cases []testcase.Case, end time.Time) (said, error) {
	search := w.search.Inside(w.db)
	if err := search.CatchUp(ctx); err != nil {
		return said{}, err
	}
	desk, err := NewDesk(w.desk, w.db, search)
	if err != nil {
		return said{}, err
	}
	s := said{make([]Outcome, len(questions)), make([]testcase.Verdict, len(cases))}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, c := range cases {
		group.Go(func() (err error) {
			s.verdicts[i], err = c.Try(ctx, desk, w.now)
			return err
		})
	}
	for i, q := range questions {
		if !end.IsZero() && time.Now().After(end) {
			s.outcomes = s.outcomes[:i]
			break
		}
		group.Go(func() error {
			a, err := desk.Ask(ctx, auskunft.Question{Text: q.text, Lang: q.lang, Area: q.area, Reader: w.reader, Now: w.now})
			s.outcomes[i] = outcome(a)
			return err
		})
	}
	return s, group.Wait()
}

func outcome(a auskunft.Answer) Outcome {
	o := Outcome{Status: a.Status, Reason: a.Reason, Text: testcase.Text(a)}
	for _, c := range a.Citations {
		if !slices.Contains(o.keys, c.DocID) {
			o.keys, o.Sources = append(o.keys, c.DocID), append(o.Sources, c.Title)
		}
	}
	slices.Sort(o.keys)
	return o
}

func compare(questions []asked, cases []testcase.Case, before, after said) Preview {
	p := Preview{Asked: len(before.outcomes), Wanted: len(questions)}
	for i := range before.outcomes {
		c := Change{questions[i].text, Same, before.outcomes[i], after.outcomes[i]}
		if c.Kind = kind(c.Before, c.After); c.Kind != Same {
			p.Changes = append(p.Changes, c)
		}
	}
	slices.SortStableFunc(p.Changes, func(a, b Change) int {
		if a.Kind != b.Kind {
			return slices.Index(Kinds, a.Kind) - slices.Index(Kinds, b.Kind)
		}
		return strings.Compare(a.Question, b.Question)
	})
	for i, c := range cases {
		p.Cases = append(p.Cases, CaseChange{c, before.verdicts[i], after.verdicts[i]})
	}
	return p
}

func kind(a, b Outcome) Kind {
	was, is := a.Status == auskunft.Answered, b.Status == auskunft.Answered
	switch {
	case was && !is:
		return Lost
	case !was && is:
		return Gained
	case a.Status != b.Status || a.Reason != b.Reason:
		return Status
	case !slices.Equal(a.keys, b.keys):
		return Sources
	case a.Text != b.Text:
		return Wording
	}
	return Same
}
