// Package source lists and fetches what a place has: files in a folder, XZuFi
// messages, pages of a website. A source knows where things are and when they
// changed; it does not know passages, and it never writes to the database.
package source

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/internal/safehttp"
)

// Source is a place documents come from.
type Source interface {
	// List calls yield for every item, in a stable order, without fetching its text.
	// It stops at the first error of yield. After everything else was listed it returns an
	// *Incomplete error when a part of the place could not be read: what was not listed may
	// still be there and must not be retired.
	List(ctx context.Context, yield func(Item) error) error
	// Fetch reads one item. An item that is gone is an auskunft.NotFound error.
	Fetch(ctx context.Context, item Item) (Fetched, error)
}

// Item is one thing a source has.
type Item struct {
	Key    string // stable over runs: a relative path, a URL, "scheme:id"
	Mark   string // changes whenever the text may have changed: hash, ETag, version
	Format string // "html", "markdown", "pdf", "xzufi-service", …

	// Withheld says why nobody may read the item, "" for most: its readers at the source
	// cannot be told in visibilities. It is never fetched, what is stored of it is erased
	// at once, however many there are, and the sentence is reported. It names no text.
	Withheld string `json:",omitempty"`
}

// Fetched is one item with what the source knows about it.
type Fetched struct {
	Document auskunft.Document    // everything but ID and Version; without Result also without Text, and what only the file says may be empty
	Original []byte               // as it came, kept so that re-splitting never fetches again
	Format   string               // tells extract what Original is
	Result   *extract.Result      // set by structured sources, which build the text themselves
	Fields   []extract.FieldRange // for structured sources: which part of Result.Text is which field
	Unknown  []string             // paths of elements that were not understood
	Known    []string             // of structured sources: paths of what was, for the coverage report
	Skipped  []string             // likewise: understood, and left out because it is of no use to readers
	Notice   *auskunft.Notice     // instead of a document: the item is a notice
}

// Place says where a source is and how to read it.
type Place struct {
	Kind     string // files, web, xzufi, …
	Location string // a folder, a file, an address: what the kind makes of it
	Options  map[string]string
	State    json.RawMessage  // what Keeper.State returned after the last complete run; nil before
	Client   *safehttp.Client // fetches what is not on this machine; set by Open when nil
}

// Spec is the place as people write it on the command line, "files:/srv/texts".
func (p Place) Spec() string { return p.Kind + ":" + p.Location }

// ParsePlace reads "<kind>:<location>".
func ParsePlace(spec string) (Place, error) {
	kind, location, ok := strings.Cut(spec, ":")
	_, known := openers[kind]
	switch {
	case !ok || !known:
		return Place{}, auskunft.Errorf(auskunft.Invalid, "source_kind",
			"%q is no source: write <kind>:<location>, where kind is one of %s", spec, strings.Join(Kinds(), ", "))
	case strings.TrimSpace(location) == "":
		return Place{}, auskunft.Errorf(auskunft.Invalid, "source_location", "%q names no location: write %s:<location>", spec, kind)
	}
	return Place{Kind: kind, Location: location}, nil
}

// Keeper is a source that remembers something from one run to the next: which version of
// a page it saw, so that the next listing asks for changes only. Optional.
type Keeper interface {
	// State is what to give the next Place. It is asked for after a listing that ended
	// well, and kept only when the run that follows is complete.
	State() (json.RawMessage, error)
}

// Incomplete says that a listing lacks items because a part of the place could not be
// read. Every such part was listed as an item too, whose Fetch says what is wrong.
type Incomplete struct {
	Parts []string        // keys of those items
	State json.RawMessage // what may be remembered all the same (see Keeper); nil for nothing new
}

func (e *Incomplete) Error() string {
	return fmt.Sprintf("%d parts could not be read and may hold more: %s", len(e.Parts), strings.Join(e.Parts, ", "))
}
