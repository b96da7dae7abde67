package guard

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestName is how many words a name has at most: services have long ones.
const longestName = 8

// said are the words without which little is said of anybody: persons, those that ask, and the
// verbs that sentences are made with, in German and English. Infinitives are none: people look
// for "Deutscher werden".
var said = lookup(`ich i ick wir du er es mir mich uns euch ihr ihm ihn dich dir mein meine meinen meinem meiner meines dein deine deinen
	deiner unser unsere unseren unserem unserer euer eure euren eurer man jemand niemand keiner
	wer wem wen was wat wie wo wann warum wieso weshalb woher wohin welche welcher welches welchen welchem ob wenn
	bin bist ist sind war waren wird wurde wurden hab habe hat hast hatte hatten kann kannst könnte darf darfst muss musst soll sollte
	will willst möchte mag gibt gib geht komm
	me my we our you your it they is are was were do does did can could will would should have has what how where when who which why please`)

var (
	// sentences are signs that names do not have: of asking, of calling, and between sentences.
	sentences = regexp.MustCompile(`[?!…]|[.:;](?:\s|$)|\s[–-]\s`)
	// participle has the shape of a verb that says what has happened to a thing.
	participle = regexp.MustCompile(`^(?:(?:ab|an|auf|aus|bei|ein|mit|nach|vor|weg|zu|her|hin|um)?ge|be|ver|er|ent|zer|miss|über|unter)|iert$`)
)

// onlyNames reports whether a text only names something, as people type it into a search box:
// "Auto", "Schimmel", "Untersuchung vor der Einschulung". Nobody says by it what he wants, so the
// classifier, which has read sentences, has no say: a name is searched for. Only rules close it
// ("Notarzt"), and beside what sounds an alarm stand the help lines.
func onlyNames(text string) bool {
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > longestName || sentences.MatchString(text) {
		return false
	}
	for i, word := range words {
		lower := strings.ToLower(strings.Trim(word, `.,()"„“'`))
		if said[lower] || i > 0 && conjugated(words[0], word) {
			return false
		}
	}
	return true
}

// alarm are names that may be a call; "Hilfe zur Pflege" is none.
var alarm = re(`^hilfe\W*$|^(?:feuer|brand|rauch|qualm|gas|gasgeruch|unfall|notfall|notruf|gewalt|messer|ueberfall|einbruch|einbrecher|` +
	`vergewaltigung|missbrauch|stalking|schlaegerei|suizid|selbstmord|selbstmordgedanken|krisendienst|vergiftung|lebensgefahr)(?:\s\w+)?\W*$`)

// whoIs asks who holds an office, which is a fact and no opinion, unless it is judging.
var (
	whoIs   = re(`^(?:wer ist|wie heisst)(?: \w+){1,4}\W*$`)
	judging = re(`schuld|best|besser|schlecht|schlimm|dumm|korrupt|luegn|faehig|beliebt|richtig|gut\b`)
)

// conjugated tells whether a word within a text that uses capitals has the ending of "brennt".
func conjugated(first, word string) bool {
	const shortest = 4
	initial, _ := utf8.DecodeRuneInString(first)
	return unicode.IsUpper(initial) && len(word) >= shortest && word != "nicht" && word == strings.ToLower(word) &&
		strings.HasSuffix(word, "t") && !participle.MatchString(word)
}
