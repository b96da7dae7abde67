package web

import (
	"io"
	"net/http"
	"os"
	"sync"

	"auskunft/internal/safehttp"
)

// maxKept bounds how much a listing keeps for the fetching that follows, in bytes. Pages
// beyond it are asked for again.
const maxKept = 512 << 20

// store keeps answers in a file without a name, which is gone with the process however it
// ends. A nil store is empty.
type store struct {
	mu    sync.Mutex
	file  *os.File
	size  int64
	index map[string]keptAnswer
}

type keptAnswer struct {
	answer  safehttp.Response // without its body
	at, len int64
}

func newStore() *store { return &store{index: map[string]keptAnswer{}} }

// keptHeaders are what Fetch needs of an answer's header.
var keptHeaders = []string{"Content-Type", "Content-Language", "Last-Modified", "Date"}

// put keeps an answer under the name of its page. What does not fit, or cannot be written,
// is left out: it can be asked for again.
func (s *store) put(key string, answer *safehttp.Response) {
	s.mu.Lock()
	defer s.mu.Unlock()
	size := int64(len(answer.Body))
	if s.size+size > maxKept || s.file == nil && !s.create() {
		return
	}
	if _, err := s.file.WriteAt(answer.Body, s.size); err != nil {
		return
	}
	kept := *answer
	kept.Body, kept.Header = nil, http.Header{}
	for _, name := range keptHeaders {
		if values := answer.Header[name]; values != nil {
			kept.Header[name] = values
		}
	}
	s.index[key] = keptAnswer{kept, s.size, size}
	s.size += size
}

func (s *store) create() bool {
	file, err := os.CreateTemp("", "auskunft-web-")
	if err != nil {
		return false
	}
	if err := os.Remove(file.Name()); err != nil {
		file.Close()
		return false
	}
	s.file = file
	return true
}

// get is a kept answer, nil when it was not kept.
func (s *store) get(key string) *safehttp.Response {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	kept, ok := s.index[key]
	if !ok || s.file == nil {
		return nil
	}
	body := make([]byte, kept.len)
	if _, err := s.file.ReadAt(body, kept.at); err != nil && err != io.EOF {
		return nil
	}
	answer := kept.answer
	answer.Body = body
	return &answer
}

func (s *store) close() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file != nil {
		s.file.Close()
		s.file = nil
	}
}
