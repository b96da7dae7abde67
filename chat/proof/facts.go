package proof

import (
	"regexp"
	"strconv"
	"strings"
)

// A fact is something a sentence must not get wrong: a link, a date, a time, a phone
// number, an amount. Facts are compared by value, so "120,00 Euro" is "120 €" and
// "1. März 2025" is "01.03.2025".
type fact struct {
	kind  factKind
	value string // canonical
	unit  string // of a number: "eur", "percent", "day", …; "" when it stands alone
	text  string // as written
}

type factKind int

const (
	linkFact factKind = iota
	mailFact
	dateFact // value "2025-03-01", "-03-01" without a year
	timeFact // value "8:00"
	phoneFact
	numberFact
	dayFact // a weekday or a month by name
)

var (
	mailPattern  = regexp.MustCompile(`[\p{L}\d._%+-]+@[\p{L}\d.-]+\.\p{L}{2,}`)
	linkPattern  = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://[^\s<>"]+|\bwww\.[^\s<>"]+|\b(?:mailto|javascript|data|tel):[^\s<>"]+`)
	hostPattern  = regexp.MustCompile(`\b[\p{L}\d-]{2,}(?:\.[\p{L}\d-]{2,})*\.[a-z]{2,}(?:/[^\s<>"]*)?`)
	datePattern  = regexp.MustCompile(`\b(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4}|\d{2})\b)?|\b(\d{4})-(\d{2})-(\d{2})\b`)
	monthPattern = regexp.MustCompile(`(?i)\b(\d{1,2})\.\s?(januar|jänner|jan|februar|feb|märz|mrz|april|apr|mai|juni|jun|juli|jul|august|aug|september|sept|sep|oktober|okt|november|nov|dezember|dez)\b\.?(?:\s?(\d{4}))?`)
	timePattern  = regexp.MustCompile(`(?i)\b([01]?\d|2[0-4])[:.]([0-5]\d)(?:\s*uhr\b)?|\b([01]?\d|2[0-4])\s*uhr(?:\s([0-5]\d)\b)?`)
	phonePattern = regexp.MustCompile(`(?:\+\d{1,3}|\b0)[\d()/ \-]{4,}\d`)
	numPattern   = regexp.MustCompile(`\d+(?:\.\d{3})*(?:,\d+)?|\d+(?:\.\d+)?`)
	unitPattern  = regexp.MustCompile(`(?i)^(?:,-)?[\s-]*(€|euro|eur|cent|ct|%|prozent|v\.\s?h\.|tag|werktag|kalendertag|woche|monat|jahr|lebensjahr|stunde|std|minute|min|km|kilometer|meter|m²|qm|quadratmeter|kilogramm|kg|liter|cm|zentimeter)`)
	preUnit      = regexp.MustCompile(`(?i)(€|euro|eur)[\s]*$`)
	wordPattern  = regexp.MustCompile(`[\p{L}]+`)
)

var unitNames = map[string]string{
	"€": "eur", "euro": "eur", "eur": "eur", "cent": "cent", "ct": "cent",
	"%": "percent", "prozent": "percent", "tag": "day", "werktag": "day", "kalendertag": "day", "woche": "week",
	"monat": "month", "jahr": "year", "lebensjahr": "year", "stunde": "hour", "std": "hour", "minute": "minute", "min": "minute",
	"km": "km", "kilometer": "km", "meter": "m", "m²": "m2", "qm": "m2", "quadratmeter": "m2", "kg": "kg", "kilogramm": "kg",
	"liter": "l", "cm": "cm", "zentimeter": "cm",
}

var monthNumbers = map[string]int{
	"januar": 1, "jänner": 1, "jan": 1, "februar": 2, "feb": 2, "märz": 3, "mrz": 3, "april": 4, "apr": 4, "mai": 5,
	"juni": 6, "jun": 6, "juli": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9,
	"oktober": 10, "okt": 10, "november": 11, "nov": 11, "dezember": 12, "dez": 12,
}

var numberWords = map[string]string{
	"zwei": "2", "drei": "3", "vier": "4", "fünf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9",
	"zehn": "10", "elf": "11", "zwölf": "12", "vierzehn": "14", "fünfzehn": "15", "zwanzig": "20", "dreißig": "30",
	"hundert": "100", "tausend": "1000",
}

var dayNames = map[string]string{
	"montag": "mo", "dienstag": "di", "mittwoch": "mi", "donnerstag": "do", "freitag": "fr", "samstag": "sa",
	"sonnabend": "sa", "sonntag": "so", "montags": "mo", "dienstags": "di", "mittwochs": "mi", "donnerstags": "do",
	"freitags": "fr", "samstags": "sa", "sonnabends": "sa", "sonntags": "so",
}

// shortDays are read where their capital letter makes them weekdays: "Do" is, "do" is not.
var shortDays = map[string]string{"Mo": "mo", "Di": "di", "Mi": "mi", "Do": "do", "Fr": "fr", "Sa": "sa", "So": "so"}

// reader takes facts out of a text, the longest kinds first; what is taken is blanked so
// that a date is not read as numbers again.
type reader struct {
	text  string
	facts []fact
}

// factsOf reads the facts of a text that has been folded.
func factsOf(text string) []fact {
	r := reader{text: text}
	r.take(mailPattern, func(m []string) (fact, bool) { return fact{kind: mailFact, value: strings.ToLower(m[0])}, true })
	r.take(linkPattern, func(m []string) (fact, bool) { return fact{kind: linkFact, value: canonicalLink(m[0])}, true })
	r.take(hostPattern, func(m []string) (fact, bool) { return fact{kind: linkFact, value: canonicalLink(m[0])}, true })
	r.take(monthPattern, func(m []string) (fact, bool) {
		return fact{kind: dateFact, value: canonicalDate(m[3], strconv.Itoa(monthNumbers[strings.ToLower(m[2])]), m[1])}, true
	})
	r.take(datePattern, readDate)
	r.take(timePattern, readTime)
	r.take(phonePattern, readPhone)
	r.numbers()
	r.words()
	return r.facts
}

func (r *reader) take(p *regexp.Regexp, read func(match []string) (fact, bool)) {
	for _, at := range p.FindAllStringSubmatchIndex(r.text, -1) {
		m := make([]string, len(at)/2)
		for g := range m {
			if at[2*g] >= 0 {
				m[g] = r.text[at[2*g]:at[2*g+1]]
			}
		}
		f, ok := read(m)
		if !ok {
			continue
		}
		f.text = m[0]
		r.facts = append(r.facts, f)
		r.text = r.text[:at[0]] + strings.Repeat("\x00", at[1]-at[0]) + r.text[at[1]:]
	}
}

func readDate(m []string) (fact, bool) {
	year, month, day := m[3], m[2], m[1]
	if m[4] != "" {
		year, month, day = m[4], m[5], m[6]
	}
	d, _ := strconv.Atoi(day)
	mo, _ := strconv.Atoi(month)
	if d < 1 || d > 31 || mo < 1 || mo > 12 {
		return fact{}, false
	}
	if len(year) == 2 {
		year = "20" + year
	}
	return fact{kind: dateFact, value: canonicalDate(year, month, day)}, true
}

func canonicalDate(year, month, day string) string {
	pad := func(s string) string {
		if len(s) < 2 {
			return "0" + s
		}
		return s
	}
	return year + "-" + pad(month) + "-" + pad(day)
}

// readTime reads "8:00", "8.30 Uhr" and "8 Uhr"; "8.30" without "Uhr" is left as a number.
func readTime(m []string) (fact, bool) {
	hour, minute := m[1], m[2]
	if m[3] != "" {
		hour, minute = m[3], m[4]
	} else if !strings.Contains(m[0], ":") && !strings.HasSuffix(strings.ToLower(m[0]), "uhr") {
		return fact{}, false
	}
	if minute == "" {
		minute = "00"
	}
	return fact{kind: timeFact, value: strings.TrimPrefix(hour, "0") + ":" + minute}, true
}

func readPhone(m []string) (fact, bool) {
	digits := onlyDigits(m[0])
	if strings.HasPrefix(m[0], "+49") {
		digits = "0" + strings.TrimPrefix(strings.TrimPrefix(digits, "49"), "0")
	}
	return fact{kind: phoneFact, value: digits}, len(digits) >= 6
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func (r *reader) numbers() {
	for _, at := range numPattern.FindAllStringIndex(r.text, -1) {
		f := fact{kind: numberFact, text: r.text[at[0]:at[1]]}
		f.value = canonicalNumber(f.text)
		if u := unitPattern.FindStringSubmatch(r.text[at[1]:]); u != nil {
			f.unit = unitNames[strings.ToLower(u[1])]
			f.text += " " + u[1]
		} else if u := preUnit.FindString(r.text[:at[0]]); u != "" {
			f.unit = "eur"
		}
		r.facts = append(r.facts, f)
	}
}

func canonicalNumber(s string) string {
	whole, part, comma := strings.Cut(s, ",")
	if comma {
		part = strings.TrimRight(part, "0")
	}
	if i := strings.IndexByte(whole, '.'); i >= 0 && len(whole)-i != 4 && !comma {
		whole, part = whole[:i], strings.TrimRight(whole[i+1:], "0")
	}
	whole = strings.TrimLeft(strings.ReplaceAll(whole, ".", ""), "0")
	if whole == "" {
		whole = "0"
	}
	if part != "" {
		return whole + "," + part
	}
	return whole
}

func (r *reader) words() {
	for _, at := range wordPattern.FindAllStringIndex(r.text, -1) {
		w := r.text[at[0]:at[1]]
		low := strings.ToLower(w)
		switch {
		case dayNames[low] != "":
			r.facts = append(r.facts, fact{kind: dayFact, value: dayNames[low], text: w})
		case shortDays[w] != "":
			r.facts = append(r.facts, fact{kind: dayFact, value: shortDays[w], text: w})
		case len(low) > 3 && monthNumbers[low] > 0:
			r.facts = append(r.facts, fact{kind: dayFact, value: strconv.Itoa(monthNumbers[low]), text: w})
		case numberWords[low] != "":
			f := fact{kind: numberFact, value: numberWords[low], text: w}
			if u := unitPattern.FindStringSubmatch(r.text[at[1]:]); u != nil {
				f.unit = unitNames[strings.ToLower(u[1])]
			}
			r.facts = append(r.facts, f)
		}
	}
}

func canonicalLink(s string) string {
	s = strings.ToLower(strings.TrimRight(s, ".,;:!?)]}\"'"))
	for _, p := range []string{"https://", "http://", "www."} {
		s = strings.TrimPrefix(s, p)
	}
	return strings.TrimSuffix(s, "/")
}

// supported tells whether the fact is one of those the quotes hold.
func (f fact) supported(by []fact) bool {
	for _, q := range by {
		if f.matches(q) {
			return true
		}
	}
	return false
}

func (f fact) matches(q fact) bool {
	switch {
	case f.kind == q.kind && f.value == q.value:
		return f.unit == q.unit || f.unit == "" || q.unit == ""
	case f.kind == dateFact && q.kind == dateFact:
		// Leaving the year out is no mistake; adding one is.
		return strings.HasPrefix(f.value, "-") && strings.HasSuffix(q.value, f.value)
	case f.kind == numberFact && q.kind == timeFact:
		return f.unit == "" && f.value+":00" == q.value
	case f.kind == timeFact && q.kind == numberFact:
		return q.unit == "" && q.value+":00" == f.value
	case f.kind == numberFact && q.kind == phoneFact, f.kind == phoneFact && q.kind == numberFact:
		return onlyDigits(f.text) == onlyDigits(q.text)
	case f.kind == dayFact && q.kind == dateFact:
		return len(f.value) <= 2 && q.month() == f.value
	}
	return false
}

// month is the month of a date as a number without a leading zero.
func (f fact) month() string {
	parts := strings.Split(f.value, "-")
	return strings.TrimPrefix(parts[len(parts)-2], "0")
}

// isFact tells whether a word in lower case is read as a fact.
func isFact(lower string) bool {
	return dayNames[lower] != "" || monthNumbers[lower] > 0 || numberWords[lower] != "" || unitNames[lower] != ""
}
