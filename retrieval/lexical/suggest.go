package lexical

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"auskunft"
)

// Suggestion completes what somebody is typing.
type Suggestion struct {
	Text     string
	Document int64
}

// wordStart is a word in a document's folded title or synonyms.
type wordStart struct {
	document uint32
	text, at uint32 // which of folded, and the byte there
}

// rest is a folded text from a word on.
func (b *block) rest(w wordStart) string { return b.documents[w.document].folded[w.text][w.at:] }

// wordStarts are the words of all documents' titles and synonyms, sorted by the text from there on.
func (b *block) wordStarts() []wordStart {
	var starts []wordStart
	for d := range b.documents {
		for i, text := range b.documents[d].folded {
			for at := range len(text) {
				if at == 0 || text[at-1] == ' ' {
					starts = append(starts, wordStart{uint32(d), uint32(i), uint32(at)})
				}
			}
		}
	}
	slices.SortFunc(starts, func(x, y wordStart) int {
		return cmp.Or(strings.Compare(b.rest(x), b.rest(y)), cmp.Compare(x.text, y.text)) // a title before a synonym that is like it
	})
	return slices.Clip(starts)
}

// completion is a text found for what is being typed.
type completion struct {
	Suggestion
	of     *blockDocument
	within bool // it only has a word that begins so
}

// Suggest returns at most k titles and synonyms, of documents of the visible segments, that begin
// with the prefix or have a word that does; those that begin with it come first, short before long. Each text once.
func (x *Index) Suggest(prefix string, visible []auskunft.Visibility, k int) []Suggestion {
	typed := foldText(prefix)
	if typed == "" || k <= 0 {
		return nil
	}
	found := make(map[string]completion)
	for _, v := range x.visible(visible) {
		v.complete(typed, found)
	}
	best := slices.SortedFunc(maps.Values(found), func(a, b completion) int {
		if a.within != b.within {
			if a.within {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(len(a.Text), len(b.Text)), cmp.Compare(a.Text, b.Text))
	})
	var out []Suggestion
	for _, c := range best[:min(k, len(best))] {
		out = append(out, c.Suggestion)
	}
	return out
}

// complete notes by their folded texts what has a word that begins as typed; of equal texts, the
// document whose name comes first.
func (v view) complete(typed string, found map[string]completion) {
	from, _ := slices.BinarySearchFunc(v.starts, typed, func(w wordStart, typed string) int { return strings.Compare(v.rest(w), typed) })
	for _, w := range v.starts[from:] {
		if !strings.HasPrefix(v.rest(w), typed) {
			return
		}
		if v.isDead(int(w.document)) {
			continue
		}
		d := &v.documents[w.document]
		c, known := found[d.folded[w.text]]
		better := !known || compareNames(d, c.of) < 0
		if better {
			c.Suggestion, c.of = Suggestion{d.suggestion(int(w.text)), d.id}, d
		}
		if within := w.at > 0; !known || c.within && !within {
			c.within, better = within, true
		}
		if better {
			found[d.folded[w.text]] = c
		}
	}
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
