package integreat

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"time"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/ingest/source/records"
)

// read makes a document of a page. above are the titles of the pages above it.
func read(n *records.Node, raw []byte, p *page, above []string) (source.Fetched, error) {
	doc := auskunft.Document{
		Kind: auskunft.PageDocument, Title: line(n.Text("title")), Lang: languageOf(p), URL: webAddress(n.Text("url")),
		ChangedAt: moment(n.Text("last_updated"), n.Text("modified_gmt")),
	}
	var b extract.Builder
	b.Result.Title, b.Result.Lang = doc.Title, doc.Lang
	b.Result.Meta = languages(n)
	content := n.Text("content")
	if strings.Contains(content, notTranslated) {
		b.Warn("not_translated", "The page says only that it does not exist in this language.")
		content = ""
	}
	breadcrumb := line(strings.Join(above, " › "))
	if breadcrumb != "" {
		b.Result.Meta["breadcrumb"] = breadcrumb
	}
	synonyms, err := writeContent(&b, breadcrumb, content)
	if err != nil {
		return source.Fetched{}, err
	}
	doc.Synonyms = synonyms
	for _, name := range []string{"path", "title", "parent"} {
		n.At(name)
	}
	n.At("parent").Skip("id", "url", "path")
	n.Skip("id", "excerpt", "order", "thumbnail", "hash", "organization", "embedded_offers")
	res := b.Done()
	doc.Text = res.Text
	known, skipped := n.Known("page")
	return source.Fetched{Document: doc, Original: raw, Format: "integreat", Result: res, Unknown: n.Unknown("page"), Known: known, Skipped: skipped}, nil
}

// notTranslated stands, with links to other languages, in pages that have no translation.
const notTranslated = "Die Seite existiert nicht in der ausgewählten Sprache"

// keywordLine is how editors note search words below a page.
var keywordLine = regexp.MustCompile(`(?i)^(?:schlagworte?|schlagwörter|keywords?)\s*:\s*(.*)$`)

// writeContent writes the breadcrumb as a heading and the page's content below it, but for
// its search words, which it returns. A page without a content gets no breadcrumb either.
func writeContent(b *extract.Builder, breadcrumb, content string) (synonyms []string, err error) {
	inner := extract.Builder{}
	inner.Result.Lang = b.Result.Lang
	if err := inner.HTML(content); err != nil {
		return nil, err
	}
	b.Result.Links = inner.Result.Links
	if inner.Mark() == 0 {
		return nil, nil
	}
	b.Add(extract.Block{Kind: extract.Heading, Level: 1}, breadcrumb)
	res := inner.Done()
	text := []rune(res.Text)
	for _, block := range res.Blocks {
		s := string(text[block.Start:block.End])
		if m := keywordLine.FindStringSubmatch(s); m != nil && block.Kind == extract.Paragraph {
			for word := range strings.FieldsFuncSeq(m[1], func(r rune) bool { return r == ',' || r == ';' }) {
				if word = strings.TrimSpace(word); word != "" {
					synonyms = append(synonyms, word)
				}
			}
			continue
		}
		if block.Kind == extract.Heading && block.Level == 1 {
			block.Level = 2 // the breadcrumb is above everything
		}
		b.Add(block, s)
	}
	return synonyms, nil
}

// line is a title on one line; titles may hold entities.
func line(s string) string { return strings.Join(strings.Fields(html.UnescapeString(s)), " ") }

// webAddress is an address that leads to a website, "" otherwise.
func webAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return s
}

// moment is the first of several times that can be read.
func moment(times ...string) time.Time {
	for _, s := range times {
		if t, err := time.Parse(time.RFC3339, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

var languageTag = regexp.MustCompile(`^[a-z]{2,3}(?:-[a-z0-9]{2,8})?$`)

// languageOf is the language in a page's path, "/town/de/page/", else in the file's name,
// "town.de.pages.json", else German. The system's "de-si" is simple German.
func languageOf(p *page) string {
	tag := "de"
	if parts := strings.Split(strings.ToLower(p.path), "/"); len(parts) > 2 && languageTag.MatchString(parts[2]) {
		tag = parts[2]
	} else if parts := strings.Split(strings.ToLower(p.record.File), "."); len(parts) > 2 && languageTag.MatchString(parts[1]) {
		tag = parts[1]
	}
	if tag == "de-si" {
		return "de-simple"
	}
	return tag
}

// languages are the other languages of a page and the keys of those pages.
func languages(n *records.Node) map[string]string {
	meta := map[string]string{}
	available := n.At("available_languages")
	for _, lang := range available.Fields() {
		if path := available.Text(lang, "path"); path != "" {
			meta["language."+strings.ToLower(lang)] = path
		}
		available.At(lang).Skip("id", "url")
	}
	return meta
}
