package wiki

import (
	"errors"
	"io"
	"os"
	"sync"

	"auskunft"
)

// Spill keeps texts in a temporary file without a name: those of a large export need not fit
// into memory, and nothing is left when the process is killed.
type Spill struct {
	file *os.File

	mu    sync.Mutex
	end   int64
	spans map[string]span
}

// maxSpill bounds the file: texts made to fill a disk end here.
const maxSpill = 2 << 30

// span is where a text stands in the file, in bytes.
type span struct{ from, to int64 }

// NewSpill makes an empty one. It must be closed.
func NewSpill() (*Spill, error) {
	file, err := os.CreateTemp("", "auskunft-wiki-")
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Unavailable, "spill", "no temporary file can be made for the pages: %w", err)
	}
	if err := os.Remove(file.Name()); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &Spill{file: file, spans: map[string]span{}}, nil
}

// Put keeps a text under a key, in place of an earlier one.
func (s *Spill) Put(key, text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end+int64(len(text)) > maxSpill {
		return auskunft.Errorf(auskunft.Invalid, "wiki_limit", "the texts of the export are larger than %d GB together; export it in parts", maxSpill>>30)
	}
	if _, err := s.file.WriteAt([]byte(text), s.end); err != nil {
		return auskunft.Errorf(auskunft.Unavailable, "spill", "the temporary file for the pages cannot be written: %w", err)
	}
	s.spans[key] = span{s.end, s.end + int64(len(text))}
	s.end += int64(len(text))
	return nil
}

// Get is the text of a key, "" when there is none.
func (s *Spill) Get(key string) (string, error) {
	s.mu.Lock()
	at, ok := s.spans[key]
	s.mu.Unlock()
	if !ok {
		return "", nil
	}
	data := make([]byte, at.to-at.from)
	if _, err := s.file.ReadAt(data, at.from); err != nil && !errors.Is(err, io.EOF) {
		return "", auskunft.Errorf(auskunft.Unavailable, "spill", "the temporary file of the pages cannot be read: %w", err)
	}
	return string(data), nil
}

// Close gives the file back. A nil Spill has none.
func (s *Spill) Close() error {
	if s == nil {
		return nil
	}
	return s.file.Close()
}
