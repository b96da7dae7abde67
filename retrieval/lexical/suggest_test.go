package lexical

import (
	"cmp"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Suggestions are those that a look at every title and synonym finds.
func TestSuggestEqualsScan(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	a, x := NewAnalyser(nil), NewIndex(nil)
	kept := map[int64]Document{}
	for n := range int64(400) {
		d := randomDocument(r, a, 1+n%300, everything[r.IntN(2)])
		d.Synonyms = []string{sentences[r.IntN(len(sentences))], strings.ToUpper(d.Title)}
		put(t, x, d)
		kept[d.ID] = d
	}
	for id := int64(5); id < 300; id += 9 {
		remove(x, id)
		delete(kept, id)
	}
	for _, typed := range []string{"d", "Di", "die ", "Bürgeramt entgegen", "an", "GEBUHR", "§ 5", "120 euro im", "xyz", ""} {
		for seen := 1; seen <= 2; seen++ {
			type text struct {
				within bool
				Suggestion
			}
			best := map[string]text{}
			prefix := foldText(typed)
			for _, d := range kept {
				for _, s := range append([]string{d.Title}, d.Synonyms...) {
					f := foldText(s)
					if prefix == "" || !slices.Contains(everything[:seen], d.Visibility) || !strings.Contains(" "+f, " "+prefix) {
						continue
					}
					if o, known := best[f]; !known || d.Name < kept[o.Document].Name {
						best[f] = text{!strings.HasPrefix(f, prefix), Suggestion{s, d.ID}}
					}
				}
			}
			var want []Suggestion
			for within := range 2 {
				var group []Suggestion
				for _, b := range best {
					if b.within == (within == 1) {
						group = append(group, b.Suggestion)
					}
				}
				slices.SortFunc(group, func(a, b Suggestion) int {
					return cmp.Or(cmp.Compare(len(a.Text), len(b.Text)), cmp.Compare(a.Text, b.Text))
				})
				want = append(want, group...)
			}
			if got := x.Suggest(typed, everything[:seen], 100); !reflect.DeepEqual(got, want) {
				t.Errorf("%q seen by %d:\n got %v\nwant %v", typed, seen, got, want)
			}
		}
	}
}
