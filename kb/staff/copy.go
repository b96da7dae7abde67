package staff

import (
	"fmt"
	"slices"
	"strings"

	"auskunft"
	"auskunft/internal/civil"
)

// withoutInternal is the answer as it may be given away: without any sentence that rests on
// internal text, wholly or in part, and with its citations numbered anew. Cards are left out.
func withoutInternal(a auskunft.Answer) auskunft.Answer {
	kept := auskunft.Answer{GeneratedAt: a.GeneratedAt, GeneratedBy: a.GeneratedBy, Message: a.Message}
	numbers := map[int]int{} // new ones by old ones
	citation := map[int]auskunft.Citation{}
	for _, c := range a.Citations {
		citation[c.N] = c
	}
	for _, s := range a.Sentences {
		if len(s.Citations) == 0 || slices.ContainsFunc(s.Citations, func(n int) bool { return citation[n].Internal || citation[n].N == 0 }) {
			continue
		}
		told := auskunft.Sentence{Text: s.Text}
		for _, n := range s.Citations {
			if numbers[n] == 0 {
				numbers[n] = len(kept.Citations) + 1
				c := citation[n]
				c.N = numbers[n]
				kept.Citations = append(kept.Citations, c)
			}
			told.Citations = append(told.Citations, numbers[n])
		}
		kept.Sentences, kept.Note = append(kept.Sentences, told), a.Note
	}
	return kept
}

// plainText is an answer for a letter or a mail: its sentences with numbers, the sources with
// address and date behind them, and who put it together. "" when there is nothing to say.
func (p *pages) plainText(a auskunft.Answer) string {
	var b strings.Builder
	if a.Message != "" {
		b.WriteString(a.Message + "\n")
	}
	for _, s := range a.Sentences {
		lines := strings.Split(s.Text, "\n")
		for i, line := range lines {
			if len(lines) > 1 && !(i == 0 && strings.HasSuffix(line, ":")) {
				b.WriteString("– ")
			}
			b.WriteString(line)
			if i == len(lines)-1 {
				for _, n := range s.Citations {
					fmt.Fprintf(&b, " [%d]", n)
				}
			}
			b.WriteByte('\n')
		}
	}
	if a.Note != "" {
		b.WriteString(a.Note + "\n")
	}
	if len(a.Citations) == 0 {
		return b.String()
	}
	b.WriteString("\n" + p.Text("copy_sources") + "\n")
	for _, c := range a.Citations {
		b.WriteString(p.plainSource(c))
	}
	fmt.Fprintf(&b, "\n"+p.Text("copy_made")+"\n", civil.Date(a.GeneratedAt), p.Town())
	return b.String()
}

func (p *pages) plainSource(c auskunft.Citation) string {
	line := fmt.Sprintf("[%d] %s", c.N, c.Title)
	if place := p.Place(c.Title, c.Headings, c.Anchor, c.Page); place != "" {
		line += ", " + place
	}
	checked := p.Text("copy_unchecked")
	if c.CheckedAt != nil {
		checked = fmt.Sprintf(p.Text("copy_checked"), civil.Date(*c.CheckedAt))
	}
	line += " (" + checked + ")"
	if c.Internal {
		line += " – " + p.Text("copy_internal")
	}
	if c.URL != "" {
		line += "\n    " + c.URL
	}
	return line + "\n"
}
