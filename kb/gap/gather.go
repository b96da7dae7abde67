package gap

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/civil"
	"auskunft/kb/signal"
)

// member is a signal as it is grouped: a row of the question log or of the signals.
type member struct {
	kind       Kind
	id         int64
	text, lang string
	at         time.Time
	gap        int64
	touched    bool
}

// fresh are the signals that are in no gap yet. Refused for want of a text: other refusals are
// right as they are (another authority, the case of one person), or a matter of rules and not
// of texts.
const fresh = `
	SELECT CASE WHEN f.id IS NULL THEN 'refused' ELSE 'disliked' END, q.id, q.question, q.lang, q.asked_at, 0::bigint, false
	  FROM question_log q LEFT JOIN feedback f ON f.answer_id = q.answer_id AND NOT f.helpful
	 WHERE (f.id IS NOT NULL OR q.status = 'refused' AND q.reason = 'no_source')
	   AND NOT EXISTS (SELECT FROM gap_signals m WHERE m.question_id = q.id)
	UNION ALL
	SELECT 'flagged', r.id, r.question, '', r.day, 0, false
	  FROM signals r WHERE r.kind <> 'helped' AND NOT EXISTS (SELECT FROM gap_signals m WHERE m.signal_id = r.id)`

const grouped = `
	SELECT m.kind, coalesce(m.question_id, m.signal_id), coalesce(q.question, r.question),
	       coalesce(q.lang, ''), coalesce(q.asked_at, r.day), g.id, g.state <> 'open' OR g.department <> '' OR g.article_id IS NOT NULL
	  FROM gap_signals m JOIN gaps g ON g.id = m.gap_id LEFT JOIN question_log q ON q.id = m.question_id LEFT JOIN signals r ON r.id = m.signal_id`

// Group gathers new signals into gaps. Any number of processes may call it; one of them does
// the work.
func (s *Store) Group(ctx context.Context) error {
	return s.db.Write(ctx, editors(auskunft.Reader{}), func(tx pgx.Tx) error {
		var mine bool
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock(hashtext('gaps'))`).Scan(&mine); err != nil || !mine {
			return err
		}
		members, err := collect(ctx, tx, fresh+` ORDER BY 5, 1, 2`)
		if err != nil || len(members) == 0 {
			return err
		}
		old, err := collect(ctx, tx, grouped+` ORDER BY g.id, 5, 2`)
		if err != nil {
			return err
		}
		return s.store(ctx, tx, append(old, members...))
	})
}

func collect(ctx context.Context, tx pgx.Tx, sql string) ([]member, error) {
	rows, err := tx.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (m member, err error) {
		return m, row.Scan(&m.kind, &m.id, &m.text, &m.lang, &m.at, &m.gap, &m.touched)
	})
}

// store puts members where they belong.
func (s *Store) store(ctx context.Context, tx pgx.Tx, members []member) error {
	l := &remembering{Lexicon: s.lexicon, idf: map[string]float64{}}
	var batch pgx.Batch
	for _, g := range gather(l, members) {
		if g.id == 0 {
			if err := tx.QueryRow(ctx, `INSERT INTO gaps (label, last_day, moved_at) VALUES ('', $1, now()) RETURNING id`, g.last.In(civil.Berlin)).Scan(&g.id); err != nil {
				return err
			}
		}
		g.put(&batch, l)
	}
	batch.Queue(unasked)
	return tx.SendBatch(ctx, &batch).Close()
}

// gathered is a group: a gap as it is to be.
type gathered struct {
	id        int64 // 0: it is new
	touched   bool
	members   []member
	questions []question // their different wordings
	last      time.Time  // somebody asked
}

// gather groups members. A group that nobody has touched takes the number of the gap that most
// of its questions were in, where no older group has a better claim to it.
func gather(l Lexicon, members []member) (all []*gathered) {
	type worded struct {
		text, lang string
		touched    int64
	}
	place := map[worded]int{}
	var questions []question
	of := make([]int, len(members))
	for i, m := range members {
		w := worded{text: m.text, lang: m.lang}
		if m.touched {
			w.touched = m.gap
		}
		if _, known := place[w]; !known {
			place[w] = len(questions)
			questions = append(questions, question{m.text, m.lang, w.touched, vectorOf(l, m.lang, m.text)})
		}
		of[i] = place[w]
	}
	leader := group(questions)
	groups := map[int]*gathered{} // by leader
	for q, lead := range leader {
		g := groups[lead]
		if g == nil {
			g = &gathered{id: questions[lead].gap, touched: questions[lead].gap != 0}
			groups[lead], all = g, append(all, g)
		}
		g.questions = append(g.questions, questions[q])
	}
	claims := map[int64]map[*gathered]int{} // of untouched gaps: groups with so many of its members
	for i, m := range members {
		g := groups[leader[of[i]]]
		if g.members = append(g.members, m); m.at.After(g.last) {
			g.last = m.at
		}
		if m.gap != 0 && !m.touched {
			if claims[m.gap] == nil {
				claims[m.gap] = map[*gathered]int{}
			}
			claims[m.gap][g]++
		}
	}
	for _, id := range slices.Sorted(maps.Keys(claims)) {
		var best *gathered
		for _, g := range all { // in their order, for equal claims
			if n := claims[id][g]; n > 0 && g.id == 0 && (best == nil || n > claims[id][best]) {
				best = g
			}
		}
		if best != nil {
			best.id = id
		}
	}
	return all
}

// put moves what is not yet in its gap there, with its counts.
func (g *gathered) put(batch *pgx.Batch, l Lexicon) {
	type origin struct {
		gap  int64
		kind Kind
	}
	moved := map[origin]int{}
	var newest time.Time // of what is new
	for _, m := range g.members {
		if m.gap == g.id {
			continue
		}
		moved[origin{m.gap, m.kind}]++
		column := "question_id"
		if m.kind == Flagged {
			column = "signal_id"
		}
		batch.Queue(`INSERT INTO gap_signals (gap_id, kind, `+column+`) VALUES ($1, $2, $3) ON CONFLICT (`+column+`) DO UPDATE SET gap_id = excluded.gap_id`, g.id, m.kind, m.id)
		if m.gap == 0 && m.at.After(newest) {
			newest = m.at
		}
	}
	if len(moved) == 0 {
		return
	}
	for from, n := range moved { // the kinds are names of columns
		batch.Queue(`UPDATE gaps SET `+string(from.kind)+` = `+string(from.kind)+` + $2 WHERE id = $1`, g.id, n)
		if from.gap != 0 {
			batch.Queue(`UPDATE gaps SET `+string(from.kind)+` = greatest(0, `+string(from.kind)+` - $2) WHERE id = $1`, from.gap, n)
		}
	}
	batch.Queue(`UPDATE gaps SET last_day = greatest(last_day, $2) WHERE id = $1`, g.id, g.last.In(civil.Berlin))
	if !g.touched {
		batch.Queue(`UPDATE gaps SET label = $2 WHERE id = $1`, g.id, label(l, g.questions))
		return
	}
	// What was answered is asked again in vain.
	batch.Queue(`
		UPDATE gaps SET state = CASE assignee WHEN '' THEN 'open' ELSE 'work' END, why = '', moved_at = now(), moved_by = ''
		 WHERE id = $1 AND state = 'answered' AND moved_at < $2`, g.id, newest)
}

// unasked deletes the gaps without a question that nobody has touched.
const unasked = `
	DELETE FROM gaps g WHERE state = 'open' AND department = '' AND article_id IS NULL AND NOT EXISTS (SELECT FROM gap_signals m WHERE m.gap_id = g.id)`

// remembering looks up the weight of a word once a run.
type remembering struct {
	Lexicon
	idf map[string]float64
}

// IDF is how rare a term is.
func (r *remembering) IDF(term string, reader auskunft.Reader) float64 {
	w, ok := r.idf[term]
	if !ok {
		w = r.Lexicon.IDF(term, reader)
		r.idf[term] = w
	}
	return w
}

// Expire deletes the gaps of which nothing is left to work on: untouched ones without a
// question, and closed ones after as long as signals are kept.
func (s *Store) Expire(ctx context.Context, now time.Time) error {
	return s.db.Write(ctx, editors(auskunft.Reader{}), func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, unasked); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			DELETE FROM gaps g WHERE state IN ('answered', 'dismissed') AND moved_at < $1 AND NOT EXISTS (SELECT FROM gap_signals m WHERE m.gap_id = g.id)`, now.Add(-signal.Keep))
		return err
	})
}
