package compose

import (
	"slices"
	"strings"
	"time"

	"auskunft"
	"auskunft/chat/proof"
	"auskunft/internal/civil"
	"auskunft/retrieval"
)

// maxOffices is how many offices of one name are told of: the town's two citizens' offices.
const maxOffices = 3

// openingsOf says when the offices that the question names are open on a day.
func openingsOf(readings []*reading, day time.Time, hits []retrieval.Hit) []Draft {
	var drafts []Draft
	if day.IsZero() {
		return nil
	}
	for _, r := range readings {
		if d, ok := r.openings(day, hits); ok && r.isNamed() && len(drafts) < maxOffices {
			drafts = append(drafts, d)
		}
	}
	return drafts
}

// isNamed tells whether one of the page's names has every word of the question that says
// what it is about.
func (r *reading) isNamed() bool {
	about := slices.DeleteFunc(slices.Clone(r.words), func(w Word) bool { return scaffold[w.Stem] })
	return len(about) > 0 && slices.ContainsFunc(append([][]Word{r.title.words}, r.synonyms...), func(name []Word) bool {
		return !slices.ContainsFunc(about, func(w Word) bool { return bestMatch(w, name) < ownWord })
	})
}

// openings is the sentence that says when the page's office is open on a day, in the words
// of the line that says it: of a closure that the day lies in, else of its weekday. A public
// holiday has no weekday's openings. ok is false when no line is about the day.
func (r *reading) openings(day time.Time, hits []retrieval.Hit) (Draft, bool) {
	weekday := civil.Weekday(day) + ":"
	line := -1
	for i, u := range r.units {
		if u.field != auskunft.FieldHours {
			continue
		}
		if closes(u.text, day) {
			line = i
			break
		}
		if line < 0 && civil.Holiday(day) == "" && strings.HasPrefix(u.text, weekday) {
			line = i
		}
	}
	if line < 0 {
		return Draft{}, false
	}
	quotes := r.quote(line, line, hits)
	text := r.units[line].text
	if hours, ok := strings.CutPrefix(text, weekday); ok {
		open := " geöffnet: "
		if !strings.ContainsAny(hours, "0123456789") {
			open = " "
		}
		said := Draft{Text: r.title.text + " – am " + civil.Weekday(day) + open + strings.TrimSpace(hours), Quotes: quotes}
		if _, err := proof.Verify(said, hits); err == nil {
			return said, true
		}
	}
	return Draft{Text: withColon(r.title.text) + " " + text, Quotes: quotes}, true
}

// closes tells whether a line says that a day lies within a closure.
func closes(line string, day time.Time) bool {
	if !strings.HasPrefix(strings.ToLower(line), "geschlossen") {
		return false
	}
	dates := civil.Dates(line)
	return len(dates) > 0 && !day.Before(dates[0]) && !day.After(dates[len(dates)-1])
}
