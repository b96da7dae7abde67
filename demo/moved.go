package demo

import (
	"io"
	"io/fs"
	"path"
	"strings"
)

// hosts are the town's web addresses, and the paths they have where one server is all of
// them. The first is the website, Town.Website without its slash.
var hosts = []struct{ address, path string }{
	{"https://www.auenwede.example", ""},
	{"https://service.auenwede.example", ServicePath},
	{"https://termine.auenwede.example", AppointmentPath},
	{"https://wiki.auenwede.example", WikiPath},
}

// Paths of what a town has on servers of its own.
const (
	ServicePath     = "/service"
	AppointmentPath = "/termine"
	WikiPath        = "/wiki"
)

// MovedTo returns files in which the town's addresses, which lead nowhere, are those of the
// server at base: "http://localhost:8080", or "" for links within it. Their names stay.
func MovedTo(base string, files fs.FS) fs.FS { return moved{files, replacer(base)} }

// AddressAt is one of the town's addresses on the server at base.
func AddressAt(base, address string) string { return replacer(base).Replace(address) }

func replacer(base string) *strings.Replacer {
	var pairs []string
	for _, h := range hosts {
		pairs = append(pairs, h.address, base+h.path)
	}
	return strings.NewReplacer(pairs...)
}

type moved struct {
	files fs.FS
	to    *strings.Replacer
}

// hasAddresses are the endings of files that are text.
var hasAddresses = map[string]bool{".html": true, ".md": true, ".xml": true, ".yaml": true}

// Open implements fs.FS.
func (m moved) Open(name string) (fs.File, error) {
	file, err := m.files.Open(name)
	if err != nil || !hasAddresses[path.Ext(name)] {
		return file, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(file)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return movedFile{strings.NewReader(m.to.Replace(string(text))), info}, nil
}

// movedFile is a file of moved. It can seek, which web servers want.
type movedFile struct {
	*strings.Reader
	fs.FileInfo
}

func (f movedFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f movedFile) Size() int64                { return f.Reader.Size() }
func (f movedFile) Close() error               { return nil }
