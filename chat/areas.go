package chat

import (
	"context"
	"slices"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/chat/guard"
	"auskunft/retrieval"
)

// Several places in one collection. A desk for several towns, or for a town whose districts have pages of their own, finds
// the same matter told for each of them, and no word of the question says whose is wanted. Where the page to answer from is
// not surely a right one (sure.go), and one about another place comes near, the asker is asked for the place, unless it is known. What is
// about the place chosen, or about none in particular, is then all that is searched, for the rest of the conversation. Whose place is known is answered from a page about it, unless
// one about another fits much better.

// rivals are the names of the places that the question may be about; nil when the page to answer from is surely a right one, or
// none is to be asked for.
func (w *walk) rivals() []string {
	if w.reading == nil || w.given() {
		return nil
	}
	if openings, _ := w.reading.TellsOpenings(); openings {
		return nil // of an office that was named
	}
	first := w.documentOf(w.reading.Document())
	if first.ID == 0 || w.trace == nil && !slices.ContainsFunc(w.found.Hits, func(h retrieval.Hit) bool { return apartFrom(first.Areas, h.Document.Areas) }) {
		return nil // how well the others fit is work that nobody needs
	}
	pages := w.reading.Pages()
	next := lead(pages, func(compose.Page) bool { return true })
	elsewhere := lead(pages, func(p compose.Page) bool { return apartFrom(first.Areas, w.areasOf(p)) })
	sure := pageSure(decision(false).probability(signs{found: w.found, page: w.reading.Evidence()}), next, elsewhere)
	w.step("page", "%s", first.Key)
	w.measured("lead", next)
	w.measured("lead elsewhere", elsewhere)
	w.measured("page sure", sure)
	if sure >= pageSurely || elsewhere >= mostLead || w.area != "" || w.justAsked() {
		return nil
	}
	var keys []string
	for _, p := range pages {
		keys = append(keys, w.areasOf(p)...)
	}
	return w.town.placeNames(keys)
}

// hereLead is by how much a page about another place has to fit better than one about the asker's own. Of OMoS-QA train asked
// from the right page's place, the page quoted is right in .734 with .25, .746 with .6 and .749 with 1.2; the more is wanted, the
// likelier is a question about another place that does not name it.
const hereLead = .6

// stayHere answers from the asker's own place, where the page found is about another and one about theirs fits hardly worse.
func (w *walk) stayHere(ctx context.Context, kind guard.Kind) error {
	here := firstNonEmpty(w.town.Area(w.standalone), w.area)
	if w.district != "" || here == "" || w.reading == nil || w.given() {
		return nil
	}
	if !apartFrom(w.documentOf(w.reading.Document()).Areas, []string{here}) ||
		lead(w.reading.Pages(), func(p compose.Page) bool { return slices.Contains(w.areasOf(p), here) }) >= hereLead {
		return nil
	}
	found, reading := w.found, w.reading
	w.district = here
	ok, err := w.retrieve(ctx, kind)
	if !ok {
		w.found, w.reading, w.district = found, reading, ""
	}
	return err
}

// placeNames are the names of some districts, each once; nil when one has none, or when it is no choice.
func (t Town) placeNames(keys []string) []string {
	var names []string
	for _, key := range keys {
		name := t.placeName(key)
		if name == "" {
			return nil
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) < minOptions || len(names) > maxOptions {
		return nil
	}
	return names
}

// apartFrom tells whether two texts are about places and have none in common.
func apartFrom(own, others []string) bool {
	return len(own) > 0 && len(others) > 0 && !slices.ContainsFunc(others, func(key string) bool { return slices.Contains(own, key) })
}

// areasOf are the districts that a page is about; none means all.
func (w *walk) areasOf(p compose.Page) []string { return w.documentOf(p.Document).Areas }

// documentOf is the document of an id among the hits, an empty one for none.
func (w *walk) documentOf(id int64) auskunft.Document {
	for _, h := range w.found.Hits {
		if h.Document.ID == id {
			return h.Document
		}
	}
	return auskunft.Document{}
}

// choosePlace takes up the place that the asker chose, now or earlier in the conversation; one that the question names goes
// before it.
func (w *walk) choosePlace(question string) {
	for i, t := range w.turns {
		said := question
		if i+1 < len(w.turns) {
			said = w.turns[i+1].Question
		}
		if name := chosen(said, t.Options); w.town.isPlace(name) {
			w.district = w.town.Areas[name]
		}
	}
	if w.district == "" {
		return
	}
	w.district = firstNonEmpty(w.town.Area(question), w.district)
	w.area = w.district
}
