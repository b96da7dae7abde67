package finding

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"auskunft"
	"auskunft/ingest/finding/facts"
	"auskunft/ingest/finding/similar"
)

const (
	// alike is the similarity from which two texts are reported as nearly the same: below
	// it they share a template, above it one was made from the other.
	alike = .55
	// same is the similarity from which a text is folded into another, if they also state
	// the same figures: what is left are commas and a line of navigation.
	same = .9
	// minWords is how long a text must be: headings and one-line pages are alike by chance.
	minWords = 30
)

// duplicate links a document to the one that answers in its place.
type duplicate struct {
	document, canonical *document
	similarity          float64
}

// findDuplicates returns which documents are the same text as another of the same
// visibility and language, and findings about those and about texts that are nearly the
// same. A text is never linked to one of another visibility: whether a public page is found
// must not depend on an internal one.
func findDuplicates(c *corpus) ([]duplicate, []Finding) {
	var texts []similar.Text
	content := map[int64]string{}
	for _, d := range c.documents {
		text := comparable(d)
		if len(similar.Words(text)) < minWords {
			continue
		}
		content[d.ID] = text
		texts = append(texts, similar.Text{ID: d.ID, Group: string(d.Visibility) + " " + d.Lang, Shingles: similar.Shingles(text)})
	}
	pairs := similar.Pairs(texts, alike)
	folded := fold(c, pairs, content)
	var found []Finding
	copied := map[int64]bool{}
	for _, d := range folded {
		copied[d.document.ID] = true
		if !d.document.record() {
			found = append(found, duplicateFinding("same", Info, d.canonical, d.document, d.similarity))
		}
	}
	for _, pair := range pairs {
		better, worse := order(c.byID[pair.A], c.byID[pair.B])
		if reportable(better, worse) && !copied[worse.ID] && !copied[better.ID] {
			found = append(found, duplicateFinding("nearly", Warning, better, worse, pair.Similarity))
		}
	}
	return folded, found
}

// fold groups texts that are the same and links each to the best of its group, where it is
// still the same as that one.
func fold(c *corpus, pairs []similar.Pair, content map[int64]string) []duplicate {
	groups := map[int64]*[]*document{}
	join := func(a, b int64) {
		ga, gb := groups[a], groups[b]
		switch {
		case ga == nil && gb == nil:
			g := &[]*document{c.byID[a], c.byID[b]}
			groups[a], groups[b] = g, g
		case ga == nil:
			*gb, groups[a] = append(*gb, c.byID[a]), gb
		case gb == nil:
			*ga, groups[b] = append(*ga, c.byID[b]), ga
		case ga != gb:
			for _, d := range *gb {
				groups[d.ID] = ga
			}
			*ga = append(*ga, *gb...)
		}
	}
	for _, p := range pairs {
		a, b := c.byID[p.A], c.byID[p.B]
		if p.Similarity >= same && !distinct(a, b) && figures(content[p.A]) == figures(content[p.B]) {
			join(p.A, p.B)
		}
	}
	var folded []duplicate
	for _, id := range slices.Sorted(maps.Keys(groups)) {
		best := (*groups[id])[0]
		for _, d := range (*groups[id])[1:] {
			best, _ = order(best, d)
		}
		if best.ID == id {
			continue
		}
		if s := similar.Jaccard(similar.Shingles(content[id]), similar.Shingles(content[best.ID])); s >= same && !distinct(c.byID[id], best) {
			folded = append(folded, duplicate{c.byID[id], best, s})
		}
	}
	return folded
}

// distinct reports documents that are different things however alike their texts are: two
// services or two offices of one source, where each has a key of its own.
func distinct(a, b *document) bool {
	described := a.Kind == auskunft.ServiceDocument || a.Kind == auskunft.OfficeDocument
	return described && a.Kind == b.Kind && a.source == b.source
}

func duplicateFinding(reason string, severity Severity, canonical, copied *document, similarity float64) Finding {
	f := Finding{Kind: NearDuplicate, Reason: reason, Severity: severity, Visibility: copied.Visibility,
		Params: map[string]string{"percent": strconv.Itoa(int(similarity * 100))},
		Quotes: []Quote{canonical.name(Valid), copied.name(Doubted)}}
	f.identify()
	return f
}

// reportable leaves out what is alike on purpose: versions of an ordinance, minutes, and
// texts from one template about different things, which have different names.
func reportable(a, b *document) bool {
	if a.record() || b.record() || distinct(a, b) || !slices.Equal(numbered.FindAllString(a.Title, -1), numbered.FindAllString(b.Title, -1)) {
		return false
	}
	names := similar.Words(b.Title)
	return slices.ContainsFunc(similar.Words(a.Title), func(w string) bool {
		return len(w) >= 5 && slices.ContainsFunc(names, func(n string) bool { return len(n) >= 5 && stemLike(w, n) })
	})
}

// numbered are the words of titles that tell one of several: A1, 2027, Teil 2.
var numbered = regexp.MustCompile(`\b[A-Z]?\d+\b`)

// stemLike reports whether two words begin alike for at least five bytes: Sperrmüllabfuhr
// and Sperrmüllabholung.
func stemLike(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n >= 5 && n*2 >= min(len(a), len(b))
}

// comparable is a document's text without the line that says when it was changed.
func comparable(d *document) string {
	line := facts.StatedLine(d.Text)
	return strings.Replace(d.Text, line, "", 1)
}

var figure = regexp.MustCompile(`\d+(?:[.,:/-]\d+)*|[^\s@]+@[^\s@]+`)

// figures are the numbers and addresses of a text, in order.
func figures(text string) string { return strings.Join(figure.FindAllString(text, -1), " ") }

// authority ranks kinds by how much an answer should rely on them.
var authority = map[auskunft.DocumentKind]int{
	auskunft.ServiceDocument: 5, auskunft.OfficeDocument: 5, auskunft.ArticleDocument: 4,
	auskunft.OrdinanceDocument: 3, auskunft.PageDocument: 2, auskunft.WikiDocument: 1,
}

// order puts the document first that should answer for both: the kind that answers better,
// then the newer one, then the one with an address, the shorter address, at last the one whose
// name comes first: which of them was stored first means nothing.
func order(a, b *document) (first, second *document) {
	shorter := func(d *document) int {
		if d.URL == "" {
			return 1 << 20
		}
		return len(d.URL)
	}
	if cmp.Or(
		cmp.Compare(authority[b.Kind], authority[a.Kind]),
		b.lastTouched().Compare(a.lastTouched()),
		cmp.Compare(shorter(a), shorter(b)),
		cmp.Compare(a.Source, b.Source), cmp.Compare(a.Key, b.Key)) <= 0 {
		return a, b
	}
	return b, a
}
