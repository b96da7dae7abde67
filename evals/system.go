package evals

import (
	"context"
	"iter"
	"time"

	"auskunft"
	"auskunft/evals/dataset"
	"auskunft/evals/measure"
)

// System is the answer desk as the harness sees it: the production pipeline over one
// database. Documents have the keys that the data set gives them. All methods but Load may
// be called from several goroutines at once.
type System interface {
	// Load ingests the documents as the whole content of the database, which the harness
	// calls at most once, and returns when they can be found.
	Load(ctx context.Context, documents iter.Seq[auskunft.Document]) error
	Searcher
	Asker
	Library
	// Versions says what the run was made with.
	Versions(ctx context.Context) (Versions, error)
}

// Searcher finds passages.
type Searcher interface {
	// Search returns passages, best first, enough of them for q.K documents where the
	// corpus has that many. A document may occur more than once; its best score counts.
	Search(ctx context.Context, q Query) ([]measure.Scored, error)
}

// Asker answers questions.
type Asker interface {
	Ask(ctx context.Context, q Question) (Reply, error)
}

// Library is the stored truth that answers are held against, whatever the asker may read.
type Library interface {
	// Document returns the stored document, its text and visibility included. An unknown
	// key is an auskunft.NotFound error.
	Document(ctx context.Context, key string) (auskunft.Document, error)
	// KnowsURL reports whether some stored document, service or office has this address.
	KnowsURL(ctx context.Context, url string) (bool, error)
}

// Query is one search.
type Query struct {
	Text   string
	Lang   string
	Reader auskunft.Reader
	K      int // documents wanted
	Now    time.Time
}

// Question is one question. DocIDs are keys of documents the answer may rest on; none
// means all. The Documents of the embedded question are not set.
type Question struct {
	auskunft.Question
	DocIDs []string
	Sure   bool // Reply.Sure is wanted
}

// Reply is an answer with what it cost.
type Reply struct {
	Answer       auskunft.Answer
	Conversation string // what the asker's next question has to name
	Tokens       int    // of prompts and completions together; 0 without a model
	Sure         *Sure  // nil unless it was wanted, and where nothing was read
}

// Sure is how sure the desk was of the page that it answered from, or would have: it may have asked back.
type Sure struct {
	Page        string  `json:"page"`        // key
	Probability float64 `json:"probability"` // that the question can be answered
	Lead        float64 `json:"lead"`        // by which the page fits better than the next
	Elsewhere   float64 `json:"elsewhere"`   // … than the next about another place
	Right       float64 `json:"right"`       // probability that the page is a right one
}

// Versions names everything that may change a figure without the data changing.
type Versions struct {
	Code     string `json:"code"`     // revision, with "+" when files were changed
	Weights  string `json:"weights"`  // hash of the weights file in use
	Prompts  string `json:"prompts"`  // hash over all prompts, "" without a model
	Embedder string `json:"embedder"` // name and dimensions
	Model    string `json:"model"`    // name of the wording model, "" for extractive answers
}

// Documents turns a corpus into what an ingest of it would make.
func Documents(set *dataset.Set) iter.Seq[auskunft.Document] {
	return func(yield func(auskunft.Document) bool) {
		for _, d := range set.Documents {
			if !yield(asDocument(d)) {
				return
			}
		}
	}
}

func asDocument(d dataset.Document) auskunft.Document {
	return auskunft.Document{
		Source: "corpus", Key: d.ID, Version: 1, Kind: auskunft.PageDocument, Title: d.Title, Text: d.Text,
		Synonyms: d.Synonyms, Areas: d.Areas, Visibility: auskunft.Public,
	}
}

// corpusLibrary holds answers against the files of the data set itself, so that a pipeline
// that changes texts on the way in is found out.
type corpusLibrary struct{ set *dataset.Set }

func (l corpusLibrary) Document(_ context.Context, key string) (auskunft.Document, error) {
	d, ok := l.set.Document(key)
	if !ok {
		return auskunft.Document{}, auskunft.Errorf(auskunft.NotFound, "document", "no document %q in the corpus", key)
	}
	return asDocument(d), nil
}

func (corpusLibrary) KnowsURL(context.Context, string) (bool, error) { return false, nil }
