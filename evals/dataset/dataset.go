// Package dataset owns retrieval data sets in the layout of BEIR (Thakur et al., 2021):
//
//	corpus.jsonl      {"_id", "title", "text"}, here also "synonyms", "areas"
//	queries.jsonl     {"_id", "text"}, here also "doc_ids", "answerable", "lang", "split"
//	qrels/<split>.tsv query-id, corpus-id, score; "test" is the one that always exists
//	gold.jsonl        ours: {"query_id", "doc_id", "lines"}, the lines of a document's text
//	                  that people marked as the answer, counted from 0
//
// Reading checks that every reference has a target: a set with a hole measures the hole.
package dataset

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"auskunft"
)

// Document is one text of the corpus.
type Document struct {
	ID       string   `json:"_id"`
	Title    string   `json:"title"`
	Text     string   `json:"text"`
	Synonyms []string `json:"synonyms,omitempty"`
	Areas    []string `json:"areas,omitempty"` // places it is about; none: all
}

// Lines are what gold lines count: the text cut at line breaks.
func (d Document) Lines() []string { return strings.Split(d.Text, "\n") }

// Query is one question.
type Query struct {
	ID         string   `json:"_id"`
	Text       string   `json:"text"`
	DocIDs     []string `json:"doc_ids,omitempty"`    // answers may rest on these only
	Answerable *bool    `json:"answerable,omitempty"` // nil: nobody said
	Lang       string   `json:"lang,omitempty"`
	Split      string   `json:"split,omitempty"`
	Area       string   `json:"area,omitempty"` // place it is asked from, "" when unknown
}

// Gold is the lines of one document that answer one query.
type Gold struct {
	Query    string `json:"query_id"`
	Document string `json:"doc_id"`
	Lines    []int  `json:"lines"`
}

// Set is one data set, or one split of it.
type Set struct {
	Name      string
	Documents []Document
	Queries   []Query
	Qrels     map[string]map[string]int // query -> document -> grade; 0 is judged, not relevant
	Gold      map[string][]Gold         // by query
	Hash      string                    // SHA-256 over the files that were read, hex
}

// Document finds a document by its id.
func (s *Set) Document(id string) (Document, bool) {
	i, ok := slices.BinarySearchFunc(s.Documents, id, func(d Document, id string) int { return cmp.Compare(d.ID, id) })
	if !ok {
		return Document{}, false
	}
	return s.Documents[i], true
}

// Read reads the folder dir. With split "" it is the whole set with qrels/test.tsv;
// otherwise qrels/<split>.tsv and the queries of that split: those that say so, or, where
// none says, those that have judgements. Documents are sorted by id.
func Read(dir, split string) (*Set, error) {
	r := &reader{dir: dir, hash: sha256.New()}
	set := &Set{Name: filepath.Base(filepath.Clean(dir)), Qrels: map[string]map[string]int{}, Gold: map[string][]Gold{}}
	if split != "" {
		set.Name += "/" + split
	}
	readLines(r, "corpus.jsonl", func(d Document) error {
		set.Documents = append(set.Documents, d)
		return checkID(d.ID)
	})
	readLines(r, "queries.jsonl", func(q Query) error {
		set.Queries = append(set.Queries, q)
		if strings.TrimSpace(q.Text) == "" {
			return fmt.Errorf("query %q has no text", q.ID)
		}
		return checkID(q.ID)
	})
	r.qrels(filepath.Join("qrels", cmp.Or(split, "test")+".tsv"), set.Qrels)
	if exists(filepath.Join(dir, "gold.jsonl")) {
		readLines(r, "gold.jsonl", func(g Gold) error {
			set.Gold[g.Query] = append(set.Gold[g.Query], g)
			return nil
		})
	}
	if r.err != nil {
		return nil, r.err
	}
	slices.SortStableFunc(set.Documents, func(a, b Document) int { return cmp.Compare(a.ID, b.ID) })
	if err := set.check(); err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "dataset", "%s: %w", dir, err)
	}
	set.cut(split)
	set.Hash = hex.EncodeToString(r.hash.Sum(nil))
	return set, nil
}

// cut keeps the queries of one split.
func (s *Set) cut(split string) {
	if split == "" {
		return
	}
	marked := slices.ContainsFunc(s.Queries, func(q Query) bool { return q.Split != "" })
	s.Queries = slices.DeleteFunc(s.Queries, func(q Query) bool {
		if marked {
			return q.Split != split
		}
		return len(s.Qrels[q.ID]) == 0
	})
}

func checkID(id string) error {
	if id == "" || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' }) {
		return fmt.Errorf("id %q: want a text without white space, for it stands in TREC files", id)
	}
	return nil
}

func (s *Set) check() error {
	if len(s.Documents) == 0 || len(s.Queries) == 0 {
		return fmt.Errorf("%d documents and %d queries; want some of both", len(s.Documents), len(s.Queries))
	}
	for i := range s.Documents[1:] {
		if s.Documents[i].ID == s.Documents[i+1].ID {
			return fmt.Errorf("corpus.jsonl: document %q stands twice", s.Documents[i].ID)
		}
	}
	known := map[string]bool{}
	for _, q := range s.Queries {
		if known[q.ID] {
			return fmt.Errorf("queries.jsonl: query %q stands twice", q.ID)
		}
		known[q.ID] = true
		for _, id := range q.DocIDs {
			if _, ok := s.Document(id); !ok {
				return fmt.Errorf("queries.jsonl: query %q is restricted to %q, which is not in the corpus", q.ID, id)
			}
		}
	}
	return s.checkJudgements(known)
}

func (s *Set) checkJudgements(known map[string]bool) error {
	for query, judged := range s.Qrels {
		if !known[query] {
			return fmt.Errorf("qrels: query %q is not in queries.jsonl", query)
		}
		for id := range judged {
			if _, ok := s.Document(id); !ok {
				return fmt.Errorf("qrels: document %q of query %q is not in the corpus", id, query)
			}
		}
	}
	for query, gold := range s.Gold {
		for _, g := range gold {
			d, ok := s.Document(g.Document)
			if !known[query] || !ok {
				return fmt.Errorf("gold.jsonl: query %q or document %q is unknown", query, g.Document)
			}
			if n := len(d.Lines()); len(g.Lines) > 0 && (slices.Min(g.Lines) < 0 || slices.Max(g.Lines) >= n) {
				return fmt.Errorf("gold.jsonl: query %q has lines outside the %d of %q", query, n, g.Document)
			}
		}
	}
	return nil
}

// reader reads the files of one folder and remembers the first error and what it read.
type reader struct {
	dir  string
	hash hash.Hash
	err  error
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (r *reader) file(name string) []byte {
	if r.err != nil {
		return nil
	}
	data, err := fs.ReadFile(os.DirFS(r.dir), filepath.ToSlash(name))
	if err != nil {
		r.err = auskunft.Errorf(auskunft.NotFound, "dataset", "no data set in BEIR layout: %w", err)
		return nil
	}
	fmt.Fprintf(r.hash, "%s %d\n", filepath.ToSlash(name), len(data))
	r.hash.Write(data)
	return data
}

func (r *reader) fault(name string, line int, err error) {
	if r.err == nil {
		r.err = auskunft.Errorf(auskunft.Invalid, "dataset", "%s:%d: %w", filepath.Join(r.dir, name), line, err)
	}
}

func readLines[T any](r *reader, name string, add func(T) error) {
	line := 0
	for raw := range bytes.Lines(r.file(name)) {
		line++
		if len(bytes.TrimSpace(raw)) == 0 {
			continue
		}
		var v T
		err := json.Unmarshal(raw, &v)
		if err == nil {
			err = add(v)
		}
		if err != nil {
			r.fault(name, line, err)
			return
		}
	}
}

// qrels reads tab-separated judgements; the first line may be BEIR's header.
func (r *reader) qrels(name string, into map[string]map[string]int) {
	line := 0
	for raw := range strings.Lines(string(r.file(name))) {
		line++
		fields := strings.Split(strings.TrimSpace(raw), "\t")
		if raw = strings.TrimSpace(raw); raw == "" || line == 1 && fields[len(fields)-1] == "score" {
			continue
		}
		if len(fields) != 3 {
			r.fault(name, line, fmt.Errorf("%d columns, want query-id, corpus-id, score", len(fields)))
			return
		}
		grade, err := strconv.Atoi(fields[2])
		if err != nil || grade < 0 {
			r.fault(name, line, fmt.Errorf("score %q, want a whole number from 0", fields[2]))
			return
		}
		if into[fields[0]] == nil {
			into[fields[0]] = map[string]int{}
		}
		into[fields[0]][fields[1]] = grade
	}
}
