package lexical

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/internal/sharedtest"
	openthesaurus "auskunft/internal/thesaurus"
)

// page is a document of a test set.
type page struct{ title, text string }

// question is a question of a test set with the pages that answer it.
type question struct {
	text     string
	relevant map[int]bool
}

// set is a corpus with questions.
type set struct {
	name      string
	pages     []page
	questions []question
}

func readShared(t testing.TB, path ...string) []byte {
	t.Helper()
	b, err := os.ReadFile(sharedtest.Folder(t, filepath.Join(path...)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// omosSet holds the contexts of train and dev as pages, and the answerable questions of one split.
func omosSet(t testing.TB, split string, titles bool) set {
	s := set{name: "omos-" + split}
	numbers := make(map[string]int)
	for _, part := range []string{"train", "dev"} {
		lines := bufio.NewScanner(bytes.NewReader(readShared(t, "omos-qa", part+"_de.jsonl")))
		lines.Buffer(nil, 1<<24)
		for lines.Scan() {
			var row struct {
				Question, Context string
				Answers           []int
			}
			if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
				t.Fatal(err)
			}
			n, known := numbers[row.Context]
			if !known {
				n = len(s.pages)
				numbers[row.Context] = n
				p := page{text: row.Context}
				if titles {
					p.title, _, _ = strings.Cut(row.Context, "\n")
				}
				s.pages = append(s.pages, p)
			}
			if part == split && len(row.Answers) > 0 {
				s.questions = append(s.questions, question{text: row.Question, relevant: map[int]bool{n: true}})
			}
		}
	}
	return s
}

func xquadSet(t testing.TB) set {
	var file struct {
		Data []struct {
			Paragraphs []struct {
				Context string
				QAs     []struct{ Question string }
			}
		}
	}
	if err := json.Unmarshal(readShared(t, "xquad", "xquad.de.json"), &file); err != nil {
		t.Fatal(err)
	}
	s := set{name: "xquad-de"}
	for _, article := range file.Data {
		for _, p := range article.Paragraphs {
			for _, qa := range p.QAs {
				s.questions = append(s.questions, question{text: qa.Question, relevant: map[int]bool{len(s.pages): true}})
			}
			s.pages = append(s.pages, page{text: p.Context})
		}
	}
	return s
}

// faqSet asks the questions of a FAQ and looks for their answers; the questions are not indexed.
func faqSet(t testing.TB) set {
	r := csv.NewReader(bytes.NewReader(readShared(t, "covid-faq", "faq_200327.tsv")))
	r.Comma, r.LazyQuotes = '\t', false
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	s := set{name: "covid-faq"}
	for _, row := range rows[1:] {
		if row[10] != "de" {
			continue
		}
		s.questions = append(s.questions, question{text: row[0], relevant: map[int]bool{len(s.pages): true}})
		s.pages = append(s.pages, page{text: row[1]})
	}
	return s
}

// paragraphs splits a text into passages of about size bytes along its lines.
func paragraphs(text string, size int) []string {
	var passages []string
	open := ""
	for line := range strings.Lines(text) {
		if open != "" && len(open)+len(line) > size {
			passages = append(passages, open)
			open = ""
		}
		open += line
	}
	return append(passages, open)
}

// ranker returns numbers of pages, best first.
type ranker func(question string) []int

// indexed builds analyser, vocabulary and index over a set.
func indexed(t testing.TB, s set) (*Analyser, *Index) {
	var v VocabularyBuilder
	for _, p := range s.pages {
		for _, text := range paragraphs(p.text, passageSize) {
			v.Add(text)
		}
	}
	vocabulary := v.Build(1)
	a, x := NewAnalyser(vocabulary), NewIndex(vocabulary)
	var batch Batch
	for i, p := range s.pages {
		d := Document{ID: int64(i + 1), Visibility: auskunft.Public, Lang: "de", Title: p.title}
		for n, text := range paragraphs(p.text, passageSize) {
			d.Passages = append(d.Passages, Passage{ID: passageID(i, n), Terms: a.Encode("de", Fields{Title: p.title, Body: text})})
		}
		if err := batch.Put(d); err != nil {
			t.Fatal(err)
		}
	}
	x.Update(&batch)
	return a, x
}

// passageSize is about what ingest/split makes, in bytes.
const passageSize = 700

func passageID(page, n int) int64 { return int64(page*1000 + n + 1) }
func pageOf(passage int64) int    { return int(passage-1) / 1000 }

var public = []auskunft.Visibility{auskunft.Public}

// pagesOf ranks pages by their best passage.
func pagesOf(hits []Hit) []int {
	var pages []int
	for _, h := range hits {
		if p := int(h.Document) - 1; !slices.Contains(pages, p) {
			pages = append(pages, p)
		}
	}
	return pages
}

// quality is the mean over a set's questions; one page is relevant for each.
type quality struct{ ndcg10, mrr, hit1 float64 }

func (q quality) String() string {
	return fmt.Sprintf("nDCG@10 %.3f  MRR %.3f  hit@1 %.3f", q.ndcg10, q.mrr, q.hit1)
}

func measure(s set, rank ranker) quality {
	var sum quality
	for _, q := range s.questions {
		for i, p := range rank(q.text) {
			if !q.relevant[p] {
				continue
			}
			if i < 10 {
				sum.ndcg10 += 1 / math.Log2(float64(i+2))
			}
			if i == 0 {
				sum.hit1++
			}
			sum.mrr += 1 / float64(i+1)
			break
		}
	}
	n := float64(cmp.Or(len(s.questions), 1))
	return quality{sum.ndcg10 / n, sum.mrr / n, sum.hit1 / n}
}

// ranked is our own ranking of a set, with weights changed for an ablation.
func ranked(t testing.TB, s set, change func(*weights)) ranker {
	a, x := indexed(t, s)
	if change != nil {
		change(&x.weights)
	}
	return func(q string) []int {
		return pagesOf(x.Search(a.query(q, 100)))
	}
}

// query asks as the Searcher does.
func (a *Analyser) query(question string, k int) Query {
	terms := a.Terms("de", question)
	return Query{Terms: terms, Synonyms: a.Synonyms("de", terms), Senses: openthesaurus.Groups, Visible: public, K: k}
}

// withoutSynonyms is our own ranking of a set without either thesaurus.
func withoutSynonyms(t testing.TB, s set, change func(*weights)) ranker {
	a, x := indexed(t, s)
	change(&x.weights)
	return func(q string) []int {
		return pagesOf(x.Search(Query{Terms: a.Terms("de", q), Visible: public, K: 100}))
	}
}

// hybridVectors is the weight of the built-in embedder's cosine beside the lexical score as
// a share of the best: the weighted sum that package retrieval is advised to use.
const hybridVectors = .1

// hybrid fuses our ranking with vectors of the built-in embedder's features.
func hybrid(t testing.TB, s set) ranker {
	a, x := indexed(t, s)
	vectors := make(map[int64][]float32)
	for i, p := range s.pages {
		for n, text := range paragraphs(p.text, passageSize) {
			vectors[passageID(i, n)] = hashed(a, p.title+"\n"+text)
		}
	}
	return func(q string) []int {
		asked := hashed(a, q)
		scores := make(map[int64]float64)
		for id, v := range vectors {
			if cosine := dot(asked, v); cosine >= minCosine {
				scores[id] = hybridVectors * cosine
			}
		}
		hits := x.Search(a.query(q, 200))
		for _, h := range hits {
			scores[h.Passage] = h.Score/hits[0].Score + hybridVectors*dot(asked, vectors[h.Passage])
		}
		ids := slices.SortedFunc(maps.Keys(scores), func(a, b int64) int {
			return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b))
		})
		var pages []int
		for _, id := range ids {
			if p := pageOf(id); !slices.Contains(pages, p) {
				pages = append(pages, p)
			}
		}
		return pages
	}
}

// minCosine is from where a passage none of whose words are the question's is a candidate.
const minCosine = .3

func hashed(a *Analyser, text string) []float32 {
	v := make([]float32, 256)
	for _, f := range a.Features("de", text) {
		sign := float32(1)
		if f.Hash>>63 == 1 {
			sign = -1
		}
		v[f.Hash%256] += sign * f.Weight
	}
	length := float32(math.Sqrt(dot(v, v)))
	for i := range v {
		v[i] /= max(length, 1e-9)
	}
	return v
}

func dot(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// TestQualityInBulk prints what each step of the analysis and ranking is worth. It fails where the
// last row falls below a floor; the floors are a little under what was reached, so that a
// change that costs rank does not pass unseen.
func TestQualityInBulk(t *testing.T) {
	sets := []struct {
		set
		measure func(quality) float64
		floor   float64
	}{
		{omosSet(t, "train", true), ndcg, .78},
		{omosSet(t, "dev", true), ndcg, .74},
		{xquadSet(t), ndcg, .96},
		{faqSet(t), mrr, .54},
	}
	for _, s := range sets {
		a, _ := indexed(t, s.set)
		stems := func(text string) (stems []string) {
			for _, w := range plainWords(text) {
				stems = append(stems, stem("de", fold(w)))
			}
			return stems
		}
		analysed := func(text string) (terms []string) {
			for _, term := range a.Terms("de", text) {
				terms = append(terms, term.Text)
			}
			return terms
		}
		rows := []struct {
			name string
			rank ranker
		}{
			{"BM25 of pages, words", plainBM25(s.set, plainWords)},
			{"BM25 of pages, stems", plainBM25(s.set, stems)},
			{"BM25 of pages, analyser", plainBM25(s.set, analysed)},
			{"passages only", withoutSynonyms(t, s.set, func(w *weights) {
				w.document, w.grams, w.window, w.form, w.title, w.cover, w.frame, w.small, w.verb = 0, 0, 0, 0, 0, 0, 1, 1, 1
			})},
			{"+ documents", withoutSynonyms(t, s.set, func(w *weights) {
				w.grams, w.window, w.form, w.title, w.cover, w.frame, w.small, w.verb = 0, 0, 0, 0, 0, 1, 1, 1
			})},
			{"+ framing, small words", withoutSynonyms(t, s.set, func(w *weights) { w.grams, w.window, w.form, w.title, w.cover = 0, 0, 0, 0, 0 })},
			{"+ n-grams, windows", withoutSynonyms(t, s.set, func(w *weights) { w.form, w.title, w.cover = 0, 0, 0 })},
			{"+ form, title, coverage", withoutSynonyms(t, s.set, func(*weights) {})},
			{"+ words of offices", ranked(t, s.set, func(w *weights) { w.sense = 0 })},
			{"+ OpenThesaurus = lexical", ranked(t, s.set, nil)},
			{"+ built-in vectors", hybrid(t, s.set)},
		}
		var q quality
		t.Logf("%s: %d pages, %d questions", s.name, len(s.pages), len(s.questions))
		for _, row := range rows {
			q = measure(s.set, row.rank)
			t.Logf("  %-24s %s", row.name, q)
		}
		if got := s.measure(q); got < s.floor {
			t.Errorf("%s: %.4f is below the floor of %.3f", s.name, got, s.floor)
		}
	}
}

func ndcg(q quality) float64 { return q.ndcg10 }
func mrr(q quality) float64  { return q.mrr }
