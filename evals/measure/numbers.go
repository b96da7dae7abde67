package measure

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Number is one figure as a German text writes it. Two numbers say the same exactly when
// their Keys are equal: "90,00" and "90", "8.30 Uhr" and "08:30", "1. Juli 2026" and
// "01.07.2026", "04409 123-456" and "04409/123456".
type Number struct {
	Key  string // "90", "time 08:30", "date 2026-07-01", "phone 04409123456"
	Unit string // the word beside a plain number, in its normal form: "euro", "%", "wochen"; may be ""
	Text string // as written
}

// The alternatives are tried in this order at every place, the most specific first.
var numberPattern = regexp.MustCompile(`(?i)` + strings.Join([]string{
	`(?P<iso>\b\d{4}-\d{2}-\d{2}\b)`,
	`(?P<date>\b\d{1,2}\. ?\d{1,2}\.(?: ?(?:19|20)\d{2}\b)?)`,
	`(?P<named>\b\d{1,2}\. ?(?:` + strings.Join(monthNames, "|") + `)\b(?: (?:19|20)\d{2}\b)?)`,
	`(?P<phone>(?:\+49[ (]*0?\)?|\b0)[1-9](?:[ /()-]{0,3}\d){4,})`,
	`(?P<time>\b\d{1,2}:\d{2}\b(?: ?uhr)?|\b\d{1,2}(?:\.\d{2})? ?uhr\b)`,
	`(?P<plain>\d{1,3}(?:[.'’]\d{3})+\b(?:,\d+)?|\d+(?:,\d+)?)`,
}, "|"))

var monthNames = []string{"januar", "februar", "märz", "april", "mai", "juni", "juli", "august",
	"september", "oktober", "november", "dezember"}

// smallWords are the numbers that German prose spells out. One is left out on purpose:
// "ein" is an article far more often than a number; see Fact.
var smallWords = map[string]string{"zwei": "2", "drei": "3", "vier": "4", "fünf": "5", "sechs": "6",
	"sieben": "7", "acht": "8", "neun": "9", "zehn": "10", "elf": "11", "zwölf": "12"}

var (
	wordPattern   = regexp.MustCompile(`[\p{L}€%]+`)
	unitAfter     = regexp.MustCompile(`^(?:,-)?[ -]{0,2}([\p{L}€%]+)`)
	euroBefore    = regexp.MustCompile(`(?i)(?:€|\beur|\beuro) ?$`)
	groupedDigits = regexp.MustCompile(`\d(?:[\x{00A0}\x{202F}\x{2009}]\d{3})+\b`)
	plainSigns    = strings.NewReplacer("\u00A0", " ", "\u202F", " ", "\u2009", " ", "–", "-", "‑", "-")
	groupSpaces   = strings.NewReplacer("\u00A0", "'", "\u202F", "'", "\u2009", "'")
)

// Numbers returns the figures of a text in reading order, number words up to twelve included.
func Numbers(text string) []Number {
	text = regroup(text)
	var found []Number
	rest := 0
	for _, m := range numberPattern.FindAllStringSubmatchIndex(text, -1) {
		found = append(found, spelledOut(text[rest:m[0]])...)
		found = append(found, numberAt(text, m))
		rest = m[1]
	}
	return append(found, spelledOut(text[rest:])...)
}

// regroup keeps "1 200" with a no-break space one number, and makes every other
// no-break space and dash the one people type.
func regroup(text string) string {
	return plainSigns.Replace(groupedDigits.ReplaceAllStringFunc(norm.NFC.String(text), groupSpaces.Replace))
}

func numberAt(text string, m []int) Number {
	for i, kind := range numberPattern.SubexpNames() {
		if i == 0 || m[2*i] < 0 {
			continue
		}
		s := text[m[2*i]:m[2*i+1]]
		n := Number{Text: s, Key: keyOf(kind, s)}
		if kind == "plain" {
			n.Unit = unitBeside(text[:m[0]], text[m[1]:])
		}
		return n
	}
	panic("measure: a match without a group")
}

func keyOf(kind, s string) string {
	digits := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	}
	switch kind {
	case "iso":
		return "date " + s
	case "date":
		return dateKey(digits(s))
	case "named":
		parts := digits(s)
		for i, name := range monthNames {
			if strings.Contains(strings.ToLower(s), name) {
				parts = append(parts[:1], append([]string{strconv.Itoa(i + 1)}, parts[1:]...)...)
				break
			}
		}
		return dateKey(parts)
	case "phone":
		d := strings.Join(digits(s), "")
		if strings.HasPrefix(s, "+49") {
			d = "0" + strings.TrimPrefix(strings.TrimPrefix(d, "49"), "0")
		}
		return "phone " + d
	case "time":
		parts := append(digits(s), "0")
		return fmt.Sprintf("time %02s:%02s", parts[0], parts[1])
	}
	return plainKey(s)
}

// dateKey makes "date 2026-07-01" of day, month and perhaps year; "date -07-01" without.
func dateKey(parts []string) string {
	year := ""
	if len(parts) > 2 {
		year = parts[2]
	}
	return fmt.Sprintf("date %s-%02s-%02s", year, parts[1], parts[0])
}

// plainKey reads "1.200,50" as 1200.5. Keys of numbers that start with a zero stay as
// written: they are postal codes and account numbers, not amounts.
func plainKey(s string) string {
	s = strings.NewReplacer(".", "", "'", "", "’", "").Replace(s)
	if len(s) > 1 && s[0] == '0' && s[1] != ',' {
		return s
	}
	whole, decimals, _ := strings.Cut(s, ",")
	if decimals = strings.TrimRight(decimals, "0"); decimals != "" {
		whole += "." + decimals
	}
	return whole
}

func unitBeside(before, after string) string {
	if m := unitAfter.FindStringSubmatch(after); m != nil {
		return unitName(m[1])
	}
	// A few bytes are enough; the whole text for every number would be quadratic.
	if euroBefore.MatchString(before[max(0, len(before)-8):]) {
		return "euro"
	}
	return ""
}

func unitName(word string) string {
	switch w := strings.ToLower(word); w {
	case "€", "eur", "euro", "euros":
		return "euro"
	case "prozent":
		return "%"
	default:
		return w
	}
}

func spelledOut(text string) []Number {
	var found []Number
	words := wordPattern.FindAllString(text, -1)
	for i, w := range words {
		key, ok := smallWords[strings.ToLower(w)]
		if !ok {
			continue
		}
		n := Number{Key: key, Text: w}
		if i+1 < len(words) {
			n.Unit = unitName(words[i+1])
		}
		found = append(found, n)
	}
	return found
}
