package proof

import (
	"slices"
	"strconv"
	"strings"

	"auskunft/internal/regex"
)

var dayNames = map[string]string{
	"montag": "mo", "dienstag": "di", "mittwoch": "mi", "donnerstag": "do", "freitag": "fr", "samstag": "sa",
	"sonnabend": "sa", "sonntag": "so", "montags": "mo", "dienstags": "di", "mittwochs": "mi", "donnerstags": "do",
	"freitags": "fr", "samstags": "sa", "sonnabends": "sa", "sonntags": "so",
}

// shortDays are read where their capital letter makes them weekdays: "Do" is, "do" is not.
var shortDays = map[string]string{"Mo": "mo", "Di": "di", "Mi": "mi", "Do": "do", "Fr": "fr", "Sa": "sa", "So": "so"}

// weekDays in their order, for ranges.
const weekDays = "mo di mi do fr sa so"

// codePattern has single capital letters and Roman numbers, which name zones, levels, classes.
var codePattern = regex.MustCompile(`^(?:[A-Z]|[IVX]{2,5})$`)

// names reads weekdays, months and codes out of what is left.
func (r *factReader) names() {
	runs := letterRuns(r.text)
	day := func(i int) string {
		if i >= len(runs) {
			return ""
		}
		w := r.text[runs[i].start:runs[i].end]
		if d := shortDays[w]; d != "" {
			return d
		}
		return dayNames[strings.ToLower(w)]
	}
	for i := 0; i < len(runs); i++ {
		w := r.text[runs[i].start:runs[i].end]
		low := strings.ToLower(w)
		f := fact{kind: dayFact, text: w, at: runs[i].start, end: runs[i].end}
		switch d := day(i); {
		case d != "":
			f.value = d
			if to, at := r.dayRange(runs, i, day); to != "" {
				f.value, f.end, i = d+"-"+to, runs[at].end, at
			}
		case low == "wochenende" || low == "wochenenden":
			f.value = "sa"
			r.facts = append(r.facts, f)
			f.value = "so"
		case monthNumbers[low] != 0 && isUpper(w) && len(w) > 3 || low == "mai" && isUpper(w):
			f.value = canonicalDate("", strconv.Itoa(monthNumbers[low]), "")[:3]
		case codePattern.MatchString(w) && !hyphenated(r.text, runs[i]):
			f.kind, f.value = codeFact, w
			if end := runs[i].end; end < len(r.whole) && r.text[end] == 0 && r.whole[end] >= '0' && r.whole[end] <= '9' {
				f.value += r.whole[end : end+1] // "A3"
				r.facts = slices.DeleteFunc(r.facts, func(g fact) bool { return g.at == end && g.end == end+1 })
			}
		default:
			continue
		}
		r.facts = append(r.facts, f)
		r.text = r.text[:f.at] + strings.Repeat("\x00", f.end-f.at) + r.text[f.end:]
	}
}

// dayRange finds the end of a range of weekdays that begins at run i: "Mo-Fr", "montags bis freitags".
func (r *factReader) dayRange(runs []letterRun, i int, day func(int) string) (to string, at int) {
	if i+1 >= len(runs) {
		return "", 0
	}
	between := strings.TrimSpace(strings.TrimPrefix(r.text[runs[i].end:runs[i+1].start], "."))
	if between == "-" {
		return day(i + 1), i + 1
	}
	if between == "" && strings.EqualFold(r.text[runs[i+1].start:runs[i+1].end], "bis") {
		return day(i + 2), i + 2
	}
	return "", 0
}

// hyphenated tells whether a run is a part of "E-Mail", "i-Kfz" or "z. B.".
func hyphenated(text string, w letterRun) bool {
	before, after := strings.TrimRight(text[:w.start], " "), text[w.end:]
	return strings.HasPrefix(after, "-") || strings.HasPrefix(after, ".") && len(after) > 1 || strings.HasSuffix(before, "-") || strings.HasSuffix(before, ".")
}

// within tells whether a weekday lies in a range of them.
func within(day, days string) bool {
	from, to, ok := strings.Cut(days, "-")
	if !ok || len(day) != 2 {
		return false
	}
	at := func(d string) int { return strings.Index(weekDays, d) }
	return at(from) <= at(day) && at(day) <= at(to)
}
