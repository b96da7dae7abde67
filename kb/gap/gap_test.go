package gap_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/chat/guard"
	"auskunft/internal/errtest"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
	"auskunft/kb/gap"
	"auskunft/kb/signal"
	"auskunft/retrieval/lexical"
)

var (
	editor = auskunft.Account{ID: 1, Login: "emil", Role: auskunft.EditorRole}
	agent  = auskunft.Account{ID: 2, Login: "inka", Role: auskunft.AgentRole}
	now    = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
)

// plain weighs all words alike but those of its texts, which are common.
type plain struct{ *lexical.Analyser }

func (plain) IDF(term string, _ auskunft.Reader) float64 {
	if slices.Contains([]string{"stadt", "antrag"}, term) {
		return 1
	}
	return 6
}

func open(t testing.TB) (*gap.Store, *postgres.DB) {
	t.Helper()
	db := pgtest.New(t)
	return gap.New(db, plain{lexical.NewAnalyser(nil)}), db
}

// log writes questions into the log, refused, at minutes after now.
func log(t testing.TB, db *postgres.DB, questions ...string) {
	t.Helper()
	for _, q := range questions {
		logAt(t, db, q, now)
	}
}

func logAt(t testing.TB, db *postgres.DB, question string, at time.Time) {
	t.Helper()
	_, err := db.App.Exec(t.Context(), `
		INSERT INTO question_log (answer_id, question, status, reason, lang, asked_at) VALUES (md5(random()::text), $1, 'refused', 'no_source', 'de', $2)`, question, at)
	must(t, err)
}

var must = errtest.Must

// partition is which questions stand together, by gap.
func partition(t testing.TB, s *gap.Store) map[int64][]string {
	t.Helper()
	found := map[int64][]string{}
	for _, state := range gap.States {
		page, _, err := s.List(t.Context(), editor, gap.Filter{State: state, Limit: 200})
		must(t, err)
		for _, g := range page {
			_, asked, err := s.Get(t.Context(), editor, g.ID)
			must(t, err)
			for _, a := range asked {
				found[g.ID] = append(found[g.ID], a.Text)
			}
			slices.Sort(found[g.ID])
		}
	}
	return found
}

// groups is partition without ids.
func groups(p map[int64][]string) (all []string) {
	for _, g := range p {
		all = append(all, strings.Join(g, " | "))
	}
	slices.Sort(all)
	return all
}

var asked = []string{
	"Gibt es Zuschüsse für ein Lastenrad?", "Zuschuss Lastenrad", "Wie bekomme ich einen Zuschuss für mein Lastenrad?",
	"Wo kann ich Bienen anmelden?", "Bienen anmelden", "Muss ich meine Bienen anmelden?",
	"Darf ich im Stadtpark grillen?", "Grillen im Stadtpark", "???", "???", "Elefantenverleih",
}

// Grouping again changes nothing, and in which order and how many portions questions come in
// makes no difference to what stands together.
func TestGroupingIsStable(t *testing.T) {
	s, db := open(t)
	log(t, db, asked...)
	must(t, s.Group(t.Context()))
	first := partition(t, s)
	want := []string{
		"???", "Bienen anmelden | Muss ich meine Bienen anmelden? | Wo kann ich Bienen anmelden?", "Darf ich im Stadtpark grillen? | Grillen im Stadtpark", "Elefantenverleih",
		"Gibt es Zuschüsse für ein Lastenrad? | Wie bekomme ich einen Zuschuss für mein Lastenrad? | Zuschuss Lastenrad",
	}
	if got := groups(first); !reflect.DeepEqual(got, want) {
		t.Fatalf("groups\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	must(t, s.Group(t.Context()))
	if again := partition(t, s); !reflect.DeepEqual(again, first) {
		t.Errorf("again: %v, before %v", again, first)
	}
	for seed := range uint64(4) {
		s, db := open(t)
		shuffled := slices.Clone(asked)
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		for portion := range slices.Chunk(shuffled, 1+int(seed)) {
			log(t, db, portion...)
			must(t, s.Group(t.Context()))
		}
		if got := groups(partition(t, s)); !reflect.DeepEqual(got, want) {
			t.Errorf("in the order %q:\n%s", shuffled, strings.Join(got, "\n"))
		}
	}
}

// Free gaps are grouped anew when a shorter question leads: they become one, with all counts
// and the older number. What somebody has touched stays as it is and takes up what is alike.
func TestTouchedGapsStay(t *testing.T) {
	const left, right, short = "Bienen Blumen Wiese Imkerei Kasten", "Bienen Honig Verkauf Wochenmarkt Stand", "Bienen"
	for _, touch := range []bool{false, true} {
		s, db := open(t)
		_, err := db.App.Exec(t.Context(), `INSERT INTO accounts (login, name, role) VALUES ('emil', 'Emil', 'editor')`)
		must(t, err)
		log(t, db, left, right)
		must(t, s.Group(t.Context()))
		before := partition(t, s)
		ids := slices.Sorted(maps.Keys(before))
		if len(ids) != 2 || before[ids[0]][0] != left {
			t.Fatalf("%v", before)
		}
		if touch {
			must(t, s.Assign(t.Context(), editor, ids[1], "umwelt", "emil"))
		}
		log(t, db, short, left+" kaufen")
		must(t, s.Group(t.Context()))
		after := partition(t, s)
		if touch {
			if len(after) != 2 || len(after[ids[0]]) != 2 || !slices.Equal(after[ids[1]], []string{short, right}) {
				t.Errorf("touched: %v, before %v", after, before)
			}
			g, _, err := s.Get(t.Context(), editor, ids[1])
			if err != nil || g.State != gap.Work || g.Assignee != "emil" || g.Department != "umwelt" || g.Refused != 2 {
				t.Errorf("%+v %v", g, err)
			}
			continue
		}
		if len(after) != 1 || len(after[ids[0]]) != 4 {
			t.Errorf("free: %v", after)
		}
		if g, _, err := s.Get(t.Context(), editor, ids[0]); err != nil || g.Refused != 4 {
			t.Errorf("counts got lost: %+v %v", g, err)
		}
	}
}

// Sentences go when the log forgets them; a label of public words and counts stay of what
// somebody works on, nothing of the rest.
func TestNoSentenceOutlivesTheLog(t *testing.T) {
	s, db := open(t)
	_, err := db.App.Exec(t.Context(), `INSERT INTO accounts (login, name, role) VALUES ('emil', 'Emil', 'editor')`)
	must(t, err)
	log(t, db, "Wo gibt es Windeln für Krawuttke?", "Elektroauto laden")
	must(t, s.Group(t.Context()))
	page, total, err := s.List(t.Context(), editor, gap.Filter{Limit: 10})
	if err != nil || total != 2 {
		t.Fatalf("%v %v", page, err)
	}
	if page[0].Question == "" || strings.Contains(page[0].Label+page[1].Label, "Krawuttke") {
		t.Errorf("%+v", page)
	}
	must(t, s.Assign(t.Context(), editor, page[0].ID, "", "emil"))
	_, err = db.App.Exec(t.Context(), `DELETE FROM question_log`)
	must(t, err)
	must(t, s.Expire(t.Context(), now))
	left, total, err := s.List(t.Context(), editor, gap.Filter{Limit: 10})
	if err != nil || total != 1 || left[0].ID != page[0].ID || left[0].Question != "" || left[0].All() != 1 {
		t.Errorf("left: %+v %v", left, err)
	}
	must(t, s.Move(t.Context(), editor, page[0].ID, gap.Dismissed, "gibt es hier nicht"))
	must(t, s.Expire(t.Context(), time.Now().Add(signal.Keep+time.Hour)))
	if _, total, _ := s.List(t.Context(), editor, gap.Filter{State: gap.Dismissed, Limit: 10}); total != 0 {
		t.Errorf("%d gaps after half a year", total)
	}
}

// What is a gap: refusals for want of a text, a citizen's "no", reports of staff.
func TestWhatIsGathered(t *testing.T) {
	s, db := open(t)
	ctx := t.Context()
	_, err := db.App.Exec(ctx, `
		INSERT INTO question_log (answer_id, question, status, reason, lang) VALUES
			('a', 'Bienen anmelden', 'answered', '', 'de'), ('b', 'Hund anmelden', 'answered', '', 'de'), ('c', 'Kfz-Steuer', 'refused', 'out_of_scope', 'de');
		INSERT INTO feedback (answer_id, helpful, reason) VALUES ('a', false, 'incomplete'), ('b', true, '')`)
	must(t, err)
	signals := signal.New(db, guard.NewMasker(guard.Public{}))
	must(t, signals.Add(ctx, auskunft.ReaderOf(auskunft.Internal), signal.Signal{Kind: signal.Gap, Question: "Bienen anmelden?", Note: "Anruferin fragte"}, now))
	must(t, signals.Add(ctx, auskunft.ReaderOf(auskunft.Internal), signal.Signal{Kind: signal.Helped, Question: "Hund anmelden?"}, now))
	must(t, s.Group(ctx))
	page, total, err := s.List(ctx, editor, gap.Filter{Limit: 10})
	if err != nil || total != 1 || page[0].Counts != (gap.Counts{Disliked: 1, Flagged: 1}) || page[0].Label != "Bienen" {
		t.Fatalf("%+v %v", page, err)
	}
	_, asked, err := s.Get(ctx, editor, page[0].ID)
	if err != nil || len(asked) != 2 || asked[0].Reason+asked[1].Reason != "incomplete" || asked[0].Note+asked[1].Note != "Anruferin fragte" {
		t.Errorf("%+v %v", asked, err)
	}
	if _, _, err := s.List(ctx, agent, gap.Filter{}); auskunft.KindOf(err) != auskunft.Forbidden {
		t.Errorf("an agent sees gaps: %v", err)
	}
	for _, e := range []error{s.Move(ctx, editor, page[0].ID, gap.Dismissed, " "), s.Move(ctx, editor, page[0].ID, "closed", "x"), s.Assign(ctx, editor, page[0].ID, "", "inka")} {
		if auskunft.KindOf(e) != auskunft.Invalid {
			t.Errorf("%v", e)
		}
	}
	// Whoever does not say to work for the editors sees nothing.
	err = db.Read(ctx, auskunft.ReaderOf(auskunft.Internal), func(tx pgx.Tx) error {
		var n int
		err := tx.QueryRow(ctx, `SELECT (SELECT count(*) FROM gaps) + (SELECT count(*) FROM gap_signals) + (SELECT count(*) FROM test_cases)`).Scan(&n)
		if n != 0 {
			err = fmt.Errorf("%d rows are seen", n)
		}
		return err
	})
	must(t, err)
}

// answering is a desk that knows some answers.
type answering map[string]bool

func (a answering) Ask(_ context.Context, q auskunft.Question) (auskunft.Answer, error) {
	if a[q.Text] {
		return auskunft.Answer{Status: auskunft.Answered}, nil
	}
	return auskunft.Answer{Status: auskunft.Refused}, nil
}

// A gap of refusals closes when most of its questions are answered, and opens again.
func TestClosesAndOpensItself(t *testing.T) {
	s, db := open(t)
	ctx := t.Context()
	log(t, db, asked[:3]...)
	must(t, s.Group(ctx))
	state := func() gap.Gap {
		t.Helper()
		for _, st := range gap.States {
			if page, _, err := s.List(ctx, editor, gap.Filter{State: st, Limit: 10}); err == nil && len(page) == 1 {
				return page[0]
			}
		}
		t.Fatal("there is not one gap")
		return gap.Gap{}
	}
	must(t, s.Follow(ctx, answering{asked[0]: true}, time.Now()))
	if g := state(); g.State != gap.Open || g.Tried != 3 || g.Good != 1 {
		t.Errorf("%+v", g)
	}
	good := answering{asked[0]: true, asked[2]: true}
	must(t, s.Follow(ctx, good, time.Now()))
	if g := state(); g.State != gap.Open {
		t.Errorf("asked again on the same day: %+v", g)
	}
	must(t, s.Follow(ctx, good, time.Now().AddDate(0, 0, 2)))
	if g := state(); g.State != gap.Answered || g.Good != 2 || g.MovedBy != "" {
		t.Errorf("%+v", g)
	}
	logAt(t, db, "Lastenrad: gibt es einen Zuschuss?", time.Now().Add(time.Minute))
	must(t, s.Group(ctx))
	if g := state(); g.State != gap.Open || g.Refused != 4 {
		t.Errorf("%+v", g)
	}
}
