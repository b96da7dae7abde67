package calibrate

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"auskunft"
	"auskunft/chat/guard"
)

// sentencesAbout are one individual case and one question about each of some matters, by two authors in turn.
func sentencesAbout(matters ...string) (all []Sentence) {
	for i, m := range matters {
		author := string("ab"[i%2])
		all = append(all,
			Sentence{Set: "s", Author: author, Text: "Bekomme ich " + m + ", ich verdiene 900 Euro?", Kind: guard.Individual},
			Sentence{Set: "s", Author: author, Text: "Wo beantragt man " + m + "?", Kind: guard.Question})
	}
	return all
}

func TestFitRoutesInBulk(t *testing.T) {
	var matters []string
	for i := range 30 {
		matters = append(matters, fmt.Sprintf("%cgeld", 'A'+i))
	}
	out := filepath.Join(t.TempDir(), "routes.json")
	var printed strings.Builder
	fit, err := FitRoutes(sentencesAbout(matters...), Options{Out: out, Seed: 1}, false, &printed)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]guard.Kind{
		"Bekomme ich Zirkusgeld, ich verdiene 900 Euro?": guard.Individual,
		"Wo beantragt man Zirkusgeld?":                   guard.Question,
	} {
		if d := fit.Route(text); d.Kind != want {
			t.Errorf("%s (%s): %s", d.Kind, d.Rule, text)
		}
	}
	if !strings.Contains(printed.String(), "30     30") {
		t.Errorf("not all went their way:\n%s", printed.String())
	}
	var written guard.Classifier
	data, err := os.ReadFile(out)
	if err == nil {
		err = json.Unmarshal(data, &written)
	}
	if err != nil || written.Individual != fit.Individual || len(written.Case.Weights) == 0 || len(written.Kinds.Bias) != 1 {
		t.Errorf("written: %v, from %.2f on, %d weights of a case, %d kinds", err, written.Individual, len(written.Case.Weights), len(written.Kinds.Bias))
	}
	if _, err := FitRoutes(sentencesAbout("Wohngeld"), Options{}, false, &printed); auskunft.KindOf(err) != auskunft.Invalid {
		t.Errorf("fitted to two sentences: %v", err)
	}
}
