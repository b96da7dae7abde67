package mediawiki

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/ingest/source"
	"auskunft/ingest/source/sourcetest"
)

const dumped = `<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="de">
<siteinfo><sitename>Stadtwiki</sitename><base>https://wiki.auenwede.example/wiki/Hauptseite</base>
<namespaces><namespace key="0" case="first-letter" /><namespace key="1" case="first-letter">Diskussion</namespace></namespaces></siteinfo>
<page><title>Kasse</title><ns>0</ns><id>1</id>
 <revision><id>11</id><timestamp>2026-01-02T10:00:00Z</timestamp><contributor><username>A</username><id>5</id></contributor><text bytes="9" xml:space="preserve">Alte Fassung.</text></revision>
 <revision><id>12</id><timestamp>2026-02-02T10:00:00Z</timestamp><contributor><username>A</username><id>5</id></contributor><text bytes="9" xml:space="preserve">Die '''Kasse''' zieht Forderungen ein.
[[Kategorie:Finanzen]] [[Kategorie:Altstadt]] {{Stand|2026}}</text></revision></page>
<page><title>Kasse/Mahnung</title><ns>0</ns><id>2</id><revision><id>20</id><timestamp>2026-02-03T10:00:00Z</timestamp><text>== Fristen ==
* 14 Tage &amp; dann 7
&lt;ref&gt;Satzung&lt;/ref&gt;</text></revision></page>
<page><title>Zahlungserinnerung</title><ns>0</ns><id>3</id><redirect title="Kasse/Mahnung" /><revision><id>30</id><text>#REDIRECT [[Kasse/Mahnung]]</text></revision></page>
<page><title>Diskussion:Kasse</title><ns>1</ns><id>4</id><revision><id>40</id><text>Stimmt das?</text></revision></page>
</mediawiki>`

var list = sourcetest.Items

func write(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t testing.TB, p source.Place) source.Source {
	t.Helper()
	s, err := Open(p)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDump(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(dumped)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, location := range []string{write(t, "wiki.xml", []byte(dumped)), write(t, "wiki.xml.gz", packed.Bytes())} {
		s := open(t, source.Place{Location: location, Options: map[string]string{"areas": "altstadt"}})
		if items := list(t, s); len(items) != 2 || items["page/1"].Mark == "" || items["page/1"].Mark == items["page/2"].Mark {
			t.Fatalf("%v", items)
		}
		f, err := s.Fetch(t.Context(), source.Item{Key: "page/1"})
		d := f.Document
		if err != nil || f.Result.Text != "Die Kasse zieht Forderungen ein. 2026" || d.Title != "Kasse" || d.Lang != "de" || d.URL != "https://wiki.auenwede.example/wiki/Kasse" ||
			d.ChangedAt.Month() != 2 || !slices.Equal(d.Synonyms, []string{"Finanzen"}) || !slices.Equal(d.Areas, []string{"Altstadt"}) || !slices.Equal(f.Unknown, []string{"template/Stand"}) {
			t.Errorf("%+v, %+v, %v", d, f.Unknown, err)
		}
		f, err = s.Fetch(t.Context(), source.Item{Key: "page/2"})
		if err != nil || f.Result.Text != "Kasse\n\nFristen\n\n- 14 Tage & dann 7" || !slices.Equal(f.Document.Synonyms, []string{"Zahlungserinnerung"}) || !strings.HasSuffix(f.Document.URL, "/wiki/Kasse/Mahnung") {
			t.Errorf("%+v, %v", f.Document, err)
		}
		if _, err := s.Fetch(t.Context(), source.Item{Key: "page/3"}); auskunft.KindOf(err) != auskunft.NotFound {
			t.Errorf("a redirect is a document: %v", err)
		}
	}
	s := open(t, source.Place{Location: write(t, "wiki.xml", []byte(dumped)), Options: map[string]string{"namespaces": "0, 1", "lang": "en"}})
	if items := list(t, s); len(items) != 3 {
		t.Errorf("%v", items)
	}
}

func TestBrokenDumps(t *testing.T) {
	for name, tt := range map[string]struct{ data, want string }{
		"empty": {"", "empty"}, "cut": {dumped[:900], "export it again"}, "feed": {"<rss></rss>", "<rss>"}, "no gzip": {"\x1f\x8b\x01", "unpacked"}, "no bzip2": {"BZhx", "bzip2"},
		"entity": {`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><mediawiki><page><title>&e;</title></page></mediawiki>`, "entity"},
	} {
		err := open(t, source.Place{Location: write(t, "x.xml", []byte(tt.data))}).List(t.Context(), func(source.Item) error { return nil })
		if auskunft.KindOf(err) != auskunft.Invalid || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, p := range map[string]source.Place{
		"missing": {Location: "/gibt/es/nicht.xml"}, "folder": {Location: t.TempDir()}, "no interface": {Location: "https://wiki.auenwede.example/wiki/"},
		"namespaces": {Location: write(t, "x.xml", nil), Options: map[string]string{"namespaces": "alle"}}, "lang": {Location: write(t, "x.xml", nil), Options: map[string]string{"lang": "?"}},
		"user without a password": {Location: "https://wiki.auenwede.example/w/api.php", Options: map[string]string{"user": "x"}},
	} {
		if _, err := Open(p); auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDump(f *testing.F) {
	f.Add([]byte(dumped))
	f.Add([]byte("<mediawiki><page><title>a</title><id>1</id><revision><text>b"))
	path := filepath.Join(f.TempDir(), "x.xml")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		s := open(t, source.Place{Location: path})
		defer s.(*MediaWiki).Close()
		var keys []string
		if err := s.List(t.Context(), func(i source.Item) error { keys = append(keys, i.Key); return nil }); auskunft.KindOf(err) == auskunft.Unexpected {
			t.Fatal(err)
		}
		for _, key := range keys {
			if _, err := s.Fetch(t.Context(), source.Item{Key: key}); auskunft.KindOf(err) == auskunft.Unexpected {
				t.Fatalf("%s: %v", key, err)
			}
		}
	})
}
