package split

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"auskunft"
	"auskunft/ingest/extract"
)

// mark is what a piece means for the structure around it.
type mark struct {
	rank      int    // of a heading: smaller is further out; 0 for text
	joins     bool   // a heading that is the second line of the one before it
	starts    bool   // text that starts a section of its own: a numbered paragraph
	section   string // "§ 5", "Artikel 2", at its heading
	paragraph string // "2", at the start of "(2) …"
	leaves    bool   // a heading outside the numbered sections: "Anlage 1"
}

// Ranks of headings: those a format marks have ten times their level. Parts and annexes
// stand a little above others of their level, numbered sections a little below, since
// files in which all are bold give them the same. Those that no format marks come last.
const (
	rankPart    = 69 // "II. Abschnitt", "Anlage 1"
	rankSection = 71 // "§ 5 Höhe der Steuer"
)

var (
	sectionLine   = regexp.MustCompile(`^(?:(§)\s*(\d{1,3}\s?[a-z]?)|(Artikel|Art\.)\s*(\d{1,3}|[IVX]{1,5}))(?:$|[\s:.–-]+)(.*)$`)
	partLine      = regexp.MustCompile(`^(?:(?:[IVX]{1,5}|\d{1,2}|[A-H])\.?\s*|(?:Erste|Zweite|Dritte|Vierte|Fünfte|Sechste|Siebte|Achte)[rs]\s+)?(?:Teil|Abschnitt|Kapitel|TEIL|ABSCHNITT|KAPITEL)(?:\s+(?:[IVX]{1,5}|\d{1,2}|[A-H]))?(?:$|[\s:.–-].*)`)
	annexLine     = regexp.MustCompile(`^(?:Anlagen?|Anhang|ANLAGEN?|ANHANG|Gebührenverzeichnis|Gebührentarif|Kostenverzeichnis|Inhaltsverzeichnis|Inhaltsübersicht|Präambel|Ausfertigungsvermerk|Bekanntmachungsvermerk)(?:$|[\s:].{0,90}$)`)
	paragraphLine = regexp.MustCompile(`^\(\s?(\d{1,2}\s?[a-z]?)\s?\)(?:\s|$)`)
	contentsLine  = regexp.MustCompile(`(?i)^Inhalts(verzeichnis|übersicht)\s*:?$`)
	preambleLine  = regexp.MustCompile(`^(?i:Präambel|Aufgrund|Auf Grund)(?:\s|$)`)
	leaders       = regexp.MustCompile(`(?:\.\s?){4,}|…`)
	trailingPage  = regexp.MustCompile(`\s\d{1,3}$`)
)

const maxTitle = 140 // code points of a section's title line

// autoLaw is how many sections in ascending order make a text one that is cut like law.
const autoLaw = 3

// marks reads the structure of pieces: what their format marks as headings and, in
// texts that count their sections, § and paragraphs.
func marks(pieces []piece, kind auskunft.DocumentKind) []mark {
	out := make([]mark, len(pieces))
	for i, p := range pieces {
		if p.Kind == extract.Heading {
			out[i].rank = 10 * max(p.Level, 1)
		}
	}
	heads := sectionHeads(pieces)
	if kind != auskunft.OrdinanceDocument && ascending(heads) < autoLaw {
		return out
	}
	for i, head := range heads {
		switch {
		case head != nil:
			out[i].section = head.name
			out[i].rank = rankOf(out[i].rank+1, rankSection)
			if head.title == "" && i+1 < len(pieces) && heads[i+1] == nil && isTitle(pieces, i+1) {
				out[i+1] = mark{rank: out[i].rank, joins: true}
			}
		case out[i].joins:
		case isOutside(pieces[i]):
			out[i].leaves = true
			out[i].rank = rankOf(out[i].rank-1, rankPart)
		case out[i].rank == 0:
			if m := paragraphLine.FindStringSubmatch(pieces[i].text); m != nil {
				out[i].starts, out[i].paragraph = true, strings.ReplaceAll(m[1], " ", "")
			}
		}
	}
	return out
}

// rankOf is the rank of a marked heading, or the other one when the format marked none.
func rankOf(marked, unmarked int) int {
	if marked <= 1 {
		return unmarked
	}
	return marked
}

// sectionHead is the line that starts a numbered section.
type sectionHead struct {
	name   string // "§ 5a", "Artikel 2"
	number int    // 5; 0 for Roman numerals
	title  string
	listed bool // with leaders or a page number: an entry of a table of contents
}

// sectionHeads finds the headings of numbered sections, by piece. Entries of a table of
// contents look the same: they stand below its title, have a page number, or come one
// after the other and again later.
func sectionHeads(pieces []piece) []*sectionHead {
	heads := make([]*sectionHead, len(pieces))
	last := map[string]int{}
	for i := range pieces {
		if head := parseHead(pieces, i); head != nil {
			heads[i] = head
			last[head.name] = i
		}
	}
	listed := make([]bool, len(pieces))
	for i, head := range heads {
		if head != nil {
			alone := i+1 == len(heads) || heads[i+1] != nil
			listed[i] = listed[i] || head.listed || alone && last[head.name] > i
		}
		if contentsLine.MatchString(pieces[i].text) {
			markContents(pieces, heads, listed, i+1)
		}
	}
	for i := range heads {
		if listed[i] {
			heads[i] = nil
		}
	}
	return heads
}

// markContents marks the entries of a table of contents from piece i on: up to a section
// that it has already named, or a piece too long for an entry.
func markContents(pieces []piece, heads []*sectionHead, listed []bool, i int) {
	seen := map[string]bool{}
	for ; i < len(pieces); i++ {
		text := pieces[i].text
		if utf8.RuneCountInString(text) > maxTitle || preambleLine.MatchString(text) {
			return
		}
		if heads[i] == nil {
			continue
		}
		if seen[heads[i].name] {
			return
		}
		seen[heads[i].name] = true
		listed[i] = true
	}
}

// parseHead reads piece i as the heading of a numbered section; nil when it is a
// sentence that merely starts with a reference.
func parseHead(pieces []piece, i int) *sectionHead {
	p := pieces[i]
	line, _, _ := strings.Cut(p.text, "\n")
	m := sectionLine.FindStringSubmatch(line)
	if m == nil || utf8.RuneCountInString(p.text) > maxTitle {
		return nil
	}
	head := &sectionHead{title: strings.TrimSpace(m[5])}
	head.listed = leaders.MatchString(line) || trailingPage.MatchString(head.title)
	if m[1] != "" {
		number := strings.Join(strings.Fields(m[2]), "")
		head.name = "§ " + number
		head.number, _ = strconv.Atoi(strings.TrimRightFunc(number, unicode.IsLetter))
	} else {
		head.name = "Artikel " + m[4]
		head.number, _ = strconv.Atoi(m[4])
	}
	if p.Kind != extract.Heading && (!titleLike(head.title) || i > 0 && !isFinished(pieces[i-1], p)) {
		return nil
	}
	return head
}

// titleLike says whether s, behind "§ 5", can be its title: not the rest of a sentence.
func titleLike(s string) bool {
	if s == "" {
		return true
	}
	first, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsUpper(first) && !strings.ContainsRune("([„\"", first) {
		return false
	}
	word, _, _ := strings.Cut(s, " ")
	switch strings.TrimRight(word, ".,") {
	case "Abs", "Absatz", "Absätze", "Nr", "Nummer", "Satz", "Ziff", "Ziffer", "S", "Buchst", "Buchstabe", "Satzung":
		return false
	}
	return leaders.MatchString(s) || !strings.ContainsRune(".,;", rune(s[len(s)-1]))
}

// isFinished says whether the text before a piece does not run on into it.
func isFinished(before, p piece) bool {
	if before.Kind == extract.Heading || strings.Count(p.gap, "\n") > 1 || strings.Contains(p.gap, "\f") {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(before.text)
	return strings.ContainsRune(".:;)\"“”!?", last) || utf8.RuneCountInString(before.text) < 50
}

// isTitle says whether piece i can be the title below a line "§ 5".
func isTitle(pieces []piece, i int) bool {
	p := pieces[i]
	if p.Kind == extract.Heading {
		return true
	}
	if p.Kind != extract.Paragraph || utf8.RuneCountInString(p.text) > 100 || paragraphLine.MatchString(p.text) {
		return false
	}
	if i+1 < len(pieces) && isSameRun(p, pieces[i+1]) {
		next, _ := utf8.DecodeRuneInString(pieces[i+1].text)
		if unicode.IsLower(next) || unicode.IsDigit(next) {
			return false // the first line of a paragraph
		}
	}
	first, _ := utf8.DecodeRuneInString(p.text)
	return (unicode.IsUpper(first) || first == '(') && !strings.ContainsRune(".:;,", rune(p.text[len(p.text)-1]))
}

// isOutside says whether a piece heads a part, an annex or another text that no § is in.
func isOutside(p piece) bool {
	if utf8.RuneCountInString(p.text) > 100 || strings.HasSuffix(p.text, ".") || strings.HasSuffix(p.text, ",") {
		return false
	}
	return partLine.MatchString(p.text) || annexLine.MatchString(p.text)
}

// ascending counts the sections that come in the order of their numbers.
func ascending(heads []*sectionHead) int {
	count, last := 0, 0
	for _, head := range heads {
		if head != nil && head.number > last {
			count, last = count+1, head.number
		}
	}
	return count
}

// citation is where in the law a piece stands.
type citation struct{ section, paragraph string }

func (c *citation) enter(m mark) {
	switch {
	case m.section != "":
		*c = citation{section: m.section}
	case m.leaves:
		*c = citation{}
	case m.paragraph != "":
		c.paragraph = m.paragraph
	}
}

// String is "§ 5 Abs. 2", "§ 5", or "" outside the numbered sections.
func (c citation) String() string {
	if c.section == "" || c.paragraph == "" {
		return c.section
	}
	return c.section + " Abs. " + c.paragraph
}
