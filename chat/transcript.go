package chat

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
)

// Said is one question of a conversation, masked, and what was answered.
type Said struct {
	Question string
	Answer   auskunft.Answer
}

// Transcript is what was said in a conversation, oldest first, with the answers that r may
// see; at most as many turns as a follow-up leans on. It is empty for a conversation that is
// not there any more.
func (s *Store) Transcript(ctx context.Context, r auskunft.Reader, conversation string, now time.Time) (said []Said, err error) {
	err = s.db.Read(ctx, r, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT question, body FROM (
			       SELECT t.id, t.question, a.body
			         FROM conversations c JOIN turns t ON t.conversation_id = c.id JOIN answers a ON a.id = t.answer_id
			        WHERE c.id = $1 AND c.last_at > $2 ORDER BY t.id DESC LIMIT $3) last
			 ORDER BY id`, conversation, now.Add(-conversationLife), rememberedTurns)
		if err != nil {
			return err
		}
		said, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (one Said, err error) {
			var body []byte
			if err := row.Scan(&one.Question, &body); err != nil {
				return one, err
			}
			return one, json.Unmarshal(body, &one.Answer)
		})
		return err
	})
	return said, err
}
