// Package sets_test checks the blind evaluation sets of this folder: that every row is
// whole, that ids and texts stand once, that quotes are verbatim where they claim to be,
// and that every source named is a document of the demo town with the quoted words in it.
// What the sets measure is written at the head of each file.
package sets_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"gopkg.in/yaml.v3"
)

// row is one case of any set; which fields it must have depends on the set.
type row struct {
	ID       string
	Topic    string
	Kind     string
	Text     string
	Turns    []string
	Question string
	Passages []passage
	Quotes   []quote
	Sentence string
	Expect   string
	AlsoOK   []string `yaml:"also_ok"`
	Source   []string
	Note     string
}

// passage is text of a document as a model would be given it.
type passage struct {
	Source, Title, Heading, Text string
}

// quote claims to be a verbatim part of the passage with that number, counted from 1.
type quote struct {
	Passage int
	Quote   string
}

// set is one pair of files and what its rows must be like.
type set struct {
	name  string
	least map[string]int // rows over both halves by expect, at least
	check func(*testing.T, row)
}

var all = []set{
	{"entitlement", map[string]int{"individual_case": 70, "answered": 70}, checkEntitlement},
}

func checkEntitlement(t *testing.T, r row) {
	if r.Text == "" || r.Topic == "" {
		t.Errorf("%s: text and topic must be given", r.ID)
	}
	checkSourced(t, r)
}

// checkSourced wants sources exactly where an answer is expected.
func checkSourced(t *testing.T, r row) {
	if answered := r.Expect == "answered"; answered != (len(r.Source) > 0) {
		t.Errorf("%s: expect %s with %d sources", r.ID, r.Expect, len(r.Source))
	}
}

func TestSets(t *testing.T) {
	ids := map[string]bool{}
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			counts, texts := map[string]int{}, map[string]string{}
			halves := [][]row{read(t, s.name+"-dev.yaml"), read(t, s.name+"-heldout.yaml")}
			if d := len(halves[0]) - len(halves[1]); d < -1 || d > 1 {
				t.Errorf("halves of %d and %d rows", len(halves[0]), len(halves[1]))
			}
			for _, r := range slices.Concat(halves...) {
				if r.ID == "" || ids[r.ID] {
					t.Errorf("id %q is empty or stands twice", r.ID)
				}
				ids[r.ID] = true
				key := strings.ToLower(fmt.Sprint(r.Text, r.Turns, r.Sentence, r.Passages))
				if texts[key] != "" {
					t.Errorf("%s asks the same as %s", r.ID, texts[key])
				}
				texts[key] = r.ID
				counts[r.Expect]++
				if _, known := s.least[r.Expect]; !known {
					t.Errorf("%s: expect %q is not of this set", r.ID, r.Expect)
				}
				for _, key := range r.Source {
					if _, ok := documents()[key]; !ok {
						t.Errorf("%s: no document %q in the demo", r.ID, key)
					}
				}
				s.check(t, r)
			}
			for expect, least := range s.least {
				if counts[expect] < least {
					t.Errorf("%d rows expect %s, want at least %d", counts[expect], expect, least)
				}
			}
		})
	}
}

// TestEveryFileIsChecked keeps a set from lying here unread.
func TestEveryFileIsChecked(t *testing.T) {
	files, err := filepath.Glob("*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(strings.TrimSuffix(f, "-dev.yaml"), "-heldout.yaml")
		if !slices.ContainsFunc(all, func(s set) bool { return s.name == name }) {
			t.Errorf("%s belongs to no set of this test", f)
		}
	}
}

func read(t *testing.T, file string) []row {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(data, []byte("# ")) {
		t.Errorf("%s says nothing about itself", file)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var rows []row
	if err := dec.Decode(&rows); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return rows
}

// documents are the texts of the demo by document key, as their sources say them and with
// white space evened; forms, pages and ordinances from src, because what is set from it is
// no plain text.
var documents = sync.OnceValue(func() map[string]string {
	town := os.DirFS("../../demo")
	texts := map[string]string{}
	for _, place := range []struct{ folder, ext, keyExt string }{
		{"offices", ".md", ".md"},
		{"notices", ".md", ".md"},
		{"src/ordinances", ".txt", ".pdf"},
		{"src/pages", ".html", ".html"},
	} {
		err := fs.WalkDir(town, place.folder, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) != place.ext {
				return err
			}
			data, err := fs.ReadFile(town, name)
			key := strings.TrimSuffix(strings.TrimPrefix(name, place.folder+"/"), place.ext) + place.keyExt
			texts[key] = even(string(data))
			return err
		})
		if err != nil {
			panic(err)
		}
	}
	services, err := fs.Glob(town, "src/services/*.yaml")
	if err != nil {
		panic(err)
	}
	for _, name := range services {
		data, err := fs.ReadFile(town, name)
		if err != nil {
			panic(err)
		}
		var entries []map[string]any
		if err := yaml.Unmarshal(data, &entries); err != nil {
			panic(err)
		}
		for _, e := range entries {
			texts[e["id"].(string)] = even(words(e))
		}
	}
	return texts
})

// words joins the German strings of a service description.
func words(entry map[string]any) string {
	var b strings.Builder
	for field, value := range entry {
		if s, ok := value.(string); ok && field != "in" {
			b.WriteString(s + "\n")
		}
	}
	return b.String()
}

var (
	tags  = regexp.MustCompile(`<[^>]*>`)
	space = regexp.MustCompile(`\s+`)
)

// even takes marks of layout out: tags, emphasis, bullets and runs of white space.
func even(s string) string {
	s = tags.ReplaceAllString(s, " ")
	s = strings.NewReplacer("**", "", "\n- ", "\n", "&amp;", "&").Replace("\n" + s)
	return strings.TrimSpace(space.ReplaceAllString(s, " "))
}
