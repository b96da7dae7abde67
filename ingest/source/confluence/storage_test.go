package confluence

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/ingest/source/wiki"
)

// fixtureTree has the page 12 in the space KASSE and the page 11 above it.
func fixtureTree() (*tree, *content) {
	t := newTree(options{lang: "de"})
	t.spaces["1"] = &space{key: "KASSE", name: "Kasse"}
	t.contents["11"] = &content{id: "11", kind: page, title: "Mahnung", space: "1"}
	t.contents["12"] = &content{id: "12", kind: page, title: "Raten", space: "1", parent: "11"}
	t.index()
	return t, t.contents["12"]
}

func read(t testing.TB, body string) (*extract.Result, rendered) {
	t.Helper()
	tree, c := fixtureTree()
	r := toHTML(tree, c, body)
	res, err := wiki.Page{HTML: r.html, Lang: "de", Warnings: r.warnings}.Result()
	if err != nil {
		t.Fatal(err)
	}
	return res, r
}

func macro(name, inner string) string {
	return `<ac:structured-macro ac:name="` + name + `" ac:schema-version="1">` + inner + `</ac:structured-macro>`
}

func body(text string) string { return "<ac:rich-text-body>" + text + "</ac:rich-text-body>" }

func title(text string) string {
	return `<ac:parameter ac:name="title">` + text + `</ac:parameter><ac:parameter ac:name="icon">false</ac:parameter>`
}

func TestStorageFormat(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{
		"paragraphs":      {"<p>Eins &uuml;ber&shy;all</p><p><br/></p><p>Zwei</p>", "Eins überall\n\nZwei"},
		"unclosed break":  {"<p>Eins<br>zwei</p>", "Eins\nzwei"},
		"info":            {macro("info", body("<p>Wichtig.</p>")), "Wichtig."},
		"warning, titled": {macro("warning", title("Achtung")+body("<p>Nie bar.</p>")), "Achtung\n\nNie bar."},
		"panel":           {macro("panel", title("Kurz")+body("<ul><li>a</li><li>b</li></ul>")), "Kurz\n\n- a\n- b"},
		"expand":          {macro("expand", title("Sonderfälle")+body("<p>Selten.</p>")), "Sonderfälle\n\nSelten."},
		"code":            {macro("code", `<ac:parameter ac:name="language">sql</ac:parameter><ac:plain-text-body><![CDATA[SELECT *  FROM a WHERE b < 1;]]></ac:plain-text-body>`), "SELECT *  FROM a WHERE b < 1;"},
		"toc":             {macro("toc", `<ac:parameter ac:name="maxLevel">2</ac:parameter>`) + "<h2>A</h2><p>b</p>", "A\n\nb"},
		"children":        {"<p>a</p>" + macro("children", ""), "a"},
		"excerpt, inline": {"<p>Vor " + macro("excerpt", `<ac:parameter ac:name="atlassian-macro-output-type">INLINE</ac:parameter>`+body("mitten")) + " nach</p>", "Vor mitten nach"},
		"include":         {"<p>a</p>" + macro("include", `<ac:parameter ac:name=""><ac:link><ri:page ri:content-title="Geheim"/></ac:link></ac:parameter>`), "a"},
		"status":          {"<p>Stand: " + macro("status", title("GÜLTIG")) + "</p>", "Stand: GÜLTIG"},
		"jira":            {"<p>Siehe " + macro("jira", `<ac:parameter ac:name="key">FIN-12</ac:parameter>`) + ".</p>", "Siehe FIN-12."},
		"nested":          {macro("panel", body(macro("info", body("<p>innen</p>"))+"<p>außen</p>")), "innen\n\naußen"},
		"unknown":         {macro("stadt-kasten", body("<p>Text</p>")), "Text"},
		"html":            {macro("html", "<ac:plain-text-body><![CDATA[<p>roh</p><script>x()</script>]]></ac:plain-text-body>"), "roh"},
		"link":            {`<p>Siehe <ac:link><ri:page ri:content-title="Mahnung"/><ac:plain-text-link-body><![CDATA[die Mahnung]]></ac:plain-text-link-body></ac:link>.</p>`, "Siehe die Mahnung."},
		"link, its title": {`<p>Siehe <ac:link><ri:page ri:content-title="Mahnung"/></ac:link>.</p>`, "Siehe Mahnung."},
		"link, rich":      {`<p><ac:link ac:anchor="x"><ri:page ri:content-title="Gibt es nicht"/><ac:link-body><strong>dort</strong></ac:link-body></ac:link></p>`, "dort"},
		"people":          {`<p>Frag <ac:link><ri:user ri:userkey="8a7"/></ac:link> danach</p>`, "Frag danach"},
		"file":            {`<p><ac:link><ri:attachment ri:filename="Antrag.pdf"/></ac:link></p>`, "Antrag.pdf"},
		"picture":         {`<p>a</p><ac:image ac:alt="Logo"><ri:attachment ri:filename="x.png"/><ac:caption><p>Bild 1: Das Rathaus</p></ac:caption></ac:image>`, "a\n\nBild 1: Das Rathaus"},
		"tasks": {"<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>anrufen</ac:task-body></ac:task>" +
			"<ac:task><ac:task-id>2</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>schreiben</ac:task-body></ac:task></ac:task-list>", "- anrufen\n- schreiben"},
		"layout":      {`<ac:layout><ac:layout-section ac:type="two_equal"><ac:layout-cell><p>links</p></ac:layout-cell><ac:layout-cell><p>rechts</p></ac:layout-cell></ac:layout-section></ac:layout>`, "links\n\nrechts"},
		"emoticon":    {`<p>Gut <ac:emoticon ac:name="tick"/>so</p>`, "Gut so"},
		"date":        {`<p>Ab <time datetime="2026-05-01"/> gilt es.</p>`, "Ab 1. Mai 2026 gilt es."},
		"placeholder": {`<p><ac:placeholder>Hier tippen</ac:placeholder>Text</p>`, "Text"},
		"comment":     {`<p>ein <ac:inline-comment-marker ac:ref="1">markiertes</ac:inline-comment-marker> Wort</p>`, "ein markiertes Wort"},
		"editor":      {`<ac:adf-extension><ac:adf-node type="panel"><ac:adf-content><p>neu</p></ac:adf-content></ac:adf-node><ac:adf-fallback><p>alt</p></ac:adf-fallback></ac:adf-extension>`, "alt"},
		"table": {`<table class="wrapped"><colgroup><col/><col/></colgroup><tbody><tr><th><p>Fall</p></th><th><p>Frist</p></th></tr>` +
			`<tr><td><p>Mahnung</p><p>schriftlich</p></td><td><ul><li>14 Tage</li><li>danach 7</li></ul></td></tr></tbody></table>`, "Fall: Mahnung; schriftlich | Frist: 14 Tage; danach 7"},
		"macro in a cell": {`<table><tbody><tr><th>A</th><th>B</th></tr><tr><td>` + macro("status", title("JA")) + `</td><td>` + macro("info", body("<p>x</p>")) + `</td></tr></tbody></table>`, "A: JA | B: x"},
		"class of a menu": {`<div class="breadcrumb"><p>Inhalt</p></div>`, "Inhalt"},
		"escaped":         {"<p>a &lt;b&gt; &amp;amp; c</p>", "a <b> &amp; c"},
		"old macro":       {`<ac:macro ac:name="note"><ac:rich-text-body><p>alt</p></ac:rich-text-body></ac:macro>`, "alt"},
	} {
		if res, _ := read(t, tt.in); res.Text != tt.want {
			t.Errorf("%s: %q, want %q", name, res.Text, tt.want)
		}
	}
}

func TestLinksLeadSomewhere(t *testing.T) {
	res, _ := read(t, `<p><ac:link><ri:page ri:content-title="Mahnung"/></ac:link> <ac:link><ri:page ri:content-title="Fehlt"/></ac:link>
		<ac:link><ri:attachment ri:filename="a b.pdf"/></ac:link> <a href="https://www.auenwede.example/">Stadt</a></p>`)
	if want := []string{"pages/viewpage.action?pageId=11", "download/attachments/12/a%20b.pdf", "https://www.auenwede.example/"}; !slices.Equal(res.Links, want) {
		t.Errorf("%q", res.Links)
	}
}

func TestWhatIsNotUnderstoodIsSaid(t *testing.T) {
	res, r := read(t, macro("stadt-kasten", body("<p>a</p>"))+macro("info", body("<p>b</p>"))+macro("stadt-kasten", "")+macro("toc", ""))
	if !slices.Equal(r.unknown, []string{"macro/stadt-kasten"}) || !slices.Equal(r.known, []string{"macro/info"}) || !slices.Equal(r.skipped, []string{"macro/toc"}) || res.Text != "a\n\nb" {
		t.Errorf("%+v, %q", r, res.Text)
	}
	res, _ = read(t, "<p>Bis hier.</p><p>a < b")
	if len(res.Warnings) != 1 || res.Warnings[0].Code != "storage_format" || !strings.Contains(res.Text, "Bis hier.") {
		t.Errorf("%q, %v", res.Text, res.Warnings)
	}
}

// Parts that a macro shows to some people only are not for those who may read the page.
func TestPartsForSomePeopleAreLeftOut(t *testing.T) {
	for _, name := range []string{"show-if", "hide-if", "visibility", "Restricted-Content", "secret", "private-note"} {
		res, _ := read(t, "<p>Offen.</p>"+macro(name, body("<p>Nur die Leitung.</p>")))
		if strings.Contains(res.Text, "Leitung") || len(res.Warnings) != 1 || res.Warnings[0].Code != "hidden_part" {
			t.Errorf("%s: %q, %v", name, res.Text, res.Warnings)
		}
	}
}

func TestHeadingsStandBelowTheBreadcrumb(t *testing.T) {
	res, err := wiki.Page{HTML: "<h1>A</h1>", Above: []string{"Kasse"}}.Result()
	if err != nil || res.Blocks[1].Level != 2 {
		t.Errorf("%+v, %v", res.Blocks, err)
	}
}

func FuzzStorageFormat(f *testing.F) {
	for _, seed := range []string{
		macro("info", title("x")+body("<p>a</p>")), `<ac:link><ri:page ri:content-title="Mahnung"/></ac:link>`, "<table><tr><td>a<td>b", "<p>&nbsp;<![CDATA[x]]><!-- y -->",
		"<ac:task-list><ac:task/>", `<time datetime="2026-02-31"/>`, "<a:b:c x:y='1'/>", macro("html", "<ac:plain-text-body><![CDATA[</table><li>]]></ac:plain-text-body>"),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		res, _ := read(t, body)
		text := []rune(res.Text)
		at := 0
		for _, b := range res.Blocks {
			if b.Start < at || b.End <= b.Start || b.End > len(text) {
				t.Fatalf("block %+v after %d in %d characters", b, at, len(text))
			}
			at = b.End
		}
	})
}

func FuzzEntities(f *testing.F) {
	f.Add(entities("Page 1: title=a", "BodyContent 2: body=<p>b; content=Page#1"))
	f.Add(entities("Space 3: key=K", "Page 1: title=a; space=Space#3; parent=Page#2", "Page 2: title=b"))
	f.Add(entities(restricted(7, 1, "View", "groupName=a")...))
	f.Add("<hibernate-generic><object class='Page'><id>1</id><property name='title'>x</property></object></hibernate-generic>")
	f.Add("<hibernate-generic><object class='Page'><collection name='bodyContents'><element><id>")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, xml string) {
		writeFile(t, dir, xml)
		s := open(t, dir, nil)
		var keys []string
		err := s.List(t.Context(), func(i source.Item) error {
			keys = append(keys, i.Key)
			return nil
		})
		if auskunft.KindOf(err) == auskunft.Unexpected {
			t.Fatal(err)
		}
		for _, key := range keys {
			if _, err := s.Fetch(t.Context(), source.Item{Key: key}); auskunft.KindOf(err) == auskunft.Unexpected {
				t.Fatalf("%s: %v", key, err)
			}
		}
	})
}

func writeFile(t testing.TB, dir, xml string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "entities.xml"), []byte(xml), 0o644); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkExport lists an export of 10,000 pages in two versions each, 4 KB a text, and
// reads every hundredth page.
func BenchmarkExport(b *testing.B) {
	text := strings.Repeat("<p>Nach vierzehn Tagen wird gemahnt, danach in <strong>sieben</strong> Tagen noch einmal.</p>", 42)
	objects := []string{spaceOne}
	for i := range 10_000 {
		id := 100 + i
		objects = append(objects,
			fmt.Sprintf("Page %d: title=Seite %d; space=Space#1; version=2; contentStatus=current", id, i),
			fmt.Sprintf("Page %d: title=Seite %d; version=1; contentStatus=current; originalVersion=Page#%d", id+100_000, i, id),
			fmt.Sprintf("BodyContent %d: body=%s; content=Page#%d; bodyType=2", id+200_000, text, id),
			fmt.Sprintf("BodyContent %d: body=%s; content=Page#%d; bodyType=2", id+300_000, text, id+100_000))
	}
	dir := folder(b, entities(objects...), nil)
	objects = nil
	info, err := os.Stat(filepath.Join(dir, "entities.xml"))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size())
	for b.Loop() {
		s := open(b, dir, nil)
		n := 0
		err := s.List(b.Context(), func(i source.Item) error {
			if n++; n%100 == 0 {
				_, err := s.Fetch(b.Context(), i)
				return err
			}
			return nil
		})
		if err != nil || n != 10_000 {
			b.Fatalf("%d pages, %v", n, err)
		}
		runtime.GC()
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		b.ReportMetric(float64(memory.HeapAlloc)/(1<<20), "MB-held")
	}
}
