package chat

import (
	"slices"
	"testing"

	"auskunft/chat/compose"
	"auskunft/chat/guard"
)

// A verb that begins a question has a capital and is no name.
func TestAsStatement(t *testing.T) {
	for message, want := range map[string][]string{
		"Fällt mein Wohngeld weg?":                        {"Wohngeld"},
		"Mein Mann ist 81. Genehmigen Sie uns die Rampe?": {"Mann", "81", "Genehmigen", "Rampe"}, // "81." may be a date's
		"Elterngeld für Zwillinge?":                       {"Elterngeld", "Zwillinge"},
		"Reicht das bei uns für eine Ausnahme?":           {"Ausnahme"},
		"Krippe ist teuer. Sinkt der Beitrag bald?":       {"Krippe", "Beitrag"},
	} {
		if got := Nouns(asStatement(message)); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", message, got, want)
		}
	}
}

func TestCalls(t *testing.T) {
	plain := func(stem string, parts ...string) compose.Word { return compose.Word{Stem: stem, Parts: parts} }
	for _, tt := range []struct {
		word, name compose.Word
		want       float64
	}{
		{plain("wohngeld"), plain("wohngeld"), 1},
		{plain("fahrkart"), plain("schulerfahrkart", "schul", "fahrkart"), asPart},
		{plain("wohngeldantrag", "wohngeld", "antrag"), plain("wohngeld"), asPart},
		{plain("fall"), plain("baumfall"), 0},
	} {
		if got := calls(tt.word, tt.name); got != tt.want {
			t.Errorf("%s says %s: %v, want %v", tt.word.Stem, tt.name.Stem, got, tt.want)
		}
	}
}

// A town says whose its neighbours' matters are.
func TestWhose(t *testing.T) {
	town := Town{Authorities: []Authority{
		{Of: "utility", Name: "die Stadtwerke"},
		{Name: "der Landkreis", Matters: []string{"Jagdschein", "Kfz-Zulassung"}},
	}}
	for text, want := range map[string]string{
		"Wo beantrage ich den Jagdschein?":             "der Landkreis",
		"Wie bekomme ich einen Gasanschluss?":          "die Stadtwerke",
		"Wo beantrage ich Kindergeld?":                 "",
		"Wo beantrage ich den Führerschein?":           "",
		"Verbinden Sie mich mit einem Menschen":        "",
		"Was kostet eine Kfz-Zulassungsbescheinigung?": "der Landkreis",
	} {
		d := town.whose(guard.Route(text), text)
		if d.Whose != want || want != "" && (d.Kind != guard.OtherAuthority || d.Matter == "" || !d.Search) {
			t.Errorf("%s: %+v, want %q", text, d, want)
		}
	}
}

// The closing clause is behind the story's comma; a clause with its verb at the end is a part of the story.
func TestClosing(t *testing.T) {
	for message, want := range map[string]string{
		"Alleinerziehend, zwei Kinder, bekomme ich Wohngeld?":         "bekomme ich Wohngeld?",
		"Ich bin 70 und habe 900 Euro - steht mir Grundsicherung zu?": "steht mir Grundsicherung zu?",
		"Meine Rente ist 900 Euro. Bekomme ich Wohngeld?":             "Bekomme ich Wohngeld?",
		"Bekomme ich Wohngeld, wenn ich studiere?":                    "Bekomme ich Wohngeld, wenn ich studiere?",
		"Was gilt für den Hund, den wir haben?":                       "Was gilt für den Hund, den wir haben?",
		"Bekomme ich Wohngeld?":                                       "Bekomme ich Wohngeld?",
	} {
		if got := closing(message); got != want {
			t.Errorf("%q: %q, want %q", message, got, want)
		}
	}
}
