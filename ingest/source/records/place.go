// Package records reads places that hold JSON: one file, or a folder of them, with the
// records that a file's array, its "data" array or the file itself is. The sources of
// services, wiki pages and council papers share it.
//
// A place is read twice: Scan looks at every record once and keeps only where it stands;
// Load reads a single one again. Files never have to fit into memory together. Reading is
// lenient, and a Node knows which of its parts nobody read.
package records

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"auskunft"
	"auskunft/ingest/extract"
)

// maxFiles bounds how many files a folder may hold, maxFolders how deep it may be.
const (
	maxFiles   = 200_000
	maxFolders = 32
)

// Place is a file or a folder. Every file is opened below it, whatever links point to.
type Place struct {
	root   *os.Root
	single string // the only file, "" for the whole folder
}

// Open opens a file or a folder; what does not exist is an auskunft.Invalid error.
func Open(location string) (*Place, error) {
	info, err := os.Stat(location)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "source_location", "there is nothing to read: %w", err)
	}
	p, dir := &Place{}, location
	if !info.IsDir() {
		dir, p.single = filepath.Dir(location), filepath.Base(location)
	}
	if p.root, err = os.OpenRoot(dir); err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "source_location", "the folder cannot be opened: %w", err)
	}
	return p, nil
}

// Files lists all files that are not hidden, sorted.
func (p *Place) Files(ctx context.Context) ([]string, error) {
	if p.single != "" {
		return []string{p.single}, nil
	}
	var files []string
	err := fs.WalkDir(p.root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return auskunft.Errorf(auskunft.Invalid, "file_unreadable", "the folder %s cannot be listed: %w", name, err)
		}
		hidden := strings.HasPrefix(entry.Name(), ".") && name != "."
		switch {
		case entry.IsDir() && hidden:
			return fs.SkipDir
		case strings.Count(name, "/") > maxFolders:
			return auskunft.Errorf(auskunft.Limited, "too_deep", "folders are nested more than %d deep", maxFolders)
		case !entry.IsDir() && !hidden:
			files = append(files, name)
		}
		if len(files) > maxFiles {
			return auskunft.Errorf(auskunft.Limited, "too_many_files", "the folder has more than %d files", maxFiles)
		}
		return ctx.Err()
	})
	return files, err
}

// IsJSON says whether a file is one that Scan reads, by its name.
func IsJSON(name string) bool { return strings.EqualFold(path.Ext(name), ".json") }

// Read is the content of a file of at most extract.MaxBytes.
func (p *Place) Read(name string) ([]byte, error) {
	file, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, extract.MaxBytes+1))
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "file_unreadable", "the file %s cannot be read: %w", name, err)
	}
	if len(data) > extract.MaxBytes {
		return nil, auskunft.Errorf(auskunft.Invalid, "too_large", "the file %s is larger than %d MB", name, extract.MaxBytes>>20)
	}
	return data, nil
}

func (p *Place) open(name string) (*os.File, error) {
	file, err := p.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, auskunft.Errorf(auskunft.NotFound, "source_gone", "there is no file %q any more: %w", name, err)
	}
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "file_unreadable", "the file %q cannot be opened: %w", name, err)
	}
	return file, nil
}

// Record is where a record stands.
type Record struct {
	File   string
	from   int64
	length int
	sum    [sha256.Size]byte
}

// Digest changes with the record. What without names, such as the time of the export that
// is written into each record, does not count.
func Digest(raw []byte, without string) string {
	if without != "" {
		raw = bytes.ReplaceAll(raw, []byte(without), nil)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:16])
}

// Scan calls visit for each record of a file in turn. head is what the file says beside an
// array "data", nil when there is nothing; what follows the array is not in it.
func (p *Place) Scan(name string, visit func(r Record, raw []byte, n, head *Node) error) error {
	data, err := p.Read(name)
	if err != nil {
		return err
	}
	if err := scan(data, func(raw []byte, from int, head *Node) error {
		n, err := Parse(raw)
		if err != nil {
			return err
		}
		return visit(Record{File: name, from: int64(from), length: len(raw), sum: sha256.Sum256(raw)}, raw, n, head)
	}); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// scan finds the records in data.
func scan(data []byte, visit func(raw []byte, from int, head *Node) error) error {
	const mark = "\ufeff"
	start := 0
	if bytes.HasPrefix(data, []byte(mark)) {
		start = len(mark)
	}
	if !utf8.Valid(data) {
		return auskunft.Errorf(auskunft.Invalid, "charset", "the file is not UTF-8, as JSON has to be")
	}
	if !json.Valid(data[start:]) {
		_, err := Parse(data[start:]) // says where
		if err == nil {
			err = auskunft.Errorf(auskunft.Invalid, "json", "this is no JSON that can be read")
		}
		return err
	}
	start = len(data) - len(bytes.TrimLeft(data[start:], " \t\r\n"))
	s := scanner{json.NewDecoder(bytes.NewReader(data[start:])), start, visit}
	switch data[start] {
	case '[':
		return s.array(nil)
	case '{':
		return s.object(bytes.TrimSpace(data[start:]))
	}
	return auskunft.Errorf(auskunft.Invalid, "json", "the file holds neither a list nor an object")
}

type scanner struct {
	decoder *json.Decoder
	start   int
	visit   func(raw []byte, from int, head *Node) error
}

// object visits the records of the array "data", else the object itself.
func (s scanner) object(whole []byte) error {
	head := &Node{object: true, fields: map[string]*Node{}}
	if _, err := s.decoder.Token(); err != nil {
		return err
	}
	for s.decoder.More() {
		name, err := s.decoder.Token()
		if err != nil {
			return err
		}
		if name == "data" {
			return s.array(head)
		}
		var raw json.RawMessage
		if err := s.decoder.Decode(&raw); err != nil {
			return err
		}
		if head.fields[name.(string)], err = Parse(raw); err != nil {
			return err
		}
	}
	return s.visit(whole, s.start, nil)
}

func (s scanner) array(head *Node) error {
	token, err := s.decoder.Token()
	if err != nil {
		return err
	}
	if token != json.Delim('[') {
		return auskunft.Errorf(auskunft.Invalid, "json", `the field "data" holds no list of records`)
	}
	for s.decoder.More() {
		var raw json.RawMessage
		if err := s.decoder.Decode(&raw); err != nil {
			return err
		}
		if err := s.visit(raw, s.start+int(s.decoder.InputOffset())-len(raw), head); err != nil {
			return err
		}
	}
	return nil
}

// Load reads a record again, nothing in it read yet.
func (p *Place) Load(r Record) (*Node, []byte, error) {
	file, err := p.open(r.File)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	raw := make([]byte, r.length)
	if _, err := file.ReadAt(raw, r.from); err != nil || sha256.Sum256(raw) != r.sum {
		return nil, nil, auskunft.Errorf(auskunft.Conflict, "source_changed", "%s changed while it was read; import it again", r.File)
	}
	n, err := Parse(raw)
	return n, raw, err
}
