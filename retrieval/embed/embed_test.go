package embed

import (
	"math"
	"reflect"
	"regexp"
	"testing"

	"auskunft/retrieval/lexical"
)

func builtin() *Builtin {
	var v lexical.VocabularyBuilder
	for range 2 {
		for _, text := range []string{
			"Die Hundesteuer wird jährlich erhoben.", "Eine Steuer zahlt man an die Stadt.", "Der Hund muss angemeldet werden.", "Ein Hund kostet Steuer.",
			"Der Personalausweis kostet 37 Euro.", "Das Bürgeramt hat am Montag geöffnet.",
		} {
			v.Add(text)
		}
	}
	return NewBuiltin(lexical.NewAnalyser(v.Build(1)))
}

func dot(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

func TestBuiltinRanks(t *testing.T) {
	e := builtin()
	passages, err := e.Passages(t.Context(), []string{
		"Der Personalausweis kostet 37 Euro.", "Die Hundesteuer wird jährlich erhoben.", "Das Bürgeramt hat am Montag geöffnet.",
	})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		question string
		best     int
	}{
		{"Was kostet ein Personalausweis?", 0},
		{"die Steuer für meinen Hund", 1},
		{"Hundestuer", 1}, // a slip
		{"Wann hat das Buergeramt offen?", 2},
	}
	for _, test := range tests {
		q, err := e.Question(t.Context(), test.question)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range passages {
			if i != test.best && dot(q, p) >= dot(q, passages[test.best]) {
				t.Errorf("%s: passage %d scores %.3f, passage %d %.3f", test.question, i, dot(q, p), test.best, dot(q, passages[test.best]))
			}
		}
	}
}

func TestBuiltinVectors(t *testing.T) {
	e, again := builtin(), builtin()
	for _, text := range []string{"Hundesteuer anmelden", "§ 12", "120 €", "x"} {
		a, _ := e.Question(t.Context(), text)
		b, _ := again.Question(t.Context(), text)
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%q: two embedders of the same vocabulary differ", text)
		}
		if len(a) != e.Dimension() || math.Abs(dot(a, a)-1) > 1e-5 {
			t.Errorf("%q: dimension %d, squared length %v", text, len(a), dot(a, a))
		}
	}
	for _, text := range []string{"", "   ", "und der die das", "\x00\xff\xfe", "!!!"} {
		v, err := e.Question(t.Context(), text)
		if err != nil || dot(v, v) != 0 {
			t.Errorf("%q: want a zero vector, got length %v, error %v", text, dot(v, v), err)
		}
	}
}

func TestTable(t *testing.T) {
	if got := Table(builtin()); got != "vectors_builtin" {
		t.Errorf("built-in: %s", got)
	}
	identifier := regexp.MustCompile(`^vectors_[a-z0-9_]{1,55}$`)
	seen := make(map[string]string)
	for _, e := range []*Endpoint{
		{config: EndpointConfig{Model: "intfloat/multilingual-e5-large-instruct-with-a-very-long-name"}, dimension: 1024},
		{config: EndpointConfig{Model: "intfloat/multilingual-e5-large-instruct-with-a-very-long-name"}, dimension: 512},
		{config: EndpointConfig{Model: "intfloat/multilingual-e5-large-instruct-with-a-very-long-name", PassagePrefix: "passage: "}, dimension: 1024},
		{config: EndpointConfig{Model: `ö"; DROP TABLE passages; --`}, dimension: 3},
	} {
		name := Table(e)
		if !identifier.MatchString(name) {
			t.Errorf("%s: table %q is no plain identifier", e.Name(), name)
		}
		if other, twice := seen[name]; twice {
			t.Errorf("%s and %s share table %s", e.Name(), other, name)
		}
		seen[name] = e.Name()
	}
}
