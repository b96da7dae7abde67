package article

import (
	"embed"
	"fmt"
)

//go:embed templates/*.md
var templates embed.FS

// Body is the text that articles of a kind begin with, "" for a kind that is none.
func (t Template) Body() string {
	if reviewDays[t] == 0 {
		return ""
	}
	b, err := templates.ReadFile("templates/" + string(t) + ".md")
	if err != nil {
		panic(fmt.Sprintf("template %s: %v", t, err)) // the files are part of the program
	}
	return string(b)
}
