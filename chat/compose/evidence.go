package compose

import (
	"math"
	"slices"

	"auskunft"
)

// Evidence says in numbers how well the passages of a task can answer its question. It is
// measured on the page that Extractive would answer from. The numbers are in the order of
// EvidenceNames; without passages there are none.
type Evidence []float64

// evidenceNames are, in this order: the shares of the question's IDF that the page with its
// title, the best unit, the best three units in a row and the title alone cover, and that
// the page has as words of their own, not as parts of others; the IDF that is covered
// nowhere, the most that one word lacks, the number of words that lack, the IDF of the rarest
// word that says what the question is about; the kinds of answers asked for (a fee, opening
// hours, …) and those of them that no unit looks like; how much one unit both covers the
// question and looks like its answer; the expected F1 of the best run, the log-odds of the
// likeliest unit; the logarithm of the page's units; the question's words; the kinds of answers
// asked for that no unit gives; whether a place is asked for; what the question is about,
// without the words that only say what is wanted of it, as shares that the page and the best of
// its names cover; whether a field that is asked for is there; the question's form.
var evidenceNames = append([]string{"page", "unit", "window", "title", "whole", "missing", "missing.most", "lacking", "rarest",
	"intents", "unmet", "looks", "run", "likely", "units", "question.words", "unproven", "asks.place",
	"topic", "named", "field"}, formNames()...)

// ownWord is how well a page's word has to stand for one of the question to be no mere part of
// it: "Schularten" is not answered by "Schule".
const ownWord = .8

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
type Reading struct {
	task     Task
	pages    []*reading // the one to answer from first; the others in order when settled
	settled  bool
	openings []Draft // of the offices that the question names
	unlisted bool    // one of them says nothing of the day
}

// Read reads the task's pages closely.
func Read(task Task) *Reading {
	r := readAll(task)
	if task.asksOffice() {
		r.settle()
		r.openings, r.unlisted = openingsOf(r.pages, task)
	}
	return r
}

// TellsOpenings reports whether the question asks for the openings of an office it names, and
// whether the day it names is not among those that the office lists.
func (r *Reading) TellsOpenings() (ok, unlisted bool) { return len(r.openings) > 0, r.unlisted }

// IsPlace tells whether a document is the page of the place that the question names.
func (r *Reading) IsPlace(document int64) bool {
	return slices.ContainsFunc(r.pages, func(p *reading) bool { return p.document == document && p.isPlace() })
}

// NamesOffice tells whether the question names an office among the pages, if only by what it deals with.
func (r *Reading) NamesOffice() bool {
	return slices.ContainsFunc(r.pages, func(p *reading) bool {
		return p.kind == auskunft.OfficeDocument && (p.isNamed() || p.dealsWith())
	})
}

// Document is the id of the page to answer from, 0 for none.
func (r *Reading) Document() int64 {
	if len(r.pages) == 0 {
		return 0
	}
	return r.pages[0].document
}

// Page is one that has been read, and how well it fits the question as a whole: comparable within one Reading.
type Page struct {
	Document int64
	Fit      float64
	Touches  float64 // see touches
}

// Pages are those that have been read, the one to answer from first.
func (r *Reading) Pages() []Page {
	r.settle()
	var pages []Page
	for _, p := range r.pages {
		pages = append(pages, Page{p.document, p.fit, p.touches()})
	}
	return pages
}

// inPart is from which match on a word is there, if only as a part of a compound.
const inPart = .6

// touches is the IDF of the weightiest word of the question that the page or one of its names has, at least in part, as a share of that
// of the weightiest word of all.
func (r *reading) touches() float64 {
	have := r.allWords()
	most, touched := 0.0, 0.0
	for k, w := range r.words {
		if scaffold[w.Stem] {
			continue
		}
		most = max(most, r.idf[k])
		if r.idf[k] > touched && bestMatch(w, have) >= inPart {
			touched = r.idf[k]
		}
	}
	if most == 0 {
		return 0
	}
	return touched / most
}

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
		looks = max(looks, r.covered[i]*float64(min((u.patterns&r.shows).Len(), 2)))
	}
	h := r.holdings()
	best, _ := r.bestRun(0, n-1, maxRun)
	topic := r.topic()
	e := Evidence{h.page, single, window, r.titleCover(), h.whole, h.missing, h.most, h.lacking, h.rarest,
		float64(len(r.intents)), r.unmet(), looks, best.value, LogOdds(slices.Max(r.chance)), math.Log(float64(n)),
		float64(len(r.words)), r.unproven(), b2(r.asksFor("place")),
		r.cover(topic, 0, n-1), r.nameCover(topic), b2(len(r.wantedRuns()) > 0)}
	for _, form := range forms {
		e = append(e, b2(form.MatchString(r.text)))
	}
	return e
}

// Lacking is how much of what is asked, and of the story told with it, the page to answer from has no
// word for, in nats of IDF.
func (r *Reading) Lacking() float64 {
	if len(r.pages) == 0 {
		return math.Inf(1)
	}
	page := r.pages[0]
	lacking := page.holdings().missing
	for _, told := range page.aside {
		have := bestMatch(told, page.title.words)
		for _, u := range page.units {
			have = max(have, bestMatch(told, u.words))
		}
		lacking += page.vocabulary.IDF(told.Stem) * (1 - have)
	}
	return lacking
}

// rare is from how many nats of IDF a word is worth missing: what most texts have says little.
const rare = 5

// hinted is from which match on a word is not wholly missing: that of a part of it.
const hinted = .5

// Lacks tells whether none of the pages of some documents, nor their names, has a word of the question, in whatever words, not even a
// part of it. A frequent word counts as had.
func (r *Reading) Lacks(word string, documents []int64) bool {
	if r == nil || len(r.pages) == 0 {
		return false
	}
	v := r.pages[0].vocabulary
	asked := slices.DeleteFunc(v.Asked(word), func(w Word) bool { return scaffold[w.Stem] || v.IDF(w.Stem) < rare })
	if len(asked) == 0 {
		return false
	}
	return !slices.ContainsFunc(r.pages, func(p *reading) bool {
		return slices.Contains(documents, p.document) && slices.ContainsFunc(asked, func(w Word) bool { return bestMatch(w, p.allWords()) >= hinted })
	})
}

// holdings is how much of the question's words a page with its title has: see evidenceNames.
type holdings struct{ page, whole, missing, most, lacking, rarest float64 }

func (r *reading) holdings() holdings {
	var h holdings
	total := 1e-9
	for k, w := range r.words {
		have := max(r.most[k], bestMatch(w, r.title.words))
		lack := r.idf[k] * (1 - have)
		h.missing += lack
		h.most = max(h.most, lack)
		h.lacking += b2(have < .5)
		h.page += r.idf[k] * have
		h.whole += r.idf[k] * b2(have >= ownWord)
		total += r.idf[k]
		if !scaffold[w.Stem] {
			h.rarest = max(h.rarest, r.idf[k])
		}
	}
	h.page /= total
	h.whole /= total
	return h
}

// unmet counts the kinds of answers that are asked for and that no unit looks like.
func (r *reading) unmet() float64 {
	n := 0.0
	for _, in := range r.intents {
		shows := in.Shows
		if shows != 0 && !slices.ContainsFunc(r.units, func(u unit) bool { return u.patterns&shows != 0 }) {
			n++
		}
	}
	return n
}

// unproven counts the kinds of answers that are asked for and that no unit gives: "Was kostet
// …?" of a page without an amount. It stands for asking for a fee at all, which was taken for
// unanswerable because the pages it was learnt from seldom tell one.
func (r *reading) unproven() float64 {
	n := 0.0
	for _, in := range r.intents {
		proof := in.Proof
		if proof != 0 && !slices.ContainsFunc(r.units, func(u unit) bool { return u.patterns&proof != 0 }) {
			n++
		}
	}
	return n
}

// LogOdds is the logarithm of a probability's odds, of one that is all but sure at most.
func LogOdds(p float64) float64 {
	p = min(max(p, 1e-6), 1-1e-6)
	return math.Log(p / (1 - p))
}
