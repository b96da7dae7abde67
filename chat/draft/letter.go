package draft

import (
	"fmt"
	"strings"

	"auskunft"
	"auskunft/chat/guard"
)

// Text is the reply as plain text: each sentence with the numbers of its sources, which stand at
// the end. Sentences from internal texts are left out unless internal is set.
func (r Reply) Text(internal bool) string {
	var b strings.Builder
	b.WriteString(strings.Join(r.Opening, "\n\n") + "\n")
	office := ""
	for _, m := range r.Matters {
		b.WriteString("\n")
		if len(r.Matters)+len(r.More) > 1 {
			b.WriteString(m.Heading() + "\n")
		}
		if m.Said != "" {
			b.WriteString(m.Said + "\n")
		}
		for _, s := range m.Sentences {
			if !s.Internal || internal {
				b.WriteString(s.Text + marks(s.Citations) + "\n")
			}
		}
		if line := officeLine(m.Office); line != office && line != "" {
			b.WriteString(line + "\n")
			office = line
		}
	}
	for _, gap := range r.gaps() {
		b.WriteString("\n" + gap + "\n")
	}
	b.WriteString("\n" + r.Closing[0] + "\n\n" + strings.Join(r.Closing[1:], "\n") + "\n")
	writeSources(&b, r.Citations, internal)
	return b.String()
}

// Heading names the question that a matter answers, as the reply does when there are several.
func (m Matter) Heading() string {
	return say("question", "{question}", guard.RemovePlaceholders(m.Question))
}

// gaps are the places that a person has to fill in.
func (r Reply) gaps() (gaps []string) {
	if len(r.Matters) == 0 {
		gaps = append(gaps, say("nothing"))
	}
	if len(r.More) > 0 {
		gaps = append(gaps, say("more", "{questions}", strings.Join(r.More, " ")))
	}
	return gaps
}

func officeLine(o *auskunft.OfficeFacts) string {
	if o == nil {
		return ""
	}
	parts := []string{o.Name}
	if o.Address != "" {
		parts = append(parts, o.Address)
	}
	if len(o.Phones) > 0 {
		parts = append(parts, say("phone", "{phones}", strings.Join(o.Phones, ", ")))
	}
	if o.Email != "" {
		parts = append(parts, o.Email)
	}
	return say("office", "{office}", strings.Join(parts, ", "))
}

func marks(citations []int) string {
	var b strings.Builder
	for _, n := range citations {
		fmt.Fprintf(&b, " [%d]", n)
	}
	return b.String()
}

func writeSources(b *strings.Builder, citations []auskunft.Citation, internal bool) {
	title := "\n" + say("sources") + "\n"
	for _, c := range citations {
		if c.Internal && !internal {
			continue
		}
		fmt.Fprintf(b, "%s[%d] %s", title, c.N, c.Title)
		if n := len(c.Headings); n > 0 && c.Headings[n-1] != c.Title {
			fmt.Fprintf(b, ", %s", c.Headings[n-1])
		}
		if c.URL != "" {
			fmt.Fprintf(b, ", %s", c.URL)
		}
		if c.Internal {
			fmt.Fprintf(b, " (%s)", say("internal_mark"))
		}
		b.WriteString("\n")
		title = ""
	}
}
