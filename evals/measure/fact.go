package measure

import (
	"fmt"
	"regexp"
	"strings"
)

// Fact is something an answer must or must not say. Exactly one of Text, Number,
// Pattern and Any is set.
type Fact struct {
	Text    string         // these words, compared after Normalise
	Number  string         // this figure, in any way of writing; a Number.Key
	Unit    string         // with Number: the word beside it, by its beginning; "" any
	Pattern *regexp.Regexp // compared with the text as it is shown
	Any     []Fact         // one of these is enough
	Source  string         // as the case file has it, for people
}

// Words is the fact that a text contains s. A digit at an edge of s must also be the
// edge of a number in the text, so that "5 Hunde" is not found in "15 Hunde".
func Words(s string) Fact { return Fact{Text: Normalise(s), Source: s} }

// Figure is the fact that a text contains the one number written in s, "90 Euro",
// "1. Juli" or "8:30 Uhr".
func Figure(s string) (Fact, error) {
	numbers := Numbers(s)
	if len(numbers) != 1 {
		return Fact{}, fmt.Errorf("%q holds %d numbers, want one", s, len(numbers))
	}
	return Fact{Number: numbers[0].Key, Unit: numbers[0].Unit, Source: s}, nil
}

// Plain is the fact that somebody writes down as s: one number, perhaps with its unit, in any
// way of writing, or else words.
func Plain(s string) Fact {
	if f, err := Figure(s); err == nil && isFigure(s) {
		return f
	}
	return Words(s)
}

// isFigure reports whether s is a number and at most one more word, its unit.
func isFigure(s string) bool {
	numbers := Numbers(s)
	if len(numbers) != 1 {
		return false
	}
	rest := strings.TrimSpace(strings.Replace(strings.TrimPrefix(s, numbers[0].Text), numbers[0].Text, "", 1))
	return rest == "" || numbers[0].Unit != "" && !strings.ContainsAny(rest, " .")
}

// Match reports whether the text says the fact.
func (f Fact) Match(text string) bool {
	switch {
	case f.Text != "":
		return containsWords(Normalise(text), f.Text)
	case f.Number != "":
		return containsNumber(text, f.Number, f.Unit)
	case f.Pattern != nil:
		return f.Pattern.MatchString(text)
	}
	for _, alternative := range f.Any {
		if alternative.Match(text) {
			return true
		}
	}
	return false
}

func (f Fact) String() string { return f.Source }

func containsWords(text, words string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(words)
		if !cutsNumber(text, start) && !cutsNumber(text, end) {
			return true
		}
		from = start + 1
	}
}

// cutsNumber reports whether the place i lies inside a number: between two digits, or
// between a digit and a separator with a digit beyond it.
func cutsNumber(text string, i int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9' }
	separator := func(i int) bool { return i >= 0 && i < len(text) && (text[i] == '.' || text[i] == ',') }
	return digit(i-1) && digit(i) ||
		digit(i-1) && separator(i) && digit(i+1) ||
		digit(i) && separator(i-1) && digit(i-2)
}

func containsNumber(text, key, unit string) bool {
	for _, n := range Numbers(text) {
		if n.Key == key && sameUnit(unit, n.Unit) {
			return true
		}
	}
	return key == "1" && unit != "" && oneOf(text, unit)
}

// sameUnit takes "Tage" and "Tagen" for the same: one must begin the other. No unit wanted
// is any unit.
func sameUnit(want, got string) bool {
	const ending = 2 // letters that a German plural or case adds
	return strings.HasPrefix(got, want) || got != "" && strings.HasPrefix(want, got) && len(want)-len(got) <= ending
}

// oneOf finds "eine Woche": the article is a one only beside the unit that is asked for.
func oneOf(text, unit string) bool {
	words := wordPattern.FindAllString(strings.ToLower(text), -1)
	for i := 0; i+1 < len(words); i++ {
		if strings.HasPrefix(words[i], "ein") && len(words[i]) <= len("einer") && sameUnit(unit, unitName(words[i+1])) {
			return true
		}
	}
	return false
}

// Covered is the share of required facts that the text says, 1 when none is required.
//
// Worked example: required "90 Euro", "Steuermarke"; the answer says "Die Hundesteuer
// beträgt 90,00 € im Jahr." One of two: 0.5.
func Covered(text string, required []Fact) float64 {
	if len(required) == 0 {
		return 1
	}
	return 1 - float64(len(Missing(text, required)))/float64(len(required))
}

// Missing lists the facts that the text does not say.
func Missing(text string, required []Fact) []Fact {
	var missing []Fact
	for _, f := range required {
		if !f.Match(text) {
			missing = append(missing, f)
		}
	}
	return missing
}

// Said lists the forbidden facts that the text does say.
func Said(text string, forbidden []Fact) []Fact {
	var said []Fact
	for _, f := range forbidden {
		if f.Match(text) {
			said = append(said, f)
		}
	}
	return said
}
