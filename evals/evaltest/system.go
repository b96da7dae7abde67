// Package evaltest has a deterministic answer desk in memory for tests of the harness:
// plain BM25 over words and answers that quote one line. It is no model of the product;
// it is small enough that its figures can be checked by other means.
package evaltest

import (
	"context"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"auskunft"
	"auskunft/evals"
	"auskunft/evals/measure"
)

// System implements evals.System. Set the fields before the first call.
type System struct {
	Words   func(string) []string                 // nil: lower-cased words
	Refuse  float64                               // answers that cover less of the question's IDF are refused
	Crash   map[string]bool                       // questions that panic
	Tamper  func(auskunft.Answer) auskunft.Answer // changes answers before they are returned
	OnAsk   func(evals.Question)                  // sees every question
	Version evals.Versions

	documents map[string]auskunft.Document
	postings  map[string]map[string]float64 // word -> document -> count
	lengths   map[string]float64
	mean      float64
}

// Words are the lower-cased runs of letters and digits.
func Words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func (s *System) words(text string) []string {
	if s.Words != nil {
		return s.Words(text)
	}
	return Words(text)
}

// Load indexes title, synonyms and text of the documents.
func (s *System) Load(_ context.Context, documents iter.Seq[auskunft.Document]) error {
	s.documents, s.postings, s.lengths = map[string]auskunft.Document{}, map[string]map[string]float64{}, map[string]float64{}
	total := 0.0
	for d := range documents {
		s.documents[d.Key] = d
		words := s.words(strings.Join(append([]string{d.Title, d.Text}, d.Synonyms...), "\n"))
		for _, w := range words {
			if s.postings[w] == nil {
				s.postings[w] = map[string]float64{}
			}
			s.postings[w][d.Key]++
		}
		s.lengths[d.Key] = float64(len(words))
		total += float64(len(words))
	}
	s.mean = total / float64(max(1, len(s.documents)))
	return nil
}

func (s *System) idf(word string) float64 {
	n, df := float64(len(s.documents)), float64(len(s.postings[word]))
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// Search ranks documents by BM25 with k1 = 1.5 and b = 0.75.
func (s *System) Search(_ context.Context, q evals.Query) ([]measure.Scored, error) {
	if s.Crash[q.Text] {
		panic("the test asked for a crash")
	}
	return s.rank(q.Text, q.Reader, nil, q.K), nil
}

func (s *System) rank(text string, reader auskunft.Reader, only []string, k int) []measure.Scored {
	scores := map[string]float64{}
	for _, w := range s.words(text) {
		for id, tf := range s.postings[w] {
			if !reader.Sees(s.documents[id].Visibility) || len(only) > 0 && !slices.Contains(only, id) {
				continue
			}
			scores[id] += s.idf(w) * tf * 2.5 / (tf + 1.5*(0.25+0.75*s.lengths[id]/s.mean))
		}
	}
	var hits []measure.Scored
	for _, id := range slices.Sorted(maps.Keys(scores)) {
		hits = append(hits, measure.Scored{DocID: id, Score: scores[id]})
	}
	return measure.Rank(hits, k)
}

// Ask quotes the line of the best document that covers most of the question.
func (s *System) Ask(_ context.Context, q evals.Question) (evals.Reply, error) {
	if s.OnAsk != nil {
		s.OnAsk(q)
	}
	if s.Crash[q.Text] {
		panic("the test asked for a crash")
	}
	answer := auskunft.Answer{Status: auskunft.Refused, Reason: auskunft.NoSource, Lang: "de", GeneratedBy: "extractive",
		Message: "Dazu habe ich nichts gefunden."}
	if hits := s.rank(q.Text, q.Reader, q.DocIDs, 1); len(hits) > 0 {
		if cite, covered := s.bestLine(q.Text, s.documents[hits[0].DocID]); covered > s.Refuse {
			answer.Status, answer.Reason, answer.Message = auskunft.Answered, "", ""
			answer.Sentences = []auskunft.Sentence{{Text: cite.Quote, Citations: []int{1}}}
			answer.Citations = []auskunft.Citation{cite}
		}
	}
	if s.Tamper != nil {
		answer = s.Tamper(answer)
	}
	if q.Conversation == "" {
		q.Conversation = "conversation of " + q.Text
	}
	return evals.Reply{Answer: answer, Conversation: q.Conversation}, nil
}

// bestLine returns the line with the greatest share of the question's IDF.
func (s *System) bestLine(question string, d auskunft.Document) (auskunft.Citation, float64) {
	asked := s.words(question)
	whole := 0.0
	for _, w := range asked {
		whole += s.idf(w)
	}
	var best auskunft.Citation
	covered, start := -1.0, 0
	for line := range strings.SplitSeq(d.Text, "\n") {
		end := start + utf8.RuneCountInString(line)
		share := 0.0
		for _, w := range s.words(line) {
			if slices.Contains(asked, w) {
				share += s.idf(w) / whole
			}
		}
		if share > covered && line != "" {
			covered = share
			best = auskunft.Citation{N: 1, DocID: d.Key, Title: d.Title, URL: d.URL, Quote: line, Start: start, End: end}
		}
		start = end + 1
	}
	return best, covered
}

// Document returns a document that Load was given.
func (s *System) Document(_ context.Context, key string) (auskunft.Document, error) {
	d, ok := s.documents[key]
	if !ok {
		return d, auskunft.Errorf(auskunft.NotFound, "document", "no document %q", key)
	}
	return d, nil
}

// KnowsURL reports whether a document has the address.
func (s *System) KnowsURL(_ context.Context, url string) (bool, error) {
	for _, d := range s.documents {
		if d.URL == url {
			return true, nil
		}
	}
	return false, nil
}

// Versions returns the field Version.
func (s *System) Versions(context.Context) (evals.Versions, error) { return s.Version, nil }
