package compose

import (
	"bufio"
	"encoding/json"
	"html"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"auskunft"
	"auskunft/retrieval"
	"auskunft/retrieval/lexical"
)

// asked is one question of OMoS-QA: a municipal page, and the lines of it that two people
// marked as the answer; no lines when the page does not answer it.
type asked struct {
	ID       int    `json:"id"`
	Question string `json:"question"`
	Context  string `json:"context"`
	Answers  []int  `json:"answers"`
	PageID   int    `json:"pageId"`
}

// omosFolder is where the data set lies, or the test ends: data that others wrote is not
// part of this repository.
func omosFolder(t testing.TB) string {
	dirs := []string{"../../../shared/data"}
	if dir := os.Getenv("AUSKUNFT_SHARED"); dir != "" {
		dirs = []string{dir, filepath.Join(dir, "data")}
	}
	for _, dir := range dirs {
		if _, err := os.Stat(filepath.Join(dir, "omos-qa", "train_de.jsonl")); err == nil {
			return filepath.Join(dir, "omos-qa")
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("OMoS-QA is missing: set AUSKUNFT_SHARED to the folder of shared data")
	}
	t.Skip("SKIPPED, NOTHING MEASURED: OMoS-QA is missing, set AUSKUNFT_SHARED to the folder of shared data")
	return ""
}

func readAsked(t testing.TB, path string) []asked {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []asked
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var a asked
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	return all
}

var tags = regexp.MustCompile(`<[^>]*>`)

// omosVocabulary counts the words of the pages that the questions to be answered are not
// about, and of unlabelled pages, as a town's own index would know them.
func omosVocabulary(t testing.TB, dir string) Vocabulary {
	texts := map[string]bool{}
	for _, a := range readAsked(t, filepath.Join(dir, "train_de.jsonl")) {
		texts[a.Context] = true
	}
	files, _ := filepath.Glob(filepath.Join(dir, "pages", "*.de.pages.json"))
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var pages []struct{ Title, Content string }
		if err := json.Unmarshal(b, &pages); err != nil {
			t.Fatal(err)
		}
		for _, p := range pages {
			texts[p.Title+"\n"+html.UnescapeString(tags.ReplaceAllString(p.Content, "\n"))] = true
		}
	}
	var builder lexical.VocabularyBuilder
	for text := range texts {
		builder.Add(text)
	}
	analyser := lexical.NewAnalyser(builder.Build(1))
	df := map[string]float64{}
	for text := range texts {
		seen := map[string]bool{}
		for _, term := range analyser.Terms("de", text) {
			if !seen[term.Text] && term.Kind != lexical.Part {
				seen[term.Text] = true
				df[term.Text]++
			}
		}
	}
	n := float64(len(texts))
	synonyms := func(question []lexical.Term) []lexical.Synonym { return analyser.Synonyms("de", question) }
	return NewVocabulary(analyser, synonyms, func(stem string) float64 { return math.Log(1 + (n-df[stem]+.5)/(df[stem]+.5)) })
}

// passageSize is how long the passages of a page are about, in code points. A page of
// plain text has no sections to cut along.
const passageSize = 900

// pageHits cuts a page into passages at line ends. The score stands for a search that has
// found the page and knows no more.
func pageHits(a asked) []retrieval.Hit {
	title, _, _ := strings.Cut(a.Context, "\n")
	document := auskunft.Document{ID: int64(a.PageID), Key: title, Version: 1, Title: title, Visibility: auskunft.Public}
	var hits []retrieval.Hit
	var text strings.Builder
	start, at := 0, 0
	flush := func() {
		if s := strings.TrimRight(text.String(), "\n"); s != "" {
			n := len(hits)
			hits = append(hits, retrieval.Hit{Document: document, Score: 1 / float64(n+1), Passage: auskunft.Passage{
				ID: int64(n + 1), DocumentID: document.ID, Ordinal: n, Text: s, Start: start, End: start + utf8.RuneCountInString(s)}})
		}
		text.Reset()
	}
	for _, line := range strings.SplitAfter(a.Context, "\n") {
		if text.Len() > 0 && utf8.RuneCountInString(text.String())+utf8.RuneCountInString(line) > passageSize {
			flush()
			start = at
		}
		text.WriteString(line)
		at += utf8.RuneCountInString(line)
	}
	flush()
	return hits
}

// gold tells for each unit of the page whether most of it is marked.
func (a asked) gold(p *page, hits []retrieval.Hit) []bool {
	marked := map[int]bool{}
	for _, i := range a.Answers {
		marked[i] = true
	}
	var in []bool // of each code point of the page
	for i, line := range strings.SplitAfter(a.Context, "\n") {
		for range utf8.RuneCountInString(line) {
			in = append(in, marked[i])
		}
	}
	gold := make([]bool, len(p.units))
	for i, u := range p.units {
		n := 0
		from := hits[u.hit].Passage.Start
		for _, m := range in[from+u.start : from+u.end] {
			if m {
				n++
			}
		}
		gold[i] = 2*n > u.end-u.start
	}
	return gold
}

var spaces = regexp.MustCompile(`\s+`)

func normal(s string) string {
	return strings.TrimSpace(spaces.ReplaceAllString(strings.ToLower(s), " "))
}

// cited tells which lines of the page lie in a quote, or have a quote in them.
func cited(a asked, quotes []string) []bool {
	lines := strings.Split(a.Context, "\n")
	out := make([]bool, len(lines))
	for i, line := range lines {
		line = normal(line)
		for _, q := range quotes {
			q = normal(q)
			out[i] = out[i] || line != "" && (strings.Contains(q, line) || strings.Contains(line, q))
		}
	}
	return out
}

// lineScore is precision, recall and F1 of cited lines against the marked ones.
func lineScore(a asked, cited []bool) (p, r, f float64, n int) {
	hit := 0.0
	marked := map[int]bool{}
	for _, i := range a.Answers {
		marked[i] = true
	}
	for i, c := range cited {
		if c {
			n++
			if marked[i] {
				hit++
			}
		}
	}
	if hit == 0 {
		return 0, 0, 0, n
	}
	p, r = hit/float64(n), hit/float64(len(a.Answers))
	return p, r, 2 * p * r / (p + r), n
}
