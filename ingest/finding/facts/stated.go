package facts

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"auskunft/internal/civil"
)

var (
	// What a text says of its own last change stands on a line of its own.
	statedDay   = regexp.MustCompile(`(?i)^[^\n]{0,30}\b(?:zuletzt (?:geändert|aktualisiert|bearbeitet)|letzte (?:änderung|aktualisierung)|aktualisiert|stand|last (?:updated|modified|change))\b\s*(?:am|on)?\s*:?\s*([^\n]{4,30})$`)
	monthOfYear = regexp.MustCompile(`(Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\s+(\d{4})`)
)

// longestStated is how many bytes a line about the last change may have.
const longestStated = 100

// statedLine is the first line that tells the last change, and what it says of the day.
func statedLine(text string) (line, day string) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if len(line) > longestStated || !strings.ContainsAny(line, "0123456789") {
			continue
		}
		if m := statedDay.FindStringSubmatch(line); m != nil {
			return line, m[1]
		}
	}
	return "", ""
}

// LastChange is the day of the last change that a text states, "Zuletzt geändert: 14.
// Februar 2022" or "Stand: Mai 2023"; zero without one.
func LastChange(text string) time.Time {
	_, day := statedLine(text)
	if t, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(day), civil.Berlin); err == nil {
		return t
	}
	for _, f := range Read(day) {
		if f.Kind == Day && f.Unit != "" {
			return f.Date()
		}
	}
	if m := monthOfYear.FindStringSubmatch(day); m != nil {
		year, _ := strconv.Atoi(m[2])
		return time.Date(year, Month(m[1]), 1, 0, 0, 0, 0, civil.Berlin)
	}
	return time.Time{}
}

// StatedLine is the line of a text that LastChange reads; empty without one.
func StatedLine(text string) string {
	line, _ := statedLine(text)
	return line
}

// Date is the day of a fact that names its year.
func (f Fact) Date() time.Time {
	year, _ := strconv.Atoi(f.Unit)
	return time.Date(year, time.Month(f.Lo/100), int(f.Lo%100), 0, 0, 0, 0, civil.Berlin)
}
