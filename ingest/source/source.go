// Package source lists and fetches what a place has: files in a folder, XZuFi
// messages, pages of a website. A source knows where things are and when they
// changed; it does not know passages, and it never writes to the database.
package source

import (
	"context"
	"time"

	"auskunft"
	"auskunft/ingest/extract"
)

// Source is a place documents come from.
type Source interface {
	// List calls yield for every item, in a stable order, without fetching its text.
	// It stops at the first error of yield.
	List(ctx context.Context, yield func(Item) error) error
	// Fetch reads one item. An item that is gone is an auskunft.NotFound error.
	Fetch(ctx context.Context, item Item) (Fetched, error)
}

// Item is one thing a source has.
type Item struct {
	Key    string // stable over runs: a relative path, a URL, "scheme:id"
	Mark   string // changes whenever the text may have changed: hash, ETag, version
	Format string // "html", "markdown", "pdf", "xzufi-service", …
}

// Fetched is one item with what the source knows about it.
type Fetched struct {
	Document auskunft.Document // everything but ID, Version and, unless Result is nil, Text
	Original []byte            // as it came, kept so that re-splitting never fetches again
	Format   string            // tells extract what Original is
	Result   *extract.Result   // set by structured sources, which build the text themselves
	Fields   []FieldRange      // for structured sources: which part of Result.Text is which field
	Unknown  []string          // paths of elements that were not understood
}

// FieldRange marks code points [Start, End) of a text as one field of a service or office.
type FieldRange struct {
	Field      auskunft.Field
	Start, End int
}

// Run is what a source says about itself before listing, for the run's report.
type Run struct {
	Kind, Location string
	At             time.Time
}
