package proof
import "testing"
func TestJudged(t *testing.T) {
	total := func(names []string) (n, of int) {
		for _, name := range names { for _, r := range rows(t, name, "dev") { d, h := r.draft(); d.Judged = true; of++; if _, err := Verify(d, h, demoTown); err == nil { n++ } } }
		return
	}
	a, b := total([]string{"paraphrases","paraphrases-b","paraphrases-c"})
	c, d := total([]string{"paraphrases-d","paraphrases-e","paraphrases-f","paraphrases-g"})
	var hs []string
	for n := range keptUnfaithful { hs = append(hs, n) }
	e, f := total(hs)
	t.Logf("free %d of %d, close %d of %d, unfaithful kept %d of %d", a, b, c, d, e, f)
}
