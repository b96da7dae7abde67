package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"auskunft"
	"auskunft/chat/guard"
	"auskunft/demo"
	"auskunft/evals/cases"
	"auskunft/evals/sets"
)

const spelledFile = "testdata/spelled.golden"

// What is put right in the development questions is a file that somebody reads, and what is spelt well is left alone:
//
//	go test ./cmd/auskunft -run TestSpelling -update
//
// Some questions have slips because their authors wanted them to; all others must come through to the letter.
func TestSpellingChangesSlipsOnlyInBulk(t *testing.T) {
	d := demoDesk(t)
	var b strings.Builder
	questions := 0
	for _, name := range []string{"demo", "fresh", "citizens", "neighbours", "callers", "walkin", "street"} {
		file, err := fs.ReadFile(demo.Files(), "cases/"+name+"-dev.yaml")
		if err != nil {
			t.Fatal(err)
		}
		set, err := cases.Read(name+"-dev.yaml", bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range set.Cases {
			typed := strings.Join(strings.Fields(c.Question), " ")
			if questions++; guard.Language(typed) == "en" {
				continue // only German is put right
			}
			if right, meant := d.search.Spelled(typed, auskunft.PublicReader); right != typed {
				fmt.Fprintf(&b, "%s: %s\n  %s\n  meant: %s\n", c.ID, typed, right, strings.Join(meant, ", "))
			}
		}
	}
	if questions < 800 {
		t.Errorf("%d questions; too few to show what is left alone", questions)
	}
	if *update {
		if err := os.WriteFile(spelledFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(spelledFile)
	if err != nil {
		t.Fatalf("%v; make it with -update", err)
	}
	if b.String() != string(want) {
		t.Errorf("%s has another reading; look at it with -update and git diff. Got:\n%s", spelledFile, b.String())
	}
}

// The rows of the spelling sets in standard German are left alone.
func TestSpellingLeavesStandardGermanAloneInBulk(t *testing.T) {
	d := demoDesk(t)
	for _, name := range []string{"typos-dialect", "typos-dialect-b"} {
		set, err := sets.Read(filepath.Join("..", "..", "evals", "sets", name+"-dev.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range set.Rows {
			if right, _ := d.search.Spelled(row.Question, auskunft.PublicReader); right != row.Question {
				t.Errorf("%s: %q is read as %q", row.ID, row.Question, right)
			}
		}
	}
}

// BenchmarkSpelling reads a question of twelve words, spelt well and with four slips, with the words of the demo town.
func BenchmarkSpelling(b *testing.B) {
	d, err := openDesk(surroundingsIn(b.TempDir()), deskOptions{demo: true})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	for name, question := range spellingQuestions {
		b.Run(name, func(b *testing.B) {
			d.search.Spelled(question, auskunft.PublicReader)
			b.ReportAllocs()
			for b.Loop() {
				d.search.Spelled(question, auskunft.PublicReader)
			}
		})
	}
}

var spellingQuestions = map[string]string{
	"right": "Welche Unterlagen brauche ich, wenn ich im Bürgerbüro einen Personalausweis beantragen möchte?",
	"slips": "welche unterlagn brauche ich wenn ich im bürgebüro einen persoanlausweiss beantrgen möchte",
}
