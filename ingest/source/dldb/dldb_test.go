package dldb

import (
	"context"
	"errors"
	"os"
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

var fetch = sourcetest.Fetch

func folder(t testing.TB, files map[string]string) *DLDB {
	t.Helper()
	return open(t, sourcetest.Folder(t, files))
}

func open(t testing.TB, path string) *DLDB {
	t.Helper()
	d, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func list(t testing.TB, d *DLDB) (items []source.Item, err error) {
	t.Helper()
	err = d.List(context.Background(), func(i source.Item) error {
		items = append(items, i)
		return nil
	})
	return items, err
}

func keys(items []source.Item) (keys []string) {
	for _, i := range items {
		keys = append(keys, i.Key)
	}
	return keys
}

const services = `{"meta": {"generated": "2026-06-08T07:41:01", "datacount": "3"}, "data": [
{"id": "7", "name": "Hund anmelden", "description": "<p>Wer einen Hund hält, meldet ihn an.</p>", "leika": "99102013000000, 99102013000001",
 "meta": {"url": "https://ort.example/#/services/{serviceId}", "lastupdate": "2026-03-01T10:00:00", "keywords": "Hundesteuer, Köter, hundesteuer, ", "locale": "de"},
 "public": true, "fees": "<ul><li>erster Hund: 120,50 Euro im Jahr</li><li>Blindenhund: gebührenfrei</li></ul>",
 "forms": [{"name": "Anmeldung", "link": "/a.pdf", "description": false}, {"name": "Böse", "link": "javascript:alert(1)"}],
 "links": [{"name": "Anmeldung", "link": "/a.pdf"}, {"name": "Satzung", "link": "https://ort.example/s", "description": "seit 2020"}],
 "requirements": [{"name": "Ausweis", "description": "oder Pass", "link": ""}], "prerequisites": {"name": "Hund"},
 "legal": [{"name": "Hundesteuersatzung", "link": "https://ort.example/recht"}], "process_time": "2 Wochen", "responsibility": "Am Wohnort.",
 "appointment": {"link": "https://ort.example/termin"}, "onlineprocessing": {"description": "Online anmelden", "link": "https://ort.example/online"},
 "locations": [{"location": "1"}, {"location": "2"}, {"location": "3"}, {"location": "weg"}], "duration": 20, "geheim": {"zettel": 1}, "leer": []},
{"id": 8, "name": "Akte einsehen", "public": false, "locations": [{"location": "1"}, {"location": "2"}, {"location": "3"}],
 "meta": {"lastupdate": "2026-06-08T07:41:01"}},
{"id": 9, "name": "Unklar", "public": "ja", "meta": {"locale": "en_GB"}}]}`

const locations = `[
{"id": "1", "name": "Bürgerbüro (ABC/1)", "displayName": "Bürgerbüro", "public": true, "organization": "Stadt & Land", "organizationUnit": "Hauptamt",
 "displayNameAlternatives": ["Meldestelle", "Hauptamt", "Bürgerbüro"],
 "address": {"street": "Markt", "house_number": 1, "postal_code": "26995", "city": "Ort", "hint": "Eingang im Hof"},
 "contact": {"phone": "04227 99-0; 115", "fax": "04227 99-1", "email": "bb@ort.example"}, "geo": {"lat": "53.1", "lon": "8.6"},
 "services": [{"service": "7"}, {"service": "8"}, {"service": "9"}], "opening_times": {"monday": "8-12"}},
{"id": "2", "name": "Hinterzimmer", "public": false, "address": {"city": "Ort"}, "services": [{"service": "7"}]},
{"id": "3", "name": "Zweigstelle", "address": {"city": "Ort"}, "services": [{"service": "7", "public": false}]}]`

func TestService(t *testing.T) {
	d := folder(t, map[string]string{"services_de.json": services, "locations_de.json": locations})
	items, err := list(t, d)
	want := []string{"location/1/de", "location/2/de", "location/3/de", "service/7/de", "service/8/de", "service/9/en"}
	if err != nil || !slices.Equal(keys(items), want) {
		t.Fatalf("keys %q, %v", keys(items), err)
	}
	f := fetch(t, d, "service/7/de")
	text := `Hund anmelden

Wer einen Hund hält, meldet ihn an.

Voraussetzungen

- Hund

Erforderliche Unterlagen

- Ausweis: oder Pass

Kosten

- erster Hund: 120,50 Euro im Jahr
- Blindenhund: gebührenfrei

Bearbeitungsdauer

2 Wochen

Online erledigen

- Online anmelden: https://ort.example/online

Formulare

- Anmeldung: https://ort.example/a.pdf
- Böse

Zuständige Stelle

Am Wohnort.

- Bürgerbüro

Kontakt

- Termin vereinbaren: https://ort.example/termin

Hinweise

- Satzung: seit 2020: https://ort.example/s

Rechtsgrundlagen

- Hundesteuersatzung: https://ort.example/recht`
	if f.Result.Text != text {
		t.Errorf("text\n%s", f.Result.Text)
	}
	doc, s := f.Document, f.Document.Service
	if doc.Title != "Hund anmelden" || doc.URL != "https://ort.example/#/services/7" || doc.Visibility != "" || doc.Kind != auskunft.ServiceDocument ||
		doc.ChangedAt.Format(time.RFC3339) != "2026-03-01T10:00:00+01:00" || !slices.Equal(doc.Synonyms, []string{"Hundesteuer", "Köter"}) {
		t.Errorf("document %+v", doc)
	}
	wantFees := []auskunft.Fee{{Text: "erster Hund: 120,50 Euro im Jahr", Cents: 12050, Currency: "EUR", Per: "Jahr"}, {Text: "Blindenhund: gebührenfrei"}}
	if !slices.Equal(s.Fees, wantFees) || !slices.Equal(s.LeiKa, []string{"99102013000000", "99102013000001"}) || s.Duration != "2 Wochen" ||
		!slices.Equal(s.Forms, []auskunft.Link{{Title: "Anmeldung", URL: "https://ort.example/a.pdf"}}) || len(s.Online) != 1 || len(s.LegalBasis) != 1 ||
		!slices.Equal(s.Documents, []string{"Ausweis"}) || len(s.Offices) != 1 || s.Offices[0].OfficeKey != "1" {
		t.Errorf("service %+v", s)
	}
	if !slices.Equal(f.Unknown, []string{"service/geheim"}) || f.Result.Meta["appointment.minutes"] != "20" {
		t.Errorf("unknown %q, meta %v", f.Unknown, f.Result.Meta)
	}
}

func TestVisibility(t *testing.T) {
	d := folder(t, map[string]string{"services_de.json": services, "locations_de.json": locations})
	for key, want := range map[string]auskunft.Visibility{
		"service/7/de": "", "service/8/de": auskunft.Internal, "service/9/en": auskunft.Internal,
		"location/1/de": "", "location/2/de": auskunft.Internal, "location/3/de": "",
	} {
		if got := fetch(t, d, key).Document.Visibility; got != want {
			t.Errorf("%s is %q", key, got)
		}
	}
	inner := fetch(t, d, "service/8/de")
	if len(inner.Document.Service.Offices) != 3 || len(inner.Result.Warnings) != 1 || !inner.Document.ChangedAt.IsZero() {
		t.Errorf("an internal service names every location: %+v, %v", inner.Document, inner.Result.Warnings)
	}
	if got := fetch(t, d, "location/1/de").Document.Office.Services; len(got) != 1 || got[0].ServiceKey != "7" {
		t.Errorf("a public location names %+v", got)
	}
	if got := fetch(t, d, "location/3/de").Document.Office.Services; len(got) != 0 {
		t.Errorf("a location names what it offers internally: %+v", got)
	}
}

func TestLocation(t *testing.T) {
	f := fetch(t, folder(t, map[string]string{"services_de.json": services, "locations_de.json": locations}), "location/1/de")
	want := "Bürgerbüro\n\nStadt & Land, Hauptamt, Meldestelle\n\nEingang im Hof\n\nKontakt\n\n- Telefon: 04227 99-0\n- Telefon: 115\n- E-Mail: bb@ort.example\n\nAnschrift\n\nBürgerbüro\nMarkt 1\n26995 Ort"
	if f.Result.Text != want || !slices.Equal(f.Document.Synonyms, []string{"Meldestelle", "Hauptamt", "Bürgerbüro (ABC/1)"}) || f.Result.Meta["fax"] != "04227 99-1" {
		t.Errorf("text %q, document %+v", f.Result.Text, f.Document)
	}
	if !slices.Equal(f.Unknown, []string{"location/opening_times"}) {
		t.Errorf("unknown %q", f.Unknown)
	}
}

func TestMarks(t *testing.T) {
	marks := func(services, locations string) map[string]string {
		items, err := list(t, folder(t, map[string]string{"services_de.json": services, "locations_de.json": locations}))
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for _, i := range items {
			out[i.Key] = i.Mark
		}
		return out
	}
	before := marks(services, locations)
	exported := marks(strings.ReplaceAll(services, "2026-06-08T07:41:01", "2026-06-09T07:41:01"), locations)
	for key := range before {
		if before[key] != exported[key] {
			t.Errorf("a new export alone changes the mark of %s", key)
		}
	}
	renamed := marks(services, strings.Replace(locations, `"Bürgerbüro"`, `"Stadtbüro"`, 1))
	if before["service/7/de"] == renamed["service/7/de"] || before["service/9/en"] != renamed["service/9/en"] {
		t.Error("a location's name changes the marks of its services, and only those")
	}
	opened := marks(services, strings.Replace(locations, `"public": false, "address"`, `"public": true, "address"`, 1))
	if before["service/7/de"] == opened["service/7/de"] {
		t.Error("a location becomes public, same mark")
	}
}

func TestProblems(t *testing.T) {
	for name, tt := range map[string]struct {
		text, want string
		incomplete bool
	}{
		"cut":       {services[:len(services)-9], "ends in the middle", true},
		"no list":   {`{"data": "x"}`, "no list", true},
		"no name":   {`[{"id": "5", "neu": 1}]`, "id, neu", false},
		"twice":     {`[{"id": "1", "name": "a", "services": [1]}, {"id": "1", "name": "b", "services": [1]}]`, "twice", false},
		"not UTF-8": {"[{\"id\": \"M\xfc\"}]", "UTF-8", true},
	} {
		d := folder(t, map[string]string{"a.json": tt.text, "b.json": locations, "c.txt": "x"})
		items, err := list(t, d)
		if !slices.Contains(keys(items), "location/2/de") || !slices.Contains(keys(items), "file/a.json") {
			t.Errorf("%s: keys %q", name, keys(items))
		}
		if _, incomplete := errors.AsType[*source.Incomplete](err); incomplete != tt.incomplete {
			t.Errorf("%s: List returned %v", name, err)
		}
		_, err = d.Fetch(context.Background(), source.Item{Key: "file/a.json"})
		if auskunft.KindOf(err) != auskunft.Invalid || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "a.json") {
			t.Errorf("%s: %v", name, err)
		}
	}
	d := folder(t, map[string]string{"b.json": locations})
	if _, err := d.Fetch(context.Background(), source.Item{Key: "location/weg/de"}); auskunft.KindOf(err) != auskunft.NotFound {
		t.Errorf("%v", err)
	}
	if _, err := Open(filepath.Join(t.TempDir(), "fehlt")); auskunft.KindOf(err) != auskunft.Invalid {
		t.Errorf("%v", err)
	}
}

// The whole directory of a real city: everything is read, and nothing in it is unknown.
func TestMunich(t *testing.T) {
	d := open(t, sharedtest.Folder(t, "munich-services"))
	items, err := list(t, d)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, i := range items {
		f := fetch(t, d, i.Key)
		doc := f.Document
		kind, _, _ := strings.Cut(i.Key, "/")
		count[kind]++
		if doc.Visibility == auskunft.Internal {
			count["internal "+kind]++
		}
		if len(f.Unknown) > 0 || doc.Title == "" || doc.URL == "" || strings.Contains(f.Result.Text, "{serviceId}") {
			t.Errorf("%s: unknown %q, %q at %q", i.Key, f.Unknown, doc.Title, doc.URL)
		}
		count["warnings"] += len(f.Result.Warnings)
		if s := doc.Service; s != nil {
			for name, n := range map[string]int{"fees": len(s.Fees), "leika": len(s.LeiKa), "forms": len(s.Forms), "synonyms": len(s.Synonyms), "offices": len(s.Offices)} {
				if n > 0 {
					count[name]++
				}
			}
		}
		if o := doc.Office; o != nil && o.Street != "" && len(o.Phones) > 0 {
			count["reachable"]++
		}
	}
	t.Logf("%v", count)
	want := map[string]int{"service": 287, "location": 109, "internal service": 125, "internal location": 9, "fees": 193, "leika": 132}
	for name, n := range want {
		if count[name] != n {
			t.Errorf("%s: %d, want %d", name, count[name], n)
		}
	}
}

func FuzzRecords(f *testing.F) {
	f.Add([]byte(services))
	f.Add([]byte(locations))
	f.Add([]byte(`[{"id":1,"name":"<b>","fees":"<ul><li>1 €","forms":[null,1,{"link":"%zz"}],"public":null}]`))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(dir, "x.json")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		d := open(t, path)
		items, _ := list(t, d)
		for _, i := range items {
			fetched, err := d.Fetch(context.Background(), i)
			if auskunft.KindOf(err) == auskunft.Unexpected {
				t.Errorf("%s: %v", i.Key, err)
			}
			if err == nil {
				sourcetest.CheckFields(t, fetched)
			}
		}
	})
}
