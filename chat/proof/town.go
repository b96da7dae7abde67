package proof

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"auskunft/internal/regex"
)

// Every text is its town's: the town's name says nothing new where it only tells whose a thing is, or where. It may be left
// out there and put in. Where somebody lives or what was issued there, it tells one town from the others, and stays.

// A townName finds a town's name where it says nothing new. The zero value finds nothing.
type townName struct {
	short                       string
	name, behind, within, place *regex.Regexp
}

// townKinds are words that may stand before a town's name as a part of it.
var townKinds = set("stadt gemeinde samtgemeinde verbandsgemeinde landeshauptstadt hauptstadt hansestadt kreisstadt universitätsstadt markt flecken große freie und die")

// townNames are those that were read, by the names as configured.
var townNames sync.Map

// townOf reads the names of a town: "Stadt Auenwede" is "Auenwede" as well, "Frankfurt am Main" is "Frankfurt".
func townOf(names []string) townName {
	key := strings.Join(names, "\n")
	if read, ok := townNames.Load(key); ok {
		return read.(townName)
	}
	var forms []string
	for _, name := range names {
		words := strings.Fields(fold(name).String())
		for len(words) > 1 && townKinds[strings.ToLower(words[0])] {
			words = words[1:]
		}
		if len(words) > 0 {
			forms = append(forms, regexp.QuoteMeta(strings.Join(words, " ")), regexp.QuoteMeta(strings.Trim(words[0], ",(")))
		}
	}
	var t townName
	if len(forms) > 0 {
		any := `(?:` + strings.Join(forms, "|") + `)`
		t = townName{
			short:  strings.ReplaceAll(forms[len(forms)-1], `\`, ""),
			name:   regex.MustCompile(`\b` + any + `\b`),
			behind: regex.MustCompile(`(\p{Lu}[\p{L}-]+) ` + any + `(\P{L}|$)`),
			place:  regex.MustCompile(`\b((?:in|innerhalb|außerhalb|nach|aus)) (?:von )?(?:(?:der Stadt )?` + any + `|der Stadt)(\P{L}|$)`),
			within: regex.MustCompile(`(?:^I|\bi)n (?:(?:der Stadt )?` + any + `|der Stadt)(?:\P{L}|$)`),
		}
	}
	townNames.Store(key, t)
	return t
}

var (
	itself  = regex.MustCompile(`^(?:Stadt|Gemeinde|Verwaltung|Rathaus|Bürgerbüro)`)
	ofTown  = regex.MustCompile(`(\p{Ll} \p{Lu}[\p{L}-]+) der (?:Stadt|Gemeinde|Stadtverwaltung)(\P{L}|$)`)
	receive = regex.MustCompile(`\b(?:Stadt|Gemeinde|Stadtverwaltung|Ihnen|dem|wem)\b`) // the town, or who may receive something as well
	parts   = regex.MustCompile(`[,;:.!?\n]`)
	// tellsWhich is in a part of a sentence whose town matters.
	tellsWhich = regex.MustCompile(`(?i)wohn|\bleb(?:t|en|st)\b|gemeldet|\bsitz|zieh|zug\b|zugezogen|zugelassen|ausgestellt|gebor|gestorben|arbeite|ansässig|\b(?:nicht|nur|kein\p{L}*|ausschließlich|außerhalb|auch)\b`)
)

// plain is a text without the town's name where that says nothing new. others are the texts that it is compared with: what
// they call by the town's name may be called so.
func (t townName) plain(text string, others ...string) string {
	if t.name == nil {
		return text
	}
	text = t.unlocated(text)
	if t.name.MatchString(text) {
		text = t.behind.ReplaceAllStringFunc(text, func(named string) string {
			m := t.behind.FindStringSubmatch(named)
			low := strings.ToLower(m[1])
			if functionWords[low] || places[low] != "" || !itself.MatchString(m[1]) && !slices.ContainsFunc(others, func(o string) bool { return strings.Contains(o, strings.TrimRight(named, m[2])) }) {
				return named
			}
			return m[1] + m[2]
		})
	}
	text = t.place.ReplaceAllString(text, "$1 "+t.short+"$2")
	if len(others) > 0 && !slices.ContainsFunc(others, receive.MatchString) {
		text = ofTown.ReplaceAllStringFunc(text, func(named string) string {
			m := ofTown.FindStringSubmatch(named)
			if unitNames[unitOf(strings.ToLower(m[1][strings.LastIndexByte(m[1], ' ')+1:]))] != "" {
				return named
			}
			return m[1] + m[2]
		})
	}
	return text
}

// ofQuote is a quote as it is read: whatever is called by the town's name is called so by everybody.
func (t townName) ofQuote(text string) string {
	if t.name == nil {
		return text
	}
	return t.plain(text, text)
}

// unlocated is a text without "in Auenwede" in those of its parts where any town's text could leave it out.
func (t townName) unlocated(text string) string {
	var b strings.Builder
	from := 0
	for _, end := range append(parts.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		part := text[from:end[0]]
		if at := t.within.FindStringIndex(part); at != nil && !tellsWhich.MatchString(part) {
			part = strings.TrimSpace(part[:at[0]]) + " " + strings.TrimSpace(part[at[1]:])
			if strings.HasPrefix(text[from:], " ") {
				part = " " + part
			}
		}
		b.WriteString(strings.TrimRight(part, " "))
		b.WriteString(text[end[0]:end[1]])
		from = end[1]
	}
	return b.String()
}

// leavesOpenWho tells whether nobody but the town can be meant to do what the quotes say is done: they say so in the
// passive and name nobody.
func (e evidence) leavesOpenWho() bool {
	return len(e.used) > 0 && !slices.ContainsFunc(e.used, func(u used) bool {
		src := u.src
		return !becoming.MatchString(src.text) || toYou.MatchString(src.text) || slices.ContainsFunc(src.context.clauses, func(c clause) bool {
			return !c.relative && slices.ContainsFunc(c.phrases, acts)
		})
	})
}
