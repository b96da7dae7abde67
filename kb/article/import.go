package article

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"auskunft/ingest"
	"auskunft/ingest/extract"
	"auskunft/kb/article/markdown"
)

// Import makes a draft of a document that somebody sees, of whatever source, and says what of
// it a text of the editors cannot have. The draft links to where it is from. What it says
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
