package thesaurus_test

import (
	"slices"
	"testing"

	"auskunft/internal/thesaurus"
)

func TestSame(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"Restaurant", "Gaststätte", true},
		{"anstecken", "infizieren", true},
		{"Ansteckung", "Infektion", true},
		{"Müll", "Abfall", true},
		{"Abfälle", "müll", true},
		{"Gebühr", "Gebühren", true},
		{"Amboss", "Amboss", true},
		{"Hund", "Katze", false},
		{"Gehweg", "Hundesteuer", false},
		{"Wolpertinger", "Gebühr", false},
		{"", "Gebühr", false},
		{"\n", " ", false},
		{"müll abfall", "schmutz", false},
		{"Mu\u0308ll", "Abfall", true}, // decomposed
	} {
		if got := thesaurus.Same(thesaurus.Stem(test.a), thesaurus.Stem(test.b)); got != test.want {
			t.Errorf("%q and %q: %t; want %t", test.a, test.b, got, test.want)
		}
	}
}

func TestGroups(t *testing.T) {
	senses := thesaurus.Groups(thesaurus.Stem("Bank"))
	has := func(word string) bool {
		return slices.ContainsFunc(senses, func(g []string) bool { return slices.Contains(g, thesaurus.Stem(word)) })
	}
	if len(senses) < 2 || !has("Geldinstitut") || !has("Sitzbank") || has("Gebühr") {
		t.Errorf("senses of Bank: %q", senses)
	}
	for _, g := range senses {
		if !slices.Contains(g, "bank") || !slices.IsSorted(g) || len(g) < 2 {
			t.Errorf("group %q", g)
		}
	}
	for _, unknown := range []string{"", "zz", "gebuhr gebuhr", "\x00", "zzzzzzzz"} {
		if got := thesaurus.Groups(unknown); got != nil {
			t.Errorf("groups of %q: %q", unknown, got)
		}
	}
}

func BenchmarkGroups(b *testing.B) {
	thesaurus.Groups("bank")
	for b.Loop() {
		thesaurus.Groups("bank")
	}
}
