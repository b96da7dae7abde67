package sets_test
import ("testing";"path/filepath";"os";"auskunft/evals/sets")
func TestScratch(t *testing.T) {
	files, _ := filepath.Glob("*[sa-z]-dev.yaml")
	for _, f := range files {
		if m, _ := filepath.Match("paraphrases*", f); !m { if m, _ := filepath.Match("hallucinations*", f); !m { continue } }
		set, err := sets.Read(f); if err != nil { t.Fatal(err) }
		r, err := sets.Measure(t.Context(), noDesk{}, set); if err != nil { t.Fatal(err) }
		for _, g := range r.Figures { if g.Kind == "all" { t.Log(f, g.Name, g.Right, g.Of) } }
		if os.Getenv("V") != "" { for _, x := range r.Failures { t.Log(x.ID, x.Name, x.Got, x.Text) } }
	}
}
