package gap

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/guard"
	"auskunft/retrieval/lexical"
)

// Lexicon analyses questions as the search does, and weighs their words; *retrieval.Searcher
// has it.
type Lexicon interface {
	Terms(lang, text string) []lexical.Term
	IDF(term string, reader auskunft.Reader) float64
}

// How alike two questions are is the weight of the words that both have, as a share of the
// shorter one's: "Zuschuss Lastenrad" is whole in a long question about it. From alike on they
// belong together. A word that names nothing (a verb, where its writer uses capitals) and a
// part of a compound count less, and a question of one common word ("Termin?") draws nothing:
// its weight counts as vague, that of a word in a dozen passages of a town.
//
// The numbers are among the best of 216 variants on the demo's 165 questions with one source, by
// which the same source should be the same group: of the pairs that stand together 62 % are
// right, of those that should 11 %. Other words for the same thing are not seen. A group too
// many is two clicks, a wrong one hides a question.
const (
	alike      = 0.5
	partShare  = 0.7
	smallShare = 0.5
	vague      = 5.0
)

// vector is what a question is about: its words and the parts of its compounds, by weight.
// Words that only frame a question ("was kostet", "wie beantrage ich") do not count: one
// article answers all that is asked about its matter.
type vector struct {
	weights map[string]float64
	sum     float64
}

func vectorOf(l Lexicon, lang, text string) vector {
	v := vector{weights: map[string]float64{}}
	text = guard.RemovePlaceholders(text)
	terms := l.Terms(lang, text)
	capitals := slices.ContainsFunc(terms, func(t lexical.Term) bool { return t.Kind == lexical.Word && !t.Small && t.Position > 0 })
	for _, t := range terms {
		share := 1.0
		switch {
		case t.Frame || t.Kind != lexical.Word && t.Kind != lexical.Part && t.Kind != lexical.Paragraph:
			continue
		case t.Kind == lexical.Part:
			share = partShare
		case capitals && t.Small:
			share = smallShare
		}
		v.weights[t.Text] = max(v.weights[t.Text], share*l.IDF(t.Text, auskunft.PublicReader))
	}
	if len(v.weights) == 0 { // it is like its own repetitions only
		v.weights[text] = vague
	}
	for _, w := range v.weights {
		v.sum += w
	}
	return v
}

// question is a question as it is grouped.
type question struct {
	text, lang string
	gap        int64 // that somebody has touched, to which it belongs; 0: it is free
	vector
}

// common is the weight that two questions both have.
func common(a, b vector) (both float64) {
	if len(a.weights) > len(b.weights) {
		a, b = b, a
	}
	for term, w := range a.weights {
		both += min(w, b.weights[term])
	}
	return both
}

// core are the terms of which another question must have one to be alike, when this is the
// shorter one: the light ones that are left out do not weigh enough together.
func (v vector) core() []string {
	terms := slices.SortedFunc(maps.Keys(v.weights), func(a, b string) int {
		return cmp.Or(cmp.Compare(v.weights[a], v.weights[b]), strings.Compare(a, b))
	})
	left := 0.0
	for i, term := range terms {
		if left += v.weights[term]; left >= alike*max(vague, v.sum) {
			return terms[i:]
		}
	}
	return nil
}

// group says for each question by which one it stands: the leader of its group. The shortest
// questions lead, and others join the leader that they are most alike; of several as alike, the
// one with which they share most. Nothing is joined by way of a third question: in a large log
// everything would hang together.
//
// A gap that somebody has touched keeps its questions, and its shortest one leads. All others
// are free and grouped anew each time, so that what comes out is a matter of the questions
// there are and not of the order and the portions that they came in.
func group(questions []question) []int {
	order := make([]int, len(questions))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := questions[i], questions[j]
		return cmp.Or(cmp.Compare(a.sum, b.sum), strings.Compare(a.text, b.text), strings.Compare(a.lang, b.lang), cmp.Compare(a.gap, b.gap))
	})
	leads := leaders{questions: questions, cores: map[string][]int{}, touched: map[string][]int{}}
	leader := make([]int, len(questions))
	first := map[int64]int{} // of touched gaps
	for _, i := range order {
		if gap := questions[i].gap; gap != 0 {
			if _, ok := first[gap]; !ok {
				first[gap] = i
				leads.add(i)
			}
			leader[i] = first[gap]
		}
	}
	for _, i := range order {
		if questions[i].gap != 0 {
			continue
		}
		best, ok := leads.best(i)
		if !ok {
			best = i
			leads.add(i)
		}
		leader[i] = best
	}
	return leader
}

// leaders are found by their terms.
type leaders struct {
	questions []question
	cores     map[string][]int // of terms: leaders that have them in their core
	touched   map[string][]int // leaders of touched gaps that have them, which may be longer than who joins
}

func (l *leaders) add(i int) {
	for _, term := range l.questions[i].core() {
		l.cores[term] = append(l.cores[term], i)
	}
	if l.questions[i].gap != 0 {
		for term := range l.questions[i].weights {
			l.touched[term] = append(l.touched[term], i)
		}
	}
}

// best is the leader that a question joins.
func (l *leaders) best(i int) (best int, ok bool) {
	q := l.questions[i]
	met := map[int]bool{}
	var like, shares float64
	look := func(candidates []int) {
		for _, c := range candidates {
			if met[c] {
				continue
			}
			met[c] = true
			lead := l.questions[c]
			both := common(q.vector, lead.vector)
			is := both / max(vague, min(q.sum, lead.sum))
			if is < alike {
				continue
			}
			better := cmp.Or(cmp.Compare(is, like), cmp.Compare(both, shares))
			if !ok || better > 0 || better == 0 && l.before(c, best) {
				best, ok, like, shares = c, true, is, both
			}
		}
	}
	for term := range q.weights {
		look(l.cores[term])
	}
	for _, term := range q.core() {
		look(l.touched[term])
	}
	return best, ok
}

// before orders leaders that are as good as each other: touched gaps, older ones, then by text.
func (l *leaders) before(a, b int) bool {
	p, q := l.questions[a], l.questions[b]
	if (p.gap != 0) != (q.gap != 0) {
		return p.gap != 0
	}
	return cmp.Or(cmp.Compare(p.gap, q.gap), strings.Compare(p.text, q.text), strings.Compare(p.lang, q.lang)) < 0
}

// labelWords is how many words name a gap.
const labelWords = 3

// label names a group by nouns that at least half of its questions have, the rare before the
// common. It outlives the questions, so a noun must be one that public texts have or that two
// questions have: what a single person wrote is not kept.
func label(l Lexicon, questions []question) string {
	type noun struct {
		text  string // as it was written first
		count int
		idf   float64
	}
	nouns := map[string]*noun{}
	var order []*noun
	for _, q := range questions {
		seen := map[string]bool{}
		for _, written := range chat.Nouns(guard.RemovePlaceholders(q.text)) {
			terms := l.Terms(q.lang, written)
			if len(terms) == 0 || terms[0].Kind != lexical.Word || terms[0].Frame || seen[terms[0].Text] {
				continue
			}
			stem := terms[0].Text
			if seen[stem] = true; nouns[stem] == nil {
				nouns[stem] = &noun{written, 0, l.IDF(stem, auskunft.PublicReader)}
				order = append(order, nouns[stem])
			}
			nouns[stem].count++
		}
	}
	unknown := l.IDF("\x00", auskunft.PublicReader) // of a word that no text has
	order = slices.DeleteFunc(order, func(n *noun) bool { return n.idf >= unknown && n.count < 2 || 2*n.count < len(questions) })
	slices.SortStableFunc(order, func(a, b *noun) int {
		return cmp.Or(cmp.Compare(float64(b.count)*b.idf, float64(a.count)*a.idf), strings.Compare(a.text, b.text))
	})
	var words []string
	for _, n := range order[:min(len(order), labelWords)] {
		words = append(words, n.text)
	}
	text := []rune(strings.Join(words, ", "))
	return string(text[:min(len(text), maxLabel)])
}

// maxLabel is the longest label, in characters.
const maxLabel = 120
