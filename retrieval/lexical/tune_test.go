package lexical

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestTune(t *testing.T) {
	if os.Getenv("TUNE") == "" {
		t.Skip()
	}
	dir := sharedData(t)
	sets := []set{omosSet(t, dir, "train", true), omosSet(t, dir, "train", false), xquadSet(t, dir), faqSet(t, dir)}
	base := defaultWeights
	run := func(label string) {
		var out []string
		sum := 0.0
		for i, s := range sets {
			a, x := indexed(t, s)
			q := measure(s, func(q string) []int {
				return pagesOf(x.Search(Query{Terms: a.Terms("de", q), Visible: public, K: 100}))
			})
			v := q.ndcg10
			if i == 3 {
				v = q.mrr
			}
			sum += v
			out = append(out, fmt.Sprintf("%.4f", v))
		}
		fmt.Printf("%-30s %s  %.4f\n", label, strings.Join(out, " "), sum/4)
	}
	run("base")
	f := func(name string, p *float32, values ...float32) {
		for _, v := range values {
			*p = v
			run(fmt.Sprint(name, " ", v))
		}
		defaultWeights = base
	}
	g := func(name string, p *uint32, values ...uint32) {
		for _, v := range values {
			*p = v
			run(fmt.Sprint(name, " ", v))
		}
		defaultWeights = base
	}
	w := &defaultWeights
	for _, o := range strings.Fields(os.Getenv("TUNE")) {
		switch o {
		case "part":
			g(o, &w.part, 1, 3, 4)
		case "title":
			g(o, &w.title, 4, 6, 12, 16)
		case "queryPart":
			f(o, &w.queryPart, .25, .35, .7, 1)
		case "near":
			f(o, &w.near, .01, .25, .75, 1)
		case "k1":
			f(o, &w.k1, .6, .9, 1.6, 2)
		case "b":
			f(o, &w.b, .2, .4, .8)
		case "docK1":
			f(o, &w.docK1, .6, .9, 1.6, 2.5)
		case "docB":
			f(o, &w.docB, .2, .4, .8, 1)
		case "document":
			f(o, &w.document, 0, .5, 1.5, 2, 3)
		case "grams":
			f(o, &w.grams, 0, .05, .2, .4)
		case "gramsPassage":
			f(o, &w.gramsPassage, 0, .05, .2, .4)
		case "gramK1":
			f(o, &w.gramK1, .6, 2, 3)
		case "gramB":
			f(o, &w.gramB, .2, .4, .8, 1)
		case "window":
			f(o, &w.window, 0, .1, .4, .6)
		case "size":
			for _, passageSize = range []int{300, 500, 1000, 1500} {
				run(fmt.Sprint("size ", passageSize))
			}
			passageSize = 700
		}
	}
}
