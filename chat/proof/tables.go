package proof

import (
	"slices"
	"strings"

	"auskunft"
	"auskunft/internal/regex"
	"auskunft/retrieval"
)

// A row of a table says what its cells say of what its columns are called by. It is read as sentences, one for each value:
// "Verkaufswagen je Tag | 28,00 Euro | 18,00 Euro" as "Verkaufswagen je Tag, Zone I: 28,00 Euro", and so on.

// cellEnd parts the cells of a row.
const cellEnd = " | "

var (
	valueCell  = regex.MustCompile(`(?i)^(?:\d+,\d\d\b.*|[^a-zäöü]*(?:€|euro|uhr|%|prozent)|\d{1,2}[:.]\d\d(?:\D.*)?|[\d()/ +-]{3,}|geschlossen|kostenlos|frei|gebührenfrei)$`)
	boundCell  = regex.MustCompile(`(?i)^(?:\d|bis|über|ab|unter|von|mindestens|höchstens|mehr|weniger)`)
	unitHead   = regex.MustCompile(`^(?:Einheit|Maßeinheit|je|pro)$`)
	numberHead = regex.MustCompile(`^(?:Nr\.?|Nummer|Lfd\. Nr\.)$`)
)

// tabled is a quote as it is read, and the head of the table it is from. Of the head itself nothing is left, unless it is
// quoted alone.
func tabled(c auskunft.Citation, hits []retrieval.Hit, alone bool) (quote, head string) {
	if !strings.Contains(c.Quote, cellEnd) {
		return c.Quote, ""
	}
	text, end := passageOf(c, hits)
	before := string([]rune(text)[:max(0, end-(c.End-c.Start))])
	lines := strings.Split(text, "\n")
	first := strings.Count(before, "\n")
	for first > 0 && strings.Contains(lines[first-1], cellEnd) {
		first--
	}
	var heads []string
	if cells := strings.Split(lines[first], cellEnd); !slices.ContainsFunc(cells, valueCell.MatchString) {
		heads, head = cells, lines[first]
	}
	var rows []string
	for line := range strings.SplitSeq(c.Quote, "\n") {
		switch cells := strings.Split(line, cellEnd); {
		case line == lines[first] && heads != nil:
			if alone {
				rows = append(rows, line)
			}
		case len(cells) == len(heads):
			rows = append(rows, sentences(cells, heads)...)
		default:
			rows = append(rows, sentences(cells, make([]string, len(cells)))...)
		}
	}
	return strings.Join(rows, "\n"), head
}

// sentences says each value of a row.
func sentences(cells, heads []string) []string {
	var labels, all []string
	unit := "" // that the values are counted by
	for i, cell := range cells {
		head := strings.TrimSpace(heads[i])
		switch {
		case i > 0 && (valueCell.MatchString(cell) || all != nil):
			if head != "" {
				head = ", " + head
			}
			all = append(all, strings.Join(labels, ", ")+head+": "+cell+unit)
		case unitHead.MatchString(head) && !boundCell.MatchString(cell):
			unit = " je " + strings.TrimPrefix(strings.TrimPrefix(cell, "je "), "pro ")
		case numberHead.MatchString(head):
		case boundCell.MatchString(cell) && head != "":
			labels = append(labels, head+" "+cell)
		default:
			labels = append(labels, cell)
		}
	}
	if all == nil {
		return []string{strings.Join(labels, ", ")}
	}
	return all
}
