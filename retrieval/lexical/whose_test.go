package lexical

import (
	"slices"
	"testing"
)

func TestWhoseMatterItIs(t *testing.T) {
	a := NewAnalyser(nil)
	for text, frames := range map[string][]string{
		"Meine Mutter bezieht Pflegegeld":        {"mutt"},
		"Mein Mann ist gestorben":                {"mann"},
		"Ausweis für unsere Großeltern":          {"grosselt"},
		"Pass für meine Tochter":                 nil, // what is for children says so
		"Hilfe für Mütter":                       nil,
		"meine Geburtsurkunde, Mutter unbekannt": nil,
		"my mother needs care":                   nil,
		"Mutter-Kind-Kur":                        nil,
		"Zieht meine Freundin zur Mutter":        {"freundin"},
	} {
		var got []string
		for _, term := range a.Terms("de", text) {
			if term.Frame {
				got = append(got, term.Text)
			}
		}
		if !slices.Equal(got, frames) {
			t.Errorf("%s: %q frame it, want %q", text, got, frames)
		}
	}
}
