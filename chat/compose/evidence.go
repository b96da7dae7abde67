package compose

import (
	"math"
	"slices"
)

// Evidence says in numbers how well the passages of a task can answer its question. It is
// measured on the page that Extractive would answer from. The numbers are in the order of
// EvidenceNames; without passages there are none.
type Evidence []float64

// evidenceNames are, in this order: the share of the IDF of what the question is about, its
// words for what is wanted left aside, that the page with its title covers; whether the
// page has a field that is asked for, alone and times that share; the shares of the question's IDF that the page with
// its title, the best unit, the best three units in a row and the title alone cover; the
// IDF that is covered nowhere, the most that one word lacks, the number of words that
// lack; the kinds of answers asked for (a fee, opening hours, …) and those of them that no
// unit looks like; how much one unit both covers the question and looks like its answer;
// the expected F1 of the best run; the logarithm of the page's units; the question's words.
var evidenceNames = append([]string{"topic", "field", "served", "page", "unit", "window", "title", "missing", "missing.most", "lacking",
	"intents", "unmet", "looks", "run", "units", "question.words"}, formNames()...)

// EvidenceNames names the numbers of Evidence.
func EvidenceNames() []string { return slices.Clone(evidenceNames) }

func formNames() []string {
	names := make([]string, len(forms))
	for k := range forms {
		names[k] = "form." + string(rune('a'+k))
	}
	return names
}

// Reading is what Extractive has read of a task's pages. Whether to answer is decided on
// it, and the answer is composed from it: it is worth reading once.
type Reading struct{ pages []*reading }

// Read reads the task's pages closely.
func Read(task Task) *Reading { return &Reading{readAll(task)} }

// Evidence is measured on the page to answer from.
func (r *Reading) Evidence() Evidence {
	if len(r.pages) == 0 {
		return nil
	}
	return r.pages[0].evidence()
}

func (r *reading) evidence() Evidence {
	n := len(r.units)
	single, window, looks := 0.0, 0.0, 0.0
	for i, u := range r.units {
		single = max(single, r.coverIDF[i])
		window = max(window, r.cover(r.idf, i-1, i+1))
		looks = max(looks, r.covered[i]*float64(min(count(u.patterns&r.shows), 2)))
	}
	missing, most, lacking, held, total := 0.0, 0.0, 0.0, 0.0, 1e-9
	topicHeld, topic := 0.0, 1e-9
	for k, w := range r.words {
		have := slices.Max(r.match[k])
		for _, t := range r.title.words {
			have = max(have, match(w, t))
		}
		lack := r.idf[k] * (1 - have)
		missing += lack
		most = max(most, lack)
		lacking += b2(have < .5)
		held += r.idf[k] * have
		total += r.idf[k]
		if !scaffold[w.Stem] {
			topicHeld += r.idf[k] * have
			topic += r.idf[k]
		}
	}
	field := b2(slices.ContainsFunc(r.units, r.inAskedField))
	unmet := 0
	for _, in := range r.intents {
		if len(in.shows) > 0 && !slices.ContainsFunc(r.units, func(u unit) bool { return u.patterns&setOf(in.shows) != 0 }) {
			unmet++
		}
	}
	best, _ := r.bestRun(0, n-1, maxRun)
	e := Evidence{topicHeld / topic, field, field * topicHeld / topic, held / total, single, window, r.titleCover(), missing, most, lacking,
		float64(len(r.intents)), float64(unmet), looks, best.value, math.Log(float64(n)), float64(len(r.words))}
	for _, form := range forms {
		e = append(e, b2(form.MatchString(r.text)))
	}
	return e
}
