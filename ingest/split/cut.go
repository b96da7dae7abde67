package split

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/internal/german"
)

// What a cut costs, in code points of distance from the ideal size: nothing between
// paragraphs, more where it parts what is read together.
const (
	costInList     = 60
	costInBlock    = 150
	costAfterColon = 400
)

// candidate is a place where a section may be cut: behind the byte end.
type candidate struct {
	end  int
	cost int
}

// cut makes passages of the section's text.
func (s section) cut(text string) []auskunft.Passage {
	first, last := s.pieces[0], s.pieces[len(s.pieces)-1]
	size := last.End - first.Start
	var candidates []candidate
	if size > maxSize {
		candidates = s.candidates()
	}
	var passages []auskunft.Passage
	at, runes := first.from, first.Start // bytes, code points
	for at < last.to {
		end := last.to
		if size > maxSize {
			end = chooseEnd(text[at:last.to], at, size, candidates)
		}
		passage := s.passage(text[at:end], runes)
		passages = append(passages, passage)
		next := last.to - len(strings.TrimLeftFunc(text[end:last.to], unicode.IsSpace))
		moved := utf8.RuneCountInString(text[at:next])
		at, runes, size = next, runes+moved, size-moved
	}
	return passages
}

// passage fills in what the section and the block at the passage's start say.
func (s section) passage(text string, start int) auskunft.Passage {
	at := s.pieces[0]
	for _, p := range s.pieces {
		if p.Start > start {
			break
		}
		at = p
	}
	anchor := s.anchor
	if anchor == "" {
		anchor = at.Anchor
	}
	return auskunft.Passage{
		Headings: s.headings, Text: text, Start: start, End: start + utf8.RuneCountInString(text),
		Anchor: anchor, Page: at.Page, Field: s.field,
	}
}

// candidates are the ends of the section's sentences, in order. Lines of plain text that
// follow each other without an empty line are one run of sentences, since they may be
// hard-wrapped; every other block has its own.
func (s section) candidates() []candidate {
	var out []candidate
	for i := 0; i < len(s.pieces); {
		n := i + 1
		for n < len(s.pieces) && isSameRun(s.pieces[n-1], s.pieces[n]) {
			n++
		}
		first, last := s.pieces[i], s.pieces[n-1]
		run := first.text
		for _, p := range s.pieces[i+1 : n] {
			run += p.gap + p.text
		}
		for _, span := range german.Sentences(run) {
			c := candidate{end: first.from + span.End, cost: costInBlock}
			if c.end == last.to {
				c.cost = 0
				if n < len(s.pieces) && last.Kind == s.pieces[n].Kind && last.Kind != extract.Paragraph {
					c.cost = costInList
				}
			}
			if strings.HasSuffix(span.Of(run), ":") {
				c.cost = costAfterColon
			}
			out = append(out, c)
		}
		i = n
	}
	return out
}

func isSameRun(a, b piece) bool {
	return a.Kind == extract.Paragraph && b.Kind == extract.Paragraph && strings.Count(b.gap, "\n") < 2
}

// chooseEnd is where the passage that starts at byte at ends: the cheapest candidate
// around the size that cuts the rest, of size code points, into equal parts. Without a
// candidate in reach it is the last white space before maxSize.
func chooseEnd(rest string, at, size int, candidates []candidate) int {
	parts := (size + maxSize - 1) / maxSize
	ideal := size / parts
	least := min(minSize, ideal) * 3 / 4
	best, bestCost := 0, 0
	reached, runes := at, 0
	for _, c := range candidates {
		if c.end <= at {
			continue
		}
		runes += utf8.RuneCountInString(rest[reached-at : c.end-at])
		reached = c.end
		if runes > maxSize {
			break
		}
		if cost := c.cost + abs(runes-ideal); runes >= least && (best == 0 || cost < bestCost) {
			best, bestCost = c.end, cost
		}
	}
	if best > 0 {
		return best
	}
	return at + lastSpace(rest)
}

// lastSpace is the length in bytes of the first words of s with at most maxSize code
// points, or of its first maxSize code points when they are one word.
func lastSpace(s string) int {
	runes, space := 0, 0
	for i, r := range s {
		if runes == maxSize {
			if space > 0 {
				return space
			}
			return i
		}
		if (r == ' ' || r == '\n') && i > 0 {
			space = i
		}
		runes++
	}
	return len(s)
}

func abs(n int) int { return max(n, -n) }
