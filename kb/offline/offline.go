// Package offline writes what the desk knows as a folder of files that a browser opens by itself, from a
// notebook, a stick or a shared drive: for the hour in which network, database or server fail and people
// call all the same. It needs no server, no network and no script; with script it can be searched.
package offline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"slices"
	"time"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/retrieval/catalog"
)

// About is what the folder says of itself.
type About struct {
	Town, Phone, Email string
	Reader             auskunft.Reader // whose texts are written; whoever has the folder reads them
	At                 time.Time
}

// Report says what was written.
type Report struct{ Texts, Offices int }

// mark is the file by which a folder is known as one that may be replaced.
const mark = "auskunft.json"

// Write replaces dir by a folder of all texts that the reader sees. Whoever reads in the old one meanwhile
// meets either the old or the new one, and a fault leaves the old one as it was. A folder of somebody
// else's is auskunft.Conflict.
func Write(ctx context.Context, db *postgres.DB, about About, dir string) (Report, error) {
	if err := ours(dir); err != nil {
		return Report{}, err
	}
	texts, err := readTexts(ctx, db, about.Reader, about.At)
	if err != nil {
		return Report{}, err
	}
	offices, err := readOffices(ctx, db, catalog.New(db), about.Reader, about.At)
	if err != nil {
		return Report{}, err
	}
	book := book{About: about, Texts: texts, Offices: offices}
	report := Report{len(texts), len(offices)}
	return report, replace(dir, func(folder string) error { return book.write(folder, report) })
}

// book is what the pages show.
type book struct {
	About
	Texts   []text
	Offices []office
}

// Internal tells whether the folder holds what the public may not read.
func (b book) Internal() bool {
	return slices.ContainsFunc(b.Texts, func(t text) bool { return t.Internal() })
}

func (b book) write(folder string, report Report) error {
	if err := b.page(folder, "index.html", "index.html", b); err != nil {
		return err
	}
	if err := b.page(folder, "aemter.html", "offices.html", b); err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Join(folder, "texte"), 0o755); err != nil {
		return err
	}
	for _, t := range b.Texts {
		if err := b.page(folder, t.File(), "text.html", struct {
			book
			Text text
		}{b, t}); err != nil {
			return err
		}
	}
	for _, name := range []string{"stil.css", "suche.js"} {
		data, err := pages.ReadFile("pages/" + name)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), data, 0o644)
		}
		if err != nil {
			return err
		}
	}
	if err := b.searchable(filepath.Join(folder, "texte.js")); err != nil {
		return err
	}
	return writeJSON(filepath.Join(folder, mark), "", map[string]any{"written": b.At, "reader": b.Reader.Visibilities(), "texts": report.Texts, "offices": report.Offices})
}

func (b book) page(folder, file, name string, data any) error {
	f, err := os.Create(filepath.Join(folder, file))
	if err != nil {
		return err
	}
	return errors.Join(templates.ExecuteTemplate(f, name, data), f.Close())
}

// searchable writes what suche.js looks through: a script, because pages opened from a file may load
// those and no data.
func (b book) searchable(path string) error {
	type entry struct {
		Title string `json:"titel"`
		File  string `json:"datei"`
		Kind  string `json:"art"`
		Words string `json:"worte"` // beside the title
		Text  string `json:"text"`
	}
	entries := make([]entry, len(b.Texts))
	for i, t := range b.Texts {
		entries[i] = entry{t.Title, t.File(), t.Kind(), t.words(), t.plain()}
	}
	return writeJSON(path, "const TEXTE = ", entries)
}

func writeJSON(path, before string, v any) error {
	data, err := json.Marshal(v) // escapes <, > and &: nothing in it ends a script
	if err != nil {
		return err
	}
	return os.WriteFile(path, fmt.Appendf(nil, "%s%s\n", before, data), 0o644)
}

// ours refuses a folder that somebody else has made.
func ours(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0:
		return nil
	case err != nil:
		return auskunft.Errorf(auskunft.Invalid, "folder", "%w", err)
	}
	if _, err := os.Stat(filepath.Join(dir, mark)); err != nil {
		return auskunft.Errorf(auskunft.Conflict, "folder", "%s holds other files: name a new or an empty folder, or one that was written by this command", dir)
	}
	return nil
}

// replace fills a new folder beside dir and lets it take its place.
func replace(dir string, fill func(folder string) error) error {
	dir = filepath.Clean(dir)
	fresh, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+"-")
	if err != nil {
		return auskunft.Errorf(auskunft.Invalid, "folder", "%w", err)
	}
	defer os.RemoveAll(fresh) // what is left of it: nothing, or the old one
	if err := fill(fresh); err != nil {
		return fmt.Errorf("writing %s: %w", dir, err)
	}
	if err := os.Chmod(fresh, 0o755); err != nil {
		return err
	}
	old := fresh + "-old"
	if err := os.Rename(dir, old); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	defer os.RemoveAll(old)
	return os.Rename(fresh, dir)
}

var templates = template.Must(template.New("").ParseFS(pages, "pages/*.html"))
