package catalog

import (
	_ "embed"
	"time"

	"gopkg.in/yaml.v3"
)

//go:embed words.de.yaml
var wordsDE []byte

// wording is how dates and hours are said.
type wording struct {
	Today         string   `yaml:"today"`
	Clock         string   `yaml:"clock"`
	Closed        string   `yaml:"closed"`
	ClosedBecause string   `yaml:"closed_because"`
	OpensToday    string   `yaml:"opens_today"`
	OpensTomorrow string   `yaml:"opens_tomorrow"`
	OpensWeekday  string   `yaml:"opens_weekday"`
	OpensDate     string   `yaml:"opens_date"`
	And           string   `yaml:"and"`
	Per           string   `yaml:"per"`
	Weekdays      []string `yaml:"weekdays"` // Monday first
}

var say = func() (w wording) {
	if err := yaml.Unmarshal(wordsDE, &w); err != nil {
		panic(err) // embedded in this binary, read by a test
	}
	return w
}()

func (w wording) weekday(d time.Weekday) string { return w.Weekdays[(d+6)%7] }
