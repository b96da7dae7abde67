package proof

import (
	"auskunft/retrieval"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

var debugID = os.Getenv("DEBUGID")

func TestCloseSets(t *testing.T) {
	sum := map[bool][2]int{}
	for _, name := range slices.Sorted(maps.Keys(keptFaithful)) {
		kept, of, free := 0, 0, 0
		kinds := map[string][2]int{}
		for _, r := range rows(t, name, "dev") {
			d, hits := r.draft()
			of++
			k := kinds[r.Kind]
			k[1]++
			if _, err := Verify(d, hits, demoTown); err != nil {
				kinds[r.Kind] = k
				continue
			}
			free++
			_, err := VerifyClose(d, hits, demoTown)
			if err == nil {
				kept++
				k[0]++
			} else {
				fmt.Printf("%s %s %s: %v: %q <= %q\n", name, r.Kind, r.ID, err, r.Sentence, r.quotes())
				if debugID != "" && strings.Contains(r.Sentence, debugID) {
					debug = true
					_, _ = VerifyClose(d, hits, demoTown)
					debug = false
				}
			}
			kinds[r.Kind] = k
		}
		fmt.Println("==", name, kept, free, of, kinds)
		c := sum[name >= "paraphrases-d"]
		sum[name >= "paraphrases-d"] = [2]int{c[0] + kept, c[1] + of}
	}
	fmt.Println("== free, close", sum)
	passed := 0
	for _, name := range slices.Sorted(maps.Keys(keptUnfaithful)) {
		for _, r := range rows(t, name, "dev") {
			d, hits := r.draft()
			if _, err := VerifyClose(d, hits, demoTown); err == nil {
				passed++
				fmt.Println("== PASSED", r.ID)
			}
		}
	}
	fmt.Println("== unfaithful", passed)
}

func TestCloseMutations(t *testing.T) {
	passed, of := map[string]int{}, map[string]int{}
	try := func(kind, sentence string, d Draft, hits []retrieval.Hit) {
		of[kind]++
		d.Text = sentence
		if _, err := VerifyClose(d, hits, demoTown); err == nil {
			passed[kind]++
			fmt.Printf("%s: %q from %v\n", kind, sentence, d.Quotes)
		}
	}
	each := func(how, text string, d Draft, hits []retrieval.Hit) {
		for _, m := range mutations {
			if wrong, ok := m.mutated(text); ok {
				try(how+m.kind, wrong, d, hits)
			}
		}
		for _, wrong := range swaps(text, hits[0].Passage.Text) {
			try(how+swappedNouns, wrong, d, hits)
		}
	}
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(keptFaithful)) {
		for i, row := range rows(t, name, "dev") {
			d, hits := row.draft()
			if i%everyRow == 0 {
				for _, q := range d.Quotes {
					if !seen[q.Text] {
						seen[q.Text] = true
						each("quote: ", q.Text, Draft{Quotes: []Quote{q}}, hits)
					}
				}
			}
			if _, err := VerifyClose(d, hits, demoTown); err == nil && (i%everyRow == 0 || os.Getenv("ALLROWS") != "") {
				each("reworded: ", d.Text, d, hits)
			}
		}
	}
	p, n := map[bool]int{}, map[bool]int{}
	for k := range of {
		q := strings.HasPrefix(k, "quote")
		p[q] += passed[k]
		n[q] += of[k]
		if passed[k] > 0 {
			fmt.Printf("== %s %d of %d\n", k, passed[k], of[k])
		}
	}
	fmt.Println("== quotes", p[true], n[true], "reworded", p[false], n[false])
}
