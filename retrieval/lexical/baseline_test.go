package lexical

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// plainWords are the lower-case words of a text, stop words left out: what a search
// without any analysis would look at.
func plainWords(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.DeleteFunc(words, func(w string) bool { return everyStop[fold(w)] })
}

// plainBM25 ranks whole pages by textbook BM25 (k1 1.2, b 0.75) over the given terms: the
// baseline that everything else is measured against.
func plainBM25(s set, terms func(string) []string) ranker {
	type entry struct{ page, frequency int }
	postings := make(map[string][]entry)
	lengths := make([]float32, len(s.pages))
	average := float32(0)
	for i, p := range s.pages {
		for _, t := range terms(p.title + "\n" + p.text) {
			list := postings[t]
			if n := len(list); n == 0 || list[n-1].page != i {
				list = append(list, entry{i, 0})
			}
			list[len(list)-1].frequency++
			postings[t] = list
			lengths[i]++
			average += 1 / float32(len(s.pages))
		}
	}
	return func(question string) []int {
		scores := make(map[int]float32)
		asked := terms(question)
		slices.Sort(asked)
		for _, t := range slices.Compact(asked) {
			for _, e := range postings[t] {
				scores[e.page] += idf(len(postings[t]), len(s.pages)) * saturationOf(1.2, .75, average).at(float32(e.frequency), lengths[e.page])
			}
		}
		var pages []int
		for p := range scores {
			pages = append(pages, p)
		}
		slices.SortFunc(pages, func(a, b int) int { return cmp.Or(cmp.Compare(scores[b], scores[a]), a-b) })
		return pages
	}
}
