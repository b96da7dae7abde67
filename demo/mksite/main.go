// Command mksite puts the town's page furniture (navigation, breadcrumb, cookie banner,
// footer) around the hand-written pages of src/pages, and around what services and offices
// say.
//
//	go run ./demo/mksite -demo demo
package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"os"
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"auskunft/demo/made"
)

//go:embed page.html
var furniture string

// page is the front matter of one page.
type page struct {
	Title   string   `yaml:"title"`
	Section string   `yaml:"section"` // key of the navigation entry that is open
	Crumbs  []string `yaml:"crumbs"`  // titles above the page, without the home page
	Changed string   `yaml:"changed"` // date as the page shows it
	Contact string   `yaml:"contact"` // office key for the box beside the text
	Home    bool     `yaml:"home"`
	Lang    string   `yaml:"lang"`
	Up      string   // address of the last of Crumbs; "" when it is no link
	Base    string   // from the page back to the folder of the website
	Body    template.HTML
}

func main() { made.Main(site) }

func site(folder string) (map[string][]byte, error) {
	files, err := Pages(folder)
	if err != nil {
		return nil, err
	}
	directory, err := Directory(folder)
	maps.Copy(files, directory)
	return files, err
}

// Pages builds every page of the website.
func Pages(folder string) (map[string][]byte, error) {
	demo := os.DirFS(folder)
	frame, err := template.New("page").Parse(furniture)
	if err != nil {
		return nil, err
	}
	pages := map[string][]byte{}
	err = fs.WalkDir(demo, "src/pages", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".html" {
			return err
		}
		source, err := fs.ReadFile(demo, name)
		if err != nil {
			return err
		}
		name = strings.TrimPrefix(name, "src/pages/")
		if pages["website/"+name], err = build(frame, name, string(source)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
	return pages, err
}

func build(frame *template.Template, name, source string) ([]byte, error) {
	head, body, found := strings.Cut(strings.TrimPrefix(source, "---\n"), "\n---\n")
	if !found {
		return nil, fmt.Errorf("no front matter")
	}
	p := page{Lang: "de", Base: strings.Repeat("../", strings.Count(name, "/")), Body: template.HTML(strings.TrimSpace(body))}
	decoder := yaml.NewDecoder(strings.NewReader(head))
	decoder.KnownFields(true)
	if err := decoder.Decode(&p); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := frame.Execute(&b, p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
