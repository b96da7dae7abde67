package chat

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/chat/guard"
	"auskunft/retrieval"
)

// Whether to try an answer is decided by the model of decision.json, over what the search
// and composing measured: how much of the question's IDF the page covers is the strongest
// single sign (AUC .86 on OMoS-QA, page given), but it takes a known matter in unknown
// words ("Wann muss die Hundesteuer überwiesen werden?") for an unknown matter in known
// ones ("Wo kann ich Elefanten ausleihen?"); what the question asks for, and whether the
// page shows such a thing, tell more of them apart. Fitted by auskunft eval calibrate;
// evals/README.md has the figures.
//
// A question about another authority's matter needs a page that is called by that matter, and
// has to be covered almost wholly: pages about similar matters of the city's own share most of
// its words. It is a question like any when a page is called by something else that it names
// ("Gibt es für Leute mit Bürgergeld die Hundesteuer billiger?"), or when the asker has named
// the pages.
const (
	minCoverageOther = 0.75
	// minCoverageForeign is what a question in another language than the page's needs.
	minCoverageForeign = 0.45
	// minCoverageRead is what one needs that the glossary read in German: a word that neither it nor
	// the texts know may be what is asked for. Of the development half of the cases in seven
	// languages, 25 of 28 that have a page cover .9 and more, and three of seven that have none were
	// answered beside the point with .34 to .6.
	minCoverageRead = 0.65
	// strangeThreshold is the probability wanted of an answer when the question names a thing
	// that no text has a word for: the statute on dogs says nothing of the moon, however
	// many other words it shares with the question. The model was fitted on few of them.
	strangeThreshold = 0.6
	// minCoverageOffice is what a refusal needs to name an office: below it the office
	// would be a guess.
	minCoverageOffice = 0.25
)

// answerable decides whether the hits are worth composing from, and says why. This is the
// only place where that is decided before composing; a composer that finds no sentence
// still refuses.
func (w *walk) answerable(kind guard.Kind) (ok bool, why string) {
	if len(w.found.Hits) == 0 {
		return false, "nothing found"
	}
	if kind == guard.OtherAuthority && !w.given() && !w.ownBeside() {
		called := w.calledTheirs()
		return called && w.found.Coverage >= minCoverageOther, fmt.Sprintf("coverage %.2f, at least %.2f wanted, of a page called so: %t", w.found.Coverage, minCoverageOther, called)
	}
	if w.foreign() {
		// Words of the page are no sign: the question has others. Names and numbers are left.
		return w.found.Coverage >= minCoverageForeign, fmt.Sprintf("coverage %.2f of a question in another language, at least %.2f wanted", w.found.Coverage, minCoverageForeign)
	}
	if w.read && !w.given() && w.found.Coverage < minCoverageRead {
		return false, fmt.Sprintf("coverage %.2f of a question in another language, at least %.2f wanted", w.found.Coverage, minCoverageRead)
	}
	signs := w.signs()
	m := decision(signs.given)
	p, wanted := m.probability(signs), m.Threshold
	w.measured("probability", p)
	if w.found.Strange > 0 && !signs.given {
		wanted = max(wanted, strangeThreshold)
	}
	return p >= wanted, fmt.Sprintf("coverage %.2f, strange %d, probability %.2f, at least %.2f wanted", w.found.Coverage, w.found.Strange, p, wanted)
}

// calledTheirs tells whether the best page is called by another authority's matter.
func (w *walk) calledTheirs() bool {
	return w.Lexicon == nil || slices.ContainsFunc(w.split(true), func(word string) bool { return w.fitOf(word, w.found.Hits[:1]) >= holds })
}

// saysTheirs tells whether what was found says another authority's name as the question does: who asks for
// the Arbeitsamt is not sent to the Jobcenter.
func (w *walk) saysTheirs() bool {
	return slices.ContainsFunc(w.split(true), func(word string) bool {
		return slices.ContainsFunc(w.found.Hits, func(h retrieval.Hit) bool {
			return strings.Contains(guard.Fold(h.Document.Title+" "+h.Passage.Text), guard.Fold(word))
		})
	})
}

// ownBeside tells whether a page among the best is called exactly by something else that the
// question names.
func (w *walk) ownBeside() bool {
	return w.Lexicon != nil && slices.ContainsFunc(w.split(false), func(word string) bool {
		return w.fitOf(word, w.found.Hits[:min(namedAmong, len(w.found.Hits))]) == equals
	})
}

// split are the naming words of the question that belong to another authority's matter, or the
// others.
func (w *walk) split(theirs bool) []string {
	return slices.DeleteFunc(naming(w.standalone), func(word string) bool {
		return slices.Contains(words(w.theirs), guard.Fold(word)) != theirs
	})
}

// fitOf is how well the best fitting name of some hits takes up a word.
func (w *walk) fitOf(word string, hits []retrieval.Hit) (best fit) {
	wanted := w.reads(word)
	if len(wanted) == 0 {
		return noFit
	}
	for _, h := range hits {
		for _, name := range slices.Concat([]string{h.Document.Title}, h.Document.Synonyms) {
			best = max(best, w.fits(wanted, name))
		}
	}
	return best
}

// What is left of the score of a hit in another language than the asker's, and in another
// variant of the same one: a translation says the same, only with other words, and plain
// language leaves things out.
const (
	otherLanguage = 0.6
	otherVariant  = 0.8
)

// inLanguage puts the hits in the asker's language first when one of them is near the top:
// "Wohngeld" is the same word on the German page and on its translation. In simple mode
// the plain variant of the language is the asker's.
func inLanguage(found retrieval.Result, lang string, mode auskunft.Mode) retrieval.Result {
	wanted := lang
	if mode == auskunft.SimpleMode {
		wanted += "-simple"
	}
	share := func(h retrieval.Hit) float64 {
		switch {
		case h.Document.Lang == wanted:
			return 1
		case primary(h.Document.Lang) == lang:
			return otherVariant
		}
		return otherLanguage
	}
	if len(found.Hits) == 0 {
		return found
	}
	near := func(h retrieval.Hit) bool {
		return share(h) > otherLanguage && h.Score >= otherLanguage*found.Hits[0].Score
	}
	if !slices.ContainsFunc(found.Hits, near) {
		return found
	}
	before := found.Hits[0]
	found.Hits = slices.Clone(found.Hits)
	for i := range found.Hits {
		found.Hits[i].Score *= share(found.Hits[i])
	}
	slices.SortStableFunc(found.Hits, func(a, b retrieval.Hit) int { return cmp.Compare(b.Score, a.Score) })
	if found.Hits[0].Document.ID != before.Document.ID {
		found.Coverage = found.Hits[0].Coverage
	}
	return found
}

// primary is the language of a tag without its variant: "de" of "de-simple".
func primary(tag string) string {
	language, _, _ := strings.Cut(tag, "-")
	return language
}

// readable keeps the hits in German and in the languages of the asker. A Turkish page that
// shares a word with a French question is no answer to it.
func readable(hits []retrieval.Hit, languages ...string) []retrieval.Hit {
	return slices.DeleteFunc(slices.Clone(hits), func(h retrieval.Hit) bool {
		language := primary(h.Document.Lang)
		return language != "" && language != "de" && !slices.Contains(languages, language)
	})
}

// oneDepartment keeps, besides public and internal hits, those of the best hit's
// department only. An answer is kept under one visibility; one that quotes two
// departments would show each the other's texts.
func oneDepartment(hits []retrieval.Hit) []retrieval.Hit {
	first := ""
	return slices.DeleteFunc(slices.Clone(hits), func(h retrieval.Hit) bool {
		key, ok := h.Document.Visibility.Department()
		if ok && first == "" {
			first = key
		}
		return ok && key != first
	})
}

// narrowest is the visibility of a text made from the hits: a department's before
// internal before public.
func narrowest(hits []retrieval.Hit) auskunft.Visibility {
	narrow := auskunft.Public
	for _, h := range hits {
		if _, ok := h.Document.Visibility.Department(); ok {
			return h.Document.Visibility
		}
		if h.Document.Visibility == auskunft.Internal {
			narrow = auskunft.Internal
		}
	}
	return narrow
}

// cited are the hits whose passages the citations quote, in the order in which the answer quotes them: it says first what matters
// most, the office that is open before the one that is closed.
func cited(hits []retrieval.Hit, citations []auskunft.Citation) []retrieval.Hit {
	var used []retrieval.Hit
	for _, c := range citations {
		if i := hitOf(c, hits); i >= 0 && !slices.ContainsFunc(used, func(h retrieval.Hit) bool { return h.Passage.ID == c.Passage }) {
			used = append(used, hits[i])
		}
	}
	return used
}

// Beside a refusal stands one page, the best by fit, if it fits at least by nearbyFit and has a word of the question, if only a part of
// one, that weighs at least nearbyTouch of its weightiest. Of 125 questions of six development files that are refused, two pages by fit
// alone made 119 beside those that have no answer and 41 wrong ones beside those that have; this makes 62 and 17. Of 23 right pages
// 19 are left.
const (
	nearbyFit   = .8
	nearbyTouch = .6
)

// nearby is the page that may help somebody whose question was refused; none rather than one that only shares a word with it. How well
// a page fits a question in a language that it was not read in nobody can tell.
func (w *walk) nearby() []auskunft.Nearby {
	if len(w.found.Hits) == 0 || w.foreign() {
		return nearest(w.found.Hits)
	}
	if w.reading == nil {
		w.reading = compose.Read(w.task())
	}
	pages := slices.DeleteFunc(w.reading.Pages(), func(p compose.Page) bool { return p.Fit < nearbyFit })
	slices.SortStableFunc(pages, func(a, b compose.Page) int { return cmp.Compare(b.Fit, a.Fit) })
	for _, p := range pages {
		if near := nearest([]retrieval.Hit{{Document: w.documentOf(p.Document)}}); near != nil {
			if p.Touches < nearbyTouch || !w.isNamed(p.Document) {
				return nil
			}
			return near
		}
	}
	return nil
}

// isNamed tells whether a page is called by a word that the question names its matter with.
func (w *walk) isNamed(document int64) bool {
	of := []retrieval.Hit{{Document: w.documentOf(document)}}
	return w.Lexicon == nil || slices.ContainsFunc(subjectOwn(w.standalone), func(word string) bool { return w.fitOf(word, of) >= holds })
}

// foreign tells whether the question is in another language than the best page found.
func (w *walk) foreign() bool {
	best := w.found.Hits[0].Document.Lang
	return w.spoken != "" && best != "" && primary(best) != primary(w.spoken)
}

// nearest is the page of the first document that everybody can open, nil for none.
func nearest(hits []retrieval.Hit) []auskunft.Nearby {
	for _, h := range hits {
		if d := h.Document; d.URL != "" && d.Visibility == auskunft.Public {
			return []auskunft.Nearby{{Title: d.Title, Lang: d.Lang, URL: d.URL}}
		}
	}
	return nil
}
