package guard

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestFeatures(t *testing.T) {
	names := func(text string) []string {
		var all []string
		for _, f := range Features(text) {
			all = append(all, f.Name)
		}
		return all
	}
	for _, tt := range []struct{ text, want string }{
		{"Kriegt meine Oma mit 1.900,50 Euro Wohngeld?", "f:< GET MY _"},
		{"Kriegt meine Oma mit 1.900,50 € Wohngeld?", "f:WITH # EURO _"},
		{"Ich bin arm. Wo gibt es Hilfe?", "a:wo"},
		{"Wo gibt es Hilfe? Ich bin arm.", "s:WHERE .. GIVE"},
		{"wohngeld beantragen", "s:< .. APPLY"},
		{"Müllabfuhr", "c:muel"},
		{"Му́ж бьёт меня", "w:бьет меня"},
	} {
		if !slices.Contains(names(tt.text), tt.want) {
			t.Errorf("no %q in the features of %q: %q", tt.want, tt.text, names(tt.text))
		}
	}
	if slices.Contains(names("Ich bin arm. Wo gibt es Hilfe?"), "a:ich") {
		t.Error("what is told counts as asked")
	}
	for _, text := range []string{"", "?", "🙂", "...", strings.Repeat("a", 5000)} {
		Features(text) // must not panic
	}
}

// TestClassifier reads the committed file as it is meant.
func TestClassifier(t *testing.T) {
	c := committed()
	weights := map[Kind]int{}
	for _, feature := range c.Kinds.Weights {
		for kind := range feature {
			weights[kind]++
		}
	}
	for kind := range c.Kinds.Bias {
		if _, known := outcomes[kind]; !known || kind == OtherAuthority || kind == Nonsense || kind == Individual {
			t.Errorf("the classifier knows %q", kind)
		}
		if weights[kind] == 0 {
			t.Errorf("no weights for %s", kind)
		}
	}
	if c.Individual < .1 || c.Individual > .6 {
		t.Errorf("an individual case from %.2f on", c.Individual)
	}
	sum := 0.0
	for _, p := range c.Probabilities(Features("Bekommt meine Tochter mit 16 schon Wohngeld?")) {
		sum += p
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("probabilities sum up to %f", sum)
	}
}

// Words nobody wrote a rule for: where help is stands beside what may be a question, or instead.
func TestHelpWhenInDoubt(t *testing.T) {
	for _, text := range []string{
		"Wie hoch ist das Parkhausdach, ich komme danach nicht wieder runter.",
		"Meine Schwester hat sich von allen verabschiedet und ihre Katze verschenkt.",
		"Papa hat Mama die Treppe runtergestoßen",
		"Mir ist ganz schummrig und der Arm wird taub",
	} {
		if d := Route(text); !d.Help && d.Kind != Crisis && d.Kind != Emergency {
			t.Errorf("no help for %q: %s (%s)", text, d.Kind, d.Rule)
		}
	}
}

func BenchmarkRoute(b *testing.B) {
	for name, text := range map[string]string{
		"question": "Bekommt meine Tochter mit 16 schon einen Ausweis?",
		"letter": "Sehr geehrte Damen und Herren, mein Mann bezieht seit August Krankengeld, ich habe einen Minijob mit 480 Euro im Monat. " +
			"Wir haben zwei Töchter, die Kaltmiete beträgt 812 Euro. Wo können wir dafür Hilfe beantragen, und welche Unterlagen brauchen wir?",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Route(text)
			}
		})
	}
}
