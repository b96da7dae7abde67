package extract

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"

	"auskunft"
)

// pack makes a packed document of files.
func pack(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, content := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const core = `<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>Merkblatt</dc:title><dc:language>de-DE</dc:language></cp:coreProperties>`

func docxFile(t testing.TB, body string) []byte {
	return pack(t, map[string]string{
		"docProps/core.xml": core,
		"word/styles.xml": `<w:styles xmlns:w="w"><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>` +
			`<w:style w:styleId="Amt"><w:name w:val="Amt"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>`,
		"word/_rels/document.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/hyperlink" Target="https://stadt.example"/></Relationships>`,
		"word/document.xml":            `<w:document xmlns:w="w" xmlns:r="r"><w:body>` + body + `</w:body></w:document>`,
	})
}

func para(style, text string) string {
	return `<w:p><w:pPr>` + style + `</w:pPr><w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:p>`
}

var docxBody = para(`<w:pStyle w:val="berschrift1"/>`, "Hunde&#173;steuer") + para("", "Für Hunde ") +
	`<w:p><w:r><w:t>Erste</w:t><w:br/><w:t>Zeile</w:t><w:tab/><w:t>mit</w:t></w:r><w:hyperlink r:id="r1"><w:r><w:t> Verweis</w:t></w:r></w:hyperlink><w:del><w:r><w:t>weg</w:t></w:r></w:del></w:p>` +
	para(`<w:pStyle w:val="Amt"/>`, "Kosten") + para(`<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>`, "Ausweis") +
	para(`<w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr>`, "Kopie") +
	`<w:tbl><w:tr><w:tc>` + para("", "Hund") + `</w:tc><w:tc>` + para("", "Steuer") + `</w:tc></w:tr><w:tr><w:tc>` + para("", "erster") +
	`</w:tc><w:tc>` + para("", "60 €") + para("", "im Jahr") + `</w:tc></w:tr></w:tbl>`

func TestDOCX(t *testing.T) {
	res, err := DOCX(docxFile(t, docxBody))
	if err != nil {
		t.Fatal(err)
	}
	wantBlocks(t, res, []string{
		"heading1 Hundesteuer", "paragraph Für Hunde", "paragraph Erste\nZeile mit Verweis", "heading2 Kosten",
		"list_item1 - Ausweis", "list_item2 - Kopie", "table_row Hund: erster | Steuer: 60 €; im Jahr",
	})
	if res.Title != "Merkblatt" || res.Lang != "de" || !slices.Equal(res.Links, []string{"https://stadt.example"}) {
		t.Errorf("title %q, lang %q, links %q", res.Title, res.Lang, res.Links)
	}
}

const odtBody = `<text:tracked-changes><text:p>gelöscht</text:p></text:tracked-changes><text:h text:outline-level="1">Hunde</text:h>` +
	`<text:p>Sie<text:s text:c="2"/>zahlen<text:line-break/>viel<text:note><text:note-citation>1</text:note-citation></text:note> <text:a xlink:href="https://stadt.example">hier</text:a></text:p>` +
	`<text:list><text:list-item><text:p>Ausweis</text:p><text:p>oder Pass</text:p><text:list><text:list-item><text:p>Kopie</text:p></text:list-item></text:list></text:list-item></text:list>` +
	`<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Hund</text:p></table:table-cell><table:table-cell><text:p>Steuer</text:p></table:table-cell></table:table-row></table:table-header-rows>` +
	`<table:table-row><table:table-cell><text:p>erster</text:p></table:table-cell><table:table-cell><text:p>60 €</text:p></table:table-cell></table:table-row></table:table>`

func odtFile(t testing.TB, body string) []byte {
	return pack(t, map[string]string{
		"meta.xml": core,
		"content.xml": `<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="ta" xmlns:xlink="x"><office:body><office:text>` + body +
			`</office:text></office:body></office:document-content>`,
	})
}

func TestODT(t *testing.T) {
	res, err := ODT(odtFile(t, odtBody))
	if err != nil {
		t.Fatal(err)
	}
	wantBlocks(t, res, []string{
		"heading1 Hunde", "paragraph Sie zahlen\nviel hier", "list_item1 - Ausweis", "list_item1 oder Pass", "list_item2 - Kopie",
		"table_row Hund: erster | Steuer: 60 €",
	})
}

func TestEPUB(t *testing.T) {
	files := map[string]string{
		"META-INF/container.xml": `<container><rootfiles><rootfile full-path="OEBPS/content.opf"/></rootfiles></container>`,
		"OEBPS/content.opf": `<package xmlns:dc="d"><metadata><dc:title>Ratgeber</dc:title><dc:language>de</dc:language></metadata>` +
			`<manifest><item id="b" href="zwei%20.xhtml"/><item id="a" href="eins.xhtml"/><item id="c" href="fehlt.xhtml"/></manifest>` +
			`<spine><itemref idref="a"/><itemref idref="b"/><itemref idref="c"/></spine></package>`,
		"OEBPS/eins.xhtml":  `<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><h1>Eins</h1><p>Text.</p></body></html>`,
		"OEBPS/zwei .xhtml": `<html><body><h1>Zwei</h1></body></html>`,
	}
	res, err := EPUB(pack(t, files))
	if err != nil {
		t.Fatal(err)
	}
	wantBlocks(t, res, []string{"heading1 Eins", "paragraph Text.", "heading1 Zwei"})
	if res.Title != "Ratgeber" || res.Lang != "de" || len(res.Warnings) != 1 || res.Warnings[0].Code != "page_unreadable" {
		t.Errorf("title %q, lang %q, warnings %v", res.Title, res.Lang, res.Warnings)
	}
}

func TestPackedFilesRefuse(t *testing.T) {
	bomb := pack(t, map[string]string{"word/document.xml": strings.Repeat(" ", maxUnpackedFile+1)})
	for name, tt := range map[string]struct {
		data []byte
		code string
	}{
		"no archive":      {[]byte("Hallo"), "archive"},
		"no document":     {pack(t, map[string]string{"x": "y"}), "archive"},
		"bomb":            {bomb, "archive_limit"},
		"broken XML":      {docxFile(t, "<w:p>"), "xml"},
		"deep":            {docxFile(t, strings.Repeat("<w:p>", maxXMLDepth+1)), "xml_limit"},
		"entity":          {docxFile(t, "&x;"), "xml"},
		"external entity": {pack(t, map[string]string{"word/document.xml": `<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><x>&x;</x>`}), "xml"},
	} {
		if _, err := DOCX(tt.data); auskunft.CodeOf(err) != tt.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzPacked(f *testing.F) {
	f.Add(docxBody)
	f.Add(odtBody)
	f.Fuzz(func(t *testing.T, body string) {
		if res, err := DOCX(docxFile(t, body)); err == nil {
			check(t, res)
		}
		if res, err := ODT(odtFile(t, body)); err == nil {
			check(t, res)
		}
		if res, err := EPUB(pack(t, map[string]string{
			"META-INF/container.xml": `<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>`,
			"a.opf":                  `<package><metadata>` + body + `</metadata><manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>`,
			"a.xhtml":                body,
		})); err == nil {
			check(t, res)
		}
	})
}
