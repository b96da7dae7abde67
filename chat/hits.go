package chat

import (
	"fmt"
	"slices"

	"auskunft"
	"auskunft/retrieval"
)

// minCoverage is the share of the question's IDF mass that the best hit must hold for an
// answer to be tried. Covered IDF is the strongest single sign of an answerable question;
// below it the desk says that it does not know.
const minCoverage = 0.5

// answerable decides whether the hits are worth composing from, and says why. This is the
// only place where that is decided before composing; a composer that finds no sentence
// still refuses.
func answerable(found retrieval.Result) (ok bool, why string) {
	if len(found.Hits) == 0 {
		return false, "nothing found"
	}
	return found.Coverage >= minCoverage, fmt.Sprintf("coverage %.2f, at least %.2f wanted", found.Coverage, minCoverage)
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

// cited are the hits whose passages the citations quote.
func cited(hits []retrieval.Hit, citations []auskunft.Citation) []retrieval.Hit {
	var used []retrieval.Hit
	for _, h := range hits {
		if slices.ContainsFunc(citations, func(c auskunft.Citation) bool { return c.Passage == h.Passage.ID }) {
			used = append(used, h)
		}
	}
	return used
}

// nearest are the pages of the first three documents that have one.
func nearest(hits []retrieval.Hit) []auskunft.Nearby {
	var pages []auskunft.Nearby
	for _, h := range hits {
		page := auskunft.Nearby{Title: h.Document.Title, URL: h.Document.URL}
		if page.URL == "" || h.Document.Visibility != auskunft.Public || slices.Contains(pages, page) {
			continue
		}
		if pages = append(pages, page); len(pages) == 3 {
			break
		}
	}
	return pages
}
