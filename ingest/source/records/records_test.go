package records

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"auskunft/ingest/source/sourcetest"

	"auskunft"
)

var write = sourcetest.Folder

func open(t testing.TB, dir string) *Place {
	t.Helper()
	p, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestScanAndLoad(t *testing.T) {
	for name, tt := range map[string]struct {
		content string
		want    []string
		head    string
	}{
		"list":       {"\ufeff [ {\"id\": 1},\n {\"id\":\"zwei Ämter\"} ] ", []string{"1", "zwei Ämter"}, ""},
		"data":       {`{"meta": {"generated": "heute"}, "data": [{"id": "a"} , {"id": "b"}], "links": {}}`, []string{"a", "b"}, "heute"},
		"object":     {" \n{\"id\": \"allein\", \"x\": {\"y\": [1]} \n }\n ", []string{"allein"}, ""},
		"bomark":     {"\ufeff{\"id\": \"allein\"}", []string{"allein"}, ""},
		"empty":      {`[]`, nil, ""},
		"empty data": {`{"data": []}`, nil, ""},
	} {
		p := open(t, filepath.Join(write(t, map[string]string{"x.json": tt.content}), "x.json"))
		var got []string
		var at []Record
		head := ""
		err := p.Scan("x.json", func(r Record, raw []byte, n, h *Node) error {
			got, at, head = append(got, n.Text("id")), append(at, r), h.Text("meta", "generated")
			return nil
		})
		if err != nil || !slices.Equal(got, tt.want) || head != tt.head {
			t.Errorf("%s: %q, head %q, %v", name, got, head, err)
		}
		for i, r := range at {
			if n, _, err := p.Load(r); err != nil || n.Text("id") != tt.want[i] {
				t.Errorf("%s: record %d is loaded as %q, %v", name, i, n.Text("id"), err)
			}
		}
	}
}

func TestScanRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ content, want string }{
		"cut":      {`[{"id": 1}, {"id"`, "ends in the middle"},
		"text":     {"guten Tag", "no JSON"},
		"empty":    {"", "no JSON"},
		"number":   {"12", "neither a list"},
		"twice":    {`{"id": 1} {"id": 2}`, "more after"},
		"data":     {`{"data": {"id": 1}}`, "no list"},
		"deep":     {strings.Repeat("[", maxDepth+3) + strings.Repeat("]", maxDepth+3), "deep"},
		"abyss":    {strings.Repeat(`{"a":`, 1_000_000) + "1" + strings.Repeat("}", 1_000_000), "deep"},
		"latin":    {"[{\"id\": \"M\xfcll\"}]", "UTF-8"},
		"no JSON":  {"[{id: 1}]", "invalid character"},
		"brackets": {"[{}}", "no JSON"},
	} {
		p := open(t, write(t, map[string]string{"x.json": tt.content}))
		err := p.Scan("x.json", func(Record, []byte, *Node, *Node) error { return nil })
		if auskunft.KindOf(err) != auskunft.Invalid || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "x.json") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestChangedMeanwhile(t *testing.T) {
	dir := write(t, map[string]string{"x.json": `[{"id": 1}]`})
	p := open(t, dir)
	var at Record
	if err := p.Scan("x.json", func(r Record, _ []byte, _, _ *Node) error { at = r; return nil }); err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{`[{"id": 2}]`, `[]`} {
		if err := os.WriteFile(filepath.Join(dir, "x.json"), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, _, err := p.Load(at); auskunft.KindOf(err) != auskunft.Conflict {
			t.Errorf("%s: %v", content, err)
		}
	}
}

func TestFiles(t *testing.T) {
	dir := write(t, map[string]string{"b.json": "1", "a/c.JSON": "1", ".git/x.json": "1", ".x.json": "1"})
	if got, err := open(t, dir).Files(context.Background()); err != nil || !slices.Equal(got, []string{"a/c.JSON", "b.json"}) {
		t.Errorf("%q, %v", got, err)
	}
	secret := filepath.Join(t.TempDir(), "secret.json")
	if err := os.WriteFile(secret, []byte("[]"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "link.json")); err != nil {
		t.Fatal(err)
	}
	if data, err := open(t, dir).Read("link.json"); err == nil {
		t.Errorf("a link outside reads %q", data)
	}
	if _, err := Open(filepath.Join(dir, "fehlt")); auskunft.KindOf(err) != auskunft.Invalid {
		t.Errorf("%v", err)
	}
	deep := write(t, map[string]string{strings.Repeat("d/", maxFolders+2) + "x.json": "1"})
	if _, err := open(t, deep).Files(context.Background()); auskunft.KindOf(err) != auskunft.Limited {
		t.Errorf("%v", err)
	}
}

func TestUnknown(t *testing.T) {
	n, err := Parse([]byte(`{"id": 7, "name": " Amt ", "neu": {"a": 1}, "leer": {"x": [], "y": false, "z": ""}, "meta": {"url": "u", "rest": true},
		"links": [{"name": "a", "alt": 1}, {"name": "b", "alt": 2}], "one": {"v": 1}, "texts": ["a", "b"], "gone": [1, {"x": 2}], "off": 0}`))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, l := range n.List("links") {
		names = append(names, l.Text("name"))
	}
	if n.Text("id") != "7" || n.Text("name") != "Amt" || n.Text("meta", "url") != "u" || !slices.Equal(names, []string{"a", "b"}) ||
		len(n.List("one")) != 1 || n.List("leer") != nil || n.Text("no", "such") != "" {
		t.Errorf("%q", names)
	}
	if value, said := n.Flag("off"); value || !said {
		t.Error("a number is no true")
	}
	if _, said := n.Flag("fehlt"); said {
		t.Error("nothing says nothing")
	}
	n.Skip("gone")
	n.At("texts")
	want := []string{"x/links/alt", "x/meta/rest", "x/neu", "x/one/v", "x/texts[]"}
	if got := n.Unknown("x"); !slices.Equal(got, want) {
		t.Errorf("unknown %q", got)
	}
}

func FuzzScan(f *testing.F) {
	for _, seed := range []string{`{"meta":{},"data":[{"id":1}]}`, `[{"a":[true,null]}]`, "\ufeff{\"x\":\"\\ud800\"}", `{"data":1}`, "[1,2]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		err := scan(data, func(raw []byte, from int, _ *Node) error {
			if got := string(data[from : from+len(raw)]); got != string(raw) {
				t.Fatalf("at %d stands %q, not %q", from, got, raw)
			}
			n, err := Parse(raw)
			if err == nil {
				n.Unknown("")
			}
			return err
		})
		if err != nil && auskunft.KindOf(err) != auskunft.Invalid {
			t.Fatal(err)
		}
	})
}

func TestKnown(t *testing.T) {
	n, err := Parse([]byte(`{"name": "Hund", "empty": "", "id": 7, "fees": [{"amount": 5, "odd": 1}, {"amount": 6}], "other": "x"}`))
	if err != nil {
		t.Fatal(err)
	}
	n.Text("name")
	for _, fee := range n.List("fees") {
		fee.Text("amount")
	}
	n.Skip("id")
	known, skipped := n.Known("service")
	if !slices.Equal(known, []string{"service/fees/amount", "service/name"}) || !slices.Equal(skipped, []string{"service/id"}) {
		t.Errorf("known %q, skipped %q", known, skipped)
	}
	if unknown := n.Unknown("service"); !slices.Equal(unknown, []string{"service/fees/odd", "service/other"}) {
		t.Errorf("unknown %q", unknown)
	}
}
