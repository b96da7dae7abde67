package compose

import (
	"slices"
	"strings"
	"testing"
)

// The sentence that is asked for leads, wherever it stands, and one that only shares the topic does not.
func TestTheSentenceAskedForLeads(t *testing.T) {
	for _, test := range []struct{ question, first string }{
		{"Was kostet die Hundesteuer für den zweiten Hund?", "zweiten"},
		{"Was kostet die Hundesteuer?", "Euro"},
	} {
		task := Task{Question: test.question, Hits: dogTax()}
		_, pages := Read(task).Leads(task)
		best := slices.MaxFunc(pages[0], func(a, b Lead) int {
			if a.Rated < b.Rated {
				return -1
			}
			return 1
		})
		if !strings.Contains(best.Text, test.first) {
			t.Errorf("%q is led by %q", test.question, best.Text)
		}
	}
}

func TestLeadsShareNoUnit(t *testing.T) {
	r := readAll(Task{Question: "Was kostet die Hundesteuer?", Hits: dogTax()}).pages[0]
	best := r.bestLeads()
	if len(best) != leadSentences || best[0].meets(best[1].block) {
		t.Errorf("%+v", best)
	}
	for _, l := range r.leads() {
		if r.units[l.body].heading || l.body == l.b && r.opens(l.b) {
			t.Errorf("a heading or a lead-in leads: %q", r.units[l.body].text)
		}
	}
}

func TestBlocksMeet(t *testing.T) {
	for _, test := range []struct {
		a, b block
		want bool
	}{
		{block{1, 2, 4}, block{4, 4, 4}, true},
		{block{1, 2, 4}, block{5, 5, 6}, false},
		{block{1, 2, 4}, block{1, 1, 1}, false}, // its heading
	} {
		if got := test.a.meets(test.b); got != test.want || test.b.meets(test.a) != got {
			t.Errorf("%v and %v meet: %t", test.a, test.b, got)
		}
	}
}
