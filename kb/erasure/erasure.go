// Package erasure finds a person's text in everything that is kept, and erases it.
//
// The operator names what to look for: a name, an address, a number, as it may be written.
// What people wrote (conversations, questions, reports, requests, and answers that repeat it)
// is erased as a whole row; a document only when it is named by its number, because a city's
// text is no citizen's. What cannot be erased here is found and named, so that somebody can see
// to it. The audit log says how much was erased where and never what.
package erasure

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/kb/audit"
)

// minText is the shortest text that is looked for, in characters: shorter ones are everywhere.
const minText = 4

// Found is how many rows of a kind hold one of the texts.
type Found struct {
	What string `json:"what"`
	Rows int64  `json:"rows"`
}

// Document is a document that holds one of the texts.
type Document struct {
	ID         int64               `json:"id"`
	Title      string              `json:"title"`
	Source     string              `json:"source"`
	URL        string              `json:"url,omitempty"`
	Visibility auskunft.Visibility `json:"visibility"`
	Now        bool                `json:"now"`      // its text has it today, or its original
	Versions   int                 `json:"versions"` // earlier versions that have it
}

// Report is where the texts are.
type Report struct {
	People    []Found    `json:"people"`    // what people wrote: Erase deletes it
	Documents []Document `json:"documents"` // Erase deletes those that are named
	Elsewhere []Found    `json:"elsewhere"` // what has to be changed by other means
}

// Rows is how many rows hold one of the texts, documents included.
func (r Report) Rows() (n int64) {
	for _, found := range slices.Concat(r.People, r.Elsewhere) {
		n += found.Rows
	}
	return n + int64(len(r.Documents))
}

// Documents erases documents and earlier versions of others; *ingest.Pipeline does.
type Documents interface {
	EraseDocuments(ctx context.Context, documents, history []int64) error
}

// Eraser looks and erases.
type Eraser struct {
	db        *postgres.DB
	documents Documents
}

// New makes an Eraser.
func New(db *postgres.DB, documents Documents) *Eraser { return &Eraser{db, documents} }

// place is where texts stand: what has it is a condition on rows of a table with %s for the
// test of a text's columns.
type place struct{ what, table, columns, has string }

// has is the condition on rows of the table itself.
const has = `%s`

// people is what people wrote. Deleting a conversation deletes its turns; a request goes
// before the conversation that it came from.
var people = []place{
	{"requests", "handovers", "topic, summary, phone, email, name, note", has},
	{"questions", "question_log", "question", has},
	{"conversations", "conversations", "question, standalone", `id IN (SELECT conversation_id FROM turns WHERE %s)`},
	{"reports of staff", "signals", "question, note", has},
	{"ratings", "feedback", "body::text", `answer_id IN (SELECT id FROM answers WHERE %s)`},
	{"answers", "answers", "body::text", has},
}

// elsewhere is what is kept for other reasons, with rules of its own.
var elsewhere = []place{
	{"articles' revisions (docs/operations.md says how the owner changes one)", "revisions", "title, body, why, author", has},
	{"editors' working copies (editors change them)", "working_copies", "to_jsonb(working_copies)::text", has},
	{"notices (editors end or change them)", "notices", "title, body", has},
	{"pinned answers (approvers remove them)", "pins", "to_jsonb(pins)::text", has},
	{"accounts (auskunft user disable)", "accounts", "login, name", has},
	{"articles' files, by name and title (editors replace them)", "attachments", "name, title, added_by", has},
	{"changes of settings (cannot be changed)", "setting_changes", "value::text, who, why", has},
	{"audit log (cannot be changed)", "audit_log", "who, object, detail, why", has},
	{"runs of sources (gone when the source is removed)", "ingest_items", "key, item::text, problem", has},
	{"evaluations", "evaluations", "name, result::text", has},
}

// condition is true of rows in which one of the texts $1 stands, whatever its case and
// whether its umlauts are composed.
func (p place) condition() string {
	return fmt.Sprintf(p.has, `EXISTS (SELECT FROM unnest($1::text[]) wanted WHERE strpos(lower(normalize(concat_ws(E'\n', `+p.columns+`))), lower(normalize(wanted))) > 0)`)
}

// reader sees everything that is kept.
func (e *Eraser) reader(ctx context.Context) (auskunft.Reader, error) {
	all, err := e.db.Visibilities(ctx)
	return auskunft.Reader{}.With(all...).With("handovers", "signals", "articles", "gaps"), err
}

// Look says where the texts are and changes nothing. The error is auskunft.Invalid when one is
// too short to mean somebody.
func (e *Eraser) Look(ctx context.Context, texts []string) (report Report, err error) {
	if texts, err = clean(texts); err != nil {
		return report, err
	}
	reader, err := e.reader(ctx)
	if err != nil {
		return report, err
	}
	err = e.db.Read(ctx, reader, func(tx pgx.Tx) error {
		for _, part := range []struct {
			places []place
			found  *[]Found
		}{{people, &report.People}, {elsewhere, &report.Elsewhere}} {
			for _, p := range part.places {
				found := Found{What: p.what}
				if err := tx.QueryRow(ctx, `SELECT count(*) FROM `+p.table+` WHERE `+p.condition(), texts).Scan(&found.Rows); err != nil {
					return fmt.Errorf("%s: %w", p.table, err)
				}
				*part.found = append(*part.found, found)
			}
		}
		report.Documents, err = lookAtDocuments(ctx, tx, texts)
		return err
	})
	return report, err
}

// lookAtDocuments finds documents by their texts, titles and fields, by their originals as far
// as these are text, and by earlier versions.
func lookAtDocuments(ctx context.Context, tx pgx.Tx, texts []string) ([]Document, error) {
	in := func(columns string) string { return place{columns: columns, has: has}.condition() }
	rows, err := tx.Query(ctx, `
		SELECT d.id, d.title, s.name, d.url, d.visibility, now, versions FROM (
		       SELECT d.*, `+in("d.title, d.url, d.text, array_to_string(d.synonyms, ' ')")+`
		              OR EXISTS (SELECT FROM originals o WHERE o.document_id = d.id AND (`+in("o.extract::text")+`
		                         OR EXISTS (SELECT FROM unnest($1::text[]) wanted WHERE position(convert_to(wanted, 'UTF8') IN o.bytes) > 0)))
		              OR EXISTS (SELECT FROM services f WHERE f.document_id = d.id AND `+in("f.facts::text")+`)
		              OR EXISTS (SELECT FROM offices f WHERE f.document_id = d.id AND `+in("f.facts::text")+`) AS now,
		              (SELECT count(*) FROM versions v WHERE v.document_id = d.id AND `+in("v.title, v.text")+`) AS versions
		         FROM documents d) d
		  JOIN sources s ON s.id = d.source_id
		 WHERE now OR versions > 0 ORDER BY s.name, d.title, d.id`, texts)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Document])
}

// Erase erases what people wrote and the documents that are named, which must be among those
// that hold one of the texts. It returns what it has erased. why, which must not name the
// person, is in the audit log.
func (e *Eraser) Erase(ctx context.Context, texts []string, documents []int64, why string) (erased Report, err error) {
	if texts, err = clean(texts); err != nil {
		return erased, err
	}
	there, err := e.Look(ctx, texts)
	if err != nil {
		return erased, err
	}
	var whole, history []int64
	for _, id := range documents {
		i := slices.IndexFunc(there.Documents, func(d Document) bool { return d.ID == id })
		if i < 0 {
			return erased, auskunft.Errorf(auskunft.Invalid, "erase_document", "document %d holds none of the texts; nothing was erased", id)
		}
		d := there.Documents[i]
		erased.Documents = append(erased.Documents, d)
		if d.Now {
			whole = append(whole, id)
		} else {
			history = append(history, id)
		}
	}
	if len(documents) > 0 {
		if err := e.documents.EraseDocuments(ctx, whole, history); err != nil {
			return Report{}, err
		}
	}
	reader, err := e.reader(ctx)
	if err != nil {
		return erased, err
	}
	return erased, e.db.Write(ctx, reader, func(tx pgx.Tx) error {
		detail := []string{fmt.Sprintf("documents %d", len(documents))}
		for _, p := range people {
			tag, err := tx.Exec(ctx, `DELETE FROM `+p.table+` WHERE `+p.condition(), texts)
			if err != nil {
				return fmt.Errorf("%s: %w", p.table, err)
			}
			erased.People = append(erased.People, Found{p.what, tag.RowsAffected()})
			detail = append(detail, fmt.Sprintf("%s %d", p.what, tag.RowsAffected()))
		}
		return audit.Add(ctx, tx, audit.Entry{Who: audit.CommandLine, What: audit.TextErased, Detail: strings.Join(detail, ", "), Why: why})
	})
}

// clean drops empty texts and refuses such that are everywhere.
func clean(texts []string) (wanted []string, err error) {
	for _, text := range texts {
		text = strings.Join(strings.Fields(text), " ")
		switch n := utf8.RuneCountInString(text); {
		case n == 0:
		case n < minText || !utf8.ValidString(text) || strings.ContainsRune(text, 0):
			return nil, auskunft.Errorf(auskunft.Invalid, "erase_text", "%q is too short to mean somebody: give at least %d characters", text, minText)
		default:
			wanted = append(wanted, text)
		}
	}
	if len(wanted) == 0 {
		return nil, auskunft.Errorf(auskunft.Invalid, "erase_text", "nothing to look for: give what is to be erased, one text a line on standard input or as arguments")
	}
	return wanted, nil
}
