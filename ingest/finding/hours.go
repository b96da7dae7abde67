package finding

import (
	"slices"
	"strings"
	"time"

	"auskunft"
	"auskunft/ingest/finding/facts"
	"auskunft/internal/german"
)

// hours compares the opening hours of offices with sentences of other documents that say when
// an office is open and name it, and no other office, by its full name.
func (x *comparer) hours() []pair {
	var offices []*document
	for _, d := range x.documents {
		if d.Office != nil && len(d.Office.Hours) > 0 && d.german() {
			offices = append(offices, d)
		}
	}
	if len(offices) == 0 {
		return nil
	}
	var pairs []pair
	for _, d := range x.documents {
		if d.Office != nil || !d.german() || d.record() {
			continue
		}
		last := -1
		for _, f := range d.facts {
			if f.Kind != facts.Clock || f.Hi == f.Lo || f.Sentence.Start == last {
				continue
			}
			last = f.Sentence.Start
			if p, ok := x.openingOf(d, f, offices); ok {
				pairs = append(pairs, p)
			}
		}
	}
	return pairs
}

// openWords mark a sentence about opening hours, not about a course or a phone.
var openWords = []string{"geöffnet", "Öffnungszeit", "öffnet", "hat auf", "offen", "Sprechzeit"}

func (x *comparer) openingOf(d *document, f facts.Fact, offices []*document) (pair, bool) {
	sentence := f.Sentence.Of(d.Text)
	if !slices.ContainsFunc(openWords, func(w string) bool { return strings.Contains(sentence, w) }) || len(sentence) > 400 {
		return pair{}, false
	}
	stated := facts.ReadHours(sentence)
	office := x.namedOffice(sentence, d.Title, offices)
	if office == nil || len(stated) == 0 || narrowest(office, d) == "" {
		return pair{}, false
	}
	days := differing(stated, office.Office)
	if len(days) == 0 {
		return pair{}, false
	}
	return pair{a: hoursStatement(office, days[0]), b: &statement{doc: d, fact: f}, score: 5, hours: weekdayList(days)}, true
}

// namedOffice is the only office whose name is in the sentence, or in the title and in part in
// the sentence.
func (x *comparer) namedOffice(sentence, title string, offices []*document) *document {
	words := x.stemsOf(sentence)
	var found *document
	for _, o := range offices {
		name := x.stemsOf(o.Office.Name)
		if len(name) == 0 || !words.hasAll(name) {
			continue
		}
		if found != nil && len(x.stemsOf(found.Office.Name)) == len(name) {
			return nil
		}
		if found == nil || len(x.stemsOf(found.Office.Name)) < len(name) {
			found = o
		}
	}
	return found
}

// differing are the weekdays on which an office is open at other times than stated.
func differing(stated facts.Hours, office *auskunft.Office) []time.Weekday {
	var days []time.Weekday
	for day := time.Sunday; day <= time.Saturday; day++ {
		spans, said := stated[day]
		if !said {
			continue
		}
		var have []facts.Span
		for _, o := range office.Hours {
			if o.Weekday == day {
				have = append(have, facts.Span{From: minute(o.From), To: minute(o.To)})
			}
		}
		if !slices.Equal(spans, have) {
			days = append(days, day)
		}
	}
	slices.SortFunc(days, func(a, b time.Weekday) int { return int((a+6)%7) - int((b+6)%7) })
	return days
}

// minute reads "08:30".
func minute(clock string) int64 {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return -1
	}
	return int64(t.Hour()*60 + t.Minute())
}

var weekdayText = [...]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"}

func weekdayList(days []time.Weekday) string {
	names := make([]string, len(days))
	for i, d := range days {
		names[i] = weekdayText[d]
	}
	return strings.Join(names, ", ")
}

// hoursStatement is the line of an office's text that has the hours of a day.
func hoursStatement(office *document, day time.Weekday) *statement {
	s := &statement{doc: office}
	for _, span := range german.Sentences(office.Text) {
		line := span.Of(office.Text)
		if strings.HasPrefix(line, weekdayText[day]+":") || strings.HasPrefix(line, "- "+weekdayText[day]+":") {
			s.fact = facts.Fact{Kind: facts.Clock, Start: span.Start, End: span.End, Sentence: span}
			return s
		}
	}
	s.fact = facts.Fact{Kind: facts.Clock}
	return s
}
