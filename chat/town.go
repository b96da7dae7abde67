package chat

import (
	"maps"
	"slices"

	"auskunft/chat/guard"
)

// Town is what the desk has to know about the city it speaks for. All of it is public
// and comes from the configuration; what is empty is left out of the texts.
type Town struct {
	Name          string
	Phone         string            // switchboard, as people dial it
	Email         string            // the written channel
	Website       string            // URL of the city's own site
	Privacy       string            // URL of the privacy notice
	Accessibility string            // URL of the accessibility statement
	Defects       string            // URL of the form for reporting damage
	Suggestions   []string          // questions to begin with, in German; each must be answered
	Areas         map[string]string // district names as people write them -> area keys
	Public        guard.Public      // contact data that is never masked
}

// isPlace tells whether a name is that of a district.
func (t Town) isPlace(name string) bool { _, ok := t.Areas[name]; return ok }

// placeName is what people call a district, the first in the alphabet of several names; "" when there is none.
func (t Town) placeName(key string) string {
	for _, name := range slices.Sorted(maps.Keys(t.Areas)) {
		if t.Areas[name] == key {
			return name
		}
	}
	return ""
}
