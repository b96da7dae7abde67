// Package files is the source of a folder tree: pages, ordinances, wiki pages, offices and
// notices as PDF, HTML, Markdown and text files.
//
// What is said about a text beside the text stands in the front matter of Markdown files
// and, for whole folders, in two files: _visibility says who may read what is in the
// folder and below, _source.yaml what its texts are and where citizens find them. Nothing
// below a folder is visible to more people than the folder itself.
package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
)

func init() {
	source.Register("files", func(p source.Place) (source.Source, error) { return Open(p.Location) })
}

// maxFiles bounds how many files one folder tree may hold, maxDepth how deep it may be.
const (
	maxFiles = 1_000_000
	maxDepth = 64
)

// Files is a folder tree. It implements source.Source. Every file is opened below the
// folder, whatever links in it point to.
type Files struct {
	root *os.Root
}

// Open opens a folder.
func Open(dir string) (*Files, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "source_location", "the folder cannot be opened: %w", err)
	}
	return &Files{root: root}, nil
}

// List names the files in the order of their paths. A file's mark changes with its
// content and with what its folders say about it.
func (f *Files) List(ctx context.Context, yield func(source.Item) error) error {
	count := 0
	var unread []string
	err := f.walk(ctx, ".", folder{}, func(name string, in folder, err error) error {
		if count++; count > maxFiles {
			return auskunft.Errorf(auskunft.Limited, "too_many_files", "the folder has more than %d files", maxFiles)
		}
		if err != nil {
			unread = append(unread, name)
			return yield(source.Item{Key: name, Mark: "unreadable"})
		}
		return yield(source.Item{Key: name, Mark: f.mark(name, in), Format: extract.Detect(name, nil)})
	})
	if err == nil && len(unread) > 0 {
		return &source.Incomplete{Parts: unread}
	}
	return err
}

// walk visits the files below dir. visit gets the error of a folder that cannot be listed.
func (f *Files) walk(ctx context.Context, dir string, outer folder, visit func(name string, in folder, err error) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, err := fs.ReadDir(f.root.FS(), dir)
	if err == nil && strings.Count(dir, "/") >= maxDepth {
		err = fmt.Errorf("folders are nested more than %d deep", maxDepth)
	}
	if err != nil {
		return visit(dir, outer, err)
	}
	in := f.enter(outer, dir)
	for _, entry := range entries {
		name := path.Join(dir, entry.Name())
		switch {
		case ignored(entry.Name(), entry.IsDir()):
		case entry.IsDir():
			err = f.walk(ctx, name, in, visit)
		case entry.Type().IsRegular() || entry.Type()&fs.ModeSymlink != 0 && !f.isDir(name):
			err = visit(name, in, nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// isDir says whether a link leads to a folder; those are not followed.
func (f *Files) isDir(name string) bool {
	info, err := f.root.Stat(name)
	return err == nil && info.IsDir()
}

// ignoredSuffixes are files that hold no text and belong to pages: pictures, styles, scripts.
var ignoredSuffixes = map[string]bool{
	".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".svg": true, ".webp": true, ".ico": true, ".avif": true,
	".css": true, ".js": true, ".map": true, ".woff": true, ".woff2": true, ".ttf": true, ".mp4": true, ".mp3": true,
}

// ignored are hidden files and folders, the files about folders, and files that have no text.
// A folder may be called like such a file, "node.js".
func ignored(name string, folder bool) bool {
	if strings.HasPrefix(name, ".") || folder {
		return strings.HasPrefix(name, ".")
	}
	return strings.HasSuffix(name, "~") || name == visibilityFile || name == settingsFile ||
		name == "Thumbs.db" || ignoredSuffixes[strings.ToLower(path.Ext(name))]
}

// mark is a hash of a file's content and of what its folders say.
func (f *Files) mark(name string, in folder) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00", in.fingerprint())
	if err := f.copy(h, name); err != nil {
		fmt.Fprintf(h, "\x00%v", err)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func (f *Files) copy(to io.Writer, name string) error {
	file, err := f.root.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(to, io.LimitReader(file, extract.MaxBytes+1))
	return err
}

// read is the content of a file of at most limit bytes.
func (f *Files) read(name string, limit int64) ([]byte, error) {
	file, err := f.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, auskunft.Errorf(auskunft.NotFound, "source_gone", "there is no file %q any more: %w", name, err)
	}
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "file_unreadable", "the file %q cannot be opened: %w", name, err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "file_unreadable", "the file %q cannot be read: %w", name, err)
	}
	if int64(len(data)) > limit {
		return nil, auskunft.Errorf(auskunft.Invalid, "too_large", "the file %q is larger than %d MB", name, limit>>20)
	}
	return data, nil
}

// Fetch reads one file.
func (f *Files) Fetch(_ context.Context, item source.Item) (source.Fetched, error) {
	in := f.folderOf(item.Key)
	if in.err != nil {
		return source.Fetched{}, in.err
	}
	data, err := f.read(item.Key, extract.MaxBytes)
	if err != nil {
		return source.Fetched{}, err
	}
	format := extract.Detect(item.Key, data)
	if format == "" {
		return source.Fetched{}, auskunft.Errorf(auskunft.Invalid, "format",
			"%q is no file that can be read; save it as PDF, DOCX, ODT, EPUB, HTML, Markdown or text", item.Key)
	}
	fetched := source.Fetched{
		Document: in.document(item.Key), Original: data, Format: format,
	}
	if format != "markdown" {
		return fetched, nil
	}
	if err := describe(&fetched, in, data); err != nil {
		return source.Fetched{}, fmt.Errorf("%s: %w", item.Key, err)
	}
	return fetched, nil
}
