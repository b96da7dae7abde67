package chat

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
	Streets       map[string]string // names of streets -> key of the area they lie in
	Public        guard.Public      // contact data that is never masked
	Authorities   []Authority       // whose matters are not the city's, beside those that are the same everywhere
	Texts         Texts             // in the place of those of the message files
}

// Texts are words of the desk that a city says otherwise: language -> key ("refusal.defect") -> text.
type Texts map[string]map[string]string

// Authority is somebody else than the city, as the desk names it, and what is theirs in this town.
type Authority struct {
	Name    string   // in German with its article, "die Stadtwerke", and how it is reached
	Of      string   // key of package guard's authority that it stands for ("utility"); "" for none
	Matters []string // words that make a question theirs: "Jagdschein"; a word's beginning is enough
}

// whose is a question's decision with the town's own authorities: by their matters, else by name.
func (t Town) whose(d guard.Decision, text string) guard.Decision {
	spoken := words(guard.Fold(text))
	for _, a := range t.Authorities {
		if a.Of != "" && d.Authority == "authority."+a.Of {
			d.Whose = a.Name
		}
		for _, m := range a.Matters {
			begins := func(word string) bool { return strings.HasPrefix(word, guard.Fold(m)) }
			if i := slices.IndexFunc(spoken, begins); i >= 0 && d.Kind == guard.Question {
				return d.Theirs(spoken[i], a.Name)
			}
		}
	}
	return d
}

// Area finds a district that the text names, else the one of a street that it names; "" for none. Only its key leaves this function.
func (t Town) Area(text string) string {
	return firstNonEmpty(firstNamed(t.Areas, text), firstNamed(t.Streets, text))
}

// firstNamed is the key of the first name that stands in a text as whole words, the longest of those that begin alike.
func firstNamed(keys map[string]string, text string) (key string) {
	text = strings.ToLower(text)
	inside := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' }
	first, longest := len(text), 0
	for name, k := range keys {
		name = strings.ToLower(name)
		for from := 0; name != ""; {
			i := strings.Index(text[from:], name)
			if i < 0 || from+i > first || from+i == first && len(name) <= longest {
				break
			}
			at := from + i
			before, _ := utf8.DecodeLastRuneInString(text[:at])
			after, _ := utf8.DecodeRuneInString(text[at+len(name):])
			if !inside(before) && !inside(after) {
				first, longest, key = at, len(name), k
				break
			}
			from = at + len(name)
		}
	}
	return key
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
