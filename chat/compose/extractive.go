package compose

import (
	"context"
	"slices"
	"strings"

	"auskunft"
	"auskunft/chat/proof"
	"auskunft/internal/regex"
	"auskunft/retrieval"
)

// Extractive answers in the passages' own words: of the page that fits best it takes one
// run of sentences, or of a service the fields that the question asks for.
type Extractive struct{}

// NewExtractive makes an Extractive; the zero value is as good.
func NewExtractive() Extractive { return Extractive{} }

// ExtractiveName is what Answer.GeneratedBy says when no model wrote the answer.
const ExtractiveName = "extractive"

// Name is ExtractiveName.
func (Extractive) Name() string { return ExtractiveName }

// maxPages is how many pages are read closely.
const maxPages = 6

// Compose emits the sentences of the best run. The error is emit's or the context's.
func (e Extractive) Compose(ctx context.Context, task Task, emit func(Draft) error) (Report, error) {
	report := Report{GeneratedBy: ExtractiveName}
	if task.Reading == nil {
		task.Reading = Read(task)
	}
	if len(task.Reading.pages) == 0 {
		return report, ctx.Err()
	}
	drafts := task.Reading.openings
	if len(drafts) == 0 {
		drafts = task.Reading.answer(task)
	}
	for _, d := range drafts {
		if err := ctx.Err(); err != nil {
			return report, err
		}
		if _, err := proof.Verify(d, task.Hits, task.Town); err != nil {
			report.Dropped = append(report.Dropped, Drop{d, err.(*proof.Rejection)})
			continue
		}
		if err := emit(d); err != nil {
			return report, err
		}
	}
	return report, nil
}

// overview are the fields of a service for somebody who has named it and asked nothing; byName is
// how much of what he said one of its names covers.
var overview = []auskunft.Field{auskunft.FieldSummary, auskunft.FieldProcedure}

const byName = .7

// tellsOf tells whether the page says something of what one of its synonyms names, whose title is
// another: there are no child passports any more.
func (r *reading) tellsOf() bool {
	topic := r.topic()
	return r.coverBy(topic, r.title.words) < byName && slices.ContainsFunc(r.units, func(u unit) bool {
		return !u.heading && r.coverBy(topic, u.words) >= ownWord
	})
}

// answer words what the page says to the question, nothing when that is no answer.
func (r *reading) answer(task Task) []Draft {
	all := r.worded(task)
	if !r.answered(all, task) {
		return nil
	}
	var drafts []Draft
	for _, d := range all {
		drafts = append(drafts, d.Draft)
	}
	return drafts
}

// wording is what of a task, beside its question, an answer is worded by.
type wording struct {
	done, overview, ofCase, given bool
	wanted, sentences             int
}

// worded words the page's answer, once for one wording.
func (r *reading) worded(task Task) []worded {
	as := wording{true, task.Overview, task.Case, task.Given, len(task.Wanted), task.sentences()}
	if r.wording != as {
		r.saying, r.wording = r.wordAnew(task), as
	}
	return r.saying
}

// wordAnew words the best runs, each thing once, what was asked in particular first, of two questions what each asks.
func (r *reading) wordAnew(task Task) []worded {
	if r.chance == nil {
		r.estimate()
	}
	named := task.Overview && len(r.intents) == 0 && r.nameCover(r.topic()) >= byName && !r.tellsOf()
	if named {
		r.wanted = overview
	}
	var all []worded
	switch parts := r.parts(); {
	case named:
		all = r.inOrder(task.Hits)
	case parts != nil && !task.Case:
		all = bothParts(parts, task.Hits)
	default:
		all = r.leadFirst(r.inOrder(task.Hits), task.Hits)
	}
	if all = r.news(all); !r.answered(all[:min(len(all), task.sentences())], task) {
		all = r.sharpest(task)
	}
	all = r.named(all, task.Hits)
	if len(all) > 0 && r.isAside(task.Hits) {
		all[0].Text = strings.TrimRight(r.title.text, ".:?! ") + " – " + strings.TrimPrefix(all[0].Text, withColon(r.title.text)+" ")
	}
	return all[:min(len(all), task.sentences())]
}

// unnamed is what a statute's name covers at most of a question that does not speak of its matter.
const unnamed = .1

// isAside tells whether the page is a statute of something that the question does not speak of. Then
// its rule is that place's: dogs are on a lead in the graveyard.
func (r *reading) isAside(hits []retrieval.Hit) bool {
	return hits[r.hits[0]].Document.Kind == auskunft.OrdinanceDocument && r.nameCover(r.topic()) < unnamed
}

// pointed words the best runs, the point and the row that are asked for first.
func (r *reading) pointed(hits []retrieval.Hit) []worded {
	if r.ofCase {
		return r.pointFirst(r.inOrder(hits), hits) // the whole table: no row of it is somebody's
	}
	return r.rowFirst(r.pointFirst(r.inOrder(hits), hits), hits)
}

// inOrder words the best runs as they stand.
func (r *reading) inOrder(hits []retrieval.Hit) (all []worded) {
	for _, run := range r.runs(maxRun) {
		all = append(all, r.drafts(run, hits)...)
	}
	return all
}

// news leaves out what has been said: a sentence that is part of one before, and lines, of an
// address or a button, of which nearly every word is in one.
func (r *reading) news(drafts []worded) []worded {
	var kept []worded
	for _, d := range drafts {
		said := func(before worded) bool { return r.isSaid(d, before) }
		if !slices.ContainsFunc(kept, said) {
			kept = append(kept, d)
		}
	}
	return kept
}

// nearlyAll is the share of IDF of a line's words from which on another has said it: the name
// of the town, which every office has, is worth little.
const nearlyAll = .8

func (r *reading) isSaid(d, before worded) bool {
	had := slices.Concat(r.title.words, r.vocabulary.Words(before.Text))
	lines, said, total := true, 0.0, 1e-9
	var body []string
	for _, u := range r.units[d.body : d.b+1] {
		body = append(body, u.text)
		lines = lines && !endsSentence(u.text)
		for _, w := range u.words {
			idf := r.vocabulary.IDF(w.Stem)
			total += idf
			said += idf * b2(slices.ContainsFunc(had, func(h Word) bool { return h.Stem == w.Stem }))
		}
	}
	return strings.Contains(proof.Fold(before.Text), proof.Fold(strings.Join(body, "\n"))) || lines && said >= nearlyAll*total
}

// named puts the service's name before an answer that begins with a field's heading: "Kosten:"
// alone does not say of what.
func (p *page) named(drafts []worded, hits []retrieval.Hit) []worded {
	if len(drafts) == 0 {
		return nil
	}
	first := &drafts[0]
	u := p.units[first.body]
	if h := headingFor(u, hits[u.hit]); u.field != "" && h != "" && h != p.title.text && strings.HasPrefix(first.Text, withColon(h)) {
		first.Text = strings.TrimRight(p.title.text, ".:?! ") + " – " + first.Text
	}
	return drafts
}

// readAll reads the best pages for the task's question, the one to answer from first.
func readAll(task Task) *Reading {
	v := task.Vocabulary
	if v == nil {
		v = plainWords{}
	}
	q := readQuestion(task, v)
	most := maxPages
	if task.asksOffice() {
		most = len(task.Hits) // offices have short pages, and similar ones
	}
	pages := pagesOf(task.Hits, most, v)
	all := &Reading{task: task}
	for _, p := range pages {
		if len(p.units) == 0 {
			continue
		}
		r := read(p, q)
		r.show()
		r.place = len(all.pages)
		r.rate(pages[0].score)
		all.pages = append(all.pages, r)
	}
	all.lead()
	all.preferAnswering()
	return all
}

// topic are the IDF of the question's words without those that only say what is wanted.
func (r *reading) topic() []float64 {
	weights := slices.Clone(r.idf)
	for k, w := range r.words {
		if scaffold[w.Stem] {
			weights[k] *= topical
		}
	}
	return weights
}

// wholeField is how many units a field has at most to be given as a whole.
const wholeField = 10

// runs gives what the answer consists of: for each field that is asked for and there, the
// best run in it; else the best run of the page.
func (r *reading) runs(longest int) []run {
	var runs []run
	points := r.points()
	for _, f := range r.wantedRuns() {
		if r.missesPoint(f, points) {
			continue
		}
		if f.b-f.a < wholeField {
			runs = append(runs, f)
			continue
		}
		if best, ok := r.bestRun(f.a, f.b, longest); ok {
			runs = append(runs, r.mend(best, f.a, f.b))
		}
	}
	if len(runs) > 0 && r.ofCase && len(r.wanted) > 0 {
		return r.withPoint(runs)
	}
	if len(runs) > 0 {
		return runs
	}
	best, ok := r.bestRun(0, len(r.units)-1, longest)
	if !ok {
		return nil
	}
	if point := slices.Index(points, slices.Max(points)); (r.units[point].field != "" || r.within(point) > 0) && (point < best.a || point > best.b) &&
		points[point] > slices.Max(points[best.a:best.b+1])+fieldMargin {
		best = run{a: point, b: point} // of a service, whose fields stand for themselves, or of a table
	}
	return []run{r.mend(best, 0, len(r.units)-1)}
}

// withPoint are runs with the point of the question, when it is none of theirs. A rule is told in
// sentences, not in a list of papers or offices.
func (r *reading) withPoint(runs []run) []run {
	points := r.points()
	for i, u := range r.units {
		if u.field != "" && !slices.Contains(ruling, u.field) {
			points[i] = 0
		}
	}
	point := slices.Index(points, slices.Max(points))
	if slices.ContainsFunc(runs, func(have run) bool { return have.a <= point && point <= have.b }) {
		return runs
	}
	return append([]run{r.mend(run{a: point, b: point}, 0, len(r.units)-1)}, runs...)
}

// ruling are the fields of a service that say what holds.
var ruling = []auskunft.Field{auskunft.FieldRequirements, auskunft.FieldSummary, auskunft.FieldDescription, auskunft.FieldDeadlines}

// missesPoint tells whether another place of the page holds the point of the question
// clearly better than a field does: "Was kostet ein Ersatz der Marke?" is no question for
// fees that do not mention it, nor "Bis wann steht das Friedhofstor offen?" for office hours.
func (r *reading) missesPoint(field run, points []float64) bool {
	if len(r.wanted) > 0 {
		return false
	}
	inside := slices.Max(points[field.a : field.b+1])
	if r.units[field.a].field == auskunft.FieldDuration && r.isAllNames() {
		return false
	}
	return slices.Max(points) > inside+fieldMargin
}

// ownOffice is how much of the question a name of the service covers whose office is told to
// somebody who asks where: the office in charge of another matter is no answer.
const ownOffice = .4

// locates asks where something is; the office in charge of what is done there is elsewhere.
var locates = regex.MustCompile(`(?i)\bwo (ist|sind|liegt|liegen|steht|stehen|befindet)\b`)

// maxFields is how many fields of a service one answer draws on.
const maxFields = 2

// wantedRuns are the stretches of units that render a field the question asks for, in the
// order in which the question's intents name them; one field for each intent.
func (r *reading) wantedRuns() []run {
	var runs []run
	take := func(fields []auskunft.Field) {
		for _, f := range fields {
			i := slices.IndexFunc(r.units, func(u unit) bool { return u.field == f })
			if i < 0 || f == auskunft.FieldResponsible && (locates.MatchString(r.text) || r.nameCover(r.topic()) < ownOffice) {
				continue
			}
			j := i
			for j+1 < len(r.units) && r.units[j+1].field == f {
				j++
			}
			if !slices.ContainsFunc(runs, func(have run) bool { return have.a == i }) && len(runs) < maxFields {
				runs = append(runs, run{a: i, b: j})
			}
			return
		}
	}
	if len(r.wanted) > 0 {
		for _, f := range r.wanted {
			take([]auskunft.Field{f})
		}
		return runs
	}
	for _, in := range r.intents {
		take(in.Fields)
	}
	return runs
}
