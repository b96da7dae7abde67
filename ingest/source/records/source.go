package records

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"sync"

	"auskunft"
	"auskunft/ingest/source"
)

// FileKey is the prefix of the keys of files that could not be read.
const FileKey = "file/"

// Kind is a kind of source that makes its items of the records of a place.
type Kind[C Catalog] struct {
	Format  string // of its items
	Version string // of the reader, part of every mark: one that understands more reads again
	// Begin is a catalog without records. files are all files of the place.
	Begin func(place *Place, files []string, problems Problems) C
}

// Catalog is what has to be known of all records of a place to make an item of one of them.
type Catalog interface {
	// Add notes a record that Place.Scan found.
	Add(r Record, raw []byte, n, head *Node) error
	// Marks are the marks of the items by their keys.
	Marks(context.Context) (map[string]string, error)
	// Fetch makes an item. It only reads what was noted, and may run several times at once.
	Fetch(key string) (source.Fetched, error)
}

// Problems are the first thing that is wrong with each file, which hides nothing else in it.
type Problems map[string]error

// Note notes a problem of a file with the code of its error.
func (p Problems) Note(file, code, format string, args ...any) {
	if p[file] == nil {
		p[file] = auskunft.Errorf(auskunft.Invalid, code, "%s: "+format, append([]any{file}, args...)...)
	}
}

// Mark is a mark that changes with the version of the reader and with each part.
func Mark(version string, parts ...string) string {
	sum := sha256.Sum256([]byte(version + "\x00" + strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// Source is a place as a kind reads it. It implements source.Source.
type Source[C Catalog] struct {
	kind  Kind[C]
	place *Place

	mu    sync.Mutex
	index *index[C] // nil until it is needed
}

type index[C Catalog] struct {
	catalog    C
	problems   Problems
	incomplete []string // files that may hold more
}

// Open opens a file or a folder.
func (k Kind[C]) Open(location string) (*Source[C], error) {
	place, err := Open(location)
	if err != nil {
		return nil, err
	}
	return &Source[C]{kind: k, place: place}, nil
}

// read is the index of the place, read anew when it is asked to or when there is none yet.
func (s *Source[C]) read(ctx context.Context, anew bool) (*index[C], error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.index != nil && !anew {
		return s.index, nil
	}
	s.index = nil
	files, err := s.place.Files(ctx)
	if err != nil {
		return nil, err
	}
	i := &index[C]{problems: Problems{}}
	i.catalog = s.kind.Begin(s.place, files, i.problems)
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !IsJSON(file) {
			continue
		}
		err := s.place.Scan(file, i.catalog.Add)
		if auskunft.KindOf(err) == auskunft.Limited {
			return nil, err
		}
		if err != nil {
			i.problems[file] = err
			i.incomplete = append(i.incomplete, file)
		}
	}
	s.index = i
	return i, nil
}

// List names every item, and every file with a problem. It reads the place again.
func (s *Source[C]) List(ctx context.Context, yield func(source.Item) error) error {
	i, err := s.read(ctx, true)
	if err != nil {
		return err
	}
	marks, err := i.catalog.Marks(ctx)
	if err != nil {
		return err
	}
	for file, err := range i.problems {
		marks[FileKey+file] = Mark(s.kind.Version, err.Error())
	}
	for _, key := range slices.Sorted(maps.Keys(marks)) {
		if err := yield(source.Item{Key: key, Mark: marks[key], Format: s.kind.Format}); err != nil {
			return err
		}
	}
	if len(i.incomplete) > 0 {
		incomplete := &source.Incomplete{}
		for _, file := range i.incomplete {
			incomplete.Parts = append(incomplete.Parts, FileKey+file)
		}
		return incomplete
	}
	return nil
}

// Fetch makes the document of an item.
func (s *Source[C]) Fetch(ctx context.Context, item source.Item) (source.Fetched, error) {
	i, err := s.read(ctx, false)
	if err != nil {
		return source.Fetched{}, err
	}
	if file, ok := strings.CutPrefix(item.Key, FileKey); ok && i.problems[file] != nil {
		return source.Fetched{}, i.problems[file]
	}
	return i.catalog.Fetch(item.Key)
}
