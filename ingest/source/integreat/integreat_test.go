package integreat

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/ingest/source/sourcetest"
	"auskunft/internal/sharedtest"
)

var (
	list  = sourcetest.List
	fetch = sourcetest.Fetch
)

func folder(t testing.TB, files map[string]string) *Integreat {
	t.Helper()
	return open(t, sourcetest.Folder(t, files))
}

func open(t testing.TB, path string) *Integreat {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const pages = `[
{"id": 1, "path": "/ort/de/wohnen/", "url": "https://ort.example/ort/de/wohnen/", "title": "Wohnen &amp; Leben", "content": "", "excerpt": "",
 "last_updated": "2024-02-01T09:00:00.5+01:00", "parent": {"id": 0, "url": null, "path": null}, "available_languages": {}},
{"id": 2, "path": "/ort/de/wohnen/miete/", "url": "https://ort.example/ort/de/wohnen/miete/", "title": "Miete", "parent": {"id": 9, "path": "/ort/de/wohnen/"},
 "content": "<div><p>Eine Wohnung kostet Miete.</p><h3>Kaution</h3><p>Höchstens drei Monate.</p><p><em>Schlagworte: Vermieter, Neben&shy;kosten; Kaution</em></p></div>",
 "modified_gmt": "2024-03-01T09:00:00Z", "available_languages": {"en": {"id": 3, "url": "u", "path": "/ort/en/housing/rent/"}}, "thumbnail": "https://x/y.png",
 "embedded_offers": [], "organization": null, "hash": null, "order": 3, "neu": {"a": 1}},
{"id": 3, "path": "/ort/de-si/hilfe/", "url": "javascript:x", "title": "Hilfe", "parent": {"path": "/ort/de-si/hilfe/"}, "content": "<h1>Leicht</h1><p>Text.</p>"},
{"id": 4, "path": "/ort/ti/x/", "title": "X", "content": "<p>Die Seite existiert nicht in der ausgewählten Sprache. Sie ist aber in diesen Sprachen verfügbar:</p>"}]`

func TestPages(t *testing.T) {
	s := folder(t, map[string]string{"ort.de.pages.json": pages})
	items, err := list(t, s)
	if err != nil || len(items) != 4 {
		t.Fatalf("%v, %v", items, err)
	}
	f := fetch(t, s, "/ort/de/wohnen/miete/")
	d := f.Document
	if want := "Wohnen & Leben\n\nEine Wohnung kostet Miete.\n\nKaution\n\nHöchstens drei Monate."; f.Result.Text != want || f.Result.Blocks[0].Kind != extract.Heading {
		t.Errorf("text %q, blocks %+v", f.Result.Text, f.Result.Blocks)
	}
	if d.Title != "Miete" || d.Lang != "de" || d.URL != "https://ort.example/ort/de/wohnen/miete/" || d.ChangedAt.Format(time.DateOnly) != "2024-03-01" ||
		!slices.Equal(d.Synonyms, []string{"Vermieter", "Nebenkosten", "Kaution"}) {
		t.Errorf("document %+v", d)
	}
	if f.Result.Meta["language.en"] != "/ort/en/housing/rent/" || f.Result.Meta["breadcrumb"] != "Wohnen & Leben" || !slices.Equal(f.Unknown, []string{"page/neu"}) {
		t.Errorf("meta %v, unknown %q", f.Result.Meta, f.Unknown)
	}
	empty := fetch(t, s, "/ort/de/wohnen/")
	if empty.Result.Text != "" || len(empty.Result.Warnings) != 1 || empty.Result.Warnings[0].Code != "no_text" || empty.Document.Title != "Wohnen & Leben" ||
		empty.Document.ChangedAt.UTC().Hour() != 8 {
		t.Errorf("a page without a text: %+v, %v", empty.Document, empty.Result.Warnings)
	}
	simple := fetch(t, s, "/ort/de-si/hilfe/")
	if simple.Document.Lang != "de-simple" || simple.Document.URL != "" || simple.Result.Blocks[1].Level != 2 {
		t.Errorf("simple German, below itself: %+v, %+v", simple.Document, simple.Result.Blocks)
	}
	if none := fetch(t, s, "/ort/ti/x/"); none.Result.Text != "" || none.Result.Warnings[0].Code != "not_translated" || none.Document.Lang != "ti" {
		t.Errorf("a page that is not translated: %+v, %v", none.Document, none.Result.Warnings)
	}
}

func TestMarksFollowTheHierarchy(t *testing.T) {
	before, err := list(t, folder(t, map[string]string{"a.json": pages}))
	if err != nil {
		t.Fatal(err)
	}
	after, err := list(t, folder(t, map[string]string{"a.json": strings.Replace(pages, "Wohnen &amp; Leben", "Wohnen", 1)}))
	if err != nil || before["/ort/de/wohnen/miete/"].Mark == after["/ort/de/wohnen/miete/"].Mark || before["/ort/de-si/hilfe/"] != after["/ort/de-si/hilfe/"] {
		t.Errorf("%v\n%v\n%v", before, after, err)
	}
}

func TestProblems(t *testing.T) {
	for name, tt := range map[string]struct {
		text, want string
		incomplete bool
	}{
		"cut":     {pages[:len(pages)-3], "ends in the middle", true},
		"no page": {`[{"id": 1, "wort": "x"}]`, "id, wort", false},
		"twice":   {`[{"path": "/a/de/x/", "title": "1"}, {"path": "/a/de/x/", "title": "2"}]`, "twice", false},
		"a page":  {`"x"`, "neither", true},
	} {
		s := folder(t, map[string]string{"a.json": tt.text, "b.json": pages})
		items, err := list(t, s)
		if items["/ort/de/wohnen/"].Mark == "" || items["file/a.json"].Mark == "" {
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
	if _, err := folder(t, nil).Fetch(context.Background(), source.Item{Key: "/weg/"}); auskunft.KindOf(err) != auskunft.NotFound {
		t.Errorf("%v", err)
	}
}

// The pages of two real districts: all are read, nothing in them is unknown.
func TestDistricts(t *testing.T) {
	s := open(t, sharedtest.Folder(t, "omos-qa/pages"))
	items, err := list(t, s)
	if err != nil || len(items) != 833 {
		t.Fatalf("%d pages, %v", len(items), err)
	}
	count := map[string]int{}
	for key := range items {
		f := fetch(t, s, key)
		if len(f.Unknown) > 0 || f.Document.URL == "" || f.Document.ChangedAt.IsZero() || f.Document.Title == "" {
			t.Errorf("%s: unknown %q, %+v", key, f.Unknown, f.Document)
		}
		count[f.Document.Lang]++
		for _, w := range f.Result.Warnings {
			count[w.Code]++
		}
		if f.Result.Meta["breadcrumb"] != "" {
			count["below others"]++
		}
		if len(f.Document.Synonyms) > 0 {
			count["synonyms"]++
		}
		if strings.Contains(f.Result.Text, "Schlagworte:") {
			count["search words left in the text"]++
		}
	}
	t.Logf("%v", count)
	for name, n := range map[string]int{"de": 600, "en": 233, "not_translated": 3, "below others": 226 + 352 + 221} {
		if count[name] != n {
			t.Errorf("%s: %d, want %d", name, count[name], n)
		}
	}
	if count["no_text"] > 140 || count["synonyms"] < 150 {
		t.Errorf("%v", count)
	}
}

func FuzzPages(f *testing.F) {
	f.Add([]byte(pages))
	f.Add([]byte(`[{"path":"/","title":" ","content":"<h1>x<p>Keywords: a","parent":[1]}]`))
	file := filepath.Join(f.TempDir(), "x.json")
	f.Fuzz(func(t *testing.T, data []byte) {
		sourcetest.NothingUnexpected(t, file, data, func(t testing.TB, path string) source.Source { return open(t, path) })
	})
}
