package files

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/ingest/source/sourcetest"
)

// tree writes files below a new folder; the value "-> x" makes a link to x.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	isLink := func(_, content string) bool { return strings.HasPrefix(content, "-> ") }
	texts := maps.Clone(files)
	maps.DeleteFunc(texts, isLink)
	dir := sourcetest.Folder(t, texts)
	for name, content := range files {
		if !isLink(name, content) {
			continue
		}
		if err := os.Symlink(strings.TrimPrefix(content, "-> "), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func list(t *testing.T, dir string) map[string]source.Item {
	t.Helper()
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	items := map[string]source.Item{}
	var keys []string
	err = f.List(context.Background(), func(i source.Item) error {
		items[i.Key] = i
		keys = append(keys, i.Key)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(items) != len(keys) {
		t.Errorf("keys come twice: %q", keys)
	}
	return items
}

func fetch(t *testing.T, dir, key string) (source.Fetched, error) {
	t.Helper()
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f.Fetch(context.Background(), source.Item{Key: key})
}

func TestListAndFetch(t *testing.T) {
	dir := tree(t, map[string]string{
		"index.html":           "<h1>Start</h1>",
		"recht/_source.yaml":   "base_url: https://stadt.example/ortsrecht\nkind: ordinance\nlang: de\nareas: [nord]\n",
		"recht/hunde.txt":      "§ 1 Zweck",
		"recht/alt/müll 1.txt": "§ 1 Müll",
		"bild.png":             "\x89PNG",
		".git/config":          "x",
		"tabelle.xlsx":         "PK\x03\x04",
	})
	items := list(t, dir)
	want := []string{"index.html", "recht/alt/müll 1.txt", "recht/hunde.txt", "tabelle.xlsx"}
	var keys []string
	for key := range items {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	if !slices.Equal(keys, want) {
		t.Errorf("keys %q, want %q", keys, want)
	}
	got, err := fetch(t, dir, "recht/alt/müll 1.txt")
	if err != nil {
		t.Fatal(err)
	}
	doc := got.Document
	if doc.URL != "https://stadt.example/ortsrecht/alt/m%C3%BCll%201.txt" || doc.Kind != auskunft.OrdinanceDocument ||
		doc.Lang != "de" || !slices.Equal(doc.Areas, []string{"nord"}) || doc.Visibility != "" || got.Format != "plain" {
		t.Errorf("document %+v of format %q", doc, got.Format)
	}
	if _, err := fetch(t, dir, "tabelle.xlsx"); auskunft.CodeOf(err) != "format" {
		t.Errorf("a spreadsheet: %v", err)
	}
	if _, err := fetch(t, dir, "weg.txt"); auskunft.KindOf(err) != auskunft.NotFound {
		t.Errorf("a file that is gone: %v", err)
	}
}

func TestDropExtension(t *testing.T) {
	dir := tree(t, map[string]string{
		"_source.yaml":    "base_url: https://stadt.example/\ndrop_extension: true\n",
		"index.html":      "x",
		"rat/index.html":  "x",
		"rat/termine.htm": "x",
	})
	for key, want := range map[string]string{
		"index.html": "https://stadt.example/", "rat/index.html": "https://stadt.example/rat/", "rat/termine.htm": "https://stadt.example/rat/termine",
	} {
		got, err := fetch(t, dir, key)
		if err != nil || got.Document.URL != want {
			t.Errorf("%s: %q, %v", key, got.Document.URL, err)
		}
	}
}

func TestMarksChangeWithContentAndFolder(t *testing.T) {
	files := map[string]string{"a/_visibility": "internal", "a/x.txt": "eins", "y.txt": "eins"}
	dir := tree(t, files)
	before := list(t, dir)
	if again := list(t, dir); again["a/x.txt"] != before["a/x.txt"] {
		t.Error("the mark changes by itself")
	}
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a/_visibility", "department:bau")
	after := list(t, dir)
	if after["a/x.txt"].Mark == before["a/x.txt"].Mark || after["y.txt"].Mark != before["y.txt"].Mark {
		t.Error("a new visibility must change the marks of its folder, and only those")
	}
	write("y.txt", "zwei")
	if list(t, dir)["y.txt"].Mark == before["y.txt"].Mark {
		t.Error("new content, same mark")
	}
}

func TestVisibility(t *testing.T) {
	dir := tree(t, map[string]string{
		"offen.txt":                  "x",
		"wiki/_visibility":           "# nur für uns\ninternal\n",
		"wiki/x.txt":                 "x",
		"wiki/tief/er/x.txt":         "x",
		"wiki/bau/_visibility":       "\ufeffdepartment:bau\r\n",
		"wiki/bau/x.txt":             "x",
		"wiki/bau/eng.md":            "---\nvisibility: department:bau\n---\nx",
		"wiki/bau/weit.md":           "---\nvisibility: internal\n---\nx",
		"wiki/oeffentlich.md":        "---\nvisibility: public\n---\nx",
		"wiki/pub/_visibility":       "public",
		"wiki/pub/x.txt":             "x",
		"kaputt/_visibility":         "geheim",
		"kaputt/x.txt":               "x",
		"kaputt/unter/x.txt":         "x",
		"leer/_visibility":           "\n# nichts\n",
		"leer/x.txt":                 "x",
		"zwei/_visibility":           "internal\npublic",
		"zwei/x.txt":                 "x",
		"ordner/_visibility/egal.md": "x",
		"ordner/x.txt":               "x",
		"md/schlecht.md":             "---\nvisibility: alle\n---\nx",
	})
	for key, want := range map[string]auskunft.Visibility{
		"offen.txt": "", "wiki/x.txt": "internal", "wiki/tief/er/x.txt": "internal",
		"wiki/bau/x.txt": "department:bau", "wiki/bau/eng.md": "department:bau",
	} {
		got, err := fetch(t, dir, key)
		if err != nil || got.Document.Visibility != want {
			t.Errorf("%s: %q, %v", key, got.Document.Visibility, err)
		}
	}
	for _, key := range []string{"wiki/bau/weit.md", "wiki/oeffentlich.md", "wiki/pub/x.txt", "kaputt/x.txt", "kaputt/unter/x.txt",
		"leer/x.txt", "zwei/x.txt", "ordner/x.txt", "md/schlecht.md"} {
		if got, err := fetch(t, dir, key); auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%s is read as %q: %v", key, got.Document.Visibility, err)
		}
	}
	if items := list(t, dir); items["kaputt/x.txt"].Mark == "" {
		t.Error("a file in a broken folder is not listed")
	}
}

func TestNothingOutsideTheFolder(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "geheim.txt")
	if err := os.WriteFile(secret, []byte("geheim"), 0o644); err != nil {
		t.Fatal(err)
	}
	dir := tree(t, map[string]string{
		"innen.txt": "innen", "link.txt": "-> innen.txt", "aussen.txt": "-> " + secret, "ordner": "-> " + filepath.Dir(secret),
	})
	items := list(t, dir)
	if _, ok := items["ordner/geheim.txt"]; ok {
		t.Error("a link to a folder is followed")
	}
	if got, err := fetch(t, dir, "link.txt"); err != nil || string(got.Original) != "innen" {
		t.Errorf("a link inside: %q, %v", got.Original, err)
	}
	for _, key := range []string{"aussen.txt", "ordner/geheim.txt", "../geheim.txt", secret} {
		if got, err := fetch(t, dir, key); err == nil {
			t.Errorf("%s reads %q", key, got.Original)
		}
	}
}

func TestUnreadableFolder(t *testing.T) {
	deep := strings.Repeat("d/", maxDepth+2) + "x.txt"
	f, err := Open(tree(t, map[string]string{deep: "x", "y.txt": "y"}))
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	err = f.List(context.Background(), func(i source.Item) error {
		keys = append(keys, i.Key)
		return nil
	})
	incomplete, ok := errors.AsType[*source.Incomplete](err)
	if !ok || len(incomplete.Parts) != 1 || !slices.Contains(keys, "y.txt") || !slices.Contains(keys, incomplete.Parts[0]) {
		t.Errorf("keys %q, error %v", keys, err)
	}
}

func TestFrontMatter(t *testing.T) {
	dir := tree(t, map[string]string{"seite.md": `---
title: Hund
kind: wiki
lang: de
url: https://stadt.example/hund
areas: [nord, süd]
synonyms: [Köter, Vierbeiner]
valid_from: 2026-01-01
valid_until: 31.12.2026
changed: 2026-05-02T10:00:00+02:00
checked: 2026-06-01
autor: wir
---
# Anderer Titel
`})
	got, err := fetch(t, dir, "seite.md")
	if err != nil {
		t.Fatal(err)
	}
	d := got.Document
	if d.Title != "Hund" || d.Kind != auskunft.WikiDocument || d.URL != "https://stadt.example/hund" ||
		!slices.Equal(d.Areas, []string{"nord", "süd"}) || !slices.Equal(d.Synonyms, []string{"Köter", "Vierbeiner"}) {
		t.Errorf("document %+v", d)
	}
	if d.ValidFrom.Format(time.DateOnly) != "2026-01-01" || d.ValidUntil.Format(time.DateOnly) != "2026-12-31" ||
		d.ChangedAt.UTC().Hour() != 8 || d.CheckedAt.Month() != time.June {
		t.Errorf("dates %v %v %v %v", d.ValidFrom, d.ValidUntil, d.ChangedAt, d.CheckedAt)
	}
	if !slices.Equal(got.Unknown, []string{"autor"}) {
		t.Errorf("unknown %q", got.Unknown)
	}
}

func TestBadFrontMatter(t *testing.T) {
	for name, text := range map[string]string{
		"kein YAML":             "---\ntitle: [\n---\n",
		"unbekannte Art":        "---\nkind: leistung\n---\n",
		"kein Datum":            "---\nvalid_from: morgen\n---\n",
		"Amt ohne Schlüssel":    "---\nkind: office\nname: Amt\n---\n",
		"Zeit rückwärts":        "---\nkind: office\nkey: a\nname: Amt\nhours: {mo: \"12:00-08:00\"}\n---\n",
		"kein Tag":              "---\nkind: office\nkey: a\nname: Amt\nhours: {mon: \"8-12\"}\n---\n",
		"Tage rückwärts":        "---\nkind: office\nkey: a\nname: Amt\nhours: {fr-mo: \"8-12\"}\n---\n",
		"keine Zeit":            "---\nkind: office\nkey: a\nname: Amt\nhours: {mo: \"25:00-26:00\"}\n---\n",
		"Zeiten als Liste":      "---\nkind: office\nkey: a\nname: Amt\nhours: [mo]\n---\n",
		"Schließung ohne Tag":   "---\nkind: office\nkey: a\nname: Amt\nclosures: [{reason: x}]\n---\n",
		"Hinweis ohne Text":     "---\nkind: notice\ntitle: x\n---\n",
		"Hinweis zu wichtig":    "---\nkind: notice\ntitle: x\nseverity: panik\n---\nx",
		"Hinweis endet zu früh": "---\nkind: notice\ntitle: x\nfrom: 2026-02-01\nuntil: 2026-01-01\n---\nx",
	} {
		dir := tree(t, map[string]string{"x.md": text})
		if _, err := fetch(t, dir, "x.md"); auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Open(filepath.Join(t.TempDir(), "fehlt")); auskunft.KindOf(err) != auskunft.Invalid {
		t.Errorf("a missing folder: %v", err)
	}
	dir := tree(t, map[string]string{"_source.yaml": "base_ulr: https://x.example", "x.txt": "x"})
	if _, err := fetch(t, dir, "x.txt"); auskunft.CodeOf(err) != "source_settings" {
		t.Errorf("a misspelt setting: %v", err)
	}
}

func TestOffice(t *testing.T) {
	dir := tree(t, map[string]string{"buergerbuero.md": `---
kind: office
key: buergerbuero
name: Bürgerbüro Altstadt
street: Marktplatz 1
postal_code: "26995"
city: Auenwede
areas: [altstadt]
phones: ["04227 99-1150", "115"]
email: buergerbuero@auenwede.example
url: https://www.auenwede.example/aemter/buergerbuero
appointment: https://termine.auenwede.example/buergerbuero
accessibility: Stufenloser Eingang.
hours:
  do: "14:00-18:00 (nur mit Termin, auch online), 08:00-12:30"
  mo-di: 8–12
  sa: "9.30 bis 12 Uhr"
  fr: geschlossen
closures:
  - {from: 2026-12-24, until: 2027-01-01, reason: Betriebsferien}
  - {from: 2026-10-31}
---
# Bürgerbüro Altstadt

Ausweise und Meldesachen.
`})
	got, err := fetch(t, dir, "buergerbuero.md")
	if err != nil {
		t.Fatal(err)
	}
	want := `Bürgerbüro Altstadt

Ausweise und Meldesachen.

Öffnungszeiten

- Montag: 8:00 bis 12:00 Uhr
- Dienstag: 8:00 bis 12:00 Uhr
- Mittwoch: geschlossen
- Donnerstag: 8:00 bis 12:30 Uhr und 14:00 bis 18:00 Uhr (nur mit Termin, auch online)
- Freitag: geschlossen
- Samstag: 9:30 bis 12:00 Uhr
- Geschlossen vom 24. Dezember 2026 bis 1. Januar 2027: Betriebsferien
- Geschlossen am 31. Oktober 2026

Kontakt

- Telefon: 04227 99-1150
- Telefon: 115
- E-Mail: buergerbuero@auenwede.example
- Termin vereinbaren: https://termine.auenwede.example/buergerbuero
- Internet: https://www.auenwede.example/aemter/buergerbuero

Anschrift

Bürgerbüro Altstadt
Marktplatz 1
26995 Auenwede

Barrierefreiheit: Stufenloser Eingang.`
	if got.Result.Text != want || got.Document.Text != want {
		t.Errorf("text\n%s", got.Result.Text)
	}
	fields := map[auskunft.Field]string{}
	runes := []rune(got.Result.Text)
	for _, f := range got.Fields {
		fields[f.Field] += string(runes[f.Start:f.End])
	}
	if !strings.HasPrefix(fields[auskunft.FieldHours], "Öffnungszeiten") || !strings.HasSuffix(fields[auskunft.FieldAddress], "Eingang.") ||
		!strings.Contains(fields[auskunft.FieldContact], "115") || fields[auskunft.FieldDescription] != "Ausweise und Meldesachen." {
		t.Errorf("fields %q", fields)
	}
	o := got.Document.Office
	if o == nil || o.Key != "buergerbuero" || len(o.Hours) != 5 || o.Hours[2] != (auskunft.Opening{Weekday: time.Thursday, From: "08:00", To: "12:30"}) ||
		len(o.Closures) != 2 || !o.Closures[1].Until.Equal(o.Closures[1].From) || got.Document.Kind != auskunft.OfficeDocument {
		t.Errorf("office %+v", o)
	}
}

func TestNotice(t *testing.T) {
	dir := tree(t, map[string]string{"x.md": `---
kind: notice
title: Bürgerbüro geschlossen
severity: warning
services: [reisepass]
areas: [osterfeld]
from: 2026-08-31
until: 2027-02-14
---
Wegen **Umbaus** geschlossen.
`})
	got, err := fetch(t, dir, "x.md")
	if err != nil {
		t.Fatal(err)
	}
	n := got.Notice
	if n == nil || n.Title != "Bürgerbüro geschlossen" || n.Text != "Wegen Umbaus geschlossen." || n.Severity != "warning" ||
		!slices.Equal(n.Services, []string{"reisepass"}) || !slices.Equal(n.Areas, []string{"osterfeld"}) || n.Until.Format(time.DateTime) != "2027-02-14 23:59:59" || n.From.Format(time.RFC3339) != "2026-08-31T00:00:00+02:00" {
		t.Errorf("notice %+v", n)
	}
}

func TestTooLarge(t *testing.T) {
	dir := tree(t, map[string]string{"x.txt": "x"})
	if err := os.Truncate(filepath.Join(dir, "x.txt"), extract.MaxBytes+1); err != nil {
		t.Fatal(err)
	}
	if _, err := fetch(t, dir, "x.txt"); auskunft.CodeOf(err) != "too_large" {
		t.Errorf("%v", err)
	}
}

func FuzzFrontMatter(f *testing.F) {
	f.Add("---\nkind: office\nkey: a\nname: b\nhours: {mo-fr: 8-12}\n---\n# b\nText")
	f.Add("---\nkind: notice\ntitle: a\nfrom: 2026-01-01\n---\nText")
	f.Fuzz(func(t *testing.T, text string) {
		fetched := source.Fetched{}
		if err := describe(&fetched, folder{}, []byte(text)); err == nil && fetched.Result != nil {
			n := len([]rune(fetched.Result.Text))
			for _, r := range fetched.Fields {
				if r.Start < 0 || r.End > n || r.Start >= r.End {
					t.Fatalf("field %+v in a text of %d", r, n)
				}
			}
		}
	})
}

func TestIgnored(t *testing.T) {
	for _, test := range []struct {
		name   string
		folder bool
		want   bool
	}{
		{"app.js", false, true}, {"Node.js", true, false}, {"alt~", true, false}, {"text.md~", false, true},
		{".git", true, true}, {".env", false, true}, {"_visibility", false, true}, {"satzung.pdf", false, false},
	} {
		if got := ignored(test.name, test.folder); got != test.want {
			t.Errorf("%s (folder: %t): %t", test.name, test.folder, got)
		}
	}
}
