package article

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"auskunft/chat/guard"
	"auskunft/ingest/finding/facts"
	"auskunft/internal/german"
	"auskunft/kb/article/markdown"
)

// Candidate is a text that is about to be published, with what is known about it elsewhere.
type Candidate struct {
	Text     Text
	Lang     string
	Template Template
	Dropped  []markdown.Dropped // of what somebody wrote or pasted
	Dead     []string           // addresses among its links that lead nowhere
	Missing  []string           // languages that it should be there in and is not
	Original string             // Markdown of what it translates; "": it is no translation
	Contrary []Contrary
	Now      time.Time
}

// Contrary is another published text that says something else.
type Contrary struct {
	Title, URL string
	Says       string // verbatim
	Own        string // what the candidate says, verbatim
}

// Problem is something to look at before a text is published. What a Code means, and what to
// do, is in the message file.
type Problem struct {
	Code string
	Stop bool              // it is not released like that; all others are a matter of judgement
	At   string            // a piece of the text, so that it can be found
	With map[string]string // what the message names
}

const (
	// longText is from how many words on a text needs headings: about a screen.
	longText = 250
	// goodLevel is the highest reading level that passes, in school years: what somebody with
	// the lowest school leaving certificate, after year 9 or 10, can follow.
	goodLevel = 10
	// levelWords is how many words a level needs to mean anything.
	levelWords = 50
)

// Check looks at a text as somebody should before it is published. It asks nobody.
func Check(c Candidate) []Problem {
	doc, dropped := markdown.Parse(c.Text.Body)
	problems := slices.Concat(checkTemplate(c, doc), checkTime(c), checkHeadings(doc), checkLinks(c, doc), checkTranslated(c, doc))
	for _, d := range append(dropped, c.Dropped...) {
		problems = append(problems, Problem{Code: "dropped_" + d.Code, At: d.Text})
	}
	if c.Lang == "de" {
		problems = slices.Concat(problems, checkLevel(doc), checkSources(doc))
	}
	for _, lang := range c.Missing {
		problems = append(problems, Problem{Code: "translation_missing", With: map[string]string{"lang": lang}})
	}
	for _, o := range c.Contrary {
		problems = append(problems, Problem{Code: "contradiction", At: o.Own, With: map[string]string{"title": o.Title, "url": o.URL, "says": o.Says}})
	}
	return problems
}

// checkTemplate finds what the template says in places that somebody has to fill.
func checkTemplate(c Candidate, doc markdown.Doc) (problems []Problem) {
	if len(doc) == 0 {
		return []Problem{{Code: "empty", Stop: true}}
	}
	template, _ := markdown.Parse(c.Template.Body())
	left := map[string]bool{}
	for _, b := range template {
		left[b.Text()] = b.Kind != markdown.Heading || strings.HasSuffix(b.Text(), "?") && c.Template == FAQ
	}
	for _, b := range doc {
		if text := b.Text(); left[text] && !emergency(text) {
			problems = append(problems, Problem{Code: "placeholder", Stop: true, At: text})
		}
	}
	return problems
}

// emergency lines of a template stay as they are.
func emergency(text string) bool { return strings.Contains(text, "112") }

// translatable is from how many words on a block is not the same in two languages.
const translatable = 4

// checkTranslated finds what a translation still says in the language of its original.
func checkTranslated(c Candidate, doc markdown.Doc) []Problem {
	original, _ := markdown.Parse(c.Original)
	said := map[string]bool{}
	for _, b := range original {
		said[b.Text()] = len(strings.Fields(b.Text())) >= translatable
	}
	for _, b := range doc {
		// An address and a number are the same in every language.
		if lang := guard.Language(b.Text()); said[b.Text()] && lang != "" && lang != c.Lang {
			return []Problem{{Code: "untranslated", Stop: true, At: cut(b.Text(), maxEntry)}}
		}
	}
	return nil
}

func checkTime(c Candidate) []Problem {
	if c.Text.ValidUntil != nil && !c.Text.ValidUntil.After(c.Now) {
		return []Problem{{Code: "over", Stop: true}}
	}
	return nil
}

func checkHeadings(doc markdown.Doc) (problems []Problem) {
	words, headings, above := 0, 0, 1
	seen := map[string]bool{}
	for i, b := range doc {
		if b.Kind != markdown.Heading {
			words += len(strings.Fields(b.Text()))
			continue
		}
		headings++
		text := b.Text()
		if b.Level > above+1 {
			problems = append(problems, Problem{Code: "heading_level", At: text})
		}
		if i+1 == len(doc) || doc[i+1].Kind == markdown.Heading && doc[i+1].Level <= b.Level {
			problems = append(problems, Problem{Code: "heading_empty", At: text})
		}
		if seen[strings.ToLower(text)] {
			problems = append(problems, Problem{Code: "heading_twice", At: text})
		}
		seen[strings.ToLower(text)], above = true, b.Level
	}
	if headings == 0 && words > longText {
		problems = append(problems, Problem{Code: "heading_missing", With: map[string]string{"words": strconv.Itoa(words)}})
	}
	return problems
}

// vague are texts of links that say nothing to somebody who hears only the links of a page.
var vague = []string{"hier", "klicken sie hier", "hier klicken", "mehr", "mehr dazu", "mehr erfahren", "mehr informationen", "weitere informationen",
	"weiter", "weiterlesen", "link", "dieser link", "website", "webseite", "seite", "pdf", "download", "here", "click here", "more", "read more"}

func checkLinks(c Candidate, doc markdown.Doc) (problems []Problem) {
	for _, link := range doc.Links() {
		said := strings.ToLower(strings.Trim(link.Text, " .:!?…»›>"))
		if slices.Contains(vague, said) || strings.HasPrefix(said, "http://") || strings.HasPrefix(said, "https://") {
			problems = append(problems, Problem{Code: "link_text", At: link.Text, With: map[string]string{"url": link.Link}})
		}
		if slices.Contains(c.Dead, link.Link) {
			problems = append(problems, Problem{Code: "link_dead", At: link.Text, With: map[string]string{"url": link.Link}})
		}
	}
	return problems
}

func checkLevel(doc markdown.Doc) []Problem {
	var text strings.Builder
	for _, b := range doc {
		text.WriteString(b.Text() + "\n")
	}
	level, ok := german.ReadingLevel(text.String())
	if !ok || len(strings.Fields(text.String())) < levelWords || level <= goodLevel {
		return nil
	}
	return []Problem{{Code: "reading_level", With: map[string]string{
		"level": strconv.Itoa(int(math.Round(level))), "good": strconv.Itoa(goodLevel),
	}}}
}

// checkSources finds sections that state amounts, periods or dates and link to nothing that
// says where they are from.
func checkSources(doc markdown.Doc) (problems []Problem) {
	for section := range sections(doc) {
		if len(section.Links()) > 0 {
			continue
		}
		for _, b := range section {
			text := b.Text()
			stated := facts.Read(text)
			i := slices.IndexFunc(stated, func(f facts.Fact) bool { return f.Kind == facts.Money || f.Kind == facts.Period || f.Kind == facts.Day })
			if i >= 0 {
				problems = append(problems, Problem{Code: "unsourced", At: text[stated[i].Start:stated[i].End]})
				break
			}
		}
	}
	return problems
}

// sections are the parts of a text that begin with a heading.
func sections(doc markdown.Doc) func(yield func(markdown.Doc) bool) {
	return func(yield func(markdown.Doc) bool) {
		from := 0
		for i := 1; i <= len(doc); i++ {
			if i == len(doc) || doc[i].Kind == markdown.Heading {
				if !yield(doc[from:i]) {
					return
				}
				from = i
			}
		}
	}
}
