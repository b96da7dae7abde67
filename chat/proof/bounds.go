package proof

import (
	"slices"
	"strings"
	"unicode"

	"auskunft/internal/regex"
)

// What stands around a number says which way it may be missed, before or after what it
// lies, and by what an amount is counted.
var (
	leastBefore = regex.MustCompile(`(?i)(?:^|\P{L})(?:(?:mindestens|mind|min|wenigstens|frühestens|mehr als|älter als|länger als|größer als|höher als|weiter als|seit|nach|sobald|erst (?:im|am|ab)|beginn\p{L}* (?:mit|am|im)|mindest\p{L}*)\b[^,;:0-9\x00]{0,36}|ab\s+(?:\p{L}+\s+){0,2}(?:von\s+)?|über\s+(?:etwa\s+|rund\s+|die\s+|den\s+)?)$`)
	mostBefore  = regex.MustCompile(`(?i)(?:^|\P{L})(?:(?:höchstens|maximal|max|spätestens|längstens|weniger als|jünger als|kürzer als|innerhalb|binnen|vor|noch keine|höchst\p{L}*)\b[^,;:0-9\x00]{0,36}|bis\s+(?:\p{L}+\s+){0,2}(?:von\s+)?|unter\s+(?:etwa\s+|rund\s+|den\s+)?)$`)
	leastAfter  = regex.MustCompile(`(?i)^[^.;:,0-9\x00]{0,20}\P{L}(?:übersteig|überschreit)\p{L}+|^\s+(?:beginn|fäng|start)\p{L}+`)
	mostAfter   = regex.MustCompile(`(?i)^[^.;]{0,80}höchstens betragen|^\s*(?:lang\s+)?zeit\b`)
	afterBefore = regex.MustCompile(`(?:^|\P{L})[Nn]ach\s+(?:\p{Ll}+\s+){0,2}$`)
	former      = regex.MustCompile(`(?i)(?:^|\P{L})(?:(?:an)?statt|anstelle von|früher|bisher|bislang)\s+(?:bisher\s+|früher\s+|wie bisher\s+|noch\s+)?$`)
	leadAfter   = regex.MustCompile(`(?i)^\s+(?:vor\s+\p{L}|vorher\b|zuvor\b|davor\b)|^,?\s+(?:bevor|ehe)\b`)
	to          = regex.MustCompile(`(?i)^\s*(?:uhr)?\s*(?:-|bis)\s*(?:zum?\s+)?$`)
	and         = regex.MustCompile(`(?i)^\s*und\s*(?:dem\s+)?$`)
	betweenIt   = regex.MustCompile(`(?i)(?:^|\P{L})zwischen\b[^,;:]{0,24}$`)
	lasting     = map[string]bool{"day": true, "workday": true, "month": true, "minute": true}
)

// Bounds that stand behind their number: "24 Jahre oder älter".
var (
	orMore = regex.MustCompile(`(?i)(\d[\d.,]*(?: \p{L}+){0,2}?)(?: alt| lang| hoch| breit)? (?:oder|und) (?:mehr|älter|länger|größer|höher|darüber)\b`)
	orLess = regex.MustCompile(`(?i)(\d[\d.,]*(?: \p{L}+){0,2}?)(?: alt| lang| hoch| breit)? (?:oder|und) (?:weniger|jünger|kürzer|darunter)\b`)
)

// oneMonth is a span of days whose month stands behind the second: "vom 24. bis 27. Dezember 2026".
var oneMonth = regex.MustCompile(`(?i)\b(\d{1,2})\.( (?:bis|und|oder)(?: zum| am| dem)? | ?- ?)(\d{1,2}\. ?)((?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)(?: \d{4})?)`)

// bothDates gives both days of such spans their month.
func bothDates(text string) string { return oneMonth.ReplaceAllString(text, "$1. $4$2$3$4") }

// boundFirst writes a bound behind a number before it: "mindestens 24 Jahre".
func boundFirst(text string) string {
	return orLess.ReplaceAllString(orMore.ReplaceAllString(text, "mindestens $1"), "höchstens $1")
}

// window is how much of the text around a number is looked at, in bytes.
const window = 80

// bind fills in a fact's bound, lead and per.
func (r *factReader) bind(f *fact) {
	if f.kind == linkFact || f.kind == mailFact || f.kind == phoneFact || f.kind == codeFact {
		return
	}
	before, after := clauseBefore(r.whole[:f.at]), clauseAfter(r.whole[f.end:])
	switch {
	case (f.kind == dateFact || f.kind == ordinalFact || f.kind == dayFact) && onward.MatchString(after) && fromOn.MatchString(before):
		f.bound = atLeast
	case mostAfter.MatchString(after):
		f.bound = atMost
	case leastAfter.MatchString(after):
		f.bound = atLeast
	default:
		f.bound = nearest(before, f)
	}
	if m := extreme.FindStringSubmatch(label(r.whole[:f.at])); m != nil && f.bound == exactly {
		f.bound = map[bool]bound{true: atMost, false: atLeast}[m[1] != ""]
	}
	if f.bound != exactly && f.kind == numberFact && !birthday.MatchString(f.text+after) {
		f.edge = edgeOf(before)
	}
	f.old = former.MatchString(before)
	f.after = f.lasts() && afterBefore.MatchString(before)
	if f.lasts() && leadAfter.MatchString(r.whole[f.end:]) {
		f.lead = true
		if strings.Contains(strings.ToLower(before), "spätestens") || endsWithWord(before, "bis") {
			f.bound = atLeast
		} else if strings.Contains(strings.ToLower(before), "frühestens") || endsWithWord(before, "ab") {
			f.bound = atMost
		}
	}
	if f.kind == numberFact && !f.lasts() || f.kind == numberFact && f.unit == "" {
		if f.per = perOf(before, after); f.per == "" {
			f.per = pers(label(r.whole[:f.at]) + " " + leadIn(r.whole[:f.at]))
		}
	}
}

// edgeOf reads whether the words before a number leave it out itself.
func edgeOf(before string) edge {
	if m := edges.FindAllStringSubmatch(before, -1); m == nil {
		return open
	} else if m[len(m)-1][1] != "" {
		return outside
	}
	return inside
}

var (
	edges    = regex.MustCompile(`(?i)(?:^|\P{L})(?:(über|unter|(?:mehr|weniger|\p{L}+er) als|noch keine)|mindestens|wenigstens|ab|höchstens|maximal|bis)\b`)
	birthday = regex.MustCompile(`(?i)geburtstag|lebensjahr|vollend`)
)

// extreme is at the end of a label whose number is the most or the least: "Höchstparkdauer: 10 Stunden".
var extreme = regex.MustCompile(`(?i)(?:^|\P{L})(?:(höchst)|mindest)\p{L}+$`)

// shares lets an amount be counted as the next one of its sentence is, or else the one before: "R1 kostet 2,94 Euro, R2 1,47
// Euro je Meter".
func (r *factReader) shares() {
	last := -1
	for i, f := range r.facts {
		if f.unit != "eur" {
			continue
		}
		if f.per == "" {
			next := slices.IndexFunc(r.facts[i+1:], func(g fact) bool { return g.unit == "eur" && g.per != "" })
			if next >= 0 && !sentenceEnd.MatchString(r.whole[f.end:r.facts[i+1+next].at]) {
				r.facts[i].shared = r.facts[i+1+next].per
			} else if last >= 0 && !sentenceEnd.MatchString(r.whole[r.facts[last].end:f.at]) {
				r.facts[i].shared = r.facts[last].per
			}
		} else {
			last = i
		}
	}
}

// sentenceEnd is no dot behind a number.
var sentenceEnd = regex.MustCompile(`[;:!?\n]|\p{L}\.`)

// ranges gives both ends of "8 bis 12" and "zwischen 8 und 12" their bounds.
func (r *factReader) ranges() {
	for i := 0; i+1 < len(r.facts); i++ {
		f, g := &r.facts[i], &r.facts[i+1]
		if f.end > g.at || f.kind != g.kind || f.kind == dayFact {
			continue
		}
		gap := r.whole[f.end:g.at]
		if to.MatchString(gap) || and.MatchString(gap) && betweenIt.MatchString(clauseBefore(r.whole[:f.at])) {
			f.bound, g.bound = atLeast, atMost
		}
	}
}

func (f fact) lasts() bool { return f.kind == numberFact && lasting[f.unit] }

func endsWithWord(text, word string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	return text == word || strings.HasSuffix(text, " "+word)
}

// nearest is the bound that the last word for one before a number gives.
func nearest(before string, f *fact) bound {
	before = goesHome.ReplaceAllString(before, " ")
	least, most := lastIndex(leastBefore, before), lastIndex(mostBefore, before)
	if f.kind == numberFact && measures[f.unit] { // "nach fünf Jahren", "vor zwei Tagen" are points in time; "nach deutschem Recht 60 Euro"
		if m := leastBefore.FindString(before); m != "" && hasAnyPrefix(firstLetters(m), "nach", "seit", "erst nach") && !atLeastWord.MatchString(m) {
			least = -1
		}
		if m := mostBefore.FindString(before); m != "" && hasAnyPrefix(firstLetters(m), "vor") {
			most = -1
		}
	}
	if f.unit == "eur" && most >= 0 && hasAnyPrefix(firstLetters(mostBefore.FindString(before)), "innerhalb", "binnen", "vor") {
		most = -1 // "innerhalb der Stadt 11,50 Euro"
	}
	switch {
	case least > most:
		return atLeast
	case most > least:
		return atMost
	}
	return exactly
}

// fromOn and onward stand around the day from which something holds: "vom Ersten des Monats an".
var (
	fromOn = regex.MustCompile(`(?i)(?:^|\P{L})vo[mn]\s+$`)
	onward = regex.MustCompile(`(?i)^[^.;,0-9]{0,32}\ban\b`)
)

// goesHome is said of a way, not of a number.
var goesHome = regex.MustCompile(`(?i)\bnach (?:hause|deutschland|auswärts)\b`)

var atLeastWord = regex.MustCompile(`(?i)mindestens|wenigstens|mehr als|länger als`)

// firstLetters is a match in lower case without what stands before its first letter.
func firstLetters(m string) string {
	return strings.ToLower(strings.TrimLeftFunc(m, func(r rune) bool { return !unicode.IsLetter(r) }))
}

func hasAnyPrefix(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

func lastIndex(p *regex.Regexp, s string) int {
	at := -1
	for from := 0; ; {
		m := p.FindStringIndex(s[from:])
		if m == nil {
			return at
		}
		at = from + m[0]
		from = at + 1
	}
}

// label is what stands before a colon on the line: "jeder weitere Tag" of "jeder weitere Tag: 8 Euro".
func label(before string) string {
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return line[:max(0, strings.LastIndexByte(line, ':'))]
}

// leadIn is the line above a list that says what holds for its items: "Die Steuer beträgt im
// Jahr"; "" for what is in no list.
func leadIn(before string) string {
	lines := strings.Split(before, "\n")
	for i := len(lines) - 2; i >= 0; i-- {
		if !strings.ContainsAny(lines[i], "0123456789") {
			return lines[i]
		}
	}
	return ""
}

// clauseBefore is the text before a number back to where its clause begins.
func clauseBefore(text string) string {
	text = text[max(0, len(text)-window):]
	if i := strings.LastIndexAny(text, ";:!?\n("); i >= 0 {
		text = text[i+1:]
	}
	if i := strings.LastIndex(text, ", "); i >= 0 {
		text = text[i+2:]
	}
	return text
}

// clauseAfter is the text behind a number up to where its clause ends.
func clauseAfter(text string) string {
	text = text[:min(len(text), window)]
	if i := strings.IndexAny(text, ";:!?\n"); i >= 0 {
		text = text[:i]
	}
	if i := strings.Index(text, ". "); i >= 0 {
		text = text[:i]
	}
	if i := strings.Index(text, ", "); i >= 0 {
		text = text[:i]
	}
	return text
}

var (
	perTime = regex.MustCompile(`(?i)\b(?:(?:im|pro|je|jeden|jedes|jeder|in der|am|für jede\p{L}*|für ein\p{L}*)\s+(?:vollem?\s+|angefangene\p{L}*\s+|halbe\p{L}*\s+)?(jahr|monat|woche|tag|stunde)\p{L}{0,2}\b|(jährlich|monatlich|wöchentlich|täglich|stündlich)\p{L}{0,2}\b)`)
	perNoun = regex.MustCompile(`(?i:\b(?:je|pro|jede[rsn]?)\s+(?:\p{Ll}+\s+)?)(\p{Lu}\p{L}+)(?:\s+und\s+(\p{Lu}\p{L}+))?`)
	andTime = regex.MustCompile(`\bund (Jahr|Monat|Woche|Tag|Stunde)\b`)
)

var perNames = map[string]string{
	"jährlich": "year", "monatlich": "month", "wöchentlich": "week", "täglich": "day", "stündlich": "hour",
	"jahr": "year", "monat": "month", "woche": "week", "tag": "day", "stunde": "hour", "markttag": "markttag",
}

// perOf reads by what an amount is counted: behind it, or else before it in its clause.
func perOf(before, after string) string {
	if i := strings.IndexAny(after, "0123456789"); i >= 0 {
		after = after[:i]
		if next := strings.LastIndex(after, " und "); next > 0 {
			after = after[:next] // the rest belongs to the next number
		}
	}
	if i := strings.LastIndexAny(before, "0123456789"); i >= 0 {
		before = before[i+1:]
	}
	if p := pers(after); p != "" && !hasAnyPrefix(firstLetters(after), "und ", "oder ") {
		return p
	}
	return pers(before)
}

// inWords writes units as words where an amount is counted by them.
var inWords = strings.NewReplacer("je nach", "nach", "m²", "Quadratmeter", "m³", "Kubikmeter", " qm", " Quadratmeter", " kg", " Kilogramm", " km", " Kilometer")

func pers(text string) string {
	var all []string
	add := func(s string) {
		if s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	text = thatDay.ReplaceAllString(inWords.Replace(text), "")
	for _, m := range perTime.FindAllStringSubmatch(text, -1) {
		add(perNames[strings.ToLower(m[1]+m[2])])
	}
	for _, m := range andTime.FindAllStringSubmatch(text, -1) {
		add(perNames[strings.ToLower(m[1])])
	}
	for _, m := range perNoun.FindAllStringSubmatch(text, -1) {
		for _, noun := range m[1:] {
			if noun == "" {
				continue
			}
			if p := perNames[strings.ToLower(noun)]; p != "" {
				add(p)
			} else {
				add(groupName(stem(strings.ToLower(noun))))
			}
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}
