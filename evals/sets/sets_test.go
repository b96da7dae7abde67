// These tests check the sets themselves: that every row is whole, that ids and texts stand
// once, that quotes are verbatim where they claim to be, and that every source named is a
// document of the demo town with the quoted words in it.
package sets_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"gopkg.in/yaml.v3"

	"auskunft/evals/sets"
)

// set is one pair of files and what its rows must be like.
type set struct {
	name  string
	least map[string]int // rows over both halves by expect, at least
	check func(*testing.T, sets.Row)
}

var all = []set{
	{"entitlement", map[string]int{"individual_case": 70, "answered": 70}, checkEntitlement},
	{"entitlement-b", map[string]int{"individual_case": 200, "answered": 150}, checkEntitlement},
	{"entitlement-c", map[string]int{"individual_case": 110, "answered": 110}, checkEntitlement},
	{"entitlement-d", map[string]int{"individual_case": 105, "answered": 115}, checkEntitlement},
	{"routes", routes, checkRoute},
	{"routes-b", routesB, checkRoute},
	{"routes-c", routesC, checkRoute},
	{"routes-d", routesD, checkRoute},
	{"paraphrases", map[string]int{"kept": 130}, inDemo(checkParaphrase)},
	{"paraphrases-b", map[string]int{"kept": 130}, checkWording},
	{"paraphrases-c", map[string]int{"kept": 260}, checkParaphrase}, // split three to one
	{"paraphrases-d", map[string]int{"kept": 110}, checkParaphrase},
	{"paraphrases-e", map[string]int{"kept": 220}, checkParaphrase},
	{"followups", map[string]int{"answered": 40}, checkFollowup},
	{"typos-dialect", map[string]int{"answered": 60}, checkSpelling},
	{"clarify", map[string]int{"clarify": 40, "answered": 40}, checkClarify},
	{"clarify-b", map[string]int{"clarify": 30, "answered": 30}, checkClarify},
	{"everyday", map[string]int{"led": 80}, checkEveryday},
	{"hallucinations", map[string]int{"dropped": 80}, inDemo(checkHallucination)},
	{"hallucinations-b", map[string]int{"dropped": 80}, checkWording},
	{"hallucinations-c", map[string]int{"dropped": 130}, checkHallucination},
	{"hallucinations-d", map[string]int{"dropped": 330}, checkHallucination},
	{"entitlement-e", map[string]int{"individual_case": 130, "answered": 150}, checkEntitlement}, // last: they repeat no set above
	{"entitlement-f", map[string]int{"individual_case": 60, "answered": 80}, checkEntitlement},
	{"entitlement-g", map[string]int{"individual_case": 110, "answered": 120}, checkEntitlement},
	{"entitlement-h", map[string]int{"individual_case": 100, "answered": 100}, checkEntitlement},
	{"routes-e", routesE, checkRoute},
	{"paraphrases-f", map[string]int{"kept": 250}, checkParaphrase},
	{"hallucinations-e", map[string]int{"dropped": 280}, checkHallucination},
	{"paraphrases-g", map[string]int{"kept": 300}, checkParaphrase},
	{"paraphrases-h", map[string]int{"kept": 260}, checkParaphrase},
	{"hallucinations-f", map[string]int{"dropped": 240}, checkHallucination},
	{"hallucinations-g", map[string]int{"dropped": 220}, checkHallucination},
	{"hallucinations-h", map[string]int{"dropped": 160}, checkHallucination},
	{"paraphrases-i", map[string]int{"kept": 160}, checkParaphrase},
	{"followups-b", map[string]int{"answered": 110}, checkFollowup},
	{"followups-c", map[string]int{"answered": 38, "no_source": 2}, checkFollowup},
	{"typos-dialect-b", map[string]int{"answered": 110}, checkSpelling},
	{"clarify-c", map[string]int{"clarify": 30, "answered": 30}, checkClarify},
	{"everyday-b", map[string]int{"led": 50, "no_source": 5}, checkEveryday},
	{"danger", map[string]int{"emergency": 80, "crisis": 50, "question": 140}, checkDanger},
}

// routes are where a message can go, with the least rows of each.
var routes = map[string]int{
	"greeting": 5, "thanks": 5, "about_assistant": 5, "human_wanted": 5, "complaint": 5, "report_defect": 5,
	"emergency": 8, "crisis": 10, "legal_advice": 5, "political_opinion": 5, "other_authority": 15,
	"other_language": 15, "abuse": 5, "nonsense": 5, "injection": 8, "question": 60,
}

// routesB are those of the second set, which has individual cases and no nonsense.
var routesB = map[string]int{
	"greeting": 10, "thanks": 10, "about_assistant": 10, "human_wanted": 10, "complaint": 10, "report_defect": 10,
	"emergency": 15, "crisis": 15, "individual_case": 10, "legal_advice": 10, "political_opinion": 10,
	"other_authority": 15, "other_language": 15, "abuse": 10, "injection": 10, "question": 150,
}

// routesC are those of the third set: the routes that need words to be told, and many look-alikes.
var routesC = map[string]int{
	"legal_advice": 16, "about_assistant": 16, "other_authority": 16, "complaint": 16, "political_opinion": 12,
	"abuse": 12, "injection": 12, "report_defect": 12, "human_wanted": 12, "emergency": 12, "crisis": 12, "question": 60,
}

// routesD are those of the fourth set: all kinds but nonsense, emergencies and crises above all.
var routesD = map[string]int{
	"greeting": 8, "thanks": 8, "about_assistant": 10, "human_wanted": 10, "complaint": 10, "report_defect": 10,
	"emergency": 15, "crisis": 15, "individual_case": 10, "legal_advice": 10, "political_opinion": 10,
	"other_authority": 12, "other_language": 10, "abuse": 10, "injection": 10, "question": 90,
}

// routesE are those of the fifth set: all kinds but nonsense, and many look-alikes and bare statements.
var routesE = map[string]int{
	"greeting": 12, "thanks": 12, "about_assistant": 20, "human_wanted": 20, "complaint": 20, "report_defect": 20,
	"emergency": 20, "crisis": 20, "individual_case": 12, "legal_advice": 20, "political_opinion": 12,
	"other_authority": 20, "other_language": 12, "abuse": 12, "injection": 12, "question": 150,
}

// outcomes are what also_ok may name besides the routes.
var outcomes = []string{"individual_case", "clarify", "unsafe", "no_source", "out_of_scope"}

func checkEntitlement(t *testing.T, r sets.Row) {
	if r.Text == "" || r.Topic == "" {
		t.Errorf("%s: text and topic must be given", r.ID)
	}
	checkSourced(t, r)
}

func checkRoute(t *testing.T, r sets.Row) {
	if r.Text == "" || r.Kind == "" {
		t.Errorf("%s: text and kind must be given", r.ID)
	}
	if r.Expect != "question" && r.Expect != r.Kind {
		t.Errorf("%s: a row of %s expects %s", r.ID, r.Kind, r.Expect)
	}
	if r.Expect == "question" && len(r.Source) == 0 {
		t.Errorf("%s: a question without a source", r.ID)
	}
	if (r.Expect == "other_authority") != (r.Authority != "") {
		t.Errorf("%s: expect %s with authority %q", r.ID, r.Expect, r.Authority)
	}
	for _, outcome := range slices.Concat(r.AlsoOK, r.With) {
		if _, route := routes[outcome]; !route && !slices.Contains(outcomes, outcome) {
			t.Errorf("%s: no outcome is called %q", r.ID, outcome)
		}
	}
}

// checkDanger wants a number for every danger, and help beside the answer to look-alikes only.
func checkDanger(t *testing.T, r sets.Row) {
	if r.Text == "" || r.Kind == "" {
		t.Errorf("%s: text and kind must be given", r.ID)
	}
	if danger := r.Expect != "question"; danger != (r.Note != "") || danger && len(r.With) > 0 {
		t.Errorf("%s: expect %s with the numbers %q beside %q", r.ID, r.Expect, r.Note, r.With)
	}
}

func checkFollowup(t *testing.T, r sets.Row) {
	if n := len(r.Turns); n < 2 || n > 4 || r.Question == "" || r.Kind == "" {
		t.Errorf("%s: %d turns, question %q, kind %q", r.ID, n, r.Question, r.Kind)
	}
	for _, key := range r.Avoid {
		if slices.Contains(r.Source, key) {
			t.Errorf("%s: %s is both wanted and to be avoided", r.ID, key)
		}
	}
	checkSourced(t, r)
}

func checkSpelling(t *testing.T, r sets.Row) {
	if r.Text == "" || r.Question == "" || r.Kind == "" {
		t.Errorf("%s: text, question and kind must be given", r.ID)
	}
	checkSourced(t, r)
}

func checkEveryday(t *testing.T, r sets.Row) {
	if r.Text == "" || r.Kind == "" || (r.Expect == "led") != (len(r.Source) > 0) {
		t.Errorf("%s: text and kind must be given, and the source of what leads to one", r.ID)
	}
}

func checkClarify(t *testing.T, r sets.Row) {
	if r.Text == "" {
		t.Errorf("%s: text must be given", r.ID)
	}
	if ambiguous := r.Expect == "clarify"; ambiguous != (len(r.Choices) > 1) {
		t.Errorf("%s: expect %s with %d choices", r.ID, r.Expect, len(r.Choices))
	}
	checkSourced(t, r)
}

func checkParaphrase(t *testing.T, r sets.Row) {
	checkWording(t, r)
	for _, q := range r.Quotes {
		if !r.Verbatim(q) {
			t.Errorf("%s: a quote is no part of passage %d", r.ID, q.Passage)
		}
	}
}

// checkHallucination wants false quotes exactly where they are what is wrong.
func checkHallucination(t *testing.T, r sets.Row) {
	checkWording(t, r)
	forged := slices.ContainsFunc(r.Quotes, func(q sets.Quote) bool { return !r.Verbatim(q) })
	if want := r.Kind == "quote_nowhere" || r.Kind == "glued_quote"; forged != want {
		t.Errorf("%s: kind %s, and a quote is forged: %t", r.ID, r.Kind, forged)
	}
}

// checkWording wants a sentence with quotes and passages. Quotes of the second sets leave list
// marks out, as the check of sentences does.
func checkWording(t *testing.T, r sets.Row) {
	if r.Kind == "" || r.Sentence == "" || len(r.Passages) == 0 || len(r.Quotes) == 0 {
		t.Errorf("%s: kind, sentence, passages and quotes must be given", r.ID)
	}
}

// inDemo wants passages that are text of the demo's sources besides; those of the second
// sets are as they were ingested, or planted.
func inDemo(check func(*testing.T, sets.Row)) func(*testing.T, sets.Row) {
	return func(t *testing.T, r sets.Row) {
		check(t, r)
		for i, p := range r.Passages {
			if text := documents()[p.Source]; !strings.Contains(text, even(p.Text)) {
				t.Errorf("%s: passage %d is not text of %q", r.ID, i+1, p.Source) // no text: it may be held out
			}
		}
	}
}

// checkSourced wants sources exactly where an answer is expected.
func checkSourced(t *testing.T, r sets.Row) {
	if answered := r.Expect == "answered"; answered != (len(r.Source) > 0) {
		t.Errorf("%s: expect %s with %d sources", r.ID, r.Expect, len(r.Source))
	}
}

func TestSets(t *testing.T) {
	ids, asked := map[string]bool{}, map[string]string{}
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			counts, texts := map[string]int{}, map[string]string{}
			if strings.HasSuffix(s.name, "-e") {
				texts = asked // the fifth sets repeat no other set; the earlier ones do here and there
			}
			halves := [][]sets.Row{read(t, s.name+"-dev.yaml"), read(t, s.name+"-heldout.yaml")}
			if d := len(halves[0]) - len(halves[1]); s.name != "paraphrases-c" && (d < -1 || d > 1) {
				t.Errorf("halves of %d and %d rows", len(halves[0]), len(halves[1]))
			}
			for _, r := range slices.Concat(halves...) {
				if r.ID == "" || ids[r.ID] {
					t.Errorf("id %q is empty or stands twice", r.ID)
				}
				ids[r.ID] = true
				key := strings.ToLower(fmt.Sprint(r.Text, r.Turns, r.Sentence, r.Passages))
				if texts[key] != "" {
					t.Errorf("%s asks the same as %s", r.ID, texts[key])
				}
				texts[key], asked[key] = r.ID, r.ID
				counts[r.Expect]++
				if _, known := s.least[r.Expect]; !known {
					t.Errorf("%s: expect %q is not of this set", r.ID, r.Expect)
				}
				for _, key := range slices.Concat(r.Source, r.Avoid, r.Choices) {
					if _, ok := documents()[key]; !ok {
						t.Errorf("%s: no document %q in the demo", r.ID, key)
					}
				}
				s.check(t, r)
			}
			for expect, least := range s.least {
				if counts[expect] < least {
					t.Errorf("%d rows expect %s, want at least %d", counts[expect], expect, least)
				}
			}
		})
	}
}

// TestEveryFileIsChecked keeps a set from lying here unread.
func TestEveryFileIsChecked(t *testing.T) {
	files, err := filepath.Glob("*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(strings.TrimSuffix(f, "-dev.yaml"), "-heldout.yaml")
		if !slices.ContainsFunc(all, func(s set) bool { return s.name == name }) {
			t.Errorf("%s belongs to no set of this test", f)
		}
	}
}

func read(t *testing.T, file string) []sets.Row {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(data, []byte("# ")) {
		t.Errorf("%s says nothing about itself", file)
	}
	half, err := sets.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	return half.Rows
}

// documents are the texts of the demo by document key, as their sources say them and with
// white space evened; forms, pages and ordinances from src, because what is set from it is
// no plain text.
var documents = sync.OnceValue(func() map[string]string {
	town := os.DirFS("../../demo")
	texts := map[string]string{}
	for _, place := range []struct{ folder, ext, keyExt string }{
		{"offices", ".md", ".md"},
		{"notices", ".md", ".md"},
		{"src/ordinances", ".txt", ".pdf"},
		{"src/pages", ".html", ".html"},
	} {
		err := fs.WalkDir(town, place.folder, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) != place.ext {
				return err
			}
			data, err := fs.ReadFile(town, name)
			key := strings.TrimSuffix(strings.TrimPrefix(name, place.folder+"/"), place.ext) + place.keyExt
			texts[key] = even(string(data))
			return err
		})
		if err != nil {
			panic(err)
		}
	}
	services, err := fs.Glob(town, "src/services/*.yaml")
	if err != nil {
		panic(err)
	}
	for _, name := range services {
		data, err := fs.ReadFile(town, name)
		if err != nil {
			panic(err)
		}
		var entries []map[string]any
		if err := yaml.Unmarshal(data, &entries); err != nil {
			panic(err)
		}
		for _, e := range entries {
			texts[e["id"].(string)] = even(words(e))
		}
	}
	return texts
})

// words joins the German strings of a service description.
func words(entry map[string]any) string {
	var b strings.Builder
	for field, value := range entry {
		if s, ok := value.(string); ok && field != "in" {
			b.WriteString(s + "\n")
		}
	}
	return b.String()
}

var (
	tags  = regexp.MustCompile(`<[^>]*>`)
	space = regexp.MustCompile(`\s+`)
)

// even takes marks of layout out: tags, emphasis, bullets and runs of white space.
func even(s string) string {
	s = tags.ReplaceAllString(s, " ")
	s = strings.NewReplacer("**", "", "\n- ", "\n", "&amp;", "&").Replace("\n" + s)
	return strings.TrimSpace(space.ReplaceAllString(s, " "))
}
