package proof

import (
	"strings"

	"auskunft/internal/regex"
)

// What is said in other words is read as if it were said in the usual ones.

// plain is a sentence as it is read beside the quotes.
func (e evidence) plain(text string) string {
	text = e.asksOf(said.ReplaceAllString(text, "kommen ${1}auf"))
	text = plainJoints(notYet.ReplaceAllString(text, "unter $1"))
	if !e.says(universal) {
		text = everyone.ReplaceAllString(text, "$1")
	}
	return e.unhyphened(merely.ReplaceAllString(text, "$1"))
}

// said is no denial: "davon entfallen vier auf den Druck".
var said = regex.MustCompile(`\b(?:entfallen|entfällt) ((?:\p{Ll}+|\d+) )?auf\b`)

// weAsk is how a town asks for what a list of it names, which says no more than that it is asked for.
var weAsk = regex.MustCompile(`\b(?:[Ww]ir (?:brauchen|benötigen)|(?:brauchen|benötigen) wir)\b`)

// asksOf lets the town ask for what stands in a list.
func (e evidence) asksOf(text string) string {
	if e.fragments() && !e.says(ourselves) {
		return weAsk.ReplaceAllString(text, "Sie brauchen")
	}
	return text
}

// notYet is "noch keine 24 Jahre": it denies nothing.
var notYet = regex.MustCompile(`\bnoch (?:keine|nicht) (\d+\b)`)

// everyone is "alle Kinder, die …": who is meant, the clause says.
var everyone = regex.MustCompile(`\b[Aa]lle (\p{Lu}\p{L}+, (?:die|denen|deren)\b)`)

// bothGenders may be "Mieterin oder Mieter", "einer oder einem Deutschen": no choice between two things.
var bothGenders = regex.MustCompile(`(\p{L}+) (?:oder|und) (?:(einer|einem|eine|ein|einen|der|die|dem|den|des|Ihre|Ihr|Ihren|Ihrem|Ihrer) )?(\p{L}+)`)

// oneGender leaves the second of such pairs.
func oneGender(text string) string { return bothGenders.ReplaceAllStringFunc(text, second) }

func second(pair string) string {
	m := bothGenders.FindStringSubmatch(pair)
	a, b := strings.ToLower(m[1]), strings.ToLower(m[3])
	n := commonPrefix(a, b)
	if isUpper(m[1]) && isUpper(m[3]) && n >= 4 && strings.HasPrefix(a[n:], "in") || determiners[a] && strings.HasPrefix(a, "ein") && strings.HasPrefix(m[2], "ein") {
		return m[3]
	}
	return pair
}

// merely is said of a price by whoever finds it low; it limits nothing.
var merely = regex.MustCompile(`\b(?:nur|lediglich)\s+(?:noch\s+)?((?:\d+(?:,\d\d)?|\p{L}+)\s+(?:Euro|€|Cent)|\d+(?:,\d\d)?\.?$|bis zum\b|wenige\p{Ll}?\b)`)

// unhyphened joins words that plain language writes with hyphens and the quotes without:
// "Kinder-Garten".
func (e evidence) unhyphened(text string) string {
	return hyphened.ReplaceAllStringFunc(text, func(w string) string {
		joined := strings.ToLower(strings.ReplaceAll(w, "-", ""))
		for _, src := range e.sources {
			if at := strings.Index(strings.ToLower(src.text), joined); at >= 0 {
				return src.text[at : at+len(joined)]
			}
		}
		return w
	})
}

var hyphened = regex.MustCompile(`\p{L}{2,}(?:-\p{L}{2,})+`)
