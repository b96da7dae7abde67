package article

import (
	_ "embed"
	"fmt"
	"maps"
	"strings"

	"auskunft/internal/message"
	"auskunft/kb/article/markdown"
)

//go:embed messages/de.yaml
var germanFile []byte

// Texts are the words for articles in one language.
type Texts struct {
	States      map[State]string        `yaml:"states"`
	Confidences map[Confidence]string   `yaml:"confidences"`
	Templates   map[Template]string     `yaml:"templates"`
	Moves       map[Move]string         `yaml:"moves"`
	Problems    map[string]message.Text `yaml:"problems"`
	Stopped     string                  `yaml:"stopped"`  // because of "{why}"
	Dropped     map[string]string       `yaml:"dropped"`  // by markdown.Dropped's codes
	NotKept     string                  `yaml:"not_kept"` // "{what}" are such
}

// German are the texts for German editors.
var German = message.Load[Texts]("messages/de.yaml", germanFile)

// Message is what an editor reads about a problem.
func (t Texts) Message(p Problem) message.Text {
	with := map[string]string{"at": p.At}
	maps.Copy(with, p.With)
	return t.Problems[p.Code].With(with)
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
