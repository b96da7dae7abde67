package facts

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

var money = regexp.MustCompile(amount + `(?:,[-–]+)?` + `(?:\s*(?:bis(?:\s+zu)?|[–-])\s*` + amount + `)?\s*(?:Euro|EUR|€)`)

// per reads the time that an amount is due for, right behind it.
var per = regexp.MustCompile(`^(?:\s+|\s*/\s*)(?:im|pro|je|jeden|in|einmal im)?\s*(?i:(Jahr|Kalenderjahr|Monat|Tag|Stunde|jährlich|monatlich|täglich|Quadratmeter|m²|Meter|Person))`)

func readMoney(sentence string) []Fact {
	var found []Fact
	for _, m := range money.FindAllStringSubmatchIndex(sentence, -1) {
		lo, hi, ok := numbers(group(sentence, m, 1), group(sentence, m, 2))
		if !ok || !startsWord(sentence, m[0]) || strings.HasPrefix(strings.TrimLeft(sentence[m[1]:], " "), "Mio") {
			continue
		}
		f := Fact{Kind: Money, Unit: "EUR", Lo: lo, Hi: hi, Start: m[0], End: m[1], Limit: limit(sentence[:m[0]])}
		if p := per.FindStringSubmatch(sentence[m[1]:]); p != nil {
			f.Per = periodOf(p[1])
		} else if p := before.FindStringSubmatch(sentence[:m[0]]); p != nil {
			f.Per = periodOf(p[1])
		}
		found = append(found, f)
	}
	return found
}

var before = regexp.MustCompile(`(?i)\b(jährlich|monatlich|täglich)[^,.;]{0,40}$`)

func periodOf(word string) string {
	switch w := strings.ToLower(word); w {
	case "jährlich", "kalenderjahr":
		return "jahr"
	case "monatlich":
		return "monat"
	case "täglich":
		return "tag"
	case "m²":
		return "quadratmeter"
	default:
		return w
	}
}

var period = regexp.MustCompile(amount + upTo + `\s*(Werktag|Arbeitstag|Kalendertag|Tag|Woche|Monat|Jahr)(?:en|e|n|s)?(?:[^\pL]|$)`)

// ages follow a number of years that is no period: "16 Jahre alt", "ab 16 Jahren".
var ages = regexp.MustCompile(`(?i)^\s*(?:alt|älter|jung|und\s+älter|oder\s+älter|oder\s+jünger)|^[^,.;]{0,30}\balt\b`)

func readPeriods(sentence string) []Fact {
	var found []Fact
	for _, m := range period.FindAllStringSubmatchIndex(sentence, -1) {
		lo, hi, ok := numbers(group(sentence, m, 1), group(sentence, m, 2))
		if !ok || !startsWord(sentence, m[0]) {
			continue
		}
		end := m[7] // of the unit's stem
		for end < len(sentence) && strings.ContainsRune("ens", rune(sentence[end])) {
			end++
		}
		f := Fact{Kind: Period, Lo: lo / 100, Hi: hi / 100, Start: m[0], End: end, Limit: limit(sentence[:m[0]])}
		switch unit := group(sentence, m, 3); unit {
		case "Werktag", "Arbeitstag":
			f.Unit = "wd"
		case "Woche":
			f.Unit, f.Lo, f.Hi = "d", f.Lo*7, f.Hi*7
		case "Monat":
			f.Unit = "mo"
		case "Jahr":
			if ages.MatchString(sentence[end:]) || f.Limit != Exactly && f.Lo >= 6 && !within.MatchString(sentence[:m[0]]) {
				continue // an age
			}
			f.Unit, f.Lo, f.Hi = "mo", f.Lo*12, f.Hi*12
		default:
			f.Unit = "d"
		}
		found = append(found, f)
	}
	return found
}

var within = regexp.MustCompile(`(?i)(?:innerhalb|binnen)\s+(?:von\s+)?$`)

const monthNames = `Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember`

var months = strings.Split(monthNames, "|")

// Month is the month of a German name, 0 for what is none.
func Month(name string) time.Month { return time.Month(slices.Index(months, name) + 1) }

// The numbers of days and months are those of the calendar; "31.12." without a year is a
// day as well.
var day = regexp.MustCompile(`(\d{1,2})\.\s*(?:(` + monthNames + `)(?:\s+(\d{4}))?|(\d{1,2})\.(?:\s?(\d{4}))?)`)

func readDays(sentence string) []Fact {
	var found []Fact
	for _, m := range day.FindAllStringSubmatchIndex(sentence, -1) {
		if m[0] > 0 && strings.ContainsAny(sentence[m[0]-1:m[0]], "0123456789.") {
			continue
		}
		d, _ := hundredths(group(sentence, m, 1))
		month, year := int64(Month(group(sentence, m, 2))), group(sentence, m, 3)
		if month == 0 {
			n, _ := hundredths(group(sentence, m, 4))
			month, year = n/100, group(sentence, m, 5)
		}
		if d /= 100; d < 1 || d > 31 || month < 1 || month > 12 {
			continue
		}
		found = append(found, Fact{Kind: Day, Unit: year, Lo: month*100 + d, Hi: month*100 + d, Start: m[0], End: m[1], Limit: limit(sentence[:m[0]])})
	}
	return found
}

var clock = regexp.MustCompile(`(\d{1,2})(?:[:.](\d{2}))?\s*(?:Uhr)?\s*(?:(?:bis|[–-])\s*(\d{1,2})(?:[:.](\d{2}))?\s*)?Uhr`)

func readClocks(sentence string) []Fact {
	var found []Fact
	for _, m := range clock.FindAllStringSubmatchIndex(sentence, -1) {
		lo, ok := minutes(group(sentence, m, 1), group(sentence, m, 2))
		if !ok || !startsWord(sentence, m[0]) {
			continue
		}
		hi := lo
		if g := group(sentence, m, 3); g != "" {
			if hi, ok = minutes(g, group(sentence, m, 4)); !ok || hi <= lo {
				continue
			}
		}
		found = append(found, Fact{Kind: Clock, Unit: "min", Lo: lo, Hi: hi, Start: m[0], End: m[1], Limit: limit(sentence[:m[0]])})
	}
	return found
}

func minutes(hour, minute string) (int64, bool) {
	h, ok := hundredths(hour)
	m, _ := hundredths(minute)
	h, m = h/100, m/100
	return h*60 + m, ok && h <= 24 && m < 60
}

var size = regexp.MustCompile(amount + upTo + `\s*(Zentimeter|Millimeter|Kilometer|Quadratmeter|Meter|Kilogramm|Gramm|Liter|Prozent|cm|mm|km|m²|m|kg|%)n?(?:[^\pL²]|$)`)

// sizes are the units in the smallest one that texts of an office use.
var sizes = map[string]struct {
	unit string
	of   int64 // per hundredth
}{
	"Millimeter": {"mm", 1}, "mm": {"mm", 1}, "Zentimeter": {"mm", 10}, "cm": {"mm", 10}, "Meter": {"mm", 1000}, "m": {"mm", 1000},
	"Kilometer": {"mm", 1e6}, "km": {"mm", 1e6}, "Quadratmeter": {"m²", 1}, "m²": {"m²", 1},
	"Gramm": {"g", 1}, "Kilogramm": {"g", 1000}, "kg": {"g", 1000}, "Liter": {"l", 1}, "Prozent": {"%", 1}, "%": {"%", 1},
}

func readSizes(sentence string) []Fact {
	var found []Fact
	for _, m := range size.FindAllStringSubmatchIndex(sentence, -1) {
		lo, hi, ok := numbers(group(sentence, m, 1), group(sentence, m, 2))
		if !ok || !startsWord(sentence, m[0]) {
			continue
		}
		u := sizes[group(sentence, m, 3)]
		found = append(found, Fact{Kind: Size, Unit: u.unit, Lo: lo * u.of, Hi: hi * u.of, Start: m[0], End: m[7], Limit: limit(sentence[:m[0]])})
	}
	return found
}

var (
	phone = regexp.MustCompile(`(?:\+49[\s/-]?\(?0?\)?[\s/-]?|\b0)[1-9]\d{1,4}[\s/)–-]*\d(?:[\d\s/–-]{2,14}\d)`)
	email = regexp.MustCompile(`[\pL\d._%+-]+@[\pL\d-]+(?:\.[\pL\d-]+)*\.\pL{2,}`)
)

func readContacts(sentence string) []Fact {
	var found []Fact
	for _, m := range phone.FindAllStringIndex(sentence, -1) {
		found = append(found, Fact{Kind: Phone, Text: Digits(sentence[m[0]:m[1]]), Start: m[0], End: m[1]})
	}
	for _, m := range email.FindAllStringIndex(sentence, -1) {
		found = append(found, Fact{Kind: Email, Text: strings.ToLower(sentence[m[0]:m[1]]), Start: m[0], End: m[1]})
	}
	return found
}

// Digits are the digits of a phone number as dialled inside the country.
func Digits(number string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
	if rest, ok := strings.CutPrefix(digits, "49"); ok && strings.HasPrefix(strings.TrimSpace(number), "+") {
		return "0" + strings.TrimPrefix(rest, "0")
	}
	return digits
}

var (
	fromWords  = regexp.MustCompile(`(?i)(?:\bab|\bab dem|mindestens|frühestens|wenigstens|mehr als|über|älter als|von mindestens)(?:\s+(?:dem|einem|einer|um|am))?\s*$`)
	untilWords = regexp.MustCompile(`(?i)(?:\bbis|\bbis zum|\bbis zu|höchstens|maximal|spätestens|längstens|innerhalb|binnen|weniger als|unter|vor)(?:\s+(?:zum|zu|von|einer|eines|um|am|dem|nach))*\s*$`)
)

// limitReach is how many bytes before a value can hold its limit.
const limitReach = 40

// limit reads the limit from the words before a value.
func limit(before string) Limit {
	if len(before) > limitReach {
		before = before[len(before)-limitReach:]
	}
	switch {
	case fromWords.MatchString(before):
		return From
	case untilWords.MatchString(before):
		return Until
	}
	return Exactly
}
