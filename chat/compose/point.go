package compose

import (
	"slices"

	"auskunft/internal/regex"
	"auskunft/retrieval"
)

// What a unit needs to be the point of an answer, the sentence that a caller is told
// first: it holds what is asked in particular, and it shows the kind of thing that is asked
// for. After a conditional logit on the demo town's questions for development: of 117 answers
// 85 have the required facts in their first two sentences in the order of the page, 93 with the
// point first, by weights of other questions in five folds as well.
const (
	pointCover = 1.0
	pointProof = .5
	pointShows = .35
	pointAside = .5 // of the weight of a word that the asker only told
	// fieldMargin is by how much another place has to be better than a field that is asked for.
	fieldMargin = .35
	// topical is what is left of the weight of a word that says what the page is about or
	// what kind of thing is asked for: every unit is about the one, proof shows the other.
	topical      = .25
	topicalShare = .3 // of the units have the word, or the title has it
	topicalMatch = .6 // from when on a word is had
)

// particulars are the weights of the question's words for telling units apart.
func (r *reading) particulars() []float64 {
	weights := slices.Clone(r.idf)
	for k, w := range r.words {
		having := 0
		for _, m := range r.match[k] {
			having += int(b2(m >= topicalMatch))
		}
		if scaffold[w.Stem] || bestMatch(w, r.title.words) >= topicalMatch || float64(having) > topicalShare*float64(len(r.units)) {
			weights[k] *= topical
		}
	}
	return weights
}

// isAllNames tells whether the page's names have every word of the question that says what it is about: nothing in particular is
// asked of the matter.
func (r *reading) isAllNames() bool {
	names := r.nameWords()
	return !slices.ContainsFunc(r.about(), func(w Word) bool { return bestMatch(w, names) < topicalMatch })
}

// points rates every unit as the point of the answer; headings and repetitions are none.
func (r *reading) points() []float64 {
	particulars := r.particulars()
	rated := make([]float64, len(r.units))
	for i, u := range r.units {
		if u.heading || u.repeats || r.opens(i) {
			continue
		}
		held, total := 0.0, 1e-9
		for k, w := range particulars {
			total += r.idf[k] * r.idf[k] // the rarest word is what the question is about in particular
			held += r.idf[k] * w * max(r.match[k][i], .5*r.match[k][u.section])
		}
		for _, w := range r.aside {
			held += pointAside * r.vocabulary.IDF(w.Stem) * bestMatch(w, u.words)
		}
		rated[i] = pointCover*held/total + pointProof*r.proven(u) + pointShows*b2(u.patterns&r.shows != 0) + pointWithin*r.within(i)
	}
	return rated
}

// proven tells how well a unit shows what is asked for: wholly, when that is the first kind of
// answer that the page has one of; half, when it is one of the others.
func (r *reading) proven(u unit) float64 {
	for _, in := range r.intents {
		proof := in.Proof
		switch {
		case u.patterns&proof != 0:
			return 1
		case slices.ContainsFunc(r.units, func(other unit) bool { return other.patterns&proof != 0 }):
			return .5 * b2(u.patterns&r.proof != 0)
		}
	}
	return 0
}

// laterStep begins a sentence that goes on with what the one before began.
var laterStep = regex.MustCompile(`^(Zweitens|Drittens|Viertens|Danach|Dann|Anschließend|Schließlich|Zuletzt)\b`)

// pointFirst moves the draft with the point of the answer to the front, with the one
// before it when it cannot be understood alone. A step of several stays in its place.
func (r *reading) pointFirst(drafts []worded, hits []retrieval.Hit) []worded {
	points := r.points()
	of := func(d worded) float64 { return slices.Max(points[d.a : d.b+1]) }
	lead := 0
	for i, d := range drafts {
		if of(d) > of(drafts[lead]) && !numbered.MatchString(r.units[d.body].text) && !laterStep.MatchString(r.units[d.body].text) {
			lead = i
		}
	}
	if lead == 0 {
		return drafts
	}
	from := lead
	if r.dangles(drafts[lead].a) && drafts[lead-1].b == drafts[lead].a-1 {
		from--
	}
	first := drafts[from]
	first.Draft = r.draft(first.a, first.body, first.b, true, hits) // a fragment needs its heading now
	led := append([]worded{first}, drafts[from+1:lead+1]...)
	return append(append(led, drafts[:from]...), drafts[lead+1:]...)
}
