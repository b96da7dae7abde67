package privacy

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// texts is what people read, in German.
type texts struct {
	Title            string              `json:"title"`
	Intro            string              `json:"intro"`
	Made             string              `json:"made"`
	Reference        string              `json:"reference"`
	ReferenceMissing string              `json:"reference_missing"`
	Headings         map[string]string   `json:"headings"`
	Columns          map[string][]string `json:"columns"`
	KeptNote         string              `json:"kept_note"`
	KeptClean        string              `json:"kept_clean"`
	KeptOverdue      string              `json:"kept_overdue"`
	SourcesNone      string              `json:"sources_none"`
	SourcesNote      string              `json:"sources_note"`
	RightsNote       string              `json:"rights_note"`
	Never            string              `json:"never"`
	None             string              `json:"none"`
	Folder           string              `json:"folder"`
	Editors          string              `json:"editors"`
	Within           string              `json:"within"`
	Encrypted        string              `json:"encrypted"`
	Plain            string              `json:"plain"`
	Unsaid           string              `json:"unsaid"`
	Rows             string              `json:"rows"`
	Seconds          [2]string           `json:"seconds"`
	Minutes          [2]string           `json:"minutes"`
	Hours            [2]string           `json:"hours"`
	Days             [2]string           `json:"days"`
	Rules            map[string]string   `json:"rules"`
	Data             map[string]struct {
		Name, People, Content, Purpose, Kept string
	} `json:"data"`
	Flows    map[string]struct{ Name, Content, Absent string } `json:"flows"`
	Measures map[string]struct{ Name, Yes, No string }         `json:"measures"`
	Open     []string                                          `json:"open"`
}

//go:embed texts/de.json
var germanTexts []byte

var german = func() (t texts) {
	if err := json.Unmarshal(germanTexts, &t); err != nil {
		panic(fmt.Errorf("texts of package privacy: %w", err)) // a fault of ours that any test finds
	}
	return t
}()

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

// RuleName is what people call the data that a rule of retention is about.
func RuleName(rule string) string { return german.Rules[rule] }
