package evals

import (
	"testing"

	"auskunft/evals/dataset"
)

func TestTwins(t *testing.T) {
	text := "Kinder gehen mit sechs Jahren zur Schule. Die Eltern melden sie im Frühjahr an. Das dauert neun Jahre."
	set := &dataset.Set{Documents: []dataset.Document{ // by id
		{ID: "a", Title: "Schulpflicht", Text: text, Areas: []string{"nord"}},
		{ID: "b", Title: "Schulpflicht und Bezirke", Text: text + " Der Bezirk steht fest.", Areas: []string{"nord"}},
		{ID: "c", Title: "Schulpflicht", Text: text, Areas: []string{"süd"}},
		{ID: "d", Title: "Schule wechseln", Text: "Wer umzieht, meldet die Kinder an der neuen Schule an.", Areas: []string{"nord"}},
	}}
	for _, test := range []struct {
		a, b string
		want bool
	}{{"a", "a", true}, {"a", "b", true}, {"b", "a", true}, {"a", "c", false}, {"a", "d", false}} {
		if got := twins(set, test.a, test.b); got != test.want {
			t.Errorf("twins(%s, %s) = %t", test.a, test.b, got)
		}
	}
}
