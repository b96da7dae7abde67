package intent

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"auskunft/internal/regex"
)

// Pattern is a kind of information that a text shows.
type Pattern int

// The patterns.
const (
	link Pattern = iota
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
	due    // of payments
	nPatterns
)

// Names are those of the patterns, in their order: features of fitted models are called after them.
var Names = [nPatterns]string{
	"link", "mail", "phone", "address", "money", "digit", "clock", "day", "duration", "age", "language", "paper",
	"condition", "place", "person", "definition", "free", "offer", "amount", "due",
}

// Set is a set of patterns.
type Set uint32

// All is the set of all patterns.
const All Set = 1<<nPatterns - 1

// Has reports whether a set has a pattern.
func (s Set) Has(p Pattern) bool { return s&(1<<p) != 0 }

// Len is how many patterns are in a set.
func (s Set) Len() int { return bits.OnesCount32(uint32(s)) }

func setOf(patterns ...Pattern) Set {
	var s Set
	for _, p := range patterns {
		s |= 1 << p
	}
	return s
}

// shape is how a pattern is recognised. words are parts of the line in lower case with
// every other character as a space, so that a space at an end is a word's boundary; signs
// are parts of the line in lower case as it is; number is tried on lines with digits only.
type shape struct {
	words  regex.Words
	signs  regex.Words
	number *regex.Regexp
}

// Shown says which patterns of a set a text shows. A dozen answers are looked for in hundreds of lines
// while a citizen waits: literals are found ten times faster than alternations of regexp.
func Shown(text string, of Set) (s Set) {
	var low, apart [lineOnStack]byte
	lower, spaced, digits := low[:0], append(apart[:0], ' '), false
	for _, r := range text {
		if r < utf8.RuneSelf {
			c := ascii[r]
			lower, spaced, digits = append(lower, c.lower), append(spaced, c.spaced), digits || c.digit
			continue
		}
		r = unicode.ToLower(r)
		lower = utf8.AppendRune(lower, r)
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			r = ' '
		}
		spaced = utf8.AppendRune(spaced, r)
	}
	spaced = append(spaced, ' ')
	pairs, pairsApart, line := regex.PairsOf(lower), regex.PairsOf(spaced), ""
	if digits {
		line = string(lower)
	}
	for p, shape := range shapes {
		if of.Has(Pattern(p)) && (shape.words.In(spaced, &pairsApart) || shape.signs.In(lower, &pairs) ||
			digits && shape.number != nil && shape.number.MatchString(line)) {
			s |= 1 << p
		}
	}
	return s
}

// ascii are the characters that nearly all texts are made of, in lower case, and with those apart that are none of a word.
var ascii = func() (all [utf8.RuneSelf]struct {
	lower, spaced byte
	digit         bool
}) {
	for i := range all {
		r := unicode.ToLower(rune(i))
		all[i].lower, all[i].spaced, all[i].digit = byte(r), byte(r), unicode.IsDigit(r)
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			all[i].spaced = ' '
		}
	}
	return all
}()

// lineOnStack is how many bytes of a text are read without asking for memory.
const lineOnStack = 512

// list splits at commas, which keeps the spaces that mark boundaries.
func list(s string) regex.Words {
	return regex.WordsOf(strings.Split(strings.ReplaceAll(s, "\n", ""), ",")...)
}

var shapes = [nPatterns]shape{
	link: {words: list("webseite,website,internet,online,portal,homepage"), signs: list("www.,http:,https:,.de,.com,.org")},
	mail: {words: list("e mail,kontakt"), signs: list("@")},
	phoneNumber: {words: list(" tel,telefon,hotline,rufnummer,notruf"),
		number: regex.MustCompile(`\b0\d{2,5}[ /–-]+\d{2,}|\b\d{3,}[ /-]\d{3,}|\b11\d\b`)},
	address: {words: list("adresse,anschrift"), number: regex.MustCompile(`(str\.|straße|strasse|platz|weg|allee|gasse|markt) ?\d|\b\d{5} \p{L}`)},
	money:   {words: list(" euro , euros , avro , eur ,kosten,gebühr,preis,bezahl,zahlen,beträgt"), signs: list("€")},
	digit:   {number: regex.MustCompile(`\d`)},
	clock:   {words: list("öffnungszeit,sprechzeit,termin"), number: regex.MustCompile(`\d ?uhr|\b\d{1,2}[.:]\d\d\b`)},
	day: {words: list(" montag, dienstag, mittwoch, donnerstag, freitag, samstag, sonnabend, sonntag, mo , di , mi , do , fr ,januar,februar," +
		"märz,april, juni, juli, august ,september,oktober,november,dezember,täglich,silvester,neujahr,karfreitag, ostern , pfingsten ,heiligabend, weihnachten ,feiertag")},
	duration: {words: list(" tag , tage , tagen , woche , wochen , monat , monate , monaten , jahr , jahre , jahren , stunde , stunden ," +
		" minuten , dauer , dauert , frist , mindestens , höchstens , bis zu ")},
	age: {words: list("alter , jahre alt,lebensjahr,volljährig,minderjährig,geburtstag"), number: regex.MustCompile(`\d jahre|\bab \d`)},
	language: {words: list(" deutsch , englisch , französisch , arabisch , türkisch , russisch , ukrainisch , farsi , dari , spanisch ," +
		" italienisch ,sprache,dolmetsch")},
	paper:     {words: list("pass ,ausweis,bescheinigung,nachweis,urkunde,formular,antrag,unterlagen,dokument,zeugnis,bescheid,vertrag,vollmacht,kopie,karte ")},
	condition: {words: list("voraussetzung,müssen,benötig,erforderlich,notwendig, wenn , muss,brauch,anspruch,bedingung,berechtigt,erfüll")},
	place:     {words: list("wenden,finden,findest,melden,behörde,amt ,stelle ,zentrum,büro,rathaus,beim ,in der nähe,vor ort,besuchen")},
	person: {words: list(" frau , herr , ansprechpartner, person, mitarbeiter, berater, team , eltern , kinder , menschen , jugendliche ," +
		" familien , frauen , geflüchtete , alle ,für wen,zielgruppe,zuständig")},
	definition: {words: list(" ist ein , ist eine , ist der , ist die , ist das , sind die , bedeutet, heißt ,handelt es sich,versteht man, nennt man")},
	free:       {words: list("kostenlos,kostenfrei,gratis,umsonst,unentgeltlich,gebührenfrei,beitragsfrei,keine kosten,keine gebühr,kostet nichts,ohne berechnung,steuerfrei, befreit , entfällt ")},
	offer:      {words: list("angebot,bieten,bietet,unterstütz,hilfe,helfen,hilft,berat,informier,kurs,leistung,aufgabe,möglichkeit")},
	due:        {words: list("fällig,zahlbar, abgebucht , abbuch, eingezogen , überweis")},
	amount:     {number: regex.MustCompile(`\d(,-)? ?(€|euros?\b|eur\b|avro\b|євро|евро|يورو)|(€|\beur) ?\d|\b\d+,\d\d ?(\||$)`)},
}

// IsContact reports whether a line has a phone number or an address in it.
func IsContact(line string) bool {
	return shapes[phoneNumber].number.MatchString(line) || shapes[address].number.MatchString(line)
}
