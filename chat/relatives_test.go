package chat

import (
	"slices"
	"strings"
	"testing"

	"auskunft/retrieval/lexical"
)

func TestRelatives(t *testing.T) {
	for message, want := range map[string]struct{ named, without string }{
		"Was kostet ein Reisepass für meinen Sohn?":            {"sohn", "Was kostet ein Reisepass ?"},
		"Kann ich für meine kranke Mutter Wohngeld beantragen": {"mutter", "Kann ich Wohngeld beantragen"},
		"Bei meinen Großeltern fehlt eine Mülltonne":           {"großeltern", " fehlt eine Mülltonne"},
		"Meine Tochter und mein Mann brauchen Pässe":           {"tochter mann", " und brauchen Pässe"},
		"Darf unser Nachbar mit meinem Freund grillen?":        {"nachbar freund", "Darf mit grillen?"},
		"Was kostet ein Reisepass für Kinder?":                 {"", "Was kostet ein Reisepass für Kinder?"},
		"Wo ist die Freundschaftsbank?":                        {"", "Wo ist die Freundschaftsbank?"},
		"Meine Mutterschaftsleistung fehlt":                    {"", "Meine Mutterschaftsleistung fehlt"},
		"Mein Vater-Kind-Kurs fällt aus":                       {"", "Mein Vater-Kind-Kurs fällt aus"},
		"Gibt es eine Schule für mein Pferd?":                  {"", "Gibt es eine Schule für mein Pferd?"},
	} {
		named := relatives(message)
		if got := strings.Join(named, " "); got != want.named {
			t.Errorf("%q names %q, want %q", message, got, want.named)
		}
		beside := map[string]bool{}
		for _, n := range named {
			beside[n] = true
		}
		if got := withoutRelatives(message, beside); got != want.without {
			t.Errorf("%q without them is %q, want %q", message, got, want.without)
		}
		if got := withoutRelatives(message, nil); got != message {
			t.Errorf("%q became %q although nothing is beside the point", message, got)
		}
	}
	if !slices.Equal(relatives("Mein Opa, dann meine Oma"), []string{"opa", "oma"}) {
		t.Error("two in a row are not both told")
	}
}

// A name says nothing of what is asked, where no text has it: at the end of a clause, where it can be no object of its verb.
func TestNamesOfThoseForWhom(t *testing.T) {
	b := newBench(t)
	b.desk.Lexicon = germanWords{lexical.NewAnalyser(nil)}
	w := &walk{Desk: b.desk}
	for question, want := range map[string]string{
		"Was kostet der Pass für meinen Hund Bello?":    "Was kostet der Pass für meinen Hund?",
		"für unsere kleine Katze Mimi, und wann?":       "für unsere kleine Katze, und wann?",
		"Kann ich für meinen Sohn Elefanten ausleihen?": "Kann ich für meinen Sohn Elefanten ausleihen?",
	} {
		if got := w.withoutNames(question); got != want {
			t.Errorf("%q: %q, want %q", question, got, want)
		}
	}
}
