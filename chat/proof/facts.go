package proof

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"auskunft/internal/regex"
)

// A fact is something a sentence must not get wrong: a link, a date, a time, a phone
// number, an amount. Facts are compared by value, so "120,00 Euro" is "120 €", "1. März
// 2025" is "01.03.2025" and "14 Tage" are "zwei Wochen".
type fact struct {
	kind   factKind
	value  string  // canonical; "" for numbers
	number float64 // in unit
	raw    float64 // as written
	unit   string  // of a number: "eur", "percent", "day", a stem, …; "" when it stands alone
	per    string  // what an amount is counted by, sorted: "month", "hund"; "" for once
	shared string  // what the next amount of the sentence is counted by, when this one has no per
	bound  bound
	edge   edge   // whether its number itself is within the bound
	after  bool   // a time after something: "nach drei Tagen"
	old    bool   // what was: "statt 35 Euro", "früher 35 Euro"
	lead   bool   // a time before something: "drei Tage vorher"
	approx bool   // a time that may be in the morning or in the evening: "halb acht"
	text   string // as read
	at     int    // offset in the text, in bytes
	end    int
}

type factKind int

const (
	linkFact factKind = iota
	mailFact
	dateFact // value "2025-03-01", "-03-01" without a year
	timeFact // value "8:00"
	phoneFact
	numberFact
	ordinalFact
	dayFact  // weekdays and months by name: "mo", "mo-fr", "-08"
	codeFact // a letter or a Roman number that names a kind: "Zone A", "Mietenstufe III"
)

// bound says which way a number may be missed: atLeast 3, atMost 3, or exactly 3.
type bound int

const (
	exactly bound = iota
	atLeast
	atMost
)

// edge is outside of "über 75", inside of "ab 75", open where the words do not tell.
type edge int

const (
	open edge = iota
	outside
	inside
)

var (
	mailPattern  = regex.MustCompile(`[\p{L}\d._%+-]+@[\p{L}\d.-]+\.\p{L}{2,}`)
	linkPattern  = regex.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://[^\s<>"]+|\bwww\.[^\s<>"]+|\b(?:mailto|javascript|data|tel):[^\s<>"]+`)
	hostPattern  = regex.MustCompile(`\b[\p{L}\d-]{2,}(?:\.[\p{L}\d-]{2,})*\.[a-z]{2,}(?:/[^\s<>"]*)?`)
	datePattern  = regex.MustCompile(`\b(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4}|\d{2})\b)?|\b(\d{4})-(\d{2})-(\d{2})\b`)
	monthPattern = regex.MustCompile(`(?i)\b(\d{1,2})\.\s?(januar|jänner|jan|februar|feb|märz|mrz|april|apr|mai|juni|jun|juli|jul|august|aug|september|sept|sep|oktober|okt|november|nov|dezember|dez)\b\.?(?:\s?(\d{4}))?`)
	hoursPattern = regex.MustCompile(`(?i)\b([01]?\d|2[0-4])(?:[:.]([0-5]\d))?(?:\s*uhr)?\s*(?:-|bis|und)\s*([01]?\d|2[0-4])(?:[:.]([0-5]\d))?\s*uhr\b`)
	clockPattern = regex.MustCompile(`\b([01]?\d|2[0-4])[.:]([0-5]\d)\s*(?:-|bis)\s*([01]?\d|2[0-4])[.:]([0-5]\d)\b`)
	timePattern  = regex.MustCompile(`(?i)(~?)\b([01]?\d|2[0-4])[:.]([0-5]\d)(?:\s*uhr\b)?|\b([01]?\d|2[0-4])\s*uhr(?:\s([0-5]\d)\b)?`)
	phonePattern = regex.MustCompile(`(?:\+\d{1,3}|\(?\b0)[\d()/ \-]{4,}\d`)
	numPattern   = regex.MustCompile(`\d+(?:\.\d{3})*(?:,\d+)?|\d+(?:\.\d+)?`)
	ordPattern   = regex.MustCompile(`^\.\s+(\p{L}+)`)
	unitPattern  = regex.MustCompile(`(?i)^(?:,-)?[\s-]*(€|euro|eur|cent|ct|%|prozent|v\.\s?h\.|vom (?:hundert|100)|werktag|arbeitstag|kalendertag|tag|woche|monat|jahr|lebensjahr|geburtstag|stunde|std|minute|min\b|kilometer|km|millimeter|mm|zentimeter|cm|quadratmeter|m²|qm|kubikmeter|m³|cbm|meter|m\b|kilogramm|kg|liter|grad|°)`)
	preUnit      = regex.MustCompile(`(?i)(?:€|euro|eur)\s*$`)
	nounUnit     = regex.MustCompile(`^ +(?:\p{Ll}+ +)?(\p{Lu}\p{L}+)`)
	inherits     = regex.MustCompile(`(?i)^\s*(?:-|bis|und|oder|,|zu)+\s*(?:zu\s+|mindestens\s+|höchstens\s+|maximal\s+|wenigstens\s+)?$`)
)

// unitNames are the units of measure and what they are written as.
var unitNames = map[string]string{
	"€": "eur", "euro": "eur", "eur": "eur", "cent": "cent", "ct": "cent", "%": "percent", "prozent": "percent", "vom hundert": "percent", "vom 100": "percent",
	"tag": "day", "kalendertag": "day", "werktag": "workday", "arbeitstag": "workday", "woche": "week",
	"monat": "month", "jahr": "year", "lebensjahr": "year", "geburtstag": "year", "stunde": "hour", "std": "hour",
	"minute": "minute", "min": "minute", "km": "km", "kilometer": "km", "meter": "m", "m": "m", "m²": "m2", "qm": "m2",
	"quadratmeter": "m2", "m³": "m3", "cbm": "m3", "kubikmeter": "m3", "kg": "kg", "kilogramm": "kg", "liter": "l",
	"cm": "cm", "zentimeter": "cm", "mm": "mm", "millimeter": "mm", "grad": "degree", "°": "degree",
}

// inUnits are the units that are always the same number of smaller ones.
var inUnits = map[string]struct {
	unit string
	many float64
}{
	"cent": {"eur", .01}, "mm": {"m", .001}, "cm": {"m", .01}, "km": {"m", 1000}, "week": {"day", 7}, "year": {"month", 12}, "hour": {"minute", 60},
}

var monthNumbers = map[string]int{
	"januar": 1, "jänner": 1, "jan": 1, "februar": 2, "feb": 2, "märz": 3, "mrz": 3, "april": 4, "apr": 4, "mai": 5,
	"juni": 6, "jun": 6, "juli": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9,
	"oktober": 10, "okt": 10, "november": 11, "nov": 11, "dezember": 12, "dez": 12,
}

// factReader takes facts out of a text, the longest kinds first; what is taken is blanked
// so that a date is not read as numbers again.
type factReader struct {
	text  string // what is left of it
	whole string
	facts []fact
}

// factsOf reads the facts of a text whose number words are digits.
func factsOf(text string) ([]fact, string) {
	r := factReader{text: text, whole: text}
	if strings.Contains(text, "@") {
		r.take(mailPattern, func(m []string) (fact, bool) { return fact{kind: mailFact, value: strings.ToLower(m[0])}, true })
	}
	if strings.ContainsAny(text, ".:") {
		r.take(linkPattern, func(m []string) (fact, bool) { return fact{kind: linkFact, value: canonicalLink(m[0])}, true })
		r.take(hostPattern, func(m []string) (fact, bool) { return fact{kind: linkFact, value: canonicalLink(m[0])}, true })
	}
	if strings.ContainsAny(text, "0123456789") {
		r.take(monthPattern, func(m []string) (fact, bool) {
			return fact{kind: dateFact, value: canonicalDate(m[3], strconv.Itoa(monthNumbers[strings.ToLower(m[2])]), m[1])}, true
		})
		r.take(datePattern, readDate)
		r.hours(hoursPattern)
		r.hours(clockPattern)
		r.take(timePattern, readTime)
		r.take(phonePattern, readPhone)
		r.numbers()
	}
	r.names()
	slices.SortFunc(r.facts, func(a, b fact) int { return a.at - b.at })
	for i := range r.facts {
		r.bind(&r.facts[i])
	}
	r.ranges()
	r.shares()
	return r.facts, r.text
}

func (r *factReader) take(p *regex.Regexp, read func(match []string) (fact, bool)) {
	for _, at := range p.FindAllStringSubmatchIndex(r.text, -1) {
		m := make([]string, len(at)/2)
		for g := range m {
			if at[2*g] >= 0 {
				m[g] = r.text[at[2*g]:at[2*g+1]]
			}
		}
		if f, ok := read(m); ok {
			r.add(f, at[0], at[1])
		}
	}
}

// add notes a fact and blanks its text.
func (r *factReader) add(f fact, at, end int) {
	f.text, f.at, f.end = r.text[at:end], at, end
	r.facts = append(r.facts, f)
	r.text = r.text[:at] + strings.Repeat("\x00", end-at) + r.text[end:]
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

// hours reads "8 bis 12.30 Uhr": the unit stands behind the second time only.
func (r *factReader) hours(p *regex.Regexp) {
	for _, at := range p.FindAllStringSubmatchIndex(r.text, -1) {
		group := func(g int) string {
			if at[2*g] < 0 {
				return ""
			}
			return r.whole[at[2*g]:at[2*g+1]]
		}
		first, second := clock(group(1), group(2)), clock(group(3), group(4))
		r.add(fact{kind: timeFact, value: first}, at[2], max(at[3], at[5]))
		r.add(fact{kind: timeFact, value: second}, at[6], at[1])
	}
}

func clock(hour, minute string) string {
	if hour = strings.TrimPrefix(hour, "0"); hour == "" {
		hour = "0"
	}
	if minute == "" {
		minute = "00"
	}
	return hour + ":" + minute
}

// readTime reads "8:00", "8.30 Uhr" and "8 Uhr"; "8.30" without "Uhr" is left as a number.
func readTime(m []string) (fact, bool) {
	hour, minute := m[2], m[3]
	if m[4] != "" {
		hour, minute = m[4], m[5]
	} else if !strings.Contains(m[0], ":") && !strings.HasSuffix(strings.ToLower(m[0]), "uhr") {
		return fact{}, false
	}
	return fact{kind: timeFact, value: clock(hour, minute), approx: m[1] != ""}, true
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

func (r *factReader) numbers() {
	first := len(r.facts)
	for _, at := range numPattern.FindAllStringIndex(r.text, -1) {
		f := fact{kind: numberFact, number: parseNumber(r.text[at[0]:at[1]])}
		end := at[1]
		if u := unitPattern.FindStringSubmatch(r.text[at[1]:]); u != nil && isEnding(lettersAt(r.text[at[1]+len(u[0]):])) {
			end = at[1] + len(u[0])
			f.unit, end = unitNames[strings.ToLower(u[1])], end+len(lettersAt(r.text[end:]))
		} else if o := ordPattern.FindStringSubmatch(r.text[at[1]:]); o != nil && !strings.Contains(r.text[at[0]:at[1]], ",") {
			f.kind, end = ordinalFact, at[1]+1
			if u := unitNames[unitOf(strings.ToLower(o[1]))]; u != "" {
				f.unit = u
			}
			if f.unit == "year" { // "bis zum 16. Geburtstag" is "bis 16 Jahre"
				f.kind, end = numberFact, at[1]+len(o[0])
			}
		} else if preUnit.MatchString(r.text[:at[0]]) {
			f.unit = "eur"
		} else if u := nounUnit.FindStringSubmatch(r.text[at[1]:]); u != nil && !functionWords[strings.ToLower(u[1])] {
			if f.unit = unitNames[unitOf(strings.ToLower(u[1]))]; f.unit == "" {
				f.unit = stem(strings.ToLower(u[1]))
			} else {
				end = at[1] + len(u[0])
			}
		}
		f.text, f.at, f.end, f.raw = r.text[at[0]:end], at[0], end, f.number
		r.facts = append(r.facts, f)
	}
	for i := len(r.facts) - 2; i >= first; i-- { // "10 bis 12 Wochen": the first number has the second's unit
		f, next := &r.facts[i], r.facts[i+1]
		if f.kind == numberFact && next.kind == numberFact && measures[next.unit] && !measures[f.unit] && inherits.MatchString(r.text[f.end:next.at]) {
			f.unit = next.unit
		}
	}
	for i := range r.facts[first:] {
		f := &r.facts[first+i]
		if in, ok := inUnits[f.unit]; ok && f.kind == numberFact {
			f.number, f.unit = f.number*in.many, in.unit
		}
		r.text = r.text[:f.at] + strings.Repeat("\x00", f.end-f.at) + r.text[f.end:]
	}
}

// isEnding is true for what inflection leaves behind a unit: "Tag|en", but not "Monat|skarten".
func isEnding(s string) bool {
	switch s {
	case "", "n", "e", "en", "s", "es", "ern":
		return true
	}
	return false
}

// lettersAt are the letters that a text begins with.
func lettersAt(s string) string {
	if i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }); i >= 0 {
		return s[:i]
	}
	return s
}

// measures are the names of units of measure; other units are stems of nouns.
var measures = func() map[string]bool {
	m := map[string]bool{}
	for _, u := range unitNames {
		m[u] = true
	}
	return m
}()

// parseNumber reads "1.234,50", "0,5" and "20.50".
func parseNumber(s string) float64 {
	if !strings.Contains(s, ",") {
		if i := strings.IndexByte(s, '.'); i >= 0 && len(s)-i != 4 {
			n, _ := strconv.ParseFloat(s, 64)
			return n
		}
	}
	n, _ := strconv.ParseFloat(strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", "."), 64)
	return n
}

func canonicalLink(s string) string {
	s = strings.ToLower(strings.TrimRight(s, ".,;:!?)]}\"/"))
	for _, scheme := range []string{"https://", "http://"} {
		s = strings.TrimPrefix(s, scheme)
	}
	return strings.TrimPrefix(s, "www.")
}

// supported tells whether one of the facts says the same number, whatever is said of it.
func (f fact) supported(by []fact) bool {
	for _, g := range by {
		if f.equals(g) {
			return true
		}
	}
	return false
}

func (f fact) equals(g fact) bool {
	switch f.kind {
	case numberFact, ordinalFact:
		if g.kind != numberFact && g.kind != ordinalFact {
			return false
		}
		if f.unit == "" || g.unit == "" {
			return f.raw == g.raw
		}
		if math.Abs(f.number-g.number) > 1e-6 {
			return false
		}
		if f.kind != g.kind && measures[f.unit] {
			return false // "3 Werktage" is not "am 3. Werktag"
		}
		return f.unit == g.unit || !measures[f.unit] && !measures[g.unit]
	case dateFact:
		return g.kind == dateFact && (f.value == g.value || strings.HasPrefix(f.value, "-") && strings.HasSuffix(g.value, f.value))
	case timeFact:
		return g.kind == timeFact && (f.value == g.value || f.approx && sameTwelve(f.value, g.value))
	case dayFact:
		return g.kind == dayFact && (f.value == g.value || within(f.value, g.value)) || g.kind == dateFact && strings.HasPrefix(f.value, "-") && strings.Contains(g.value, f.value+"-")
	}
	return f.kind == g.kind && f.value == g.value
}

// sameTwelve tells whether two times are the same on a clock of twelve hours.
func sameTwelve(a, b string) bool {
	hour, minute, _ := strings.Cut(a, ":")
	otherHour, otherMinute, _ := strings.Cut(b, ":")
	h, _ := strconv.Atoi(hour)
	o, _ := strconv.Atoi(otherHour)
	return minute == otherMinute && h%12 == o%12
}
