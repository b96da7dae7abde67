package lexical

import "testing"

func TestSlip(t *testing.T) {
	tests := []struct {
		a, b string
		want float32
	}{
		{"standesampt", "standesamt", .9},
		{"eltengeld", "elterngeld", .9},
		{"hundestuer", "hundesteuer", .9},
		{"gewarbe", "gewerbe", .9},
		{"ausweis", "auswies", .9}, // exchanged neighbours are one slip
		{"furungszeugniss", "fuhrungszeugnis", .8},
		{"hund", "hand", 0},       // too short
		{"wohnung", "ordnung", 0}, // two slips in a word of seven
		{"steuer", "steuer", 0},   // the same word
		{"", "a", 0},
		{"personalausweis", "perso", 0},
	}
	for _, test := range tests {
		for range 2 {
			if got := slip([]byte(test.a), []byte(test.b)); got != test.want {
				t.Errorf("%q, %q: got %v, want %v", test.a, test.b, got, test.want)
			}
			test.a, test.b = test.b, test.a
		}
	}
}

func FuzzSlip(f *testing.F) {
	f.Add("standesampt", "standesamt")
	f.Fuzz(func(t *testing.T, a, b string) {
		if x, y := slip([]byte(a), []byte(b)), slip([]byte(b), []byte(a)); x != y || x < 0 || x > 1 {
			t.Errorf("%q, %q: %v one way, %v the other", a, b, x, y)
		}
	})
}
