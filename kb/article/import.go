package article

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest"
	"auskunft/ingest/extract"
	"auskunft/kb/article/markdown"
)

// Importable is a document that a draft can be made of.
type Importable struct {
	ID                       int64
	Title, Source, Lang, URL string
}

// mostImportable is how many documents are offered at once.
const mostImportable = 50

// Importable lists documents of other sources whose titles have all the words.
func (s *Store) Importable(ctx context.Context, by auskunft.Account, words string) (list []Importable, err error) {
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT d.id, d.title, s.name, d.lang, d.url FROM documents d JOIN sources s ON s.id = d.source_id
			 WHERE d.retired_at IS NULL AND s.name <> $1 AND NOT EXISTS (SELECT FROM unnest($2::text[]) w WHERE strpos(lower(d.title), w) = 0)
			 ORDER BY d.title, d.id LIMIT $3`, SourceName, strings.Fields(strings.ToLower(plain(words))), mostImportable)
		if err == nil {
			list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Importable])
		}
		return err
	})
	return list, err
}

// Import makes a draft of a document that somebody sees, of whatever source, and says what of
// it a text of the editors cannot have, which also stands in its history. The draft links to where it is from. What it says
// twice from then on is for the editors to settle: the original stays.
func (s *Store) Import(ctx context.Context, by Actor, document int64, t Template) (id int64, dropped []markdown.Dropped, err error) {
	o, err := s.pipeline.Reread(ctx, by.Reader(), document)
	if err != nil {
		return 0, nil, err
	}
	doc, dropped := converted(o)
	if o.Document.URL != "" {
		if to, ok := markdown.Address(o.Document.URL); ok {
			doc = append(doc, markdown.Block{Kind: markdown.Paragraph, Spans: []markdown.Span{{Text: "Übernommen von: "}, {Text: o.Document.Title, Link: to}}})
		}
	}
	d := o.Document
	text := Text{Title: cut(d.Title, MaxTitle), Body: doc.String(), Visibility: d.Visibility, Synonyms: d.Synonyms}
	if d.Service != nil {
		text.LeiKa, text.Situations = d.Service.LeiKa, d.Service.LifeEvents
	}
	if !d.ValidUntil.IsZero() {
		text.ValidUntil = &d.ValidUntil
	}
	lang, _, _ := strings.Cut(d.Lang, "-")
	by.Why = strings.TrimSpace(by.Why + " " + German.Left(dropped))
	id, err = s.Create(ctx, by, Seed{Template: t, Lang: lang, Text: text})
	return id, dropped, err
}

// converted is a document as a text of the editors: Markdown as it was written, everything
// else by the blocks that ingestion read.
func converted(o ingest.Original) (markdown.Doc, []markdown.Dropped) {
	if o.Format == "markdown" {
		_, body := extract.FrontMatter(o.Bytes)
		doc, dropped := markdown.Parse(string(body))
		if len(doc) > 0 && doc[0].Kind == markdown.Heading && strings.EqualFold(doc[0].Text(), o.Document.Title) {
			doc = doc[1:]
			dropped = slices.DeleteFunc(dropped, func(d markdown.Dropped) bool {
				return d.Code == "heading" && strings.EqualFold(d.Text, o.Document.Title)
			})
		}
		return doc, dropped
	}
	runes := []rune(o.Result.Text)
	top := 0 // level of the highest heading that is not the title
	for _, b := range o.Result.Blocks {
		if text := string(runes[b.Start:b.End]); b.Kind == extract.Heading && !strings.EqualFold(text, o.Document.Title) && (top == 0 || b.Level < top) {
			top = b.Level
		}
	}
	var doc markdown.Doc
	for _, b := range o.Result.Blocks {
		block := markdown.Block{Kind: markdown.Paragraph}
		text := string(runes[b.Start:b.End])
		switch b.Kind {
		case extract.Heading:
			if strings.EqualFold(text, o.Document.Title) {
				continue
			}
			block.Kind, block.Level = markdown.Heading, min(2+b.Level-top, 4)
		case extract.ListItem:
			marker := listed.FindString(text)
			block.Kind, block.Level, block.Ordered = markdown.Item, max(b.Level, 1), marker != "" && marker != "- "
			text = text[len(marker):]
		case extract.TableRow:
			block.Kind, block.Level = markdown.Item, 1 // a row says its columns itself
		}
		for i, line := range strings.Split(text, "\n") {
			if i > 0 {
				block.Spans = append(block.Spans, markdown.Span{Text: "\n"})
			}
			block.Spans = append(block.Spans, markdown.Span{Text: line})
		}
		doc = append(doc, block)
	}
	return markdown.Parse(doc.String())
}

// listed is the marker of an item.
var listed = regexp.MustCompile(`^(?:- |\d+\. )`)

func cut(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return s
}
