package confluence

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source/wiki"
	"auskunft/internal/civil"
)

// maxEntries bounds how many files a zip file may have: attachments in all their versions.
const maxEntries = 1_000_000

// export is an XML export of spaces.
type export struct {
	files  fs.FS
	closer io.Closer // of the zip file or the folder
	base   string    // folder of entities.xml

	bodies *wiki.Spill // of current pages, by content; nil before they are read
}

// openExport opens a zip file or a folder.
func openExport(location string) (*export, error) {
	info, err := os.Stat(location)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "source_location", "there is nothing to read: %w", err)
	}
	e := &export{}
	if info.IsDir() {
		root, err := os.OpenRoot(location)
		if err != nil {
			return nil, auskunft.Errorf(auskunft.Invalid, "source_location", "the folder cannot be opened: %w", err)
		}
		e.files, e.closer = root.FS(), root
	} else {
		archive, err := zip.OpenReader(location)
		if err != nil {
			return nil, auskunft.Errorf(auskunft.Invalid, "archive", "the file is no zip file, as exports of Confluence are, or it is broken; export again: %w", err)
		}
		e.files, e.closer = archive, archive
		if len(archive.File) > maxEntries {
			return nil, errors.Join(auskunft.Errorf(auskunft.Invalid, "archive_limit", "the file packs %d files; %d is the limit", len(archive.File), maxEntries), e.Close())
		}
	}
	for _, pattern := range []string{"entities.xml", "*/entities.xml"} {
		if found, _ := fs.Glob(e.files, pattern); len(found) == 1 {
			e.base = path.Dir(found[0])
			return e, nil
		}
	}
	return nil, errors.Join(auskunft.Errorf(auskunft.Invalid, "source_location",
		"there is no entities.xml in %s: export the space as XML and give the zip file or its folder", location), e.Close())
}

// Close closes the files.
func (e *export) Close() error { return errors.Join(e.closer.Close(), e.bodies.Close()) }

// load reads entities.xml.
func (e *export) load(ctx context.Context, o options) (*tree, error) {
	bodies, err := wiki.NewSpill()
	if err != nil {
		return nil, err
	}
	_ = e.bodies.Close() // of an earlier load
	e.bodies = bodies
	file, err := e.files.Open(path.Join(e.base, "entities.xml"))
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "file_unreadable", "entities.xml cannot be opened: %w", err)
	}
	defer file.Close()
	a := &assembly{export: e, zone: e.zone(), digests: map[string]string{}, old: map[string]bool{}, objects: map[string][]*object{}}
	err = scan(file, func(o *object) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return a.add(o)
	})
	if err != nil {
		return nil, err
	}
	return a.tree(o), nil
}

// zone is the time zone of the export's times. They are written without one.
func (e *export) zone() *time.Location {
	data, err := fs.ReadFile(e.files, path.Join(e.base, "exportDescriptor.properties"))
	if err != nil {
		return civil.Berlin
	}
	for line := range strings.Lines(string(data)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "timezoneId="); ok {
			if zone, err := time.LoadLocation(name); err == nil {
				return zone
			}
		}
	}
	return civil.Berlin
}

// body is the text of a page; pages without one have no body.
func (e *export) body(_ context.Context, c *content) (string, error) { return e.bodies.Get(c.id) }

// file reads an attachment: attachments/<page>/<attachment>/<version>. Exports exist that do
// not say the version; the highest one is taken then.
func (e *export) file(_ context.Context, _ *tree, c *content) ([]byte, error) {
	folder := path.Join(e.base, "attachments", c.parent, c.id)
	if !fs.ValidPath(folder) {
		return nil, auskunft.Errorf(auskunft.Invalid, "attachment_missing", "the export names no place for the file")
	}
	version := c.version
	if version == "" {
		entries, _ := fs.ReadDir(e.files, folder)
		highest := 0
		for _, entry := range entries {
			if n, err := strconv.Atoi(entry.Name()); err == nil && n > highest {
				highest = n
			}
		}
		version = strconv.Itoa(highest)
	}
	file, err := e.files.Open(path.Join(folder, version))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, auskunft.Errorf(auskunft.Invalid, "attachment_missing",
			"the export lacks the file of the attachment (%s); export again, with attachments", path.Join("attachments", c.parent, c.id, version))
	}
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "file_unreadable", "the attachment cannot be opened: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, extract.MaxBytes+1))
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "file_unreadable", "the attachment cannot be unpacked: %w", err)
	}
	if len(data) > extract.MaxBytes {
		return nil, auskunft.Errorf(auskunft.Invalid, "too_large", "the attachment is larger than %d MB", extract.MaxBytes>>20)
	}
	return data, nil
}
