package proof

import (
	"cmp"
	"errors"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"auskunft"
	"auskunft/retrieval"
)

// written by somebody who had not seen the rules: see evals/sets.
type wording struct {
	ID       string
	Kind     string
	Passages []passageText
	Quotes   []struct {
		Passage int
		Quote   string
	}
	Sentence string
	Expect   string
}

type passageText struct{ Source, Title, Heading, Text string }

// officialNames are those of the demo town's services by their keys: whoever writes of a service may call it so.
var officialNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	files, _ := filepath.Glob(filepath.Join("..", "..", "demo", "src", "services", "*.yaml"))
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		var services []struct{ ID, Name string }
		if err := yaml.Unmarshal(b, &services); err != nil {
			panic(err)
		}
		for _, s := range services {
			names[s.ID] = s.Name
		}
	}
	return names
})

var heldOut = flag.Bool("heldout", false, "measure the halves of the sets that nothing was tuned on; prints no texts")

// rows reads one half of a set.
func rows(t *testing.T, name, half string) []wording {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "evals", "sets", name+"-"+half+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var all []wording
	if err := yaml.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// verified runs Verify over one set and counts what was kept, by kind, and VerifyClose beside it.
func verified(t *testing.T, name string) (kept, closely, total int) {
	half := "dev"
	if *heldOut {
		half = "heldout"
	}
	kinds := map[string][3]int{}
	for _, r := range rows(t, name, half) {
		_, err := r.verify()
		k := kinds[r.Kind]
		k[2]++
		total++
		if err == nil {
			k[0]++
			kept++
			d, hits := r.draft()
			_, apart := VerifyClose(d, hits, demoTown)
			if apart == nil {
				k[1]++
				closely++
			}
			if (apart == nil) != (r.Expect == "kept") && !*heldOut {
				t.Logf("%s, closely: %q from %q: %v", r.ID, r.Sentence, r.quotes(), apart)
			}
		}
		kinds[r.Kind] = k
		if (err == nil) != (r.Expect == "kept") && !*heldOut {
			rejection, _ := errors.AsType[*Rejection](err)
			t.Logf("%s: %q from %q: %v", r.ID, r.Sentence, r.quotes(), cmp.Or(rejection, &Rejection{Reason: "kept"}))
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		t.Logf("%-20s kept %d, closely %d, of %d", kind, kinds[kind][0], kinds[kind][1], kinds[kind][2])
	}
	t.Logf("%s, %s half: kept %d, closely %d, of %d", name, half, kept, closely, total)
	return kept, closely, total
}

// town is the name of the town whose texts the sets are written from.
const demoTown = "Auenwede"

func (w wording) verify() (Checked, error) {
	d, hits := w.draft()
	return Verify(d, hits, demoTown)
}

func (w wording) draft() (Draft, []retrieval.Hit) {
	var hits []retrieval.Hit
	for i, p := range w.Passages {
		id := int64(1 + slices.IndexFunc(w.Passages, func(first passageText) bool { return first.Source == p.Source }))
		h := retrieval.Hit{Document: auskunft.Document{ID: id, Key: p.Source, Title: p.Title, Name: officialNames()[p.Source], Visibility: auskunft.Public},
			Passage: auskunft.Passage{ID: int64(i + 1), DocumentID: id, Text: p.Text, End: utf8.RuneCountInString(p.Text)}}
		if p.Heading != "" {
			h.Passage.Headings = []string{p.Heading}
		}
		hits = append(hits, h)
	}
	d := Draft{Text: w.Sentence}
	for _, q := range w.Quotes {
		d.Quotes = append(d.Quotes, Quote{Passage: q.Passage - 1, Text: q.Quote})
	}
	return d, hits
}

func (w wording) quotes() string {
	var all []string
	for _, q := range w.Quotes {
		all = append(all, q.Quote)
	}
	return strings.Join(all, " | ")
}

// What the check of sentences does with the blind sets today, development halves. The goals
// are .95 kept of the faithful sentences that stay close to their quotes, which are the fourth
// to the eighth set, and 0 of unfaithful ones; these are floors that no change may fall below.
// docs/quality.md has both halves.
var keptFaithful = map[string]int{"paraphrases": 52, "paraphrases-b": 50, "paraphrases-c": 100, "paraphrases-d": 71, "paraphrases-e": 110, "paraphrases-f": 119, "paraphrases-g": 145, "paraphrases-h": 128}

var keptUnfaithful = map[string]int{"hallucinations": 0, "hallucinations-b": 0, "hallucinations-c": 0, "hallucinations-d": 0, "hallucinations-e": 1, "hallucinations-f": 0, "hallucinations-g": 0}

// keptClosely are those of them that a close wording has today, beside; of unfaithful ones none.
var keptClosely = map[string]int{"paraphrases": 1, "paraphrases-b": 4, "paraphrases-c": 14, "paraphrases-d": 31, "paraphrases-e": 52, "paraphrases-f": 88, "paraphrases-g": 100, "paraphrases-h": 90}

// TestFaithfulParaphrasesInBulk counts what a careful wording loses to a wary check.
func TestFaithfulParaphrasesInBulk(t *testing.T) {
	for name, floor := range keptFaithful {
		t.Run(name, func(t *testing.T) {
			if kept, closely, total := verified(t, name); (kept < floor || closely < keptClosely[name]) && !*heldOut {
				t.Errorf("%d, closely %d, of %d faithful sentences pass, %d and %d did", kept, closely, total, floor, keptClosely[name])
			}
		})
	}
}

// TestHallucinationsInBulk counts what gets through although it is not what the quote says.
func TestHallucinationsInBulk(t *testing.T) {
	for name, ceiling := range keptUnfaithful {
		t.Run(name, func(t *testing.T) {
			if kept, closely, total := verified(t, name); (kept > ceiling || closely > 0) && !*heldOut {
				t.Errorf("%d, closely %d, of %d unfaithful sentences pass, %d and 0 did", kept, closely, total, ceiling)
			}
		})
	}
}
