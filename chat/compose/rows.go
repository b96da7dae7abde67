package compose

import (
	"slices"
	"strconv"
	"strings"

	"auskunft/internal/regex"
	"auskunft/retrieval"
)

// A row of a table or a list of prices is asked for by what tells it from the others: words
// that neither the page's name nor most rows have ("Express", "für den zweiten Hund"), or a
// quantity that lies within the row's bounds ("Kind" and "unter 24 Jahren").

const (
	// pointWithin is what a row's bounds count in choosing the point of an answer.
	pointWithin = .5
	// rowLead is by how much a row has to be better than every other to be said alone, and
	// rowShare how much of what is asked in particular it has to have.
	rowLead  = .2
	rowShare = .4
)

// rowFirst puts the row of a list that is asked for before everything else, with the name of
// what it is a price or a term of, and the rest of the list behind it.
func (r *reading) rowFirst(drafts []worded, hits []retrieval.Hit) []worded {
	for i, list := range drafts {
		row, ok := r.askedRow(list)
		if !ok {
			continue
		}
		text := withColon(r.title.text) + " " + r.units[row].text
		said := worded{Draft{Text: text, Quotes: r.quote(row, row, hits)}, row, row, row}
		return slices.Concat([]worded{said, list}, drafts[:i], drafts[i+1:])
	}
	return drafts
}

// askedRow is the unit of a list that the question asks for; ok is false when no one is.
func (r *reading) askedRow(list worded) (row int, ok bool) {
	if list.b-list.body < 1 || r.units[list.body].field == "" {
		return 0, false
	}
	weights := make([]float64, len(r.words))
	total := 0.0
	for k, w := range r.words {
		if bestMatch(w, r.title.words) >= topicalMatch || slices.ContainsFunc(r.title.words, func(have Word) bool { return isA(w, have) }) {
			continue
		}
		if weights[k] = r.idf[k]; scaffold[w.Stem] {
			weights[k] *= topical
		}
		total += weights[k]
	}
	best, second := -1.0, -1.0
	for i := list.body; i <= list.b; i++ {
		u := r.units[i]
		if !u.list && !u.item {
			return 0, false
		}
		rated := r.within(i)
		if total > 0 {
			rated += r.cover(weights, i, i)
		}
		if rated > best {
			best, second, row = rated, best, i
		} else {
			second = max(second, rated)
		}
	}
	return row, best >= rowShare && best-second >= rowLead && r.units[row].patterns&r.proof != 0
}

// within sums how well a unit's bounds hold the question's quantities.
func (r *reading) within(i int) float64 {
	sum := 0.0
	for _, q := range r.quantities {
		sum += within(r.units[i].text, q)
	}
	return sum
}

// holds tells whether a line's bounds hold a quantity of the question.
func (q question) holds(line string, value float64) bool {
	return slices.ContainsFunc(q.quantities, func(have quantity) bool { return have.value == value && within(line, have) > 0 })
}

// quantity is a number of a question with what it counts, by stem; "jahr" for ages.
type quantity struct {
	value float64
	unit  string
}

// figure is a number as texts write it, and the word after it.
const figure = `(\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?[ -]*(€|\p{L}+)?`

var (
	quantities = regex.MustCompile(`(?i)\b(unter )?` + figure)
	// \b knows no umlauts.
	atLeast = regex.MustCompile(`(?i)(?:^|\P{L})(?:ab|über|mindestens|älter als|mehr als|von) ` + figure)
	orMore  = regex.MustCompile(`(?i)` + figure + ` oder (?:älter|mehr|später)`)
	atMost  = regex.MustCompile(`(?i)\b(bis(?: zu)?|höchstens|unter|jünger als|weniger als) ` + figure)
	fromTo  = regex.MustCompile(`(?i)(\d{1,3}(?:\.\d{3})+|\d+) ?(?:bis|-|–) ?` + figure)
	before  = regex.MustCompile(`(?i)(?:^|\P{L})vor ` + figure)
	after   = regex.MustCompile(`(?i)(?:^|\P{L})nach ` + figure)
)

// ages are how old people are about whom a word says so.
var ages = map[string]float64{"baby": 1, "saugling": 1, "kleinkind": 2, "kind": 8, "sohn": 8, "tocht": 8, "jugend": 16, "erwachs": 40, "rentn": 70, "senior": 70}

// thousands are counted in euros where nothing else is said: "wenn wir 60000 im Jahr verdienen".
const thousands = 2100

// quantitiesIn are those of a question. A number without a unit is an age when the question
// says of somebody what they are. known are the ages that are told otherwise.
func quantitiesIn(question string, known ...float64) []quantity {
	var all []quantity
	for _, years := range known {
		all = append(all, quantity{years, "jahr"})
	}
	question = spelledAge.ReplaceAllStringFunc(question, func(age string) string {
		m := spelledAge.FindStringSubmatch(age)
		if same := numerals[stem(strings.ToLower(m[1]))]; len(same) > 0 {
			return same[0] + " " + m[2] // figures sort before words
		}
		return age
	})
	for _, m := range quantities.FindAllStringSubmatch(question, -1) {
		unit := countedBy(m[2], m[3])
		switch {
		case knownUnit[unit]:
		case number(m[2]) >= thousands:
			unit = "euro"
		case ofAge.MatchString(question):
			unit = "jahr"
		default:
			continue
		}
		value := number(m[2])
		if m[1] != "" {
			value-- // those below it
		}
		all = append(all, quantity{value, unit})
	}
	if len(all) > 0 {
		return all
	}
	for _, w := range wordsOf(question) {
		for name, years := range ages {
			if folded := dotless.Replace(w.lower); strings.HasPrefix(folded, name) && len(folded) <= len(name)+4 {
				return []quantity{{years, "jahr"}}
			}
		}
	}
	return nil
}

// spelledAge is an age in words.
var spelledAge = regex.MustCompile(`(?i)\b(zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf) ?(jahre|jährig)`)

// ofAge is said of a person with a number after it.
var ofAge = regex.MustCompile(`(?i)\b(bin|ist|wird|werde|sind|seit) (?:erst |schon |jetzt )?\d`)

var knownUnit = func() map[string]bool {
	known := map[string]bool{calendar: true}
	for unit := range set("Jahre Euro Liter Stunden Minuten Tage Wochen Monate Meter Quadratmeter Kubikmeter Kilogramm Kilometer Personen") {
		known[unitOf(unit)] = true
	}
	return known
}()

func unitOf(word string) string {
	word = strings.ToLower(word)
	if word == "€" {
		return "euro"
	}
	if strings.HasPrefix(word, "jahr") || strings.HasPrefix(word, "jähr") {
		return "jahr"
	}
	return stem(dotless.Replace(word))
}

// calendar is the unit of years by date: those in which people were born and cards were issued.
const calendar = "calendar"

// countedBy is what a number counts, by the word after it.
func countedBy(digits, word string) string {
	unit := unitOf(word)
	if !knownUnit[unit] && calendarYear.MatchString(digits) {
		return calendar
	}
	return unit
}

var calendarYear = regex.MustCompile(`^(19|20)\d\d$`)

func number(digits string) float64 {
	n, _ := strconv.ParseFloat(strings.ReplaceAll(digits, ".", ""), 64)
	return n
}

// within tells how well a line's bounds hold a quantity: -1 for bounds that do not, 0 without
// bounds of its unit, up to 1 for bounds that do, the more the closer they are.
func within(line string, q quantity) float64 {
	if !strings.ContainsAny(line, "0123456789") {
		return 0
	}
	low, high, bounded := 0.0, 0.0, false
	for _, m := range append(atLeast.FindAllStringSubmatch(line, -1), orMore.FindAllStringSubmatch(line, -1)...) {
		if countedBy(m[1], m[2]) == q.unit {
			low, bounded = number(m[1]), true
		}
	}
	if m := fromTo.FindStringSubmatch(line); m != nil && countedBy(m[2], m[3]) == q.unit {
		low, high, bounded = number(m[1]), number(m[2]), true
	} else if m := atMost.FindStringSubmatch(line); m != nil && countedBy(m[2], m[3]) == q.unit {
		high, bounded = number(m[2]), true
		if strings.HasPrefix(strings.ToLower(m[1]), "unter") || strings.Contains(strings.ToLower(m[1]), "als") {
			high--
		}
	}
	if q.unit == calendar { // "vor 24 Jahren" is no bound
		if m := before.FindStringSubmatch(line); m != nil && countedBy(m[1], m[2]) == calendar {
			high, bounded = number(m[1])-1, true
		}
		if m := after.FindStringSubmatch(line); m != nil && countedBy(m[1], m[2]) == calendar {
			low, bounded = number(m[1])+1, true
		}
	}
	switch {
	case !bounded:
		return 0
	case q.value < low || high > 0 && q.value > high:
		return -1
	case high > 0:
		return .5 + .5*q.value/high
	}
	return .5 + .5*low/max(q.value, 1)
}
