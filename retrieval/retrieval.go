// Package retrieval turns a question into ranked passages.
//
// Candidates come from two legs, an in-memory lexical index and vectors in PostgreSQL (those
// of the built-in embedder are in the index, too); a weighted sum of their scores ranks them.
// The best are read back from PostgreSQL under the asker's visibility, so a wrong index can
// lose a hit but never show one that its asker may not read. What ranks above the legs (how
// fresh a page is, whether somebody checked it, which of two equal pages is shown, a reranking
// model) is decided on the rows that were read back and on nothing else: what its asker cannot
// see has no part in it.
package retrieval

import (
	"time"

	"auskunft"
	"auskunft/retrieval/glossary"
)

// Query is one search.
type Query struct {
	Text      string
	Lang      string // language of the text; "" lets the analyser decide
	Reader    auskunft.Reader
	K         int     // hits wanted; 0 means 10, more than 100 is cut
	Documents []int64 // search only these documents; none means all
	Area      string  // district the asker is in, "" when unknown
	Place     string  // district that is asked for: only what is about it, or about none; "" for all
	Whole     int     // of this many best documents, the other passages follow the hits, with score 0
	Now       time.Time
	Explain   bool // fill Hit.Why
}

// Result is what a search found, best first.
type Result struct {
	Hits     []Hit
	Coverage float64          // share of the question's IDF mass that the best hit covers, 0 to 1
	Reading  glossary.Reading // of a question in another language: the German words that were searched for; nil for none
	Strange  int              // things the question names that no text the reader sees has a word for
	Degraded string           // "", or which legs did not answer, by commas: "vectors", "rerank"
	Took     time.Duration
	Steps    Steps // where most of it went
}

// Steps are how long the steps of a search took.
type Steps struct{ Analysis, Words, Vectors, ReadBack time.Duration }

// Hit is one passage with its document. Document.Text is empty: nobody needs whole
// documents to show a hit.
type Hit struct {
	Passage  auskunft.Passage
	Document auskunft.Document
	Score    float64      // comparable within one result only
	Coverage float64      // share of the question's IDF mass found in the hit's document
	Folded   []FoldedPage // further pages that say the same and were left out for this one
	Why      []Part       // with Query.Explain: what Score is the sum of

	canonical int64 // document that answers for this one and its like; its own where there is none
}

// FoldedPage is a page that another stands for in a result.
type FoldedPage struct {
	Document int64
	Key      string
	Title    string
	URL      string
}

// Part is one addend of a score.
type Part struct {
	Kind  string // "words", "vectors", "page" (what speaks for the document) or "rerank"
	Name  string // "passage hundesteu", "checked", …
	Value float64
}

// The kinds of parts.
const (
	WordsPart   = "words"
	VectorsPart = "vectors"
	PagePart    = "page"
	RerankPart  = "rerank"
)
