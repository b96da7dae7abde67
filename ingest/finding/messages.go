package finding

import (
	_ "embed"
	"maps"
	"strings"

	"auskunft/internal/message"
)

//go:embed messages/de.yaml
var germanFile []byte

// Texts are the words for findings in one language.
type Texts struct {
	Kinds      map[Kind]string         `yaml:"kinds"`
	Severities map[Severity]string     `yaml:"severities"`
	States     map[State]string        `yaml:"states"`
	Roles      map[Role]string         `yaml:"roles"`
	Findings   map[string]message.Text `yaml:"findings"` // by kind/reason
	Languages  map[string]string       `yaml:"languages"`
}

// German are the texts for German editors.
var German = message.Load[Texts]("messages/de.yaml", germanFile)

// Message is what an editor reads about a finding.
func (t Texts) Message(f Finding) message.Text {
	with := maps.Clone(f.Params)
	for _, name := range []string{"missing", "there"} {
		if codes, ok := with[name]; ok {
			with[name] = t.languages(codes)
		}
	}
	return t.Findings[string(f.Kind)+"/"+f.Reason].With(with)
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
