package civil

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/de"
)

var holidays = func() *cal.Calendar {
	c := &cal.Calendar{Cacheable: true}
	c.AddHoliday(de.HolidaysNI...)
	return c
}()

// Holiday is the name of the public holiday in Lower Saxony that a day is, "" when it is none.
func Holiday(day time.Time) string {
	if is, _, which := holidays.IsHoliday(day); is {
		return which.Name
	}
	return ""
}

var (
	weekdayNames = map[string]time.Weekday{"montag": time.Monday, "dienstag": time.Tuesday, "mittwoch": time.Wednesday,
		"donnerstag": time.Thursday, "freitag": time.Friday, "samstag": time.Saturday, "sonnabend": time.Saturday, "sonntag": time.Sunday}
	monthNames = map[string]time.Month{"januar": 1, "februar": 2, "märz": 3, "april": 4, "mai": 5, "juni": 6, "juli": 7,
		"august": 8, "september": 9, "oktober": 10, "november": 11, "dezember": 12}
	// feasts are days that people name and no calendar has.
	feasts = map[string]struct {
		month time.Month
		day   int
	}{"heiligabend": {12, 24}, "heilig abend": {12, 24}, "silvester": {12, 31}, "neujahr": {1, 1}, "zwischen den jahren": {12, 28},
		"zwischen den feiertagen": {12, 28}}
)

// partOfDay is said behind a day or as one word with it: "morgen früh", "Donnerstagnachmittag".
const partOfDay = `(?:früh|morgens?|vormittags?|mittags?|nachmittags?|abends?)`

// dayName is a day as people name it, with the words that lead to it and the part of it that is meant.
var dayName = regexp.MustCompile(`(?i)(?:^|[^\p{L}\d])((?:(?:am|an|zu|den|diesen|nächsten|kommenden) )?)(?:(heute|jetzt|gerade)|(übermorgen)|(morgen)|` +
	`((?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)s?)|` +
	`(heilig ?abend|silvester|neujahr|zwischen den (?:jahren|feiertagen))|(\d{1,2})\. ?(?:(\d{1,2}\.)|(januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)))((?:[ -]?` + partOfDay + `)?)(?:$|[^\p{L}\d-])`)

// noDay goes before the morning that is no tomorrow.
var noDay = regexp.MustCompile(`(?i)\b(guten|schönen|jeden|am|frühen) $`)

// IsEve tells whether a day is Christmas Eve or New Year's Eve: no public holiday, and yet much is closed.
func IsEve(day time.Time) bool {
	return day.Month() == time.December && (day.Day() == 24 || day.Day() == 31)
}

// Day finds the first day that a German text names, as it is meant at now, never one that is
// past: the next Saturday, today included, for "am Samstag". From start to end are the bytes
// that name it, with the part of the day; ok is false when none is named.
func Day(text string, now time.Time) (day time.Time, start, end int, ok bool) {
	now = now.In(Berlin)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, Berlin)
	for _, m := range dayName.FindAllStringSubmatchIndex(text, -1) {
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return strings.ToLower(text[m[2*i]:m[2*i+1]])
		}
		start, end = m[2], slices.Max(m[4:])
		switch {
		case group(2) != "":
			return today, start, end, true
		case group(3) != "":
			return today.AddDate(0, 0, 2), start, end, true
		case group(4) != "":
			if before := text[:m[8]]; noDay.MatchString(before) {
				continue
			}
			return today.AddDate(0, 0, 1), start, end, true
		case group(5) != "":
			wanted := weekdayNames[strings.TrimSuffix(group(5), "s")]
			return today.AddDate(0, 0, int(wanted-today.Weekday()+7)%7), start, end, true
		case group(6) != "":
			feast := feasts[group(6)]
			return coming(feast.month, feast.day, today), start, end, true
		default:
			number, _ := strconv.Atoi(group(7))
			month := monthNames[group(9)]
			if month == 0 {
				figure, _ := strconv.Atoi(strings.TrimSuffix(group(8), "."))
				month = time.Month(figure)
			}
			if number == 0 || number > 31 || month == 0 || month > 12 {
				continue
			}
			return coming(month, number, today), start, end, true
		}
	}
	return time.Time{}, 0, 0, false
}

// feastName is a day that no calendar has, with the words that lead to it.
var feastName = regexp.MustCompile(`(?i)(^|[^\p{L}\d])(?:(?:am|an|zu|den) )?(heilig ?abend|silvester|neujahr)($|[^\p{L}\d-])`)

// DateFeasts writes the days that no calendar has as texts about openings do: "am 31. Dezember" for "an Silvester".
func DateFeasts(text string) string {
	return feastName.ReplaceAllStringFunc(text, func(named string) string {
		m := feastName.FindStringSubmatch(named)
		feast := feasts[strings.ToLower(m[2])]
		for name, month := range monthNames {
			if month == feast.month {
				return fmt.Sprintf("%sam %d. %s%s", m[1], feast.day, strings.ToUpper(name[:1])+name[1:], m[3])
			}
		}
		return named
	})
}

var anyDay = regexp.MustCompile(`(?i)(?:^|\P{L})(?:(?:am|an) )?(?:wochenenden?|werktags|` + partOfDay + `)(?:$|\P{L})`)

// WithoutAnyDay leaves out of a text what names days or parts of them without saying which day it is: "nachmittags", "am Wochenende".
func WithoutAnyDay(text string) (rest string, named bool) {
	rest = anyDay.ReplaceAllString(text, " ")
	return rest, rest != text
}

// coming is the next such day, today included.
func coming(month time.Month, day int, today time.Time) time.Time {
	next := time.Date(today.Year(), month, day, 0, 0, 0, 0, Berlin)
	if next.Before(today) {
		next = next.AddDate(1, 0, 0)
	}
	return next
}

var fullDate = regexp.MustCompile(`(\d{1,2})\. (\p{Lu}\p{L}+) (\d{4})`)

// Dates are the days written out with their year in a German text: "24. Dezember 2026".
func Dates(text string) []time.Time {
	var days []time.Time
	for _, m := range fullDate.FindAllStringSubmatch(text, -1) {
		day, _ := strconv.Atoi(m[1])
		year, _ := strconv.Atoi(m[3])
		if month := monthNames[strings.ToLower(m[2])]; month != 0 {
			days = append(days, time.Date(year, month, day, 0, 0, 0, 0, Berlin))
		}
	}
	return days
}

// Weekday is the German name of a day's weekday.
func Weekday(day time.Time) string {
	return [...]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"}[day.Weekday()]
}
