package compose

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"auskunft"
	"auskunft/internal/regex"
)

// A place that is no office has no record: a swimming pool, a museum, a town hall. Where it is, when it is open and how
// to call it is told by a line of its own page, or by a sentence that names it right before an address or a number. A
// page that mentions the place says neither.

// PlaceFact is what is asked of a place that the question names.
type PlaceFact int

// What can be asked of a place; the zero value is nothing.
const (
	PlaceWhere PlaceFact = iota + 1
	PlaceHours
	PlacePhone
	PlaceMail
)

const (
	// maxPlaces is how many places of one name are told of: a town may have an old town hall and a new one.
	maxPlaces = 2
	// maxHours is how many lines of opening hours are told.
	maxHours = 4
	// namedBefore is how many code points before an address its place is named in: "am Alten Rathaus, Marktplatz 1".
	namedBefore = 40
)

var (
	// street is a street with a house number, as German streets end.
	street = regex.MustCompile(`\p{Lu}[\p{L}.-]*(?:[sS]tra(?:ß|ss)e|[sS]tr\.|[wW]eg|[pP]latz|[aA]llee|[gG]asse|[rR]ing|[kK]ai|[dD]amm|[uU]fer|[cC]haussee|[gG]ang|[mM]arkt|[hH]of|[wW]all|[kK]amp|` +
		`[bB]leiche|[sS]tieg|[sS]teig|[pP]fad|[tT]wiete|[gG]raben|[bB]erg|[tT]or|[bB]rücke|[pP]ark|[fF]eld|[wW]inkel|[zZ]eile|[pP]romenade|[hH]afen|[hH]öhe|[aA]ue|[aA]nger|[dD]eich) \d{1,4}\b`)
	// spot is a place that another one lies at, without a number.
	spot      = regex.MustCompile(`\b(?:am|auf dem|an der|in der|im|neben de[mr]|gegenüber) (?:\p{Lu}\p{L}+ )?\p{Lu}?\p{L}*(?:platz|markt|straße|allee|gasse|park|kai|ufer|[hH]afen)\b`)
	dialled   = regex.MustCompile(`\b0\d{2,5}[ /–-]+\d[\d -]+|\b11[0-9]\b|\b116 ?\d{3}\b`)
	mailbox   = regex.MustCompile(`[\w.-]+@[\w-]+\.[\w.-]+`)
	weekday   = regex.MustCompile(`(?i)(?:mon|diens|donners|frei|sams|sonn)tags?\b|mittwochs?\b|sonnabends?\b|\btäglich\b|\bwerktags\b`)
	clockTime = regex.MustCompile(`\d ?Uhr|\d[:.]\d\d`)
)

// facts finds what a line says of the kind asked for: strings of the line.
func (f PlaceFact) facts(line string) [][]int {
	switch f {
	case PlaceWhere:
		return street.FindAllStringIndex(line, -1)
	case PlacePhone:
		return dialled.FindAllStringIndex(line, -1)
	case PlaceMail:
		return mailbox.FindAllStringIndex(line, -1)
	case PlaceHours:
		if clockTime.MatchString(line) && weekday.MatchString(line) {
			return [][]int{{0, len(line)}}
		}
	}
	return nil
}

// placed is one place's fact: how surely it is of the place, the fact itself and the unit that says it.
type placed struct {
	rank  int
	fact  string
	facts int // of the kind asked for in the unit
	page  *reading
	unit  int
}

// How surely a unit tells of the place that is asked for.
const (
	besides = iota + 1 // its own page says where people meet it, without a house number
	ofPage             // a line of its own page
	nextTo             // named right before the fact
)

// placesOf says what the task wants of the place that the question names.
func placesOf(readings []*reading, task Task) (drafts []Draft) {
	var found []placed
	for _, r := range readings {
		found = append(found, r.placed(task.Place)...)
	}
	slices.SortStableFunc(found, func(a, b placed) int { return cmp.Or(b.rank-a.rank, b.facts-a.facts) })
	if len(found) == 0 {
		return nil
	}
	most := maxPlaces
	if task.Place == PlaceHours {
		most = maxHours
	}
	var told []placed
	for _, p := range found {
		again := slices.ContainsFunc(told, func(have placed) bool { return strings.Contains(p.fact, have.fact) })
		if len(told) < most && !again && p.rank > besides == (found[0].rank > besides) && (task.Place != PlaceHours || p.page == found[0].page) {
			told = append(told, p)
		}
	}
	for _, p := range told {
		drafts = append(drafts, Draft{Text: p.page.calledBy(p.unit), Quotes: p.page.quote(p.unit, p.unit, task.Hits)})
	}
	return drafts
}

// calledBy is a unit's text, behind the page's name when it does not say whose it is.
func (r *reading) calledBy(i int) string {
	text := r.units[i].text
	if r.names(r.units[i].words) {
		return text
	}
	return withColon(r.title.text) + " " + text
}

// placed are the facts of the place on this page.
func (r *reading) placed(asked PlaceFact) (found []placed) {
	own := r.isPlace()
	for i, u := range r.units {
		if u.heading || u.repeats {
			continue
		}
		facts := asked.facts(u.text)
		for _, at := range facts {
			fact := placed{ofPage * int(b2(own)), u.text[at[0]:at[1]], len(facts), r, i}
			if asked != PlaceHours && r.names(r.vocabulary.Words(tail(u.text[:at[0]]))) {
				fact.rank, fact.facts = nextTo, 1
			}
			if fact.rank > 0 {
				found = append(found, fact)
				break
			}
		}
		if at := spot.FindStringIndex(u.text); asked == PlaceWhere && at != nil && (own || r.names(r.vocabulary.Words(tail(u.text[:at[0]])))) {
			found = append(found, placed{besides, u.text[at[0]:at[1]], 1, r, i})
		}
	}
	return found
}

// tail is the end of a text in which a place is named whose address follows; of a table's row, the whole row.
func tail(text string) string {
	if strings.Contains(text, " | ") {
		return text
	}
	from := len(text)
	for n := 0; from > 0 && n < namedBefore; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
	}
	if from > 0 { // no half word
		if space := strings.IndexByte(text[from:], ' '); space >= 0 {
			from += space
		}
	}
	return text[from:]
}

// isPlace tells whether the page is that of the place that the question names: its title is hardly more.
func (r *reading) isPlace() bool {
	return r.kind != auskunft.ServiceDocument && len(r.title.words) <= len(r.about())+1 && r.names(r.title.words)
}

// dealsWith tells whether an office's name has what the name that people give it begins with: "Ordnungsamt" is the "Fachdienst
// Ordnung und Gewerbe".
func (r *reading) dealsWith() bool {
	return slices.ContainsFunc(r.about(), func(w Word) bool {
		return slices.ContainsFunc(r.title.words, func(have Word) bool {
			return len(have.Stem) >= minPart && have.Stem != w.Stem && strings.HasPrefix(w.Stem, have.Stem)
		})
	})
}

// about are the question's words without those that only say what is wanted.
func (r *reading) about() []Word {
	return slices.DeleteFunc(slices.Clone(r.words), func(w Word) bool { return scaffold[w.Stem] })
}

// names tells whether words name the place that the question names.
func (r *reading) names(words []Word) bool {
	about := r.about()
	return len(about) > 0 && !slices.ContainsFunc(about, func(w Word) bool {
		return !slices.ContainsFunc(words, func(have Word) bool { return isA(w, have) })
	})
}

// isA tells whether a text's word is the place that a question's word names: it is that word, ends with it or with
// another word for it. A "Stadtmuseum" is a museum; a "Rathausgang" is no town hall.
func isA(asked, have Word) bool {
	is := func(name string) bool {
		return have.Stem == name || utf8.RuneCountInString(name) >= minPlaceName && strings.HasSuffix(have.Stem, name)
	}
	return is(asked.Stem) || slices.ContainsFunc(asked.Instead, func(o Other) bool { return is(o.Stem) })
}

// minPlaceName is how many letters the name of a kind of places has at least to be found at a word's end: "Bad".
const minPlaceName = 3
