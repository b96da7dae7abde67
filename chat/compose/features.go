package compose

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"auskunft/retrieval/intent"
)

// reading is a page as one question sees it: how well each unit covers the question's
// words, and the features that the weights of weights.go turn into a probability.
type reading struct {
	*page
	question
	match    [][]float64 // of question word k by unit i, 0 to 1
	most     []float64   // of question word k by any unit
	having   []int       // how many units have so much of question word k
	weight   []float64   // of question word k: rare in all texts and rare on the page
	covered  []float64   // share of the weight that unit i covers
	coverIDF []float64   // the same by IDF alone
	chance   []float64   // probability that unit i is part of the answer
	begins   []float64   // log-odds that an answer begins with unit i
	stops    []float64   // log-odds that it stops with unit i
	bare     float64     // how well the page fits the question, whatever its answer would be
	fit      float64     // with what its answer says, as far as that was weighed; comparable within one task
	place    int         // among the pages as they were found
	saying   []worded    // the answer, once it was worded
	wording  wording     // how it was worded
}

func read(p *page, q question) *reading {
	r := &reading{page: p, question: q}
	n := len(p.units)
	for i := range p.units {
		p.units[i].repeats = p.units[i].repeats || formal.MatchString(p.units[i].text) && !q.asksFor("law")
	}
	for k, w := range q.words {
		row, sum := make([]float64, n), 0.0
		for i, u := range p.units {
			for _, have := range u.words {
				row[i] = max(row[i], match(w, have))
			}
			if isFigure(w.Stem) && q.holds(u.text, number(w.Stem)) {
				row[i] = 1
			}
			sum += row[i]
		}
		r.match = append(r.match, row)
		most, having := highest(row)
		r.most, r.having = append(r.most, most), append(r.having, having)
		r.weight = append(r.weight, q.idf[k]*math.Log(1+float64(n)/(.5+sum)))
	}
	r.covered, r.coverIDF = make([]float64, n), make([]float64, n)
	for i := range p.units {
		r.covered[i] = r.cover(r.weight, i, i)
		r.coverIDF[i] = r.cover(q.idf, i, i)
	}
	return r
}

// highest is the highest of some numbers, and how many are as high.
func highest(row []float64) (most float64, having int) {
	if len(row) == 0 {
		return 0, 0
	}
	most = slices.Max(row)
	for _, m := range row {
		having += int(b2(m >= most-.01))
	}
	return most, having
}

// cover is the share of the weights that the units from a to b cover together.
func (r *reading) cover(weights []float64, a, b int) float64 {
	a, b = max(a, 0), min(b, len(r.units)-1)
	sum, total := 0.0, 1e-9
	for k, w := range weights {
		total += w
		if a <= b {
			sum += w * slices.Max(r.match[k][a:b+1])
		}
	}
	return sum / total
}

// titleCover is the share of the question's IDF that the page's title covers.
func (r *reading) titleCover() float64 { return r.coverBy(r.idf, r.title.words) }

// nameCover is the highest share of the weights that one of the page's names covers.
func (r *reading) nameCover(weights []float64) float64 {
	top := r.coverBy(weights, r.title.words)
	for _, name := range r.synonyms {
		top = max(top, r.coverBy(weights, name))
	}
	return top
}

func (r *reading) coverBy(weights []float64, words []Word) float64 {
	sum, total := 0.0, 1e-9
	for k, w := range r.words {
		sum += weights[k] * bestMatch(w, words)
		total += weights[k]
	}
	return sum / total
}

// show fills the patterns of all units.
func (r *reading) show() {
	for i := range r.units {
		r.units[i].patterns = intent.Shown(r.units[i].text, intent.All)
	}
}

// estimate fills chance, begins and stops by the weights.
func (r *reading) estimate() {
	_, all := r.measure()
	r.chance, r.begins, r.stops = make([]float64, len(all)), make([]float64, len(all)), make([]float64, len(all))
	for i, f := range all {
		r.chance[i] = 1 / (1 + math.Exp(-logOdds(lineIntercept, lineWeights, f)))
		r.begins[i] = logOdds(beginIntercept, beginWeights, f)
		r.stops[i] = logOdds(stopIntercept, stopWeights, f)
	}
}

func logOdds(intercept float64, weights []weight, f features) float64 {
	for j, v := range f {
		intercept += weights[j].value * v
	}
	return intercept
}

// features are the values of one unit in the order of lineWeights.
type features []float64

// measure computes every unit's features. The first call tells the names.
func (r *reading) measure() (names []string, all []features) {
	n := len(r.units)
	best, bestIDF := 1e-9, 1e-9
	for i := range n {
		best, bestIDF = max(best, r.covered[i]), max(bestIDF, r.coverIDF[i])
	}
	forward, backward, nextStrong := make([]float64, n), make([]float64, n), make([]int, n)
	section, bestSection := make([]float64, n), 1e-9
	for i := range n {
		if i > 0 {
			forward[i] = .8 * max(forward[i-1], r.covered[i-1])
		}
		section[i] = r.cover(r.weight, r.units[i].section, r.units[i].ends)
		bestSection = max(bestSection, section[i])
	}
	far := 999
	for i := n - 1; i >= 0; i-- {
		nextStrong[i] = far - i
		if i < n-1 {
			backward[i] = .8 * max(backward[i+1], r.covered[i+1])
		}
		if r.covered[i] >= .8*best {
			far = i
		}
	}
	rank := ranks(r.covered)
	at := func(v []float64, i int) float64 {
		if i < 0 || i >= n {
			return 0
		}
		return v[i]
	}
	pageCover := r.cover(r.weight, 0, n-1)
	formed := make([]float64, len(forms))
	for k, form := range forms {
		formed[k] = b2(form.MatchString(r.text))
	}
	lastStrong, lastColon, named := -99, -99, formNames()
	all = make([]features, n)
	for i := range r.units {
		u := &r.units[i]
		f := make(features, 0, len(lineWeights))
		add := func(name string, v float64) {
			if i == 0 {
				names = append(names, name)
			}
			f = append(f, v)
		}
		prev := ""
		if i > 0 {
			prev = r.units[i-1].text
		}
		add("cover", r.covered[i])
		add("cover.idf", r.coverIDF[i])
		add("cover.relative", r.covered[i]/best)
		add("cover.idf.relative", r.coverIDF[i]/bestIDF)
		add("rank", math.Min(rank[i], 15))
		add("rank.share", rank[i]/float64(n))
		add("before", at(r.covered, i-1)/best)
		add("after", at(r.covered, i+1)/best)
		add("before2", at(r.covered, i-2)/best)
		add("after2", at(r.covered, i+2)/best)
		add("window3", r.cover(r.weight, i-1, i+1))
		add("window5", r.cover(r.weight, i-2, i+2))
		add("since", r.cover(r.weight, i-2, i))
		add("forward", forward[i]/best)
		add("backward", backward[i]/best)
		add("last.strong", float64(min(i-lastStrong, 15)))
		add("next.strong", float64(min(nextStrong[i], 15)))
		head := u.section
		under := b2(r.units[head].heading && head != i)
		add("heading.cover", under*r.covered[head]/best)
		add("heading.cover.idf", under*r.coverIDF[head])
		add("section.cover", section[i])
		add("section.relative", section[i]/bestSection)
		add("section.length", math.Min(float64(u.ends-head), 30))
		add("section.from", math.Min(float64(i-head), 20))
		add("section.to", math.Min(float64(u.ends-i), 20))
		add("heading", b2(u.heading))
		add("list", b2(u.list))
		add("leads", b2(strings.HasSuffix(u.text, ":")))
		add("led", b2(strings.HasSuffix(prev, ":")))
		if strings.HasSuffix(u.text, ":") {
			lastColon = i
		}
		lead := 0.0
		if u.list && lastColon >= 0 {
			lead = r.covered[lastColon] / best
		}
		add("lead.cover", lead)
		add("lead.distance", float64(min(i-lastColon, 12)))
		add("question", b2(strings.HasSuffix(u.text, "?")))
		add("after.question", b2(strings.HasSuffix(prev, "?")))
		add("position", float64(i)/float64(n))
		add("position.units", math.Min(float64(i), 40))
		add("to.end", math.Min(float64(n-i), 40))
		add("units", math.Min(float64(n), 80))
		add("title", b2(u.repeats))
		add("characters", math.Min(float64(utf8.RuneCountInString(u.text)), 400))
		add("words", math.Min(float64(len(u.words)), 40))
		add("short", b2(isShort(u.text)))
		add("closed", b2(endsClosed(u.text)))
		for p := range intent.Names {
			add(showsNames[p], b2(u.patterns.Has(intent.Pattern(p))))
		}
		window := 0
		for j := max(0, i-2); j <= min(n-1, i+2); j++ {
			window += (r.units[j].patterns & r.shows).Len()
		}
		add("intent", float64((u.patterns & r.shows).Len()))
		add("intent.window", float64(window))
		add("intents", float64(len(r.intents)))
		add("intent.cover", float64((u.patterns&r.shows).Len())*section[i]/bestSection)
		add("proof", b2(u.patterns&r.proof != 0))
		for k, v := range formed {
			add(named[k], v)
		}
		first, second, unique, uniqueHeading, matched := r.sharp(i)
		add("rarest", first)
		add("second", second)
		add("unique", unique)
		add("unique.heading", uniqueHeading)
		add("matched", matched)
		add("page.cover", pageCover)
		add("question.words", float64(len(r.words)))
		add("best.cover", best)
		all[i] = f
		if r.covered[i] >= .8*best {
			lastStrong = i
		}
	}
	return names, all
}

// showsNames are the names of the features for what a unit shows.
var showsNames = func() (names [len(intent.Names)]string) {
	for p, name := range intent.Names {
		names[p] = "shows." + name
	}
	return names
}()

// sharp tells how unit i stands to the question's weightiest words and to those that at
// most three units of the page have.
func (r *reading) sharp(i int) (rarest, second, unique, uniqueHeading, matched float64) {
	top := -1.0
	head := r.units[i].section
	for k, w := range r.weight {
		if w > top {
			top, second, rarest = w, rarest, r.match[k][i]
		}
		most, having := r.most[k], r.having[k]
		if most > .3 && having <= 3 {
			share := r.idf[k] * most / float64(having)
			if r.match[k][i] >= most-.01 {
				unique += share
			}
			if r.units[head].heading && r.match[k][head] >= most-.01 {
				uniqueHeading += share
			}
		}
		matched += b2(r.match[k][i] >= .5)
	}
	return rarest, second, unique, uniqueHeading, matched
}

// ranks gives each value's rank, 0 for the highest; equal values in order.
func ranks(v []float64) []float64 {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case v[a] > v[b]:
			return -1
		case v[a] < v[b]:
			return 1
		}
		return 0
	})
	rank := make([]float64, len(v))
	for r, i := range order {
		rank[i] = float64(r)
	}
	return rank
}

func b2(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
