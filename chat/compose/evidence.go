package compose

import (
	"math"
	"slices"
)

// Evidence says how well the passages of a task can answer its question. It is measured
// on the page that Extractive would answer from.
type Evidence struct {
	Answerable float64 // probability that they answer it, by the weights of weights.go
	Coverage   float64 // share of the question's IDF that the page and its title cover
	Title      float64 // share that the title covers
	Sentence   float64 // share that the best unit covers
	Window     float64 // share that the best three units in a row cover
	Missing    float64 // highest IDF of a question word, times how much the page lacks of it
	Intents    int     // kinds of answers asked for: a fee, opening hours, …
	Unmet      int     // of these, those that no unit of the page looks like
	Field      bool    // the page has a field that the question asks for
	Run        float64 // expected F1 of the best run
	Pages      int     // documents that were read
	names      []string
	values     []float64
}

// MinAnswerable is the Evidence.Answerable from which an answer is worth giving: on
// OMoS-QA (train and dev, cross-validated) refusing below it has the best F1 of refusals
// that keeps the F1 of answers above .45. TestCrossValidated holds the figures.
const MinAnswerable = .65

// EvidenceFor measures the evidence of a task. Without passages it is zero.
func EvidenceFor(task Task) Evidence {
	readings := readAll(task)
	if len(readings) == 0 {
		return Evidence{}
	}
	e := readings[0].evidence()
	e.Pages = len(readings)
	e.Answerable = answerable(e.values)
	return e
}

func answerable(values []float64) float64 {
	return 1 / (1 + math.Exp(logOdds(refusalIntercept, refusalWeights, values)))
}

// evidence computes the values in the order of refusalWeights.
func (r *reading) evidence() Evidence {
	n := len(r.units)
	e := Evidence{Intents: len(r.intents), Title: r.titleCover(), Field: len(r.wantedRuns()) > 0}
	looks := 0.0 // how much a unit both covers the question and looks like its answer
	for i, u := range r.units {
		e.Sentence = max(e.Sentence, r.coverIDF[i])
		e.Window = max(e.Window, r.cover(r.idf, i-1, i+1))
		looks = max(looks, r.covered[i]*float64(min(count(u.patterns&r.shows), 2)))
	}
	missing, lacking, held, total := 0.0, 0.0, 0.0, 1e-9
	for k, w := range r.words {
		have := slices.Max(r.match[k])
		for _, t := range r.title.words {
			have = max(have, match(w, t))
		}
		lack := r.idf[k] * (1 - have)
		missing += lack
		e.Missing = max(e.Missing, lack)
		lacking += b2(have < .5)
		held += r.idf[k] * have
		total += r.idf[k]
	}
	e.Coverage = held / total
	for _, in := range r.intents {
		if len(in.shows) > 0 && !slices.ContainsFunc(r.units, func(u unit) bool { return u.patterns&setOf(in.shows) != 0 }) {
			e.Unmet++
		}
	}
	if best, ok := r.bestRun(0, n-1, maxRun); ok {
		e.Run = best.value
	}
	add := func(name string, v float64) {
		e.names = append(e.names, name)
		e.values = append(e.values, v)
	}
	add("cover", e.Coverage)
	add("best", e.Sentence)
	add("window", e.Window)
	add("title", e.Title)
	add("missing", missing)
	add("missing.most", e.Missing)
	add("lacking", lacking)
	add("intents", float64(e.Intents))
	add("unmet", float64(e.Unmet))
	add("looks", looks)
	add("run", e.Run)
	add("units", math.Log(float64(n)))
	add("question.words", float64(len(r.words)))
	for k, form := range forms {
		add("form."+string(rune('a'+k)), b2(form.MatchString(r.text)))
	}
	return e
}
