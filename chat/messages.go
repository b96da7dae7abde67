package chat

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"auskunft"
)

//go:embed messages/*.yaml
var messageFiles embed.FS

// Messages are the desk's own words in every language there is a file for.
type Messages struct {
	texts     map[string]map[string]string // language -> key -> text
	reachable bool                         // phone and e-mail of the town are known
	town      []string                     // placeholders and their values, for strings.NewReplacer
}

// LoadMessages reads the embedded message files for a town, with the texts that are its own. One for a key or a language that there is
// not is auskunft.Invalid: it would never be said.
func LoadMessages(town Town) (*Messages, error) {
	files, err := fs.Glob(messageFiles, "messages/*.yaml")
	if err != nil {
		return nil, err
	}
	m := &Messages{
		texts:     map[string]map[string]string{},
		reachable: town.Phone != "" && town.Email != "",
		town:      []string{"{town}", town.Name, "{phone}", town.Phone, "{email}", town.Email, "{defects}", town.Defects},
	}
	for _, file := range files {
		data, err := messageFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var sections map[string]map[string]string
		if err := yaml.Unmarshal(data, &sections); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		m.texts[strings.TrimSuffix(path.Base(file), ".yaml")] = flatten(sections)
	}
	for lang, texts := range town.Texts {
		for key, text := range texts {
			if m.texts[lang] == nil || !m.Has(key) || strings.TrimSpace(text) == "" {
				return nil, auskunft.Errorf(auskunft.Invalid, "town", "the town's texts: %s.%s is no text of the desk, or empty", lang, key)
			}
			m.texts[lang][key] = text
		}
	}
	return m, nil
}

func flatten(sections map[string]map[string]string) map[string]string {
	texts := map[string]string{}
	for section, entries := range sections {
		for key, text := range entries {
			texts[section+"."+key] = text
		}
	}
	return texts
}

// Text is the text of a key, "section.name", in a language. German stands in for "", English
// for languages without a file and for what a file leaves out. More placeholders come as
// pairs: "{n}", "3".
func (m *Messages) Text(lang, key string, pairs ...string) string {
	return strings.NewReplacer(slices.Concat(m.town, pairs)...).Replace(m.raw(lang, key))
}

func (m *Messages) raw(lang, key string) string {
	for _, l := range []string{m.Language(lang), "en"} {
		if text, ok := m.texts[l][key]; ok {
			return text
		}
	}
	return m.texts["de"][key]
}

// Has reports whether there is a text for key.
func (m *Messages) Has(key string) bool { return m.texts["de"][key] != "" }

// Languages are those with a file of their own, German first.
func (m *Messages) Languages() []string {
	others := slices.DeleteFunc(slices.Sorted(maps.Keys(m.texts)), func(lang string) bool { return lang == "de" })
	return append([]string{"de"}, others...)
}

// Language is the language in which Text speaks when it is asked for lang.
func (m *Messages) Language(lang string) string {
	lang = primary(strings.ToLower(lang))
	switch {
	case lang == "":
		return "de"
	case m.texts[lang] == nil:
		return "en"
	default:
		return lang
	}
}

// Contact is the way to a person that every refusal names: 115, phone and a written channel.
func (m *Messages) Contact(lang string) string {
	if m.reachable {
		return m.Text(lang, "refusal.contact")
	}
	return m.Text(lang, "refusal.contact_115")
}

// Error is the sentence for an error: the German one that it brings along, that of its code,
// or that of its kind. What is closed is followed by the way to a person.
func (m *Messages) Error(lang string, err error) string {
	text := m.errorText(lang, err)
	if own := auskunft.TextOf(err); own != "" && m.Language(lang) == "de" {
		text = own
	}
	if auskunft.KindOf(err) == auskunft.Closed {
		text += " " + m.Contact(lang)
	}
	return strings.TrimSpace(auskunft.HelpOf(err) + " " + text)
}

func (m *Messages) errorText(lang string, err error) string {
	for _, key := range []string{auskunft.CodeOf(err), string(auskunft.KindOf(err))} {
		if m.Has("error." + key) {
			return m.Text(lang, "error."+key)
		}
	}
	return m.Text(lang, "error.internal")
}
