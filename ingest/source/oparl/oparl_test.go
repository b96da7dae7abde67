package oparl

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest/source"
	"auskunft/ingest/source/sourcetest"
	"auskunft/internal/sharedtest"
)

var (
	list  = sourcetest.List
	fetch = sourcetest.Fetch
)

func folder(t testing.TB, files map[string]string) *OParl {
	t.Helper()
	return open(t, sourcetest.Folder(t, files))
}

func open(t testing.TB, path string) *OParl {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const (
	paper = `{"id": "https://rat.example/papers/7", "type": "https://schema.oparl.org/1.1/Paper", "name": "Satzung über Parkgebühren", "reference": "2021/12",
 "date": "2021-02-03", "modified": "2025-03-03T14:30:52+01:00", "paperType": "Beschlussvorlage", "underDirectionOf": ["https://rat.example/orgs/1", "x"],
 "consultation": [{"organization": ["https://rat.example/orgs/2"], "role": "Entscheidung", "meeting": "m", "neu": 1}],
 "mainFile": {"id": "https://rat.example/files/1", "type": "https://schema.oparl.org/1.1/File", "name": "Anlage 1 Parkgebührensatzung",
   "accessUrl": "https://rat.example/1.pdf", "modified": "2025-03-03T14:30:18+01:00", "date": "2021-02-01"},
 "auxiliaryFile": [{"id": "https://rat.example/files/2", "name": "Synopse", "accessUrl": "javascript:x"},
   {"id": "https://rat.example/files/3", "fileName": "karte.html", "downloadUrl": "https://rat.example/karte.html"}, "https://rat.example/files/4",
   {"id": "https://rat.example/files/5", "name": "weg", "deleted": true}],
 "originatorPerson": ["https://rat.example/persons/1"], "keyword": ["Parken"], "extra": {"a": 1}}`
	others = `{"data": [{"id": "https://rat.example/orgs/1", "type": "https://schema.oparl.org/1.1/Organization", "name": "Ordnungsamt"},
 {"id": "https://rat.example/orgs/2", "type": "https://schema.oparl.org/1.1/Organization", "name": "Gemeinderat"},
 {"id": "https://rat.example/files/4", "type": "https://schema.oparl.org/1.1/File", "name": "Gebührenverzeichnis", "text": "§ 1 Eine Stunde kostet 2 Euro.", "paper": ["https://rat.example/papers/7"]},
 {"id": "https://rat.example/persons/1", "type": "https://schema.oparl.org/1.1/Person", "name": "Niemand"},
 {"id": "https://rat.example/papers/8", "type": "https://schema.oparl.org/1.1/Paper", "deleted": true}], "links": {}}`
	sidecar = `{"id": "https://rat.example/files/1", "fileModified": "2024-01-01T00:00:00Z", "hasExtractedText": true}`
	text    = "\n§ 1 Gebühr\nEine Stunde kostet 2 Euro.\n\n-- 1 of 2 --\n\n§ 2 Beginn\nSie gilt ab Mai.\n\n-- 2 of 2 --\n"
)

func council(t testing.TB) *OParl {
	return folder(t, map[string]string{"7.json": paper, "others.json": others, "1.json": sidecar, "1.txt": text, "karte.html": "<p>Karte der Zonen</p>"})
}

func TestPaper(t *testing.T) {
	s := council(t)
	items, err := list(t, s)
	const files = "https://rat.example/files/"
	want := []string{files + "1", files + "3", files + "4", "https://rat.example/papers/7"}
	var keys []string
	for key := range items {
		keys = append(keys, key)
	}
	if slices.Sort(keys); err != nil || !slices.Equal(keys, want) {
		t.Fatalf("keys %q, %v", keys, err)
	}
	f := fetch(t, s, "https://rat.example/papers/7")
	wantText := `Satzung über Parkgebühren

- Art: Beschlussvorlage
- Nummer: 2021/12
- Datum: 3. Februar 2021
- Federführend: Ordnungsamt
- Beratung: Gemeinderat (Entscheidung)

Anlagen

- Anlage 1 Parkgebührensatzung: https://rat.example/1.pdf
- Synopse
- karte.html: https://rat.example/karte.html`
	d := f.Document
	if f.Result.Text != wantText || d.URL != "https://rat.example/1.pdf" || !slices.Equal(d.Synonyms, []string{"Parken"}) ||
		d.ChangedAt.Format(time.RFC3339) != "2021-02-03T00:00:00+01:00" {
		t.Errorf("text\n%s\n%+v", f.Result.Text, d)
	}
	if !slices.Equal(f.Unknown, []string{"oparl/Person", "paper/consultation/neu", "paper/extra"}) {
		t.Errorf("unknown %q", f.Unknown)
	}
	if w := f.Result.Warnings; len(w) != 1 || w[0].Code != "file_without_text" || !strings.HasPrefix(w[0].Detail, "1 of 4 files have no text here: Synopse") {
		t.Errorf("warnings %v", w)
	}
}

func TestFiles(t *testing.T) {
	s := council(t)
	f := fetch(t, s, "https://rat.example/files/1")
	d := f.Document
	if d.Kind != auskunft.OrdinanceDocument || d.Title != "Anlage 1 Parkgebührensatzung (Anlage zur Vorlage 2021/12)" || d.URL != "https://rat.example/1.pdf" ||
		f.Result.Pages != 2 || strings.Contains(d.Text, "of 2") || !strings.Contains(d.Text, "Sie gilt ab Mai.") || string(f.Original) != text {
		t.Errorf("%+v, %d pages", d, f.Result.Pages)
	}
	last := f.Result.Blocks[len(f.Result.Blocks)-1]
	if last.Page != 2 || len(f.Result.Warnings) != 1 || f.Result.Warnings[0].Code != "text_outdated" {
		t.Errorf("last block %+v, warnings %v", last, f.Result.Warnings)
	}
	if f := fetch(t, s, "https://rat.example/files/3"); f.Format != "html" || f.Result != nil || f.Document.Kind != auskunft.PageDocument {
		t.Errorf("an original: %+v", f)
	}
	if f := fetch(t, s, "https://rat.example/files/4"); f.Document.Text != "§ 1 Eine Stunde kostet 2 Euro." || f.Document.Title != "Gebührenverzeichnis (Anlage zur Vorlage 2021/12)" {
		t.Errorf("a file that stands alone: %+v", f.Document)
	}
	for _, key := range []string{"https://rat.example/files/2", "https://rat.example/files/5", "https://rat.example/papers/8", "x"} {
		if _, err := s.Fetch(context.Background(), source.Item{Key: key}); auskunft.KindOf(err) != auskunft.NotFound {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestMarks(t *testing.T) {
	base := map[string]string{"7.json": paper, "others.json": others, "1.txt": text}
	before, _ := list(t, folder(t, base))
	base["1.txt"] = text + "neu"
	changed, _ := list(t, folder(t, base))
	const file, council = "https://rat.example/files/1", "https://rat.example/papers/7"
	if before[file].Mark == changed[file].Mark || before[council] != changed[council] {
		t.Error("a new text changes its file's mark, and only that")
	}
	delete(base, "1.txt")
	without, _ := list(t, folder(t, base))
	if without[file].Key != "" || without[council].Mark == before[council].Mark {
		t.Error("without a text there is no file, and the paper says so")
	}
}

func TestProblems(t *testing.T) {
	for name, tt := range map[string]struct {
		text, want string
		incomplete bool
	}{
		"cut":     {paper[:len(paper)-1], "ends in the middle", true},
		"no type": {`{"id": "x", "name": "y"}`, "id, name", false},
		"no id":   {`[{"type": "https://schema.oparl.org/1.1/Paper"}]`, "no id", false},
	} {
		s := folder(t, map[string]string{"a.json": tt.text, "b.json": strings.Replace(paper, "papers/7", "papers/9", 1)})
		items, err := list(t, s)
		if items["https://rat.example/papers/9"].Mark == "" || items["file/a.json"].Mark == "" {
			t.Errorf("%s: %v", name, items)
		}
		if _, incomplete := errors.AsType[*source.Incomplete](err); incomplete != tt.incomplete {
			t.Errorf("%s: List returned %v", name, err)
		}
		_, err = s.Fetch(context.Background(), source.Item{Key: "file/a.json"})
		if auskunft.KindOf(err) != auskunft.Invalid || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "a.json") {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := folder(t, map[string]string{"7.json": paper, "1.txt": "\x00\x01\x02\x03"})
	if _, err := s.Fetch(context.Background(), source.Item{Key: "https://rat.example/files/1"}); auskunft.CodeOf(err) != "binary" {
		t.Errorf("a text that is none: %v", err)
	}
}

// The ordinances of a real city's council: every text there is becomes a document.
func TestKarlsruhe(t *testing.T) {
	s := open(t, sharedtest.Folder(t, "karlsruhe-oparl"))
	items, err := list(t, s)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for key := range items {
		f := fetch(t, s, key)
		kind := "paper"
		if strings.Contains(key, "/files/") {
			kind = "file"
			if f.Document.URL == "" || !strings.Contains(f.Document.Title, "Vorlage") {
				t.Errorf("%s: %+v", key, f.Document)
			}
		}
		count[kind]++
		count[string(f.Document.Kind)]++
		for _, w := range f.Result.Warnings {
			count[w.Code]++
		}
		if len(f.Unknown) > 0 || f.Document.Title == "" || f.Document.ChangedAt.IsZero() || pageMark.MatchString(f.Result.Text) {
			t.Errorf("%s: unknown %q, %+v", key, f.Unknown, f.Document)
		}
		if strings.Contains(f.Result.Text, "Federführend") {
			count["in charge"]++
		}
	}
	t.Logf("%v", count)
	if count["paper"] != 89 || count["file"] != 163 || count["in charge"] < 80 {
		t.Errorf("%v", count)
	}
}

func FuzzObjects(f *testing.F) {
	f.Add([]byte(paper))
	f.Add([]byte(others))
	f.Add([]byte(`[{"id":"1","type":"Paper","mainFile":"2","auxiliaryFile":[[{}]]},{"id":"2","type":"File","text":"-- 1 of 1 --\nx"}]`))
	file := filepath.Join(f.TempDir(), "x.json")
	f.Fuzz(func(t *testing.T, data []byte) {
		sourcetest.NothingUnexpected(t, file, data, func(t testing.TB, path string) source.Source { return open(t, path) })
	})
}
