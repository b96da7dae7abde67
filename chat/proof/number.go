package proof

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

var cardinals = map[string]int{
	"null": 0, "ein": 1, "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
	"zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17,
	"achtzehn": 18, "neunzehn": 19, "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60,
	"siebzig": 70, "achtzig": 80, "neunzig": 90, "dutzend": 12,
}

// maxNumberWord bounds the work on one word, in bytes; the longest number word has 57:
// "siebenhundertsiebenundsiebzigtausend…" is read up to here.
const maxNumberWord = 60

// cardinal reads a number word in lower case, 0 to 999,999: "zweiundvierzig", "tausendzweihundert".
func cardinal(word string) (int, bool) {
	if n, ok := cardinals[word]; ok {
		return n, true
	}
	if word == "" || len(word) > maxNumberWord {
		return 0, false
	}
	for _, scale := range []struct {
		word  string
		value int
	}{{"tausend", 1000}, {"hundert", 100}} {
		before, after, ok := strings.Cut(word, scale.word)
		if !ok {
			continue
		}
		many, rest := 1, 0
		if before != "" {
			if many, ok = cardinal(before); !ok || many == 0 || many >= 1000 {
				return 0, false
			}
		}
		if after = strings.TrimPrefix(after, "und"); after != "" {
			if rest, ok = cardinal(after); !ok || rest >= scale.value {
				return 0, false
			}
		}
		return many*scale.value + rest, true
	}
	one, ten, ok := strings.Cut(word, "und")
	if o, t := cardinals[one], cardinals[ten]; ok && o > 0 && o < 10 && t >= 20 {
		return t + o, true
	}
	return 0, false
}

var ordinalRoots = map[string]int{"erst": 1, "dritt": 3, "siebt": 7, "acht": 8}

// ordinal reads an inflected ordinal in lower case: "ersten", "zwölfte", "einundzwanzigster".
func ordinal(word string) (int, bool) {
	for _, ending := range []string{"e", "en", "er", "es", "em"} {
		root, ok := strings.CutSuffix(word, ending)
		if !ok {
			continue
		}
		if n, ok := ordinalRoots[root]; ok {
			return n, true
		}
		if n, ok := cardinal(strings.TrimSuffix(root, "st")); ok && n >= 20 && strings.HasSuffix(root, "st") {
			return n, true
		}
		if n, ok := cardinal(strings.TrimSuffix(root, "t")); ok && n > 1 && n < 20 && strings.HasSuffix(root, "t") {
			return n, true
		}
	}
	return 0, false
}

// halves reads what ends in a half: "anderthalb", "zweieinhalb".
func halves(word string) (string, bool) {
	whole, ok := strings.CutSuffix(word, "einhalb")
	switch {
	case word == "anderthalb" || word == "eineinhalb":
		return "1,5", true
	case !ok:
		return "", false
	}
	n, ok := cardinal(whole)
	return strconv.Itoa(n) + ",5", ok
}

// spans are lengths of time that are one word.
var spans = map[string]string{
	"vierteljahr": "3 Monate", "vierteljahres": "3 Monate", "quartal": "3 Monate", "halbjahr": "6 Monate", "halbjahres": "6 Monate",
	"viertelstunde": "15 Minuten", "dreiviertelstunde": "45 Minuten", "dreivierteljahr": "9 Monate",
}

// halfOf are what half a unit is in the next smaller one.
var halfOf = map[string]string{"jahr": "6 Monate", "jahres": "6 Monate", "stunde": "30 Minuten"}

// measured are the ends of adjectives that hold a measure: "zehntägig", "12-jährig".
var measured = []struct{ end, unit string }{
	{"jährig", "Jahre"}, {"monatig", "Monate"}, {"wöchig", "Wochen"}, {"tägig", "Tage"}, {"stündig", "Stunden"}, {"minütig", "Minuten"},
}

// letterRun is a run of letters in a text, in bytes.
type letterRun struct{ start, end int }

func letterRuns(text string) []letterRun {
	runs := make([]letterRun, 0, len(text)/6)
	start := -1
	for i, r := range text {
		if unicode.IsLetter(r) {
			if start < 0 {
				start = i
			}
		} else if start >= 0 {
			runs = append(runs, letterRun{start, i})
			start = -1
		}
	}
	if start >= 0 {
		runs = append(runs, letterRun{start, len(text)})
	}
	return runs
}

// inDigits writes the number words of a text as digits, so that every way to write a
// number is read by the same rules: "zwei Wochen" becomes "2 Wochen", "am dritten Werktag"
// "am 3. Werktag", "halb acht" "7:30 Uhr", "ein halbes Jahr" "6 Monate", "zehntägig" "10 Tage".
// "ein" and "eine" are a number only before a unit of measure.
func inDigits(text string) string {
	var b strings.Builder
	done := 0
	runs := letterRuns(text)
	replace := func(from, to int, by string) {
		b.WriteString(text[done:from])
		b.WriteString(by)
		done = to
	}
	for i := 0; i < len(runs); i++ {
		w := runs[i]
		low := strings.ToLower(text[w.start:w.end])
		next, last, joined := "", "", i+1 < len(runs) && text[w.end:runs[i+1].start] == "-"
		if i+1 < len(runs) && strings.TrimSpace(text[w.end:runs[i+1].start]) == "" {
			next = strings.ToLower(text[runs[i+1].start:runs[i+1].end])
		}
		if i > 0 && runs[i-1].start >= done {
			last = strings.ToLower(text[runs[i-1].start:runs[i-1].end])
		}
		switch {
		case spans[low] != "":
			from := w.start
			if strings.HasPrefix(last, "ein") {
				from = runs[i-1].start
			}
			replace(from, w.end, spans[low])
		case strings.HasPrefix(low, "halb") && halfOf[next] != "":
			from := w.start
			if strings.HasPrefix(last, "ein") {
				from = runs[i-1].start
			}
			replace(from, runs[i+1].end, halfOf[next])
			i++
		case low == "halb" && hourBefore(next) != "":
			replace(w.start, runs[i+1].end, hourBefore(next)+" Uhr")
			i++
		case isOne(low):
			if unitNames[unitOf(next)] != "" {
				replace(w.start, w.end, "1")
			}
		default:
			if digits := numberWord(low, next, last); digits != "" && !joined { // not "Erste-Hilfe-Kurs"
				replace(w.start, w.end, digits)
			}
		}
	}
	if done == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

func isOne(low string) bool {
	switch low {
	case "ein", "eine", "einen", "einem", "einer", "eines":
		return true
	}
	return false
}

// hourBefore gives half an hour before the hour that a word names.
func hourBefore(word string) string {
	n, ok := cardinal(word)
	if !ok || n < 1 || n > 12 {
		return ""
	}
	return "~" + strconv.Itoa((n+11)%12) + ":30"
}

// numberWord gives the digits of a word that is a number in its place, else "".
func numberWord(low, next, last string) string {
	if n, ok := cardinal(low); ok {
		return strconv.Itoa(n)
	}
	if h, ok := halves(low); ok {
		return h
	}
	if n, ok := ordinal(low); ok && next != "hilfe" && last != "als" && (next != "" || isArticle(last)) && !(low == "achten" && !isArticle(last)) {
		return strconv.Itoa(n) + "."
	}
	for _, m := range measured {
		if i := strings.Index(low, m.end); i >= 0 {
			if n, ok := cardinal(low[:i]); ok {
				return strconv.Itoa(n) + " " + m.unit
			}
			if i == 0 { // "12-jährig"
				return m.unit
			}
		}
	}
	return ""
}

func isArticle(low string) bool {
	switch low {
	case "der", "die", "das", "den", "dem", "des", "am", "im", "zum", "beim", "vom", "zur", "ab", "jeden", "jedem":
		return true
	}
	return false
}

// unitOf is the unit's word without its ending: "wochen" is "woche".
func unitOf(low string) string {
	for _, ending := range []string{"", "n", "en", "e", "s", "es"} {
		if u, ok := strings.CutSuffix(low, ending); ok && unitNames[u] != "" {
			return u
		}
	}
	return ""
}

func isUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}
