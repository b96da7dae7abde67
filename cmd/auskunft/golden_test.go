package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"auskunft/demo"
	"auskunft/evals/cases"
	"auskunft/internal/postgres/pgtest"
	"auskunft/retrieval"
)

var update = flag.Bool("update", false, "write testdata/rankings as the search ranks now")

// family is a section of the demo's dev cases.
type family struct {
	title     string
	questions []cases.Case
}

// families are the dev cases by the headings that stand between them in the file.
func families(t *testing.T) []family {
	t.Helper()
	b, err := fs.ReadFile(demo.Files(), "cases/demo-dev.yaml")
	if err != nil {
		t.Fatal(err)
	}
	set, err := cases.Read("demo-dev.yaml", bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]cases.Case{}
	for _, c := range set.Cases {
		byID[c.ID] = c
	}
	var out []family
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if title, ok := strings.CutPrefix(line, "# --- "); ok {
			out = append(out, family{title: strings.TrimRight(title, " -")})
		}
		if id, ok := strings.CutPrefix(line, "- id: "); ok && len(out) > 0 {
			f := &out[len(out)-1]
			f.questions = append(f.questions, byID[id])
		}
	}
	return out
}

// file is a family's file name: its letters and digits, in lower case.
func (f family) file() string {
	words := strings.FieldsFunc(strings.ToLower(f.title), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("äöüß", r))
	})
	return filepath.Join("testdata", "rankings", strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss").Replace(strings.Join(words, "-"))+".txt")
}

// Every change of the ranking is a diff of these files that somebody reads:
//
//	go test ./cmd/auskunft -run TestRankings -update
//
// A question's five best passages, with what makes up each score: w the words, v the vectors,
// p what speaks for the page. Questions whose asker may read more are asked as that asker.
func TestRankingsInBulk(t *testing.T) {
	// The demo's texts name the address it is reached at, and an address has words.
	s := surroundingsIn(pgtest.Folder(t))
	s.environ = append(s.environ, "PUBLIC_URL=https://auskunft.auenwede.example")
	d, err := openDesk(s, deskOptions{demo: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	questions := 0
	for _, f := range families(t) {
		var b strings.Builder
		fmt.Fprintf(&b, "%s\n", f.title)
		for _, c := range f.questions {
			questions++
			d.ranking(t, &b, c)
		}
		if *update {
			if err := os.MkdirAll(filepath.Dir(f.file()), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(f.file(), []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(f.file())
		if err != nil {
			t.Errorf("%v; make it with -update", err)
			continue
		}
		diffRankings(t, f.file(), b.String(), string(want))
	}
	if questions < 100 {
		t.Errorf("%d questions; too few to show a change", questions)
	}
}

func (d *desk) ranking(t *testing.T, b *strings.Builder, c cases.Case) {
	t.Helper()
	r, err := d.search.Search(t.Context(), retrieval.Query{
		Text: c.Question, Reader: c.Reader(), K: 5, Area: c.Area, Now: c.Today, Explain: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(b, "\n%s: %s (%.2f covered)\n", c.ID, strings.Join(strings.Fields(prefix(c.Question, 200)), " "), r.Coverage)
	for _, h := range r.Hits {
		place := h.Passage.Anchor
		if place == "" {
			place = strings.Join(h.Passage.Headings, " > ")
		}
		fmt.Fprintf(b, "  %.2f %s | %s%s\n", h.Score, shares(h.Why), h.Document.Title, strings.TrimSuffix(" | "+place, " | "))
	}
}

// shares adds up the parts of a score by kind.
func shares(why []retrieval.Part) string {
	sums := map[string]float64{}
	for _, p := range why {
		sums[p.Kind] += p.Value
	}
	return fmt.Sprintf("w%.2f v%.2f p%.2f", sums[retrieval.WordsPart], sums[retrieval.VectorsPart], sums[retrieval.PagePart])
}

// diffRankings reports the questions that rank otherwise than their file says.
func diffRankings(t *testing.T, file, got, want string) {
	t.Helper()
	old := strings.Split(want, "\n\n")
	for _, question := range strings.Split(got, "\n\n") {
		question = strings.TrimSpace(question)
		if slices.ContainsFunc(old, func(s string) bool { return strings.TrimSpace(s) == question }) {
			continue
		}
		id, _, _ := strings.Cut(question, ":")
		before := "(not there)"
		if i := slices.IndexFunc(old, func(s string) bool { return strings.HasPrefix(s, id+":") }); i >= 0 {
			before = old[i]
		}
		t.Errorf("%s: ranks now\n%s\nand ranked\n%s", file, question, before)
	}
	if n := strings.Count(want, "\n\n"); n != strings.Count(got, "\n\n") {
		t.Errorf("%s has %d questions, the cases %d", file, n, strings.Count(got, "\n\n"))
	}
}
