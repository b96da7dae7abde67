package extract

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/ledongthuc/pdf"
)

// bookmark is an entry of a document's outline.
type bookmark struct {
	title string
	level int // from 1
}

const (
	maxBookmarks     = 2000
	maxBookmarkLines = 4 // lines on a page that one entry may cover
)

// readOutline reads the bookmarks of a file in the order of its text.
func readOutline(first pdf.Value, level int, out []bookmark) []bookmark {
	for entry := first; entry.Kind() == pdf.Dict && len(out) < maxBookmarks && level <= 6; entry = entry.Key("Next") {
		out = append(out, bookmark{clean(entry.Key("Title").Text()), level})
		out = readOutline(entry.Key("First"), level+1, out)
	}
	return out
}

// squeeze is text without its white space and capitals, for comparisons.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, normalise(s))
}

// markOutline makes headings of the lines that bookmarks name, in their order. Of several
// places with the same words the first that looks like a heading is taken, else one with the
// same number; entries that stand nowhere are left out.
func (y pdfLayout) markOutline(lines []pdfLine, outline []bookmark) {
	texts := make([]string, len(lines))
	for i := range lines {
		texts[i] = squeeze(lines[i].text())
	}
	from := 0
	for _, b := range outline {
		title := squeeze(b.title)
		best, length, exact := -1, 0, false
		for i := from; i < len(lines) && title != ""; i++ {
			n := covers(texts[i:], title)
			if n == 0 {
				continue
			}
			looks := y.headingSize(&lines[i]) > 0
			same := strings.HasPrefix(title, texts[i]) // with its number
			if best < 0 || looks || same && !exact {
				best, length, exact = i, n, same
			}
			if looks {
				break
			}
		}
		if best < 0 {
			continue
		}
		for i := best; i < best+length; i++ {
			lines[i].outline, lines[i].first = b.level, i == best
		}
		from = best + length
	}
}

// ownNumber is a section's number, which only the outline or only the page may have.
var ownNumber = regexp.MustCompile(`^(?:\d{1,3}\.?)+`)

// covers is how many of the first texts together are title, numbers aside; 0 when they are
// not.
func covers(texts []string, title string) int {
	if !strings.HasPrefix(title, texts[0]) {
		texts = append([]string{ownNumber.ReplaceAllString(texts[0], "")}, texts[1:min(len(texts), maxBookmarkLines)]...)
		title = ownNumber.ReplaceAllString(title, "")
	}
	for n := range min(len(texts), maxBookmarkLines) {
		rest, ok := strings.CutPrefix(title, texts[n])
		switch {
		case !ok || texts[n] == "":
			return 0
		case rest == "":
			return n + 1
		}
		title = rest
	}
	return 0
}

// belowOutline moves the levels of headings that are known by their size alone to where the
// outline has headings of that size; smaller ones go below it.
func belowOutline(levels map[float64]int, lines []pdfLine) {
	deepest := 0
	for i := range lines {
		deepest = max(deepest, lines[i].outline)
	}
	if deepest == 0 {
		return
	}
	for size := range levels {
		level := min(deepest+1, 6)
		for i := range lines {
			if lines[i].outline > 0 && roundSize(lines[i].size) <= size {
				level = min(level, lines[i].outline)
			}
		}
		levels[size] = level
	}
}
