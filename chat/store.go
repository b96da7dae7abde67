package chat

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/config"
	"auskunft/internal/postgres"
	"auskunft/internal/retention"
)

// How long the desk keeps what it keeps. Answers stay: they hold no question and are the
// proof of what was said.
const (
	conversationLife = 30 * time.Minute    // after the last question
	questionLife     = 30 * 24 * time.Hour // of masked questions in the log
)

// Retention is what is deleted when, with the turns of conversations.
func Retention() []retention.Rule {
	return []retention.Rule{
		{Name: "conversations", Table: "conversations", Since: "last_at", Keep: conversationLife},
		{Name: "questions", Table: "question_log", Since: "asked_at", Keep: questionLife},
	}
}

// rememberedTurns is how many turns of a conversation a follow-up can lean on.
const rememberedTurns = 10

// Store keeps conversations, answers and the question log in PostgreSQL. Only masked text
// reaches it.
type Store struct {
	db   *postgres.DB
	keep config.QuestionLog
}

// NewStore keeps masked questions for editors as keep says.
func NewStore(db *postgres.DB, keep config.QuestionLog) *Store { return &Store{db, keep} }

// Turns implements Conversations.
func (s *Store) Turns(ctx context.Context, r auskunft.Reader, id string, now time.Time) (turns []Turn, ok bool, err error) {
	err = s.db.Read(ctx, r, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `SELECT last_at > $2 FROM conversations WHERE id = $1`, id, now.Add(-conversationLife)).Scan(&ok)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil || !ok {
			return err
		}
		rows, err := tx.Query(ctx, `
			SELECT t.question, t.standalone, t.status, coalesce(a.body #>> '{citations,0,title}', ''),
			       ARRAY(SELECT jsonb_array_elements_text(a.body -> 'options'))
			  FROM (SELECT * FROM turns WHERE conversation_id = $1 ORDER BY id DESC LIMIT $2) t LEFT JOIN answers a ON a.id = t.answer_id
			 ORDER BY t.id`, id, rememberedTurns)
		if err != nil {
			return err
		}
		turns, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Turn])
		return err
	})
	return turns, ok, err
}

// Begin implements Conversations.
func (s *Store) Begin(ctx context.Context, id, lang, area string, at time.Time) error {
	return s.db.Write(ctx, auskunft.PublicReader, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO conversations (id, lang, area, created_at, last_at) VALUES ($1, $2, $3, $4, $4)`, id, lang, area, at)
		return err
	})
}

// Record implements Conversations.
func (s *Store) Record(ctx context.Context, e Exchange) error {
	body, err := json.Marshal(e.Answer)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, e.Reader, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE conversations SET last_at = $4, lang = $2, area = $3 WHERE id = $1`, e.Conversation, e.Lang, e.Area, e.At)
		if err != nil {
			return err
		}
		var batch pgx.Batch
		batch.Queue(`
			INSERT INTO answers (id, visibility, status, reason, lang, generated_by, prompt_hash, body, dropped, took_ms, answered_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			e.Answer.ID, e.Visibility, e.Answer.Status, e.Answer.Reason, e.Answer.Lang, e.Answer.GeneratedBy, e.Prompts,
			body, e.Answer.Dropped, e.Answer.Milliseconds, e.At)
		if tag.RowsAffected() == 1 { // else it was deleted while the answer came about, and stays deleted
			s.recordQuestion(&batch, e)
		}
		return tx.SendBatch(ctx, &batch).Close()
	})
}

// recordQuestion keeps the masked question, in the conversation and as the log wants it.
func (s *Store) recordQuestion(batch *pgx.Batch, e Exchange) {
	batch.Queue(`
		INSERT INTO turns (conversation_id, answer_id, question, standalone, status, asked_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		e.Conversation, e.Answer.ID, e.Turn.Question, e.Turn.Standalone, e.Turn.Status, e.At)
	if s.logs(e) {
		batch.Queue(`
			INSERT INTO question_log (answer_id, question, status, reason, lang, area, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			e.Answer.ID, e.Turn.Question, e.Answer.Status, e.Answer.Reason, e.Lang, e.Area, e.At)
	}
}

// logs reports whether editors get to see an exchange's question. Small talk teaches
// nothing, and what somebody in danger wrote is nobody's reading.
func (s *Store) logs(e Exchange) bool {
	if e.Answer.Reason == auskunft.Unsafe || e.Turn.Standalone == "" {
		return false
	}
	switch s.keep {
	case config.LogAll:
		return true
	case config.LogProblems:
		return e.Answer.Status == auskunft.Refused // one that was asked back goes on
	default:
		return false
	}
}

// Forget deletes a conversation with all its turns, and its questions from the log. One that
// does not exist is forgotten already. An answer that is being recorded is waited for; one
// that is recorded later finds no conversation to belong to.
func (s *Store) Forget(ctx context.Context, conversation string) error {
	return s.db.Write(ctx, auskunft.PublicReader, func(tx pgx.Tx) error {
		for _, sql := range []string{
			`SELECT FROM conversations WHERE id = $1 FOR UPDATE`,
			`DELETE FROM question_log WHERE answer_id IN (SELECT answer_id FROM turns WHERE conversation_id = $1)`,
			`DELETE FROM conversations WHERE id = $1`,
		} {
			if _, err := tx.Exec(ctx, sql, conversation); err != nil {
				return err
			}
		}
		return nil
	})
}

// Rate keeps whether an answer helped; reason is a code of the message files. A second
// rating replaces the first. An answer that the reader cannot see is auskunft.NotFound.
func (s *Store) Rate(ctx context.Context, reader auskunft.Reader, answer string, helpful bool, reason string) error {
	return s.db.Write(ctx, reader, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			INSERT INTO feedback (answer_id, helpful, reason)
			SELECT id, $2, $3 FROM answers WHERE id = $1
			ON CONFLICT (answer_id) DO UPDATE SET helpful = excluded.helpful, reason = excluded.reason, given_at = now()`,
			answer, helpful, reason)
		if err == nil && tag.RowsAffected() == 0 {
			return auskunft.Errorf(auskunft.NotFound, "not_found", "no such answer")
		}
		if err != nil || helpful || s.keep == config.LogNothing {
			return err
		}
		// A badly rated answer is a problem too; its question is there as long as its turn is.
		_, err = tx.Exec(ctx, `
			INSERT INTO question_log (answer_id, question, status, reason, lang, area, asked_at)
			SELECT a.id, t.question, a.status, a.reason, a.lang, c.area, t.asked_at
			  FROM answers a JOIN turns t ON t.answer_id = a.id JOIN conversations c ON c.id = t.conversation_id
			 WHERE a.id = $1 AND a.reason <> $2 AND NOT EXISTS (SELECT FROM question_log WHERE answer_id = $1)`, answer, auskunft.Unsafe)
		return err
	})
}
