// Package authored reads the demo town's texts as their authors write them: services in
// src/services and the front matter of offices. The programs beside it set them as XZuFi
// messages and as pages.
package authored

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Service is one service description as its author writes it. Texts are Markdown.
type Service struct {
	ID        string     `yaml:"id"`
	LeiKa     []string   `yaml:"leika"`
	Life      []string   `yaml:"life"` // life situations, keys of LifeSituations
	Synonyms  []string   `yaml:"synonyms"`
	Offices   []InCharge `yaml:"offices"`
	Online    []Link     `yaml:"online"`
	Released  string     `yaml:"released"` // civil date of the professional release
	Amount    string     `yaml:"amount"`   // the one amount, where there is exactly one: "46.00"
	Signature bool       `yaml:"signature"`
	Text      `yaml:",inline"`
	Other     map[string]Text `yaml:"in"` // translations by language tag
}

// Text is what a service says in one language.
type Text struct {
	Name         string `yaml:"name"`         // module 02
	Citizen      string `yaml:"citizen"`      // module 03
	Short        string `yaml:"short"`        // module 05
	Full         string `yaml:"full"`         // module 06
	Legal        string `yaml:"legal"`        // module 07
	Documents    string `yaml:"documents"`    // module 08
	Requirements string `yaml:"requirements"` // module 09
	Procedure    string `yaml:"procedure"`    // module 11
	Forms        []Link `yaml:"forms"`        // module 14
	More         []Link `yaml:"more"`         // module 15
	Notes        string `yaml:"notes"`        // module 16
	Responsible  string `yaml:"responsible"`  // module 22
	Contact      string `yaml:"contact"`      // module 23
	Teaser       string `yaml:"teaser"`       // module 24
	Appeal       string `yaml:"appeal"`       // module 25
	Fees         string `yaml:"fees"`
	Deadline     string `yaml:"deadline"`
	Duration     string `yaml:"duration"`
}

// Link is an address with its title.
type Link struct {
	Title string `yaml:"title"`
	URL   string `yaml:"url"`
}

// InCharge names an office, and the districts it serves where it does not serve all.
type InCharge struct {
	Office string   `yaml:"office"`
	Areas  []string `yaml:"areas"`
}

// Office is the front matter of an office's file.
type Office struct {
	Key  string `yaml:"key"`
	Name string `yaml:"name"`
	City string `yaml:"city"`

	Street        string            `yaml:"street"`
	PostalCode    string            `yaml:"postal_code"`
	Phones        []string          `yaml:"phones"`
	Email         string            `yaml:"email"`
	Appointment   string            `yaml:"appointment"`
	Accessibility string            `yaml:"accessibility"`
	Hours         map[string]string `yaml:"hours"`
	Body          string            `yaml:"-"` // the Markdown below the front matter
}

// LifeSituations are the categories of the services.
var LifeSituations = map[string]string{
	"arbeit":        "Arbeit und Ausbildung",
	"ausweise":      "Ausweise und Dokumente",
	"auto":          "Auto und Verkehr",
	"bauen":         "Bauen und Wohnen",
	"beteiligung":   "Wahlen und Beteiligung",
	"engagement":    "Ehrenamt und Beteiligung",
	"familie":       "Familie und Kinder",
	"gesundheit":    "Gesundheit und Pflege",
	"gewerbe":       "Gewerbe und Betrieb",
	"heirat":        "Heirat und Partnerschaft",
	"muell":         "Müll und Umwelt",
	"schule":        "Schule und Bildung",
	"soziales":      "Soziale Hilfen",
	"steuern":       "Steuern und Abgaben",
	"tiere":         "Hunde und andere Tiere",
	"tod":           "Trauerfall",
	"umzug":         "Umzug",
	"veranstaltung": "Feste und Veranstaltungen",
	"zuwanderung":   "Zuwanderung und Einbürgerung",
}

// Services reads src/services/*.yaml, sorted by id.
func Services(demo fs.FS) ([]Service, error) {
	names, err := fs.Glob(demo, "src/services/*.yaml")
	if err != nil {
		return nil, err
	}
	var all []Service
	for _, name := range names {
		data, err := fs.ReadFile(demo, name)
		if err != nil {
			return nil, err
		}
		var some []Service
		decoder := yaml.NewDecoder(bytes.NewReader(data))
		decoder.KnownFields(true)
		if err := decoder.Decode(&some); err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b Service) int { return strings.Compare(a.ID, b.ID) })
	for i, s := range all {
		if i > 0 && all[i-1].ID == s.ID {
			return nil, fmt.Errorf("service %q is there twice", s.ID)
		}
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("service %q: %w", s.ID, err)
		}
	}
	return all, nil
}

// check finds what an author forgot.
func (s Service) check() error {
	for field, value := range map[string]string{"id": s.ID, "name": s.Name, "short": s.Short, "full": s.Full, "released": s.Released} {
		if value == "" {
			return fmt.Errorf("%s is empty", field)
		}
	}
	for _, key := range s.Life {
		if LifeSituations[key] == "" {
			return fmt.Errorf("unknown life situation %q", key)
		}
	}
	if len(s.Synonyms) < 4 {
		return fmt.Errorf("%d synonyms, want at least 4", len(s.Synonyms))
	}
	if len(s.Offices) == 0 {
		return errors.New("no office is in charge")
	}
	return nil
}

// Offices reads the front matter of offices/*.md, sorted by file name.
func Offices(demo fs.FS) ([]Office, error) {
	names, err := fs.Glob(demo, "offices/*.md")
	if err != nil {
		return nil, err
	}
	var all []Office
	for _, name := range names {
		data, err := fs.ReadFile(demo, name)
		if err != nil {
			return nil, err
		}
		_, rest, _ := bytes.Cut(data, []byte("---\n"))
		head, body, found := bytes.Cut(rest, []byte("\n---\n"))
		if !found {
			return nil, fmt.Errorf("%s: no front matter", name)
		}
		var o Office
		if err := yaml.Unmarshal(head, &o); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if o.Key != strings.TrimSuffix(strings.TrimPrefix(name, "offices/"), ".md") {
			return nil, fmt.Errorf("%s: the key is %q, want the file's name", name, o.Key)
		}
		o.Body = string(body)
		all = append(all, o)
	}
	return all, nil
}

// Title is the citizen's name of the service, or the official one.
func (t Text) Title() string {
	if t.Citizen != "" {
		return t.Citizen
	}
	return t.Name
}
