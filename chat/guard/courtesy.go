package guard

import (
	"strings"

	"auskunft/internal/regex"
)

// People write to an office as they write a letter. How they greet, thank and part, that they have a question, have found
// nothing and know little German, says nothing of what they ask, and no page has it.

const (
	salutation = `(?:(?:hallo |guten tag,? )?(?:liebe[rs]?|sehr geehrte[rs]?|werte[rs]?) (?:[\p{L}\[\]*:/-]+ ){0,5}[\p{L}\[\]*-]+[,!]|(?:hallo |guten tag,? )?ich grüße (?:sie|euch|dich)|sehr geehrte[rs]? (?:damen und herren|(?:frau|herr) [\p{L}\[\]-]+|stadt\p{L}*|team\p{L}*)|(?:liebe[rs]?|hallo|guten tag|moin|servus) (?:team\p{L}*|stadt\p{L}*|bürgerbüro\p{L}*|zusammen|damen und herren|leute|(?:frau|herr) [\p{L}\[\]-]+)|` +
		`(?:einen )?(?:schönen )?guten (?:tag|morgen|abend)(?: wünsche ich)?|hallo|hi|hey|moin(?: moin)?|servus|grüß gott)[,.!:–-]*(?:\s+|$)`
	announced = `(?:ich (?:hätte|habe|hab) (?:da )?(?:noch )?(?:ein)?mal (?:eine|ne|'ne) (?:kurze |kleine |dringende )?frage|ich (?:hätte|habe|hab) (?:da )?(?:noch )?(?:eine|ne|'ne) (?:kurze |kleine |dringende )?frage|` +
		`(?:nur |noch )?(?:eine |mal )?(?:kurze |kleine |schnelle )?frage|(?:ich )?bitte um (?:kurze |eine )?(?:auskunft|info\p{L}*|rückmeldung|antwort)|(?:können|könnten) sie mir (?:bitte )?(?:kurz )?(?:weiter)?helfen|(?:kann|könnte) mir (?:da |das |bitte |hier |vielleicht )*(?:jemand|einer|wer) (?:da |das |bitte |vielleicht )*(?:sagen|erklären|(?:weiter)?helfen)|(?:weiß|wisst) (?:das |da )?(?:jemand|einer|wer|ihr)(?: das)?)\s*[:.!?,–-]+\s*`
	// indirect leads to what is asked in a clause of its own.
	indirect = `(?:(?:bitte )?(?:können|könnten|würden) sie (?:mir|uns) (?:bitte |vielleicht |kurz |mal )*(?:sagen|mitteilen|erklären|verraten)|(?:bitte )?(?:kannst|könntest) du (?:mir|uns) (?:bitte |mal )*(?:sagen|erklären)|(?:bitte )?(?:sagen|erklären) sie (?:mir|uns)(?: bitte)?|` +
		`(?:ich|wir) (?:wollte|wollten|möchte|möchten|würde|würden|hätte|hätten)(?: mal| gern| nur| gerne| einmal)* (?:fragen|wissen|gewusst|erfahren)|(?:ich wüsste|wir wüssten) (?:gern|gerne)|mich (?:würde interessieren|interessiert)|wissen sie(?: zufällig| vielleicht)?|weiß (?:jemand|einer|wer)(?: zufällig| vielleicht)?),?\s+`
	thanks  = `(?:(?:vielen|besten|herzlichen|lieben|schönen|1000|tausend) dank|danke(?:schön)?|dank)(?: (?:ihnen|euch|dir|schon mal|schonmal|schön|sehr|im voraus|vorab|für (?:ihre|die|eure) (?:schnelle )?(?:hilfe|antwort|auskunft|mühe|rückmeldung)))*`
	regards = `(?:(?:mit )?(?:freundlichen?|besten?|vielen?|lieben?|schönen?|herzlichen?) (?:grüßen?|gruß|gruss|grüssen?)|gruß|gruss|grüße|mfg|m\.f\.g\.|lg|vg|hochachtungsvoll)(?: (?:aus|von|vom|in) (?:der |dem |den )?[\p{L}-]+)?(?-i:[\s,.!-]+(?:\p{Lu}|\[)[\p{L}\].-]*){0,4}`
	aside   = `(?:(?:leider )?(?:habe|hab|finde|fand|konnte) ich (?:leider )?|ich (?:habe|hab|finde|fand|konnte) (?:leider )?)?(?:(?:auf|in) (?:der|ihrer|eurer|deren) (?:homepage|webseite|website|internetseite|seite|internet-seite)|im internet|online|im netz)(?: (?:habe|hab|finde|fand|konnte) ich)?(?: leider| dazu| darüber)* nichts(?: dazu| darüber)?(?: gefunden| finden)?|` +
		`ich (?:spreche|kann|verstehe|schreibe) (?:leider )?(?:nicht (?:so |sehr )?(?:gut|viel)|nur (?:ein )?(?:wenig|bisschen)|kaum|wenig|schlecht|kein) deutsch|(?:mein|tut mir leid,? mein) deutsch ist (?:leider )?(?:nicht (?:so |sehr )?gut|schlecht)`
	postscript = `p\.? ?s\.?:? [^?]*$`
	urgent     = `(?:kann|könnte) mir (?:da |das |bitte |hier )*(?:jemand|einer|wer) (?:da |das |bitte )*(?:sagen|erklären|(?:weiter)?helfen)|(?:ich|wir|(?:mein|unser)e? \p{L}+) (?:will|wollen|möchten?|muss|müssen|würden?) (?:das|es) (?:gern |gerne |genau |unbedingt |nur |bald )*wissen|` +
		`(?:es|das) ist (?:wirklich |sehr |ganz |echt )?(?:dringend|eilig|wichtig)|(?:ich )?bitte um (?:eine )?(?:schnelle |baldige |kurze )?(?:antwort|rückmeldung|hilfe)|ich freue mich (?:über|auf) (?:eine|ihre) (?:schnelle |baldige )?(?:antwort|rückmeldung)|` +
		`(?:können|könnten) sie mir (?:bitte )?(?:da |dabei )?(?:weiter)?helfen`
)

var (
	greeted    = regex.MustCompile(`(?i)^\s*(?:` + salutation + `)*(?:` + announced + `|(?:` + aside + `)[.!]+\s*)*`)
	indirectly = regex.MustCompile(`(?i)^` + indirect + `(?:ob |((?:wann|wo|woher|wohin|was|wie|wer|wem|wen|welche[mnrs]?|wieviel|bis wann|ab wann)\s))`)
	parting    = regex.MustCompile(`(?i)([.!?,])\s*(?:(?:` + thanks + `|` + regards + `|` + aside + `|` + urgent + `|` + postscript + `)\s*(?:[.!?,]|und )*\s*)+$`)
)

// WithoutCourtesy is what somebody asks in German without greeting, thanks, regards and such asides; the whole text where nothing else
// is left.
func WithoutCourtesy(text string) string {
	rest := parting.ReplaceAllString(strings.TrimSpace(text), "$1")
	rest = strings.TrimSpace(greeted.ReplaceAllString(rest, ""))
	if indirectly.MatchString(rest) {
		rest = strings.TrimRight(indirectly.ReplaceAllString(rest, "$1"), ".!? ") + "?"
	}
	if len(strings.Fields(rest)) < 2 {
		return text
	}
	return rest
}
