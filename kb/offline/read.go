package offline

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/retrieval/catalog"
)

//go:embed pages
var pages embed.FS

// text is one document as its page shows it.
type text struct {
	ID         int64
	Title      string
	kind       auskunft.DocumentKind
	Lang       string
	URL        string
	Source     string
	Visibility auskunft.Visibility
	Synonyms   []string
	ChangedAt  *time.Time
	CheckedAt  *time.Time
	Parts      []part
}

// part is a run of text under its headings.
type part struct {
	Headings []string
	Fresh    []string // those that the part before does not stand under
	Text     string
}

// File is where the page is in the folder, with slashes.
func (t text) File() string { return fmt.Sprintf("texte/%d.html", t.ID) }

// Kind is the document's kind in German.
func (t text) Kind() string { return kinds[t.kind] }

var kinds = map[auskunft.DocumentKind]string{
	auskunft.PageDocument: "Seite", auskunft.ServiceDocument: "Leistung", auskunft.OfficeDocument: "Amt",
	auskunft.OrdinanceDocument: "Ortsrecht", auskunft.WikiDocument: "Wiki", auskunft.ArticleDocument: "Artikel",
}

// Internal tells whether the public may not read it.
func (t text) Internal() bool { return t.Visibility != auskunft.Public }

// State is the newest date that is known of the text.
func (t text) State() *time.Time { return cmp.Or(t.CheckedAt, t.ChangedAt) }

func (t text) words() string { return strings.Join(t.Synonyms, ", ") }

func (t text) plain() string {
	var b strings.Builder
	for _, p := range t.Parts {
		if n := len(p.Headings); n > 0 {
			fmt.Fprintln(&b, p.Headings[n-1])
		}
		fmt.Fprintln(&b, p.Text)
	}
	return strings.TrimSpace(b.String())
}

// readTexts gives the documents that the reader sees at a time, by title.
func readTexts(ctx context.Context, db *postgres.DB, reader auskunft.Reader, now time.Time) (all []text, err error) {
	err = db.Read(ctx, reader, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT d.id, d.title, d.kind, d.lang, d.url, s.name, d.visibility, d.synonyms, d.changed_at, d.checked_at,
			       array_agg(p.body ORDER BY p.ordinal), array_agg(array_to_string(p.headings, E'\n') ORDER BY p.ordinal)
			  FROM documents d JOIN sources s ON s.id = d.source_id JOIN passages p ON p.document_id = d.id
			 WHERE `+postgres.Current("$1")+`
			 GROUP BY d.id, s.name`, now)
		if err != nil {
			return err
		}
		var t text
		var bodies, headings []string
		_, err = pgx.ForEachRow(rows, []any{&t.ID, &t.Title, &t.kind, &t.Lang, &t.URL, &t.Source, &t.Visibility, &t.Synonyms, &t.ChangedAt, &t.CheckedAt, &bodies, &headings}, func() error {
			t.Parts = parts(t.Title, bodies, headings)
			all = append(all, t)
			return nil
		})
		return err
	})
	slices.SortFunc(all, func(a, b text) int {
		return cmp.Or(strings.Compare(german(a.Title), german(b.Title)), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// parts joins passages under the same headings. A passage often begins with its heading, or the document's title.
func parts(title string, bodies, headings []string) []part {
	var all []part
	for i, body := range bodies {
		p := part{}
		if headings[i] != "" {
			p.Headings = strings.Split(headings[i], "\n")
		}
		p.Text = without(body, append([]string{title}, p.Headings...))
		if i > 0 && headings[i] == headings[i-1] {
			all[len(all)-1].Text += "\n\n" + p.Text
			continue
		}
		p.Fresh = p.Headings
		if len(all) > 0 {
			p.Fresh = p.Headings[common(p.Headings, all[len(all)-1].Headings):]
		}
		all = append(all, p)
	}
	return all
}

// without is a text without the first lines that are one of the headings.
func without(text string, headings []string) string {
	for {
		line, rest, _ := strings.Cut(text, "\n")
		if rest == "" || !slices.Contains(headings, line) {
			return text
		}
		text = strings.TrimLeft(rest, "\n")
	}
}

// common is how many headings two paths begin with alike.
func common(a, b []string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// german is the key by which German lists are sorted: umlauts stand with their vowels.
func german(title string) string {
	return strings.NewReplacer("ä", "a", "ö", "o", "ü", "u", "ß", "ss").Replace(strings.ToLower(title))
}

// office is one office as the list of phone numbers shows it.
type office struct{ *auskunft.OfficeFacts }

// readOffices gives the offices that the reader sees, by name.
func readOffices(ctx context.Context, db *postgres.DB, offices *catalog.Catalogue, reader auskunft.Reader, now time.Time) (all []office, err error) {
	var keys []string
	err = db.Read(ctx, reader, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT DISTINCT o.key FROM offices o JOIN documents d ON d.id = o.document_id
			 WHERE `+postgres.Current("$1"), now)
		if err == nil {
			keys, err = pgx.CollectRows(rows, pgx.RowTo[string])
		}
		return err
	})
	for _, key := range keys {
		if err != nil {
			return nil, err
		}
		var card *auskunft.Card
		if card, err = offices.Office(ctx, reader, key, now); card != nil {
			all = append(all, office{card.Office})
		}
	}
	slices.SortFunc(all, func(a, b office) int { return strings.Compare(german(a.Name), german(b.Name)) })
	return all, err
}
