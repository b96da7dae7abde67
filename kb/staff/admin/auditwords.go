package admin

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/internal/civil"
	"auskunft/kb/audit"
	"auskunft/kb/staff/frame"
)

// An entry is hashed as it was written, in the program's own words, so it is put into German
// only where people read it. A word that is not known here stays as it is.

// clock is who acts when the time for something has come.
const clock = "clock"

// separators stand between the parts of a detail; both arrows are read alike.
var separators = regexp.MustCompile(` -> | ?→ |, `)

// auditDetail is what changed, in German.
func (p *pages) auditDetail(e audit.Entry) string {
	switch e.What {
	case audit.LogExported:
		return p.exportedFilter(e.Detail)
	case audit.SourceRun:
		return p.auditParts(strings.ReplaceAll(e.Detail, " ", ", "))
	case audit.SettingChanged, audit.ChannelClosed, audit.ChannelOpened:
		from, to, ok := strings.Cut(e.Detail, " -> ")
		if !ok {
			return p.auditPart(e.Detail)
		}
		return p.auditPart(from) + " → " + p.auditPart(to)
	}
	return p.auditParts(e.Detail)
}

// auditParts puts each part of a detail into German; what somebody left empty is left out.
func (p *pages) auditParts(detail string) string {
	var b strings.Builder
	add := func(separator, part string) {
		if part = p.auditPart(part); part == "" {
			return
		}
		if separator != ", " {
			separator = " → "
		} else if b.Len() == 0 {
			separator = ""
		}
		b.WriteString(separator + part)
	}
	separator, from := ", ", 0
	for _, at := range separators.FindAllStringIndex(detail, -1) {
		if at[0] > from {
			add(separator, detail[from:at[0]])
		}
		separator, from = detail[at[0]:at[1]], at[1]
	}
	add(separator, detail[from:])
	return strings.TrimSpace(b.String())
}

// auditPart is one part: a word, a word with its value ("revision 3", "editor (finanzen", "closed: …"),
// a number of something ("3 of 4"), a time, or somebody's own words.
func (p *pages) auditPart(part string) string {
	word := func(s string) (string, bool) { return p.Lookup("detail_" + strings.ReplaceAll(s, " ", "_")) }
	if german, ok := word(strings.ReplaceAll(part, `"`, "")); ok {
		return german
	}
	if strings.HasPrefix(part, "department:") {
		return p.Visibility(auskunft.Visibility(part))
	}
	if t, err := time.Parse(time.DateTime, part); err == nil {
		return frame.Minute(t.In(civil.Berlin))
	}
	for _, between := range []string{": ", " ("} {
		if name, rest, ok := strings.Cut(part, between); ok {
			if german, ok := word(name); ok {
				return german + between + rest
			}
		}
	}
	name, value, ok := strings.Cut(part, " ")
	if !ok {
		return part
	}
	if german, ok := p.Lookup("detail_named_" + name); ok {
		return german + " " + strings.Trim(value, `"`)
	}
	unit, rest, _ := strings.Cut(value, " ")
	if _, err := strconv.Atoi(name); err == nil {
		if german, ok := p.Lookup("detail_counted_" + unit); ok {
			return strings.TrimSpace(name + " " + german + " " + rest)
		}
	}
	if last := strings.LastIndexByte(part, ' '); last > 0 { // "reports of staff 2"
		if german, ok := word(part[:last]); ok {
			return german + ": " + part[last+1:]
		}
	}
	return part
}

// exportedFilter is what of the log somebody took along, by the names of the filter's fields.
func (p *pages) exportedFilter(query string) string {
	values, err := url.ParseQuery(query)
	if err != nil {
		return query
	}
	var parts []string
	for _, name := range []string{"who", "what", "q", "from", "until"} {
		value := values.Get(name)
		switch name {
		case "what":
			if value != "" {
				value = p.eventName(audit.Event(value))
			}
		case "from", "until":
			if day, err := time.Parse(time.DateOnly, value); err == nil {
				value = day.Format("02.01.2006")
			}
		}
		if value != "" {
			parts = append(parts, p.Text("exported_"+name)+" "+value)
		}
	}
	return strings.Join(parts, ", ")
}
