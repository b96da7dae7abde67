package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// folder is where the authors write, below the demo folder.
const folder = "src/confluence"

// space is _space.yaml.
type space struct {
	Key, Name string
	Home      string // name of the page that is above all others
}

// page is one authored page: front matter, and storage format below it.
type page struct {
	ID          int
	Title       string
	Parent      string   // name of the page above
	Status      string   // "draft"; "" for current
	Labels      []string // seen by everybody
	Groups      []string // the only ones that may view it
	People      int      // how many people may, beside them; they have no names
	Changed     string   // "2026-10-05 09:12:00", civil time
	Attachments []string // names of authored files

	name, body string
}

// file is one authored file that hangs on a page.
type file struct {
	ID            int
	File, Changed string

	text string
}

// source is all that is authored.
type source struct {
	space space
	pages []page
	files map[string]file
}

func read(demo fs.FS) (source, error) {
	s := source{files: map[string]file{}}
	data, err := fs.ReadFile(demo, path.Join(folder, "_space.yaml"))
	if err != nil {
		return s, err
	}
	if err := strict(data, &s.space); err != nil {
		return s, err
	}
	entries, err := fs.ReadDir(demo, folder)
	if err != nil {
		return s, err
	}
	for _, entry := range entries {
		name, extension, _ := strings.Cut(entry.Name(), ".")
		if strings.HasPrefix(name, "_") {
			continue
		}
		data, err := fs.ReadFile(demo, path.Join(folder, entry.Name()))
		if err != nil {
			return s, err
		}
		head, body, ok := bytes.Cut(bytes.TrimPrefix(data, []byte("---\n")), []byte("\n---\n"))
		if !ok {
			return s, fmt.Errorf("%s has no front matter", entry.Name())
		}
		if extension == "text" {
			f := file{text: string(body)}
			if err := strict(head, &f); err != nil {
				return s, fmt.Errorf("%s: %w", entry.Name(), err)
			}
			s.files[name] = f
			continue
		}
		p := page{name: name, body: strings.TrimSpace(string(body))}
		if err := strict(head, &p); err != nil {
			return s, fmt.Errorf("%s: %w", entry.Name(), err)
		}
		s.pages = append(s.pages, p)
	}
	slices.SortFunc(s.pages, func(a, b page) int { return a.ID - b.ID })
	return s, s.check()
}

func strict(data []byte, into any) error {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	return decoder.Decode(into)
}

// id is the number of the page of a name, 0 when there is none.
func (s source) id(name string) int {
	for _, p := range s.pages {
		if p.name == name {
			return p.ID
		}
	}
	return 0
}

// check finds what authors get wrong: names without a page, and numbers used twice.
func (s source) check() error {
	if s.id(s.space.Home) == 0 {
		return fmt.Errorf("there is no page %q to be the space's front", s.space.Home)
	}
	seen := map[int]string{}
	used := func(id int, name string) error {
		if other := seen[id]; other != "" || id == 0 {
			return fmt.Errorf("%s: the id %d is that of %q", name, id, other)
		}
		seen[id] = name
		return nil
	}
	for _, p := range s.pages {
		if err := used(p.ID, p.name); err != nil {
			return err
		}
		if p.Parent != "" && s.id(p.Parent) == 0 {
			return fmt.Errorf("%s: there is no page %q", p.name, p.Parent)
		}
		for _, name := range p.Attachments {
			if _, ok := s.files[name]; !ok {
				return fmt.Errorf("%s: there is no file %q", p.name, name)
			}
		}
	}
	for name, f := range s.files {
		if err := used(f.ID, name); err != nil {
			return err
		}
	}
	return nil
}
