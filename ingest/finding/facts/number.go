package facts

import (
	"regexp"
	"strconv"
	"strings"
)

// words are the numbers that German texts spell out.
var words = map[string]int64{
	"ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "eines": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5,
	"sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13, "vierzehn": 14,
	"fünfzehn": 15, "sechzehn": 16, "achtzehn": 18, "zwanzig": 20, "vierundzwanzig": 24, "dreißig": 30, "vierzig": 40,
	"fünfzig": 50, "sechzig": 60, "neunzig": 90, "hundert": 100,
}

const (
	spelt  = `(?:eine[mnrs]?|ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|dreizehn|vierzehn|fünfzehn|sechzehn|achtzehn|zwanzig|vierundzwanzig|dreißig|vierzig|fünfzig|sechzig|neunzig|hundert)`
	figure = `(?:\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d{1,7}(?:,\d{1,2})?)`
	// amount begins at a word's start; RE2 has no look-behind, so the character before is
	// taken along and checked.
	amount = `(` + figure + `|(?i:` + spelt + `))`
	upTo   = `(?:\s*(?:bis(?:\s+zu)?|[–-]|oder)\s*` + amount + `)?`
)

// hundredths reads a number with two decimals; "-" and "–" after the comma are none.
func hundredths(s string) (int64, bool) {
	if n, ok := words[strings.ToLower(s)]; ok {
		return n * 100, true
	}
	whole, decimals, _ := strings.Cut(strings.ReplaceAll(s, ".", ""), ",")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return 0, false
	}
	d, _ := strconv.ParseInt((decimals + "00")[:2], 10, 64)
	return n*100 + d, true
}

// numbers reads a value and the end of its range, which is the value itself without one.
func numbers(lo, hi string) (from, to int64, ok bool) {
	if from, ok = hundredths(lo); !ok {
		return 0, 0, false
	}
	if hi == "" {
		return from, from, true
	}
	to, ok = hundredths(hi)
	return from, to, ok && to >= from
}

// group is submatch n of an index list of sentence, "" when it took no part.
func group(sentence string, m []int, n int) string {
	if 2*n >= len(m) || m[2*n] < 0 {
		return ""
	}
	return sentence[m[2*n]:m[2*n+1]]
}

// startsWord reports whether a number may begin at byte i: not inside a word, a longer
// number, a date or a paragraph of the law.
func startsWord(sentence string, i int) bool {
	before := strings.TrimRight(sentence[:i], " \u00a0")
	if len(before) < i { // white space before it
		return !endsReference.MatchString(before)
	}
	return before == "" || strings.ContainsAny(before[len(before)-1:], "(:„\"|/-–")
}

// endsReference matches what makes the number after it a reference, not a value: "§ 5
// Abs. 2", "Nr. 3", "Klasse 4".
var endsReference = regexp.MustCompile(`(?i)(?:§|abs\.|absatz|nr\.|nummer|artikel|art\.|satz|ziffer|klasse|zone|stufe|seite|zimmer|raum|haus|hausnummer)$`)
