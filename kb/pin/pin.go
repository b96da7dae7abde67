// Package pin keeps pinned answers: sentences of an article that approvers have fixed as the
// answer to a family of questions.
//
// A family is a handful of questions as people ask them. A question belongs to it when it is
// one of them but for words that carry little: match.go says which differences it may have. A
// pinned answer says nothing that no source says: its sentences stand verbatim in the
// article's published revision and are checked against its passages like those of every
// answer. With that revision the pin goes: the database breaks it in the transaction that
// publishes another or retires the article, and it is listed until somebody removes it.
package pin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/chat"
	"auskunft/internal/postgres"
	"auskunft/kb/account"
	"auskunft/kb/article"
	"auskunft/kb/audit"
)

// State is whether a pin answers.
type State string

// The states.
const (
	Active  State = "active"
	Expired State = "expired"
	Broken  State = "broken" // its revision is not what people read any more
)

// Seed is what is pinned.
type Seed struct {
	Name      string // of the family, for editors
	Article   int64
	Questions []string // as people ask them
	Sentences []string // the answer: verbatim from the published revision, each within one passage
	ExpiresAt time.Time
}

// Pin is a stored pin.
type Pin struct {
	ID int64
	Seed
	Slug, Title string // of the article as it was last published
	Revision    int
	Visibility  auskunft.Visibility
	State       State
	PinnedBy    string
	PinnedAt    time.Time
	BrokenAt    *time.Time
}

// Limits of a pin.
const (
	MaxQuestions = 30
	MaxSentences = 10
	MaxQuestion  = 300 // characters
	maxName      = 200
	// Longest is how far ahead a pin may expire: what was approved is looked at once a year.
	Longest = 366 * 24 * time.Hour
)

// By is who pins, and why.
type By struct {
	auskunft.Account
	Why string
}

// Store keeps pins and finds the one for a question.
type Store struct {
	db      *postgres.DB
	lexicon Lexicon

	mu       sync.Mutex
	families []family
	loaded   time.Time
}

// New makes a Store.
func New(db *postgres.DB, lexicon Lexicon) *Store { return &Store{db: db, lexicon: lexicon} }

// Add pins an answer to what people read of an article.
func (s *Store) Add(ctx context.Context, by By, seed Seed, now time.Time) (id int64, err error) {
	if seed, err = tidy(seed, now); err != nil {
		return 0, err
	}
	if !account.May(by.Role, account.SetPins) {
		return 0, auskunft.Errorf(auskunft.Forbidden, "forbidden", "the role %q pins no answers", by.Role)
	}
	err = s.db.Write(ctx, by.Reader().With("articles"), func(tx pgx.Tx) error {
		var slug string
		var revision int
		var document int64
		var visibility auskunft.Visibility
		err := tx.QueryRow(ctx, `
			SELECT a.slug, r.number, r.visibility, d.id
			  FROM articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.live
			  JOIN sources s ON s.name = $2 JOIN documents d ON d.source_id = s.id AND d.key = a.slug AND d.retired_at IS NULL
			 WHERE a.id = $1 FOR SHARE OF a`, seed.Article, article.SourceName).Scan(&slug, &revision, &visibility, &document)
		if errors.Is(err, pgx.ErrNoRows) {
			return auskunft.Errorf(auskunft.NotFound, "pin_article", "article %d is not published", seed.Article)
		}
		if err != nil {
			return err
		}
		if err := stands(ctx, tx, document, seed.Sentences); err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `
			INSERT INTO pins (name, article_id, revision, visibility, document_id, questions, sentences, expires_at, pinned_by, pinned_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
			seed.Name, seed.Article, revision, visibility, document, seed.Questions, seed.Sentences, seed.ExpiresAt, by.Login, now).Scan(&id)
		if err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Entry{Who: by.Login, What: audit.PinAdded, Object: object(id), Detail: fmt.Sprintf("article %s, revision %d", slug, revision), Why: by.Why})
	})
	s.forget()
	return id, err
}

// stands reports that each sentence stands verbatim in a passage of the document.
func stands(ctx context.Context, tx pgx.Tx, document int64, sentences []string) error {
	rows, err := tx.Query(ctx, `SELECT body FROM passages WHERE document_id = $1`, document)
	if err != nil {
		return err
	}
	bodies, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, sentence := range sentences {
		if !slices.ContainsFunc(bodies, func(body string) bool { return strings.Contains(oneLine(body), sentence) }) {
			return auskunft.Errorf(auskunft.Invalid, "pin_sentence", "the published text does not say %q", sentence)
		}
	}
	return nil
}

// List returns the pins that an account sees, broken ones first, then by expiry.
func (s *Store) List(ctx context.Context, by auskunft.Account, now time.Time) (list []Pin, err error) {
	if !account.May(by.Role, account.SetPins) && !account.May(by.Role, account.DraftArticle) {
		return nil, auskunft.Errorf(auskunft.Forbidden, "forbidden", "the role %q sees no pins", by.Role)
	}
	err = s.db.Read(ctx, by.Reader(), func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT p.id, p.name, p.article_id, p.questions, p.sentences, p.expires_at, d.key, d.title, p.revision, p.visibility,
			       CASE WHEN p.broken_at IS NOT NULL THEN 'broken' WHEN p.expires_at <= $1 THEN 'expired' ELSE 'active' END,
			       p.pinned_by, p.pinned_at, p.broken_at
			  FROM pins p JOIN documents d ON d.id = p.document_id
			 ORDER BY p.broken_at IS NULL, p.expires_at, p.id`, now)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (p Pin, err error) {
			return p, row.Scan(&p.ID, &p.Name, &p.Article, &p.Questions, &p.Sentences, &p.ExpiresAt, &p.Slug, &p.Title, &p.Revision, &p.Visibility,
				&p.State, &p.PinnedBy, &p.PinnedAt, &p.BrokenAt)
		})
		return err
	})
	return list, err
}

// Remove takes a pin away: its questions are answered as all others are.
func (s *Store) Remove(ctx context.Context, by By, id int64) error {
	if !account.May(by.Role, account.SetPins) {
		return auskunft.Errorf(auskunft.Forbidden, "forbidden", "the role %q removes no pins", by.Role)
	}
	defer s.forget()
	return s.db.Write(ctx, by.Reader(), func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM pins WHERE id = $1`, id)
		if err == nil && tag.RowsAffected() == 0 {
			return auskunft.Errorf(auskunft.NotFound, "pin_unknown", "there is no pin %d for this account", id)
		}
		if err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Entry{Who: by.Login, What: audit.PinRemoved, Object: object(id), Why: by.Why})
	})
}

func object(id int64) string { return "pin " + strconv.FormatInt(id, 10) }

// family is a pin as questions are compared with it.
type family struct {
	id         int64
	visibility auskunft.Visibility
	name       string
	texts      []string
	questions  []question
	answer     chat.Pinned
}

// fresh is how long the families in memory are believed: a new pin answers, and a vocabulary
// that has changed counts, within this time. A pin that was broken answers no more at once,
// because what was found is looked at again.
const fresh = 5 * time.Second

// all returns the families of the pins that are neither broken nor expired.
func (s *Store) all(ctx context.Context, now time.Time) ([]family, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.loaded) < fresh {
		return s.families, nil
	}
	visible, err := s.db.Visibilities(ctx)
	if err != nil {
		return nil, err
	}
	var families []family
	err = s.db.Read(ctx, auskunft.Reader{}.With(visible...), func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT id, visibility, name, questions, document_id, sentences FROM pins WHERE broken_at IS NULL AND expires_at > $1 ORDER BY id`, now)
		if err != nil {
			return err
		}
		families, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (f family, err error) {
			return f, row.Scan(&f.id, &f.visibility, &f.name, &f.texts, &f.answer.Document, &f.answer.Sentences)
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range families {
		for _, text := range families[i].texts {
			families[i].questions = append(families[i].questions, read(s.lexicon, "", text))
		}
	}
	s.families, s.loaded = families, time.Now()
	return families, nil
}

func (s *Store) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.loaded = time.Time{}
}

// Match is a pin and how alike a question is to the closest of its family.
type Match struct {
	ID       int64
	Name     string
	Question string // of the family
	Likeness
}

// Matches compares a question with all families that a reader sees, the closest first: those
// that match, then by the share of words in common. Editors try questions with it.
func (s *Store) Matches(ctx context.Context, reader auskunft.Reader, text string, now time.Time) ([]Match, error) {
	found, _, err := s.matches(ctx, reader, text, now)
	return found, err
}

func (s *Store) matches(ctx context.Context, reader auskunft.Reader, text string, now time.Time) ([]Match, map[int64]chat.Pinned, error) {
	families, err := s.all(ctx, now)
	if err != nil || len(families) == 0 {
		return nil, nil, err
	}
	asked := read(s.lexicon, "", text)
	var found []Match
	answers := map[int64]chat.Pinned{}
	for _, f := range families {
		if !reader.Sees(f.visibility) {
			continue
		}
		best := Match{ID: f.id, Name: f.name}
		for i, q := range f.questions {
			m := Match{f.id, f.name, f.texts[i], compare(s.lexicon, reader, asked, q)}
			if best.Question == "" || closer(m, best) < 0 {
				best = m
			}
		}
		found, answers[f.id] = append(found, best), f.answer
	}
	slices.SortStableFunc(found, closer)
	return found, answers, nil
}

// closer orders matches.
func closer(a, b Match) int {
	switch {
	case (a.Difference == None) != (b.Difference == None):
		if a.Difference == None {
			return -1
		}
		return 1
	case a.Share > b.Share:
		return -1
	case a.Share < b.Share:
		return 1
	}
	return 0
}

// Pinned returns the approved answer to a question; ok is false when there is none.
func (s *Store) Pinned(ctx context.Context, reader auskunft.Reader, text string, now time.Time) (answer chat.Pinned, ok bool, err error) {
	found, answers, err := s.matches(ctx, reader, text, now)
	if err != nil || len(found) == 0 || found[0].Difference != None {
		return chat.Pinned{}, false, err
	}
	err = s.db.Read(ctx, reader, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT broken_at IS NULL AND expires_at > $2 FROM pins WHERE id = $1`, found[0].ID, now).Scan(&ok)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil // removed since
	}
	answer = answers[found[0].ID]
	answer.Name = found[0].Name
	return answer, ok, err
}

// tidy brings a pin into the form in which it is stored.
func tidy(p Seed, now time.Time) (Seed, error) {
	p.Name = oneLine(p.Name)
	p.Questions, p.Sentences = lines(p.Questions), lines(p.Sentences)
	long := func(s string) bool { return utf8.RuneCountInString(s) > MaxQuestion }
	switch {
	case p.Name == "" || utf8.RuneCountInString(p.Name) > maxName:
		return p, auskunft.Errorf(auskunft.Invalid, "pin_name", "a family has a name of at most %d characters", maxName)
	case len(p.Questions) == 0 || len(p.Questions) > MaxQuestions || slices.ContainsFunc(p.Questions, long):
		return p, auskunft.Errorf(auskunft.Invalid, "pin_questions", "a family has 1 to %d questions of at most %d characters", MaxQuestions, MaxQuestion)
	case len(p.Sentences) == 0 || len(p.Sentences) > MaxSentences:
		return p, auskunft.Errorf(auskunft.Invalid, "pin_sentence", "an answer has 1 to %d sentences", MaxSentences)
	case !p.ExpiresAt.After(now) || p.ExpiresAt.After(now.Add(Longest)):
		return p, auskunft.Errorf(auskunft.Invalid, "pin_expiry", "a pin expires within a year")
	}
	return p, nil
}

func lines(list []string) []string {
	var out []string
	for _, s := range list {
		if s = oneLine(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")), " ")
}
