package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"strings"
)

// document makes a Word file of lines; "# " and "## " begin headings. The same lines give the
// same bytes.
func document(lines string) ([]byte, error) {
	var body strings.Builder
	for line := range strings.Lines(lines) {
		style := ""
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "## "); ok {
			line, style = rest, "Heading2"
		} else if rest, ok := strings.CutPrefix(line, "# "); ok {
			line, style = rest, "Heading1"
		}
		if line == "" {
			continue
		}
		body.WriteString("<w:p>")
		if style != "" {
			body.WriteString(`<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`)
		}
		body.WriteString("<w:r><w:t>")
		if err := xml.EscapeText(&body, []byte(line)); err != nil {
			return nil, err
		}
		body.WriteString("</w:t></w:r></w:p>")
	}
	const word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	const office = "http://schemas.openxmlformats.org/"
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", `<Types xmlns="` + office + `package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
			`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + office + `package/2006/relationships"><Relationship Id="rId1" Type="` + office + `officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/_rels/document.xml.rels", `<Relationships xmlns="` + office + `package/2006/relationships"><Relationship Id="rId1" Type="` + office + `officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
		{"word/styles.xml", `<w:styles xmlns:w="` + word + `"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>` +
			`<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style></w:styles>`},
		{"word/document.xml", `<w:document xmlns:w="` + word + `"><w:body>` + body.String() + `</w:body></w:document>`},
	} {
		// Stored, not packed: the bytes do not depend on a version of the compressor.
		file, err := archive.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Store})
		if err != nil {
			return nil, err
		}
		if _, err := file.Write([]byte(xml.Header + part.content)); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
