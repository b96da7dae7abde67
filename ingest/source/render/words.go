// Package render writes the texts of documents that are made of fields: a service's text
// modules, an office's hours and addresses. Structured sources share it, so that the same
// fact reads the same wherever it comes from.
package render

import (
	_ "embed"
	"fmt"
	"html"
	"strings"
	"time"

	"auskunft"
	"auskunft/internal/message"
)

//go:embed words.yaml
var wordsFile []byte

var words = message.Load[map[string]map[string]string]("words.yaml", wordsFile)

// language is a table of words. Texts in languages that have none get English headings.
type language map[string]string

// languageOf takes "de-simple" and "de-DE" for German.
func languageOf(lang string) language {
	base, _, _ := strings.Cut(lang, "-")
	if w, ok := words[base]; ok {
		return w
	}
	return words["en"]
}

// Heading is the title of a field in a text of the language lang.
func Heading(field auskunft.Field, lang string) string { return languageOf(lang)[string(field)] }

func (l language) format(key string, args ...any) string { return fmt.Sprintf(l[key], args...) }

func (l language) weekday(day time.Weekday) string { return l[strings.ToLower(day.String())] }

func (l language) date(t time.Time) string {
	month := t.Month().String()
	return strings.Replace(t.Format(l["date"]), month, l[strings.ToLower(month)], 1)
}

// Date is a day as one writes it out: "3. März 2026".
func Date(t time.Time, lang string) string { return languageOf(lang).date(t) }

// Word is a word or a sentence of words.yaml in the language lang, its gaps filled.
func Word(lang, key string, args ...any) string { return languageOf(lang).format(key, args...) }

// Responsible names a unit in a list of those that are responsible for something; partly
// says that it is for some districts only.
func Responsible(name string, partly bool, lang string) string {
	if !partly {
		return name
	}
	return languageOf(lang).format("partly", name)
}

// List is a list of plain texts as HTML.
func List(items []string) string {
	var b strings.Builder
	b.WriteString("<ul>")
	for _, item := range items {
		b.WriteString("<li>" + html.EscapeString(item) + "</li>")
	}
	return b.String() + "</ul>"
}
