package main

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

// service is one service description as its author writes it. Texts are Markdown.
type service struct {
	ID        string     `yaml:"id"`
	LeiKa     []string   `yaml:"leika"`
	Life      []string   `yaml:"life"` // life situations, keys of lifeSituations
	Synonyms  []string   `yaml:"synonyms"`
	Offices   []inCharge `yaml:"offices"`
	Online    []link     `yaml:"online"`
	Released  string     `yaml:"released"` // civil date of the professional release
	Amount    string     `yaml:"amount"`   // the one amount, where there is exactly one: "46.00"
	Signature bool       `yaml:"signature"`
	text      `yaml:",inline"`
	Other     map[string]text `yaml:"in"` // translations by language tag
}

// text is what a service says in one language.
type text struct {
	Name         string `yaml:"name"`         // module 02
	Citizen      string `yaml:"citizen"`      // module 03
	Short        string `yaml:"short"`        // module 05
	Full         string `yaml:"full"`         // module 06
	Legal        string `yaml:"legal"`        // module 07
	Documents    string `yaml:"documents"`    // module 08
	Requirements string `yaml:"requirements"` // module 09
	Procedure    string `yaml:"procedure"`    // module 11
	Forms        []link `yaml:"forms"`        // module 14
	More         []link `yaml:"more"`         // module 15
	Notes        string `yaml:"notes"`        // module 16
	Responsible  string `yaml:"responsible"`  // module 22
	Contact      string `yaml:"contact"`      // module 23
	Teaser       string `yaml:"teaser"`       // module 24
	Appeal       string `yaml:"appeal"`       // module 25
	Fees         string `yaml:"fees"`
	Deadline     string `yaml:"deadline"`
	Duration     string `yaml:"duration"`
}

// link is an address with its title.
type link struct {
	Title string `yaml:"title"`
	URL   string `yaml:"url"`
}

// inCharge names an office, and the districts it serves where it does not serve all.
type inCharge struct {
	Office string   `yaml:"office"`
	Areas  []string `yaml:"areas"`
}

// office is what a message says of an organisational unit; the rest of the office's
// Markdown file has no known place in the format.
type office struct {
	Key  string `yaml:"key"`
	Name string `yaml:"name"`
	City string `yaml:"city"`
}

// lifeSituations are the categories of the services.
var lifeSituations = map[string]string{
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

// readServices reads src/services/*.yaml, sorted by id.
func readServices(demo fs.FS) ([]service, error) {
	names, err := fs.Glob(demo, "src/services/*.yaml")
	if err != nil {
		return nil, err
	}
	var all []service
	for _, name := range names {
		data, err := fs.ReadFile(demo, name)
		if err != nil {
			return nil, err
		}
		var some []service
		decoder := yaml.NewDecoder(bytes.NewReader(data))
		decoder.KnownFields(true)
		if err := decoder.Decode(&some); err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b service) int { return strings.Compare(a.ID, b.ID) })
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
func (s service) check() error {
	for field, value := range map[string]string{"id": s.ID, "name": s.Name, "short": s.Short, "full": s.Full, "released": s.Released} {
		if value == "" {
			return fmt.Errorf("%s is empty", field)
		}
	}
	for _, key := range s.Life {
		if lifeSituations[key] == "" {
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

// readOffices reads the front matter of offices/*.md, sorted by file name.
func readOffices(demo fs.FS) ([]office, error) {
	names, err := fs.Glob(demo, "offices/*.md")
	if err != nil {
		return nil, err
	}
	var all []office
	for _, name := range names {
		data, err := fs.ReadFile(demo, name)
		if err != nil {
			return nil, err
		}
		_, rest, _ := bytes.Cut(data, []byte("---\n"))
		head, _, found := bytes.Cut(rest, []byte("\n---"))
		if !found {
			return nil, fmt.Errorf("%s: no front matter", name)
		}
		var o office
		if err := yaml.Unmarshal(head, &o); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if o.Key != strings.TrimSuffix(strings.TrimPrefix(name, "offices/"), ".md") {
			return nil, fmt.Errorf("%s: the key is %q, want the file's name", name, o.Key)
		}
		all = append(all, o)
	}
	return all, nil
}
