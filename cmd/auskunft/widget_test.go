package main

import (
	"os"
	"strings"
	"testing"

	"auskunft/chat"
)

// The guides show the lines that the command prints.
func TestGuidesShowTheSnippet(t *testing.T) {
	var lines strings.Builder
	town := chat.Town{Name: "Auenwede", Privacy: "/datenschutz", Accessibility: "/barrierefreiheit"}
	if err := writeSnippet(&lines, "https://auskunft.example.org", town, false); err != nil {
		t.Fatal(err)
	}
	for _, guide := range []string{"README.md", "docs/widget.md", "widget/README.md"} {
		text, err := os.ReadFile("../../" + guide)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "```html\n"+lines.String()+"```\n") {
			t.Errorf("%s shows other lines than\n%s", guide, lines.String())
		}
	}
}
