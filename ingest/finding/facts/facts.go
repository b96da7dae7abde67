// Package facts reads what a German text states in figures: amounts of money, periods,
// days, times of day, sizes, opening hours, phone numbers and e-mail addresses.
//
// A fact is a value with the words that say what it is a value of. Each keeps its place
// in the text, so that whoever shows it can show the sentence, too. Reading is by rules
// and leaves out what it is not sure of: the facts are compared with each other, and a
// value that was read wrongly contradicts everything.
package facts

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"auskunft/internal/german"
)

// Kind is what sort of value a fact has. Only facts of one kind can be compared.
type Kind string

// The kinds.
const (
	Money  Kind = "money"  // Lo, Hi in cents
	Period Kind = "period" // Lo, Hi in days (unit "d") or in months (unit "mo")
	Day    Kind = "day"    // Lo = Hi = month*100 + day, of every year, or of the year in Unit
	Clock  Kind = "clock"  // Lo, Hi in minutes after midnight
	Size   Kind = "size"   // Lo, Hi in Unit: mm, g, l, m², %
	Phone  Kind = "phone"  // Text has the digits
	Email  Kind = "email"  // Text has the address in lower case
)

// Limit says on which side of its value a fact holds.
type Limit string

// The limits.
const (
	Exactly Limit = ""
	From    Limit = "from"  // ab, mindestens, frühestens
	Until   Limit = "until" // bis, höchstens, spätestens, innerhalb von
)

// Fact is one value that a text states.
type Fact struct {
	Kind     Kind
	Unit     string
	Lo, Hi   int64 // equal but for ranges
	Text     string
	Limit    Limit
	Per      string // of money: "jahr", "monat", "" for once or unsaid
	Start    int    // bytes of the value in the text that was read, half-open
	End      int
	Clause   string // the words around the value that belong to it, without the value
	Sentence german.Span
}

// Same reports whether two facts of a kind have the same value.
func (f Fact) Same(g Fact) bool {
	return f.Kind == g.Kind && f.Unit == g.Unit && f.Lo == g.Lo && f.Hi == g.Hi && f.Text == g.Text
}

// Overlaps reports whether the values have something in common: "zwei Wochen" and "zwei bis
// drei Wochen" do not contradict each other.
func (f Fact) Overlaps(g Fact) bool {
	return f.Kind == g.Kind && f.Unit == g.Unit && f.Text == g.Text && f.Lo <= g.Hi && g.Lo <= f.Hi
}

// readers find the facts of one kind in a sentence; the ranges they return are bytes of it.
// One is asked only about sentences with one of its signs, which spares nine sentences out
// of ten its patterns.
var readers = []struct {
	signs []string
	read  func(sentence string) []Fact
}{
	{[]string{"Euro", "EUR", "€"}, readMoney},
	{[]string{"Tag", "tag", "Woche", "Monat", "Jahr"}, readPeriods},
	{[]string{"."}, readDays},
	{[]string{"Uhr"}, readClocks},
	{[]string{"eter", "gramm", "Gramm", "Liter", "Prozent", "%", "cm", "mm", "km", "m²", " m", "kg"}, readSizes},
	{[]string{"0", "@"}, readContacts},
}

// spelled is the last of the readers that also read numbers in words.
const spelled = 1

// maxFacts bounds what is read from one sentence: tables that lost their lines are no
// sentences.
const maxFacts = 24

// Read returns the facts of a text in their order.
func Read(text string) []Fact {
	var all []Fact
	for _, span := range german.Sentences(text) {
		all = append(all, readSentence(text, span)...)
	}
	return all
}

func readSentence(text string, span german.Span) []Fact {
	sentence := span.Of(text)
	figures := strings.ContainsAny(sentence, "0123456789@")
	var found []Fact
	for i, r := range readers {
		if !figures && i > spelled {
			break
		}
		if slices.ContainsFunc(r.signs, func(sign string) bool { return strings.Contains(sentence, sign) }) {
			found = append(found, r.read(sentence)...)
		}
	}
	if len(found) > maxFacts {
		return nil
	}
	// What two readers saw in the same words belongs to the one that read more of them.
	slices.SortFunc(found, func(a, b Fact) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	last := 0
	found = slices.DeleteFunc(found, func(f Fact) bool {
		inside := f.Start < last
		last = max(last, f.End)
		return inside
	})
	for i := range found {
		found[i].Clause = clause(sentence, found, i)
	}
	for i := range found {
		found[i].Start += span.Start
		found[i].End += span.Start
		found[i].Sentence = span
	}
	return found
}

// boundary ends what belongs to a value: a comma, a semicolon, a bracket, a dash, the next
// "und" or "sowie".
var boundary = regexp.MustCompile(`[,;:()]|\s[–-]\s|\s(?:und|sowie|oder)\s`)

// clause is the words between the value before and the boundary after value i: in "für den
// ersten Hund 96 Euro im Jahr, für den zweiten 132 Euro" the second value has "für den
// zweiten".
func clause(sentence string, found []Fact, i int) string {
	from, to := 0, len(sentence)
	if i > 0 {
		from = found[i-1].End
		// What follows the value before up to its boundary belongs to that value.
		if cut := boundary.FindStringIndex(sentence[from:found[i].Start]); cut != nil {
			from += cut[1]
		}
	}
	if i+1 < len(found) {
		to = found[i+1].Start
	}
	right := sentence[found[i].End:to]
	if cut := boundary.FindStringIndex(right); cut != nil {
		right = right[:cut[0]]
	}
	return strings.TrimSpace(sentence[from:found[i].Start] + " " + right)
}
