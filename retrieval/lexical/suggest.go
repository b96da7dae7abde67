package lexical

import (
	"cmp"
	"slices"
	"strings"

	"auskunft"
)

// Suggestion completes what somebody is typing.
type Suggestion struct {
	Text     string
	Document int64
}

// Suggest returns at most k titles and synonyms, of documents of the visible segments, that begin
// with the prefix or have a word that does; those that begin with it come first, short before long. Each text once.
func (x *Index) Suggest(prefix string, visible []auskunft.Visibility, k int) []Suggestion {
	typed := foldText(prefix)
	if typed == "" || k <= 0 {
		return nil
	}
	type ranked struct {
		Suggestion
		within bool
	}
	within := " " + typed
	found := make(map[string]ranked)
	for _, v := range x.visible(visible) {
		for d := range v.documents {
			if v.isDead(d) {
				continue
			}
			doc := &v.documents[d]
			for i, folded := range doc.folded {
				begins := strings.HasPrefix(folded, typed)
				if !begins && !strings.Contains(folded, within) {
					continue
				}
				r := ranked{Suggestion{doc.suggestion(i), doc.id}, !begins}
				if o, known := found[folded]; !known || r.Document < o.Document {
					found[folded] = r
				}
			}
		}
	}
	best := make([]ranked, 0, len(found))
	for _, r := range found {
		best = append(best, r)
	}
	slices.SortFunc(best, func(a, b ranked) int {
		if a.within != b.within {
			if a.within {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(len(a.Text), len(b.Text)), cmp.Compare(a.Text, b.Text))
	})
	var out []Suggestion
	for _, r := range best[:min(k, len(best))] {
		out = append(out, r.Suggestion)
	}
	return out
}

// suggestion is the text to which the folded text i belongs.
func (d *blockDocument) suggestion(i int) string {
	if i == 0 {
		return d.title
	}
	return d.synonyms[i-1]
}

// foldText is the folded words of a text, with one space between them.
func foldText(text string) string {
	var s scanner
	s.scan(text)
	var b strings.Builder
	for i := range s.tokens {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.Write(s.text(i))
	}
	return b.String()
}

// foldAll are the folded title and synonyms of a document.
func foldAll(d Document) []string {
	folded := []string{foldText(d.Title)}
	for _, s := range d.Synonyms {
		folded = append(folded, foldText(s))
	}
	return folded
}
