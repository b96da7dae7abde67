package gap

import (
	"context"
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
	SELECT CASE WHEN m.signal_id IS NULL THEN 'refused' ELSE 'flagged' END, coalesce(m.question_id, m.signal_id), coalesce(q.question, r.question),
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

// store puts the new members where they belong.
func (s *Store) store(ctx context.Context, tx pgx.Tx, members []member) error {
	l := &remembering{Lexicon: s.lexicon, idf: map[string]float64{}}
	// The same text twice in one gap is one question.
	type worded struct {
		text, lang string
		gap        int64
	}
	place := map[worded]int{}
	var questions []question
	of := make([]int, len(members))
	for i, m := range members {
		w := worded{m.text, m.lang, m.gap}
		if _, known := place[w]; !known {
			place[w] = len(questions)
			questions = append(questions, question{m.text, m.lang, m.gap, m.touched, vectorOf(l, m.lang, m.text)})
		}
		of[i] = place[w]
	}
	root := group(questions)
	groups := map[int]*gathered{}
	var order []*gathered
	at := func(q int) *gathered {
		if groups[root[q]] == nil {
			groups[root[q]] = &gathered{}
			order = append(order, groups[root[q]])
		}
		return groups[root[q]]
	}
	for q := range questions {
		at(q).questions = append(at(q).questions, questions[q])
	}
	for i, m := range members {
		at(of[i]).members = append(at(of[i]).members, m)
	}
	for _, g := range order {
		if err := put(ctx, tx, l, *g); err != nil {
			return err
		}
	}
	return nil
}

// gathered is a group with its wordings.
type gathered struct {
	members   []member
	questions []question
}

// put stores a group: its oldest gap, or a new one, takes up what is new, and what other gaps
// nobody has touched had of it.
func put(ctx context.Context, tx pgx.Tx, l Lexicon, g gathered) error {
	var id int64
	var merged []int64
	var touched, grew bool
	var last, newest time.Time
	counts := map[Kind]int{}
	for _, m := range g.members {
		switch {
		case m.gap == 0:
			counts[m.kind]++
			grew = true
			if m.at.After(newest) {
				newest = m.at
			}
		case id == 0:
			id, touched = m.gap, m.touched
		case m.gap != id:
			merged = append(merged, m.gap)
		}
		if m.at.After(last) {
			last = m.at
		}
	}
	if !grew {
		return nil
	}
	day := last.In(civil.Berlin)
	if id == 0 {
		if err := tx.QueryRow(ctx, `INSERT INTO gaps (label, last_day, moved_at) VALUES ('', $1, now()) RETURNING id`, day).Scan(&id); err != nil {
			return err
		}
	}
	var batch pgx.Batch
	batch.Queue(`
		UPDATE gaps g SET refused = g.refused + $2 + o.refused, disliked = g.disliked + $3 + o.disliked, flagged = g.flagged + $4 + o.flagged,
		       last_day = greatest(g.last_day, $5)
		  FROM (SELECT coalesce(sum(refused), 0) AS refused, coalesce(sum(disliked), 0) AS disliked, coalesce(sum(flagged), 0) AS flagged FROM gaps WHERE id = ANY ($6)) o
		 WHERE g.id = $1`, id, counts[Refused], counts[Disliked], counts[Flagged], day, merged)
	if len(merged) > 0 {
		batch.Queue(`UPDATE gap_signals SET gap_id = $1 WHERE gap_id = ANY ($2)`, id, merged)
		batch.Queue(`DELETE FROM gaps WHERE id = ANY ($1)`, merged)
	}
	if !touched {
		batch.Queue(`UPDATE gaps SET label = $2 WHERE id = $1`, id, label(l, g.questions))
	}
	for _, m := range g.members {
		if m.gap != 0 {
			continue
		}
		column := "question_id"
		if m.kind == Flagged {
			column = "signal_id"
		}
		batch.Queue(`INSERT INTO gap_signals (gap_id, `+column+`) VALUES ($1, $2)`, id, m.id)
	}
	// What was answered is asked again in vain.
	batch.Queue(`
		UPDATE gaps SET state = CASE assignee WHEN '' THEN 'open' ELSE 'work' END, why = '', moved_at = now(), moved_by = ''
		 WHERE id = $1 AND state = 'answered' AND moved_at < $2`, id, newest)
	return tx.SendBatch(ctx, &batch).Close()
}

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
		_, err := tx.Exec(ctx, `
			DELETE FROM gaps g WHERE NOT EXISTS (SELECT FROM gap_signals m WHERE m.gap_id = g.id)
			   AND (state = 'open' AND department = '' AND article_id IS NULL OR state IN ('answered', 'dismissed') AND moved_at < $1)`, now.Add(-signal.Keep))
		return err
	})
}
