package impact

import (
	"testing"

	"auskunft"
)

func TestKinds(t *testing.T) {
	said := func(text string, keys ...string) Outcome {
		a := auskunft.Answer{Status: auskunft.Answered, Sentences: []auskunft.Sentence{{Text: text}}}
		for _, key := range keys {
			a.Citations = append(a.Citations, auskunft.Citation{DocID: key, Title: key})
		}
		return outcome(a)
	}
	refused, clarify := Outcome{Status: auskunft.Refused, Reason: auskunft.NoSource}, Outcome{Status: auskunft.Clarify}
	for _, tt := range []struct {
		name          string
		before, after Outcome
		want          Kind
	}{
		{"nothing", said("a", "x"), said("a", "x"), Same},
		{"still refused", refused, refused, Same},
		{"the same texts in another order", said("a", "x", "y"), said("a", "y", "x"), Same},
		{"refused to answered", refused, said("a", "x"), Gained},
		{"asked back to answered", clarify, said("a", "x"), Gained},
		{"answered to refused", said("a", "x"), refused, Lost},
		{"refused to asked back", refused, clarify, Status},
		{"other reason", refused, Outcome{Status: auskunft.Refused, Reason: auskunft.NeedsPerson}, Status},
		{"another text", said("a", "x"), said("b", "y"), Sources},
		{"one text more", said("a", "x"), said("a", "x", "y"), Sources},
		{"other words", said("a", "x"), said("b", "x", "x"), Wording},
	} {
		if got := kind(tt.before, tt.after); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	p := compare([]asked{{text: "b"}, {text: "a"}, {text: "c"}}, nil,
		said3(refused, refused, said("a", "x")), said3(said("a", "x"), said("a", "x"), refused))
	if len(p.Changes) != 3 || p.Changes[0].Kind != Lost || p.Changes[1].Question != "a" || p.Count(Gained) != 2 || p.Count(Same) != 0 {
		t.Errorf("%+v", p)
	}
}

func said3(o ...Outcome) said { return said{outcomes: o} }
