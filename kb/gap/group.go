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
// The numbers are the best of 840 variants on the demo's 165 questions with one source, by
// which the same source should be the same group, as far as two of three pairs were right: of
// the pairs that stand together 67 % are, of those that should 13 %. Other words for the same
// thing are not seen; a group too many is two clicks, a wrong one hides a question.
const (
	alike      = 0.65
	partShare  = 0.7
	smallShare = 0.4
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
		case capitals && (t.Small || t.Position == 0):
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
	gap        int64 // that it is in; 0: none yet
	touched    bool  // somebody has done something about that gap
	vector
}

// pair is two questions that belong together.
type pair struct {
	a, b int
	like float64
}

// pairs are all pairs of which at least one question is in no gap yet.
func pairs(questions []question) (found []pair) {
	having := map[string][]int{} // of terms: questions before the present one
	for b := range questions {
		common := map[int]float64{} // the weight that both have
		for term, w := range questions[b].weights {
			for _, a := range having[term] {
				if questions[a].gap == 0 || questions[b].gap == 0 {
					common[a] += min(w, questions[a].weights[term])
				}
			}
			having[term] = append(having[term], b)
		}
		for a, both := range common {
			if like := both / max(vague, min(questions[a].sum, questions[b].sum)); like >= alike {
				found = append(found, pair{a, b, like})
			}
		}
	}
	return found
}

// group says for each question by which question it stands: the first of its group. What comes
// out does not depend on the order of the questions within a group, nor on how many runs they
// came in.
//
// A gap that somebody has touched keeps its questions and takes up new ones that are alike. All others are the connected
// components of what is alike: a new question that joins two of them makes them one.
func group(questions []question) []int {
	root := make([]int, len(questions))
	first := map[int64]int{} // of gaps: a question
	for i, q := range questions {
		root[i] = i
		if f, ok := first[q.gap]; ok && q.gap != 0 {
			root[i] = f
		} else if q.gap != 0 {
			first[q.gap] = i
		}
	}
	found := pairs(questions)
	settled := settle(questions, found)
	var find func(int) int
	find = func(i int) int {
		if root[i] != i {
			root[i] = find(root[i])
		}
		return root[i]
	}
	free := func(i int) bool { _, taken := settled[i]; return !taken && !questions[i].touched }
	for _, p := range found {
		if free(p.a) && free(p.b) {
			a, b := find(p.a), find(p.b)
			root[max(a, b)] = min(a, b)
		}
	}
	for i, gap := range settled {
		root[i] = first[gap]
	}
	for i := range root {
		root[i] = find(i)
	}
	return root
}

// settle finds for new questions the touched gap that they join: that of the most alike
// question there, of equal ones the older gap. One that has joined draws others after it.
func settle(questions []question, found []pair) map[int]int64 {
	settled := map[int]int64{}
	in := func(i int) int64 {
		if questions[i].touched {
			return questions[i].gap
		}
		return settled[i]
	}
	for {
		best := map[int]pair{} // of new questions, b in a touched gap
		for _, p := range found {
			for _, p := range []pair{p, {p.b, p.a, p.like}} {
				if questions[p.a].gap != 0 || in(p.a) != 0 || in(p.b) == 0 {
					continue
				}
				have, ok := best[p.a]
				if !ok || cmp.Or(cmp.Compare(have.like, p.like), cmp.Compare(in(p.b), in(have.b))) < 0 {
					best[p.a] = p
				}
			}
		}
		if len(best) == 0 {
			return settled
		}
		joined := map[int]int64{}
		for i, p := range best {
			joined[i] = in(p.b)
		}
		maps.Copy(settled, joined)
	}
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
