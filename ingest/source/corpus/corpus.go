// Package corpus reads evaluation corpora: a folder with corpus.jsonl in the BEIR layout,
// one object {_id, title, text} a line. The text is taken exactly as it stands, because
// judgements and gold lines count in its code points.
package corpus

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"auskunft"
	"auskunft/ingest/source"
)

// maxLine is the longest document in bytes of JSON.
const maxLine = 16 << 20

// Corpus is a folder with a corpus.jsonl. It implements source.Source.
type Corpus struct {
	path  string
	index func() error // reads the two below, once
	lines map[string]place
	order []string
}

type place struct {
	at     int64
	length int
	mark   string
}

func init() {
	source.Register("corpus", func(p source.Place) (source.Source, error) { return Open(p.Location) })
}

// Open opens the folder dir; without a corpus in it, it is an auskunft.Invalid error.
func Open(dir string) (source.Source, error) {
	path := filepath.Join(dir, "corpus.jsonl")
	if _, err := os.Stat(path); err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "source_missing", "no corpus in %s: %w", dir, err)
	}
	c := &Corpus{path: path, lines: map[string]place{}}
	c.index = sync.OnceValue(c.readIndex)
	return c, nil
}

type line struct {
	ID    string `json:"_id"`
	Title string `json:"title"`
	Text  string `json:"text"`
	Lang  string `json:"lang"`

	// Beyond BEIR, for sets that measure synonyms, places and visibility.
	Synonyms   []string            `json:"synonyms"`
	Areas      []string            `json:"areas"`
	Visibility auskunft.Visibility `json:"visibility"`
}

// List names the documents in the order of the file.
func (c *Corpus) List(ctx context.Context, yield func(source.Item) error) error {
	if err := c.index(); err != nil {
		return err
	}
	for _, id := range c.order {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := yield(source.Item{Key: id, Mark: c.lines[id].mark, Format: "plain"}); err != nil {
			return err
		}
	}
	return nil
}

// readIndex notes where each document stands, so that a batch reads its own lines only.
func (c *Corpus) readIndex() error {
	f, err := os.Open(c.path)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 1<<20)
	for at, number := int64(0), 1; ; number++ {
		raw, err := in.ReadBytes('\n')
		if len(raw) > maxLine {
			return auskunft.Errorf(auskunft.Invalid, "corpus_line", "%s, line %d: longer than %d bytes", c.path, number, maxLine)
		}
		if text := bytes.TrimSpace(raw); len(text) > 0 {
			var l line
			if err := json.Unmarshal(text, &l); err != nil {
				return auskunft.Errorf(auskunft.Invalid, "corpus_line", "%s, line %d: not a JSON object: %w", c.path, number, err)
			}
			if l.ID == "" {
				return auskunft.Errorf(auskunft.Invalid, "corpus_line", "%s, line %d: no _id", c.path, number)
			}
			if _, twice := c.lines[l.ID]; twice {
				return auskunft.Errorf(auskunft.Invalid, "corpus_line", "%s, line %d: _id %q stands there twice", c.path, number, l.ID)
			}
			sum := sha256.Sum256(text)
			c.lines[l.ID] = place{at, len(raw), hex.EncodeToString(sum[:8])}
			c.order = append(c.order, l.ID)
		}
		at += int64(len(raw))
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// Fetch reads one document.
func (c *Corpus) Fetch(_ context.Context, item source.Item) (source.Fetched, error) {
	if err := c.index(); err != nil {
		return source.Fetched{}, err
	}
	p, ok := c.lines[item.Key]
	if !ok {
		return source.Fetched{}, auskunft.Errorf(auskunft.NotFound, "source_gone", "%s is no longer in the corpus: %w", item.Key, fs.ErrNotExist)
	}
	f, err := os.Open(c.path)
	if err != nil {
		return source.Fetched{}, err
	}
	defer f.Close()
	raw := make([]byte, p.length)
	if _, err := f.ReadAt(raw, p.at); err != nil {
		return source.Fetched{}, err
	}
	var l line
	if err := json.Unmarshal(raw, &l); err != nil {
		return source.Fetched{}, err
	}
	doc := auskunft.Document{Key: l.ID, Title: l.Title, Lang: l.Lang, Kind: auskunft.PageDocument, Synonyms: l.Synonyms, Areas: l.Areas}
	if l.Visibility != "" {
		if doc.Visibility, err = auskunft.ParseVisibility(string(l.Visibility)); err != nil {
			return source.Fetched{}, err
		}
	}
	return source.Fetched{Document: doc, Original: []byte(l.Text), Format: "plain"}, nil
}
