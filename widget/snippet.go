package widget

import (
	_ "embed"
	"html/template"
	"strings"
)

// Page is what a city's page says in the widget's lines.
type Page struct {
	Server        string // address of the answer desk, without a slash at the end
	Town          string
	Privacy       string // address of the statement; "" leaves it out
	Accessibility string
}

//go:embed snippet.html
var snippetText string

var snippetTemplate = template.Must(template.New("snippet").Parse(snippetText))

// Snippet is the lines that put the widget on a page. Pinned ones name this version and its
// hash: the page takes no other, and is changed with each update of the server.
func Snippet(page Page, pinned bool) (string, error) {
	version, pin := major(), template.HTMLAttr("")
	if pinned {
		version = Version
		pin = template.HTMLAttr(`integrity="` + Integrity() + `" crossorigin="anonymous"`) // of base64
	}
	var lines strings.Builder
	err := snippetTemplate.Execute(&lines, struct {
		Page
		Version, Script string
		Pin             template.HTMLAttr
	}{page, version, Script, pin})
	return lines.String(), err
}
