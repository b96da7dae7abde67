package catalog

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"auskunft"
	"auskunft/internal/civil"
)

// weekdays in the order people read a week.
var weekdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// hours answers questions about an office's opening hours.
type hours struct{ office auskunft.Office }

// on lists the openings of a civil day, in order, and says why there are none.
func (h hours) on(day time.Time) (spans []auskunft.Opening, why string) {
	if reason, closed := h.office.ClosedOn(day); closed {
		return nil, reason
	}
	if holiday := civil.Holiday(day); holiday != "" {
		return nil, holiday
	}
	for _, o := range h.office.Hours {
		if o.Weekday == day.Weekday() {
			spans = append(spans, o)
		}
	}
	slices.SortFunc(spans, func(a, b auskunft.Opening) int { return strings.Compare(a.From, b.From) })
	return spans, ""
}

// today says in one line when the office is open on now's day.
func (h hours) today(now time.Time) string {
	spans, why := h.on(now)
	switch {
	case len(spans) > 0:
		return fmt.Sprintf(say.Today, spanList(spans))
	case why != "":
		return fmt.Sprintf(say.ClosedBecause, why)
	default:
		return say.Closed
	}
}

// openAt reports whether the office is open at now, and otherwise when it opens next, in
// words; "" when that is more than four weeks away.
func (h hours) openAt(now time.Time) (open bool, next string) {
	clock := now.Format("15:04")
	spans, _ := h.on(now)
	for _, o := range spans {
		if o.From <= clock && clock < o.To {
			return true, ""
		}
		if clock < o.From {
			return false, fmt.Sprintf(say.OpensToday, o.From)
		}
	}
	for days := 1; days <= 28; days++ {
		day := now.AddDate(0, 0, days)
		spans, _ := h.on(day)
		if len(spans) == 0 {
			continue
		}
		switch {
		case days == 1:
			return false, fmt.Sprintf(say.OpensTomorrow, spans[0].From)
		case days < 7:
			return false, fmt.Sprintf(say.OpensWeekday, say.weekday(day.Weekday()), spans[0].From)
		default:
			return false, fmt.Sprintf(say.OpensDate, say.weekday(day.Weekday()), day.Format("2.1."), spans[0].From)
		}
	}
	return false, ""
}

// week is the regular week, one line a day that has hours, Monday first.
func (h hours) week() []string {
	var lines []string
	for _, wd := range weekdays {
		var spans []auskunft.Opening
		for _, o := range h.office.Hours {
			if o.Weekday == wd {
				spans = append(spans, o)
			}
		}
		slices.SortFunc(spans, func(a, b auskunft.Opening) int { return strings.Compare(a.From, b.From) })
		if len(spans) > 0 {
			lines = append(lines, say.weekday(wd)+": "+spanList(spans))
		}
	}
	return lines
}

// spanList is "08:00–12:30 und 14:00–16:00 Uhr"; a note follows its span.
func spanList(spans []auskunft.Opening) string {
	parts := make([]string, len(spans))
	for i, o := range spans {
		parts[i] = o.From + "–" + o.To
		if i == len(spans)-1 {
			parts[i] += say.Clock
		}
		if o.Note != "" {
			parts[i] += " (" + o.Note + ")"
		}
	}
	return strings.Join(parts, say.And)
}
