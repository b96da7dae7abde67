package finding

import (
	"regexp"
	"strings"
	"time"

	"auskunft"
	"auskunft/ingest/finding/facts"
	"auskunft/ingest/finding/similar"
)

// amendment says that an ordinance changes another one.
type amendment struct {
	document, amended *document
}

var (
	amends = regexp.MustCompile(`(?i)\b(?:zur|über die|der) (?:\w+ )?Änderung\b|Änderungssatzung|Änderungsverordnung|\bÄnderung der\b`)
	// target is what follows "zur Änderung der", in a title or in the first lines of a text.
	target = regexp.MustCompile(`(?i)Änderung\s+(?:der|des)\s+((?:[^\n.]|\n[^\n]){4,200}?)(?:\s+vom\s|\s*\(Anlage|\s*$|\n\n|\s+wird\s|,)`)
	dated  = regexp.MustCompile(`(?i)\bvom\s+(\d{1,2}\.\s*(?:\pL+|\d{1,2}\.)\s*\d{4})`)
)

// findAmendments links each amending ordinance to the one it amends: of the same visibility,
// with the name that it gives; among several the one of the date that it gives, else the
// newest that is not newer than itself.
func findAmendments(c *corpus) []amendment {
	type law struct {
		document *document
		name     string
		enacted  time.Time
	}
	var laws, changes []law
	for _, d := range c.documents {
		if d.Kind != auskunft.OrdinanceDocument {
			continue
		}
		head := d.Title + "\n" + firstRunes(d.Text, 600)
		if amends.MatchString(d.Title) || amends.MatchString(firstRunes(d.Text, 250)) {
			m := target.FindStringSubmatch(head)
			if m != nil {
				changes = append(changes, law{d, m[1], amendedDate(d.Text)})
			}
			continue
		}
		if strings.Contains(strings.ToLower(d.Title), "verzeichnis") {
			continue // a schedule that belongs to a law
		}
		laws = append(laws, law{d, d.Title + " " + firstRunes(d.Text, 250), enactedOn(head)})
	}
	var found []amendment
	for _, change := range changes {
		var best *law
		for i := range laws {
			l := &laws[i]
			if l.document.Visibility != change.document.Visibility || later(l.document, change.document) || !named(l.name, change.name) {
				continue
			}
			if best == nil || closer(l.enacted, best.enacted, change.enacted) {
				best = l
			}
		}
		if best != nil {
			found = append(found, amendment{change.document, best.document})
		}
	}
	return found
}

// later reports a law that its source published after the amendment.
func later(law, change *document) bool {
	return !law.ChangedAt.IsZero() && !change.ChangedAt.IsZero() && law.ChangedAt.After(change.ChangedAt)
}

// closer prefers the law of the day that the amendment names, then the newer.
func closer(a, b, named time.Time) bool {
	if !named.IsZero() && a.Equal(named) != b.Equal(named) {
		return a.Equal(named)
	}
	return a.After(b)
}

// generic are the words of all ordinances' names.
var generic = map[string]bool{}

func init() {
	for _, w := range strings.Fields("der die das des den dem und oder über von vom zur zum zu für in im am an auf mit nach satzung satzungen verordnung ordnung stadt gemeinde landeshauptstadt erhebung anlage änderung fassung neufassung einer eines eine ihrer ihre deren") {
		generic[w] = true
	}
}

// named reports whether a law has the words of a name, but for those of all names. Genitives
// lose their ending.
func named(law, name string) bool {
	have := map[string]bool{}
	for _, w := range similar.Words(law) {
		have[strings.TrimRight(w, "sn")] = true
	}
	words := 0
	for _, w := range similar.Words(name) {
		if generic[w] || len(w) < 4 {
			continue
		}
		words++
		if !have[strings.TrimRight(w, "sn")] {
			return false
		}
	}
	return words > 0
}

// amendedDate is the date of the law that an amendment names, "der Hundesteuersatzung vom
// 12. Dezember 2022 wird wie folgt geändert".
func amendedDate(text string) time.Time {
	at := strings.Index(text, "wie folgt geändert")
	if at < 0 {
		return time.Time{}
	}
	return enactedOn(text[max(0, at-300):at])
}

// enactedOn is the first day behind "vom".
func enactedOn(text string) time.Time {
	for _, m := range dated.FindAllStringSubmatch(text, -1) {
		for _, f := range facts.Read(m[1]) {
			if f.Kind == facts.Day && f.Unit != "" {
				return f.Date()
			}
		}
	}
	return time.Time{}
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}
