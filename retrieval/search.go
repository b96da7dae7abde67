package retrieval

import (
	"context"
	"strings"
	"time"

	"auskunft"
	"auskunft/retrieval/lexical"
	"auskunft/retrieval/spelling"
)

const (
	defaultK = 10
	maxK     = 100
	// candidates each leg proposes. nDCG@10 of the five sets is the same to three digits with 200 and 80;
	// 80 lose .004 of recall@100.
	candidates = 120
	// spare hits are read back beyond those wanted: some have just been retired, some are
	// folded into others, and some rank higher for what their documents are.
	spare = 10
	// wholeLimit bounds the passages that Query.Whole adds; a long ordinance has hundreds.
	wholeLimit = 60
)

// Search returns the passages that answer q best, of those that q.Reader sees.
func (s *Searcher) Search(ctx context.Context, q Query) (Result, error) {
	start := time.Now()
	lap := stopwatch(start)
	var took Steps
	q = withDefaults(q)
	st := s.state.Load()
	lang := q.Lang
	q, terms, synonyms, reading := st.analyse(q)
	took.Analysis = lap()
	words := s.index.Search(lexical.Query{
		Terms: terms, Synonyms: synonyms, Senses: senses(q.Lang), Visible: q.Reader.Visibilities(), K: candidates,
		Documents: q.Documents, Accept: s.validAt(q.Now), Explain: q.Explain,
	})
	took.Words = lap()
	var failed []string
	near, err := s.vectors(ctx, st, q, words)
	if err != nil {
		s.log.WarnContext(ctx, "search without vectors", "error", err)
		failed = append(failed, "vectors")
	}
	took.Vectors = lap()
	asked := st.door(q)
	hits, err := s.readBack(ctx, q, s.worthReading(q, asked, fuse(words, near, st.weights)))
	if err != nil {
		return Result{}, err
	}
	took.ReadBack = lap()
	hits = ofPlace(hits, q.Place)
	if err := s.open(ctx, q, asked, hits); err != nil {
		return Result{}, err
	}
	rank(hits, q)
	hits = fold(hits)
	if err := s.rerank(ctx, q, hits); err != nil {
		s.log.WarnContext(ctx, "search without reranking", "error", err)
		failed = append(failed, "rerank")
	}
	if reading != nil {
		if hits, err = s.translated(ctx, q, lang, hits); err != nil {
			return Result{}, err
		}
	}
	hits = hits[:min(len(hits), q.K)]
	if !q.Explain {
		for i := range hits {
			hits[i].Why = nil
		}
	}
	if hits, err = s.complete(ctx, q, hits); err != nil {
		return Result{}, err
	}
	r := Result{Hits: hits, Reading: reading, Strange: s.strange(st, q), Degraded: strings.Join(failed, ","), Took: time.Since(start), Steps: took}
	if len(hits) > 0 {
		r.Coverage = hits[0].Coverage
	}
	return r, nil
}

// Suggest completes what somebody is typing, from titles and synonyms that reader sees.
func (s *Searcher) Suggest(prefix string, reader auskunft.Reader, k int) []lexical.Suggestion {
	return s.index.Suggest(prefix, reader.Visibilities(), k)
}

// Spelled is a German question with the words put right that are misspelt, run together or torn apart, by what reader sees, and
// which words of it were not typed.
func (s *Searcher) Spelled(question string, reader auskunft.Reader) (right string, meant []string) {
	st := s.state.Load()
	words := spelling.Words{Index: s.index, Analyser: st.analyser, Visible: reader.Visibilities(),
		Said: func(stem string) bool { return st.thesaurus.knows(stem, reader) }}
	return words.PutRight(question)
}

// Terms analyses a text as a question is analysed now; who highlights marks what is found.
func (s *Searcher) Terms(lang, text string) []lexical.Term {
	return s.state.Load().analyser.Terms(lang, text)
}

// IDF is how rare a term is in the texts that reader sees.
func (s *Searcher) IDF(term string, reader auskunft.Reader) float64 {
	return s.index.IDF(term, reader.Visibilities())
}

// Synonyms are the terms that a search takes for those of a German question besides
// themselves: other words for the same thing, the editors' and the program's own, and the known
// word that an unknown one is a slip of.
func (s *Searcher) Synonyms(question []lexical.Term, reader auskunft.Reader) []lexical.Synonym {
	found := s.state.Load().synonyms(Query{Lang: "de", Reader: reader}, question)
	for _, t := range question {
		if t.Kind != lexical.Word || s.index.Knows(t.Text, reader.Visibilities()) {
			continue
		}
		if meant := s.index.Meant(t.Text, reader.Visibilities()); meant != "" {
			found = append(found, lexical.Synonym{Term: lexical.Term{Text: meant, Kind: lexical.Word, Position: t.Position}, For: t.Text, Until: t.Position, Share: 1})
		}
	}
	return found
}

// worthReading are the candidates that can be among the best q.K in the end.
func (s *Searcher) worthReading(q Query, asked *door, all []candidate) []candidate {
	n := q.K
	if asked != nil && len(asked.fields) > 0 {
		n = max(n, ofOffices)
	}
	if s.reranker != nil {
		n = max(n, reranked)
	}
	if q.Place != "" {
		n = maxK // most may be about other places
	}
	n = min(len(all), n+spare)
	for n > 0 && n < len(all) && all[n].score == all[n-1].score {
		n++ // ids order equals here; names will, when they are read
	}
	return all[:n]
}

// stopwatch returns a function that says how much time went by since it was called before.
func stopwatch(last time.Time) func() time.Duration {
	return func() time.Duration {
		now := time.Now()
		defer func() { last = now }()
		return now.Sub(last)
	}
}

func withDefaults(q Query) Query {
	if q.K <= 0 {
		q.K = defaultK
	}
	q.K = min(q.K, maxK)
	if q.Now.IsZero() {
		q.Now = time.Now()
	}
	return q
}
