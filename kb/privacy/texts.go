package privacy

import (
	_ "embed"
	"strconv"
	"time"

	"auskunft/internal/message"
)

// texts is what people read, in German.
type texts struct {
	Title            string              `yaml:"title"`
	Intro            string              `yaml:"intro"`
	Made             string              `yaml:"made"`
	Reference        string              `yaml:"reference"`
	ReferenceMissing string              `yaml:"reference_missing"`
	Headings         map[string]string   `yaml:"headings"`
	Columns          map[string][]string `yaml:"columns"`
	KeptNote         string              `yaml:"kept_note"`
	KeptClean        string              `yaml:"kept_clean"`
	KeptOverdue      string              `yaml:"kept_overdue"`
	SourcesNone      string              `yaml:"sources_none"`
	SourcesNote      string              `yaml:"sources_note"`
	RightsNote       string              `yaml:"rights_note"`
	Never            string              `yaml:"never"`
	None             string              `yaml:"none"`
	Folder           string              `yaml:"folder"`
	Editors          string              `yaml:"editors"`
	Within           string              `yaml:"within"`
	Encrypted        string              `yaml:"encrypted"`
	Plain            string              `yaml:"plain"`
	Unsaid           string              `yaml:"unsaid"`
	Rows             string              `yaml:"rows"`
	Seconds          [2]string           `yaml:"seconds"`
	Minutes          [2]string           `yaml:"minutes"`
	Hours            [2]string           `yaml:"hours"`
	Days             [2]string           `yaml:"days"`
	Rules            map[string]string   `yaml:"rules"`
	Kinds            map[string]string   `yaml:"kinds"`
	Data             map[string]struct {
		Name, People, Content, Purpose, Kept string
	} `yaml:"data"`
	Flows    map[string]struct{ Name, Content, Absent string } `yaml:"flows"`
	Measures map[string]struct{ Name, Yes, No string }         `yaml:"measures"`
	Open     []string                                          `yaml:"open"`
}

//go:embed texts/de.json
var germanTexts []byte

var german = message.Load[texts]("texts/de.json", germanTexts)

// Span is a time in the largest unit that says it in whole numbers: "30 Minuten".
func Span(d time.Duration) string {
	for _, unit := range []struct {
		length time.Duration
		names  [2]string
	}{{24 * time.Hour, german.Days}, {time.Hour, german.Hours}, {time.Minute, german.Minutes}} {
		if d >= unit.length && d%unit.length == 0 {
			return count(int(d/unit.length), unit.names)
		}
	}
	return count(int(d.Seconds()), german.Seconds)
}

func count(n int, names [2]string) string {
	if n == 1 {
		return "1 " + names[0]
	}
	return strconv.Itoa(n) + " " + names[1]
}

// KindName is what people call a kind of source; one without a name is called as the program does.
func KindName(key string) string {
	if name, ok := german.Kinds[key]; ok {
		return name
	}
	return key
}

// RuleName is what people call the data that a rule of retention is about.
func RuleName(rule string) string { return german.Rules[rule] }
