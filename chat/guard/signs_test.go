package guard

import (
	"strings"
	"testing"
)

func TestSigns(t *testing.T) {
	for _, test := range []struct {
		text string
		want Kind // "" for no sign
	}{
		{"oma atmet nicht mehr", Emergency},
		{"Mein Vater liegt im Flur. Er rührt sich nicht.", Emergency},
		{"Papa lallt plötzlich, der Mundwinkel hängt", Emergency},
		{"Der Kleine hat Abflussreiniger getrunken", Emergency},
		{"aus dem Dachfenster gegenüber kommt Rauch", Emergency},
		{"Da raucht's aus dem Dachstuhl!", Emergency},
		{"im Treppenhaus riecht's nach Gas", Emergency},
		{"Jemand rüttelt an der Terrassentür", Emergency},
		{"Meine Tochter ist seit gestern verschwunden", Emergency},
		{"Ein Baby ist allein im Auto und weint", Emergency},
		{"Ich bin euch allen nur eine Last", Crisis},
		{"Meine Eltern wollen mich verheiraten", Crisis},
		{"ich trau mich nicht heim, ich hab Angst vor daheim", Crisis},

		{"the kitchen is on fire, smoke everywhere", Emergency},
		{"my husband is not waking up", Emergency},
		{"Mon mari ne respire plus", Emergency},
		{"W kuchni pali się", Emergency},
		{"Kocam nefes almıyor", Emergency},
		{"Моя мама не прокидається", Emergency},
		{"Ребёнок не дышит", Emergency},
		{"ابني لا يتنفس", Emergency},

		{"Muss ich den Rauchmelder anmelden?", ""},
		{"Mein Rauchmelder piept, die Batterie ist leer", ""},
		{"Was kostet ein Erste-Hilfe-Kurs für mein Kind?", ""},
		{"Mein Mann will Blut spenden, jetzt gleich", ""},
		{"Ich möchte einen Gasanschluss für mein Haus", ""},
		{"Der Ofen vom Nachbarn qualmt ins Fenster", ""},
		{"Die Laterne vor unserem Haus brennt nicht", ""},
		{"Das Amt reagiert nicht auf die Schreiben meiner Mutter", ""},
		{"Mein Vater ist letztes Jahr zusammengebrochen und kam in die Klinik", ""},
		{"Meine Katze ist verschwunden", ""},
		{"Ich will nicht mehr im Heim leben", ""},
		{"Mein Mann schlägt vor, dass ich mich anmelde", ""},
		{"Wir wollen mit den Kindern auf der Brücke ein Fest machen", ""},
	} {
		d, _ := signOf(Fold(test.text))
		if d.Kind != test.want {
			t.Errorf("%q (%s), want %q: %s", d.Kind, d.Rule, test.want, test.text)
		}
	}
}

// An idea that no sign names is a line nobody needs.
func TestIdeasAreUsed(t *testing.T) {
	used := map[string]bool{}
	for _, s := range signs {
		for _, name := range strings.FieldsFunc(s.all+" "+s.none, func(r rune) bool { return r == ' ' || r == '|' }) {
			used[name] = true
		}
	}
	for _, name := range strings.Split(hazardous+"|"+foreignDanger+"|"+harmless+"|"+noHome, "|") {
		used[name] = true
	}
	for name := range ideas.names {
		if !used[name] {
			t.Errorf("no sign names the idea %s", name)
		}
	}
}
