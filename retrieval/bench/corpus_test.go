package bench

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"auskunft/internal/sharedtest"
)

// page is a document of a published set, question one of its questions.
type page struct{ title, text string }

type question struct {
	text string
	page int // that answers it
}

type set struct {
	name      string
	pages     []page
	questions []question
}

// shared reads a file of the published data, which is not part of the repository.
func shared(b testing.TB, path ...string) []byte {
	b.Helper()
	text, err := os.ReadFile(sharedtest.Folder(b, filepath.Join(path...)))
	if err != nil {
		b.Fatal(err)
	}
	return text
}

// omos has the pages of train and dev, and the answerable questions of one of them. A page's
// first line is its title.
func omos(b testing.TB, split string) set {
	s := set{name: "omos-" + split}
	numbers := map[string]int{}
	for _, part := range []string{"train", "dev"} {
		lines := bufio.NewScanner(bytes.NewReader(shared(b, "omos-qa", part+"_de.jsonl")))
		lines.Buffer(nil, 1<<24)
		for lines.Scan() {
			var row struct {
				Question, Context string
				Answers           []int
			}
			if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
				b.Fatal(err)
			}
			n, known := numbers[row.Context]
			if !known {
				n = len(s.pages)
				numbers[row.Context] = n
				title, _, _ := strings.Cut(row.Context, "\n")
				s.pages = append(s.pages, page{title, row.Context})
			}
			if part == split && len(row.Answers) > 0 {
				s.questions = append(s.questions, question{row.Question, n})
			}
		}
	}
	return s
}

func xquad(b testing.TB) set {
	var file struct {
		Data []struct {
			Paragraphs []struct {
				Context string
				QAs     []struct{ Question string }
			}
		}
	}
	if err := json.Unmarshal(shared(b, "xquad", "xquad.de.json"), &file); err != nil {
		b.Fatal(err)
	}
	s := set{name: "xquad-de"}
	for _, article := range file.Data {
		for _, p := range article.Paragraphs {
			for _, q := range p.QAs {
				s.questions = append(s.questions, question{q.Question, len(s.pages)})
			}
			s.pages = append(s.pages, page{text: p.Context})
		}
	}
	return s
}

// faq has the answers of covid-faq as pages; the questions are not indexed.
func faq(b testing.TB) set {
	r := csv.NewReader(bytes.NewReader(shared(b, "covid-faq", "faq_200327.tsv")))
	r.Comma = '\t'
	rows, err := r.ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	s := set{name: "covid-faq"}
	for _, row := range rows[1:] {
		if row[10] == "de" {
			s.questions = append(s.questions, question{row[0], len(s.pages)})
			s.pages = append(s.pages, page{text: row[1]})
		}
	}
	return s
}

// town makes texts without end: each document has one of the pages' titles and five
// passages of four to ten sentences, all drawn at random from OMoS, XQuAD and covid-faq. There
// are no new words in a larger town, so every word of a question is in as large a share
// of 300,000 passages as of 10,000: harder than a real town, whose vocabulary grows.
type town struct {
	titles, sentences []string
	questions         []string // of OMoS train and covid-faq, in random order
	random            *rand.Rand
}

const perDocument = 5

func newTown(b testing.TB) *town {
	t := &town{random: rand.New(rand.NewPCG(1, 2))}
	for _, s := range []set{omos(b, "train"), xquad(b), faq(b)} {
		for _, p := range s.pages {
			if p.title != "" {
				t.titles = append(t.titles, p.title)
			}
			for line := range strings.Lines(p.text) {
				t.sentences = append(t.sentences, strings.SplitAfter(strings.TrimSpace(line), ". ")...)
			}
		}
		if s.name != "xquad-de" {
			for _, q := range s.questions {
				t.questions = append(t.questions, q.text)
			}
		}
	}
	t.random.Shuffle(len(t.questions), func(i, j int) { t.questions[i], t.questions[j] = t.questions[j], t.questions[i] })
	return t
}

// document is the next one.
func (t *town) document() (title string, passages []string) {
	for range perDocument {
		var text strings.Builder
		for range 4 + t.random.IntN(7) {
			text.WriteString(t.sentences[t.random.IntN(len(t.sentences))])
			text.WriteByte(' ')
		}
		passages = append(passages, text.String())
	}
	return t.titles[t.random.IntN(len(t.titles))], passages
}
