package compose

import "regexp"

// A pattern is a kind of information that a line shows.
type pattern int

const (
	link pattern = iota
	mail
	phoneNumber
	address
	money
	digit
	clock
	day
	duration
	age
	language
	paper
	condition
	place
	person
	definition
	free
	offer
	amount // of money
	nPatterns
)

var patternNames = [nPatterns]string{
	"link", "mail", "phone", "address", "money", "digit", "clock", "day", "duration", "age", "language", "paper",
	"condition", "place", "person", "definition", "free", "offer", "amount",
}

type patternSet uint32

func (s patternSet) has(p pattern) bool { return s&(1<<p) != 0 }

func setOf(patterns []pattern) patternSet {
	var s patternSet
	for _, p := range patterns {
		s |= 1 << p
	}
	return s
}

func patternsIn(line string) patternSet {
	var s patternSet
	for p, words := range patternWords {
		if words.MatchString(line) {
			s |= 1 << p
		}
	}
	return s
}

var patternWords = [nPatterns]*regexp.Regexp{
	link:        regexp.MustCompile(`(?i)www\.|https?:|\.(de|com|org)\b|webs[ei]it?e|internet|online|portal|homepage`),
	mail:        regexp.MustCompile(`(?i)\S@\S|e-mail|kontakt`),
	phoneNumber: regexp.MustCompile(`(?i)\btel|telefon|hotline|rufnummer|notruf|\b0\d{2,5}[ /–-]+\d{2,}|\b\d{3,}[ /-]\d{3,}|\b11\d\b`),
	address:     regexp.MustCompile(`(?i)(str\.|straße|strasse|platz|weg|allee|gasse|markt) ?\d+|\b\d{5} \p{L}|adresse|anschrift`),
	money:       regexp.MustCompile(`(?i)€|\beuro\b|\beur\b|kosten|gebühr|preis|bezahl|zahlen|beträgt`),
	digit:       regexp.MustCompile(`\d`),
	clock:       regexp.MustCompile(`(?i)\d ?uhr|\b\d{1,2}[.:]\d\d\b|öffnungszeit|sprechzeit|termin`),
	day:         regexp.MustCompile(`(?i)\b((mon|diens|donners|frei|sams|sonn)tag|mittwoch|mo|di|mi|do|fr)s?\b|januar|februar|märz|april|\bjuni|\bjuli|\baugust\b|september|oktober|november|dezember|täglich`),
	duration:    regexp.MustCompile(`(?i)\b(tage?n?|wochen?|monate?n?|jahre?n?|stunden?|minuten?|dauer|dauert|frist|mindestens|höchstens|bis zu)\b`),
	age:         regexp.MustCompile(`(?i)alter\b|jahre alt|\d jahre|lebensjahr|volljährig|minderjährig|geburtstag|\bab \d`),
	language:    regexp.MustCompile(`(?i)\b(deutsch|englisch|französisch|arabisch|türkisch|russisch|ukrainisch|farsi|dari|spanisch|italienisch)\b|sprache|dolmetsch`),
	paper:       regexp.MustCompile(`(?i)pass\b|ausweis|bescheinigung|nachweis|urkunde|formular|antrag|unterlagen|dokument|zeugnis|bescheid|vertrag|vollmacht|kopie|karte\b`),
	condition:   regexp.MustCompile(`(?i)voraussetzung|müssen|benötig|erforderlich|notwendig|\bwenn\b|\bmuss|brauch|anspruch|bedingung|berechtigt|erfüll`),
	place:       regexp.MustCompile(`(?i)wenden|finden|findest|melden|behörde|amt\b|stelle\b|zentrum|büro|rathaus|beim |in der nähe|vor ort|besuchen`),
	person:      regexp.MustCompile(`(?i)\b(frau|herr|ansprechpartner\w*|person\w*|mitarbeiter\w*|berater\w*|team|eltern|kinder|menschen|jugendliche|familien|frauen|geflüchtete|alle)\b|für wen|zielgruppe|zuständig`),
	definition:  regexp.MustCompile(`(?i)\b(ist|sind|bedeutet|heißt|nennt|bezeichnet|versteht) (ein|eine|der|die|das|man)\b|\bbedeutet|\bheißt\b|handelt es sich`),
	free:        regexp.MustCompile(`(?i)kostenlos|kostenfrei|gratis|umsonst|unentgeltlich|gebührenfrei|keine (kosten|gebühr)`),
	offer:       regexp.MustCompile(`(?i)angebot|bieten|bietet|unterstütz|hilfe|helfen|hilft|berat|informier|kurs|leistung|aufgabe|möglichkeit`),
	amount:      regexp.MustCompile(`(?i)\d(,-)? ?(€|euro\b|eur\b)|(€|\beur) ?\d`),
}
