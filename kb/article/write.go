package article

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/kb/account"
	"auskunft/kb/article/markdown"
)

// Seed is what an article begins with.
type Seed struct {
	Template Template
	Lang     string // "" is German
	Original int64  // article that it translates; 0: none
	Duties          // Owner "" is who creates it, ReviewDays 0 what the template says
	Text            // Body "" is the template's
}

// Create makes an article with its first revision, a draft.
func (s *Store) Create(ctx context.Context, by Actor, seed Seed) (id int64, err error) {
	if seed.Body == "" {
		seed.Body = seed.Template.Body()
	}
	text, err := prepared(seed.Text)
	if err != nil {
		return 0, err
	}
	d, err := seed.Duties.tidy(by.Login, seed.Template)
	if err != nil {
		return 0, err
	}
	lang := cmp.Or(seed.Lang, "de")
	err = s.as(ctx, by, account.DraftArticle, func(tx pgx.Tx) error {
		if seed.Original != 0 {
			original, err := byID(ctx, tx, seed.Original)
			if err != nil {
				return err
			}
			if original.Original != 0 || original.Lang == lang {
				return auskunft.Errorf(auskunft.Invalid, "article_translation", "article %d is no original in another language than %s", seed.Original, lang)
			}
			text.Translates = cmp.Or(original.Live, original.Head)
		}
		if id, err = insert(ctx, tx, text, seed, lang, d); err != nil {
			return err
		}
		_, err = addRevision(ctx, tx, id, text, 0)
		return err
	})
	return id, err
}

// mostSlugs is how many articles of one name are told apart by a number.
const mostSlugs = 100

// insert makes the row of an article under a name that is free. Whether it is, row-level
// security lets nobody see: the database is asked.
func insert(ctx context.Context, tx pgx.Tx, text Text, seed Seed, lang string, d Duties) (id int64, err error) {
	if err := know(ctx, tx, text.Visibility); err != nil {
		return 0, err
	}
	name := slugOf(text.Title)
	if lang != "de" {
		name += "-" + lang
	}
	slug := name
	for n := 2; n <= mostSlugs; n++ {
		err = tx.QueryRow(ctx, `
			INSERT INTO articles (slug, visibility, template, lang, original_id, owner, deputy, department, review_days, moved_at, moved_by)
			VALUES ($1, $2, $3, $4, nullif($5::bigint, 0), $6, $7, $8, $9, now(), '') ON CONFLICT (slug) DO NOTHING RETURNING id`,
			slug, text.Visibility, seed.Template, lang, seed.Original, d.Owner, d.Deputy, d.Department, d.ReviewDays).Scan(&id)
		if err != pgx.ErrNoRows {
			return id, err
		}
		slug = fmt.Sprintf("%s-%d", name, n)
	}
	return 0, auskunft.Errorf(auskunft.Invalid, "article_title", "there are %d articles called %q", mostSlugs, text.Title)
}

// know makes a department's visibility known before a text first has it.
func know(ctx context.Context, tx pgx.Tx, v auskunft.Visibility) error {
	_, err := tx.Exec(ctx, `INSERT INTO visibilities VALUES ($1) ON CONFLICT DO NOTHING`, v)
	return err
}

// prepared is a text as it is stored: its fields tidied, its Markdown in the one form that
// package markdown writes.
func prepared(t Text) (Text, error) {
	t, err := t.tidy()
	if err != nil {
		return t, err
	}
	doc, _ := markdown.Parse(t.Body)
	t.Body = doc.String()
	return t, nil
}

// tidy fills what is not said and checks what is.
func (d Duties) tidy(owner string, t Template) (Duties, error) {
	d.Owner, d.Deputy = strings.TrimSpace(cmp.Or(d.Owner, owner)), strings.TrimSpace(d.Deputy)
	d.ReviewDays = cmp.Or(d.ReviewDays, t.ReviewDays())
	if d.Owner == "" || d.ReviewDays < 1 || d.ReviewDays > 3650 {
		return d, auskunft.Errorf(auskunft.Invalid, "article_duties", "an article has an owner, a known kind, and a review interval of 1 to 3650 days")
	}
	if d.Department != "" {
		if _, err := auskunft.ParseVisibility(string(auskunft.DepartmentOnly(d.Department))); err != nil {
			return d, err
		}
	}
	return d, nil
}

// addRevision adds a revision and makes it the one that is worked on.
func addRevision(ctx context.Context, tx pgx.Tx, id int64, t Text, restores int) (number int, err error) {
	if err := know(ctx, tx, t.Visibility); err != nil {
		return 0, err
	}
	if t.Files, err = known(ctx, tx, id, t.Files); err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, `
		INSERT INTO revisions (article_id, number, visibility, author, written_at, why, title, body, synonyms, leika, situations, related,
		                       valid_from, valid_until, translates, restores, files)
		VALUES ($1, 0, $2, '', now(), '', $3, $4, $5, $6, $7, $8, $9, $10, nullif($11::integer, 0), nullif($12::integer, 0), $13) RETURNING number`,
		id, t.Visibility, t.Title, t.Body, t.Synonyms, t.LeiKa, t.Situations, t.Related, t.ValidFrom, t.ValidUntil, t.Translates, restores, t.Files).Scan(&number)
	if err != nil || number == 1 {
		return number, err
	}
	_, err = tx.Exec(ctx, `
		UPDATE articles SET state = 'draft', head = $2, visibility = $3, publish_at = NULL WHERE id = $1`, id, number, t.Visibility)
	return number, err
}

// Save keeps a text as a new revision of an article, which is a draft from then on; what was
// released stays what people read. base is the revision that the text was made from: when
// another is worked on meanwhile the error is auskunft.Conflict with the code
// article_conflict, and the working copy stays. A text that is the same makes no revision.
func (s *Store) Save(ctx context.Context, by Actor, id int64, base int, t Text) (number int, err error) {
	if t, err = prepared(t); err != nil {
		return 0, err
	}
	err = s.as(ctx, by, account.DraftArticle, func(tx pgx.Tx) error {
		a, err := locked(ctx, tx, id)
		if err != nil {
			return err
		}
		if a.Head != base {
			return auskunft.Errorf(auskunft.Conflict, "article_conflict", "revision %d is worked on, this text was made from %d", a.Head, base)
		}
		have, err := revision(ctx, tx, id, a.Head)
		if err != nil {
			return err
		}
		if t.Files, err = known(ctx, tx, id, t.Files); err != nil {
			return err
		}
		if number = a.Head; !same(have.Text, t) {
			if number, err = addRevision(ctx, tx, id, t, 0); err != nil {
				return err
			}
		}
		return dropCopy(ctx, tx, id, by.Login)
	})
	return number, err
}

// same reports whether two texts that are stored, or ready to be, say the same.
func same(a, b Text) bool {
	for _, t := range []*Text{&a, &b} {
		if t.ValidFrom != nil {
			at := t.ValidFrom.UTC()
			t.ValidFrom = &at
		}
		if t.ValidUntil != nil {
			at := t.ValidUntil.UTC()
			t.ValidUntil = &at
		}
	}
	return reflect.DeepEqual(a, b)
}

// Restore makes an earlier text the newest revision. base is as for Save.
func (s *Store) Restore(ctx context.Context, by Actor, id int64, base, number int) (restored int, err error) {
	err = s.as(ctx, by, account.DraftArticle, func(tx pgx.Tx) error {
		a, err := locked(ctx, tx, id)
		if err != nil {
			return err
		}
		if a.Head != base {
			return auskunft.Errorf(auskunft.Conflict, "article_conflict", "revision %d is worked on, not %d", a.Head, base)
		}
		r, err := revision(ctx, tx, id, number)
		if err != nil {
			return err
		}
		restored, err = addRevision(ctx, tx, id, r.Text, number)
		return err
	})
	return restored, err
}

// SetDuties says who answers for an article and how often it is reviewed.
func (s *Store) SetDuties(ctx context.Context, by Actor, id int64, d Duties) error {
	return s.as(ctx, by, account.DraftArticle, func(tx pgx.Tx) error {
		a, err := locked(ctx, tx, id)
		if err != nil {
			return err
		}
		if d, err = d.tidy(a.Owner, a.Template); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE articles SET owner = $2, deputy = $3, department = $4, review_days = $5 WHERE id = $1`,
			id, d.Owner, d.Deputy, d.Department, d.ReviewDays)
		return err
	})
}
