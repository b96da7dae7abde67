package situation

import (
	"slices"
	"strings"
	"testing"
)

func TestOf(t *testing.T) {
	for _, test := range []struct{ message, name, others string }{
		{"Ich bin Witwe geworden", "Todesfall", "Ich bin geworden"},
		{"mein opa ist gestern gestorben", "Todesfall", "mein ist"},
		{"Unser Hund ist gestorben", "Tod eines Hundes", "ist"},
		{"Wir bekommen ein Baby", "Schwangerschaft", "Wir ein"},
		{"Wir haben ein Baby bekommen", "Geburt", "Wir ein"},
		{"Meine Firma zieht nach Barkhorn um", "Betrieb zieht um", "Meine Barkhorn"},
		{"Papa ins Heim, das Geld reicht nicht", "Heim nicht zu bezahlen", "ins das"}, // the line with most words
		{"Umzug", "Umzug", ""},
		{"Neu zugezogen", "Zuzug", ""},
		{"Was kostet ein Reisepass?", "", "Was kostet ein Reisepass"},
		{"", "", ""},
		{"🐕 \x00 " + strings.Repeat("Wort ", 2000), "", strings.TrimSpace(strings.Repeat("Wort ", 2000))},
	} {
		s, others := Of(test.message)
		name := ""
		if s != nil {
			name = s.Name
		}
		if got := strings.Join(others, " "); name != test.name || got != test.others {
			t.Errorf("%.60q: %q, others %.60q, want %q, %.60q", test.message, name, got, test.name, test.others)
		}
	}
}

// Every situation can be told, in words that no longer line of another takes away from it, and names services.
func TestFile(t *testing.T) {
	for _, r := range all {
		s := r.situation
		if s.Name == "" || len(s.Services) == 0 {
			t.Errorf("%q has %d services", s.Name, len(s.Services))
		}
		for _, service := range s.Services {
			if slices.Contains(service, "") {
				t.Errorf("%s: a service without a name in %q", s.Name, service)
			}
		}
		for _, place := range r.places {
			if slices.Contains(place, "") {
				t.Errorf("%s: an empty word in %q", s.Name, place)
			}
		}
	}
	if len(all) < 100 {
		t.Errorf("only %d rules", len(all))
	}
}
