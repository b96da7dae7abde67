package finding

import (
	"slices"
	"strings"

	"auskunft"
	"auskunft/ingest/finding/facts"
)

// compare reports whether b contradicts a, which is at least as reliable, and how sure that
// is.
func (x *comparer) compare(a, b *statement) (score float64, ok bool) {
	switch {
	case different(a.doc, b.doc),
		narrowest(a.doc, b.doc) == "",
		a.fact.Overlaps(b.fact),
		a.fact.Limit != b.fact.Limit && a.fact.Kind != facts.Money && a.role != processing,
		perDiffers(a.fact.Per, b.fact.Per),
		a.marks != b.marks:
		return 0, false
	}
	subject := x.subject(a, b)
	if x.states(b.doc, a.fact) || x.states(a.doc, b.fact) {
		return 0, false
	}
	matter, shared, words := x.matter(a, b)
	switch {
	case subject >= 1 && matter >= .55 && shared >= 1 && words > 1,
		// A time until or from which something has to be done needs fewer words.
		a.fact.Kind == facts.Clock && a.fact.Limit != facts.Exactly && subject >= .6 && shared >= .7 && (matter >= .25 || a.marks != ""):
		return subject + shared, true
	case a.role == processing && b.role == processing && a.field == auskunft.FieldDuration && x.about(b.doc.Title+"\n"+b.context, a.doc):
		return subject + 1, true
	case a.role == fee && b.role == fee && a.field == auskunft.FieldFees && x.about(b.context, a.doc) && x.plain(b):
		return subject + 1, true
	}
	return 0, false
}

// different reports documents that describe different things by their nature: two services,
// unless they have one name, two offices, two ordinances.
func different(a, b *document) bool {
	switch {
	case a.Service != nil && b.Service != nil:
		return !strings.EqualFold(a.Title, b.Title)
	case a.Kind == auskunft.OfficeDocument || a.Kind == auskunft.OrdinanceDocument:
		return a.Kind == b.Kind
	}
	return false
}

// perDiffers reports whether amounts are due for different times or quantities. Texts often
// leave "im Jahr" away, but not "je Tag".
func perDiffers(a, b string) bool {
	yearly := func(per string) bool { return per == "" || per == "jahr" }
	return a != b && !(yearly(a) && yearly(b))
}

// subject weighs the words that one statement has in its topic and the other in its topic or
// sentence.
func (x *comparer) subject(a, b *statement) float64 {
	sum := 0.
	for _, t := range a.topic {
		switch {
		case b.topic.has(t):
			sum += x.rarity(t)
		case b.sentence.has(t):
			sum += .7 * x.rarity(t)
		}
	}
	for _, t := range b.topic {
		if !a.topic.has(t) && a.sentence.has(t) {
			sum += .7 * x.rarity(t)
		}
	}
	return sum
}

// matter is how much of what the clauses say is the same, from 0 to 1, and the weight and the
// number of the words that both have. Words that only one has count against it, unless the other has them
// in its sentence or topic; of the two such remainders the smaller one counts, because texts
// differ in how much they say besides.
func (x *comparer) matter(a, b *statement) (share, both float64, words int) {
	for _, t := range a.clause {
		if b.clause.has(t) {
			both += x.rarity(t)
			words++
		}
	}
	if both == 0 {
		return 0, 0, 0
	}
	return both / (both + min(x.foreign(a, b), x.foreign(b, a))), both, words
}

// foreign is the weight of the words of a clause that the other statement knows nothing of.
func (x *comparer) foreign(a, b *statement) float64 {
	sum := 0.
	for _, t := range a.clause {
		if !b.clause.has(t) && !b.sentence.has(t) && !b.topic.has(t) {
			sum += x.rarity(t)
		}
	}
	return sum
}

// states reports whether a document, or one that amends it, mentions the value.
func (x *comparer) states(d *document, f facts.Fact) bool {
	return slices.ContainsFunc(x.values[d.ID], func(g facts.Fact) bool {
		g.Limit = f.Limit
		return g.Kind == f.Kind && g.Unit == f.Unit && g.Lo <= f.Hi && f.Lo <= g.Hi
	})
}

// about reports whether a text names a service in full: all words of one of its names.
func (x *comparer) about(text string, service *document) bool {
	if service.Service == nil {
		return false
	}
	said := x.wordsOf(text)
	names := append([]string{service.Title, service.Service.Name}, service.Service.Synonyms...)
	return slices.ContainsFunc(names, func(name string) bool {
		named := false
		for _, w := range x.wordsOf(name) {
			if x.usual.has(w) {
				continue
			}
			if !said.has(w) {
				return false
			}
			named = true
		}
		return named
	})
}

// usual are the words of services' names that pages leave away when they name the thing.
const usual = "beantragen Beantragung Antrag ausstellen Ausstellung erteilen Erteilung"

// plain reports whether nothing in the clause but verbs and small words restricts the value:
// no other noun. German nouns begin with a capital.
func (x *comparer) plain(s *statement) bool {
	nouns := 0
	for _, w := range strings.Fields(s.fact.Clause) {
		w = strings.Trim(w, ".,:;()„“\"")
		if w != "" && strings.ToUpper(w[:1]) == w[:1] && strings.ToLower(w[:1]) != w[:1] && len(x.stemsOf(w)) > 0 && x.rarity(w) > 0 {
			nouns++
		}
	}
	return nouns <= 2
}
