package article

import (
	_ "embed"
	"fmt"
	"maps"
	"strings"

	"gopkg.in/yaml.v3"

	"auskunft/kb/article/markdown"
)

//go:embed messages/de.yaml
var germanFile []byte

// Texts are the words for articles in one language.
type Texts struct {
	States      map[State]string      `yaml:"states"`
	Confidences map[Confidence]string `yaml:"confidences"`
	Templates   map[Template]string   `yaml:"templates"`
	Moves       map[Move]string       `yaml:"moves"`
	Problems    map[string]Message    `yaml:"problems"`
	Stopped     string                `yaml:"stopped"`  // because of "{why}"
	Dropped     map[string]string     `yaml:"dropped"`  // by markdown.Dropped's codes
	NotKept     string                `yaml:"not_kept"` // "{what}" are such
}

// Message is what an editor reads about a problem.
type Message struct {
	Title  string `yaml:"title"`
	Advice string `yaml:"advice"`
}

// German are the texts for German editors.
var German = func() Texts {
	var t Texts
	if err := yaml.Unmarshal(germanFile, &t); err != nil {
		panic(fmt.Sprintf("messages/de.yaml: %v", err)) // the file is part of the program
	}
	return t
}()

// Message is the text of a problem, as plain text.
func (t Texts) Message(p Problem) Message {
	with := map[string]string{"at": p.At}
	maps.Copy(with, p.With)
	var pairs []string
	for name, value := range with {
		pairs = append(pairs, "{"+name+"}", value)
	}
	fill := strings.NewReplacer(pairs...)
	m := t.Problems[p.Code]
	return Message{strings.TrimSpace(fill.Replace(m.Title)), strings.TrimSpace(fill.Replace(m.Advice))}
}

// Left says what was not kept of a text, each kind once with its number; "" for nothing.
func (t Texts) Left(dropped []markdown.Dropped) string {
	var codes, parts []string
	count := map[string]int{}
	for _, d := range dropped {
		if count[d.Code]++; count[d.Code] == 1 {
			codes = append(codes, d.Code)
		}
	}
	for _, code := range codes {
		part := t.Dropped[code]
		if n := count[code]; n > 1 {
			part += fmt.Sprintf(" (%d)", n)
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.ReplaceAll(t.NotKept, "{what}", strings.Join(parts, ", "))
}
