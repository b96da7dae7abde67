// Package inbox keeps the requests that citizens hand over to people, and nothing else
// does: they are the only personal data of this program.
//
// A request arrives from anybody, by a ticket that is good once. From then on only the
// service centre reads it: every method of Store beside Receive asks for an account of
// it, and the database shows requests only to transactions that say they work for it. A
// request is taken by one person, answered, closed, and deleted some weeks after it came,
// whatever became of it.
package inbox

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/internal/retention"
)

// service is who works for the service centre: it sees requests and no text.
var service = auskunft.Reader{}.With("handovers")

// Store keeps requests in PostgreSQL.
type Store struct {
	db   *postgres.DB
	mail Queue
}

// New makes a Store. With a nil queue requests are not sent by mail.
func New(db *postgres.DB, mail Queue) *Store { return &Store{db, mail} }

// Key is what tickets are signed with, 32 bytes, the same in every replica.
func (s *Store) Key(ctx context.Context) (key []byte, err error) {
	err = s.db.App.QueryRow(ctx, `SELECT key FROM handover_key`).Scan(&key)
	return key, err
}

// references is how often a reference is made up anew when there is one like it already.
const references = 5

// Receive stores a request that has been cleaned and returns its reference, "A7K-3QX9". A
// ticket is good for one request: the same one sent again, by a second click, gets the
// reference it had; another is auskunft.Conflict with the code handover_challenge.
func (s *Store) Receive(ctx context.Context, h auskunft.Handover, ticket string) (reference string, err error) {
	digest := sha256.Sum256([]byte(ticket))
	for range references {
		reference = newReference()
		switch err = s.insert(ctx, reference, h, digest[:]); violated(err) {
		case "handovers_pkey":
			continue
		case "handovers_ticket_key":
			return s.sameAgain(ctx, h, digest[:])
		}
		break
	}
	return reference, err
}

func (s *Store) insert(ctx context.Context, reference string, h auskunft.Handover, ticket []byte) error {
	return s.db.Write(ctx, auskunft.PublicReader, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO handovers (reference, ticket, topic, summary, phone, email, name, lang, conversation_id, received_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, (SELECT id FROM conversations WHERE id = $9 FOR KEY SHARE), now())`,
			reference, ticket, h.Topic, h.Summary, h.Phone, h.Email, h.Name, h.Lang, h.Conversation)
		if err != nil || s.mail == nil {
			return err
		}
		_, err = s.mail.InsertTx(ctx, tx, mailArgs{reference}, nil)
		return err
	})
}

// violated is the name of the uniqueness that a statement violated, "" for none.
func violated(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && e.Code == "23505" {
		return e.ConstraintName
	}
	return ""
}

// sameAgain is the reference of the request that used up a ticket, if it says the same as h.
func (s *Store) sameAgain(ctx context.Context, h auskunft.Handover, ticket []byte) (reference string, err error) {
	err = s.db.Read(ctx, service, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `
			SELECT reference FROM handovers
			 WHERE ticket = $1 AND (topic, summary, phone, email, name) = ($2, $3, $4, $5, $6)`,
			ticket, h.Topic, h.Summary, h.Phone, h.Email, h.Name).Scan(&reference)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return "", auskunft.Errorf(auskunft.Conflict, "handover_challenge", "the ticket was used for another request")
	}
	return reference, err
}

// alphabet has no two characters that are taken for one another; see the migration.
const alphabet = "234679ACDEFGHJKMNPQRTVWXY"

// newReference makes up a reference: 25^7 are six billion.
func newReference() string {
	var b []byte
	for len(b) < 8 {
		if len(b) == 3 {
			b = append(b, '-')
		}
		var r [1]byte
		_, _ = rand.Read(r[:]) // never fails: crypto/rand ends the program instead
		if int(r[0]) < 256/len(alphabet)*len(alphabet) {
			b = append(b, alphabet[int(r[0])%len(alphabet)])
		}
	}
	return string(b)
}

// Retention is when requests are deleted: so many days after they came, whatever became of
// them. One that nobody had closed was perhaps overlooked.
func Retention(days int) retention.Rule {
	return retention.Rule{
		Name: "requests", Table: "handovers", Since: "received_at", Keep: time.Duration(days) * 24 * time.Hour, Unread: "closed_at IS NULL", Reader: service,
	}
}
