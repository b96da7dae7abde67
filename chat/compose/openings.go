package compose

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"auskunft"
	"auskunft/chat/proof"
	"auskunft/internal/civil"
	"auskunft/internal/regex"
)

// maxOffices is how many offices of one name are told of: the town's two citizens' offices.
const maxOffices = 3

// openingsOf says what the task wants of offices or places: when the offices that the question names are open, those that are open on
// the task's day first. unlisted tells that one of them says nothing of that day.
func openingsOf(readings []*reading, task Task) (drafts []Draft, unlisted bool) {
	switch {
	case task.Place != 0:
		return placesOf(readings, task), false
	case task.Day.IsZero():
		return officesOf(readings, task), false
	}
	var closed []Draft
	offices := 0
	for _, r := range readings {
		if offices == maxOffices || !r.isNamed() {
			continue
		}
		said, is := r.openings(task)
		if len(said) == 0 {
			continue
		}
		offices++
		unlisted = unlisted || is == unknown
		if is == shut {
			closed = append(closed, said...)
		} else {
			drafts = append(drafts, said...)
		}
	}
	return append(drafts, closed...), unlisted
}

// officesOf tells what the task wants of the offices that the question names.
func officesOf(readings []*reading, task Task) (drafts []Draft) {
	offices := 0
	for _, r := range readings {
		if offices == maxOffices || len(task.Office) == 0 || !r.isNamed() {
			continue
		}
		r.wanted = task.Office
		var said []worded
		for _, field := range r.wantedRuns() {
			said = append(said, r.drafts(field, task.Hits)...)
		}
		for _, d := range r.named(said, task.Hits) {
			drafts = append(drafts, d.Draft)
		}
		offices += int(b2(len(said) > 0))
	}
	return drafts
}

// isNamed tells whether one of the page's names has every word of the question that says
// what it is about. A heading that repeats the title may say what else people call it: "Fachdienst
// Jugend und Familie (Jugendamt)". An office is also called by what it deals with.
func (r *reading) isNamed() bool {
	about := slices.DeleteFunc(slices.Clone(r.words), func(w Word) bool { return scaffold[w.Stem] })
	names := append([][]Word{r.title.words}, r.synonyms...)
	for _, u := range r.units {
		if u.lineStart && strings.HasPrefix(u.text, r.title.text) {
			names = append(names, u.words)
		}
	}
	if len(about) == 1 && anOffice.MatchString(about[0].Stem) && r.dealsWith() {
		return true
	}
	return len(about) > 0 && slices.ContainsFunc(names, func(name []Word) bool {
		return !slices.ContainsFunc(about, func(w Word) bool { return bestMatch(w, name) < ownWord && !meant(w, name) })
	})
}

// anOffice ends the stem of what people call an office: the "Steueramt" is the "Fachdienst Steuern und Abgaben".
var anOffice = regex.MustCompile(`amt$`)

// meant tells whether a name ends with another word for what is asked for: "Bücherei" is the
// "Stadtbibliothek".
func meant(w Word, name []Word) bool {
	return slices.ContainsFunc(w.Instead, func(other Other) bool {
		return utf8.RuneCountInString(other.Stem) > 4 && slices.ContainsFunc(name, func(have Word) bool { return strings.HasSuffix(have.Stem, other.Stem) })
	})
}

// state is what an office's page says of a day.
type state int

const (
	unknown state = iota // it says nothing
	open
	shut
)

// openings says when the page's office is open, in the words of its lines: of a closure that
// the task's day lies in, of its weekday, or of all days when these are asked for or the day is
// not among them. A public holiday has no weekday's openings.
func (r *reading) openings(task Task) ([]Draft, state) {
	hours := run{a: -1}
	line := -1
	for i, u := range r.units {
		if u.field != auskunft.FieldHours {
			continue
		}
		if hours.b = i; hours.a < 0 {
			hours.a = i
		}
		if closes(u.text, task.Day) {
			return []Draft{{Text: withColon(r.title.text) + " " + u.text, Quotes: r.quote(i, i, task.Hits)}}, shut
		}
		if line < 0 && civil.Holiday(task.Day) == "" && strings.HasPrefix(u.text, civil.Weekday(task.Day)+":") {
			line = i
		}
	}
	switch {
	case hours.a < 0:
		return nil, unknown
	case !task.Week && line >= 0:
		return r.opensOn(task, line)
	}
	var drafts []Draft
	for _, d := range r.named(r.drafts(hours, task.Hits), task.Hits) {
		drafts = append(drafts, d.Draft)
	}
	if task.Week {
		return drafts, open
	}
	return drafts, unknown
}

// opensOn words the line of one weekday.
func (r *reading) opensOn(task Task, line int) ([]Draft, state) {
	hours := strings.TrimPrefix(r.units[line].text, civil.Weekday(task.Day)+":")
	says, is := " geöffnet: ", open
	if !strings.ContainsAny(hours, "0123456789") {
		says, is = " ", shut
	}
	quotes := r.quote(line, line, task.Hits)
	said := Draft{Text: r.title.text + " – am " + civil.Weekday(task.Day) + says + strings.TrimSpace(hours), Quotes: quotes}
	if _, err := proof.Verify(said, task.Hits, task.Town); err != nil {
		said.Text = withColon(r.title.text) + " " + r.units[line].text
	}
	return []Draft{said}, is
}

// closes tells whether a line says that a day lies within a closure.
func closes(line string, day time.Time) bool {
	if !strings.HasPrefix(strings.ToLower(line), "geschlossen") {
		return false
	}
	dates := civil.Dates(line)
	return len(dates) > 0 && !day.Before(dates[0]) && !day.After(dates[len(dates)-1])
}
