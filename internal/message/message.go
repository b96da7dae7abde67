// Package message is for words that people read and that stand in files: reading the files
// that are part of the program, and a title with advice whose places are filled in.
package message

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// Load reads an embedded YAML file, of which JSON is a part. One that cannot be read is a fault of ours that any test
// finds, so it panics.
func Load[T any](name string, file []byte) (texts T) {
	if err := yaml.Unmarshal(file, &texts); err != nil {
		panic(fmt.Sprintf("%s: %v", name, err))
	}
	return texts
}

// Text is what somebody reads about a problem: what it is, and what to do.
type Text struct {
	Title  string `yaml:"title" json:"title"`
	Advice string `yaml:"advice" json:"advice"`
}

// With puts values into the {places} of both. Values are plain text: whoever makes HTML of it
// escapes it.
func (t Text) With(values map[string]string) Text {
	var pairs []string
	for name, value := range values {
		pairs = append(pairs, "{"+name+"}", value)
	}
	fill := strings.NewReplacer(pairs...)
	return Text{strings.TrimSpace(fill.Replace(t.Title)), strings.TrimSpace(fill.Replace(t.Advice))}
}
