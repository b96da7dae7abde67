package chat

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"auskunft"
	"auskunft/internal/german"
)

// A page can be the nearest and still not be about what is asked: "Darf mein Hund mit ins Freibad?" finds the tax on dogs, as "Was
// kostet ein Kurs Wassergymnastik?" finds the pool. Refusing every such question would lose more right answers than wrong ones; the
// answer says instead what the pages that it quotes have nothing of.

// mostMissing is how many words are named at most: more than these are a question in other words, not one about another thing.
const mostMissing = 2

// shortest is how many letters are too few for a thing: "St.", "Tel."
const shortest = 3

// besides are words that name a time, a person or a place that an answer need not repeat to hold.
var besides = wordSet(`montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag montags dienstags mittwochs donnerstags freitags
	samstags sonnabends sonntags wochenende feiertag feiertage feiertagen morgen vormittag mittag nachmittag abend nacht morgens vormittags
	mittags nachmittags abends nachts januar februar märz april mai juni juli august september oktober november dezember frühling frühjahr
	sommer herbst winter weihnachten heiligabend silvester neujahr ostern pfingsten ferien jahr jahre jahren monat monate monaten woche wochen
	tagen stunde stunden uhr geburtstag jahrgang
	bruder schwester vater mutter mama papa oma opa onkel tante enkel enkelin enkelkind nachbar nachbarn nachbarin freund freundin frau mann
	kind kinder sohn tochter baby leute menschen jemand kollege kollegin chef chefin
	haus wohnung straße hof garten platz ort netz internet euro prozent preis mitternacht urlaub laden vorlauf stichtag frist grund grenze höhe uhrzeit vorbereitung`)

// beingOf tells of whom the asker is, or in what role he asks: "Ich bin Trainerin", "als Vermieter".
var beingOf = regexp.MustCompile(`(?:\bals|\b(?i:ich bin|bin ich|wir sind|er ist|sie ist))\s+(?:(?:ein|eine|einer|einem)\s+)?(\p{Lu}\p{L}+)`)

// missing are the things that a question in German names and that nothing on the pages has which its answer quotes, as they are
// written. A noun can only be told by its capital, so the words that begin a sentence are none, nor those of a question in small letters.
func (w *walk) missing() []string {
	question := w.standalone
	if w.reading == nil || cmp.Or(w.spoken, w.lang) != "de" || w.read || w.foreign() || strings.ToLower(question) == question {
		return nil
	}
	var documents []int64
	for _, c := range w.answer.Citations {
		documents = append(documents, c.Document)
	}
	roles := map[string]bool{}
	for _, at := range beingOf.FindAllStringSubmatch(question, -1) {
		roles[at[1]] = true
	}
	begins := beginnings(question)
	var words []string
	for _, word := range naming(question) {
		switch {
		case strings.ContainsFunc(word, unicode.IsDigit), besides[strings.ToLower(word)], len(word) <= shortest, roles[word], begins[word], slices.Contains(words, word):
		case w.reading.Lacks(word, documents):
			words = append(words, word)
		}
	}
	if len(words) > mostMissing {
		return nil
	}
	return words
}

// beginnings are the words with which the sentences of a text begin. What is only a few key words long has no sentence.
func beginnings(text string) map[string]bool {
	first := map[string]bool{}
	if len(strings.Fields(text)) <= 3 && !strings.HasSuffix(strings.TrimSpace(text), "?") {
		return first
	}
	for _, span := range german.Sentences(text) {
		if words := german.Words(span.Of(text)); len(words) > 0 {
			first[words[0]] = true
		}
	}
	return first
}

// noteMissing says what the pages quoted have nothing of.
func (w *walk) noteMissing() {
	if w.answer.Status != auskunft.Answered {
		return
	}
	if w.answer.Missing = w.missing(); len(w.answer.Missing) == 0 {
		return
	}
	w.step("missing", "%q", w.answer.Missing)
	note := w.messages.Text(w.lang, "note.missing", "{words}", "„"+strings.Join(w.answer.Missing, "“ und „")+"“")
	w.answer.Message = strings.TrimSpace(note + "\n\n" + w.answer.Message)
}
