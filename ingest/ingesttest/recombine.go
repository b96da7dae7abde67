// Package ingesttest writes documents for tests and benchmarks of ingestion, as many as wanted.
package ingesttest

import (
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"auskunft/ingest/extract"
	"auskunft/internal/sharedtest"
)

// piece is a paragraph or list item of a page.
type piece struct {
	text string
	item bool
}

// section is a heading and what stands below it.
type section struct {
	heading string
	pieces  []piece
}

// Recombined writes n documents into dir, in turns HTML pages with a website's frame and
// Markdown files, in folders of 100. Each has a title and two to six sections drawn, with
// a fixed seed, from the municipal pages of the shared data (omos-qa): real sentences in
// real sections, about as long as the pages themselves, no document twice.
func Recombined(t testing.TB, dir string, n int) {
	t.Helper()
	sections := sharedSections(t)
	random := rand.New(rand.NewPCG(1, uint64(n)))
	for i := range n {
		title := fmt.Sprintf("%s %d", sections[random.IntN(len(sections))].heading, i)
		drawn := make([]section, 2+random.IntN(5))
		for k := range drawn {
			drawn[k] = sections[random.IntN(len(sections))]
		}
		name, text := fmt.Sprintf("%03d/seite-%05d.html", i/100, i), asHTML(title, drawn)
		if i%2 == 1 {
			name, text = strings.TrimSuffix(name, "html")+"md", asMarkdown(title, drawn)
		}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// sharedSections reads the sections of all German pages.
func sharedSections(t testing.TB) []section {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(sharedtest.Folder(t, "omos-qa"), "pages", "*.de.pages.json"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no pages in omos-qa: %v", err)
	}
	var sections []section
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var pages []struct{ Title, Content string }
		if err := json.Unmarshal(b, &pages); err != nil {
			t.Fatal(err)
		}
		for _, page := range pages {
			result, err := extract.HTML([]byte(page.Content))
			if err != nil {
				t.Fatal(err)
			}
			sections = append(sections, cut(page.Title, result)...)
		}
	}
	return sections
}

// cut divides a page at its headings. Sections of a few words, such as lists of languages,
// are left out.
func cut(title string, result *extract.Result) []section {
	const fewest = 200 // bytes
	all := []section{{heading: title}}
	text := []rune(result.Text)
	for _, b := range result.Blocks {
		words := string(text[b.Start:b.End])
		last := &all[len(all)-1]
		switch b.Kind {
		case extract.Heading:
			all = append(all, section{heading: words})
		case extract.ListItem:
			last.pieces = append(last.pieces, piece{strings.TrimPrefix(words, "- "), true})
		default:
			last.pieces = append(last.pieces, piece{words, false})
		}
	}
	var long []section
	for _, s := range all {
		size := 0
		for _, p := range s.pieces {
			size += len(p.text)
		}
		if size >= fewest {
			long = append(long, s)
		}
	}
	return long
}

func asHTML(title string, sections []section) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=\"de\"><head><meta charset=\"utf-8\"><title>%s</title></head>\n<body><header><nav><ul>"+
		"<li><a href=\"/\">Startseite</a></li><li><a href=\"/kontakt\">Kontakt</a></li></ul></nav></header>\n<main><h1>%[1]s</h1>\n", html.EscapeString(title))
	for _, s := range sections {
		fmt.Fprintf(&b, "<h2>%s</h2>\n", html.EscapeString(s.heading))
		for i, p := range s.pieces {
			if p.item && (i == 0 || !s.pieces[i-1].item) {
				b.WriteString("<ul>\n")
			}
			tag := "p"
			if p.item {
				tag = "li"
			}
			fmt.Fprintf(&b, "<%s>%s</%s>\n", tag, html.EscapeString(p.text), tag)
			if p.item && (i == len(s.pieces)-1 || !s.pieces[i+1].item) {
				b.WriteString("</ul>\n")
			}
		}
	}
	b.WriteString("</main>\n<footer><p>Impressum · Datenschutz</p></footer></body></html>\n")
	return b.String()
}

func asMarkdown(title string, sections []section) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", title)
	for _, s := range sections {
		fmt.Fprintf(&b, "\n## %s\n\n", s.heading)
		for _, p := range s.pieces {
			if p.item {
				fmt.Fprintf(&b, "- %s\n", p.text)
			} else {
				fmt.Fprintf(&b, "\n%s\n\n", p.text)
			}
		}
	}
	return b.String()
}
