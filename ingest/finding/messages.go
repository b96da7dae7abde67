package finding

import (
	_ "embed"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

//go:embed messages/de.yaml
var germanFile []byte

// Texts are the words for findings in one language.
type Texts struct {
	Kinds      map[Kind]string     `yaml:"kinds"`
	Severities map[Severity]string `yaml:"severities"`
	States     map[State]string    `yaml:"states"`
	Roles      map[Role]string     `yaml:"roles"`
	Findings   map[string]Message  `yaml:"findings"` // by kind/reason
	Languages  map[string]string   `yaml:"languages"`
}

// Message is what an editor reads about a finding.
type Message struct {
	Title  string `yaml:"title" json:"title"`
	Advice string `yaml:"advice" json:"advice"`
}

// German are the texts for German editors.
var German = func() Texts {
	var t Texts
	if err := yaml.Unmarshal(germanFile, &t); err != nil {
		panic(fmt.Sprintf("messages/de.yaml: %v", err)) // the file is part of the program
	}
	return t
}()

// Message is the text of a finding with its parameters in place. Parameters are plain text:
// whoever makes HTML of it escapes it.
func (t Texts) Message(f Finding) Message {
	m := t.Findings[string(f.Kind)+"/"+f.Reason]
	var pairs []string
	for name, value := range f.Params {
		if name == "missing" || name == "there" {
			value = t.languages(value)
		}
		pairs = append(pairs, "{"+name+"}", value)
	}
	replace := strings.NewReplacer(pairs...)
	return Message{replace.Replace(m.Title), replace.Replace(m.Advice)}
}

// languages names a list of codes, "tr, uk".
func (t Texts) languages(codes string) string {
	list := strings.Split(codes, ", ")
	for i, code := range list {
		if name, ok := t.Languages[code]; ok {
			list[i] = name
		}
	}
	return strings.Join(list, ", ")
}
