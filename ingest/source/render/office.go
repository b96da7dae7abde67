package render

import (
	"slices"
	"strings"
	"time"

	"auskunft"
	"auskunft/ingest/extract"
)

// week is the order in which people read days.
var week = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// Office writes an office: its description in Markdown, then hours, contact and address
// as fields of their own.
func Office(o *auskunft.Office, lang string, description []byte) (*extract.Result, []extract.FieldRange, error) {
	d := &Document{}
	d.Result.Lang = lang
	d.Title(o.Name)
	err := d.Field(auskunft.FieldDescription, "", func(b *extract.Builder) error {
		return b.Markdown(withoutTitle(description, o.Name))
	})
	d.office(o, "")
	return d.Done(), d.Fields, err
}

// OfficeTexts is Office for sources whose texts are HTML: FieldDescription, and FieldHours
// where hours are not structured.
func OfficeTexts(o *auskunft.Office, lang string, texts map[auskunft.Field]string) (*extract.Result, []extract.FieldRange, error) {
	d := &Document{}
	d.Result.Lang = lang
	d.Title(o.Name)
	err := d.Field(auskunft.FieldDescription, "", func(b *extract.Builder) error {
		return b.HTML(texts[auskunft.FieldDescription])
	})
	d.office(o, texts[auskunft.FieldHours])
	return d.Done(), d.Fields, err
}

// office writes the fields of an office.
func (d *Document) office(o *auskunft.Office, hours string) {
	l := languageOf(d.Result.Lang)
	if hours != "" {
		_ = d.Field(auskunft.FieldHours, l[string(auskunft.FieldHours)], func(b *extract.Builder) error { return b.HTML(hours) })
	} else {
		d.lines(auskunft.FieldHours, extract.ListItem, l.hours(o))
	}
	d.lines(auskunft.FieldContact, extract.ListItem, l.contact(o))
	d.lines(auskunft.FieldAddress, extract.Address, l.address(o))
	if o.Accessibility != "" {
		text := l.format("accessibility", o.Accessibility)
		_ = d.Field(auskunft.FieldAddress, "", func(b *extract.Builder) error { // writing a line cannot fail
			b.Add(extract.Block{Kind: extract.Paragraph}, text)
			return nil
		})
	}
}

// lines writes a field of lines: items of a list, or one block.
func (d *Document) lines(field auskunft.Field, kind extract.Kind, lines []string) {
	_ = d.Field(field, Heading(field, d.Result.Lang), func(b *extract.Builder) error { // writing lines cannot fail
		if kind != extract.ListItem {
			b.Add(extract.Block{Kind: kind}, strings.Join(lines, "\n"))
			return nil
		}
		for _, line := range lines {
			b.Add(extract.Block{Kind: kind, Level: 1}, "- "+line)
		}
		return nil
	})
}

// withoutTitle drops a first heading that repeats the office's name.
func withoutTitle(markdown []byte, name string) []byte {
	text := strings.TrimSpace(string(markdown))
	line, rest, _ := strings.Cut(text, "\n")
	if strings.TrimSpace(strings.TrimLeft(line, "# ")) == name {
		return []byte(rest)
	}
	return []byte(text)
}

// hours lists the days of the week, closed working days too, and the closures.
func (l language) hours(o *auskunft.Office) []string {
	if len(o.Hours) == 0 && len(o.Closures) == 0 {
		return nil
	}
	var lines []string
	for _, day := range week {
		var spans []string
		for _, h := range o.Hours {
			if h.Weekday == day {
				spans = append(spans, l.span(h))
			}
		}
		switch weekend := day == time.Saturday || day == time.Sunday; {
		case len(spans) > 0:
			lines = append(lines, l.weekday(day)+": "+strings.Join(spans, l["and"]))
		case !weekend && len(o.Hours) > 0:
			lines = append(lines, l.weekday(day)+": "+l["closed"])
		}
	}
	for _, c := range o.Closures {
		lines = append(lines, l.closure(c))
	}
	return lines
}

func (l language) span(h auskunft.Opening) string {
	s := l.format("span", strings.TrimPrefix(h.From, "0"), strings.TrimPrefix(h.To, "0"))
	if h.Note != "" {
		s += " (" + h.Note + ")"
	}
	return s
}

func (l language) closure(c auskunft.Closure) string {
	s := l.format("closed_on", l.date(c.From))
	if c.Until.After(c.From) {
		s = l.format("closed_from", l.date(c.From), l.date(c.Until))
	}
	if c.Reason != "" {
		s += ": " + c.Reason
	}
	return s
}

func (l language) contact(o *auskunft.Office) []string {
	var lines []string
	for _, phone := range o.Phones {
		lines = append(lines, l.format("phone", phone))
	}
	for _, entry := range []struct{ key, value string }{{"email", o.Email}, {"appointment", o.Appointment}, {"url", o.URL}} {
		if entry.value != "" {
			lines = append(lines, l.format(entry.key, entry.value))
		}
	}
	return lines
}

// address is how one writes it on an envelope; nil when there is neither street nor town.
func (l language) address(o *auskunft.Office) []string {
	town := strings.TrimSpace(o.PostalCode + " " + o.City)
	if o.Street == "" && o.PostalCode == "" {
		return nil
	}
	lines := []string{o.Name, o.Street, town}
	return slices.DeleteFunc(lines, func(s string) bool { return s == "" })
}
