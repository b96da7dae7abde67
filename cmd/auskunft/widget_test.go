package main

import (
	"os"
	"strings"
	"testing"

	"auskunft/chat"
	"auskunft/internal/config"
)

// The guides show the lines that the command prints.
func TestGuidesShowTheSnippet(t *testing.T) {
	town := chat.Town{Name: "Auenwede", Privacy: "/datenschutz", Accessibility: "/barrierefreiheit"}
	lines, err := snippet(config.Config{PublicURL: "https://auskunft.example.org"}, town, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, guide := range []string{"README.md", "docs/widget.md", "widget/README.md"} {
		text, err := os.ReadFile("../../" + guide)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "```html\n"+lines+"```\n") {
			t.Errorf("%s shows other lines than\n%s", guide, lines)
		}
	}
}
