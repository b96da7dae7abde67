package web

import (
	"regexp"
	"slices"
	"strings"
)

// Calendars, filters and links that grow make endless websites. Each shape of address that
// looks like one is only followed so often.
const (
	maxDated    = 100  // addresses of one shape with a date in them: eight years of months, a hundred days
	maxFiltered = 1000 // addresses of one shape with several parameters
	maxSegments = 25   // parts of a path
	maxRepeats  = 3    // times the same part in one path
)

// traps counts addresses by shape.
type traps map[string]int

// springs says whether an address should not be followed because too many like it were.
func (t traps) springs(address string) bool {
	where, query, _ := strings.Cut(pathOf(address), "?")
	segments := strings.Split(where, "/")
	seen := map[string]int{}
	for _, s := range segments {
		if s != "" {
			seen[s]++
		}
		if seen[s] > maxRepeats {
			return true
		}
	}
	if len(segments) > maxSegments {
		return true
	}
	var names []string
	dated := date.MatchString(where)
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		names = append(names, name)
		dated = dated || dateName.MatchString(name) || date.MatchString("/"+value)
	}
	limit := 0
	switch {
	case dated:
		limit = maxDated
	case len(names) > 1:
		limit = maxFiltered
	default:
		return false
	}
	slices.Sort(names)
	shape := hostOf(address) + digits.ReplaceAllString(where, "0") + "?" + strings.Join(names, "&")
	t[shape]++
	return t[shape] > limit
}

var (
	digits   = regexp.MustCompile(`[0-9]+`)
	date     = regexp.MustCompile(`(^|[^0-9])(19|20)[0-9]{2}[-/._]?(0?[1-9]|1[0-2])([^0-9]|[-/._]?[0-3]?[0-9]([^0-9]|$)|$)`)
	dateName = regexp.MustCompile(`(?i)(^|[\[_.-])(date|datum|day|tag|month|monat|year|jahr|week|woche|kw|from|von|until|bis|start|calendar|kalender)([\]_.-]|$)`)
)
