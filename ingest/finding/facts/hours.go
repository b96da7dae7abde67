package facts

import (
	"regexp"
	"strings"
	"time"
)

// Span is an opening time on one weekday, in minutes after midnight.
type Span struct{ From, To int64 }

// Hours are the opening times that a text states. A weekday that it does not mention is not
// in it; one that it calls closed is there without spans.
type Hours map[time.Weekday][]Span

const weekdayNames = `montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag`

var (
	weekdayOf = map[string]time.Weekday{
		"montag": time.Monday, "dienstag": time.Tuesday, "mittwoch": time.Wednesday, "donnerstag": time.Thursday,
		"freitag": time.Friday, "samstag": time.Saturday, "sonnabend": time.Saturday, "sonntag": time.Sunday,
	}
	weekdays = regexp.MustCompile(`(?i)\b(` + weekdayNames + `)s?(?:\s*(?:bis|[–-])\s*(` + weekdayNames + `)s?)?`)
	closed   = regexp.MustCompile(`(?i)geschlossen`)
	joins    = regexp.MustCompile(`^(?:\s*,?\s*(?:und|sowie)?\s*)$`)
)

// ReadHours reads the opening times of a sentence: "montags bis freitags von 9 bis 17 Uhr
// und sonnabends von 8 bis 14 Uhr".
func ReadHours(sentence string) Hours {
	hours := Hours{}
	marks := weekdays.FindAllStringSubmatchIndex(sentence, -1)
	var days []time.Weekday
	for i, m := range marks {
		end := len(sentence)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		days = append(days, daysOf(group(sentence, m, 1), group(sentence, m, 2))...)
		rest := sentence[m[1]:end]
		if i+1 < len(marks) && joins.MatchString(rest) {
			continue // "dienstags und donnerstags von 8 bis 16 Uhr"
		}
		var spans []Span
		for _, c := range readClocks(rest) {
			if c.Hi > c.Lo {
				spans = append(spans, Span{c.Lo, c.Hi})
			}
		}
		if len(spans) > 0 || closed.MatchString(rest) {
			for _, d := range days {
				hours[d] = append(hours[d], spans...)
			}
		}
		days = nil
	}
	return hours
}

func daysOf(first, last string) []time.Weekday {
	from := weekdayOf[strings.ToLower(first)]
	days := []time.Weekday{from}
	if last == "" {
		return days
	}
	for d := from; d != weekdayOf[strings.ToLower(last)]; {
		d = (d + 1) % 7
		days = append(days, d)
	}
	return days
}
