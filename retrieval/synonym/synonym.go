// Package synonym owns the editors' words: which official word stands in the texts for what
// citizens say, and what has to be thought of in a situation in life. It writes the table
// synonyms; searches hold the pairs in memory and hear of changes as they do of texts.
package synonym

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/text/unicode/norm"

	"auskunft"
	"auskunft/internal/postgres"
)

// Kind is how far a pair reaches.
type Kind string

// The kinds. Values are stored; do not rename them.
const (
	Synonym   Kind = "synonym"   // another word for the same thing: Perso, Personalausweis
	Situation Kind = "situation" // something that belongs to it: Umzug, Wohnsitz ummelden
)

// Pair is a word of the citizens' and one that the texts have for it.
type Pair struct {
	ID         int64               `json:"id"`
	Word       string              `json:"word"`
	Official   string              `json:"official"`
	Kind       Kind                `json:"kind"`
	Visibility auskunft.Visibility `json:"visibility"` // whose questions it widens
}

// The shortest and longest word, in runes: shorter ones are in every question, longer ones are
// sentences.
const minWord, maxWord = 2, 100

// check normalises a pair and says what is wrong with it.
func (p Pair) check() (Pair, error) {
	p.Word, p.Official = normal(p.Word), normal(p.Official)
	for _, w := range []string{p.Word, p.Official} {
		if n := utf8.RuneCountInString(w); n < minWord || n > maxWord {
			return p, auskunft.Errorf(auskunft.Invalid, "synonym_length", "%q has %d characters: a word or name has %d to %d", w, n, minWord, maxWord)
		}
	}
	if strings.EqualFold(p.Word, p.Official) {
		return p, auskunft.Errorf(auskunft.Invalid, "synonym_same", "%q stands for itself already", p.Word)
	}
	if p.Kind == "" {
		p.Kind = Synonym
	}
	if p.Kind != Synonym && p.Kind != Situation {
		return p, auskunft.Errorf(auskunft.Invalid, "synonym_kind", "%q is no kind of word: use synonym or situation", p.Kind)
	}
	if p.Visibility == "" {
		p.Visibility = auskunft.Public
	}
	var err error
	p.Visibility, err = auskunft.ParseVisibility(string(p.Visibility))
	return p, err
}

// normal is a word in composed letters with single spaces.
func normal(word string) string {
	return strings.Join(strings.Fields(norm.NFC.String(strings.ToValidUTF8(word, ""))), " ")
}

// Store keeps pairs in the database.
type Store struct{ db *postgres.DB }

// NewStore makes a store.
func NewStore(db *postgres.DB) *Store { return &Store{db} }

// List returns the pairs that reader sees, by word.
func (s *Store) List(ctx context.Context, reader auskunft.Reader) (pairs []Pair, err error) {
	err = s.db.Read(ctx, reader, func(tx pgx.Tx) error {
		pairs, err = All(ctx, tx)
		return err
	})
	return pairs, err
}

// All reads the pairs that a transaction's reader sees, by word.
func All(ctx context.Context, tx pgx.Tx) ([]Pair, error) {
	rows, err := tx.Query(ctx, `SELECT id, word, official, kind, visibility FROM synonyms ORDER BY word, official, visibility`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Pair])
}

// Add stores pairs, all or none. A pair that is there already gets the new kind. It returns
// how many were new.
func (s *Store) Add(ctx context.Context, reader auskunft.Reader, pairs ...Pair) (added int, err error) {
	checked := make([]Pair, len(pairs))
	for i, p := range pairs {
		if checked[i], err = p.check(); err != nil {
			return 0, err
		}
		if !reader.Sees(checked[i].Visibility) {
			return 0, auskunft.Errorf(auskunft.Forbidden, "synonym_visibility", "a word for %s cannot be added by %s", checked[i].Visibility, reader)
		}
	}
	err = s.db.Write(ctx, reader, func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		for _, p := range checked {
			b.Queue(`
				INSERT INTO synonyms (word, official, kind, visibility) VALUES ($1, $2, $3, $4)
				ON CONFLICT (word, official, visibility) DO UPDATE SET kind = $3
				RETURNING xmax = 0`, p.Word, p.Official, p.Kind, p.Visibility).QueryRow(func(row pgx.Row) error {
				var inserted bool
				err := row.Scan(&inserted)
				if inserted {
					added++
				}
				return err
			})
		}
		return tx.SendBatch(ctx, b).Close()
	})
	if violation, ok := errors.AsType[*pgconn.PgError](err); ok && violation.ConstraintName == "synonyms_visibility_fkey" {
		return 0, auskunft.Errorf(auskunft.Invalid, "synonym_visibility", "no text has this visibility yet: %s", violation.Detail)
	}
	return added, err
}

// Remove deletes the pairs of a word that reader sees, only the one with official where that
// is not "". None is NotFound.
func (s *Store) Remove(ctx context.Context, reader auskunft.Reader, word, official string) (removed int, err error) {
	word, official = normal(word), normal(official)
	err = s.db.Write(ctx, reader, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM synonyms WHERE lower(word) = lower($1) AND ($2 = '' OR lower(official) = lower($2))`, word, official)
		removed = int(tag.RowsAffected())
		return err
	})
	if err == nil && removed == 0 {
		err = auskunft.Errorf(auskunft.NotFound, "synonym", "there is no such word: %q", word)
	}
	return removed, err
}
