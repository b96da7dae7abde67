package retrieval

import (
	"slices"
	"strings"

	"auskunft"
	"auskunft/internal/civil"
	"auskunft/retrieval/intent"
	"auskunft/retrieval/lexical"
)

// Offices by name. "Bürgerbüro Öffnungszeiten" has two words that every second page of a town has, and most of them more often
// than the hours of the office do. What it asks for is known, though: a field of an office that is called by all
// the rest of the words. That passage comes first.

const (
	// ofOffices is how many passages are looked at for those of offices: half of a town's pages name the office in charge.
	ofOffices = maxK
	// maxNamed is how many offices one name may be of; a word that more have names none.
	maxNamed = 3
	// longestName is how many words a question has at most that only names an office: of a longer one no office is called by all,
	// and nothing is read back in vain.
	longestName = 4
	// minBeginning is how many letters a word has at least that names an office by the beginning of its name.
	minBeginning = 4
)

// door is what a query wants to know of an office that it names: what stands on its door.
type door struct {
	state  *state
	name   [][]string // for each word that names it: its stem, and other words for it
	fields []auskunft.Field
}

// door is nil for queries that ask for nothing of the kind, or name nothing.
func (st *state) door(q Query) *door {
	fields, rest := intent.OfDoor(q.Text)
	if len(fields) == 0 || q.Lang != "" && q.Lang != "de" || len(q.Documents) > 0 {
		return nil
	}
	if _, from, to, ok := civil.Day(rest, q.Now); ok {
		rest = rest[:from] + rest[to:]
	}
	d := &door{state: st, fields: fields}
	terms := st.analyser.Terms(q.Lang, rest)
	others := st.synonyms(q, terms)
	for _, t := range terms {
		if t.Kind == lexical.Part || t.Frame {
			continue
		}
		word := []string{t.Text}
		for _, y := range others {
			if y.Position == t.Position && y.Until == t.Position && y.Kind == lexical.Word {
				word = append(word, y.Text)
			}
		}
		d.name = append(d.name, word)
	}
	if len(d.name) == 0 || len(d.name) > longestName {
		return nil
	}
	return d
}

// open lets what is asked of the offices that are named score before all else. The best of hits comes first.
func (d *door) open(hits []Hit) {
	if d == nil || len(hits) == 0 {
		return
	}
	named := map[int64]bool{}
	for _, h := range hits {
		if _, known := named[h.Document.ID]; !known && h.Document.Kind == auskunft.OfficeDocument {
			named[h.Document.ID] = d.names(h.Document.Title)
		}
	}
	offices := 0
	for _, is := range named {
		if is {
			offices++
		}
	}
	if offices > maxNamed {
		return
	}
	best := hits[0].Score
	for i := range hits {
		if h := &hits[i]; named[h.Document.ID] && slices.Contains(d.fields, h.Passage.Field) {
			h.Score += best
			h.Why = append(h.Why, Part{Kind: PagePart, Name: "asked of the office", Value: best})
		}
	}
}

// names tells whether an office is called by all the words. Its name begins with what it is, and goes on with where: the
// "Bürgerbüro Altstadt" is a Bürgerbüro, and the Altstadt is none.
func (d *door) names(title string) bool {
	var has []string
	for _, t := range d.state.analyser.Terms("de", title) {
		if t.Kind == lexical.Word {
			has = append(has, t.Text)
		}
	}
	if len(has) == 0 || !generic[has[0]] && !slices.ContainsFunc(d.name, func(word []string) bool { return calls(word, has[0]) }) {
		return false
	}
	return !slices.ContainsFunc(d.name, func(word []string) bool {
		return !slices.ContainsFunc(has, func(have string) bool { return calls(word, have) })
	})
}

// calls tells whether a word of an office's name is one of the words for it, the town's own ("Stadtbibliothek"), or begins with
// one ("Wohngeldstelle").
func calls(word []string, have string) bool {
	return slices.ContainsFunc(word, func(w string) bool {
		own := slices.ContainsFunc(ofTowns, func(town string) bool { return town+w == have })
		return w == have || own || len(w) >= minBeginning && strings.HasPrefix(have, w)
	})
}

var (
	// generic begins the name of an office that tells only behind it what it deals with; stems.
	generic = map[string]bool{"fachdien": true, "fachdienst": true, "fachbereich": true, "amt": true, "abteil": true, "referat": true, "dezernat": true, "sachgebiet": true, "team": true, "stadt": true}
	// ofTowns begin the name of what a town has.
	ofTowns = []string{"stadt", "stadtisch", "gemeind", "gemeinde", "kreis", "landkreis", "bezirk", "bezirks"}
)
