package evals

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/evals/dataset"
	"auskunft/evals/measure"
)

// RetrievalOptions are the arguments of `eval retrieval`.
type RetrievalOptions struct {
	Dataset string // folder in BEIR layout
	Split   string // "" for the whole set
	K       int    // documents of each query in the run file; 0 means 100
	RunFile string // TREC run file to write, "" for none
	Out     string // the stored run, "" for none
	Store   Store  // keeps the run too; may be nil
	Seed    uint64 // of the bootstrap
	JSON    bool   // print figures as JSON instead of a table
	Loaded  bool   // the corpus is in the system already
	Work    Work
}

// shown is how many places of a ranking a stored run keeps for people to look at.
const shown = 5

// Retrieval indexes the corpus of a data set, runs every query through the search, writes
// a TREC run file and prints nDCG@10, MRR@10, recall, hit@1 and latencies. Restrictions of
// queries to documents are for answers; a search here runs over the whole corpus.
func Retrieval(ctx context.Context, sys System, opts RetrievalOptions, w io.Writer) (*Run, error) {
	set, err := dataset.Read(opts.Dataset, opts.Split)
	if err != nil {
		return nil, err
	}
	if opts.K <= 0 {
		opts.K = 100
	}
	run, err := begin(ctx, sys, Run{Kind: RetrievalRun, Set: set.Name, Data: set.Hash, Seed: opts.Seed}, &opts.Work)
	if err != nil {
		return nil, err
	}
	run.Documents = len(set.Documents)
	if err := load(ctx, sys, set, opts.Loaded); err != nil {
		return nil, err
	}
	rankings := make(map[string][]Found, len(set.Queries))
	run.Samples, err = each(ctx, opts.Work, run.fingerprint(strconv.Itoa(opts.K)), set.Queries,
		func(q dataset.Query) Sample { return retrievalSample(set, q) },
		func(ctx context.Context, q dataset.Query, s *Sample) error {
			return search(ctx, sys, set, q, opts.K, s)
		})
	if err != nil {
		return nil, err
	}
	for i := range run.Samples {
		s := &run.Samples[i]
		rankings[s.ID] = s.Found
		s.keepForPeople(set)
	}
	if opts.RunFile != "" {
		err := writeFile(opts.RunFile, func(w io.Writer) error { return writeTREC(w, set.Queries, rankings) })
		if err != nil {
			return nil, err
		}
	}
	return run, run.finish(ctx, opts.Out, opts.Store, opts.Work, w, opts.JSON)
}

func retrievalSample(set *dataset.Set, q dataset.Query) Sample {
	s := Sample{ID: q.ID, Question: q.Text, Tags: queryTags(q)}
	if measure.Qrels(set.Qrels[q.ID]).Relevant() > 0 {
		s.Values = zeros(NDCG10, MRR10, Recall10, Recall100, Hit1)
	}
	return s
}

func queryTags(q dataset.Query) []string {
	if q.Lang == "" {
		return nil
	}
	return []string{"lang:" + q.Lang}
}

func search(ctx context.Context, sys Searcher, set *dataset.Set, q dataset.Query, k int, s *Sample) error {
	began := time.Now()
	hits, err := sys.Search(ctx, Query{Text: q.Text, Lang: q.Lang, Reader: auskunft.PublicReader, K: k, Now: evalTime})
	s.MS = milliseconds(time.Since(began))
	if err != nil {
		return err
	}
	ranked := measure.Rank(hits, k)
	qrels := measure.Qrels(set.Qrels[q.ID])
	for i, d := range ranked {
		if _, ok := set.Document(d.DocID); !ok {
			return fmt.Errorf("the search returned %q, which is not in the corpus", d.DocID)
		}
		s.Found = append(s.Found, Found{DocID: d.DocID, Score: d.Score, Grade: qrels[d.DocID], Place: i + 1})
	}
	if len(s.Values) > 0 {
		s.Values[NDCG10] = measure.NDCG(ranked, qrels, 10)
		s.Values[MRR10] = measure.ReciprocalRank(ranked, qrels, 10)
		s.Values[Recall10] = measure.Recall(ranked, qrels, 10)
		s.Values[Recall100] = measure.Recall(ranked, qrels, 100)
		s.Values[Hit1] = measure.Hit(ranked, qrels, 1)
	}
	return nil
}

// keepForPeople cuts the ranking to its first places and, where it is not perfect, adds the
// relevant documents that are further down or missing, and how the texts begin.
func (s *Sample) keepForPeople(set *dataset.Set) {
	places := map[string]int{}
	for _, f := range s.Found {
		places[f.DocID] = f.Place
	}
	s.Found = slices.Clone(s.Found[:min(shown, len(s.Found))])
	if v, judged := s.Values[NDCG10]; !judged || v == 1 {
		return
	}
	qrels := set.Qrels[s.ID]
	for _, id := range slices.Sorted(maps.Keys(qrels)) {
		if place := places[id]; qrels[id] > 0 && (place == 0 || place > shown) && len(s.Wanted) < shown {
			s.Wanted = append(s.Wanted, Found{DocID: id, Grade: qrels[id], Place: place})
		}
	}
	for _, list := range [][]Found{s.Found, s.Wanted} {
		for i := range list {
			d, _ := set.Document(list[i].DocID)
			list[i].Title, list[i].Text = d.Title, beginning(d.Text)
		}
	}
}

// beginning is the first 160 characters of a text in one line.
func beginning(text string) string {
	const most = 160
	line := []rune(strings.Join(strings.Fields(text), " "))
	if len(line) <= most {
		return string(line)
	}
	return string(line[:most]) + "…"
}

// writeTREC writes a TREC run file: query, Q0, document, rank, score, tag. Scores have the
// single precision in which the ranking was sorted, so trec_eval ranks alike.
func writeTREC(w io.Writer, queries []dataset.Query, rankings map[string][]Found) error {
	b := bufio.NewWriter(w)
	for _, q := range queries {
		for i, d := range rankings[q.ID] {
			score := strconv.FormatFloat(d.Score, 'g', -1, 32)
			fmt.Fprintf(b, "%s Q0 %s %d %s auskunft\n", q.ID, d.DocID, i+1, score)
		}
	}
	return b.Flush()
}
