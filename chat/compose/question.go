package compose

import (
	"cmp"
	"slices"
	"strings"

	"auskunft"
	"auskunft/internal/regex"
	"auskunft/retrieval/intent"
)

// forms are beginnings and shapes of questions that go with shorter or longer answers.
var forms = []*regex.Regexp{
	regex.MustCompile(`(?i)^\W*was (ist|sind|bedeutet|versteht|macht|bietet)\b`),
	regex.MustCompile(`(?i)^\W*was\b`),
	regex.MustCompile(`(?i)^\W*welche[snrm]?\b`),
	regex.MustCompile(`(?i)^\W*(wo|wohin|woher)\b`),
	regex.MustCompile(`(?i)^\W*((an|für)? ?(wer|wen|wem))\b`),
	regex.MustCompile(`(?i)^\W*(wann|wie lange|ab wann|bis wann|wie oft|wie ?viele?|wie hoch|wie alt|(in|ab) welchem)\b`),
	regex.MustCompile(`(?i)^\W*wie\b`),
	regex.MustCompile(`(?i)^\W*(gibt|kann|ist|sind|muss|darf|bieten?t?|kostet|haben|werden)\b`),
	regex.MustCompile(`(?i)\bich\b|\bmein\w*\b`),
	regex.MustCompile(`(?i)(angebote|voraussetzungen|unterlagen|möglichkeiten|leistungen|aufgaben|arten|kurse|dokumente|hilfen|themen|informationen|schritte|rechte|einrichtungen)\b`),
}

// question is what is asked, read once.
type question struct {
	text       string
	words      []Word
	idf        []float64 // of words
	intents    []intent.Intent
	shows      intent.Set
	proof      intent.Set
	values     []askedValue
	quantities []quantity
	carried    []bool // of words: it was said before, and this question goes on with it
	aside      []Word // of the story told with the question
	vocabulary Vocabulary
	wanted     []auskunft.Field // by the task, not by the question's words
	ofCase     bool             // somebody's own
	german     bool
}

// howMany asks for a number of what is named.
var howMany = regex.MustCompile(`(?i:\bwie ?viele?[nr]?) (\p{Lu}\p{L}+)`)

// figureIDF is what a figure of the question weighs at most, about as much as a word that most
// texts have: the asker's income stands nowhere, and a table by income answers all the same.
const figureIDF = 1

func isFigure(stem string) bool { return strings.Trim(stem, "0123456789.,") == "" }

func readQuestion(task Task, v Vocabulary) question {
	own := cmp.Or(task.Own, task.Question)
	q := question{
		text: own, values: askedValues(own), vocabulary: v, quantities: quantitiesIn(cmp.Or(task.Told, task.Question), task.Ages...),
		wanted: task.Wanted, ofCase: task.Case, german: task.Lang == "" || task.Lang == "de",
	}
	if task.Case { // what he earns picks no row
		q.quantities = slices.DeleteFunc(q.quantities, func(have quantity) bool { return have.unit == "euro" })
	}
	for _, w := range v.Asked(task.Question) {
		if !slices.ContainsFunc(q.words, func(have Word) bool { return have.Stem == w.Stem }) {
			q.words = append(q.words, withNumerals(w))
			q.idf = append(q.idf, v.IDF(w.Stem))
			if isFigure(w.Stem) {
				q.idf[len(q.idf)-1] = min(v.IDF(w.Stem), figureIDF)
			}
		}
	}
	itself := v.Asked(own)
	for _, w := range q.words {
		q.carried = append(q.carried, !slices.ContainsFunc(itself, func(have Word) bool { return have.Stem == w.Stem }))
	}
	for _, w := range v.Words(task.Told) {
		if !slices.ContainsFunc(q.words, func(have Word) bool { return have.Stem == w.Stem }) {
			q.aside = append(q.aside, w)
		}
	}
	intents := intent.Of(own)
	if len(intents) == 0 { // the same is asked as before
		intents = intent.Of(task.Question)
	}
	if m := howMany.FindStringSubmatch(own); m != nil && unitOf(m[1]) != "euro" { // "Ab wie viel Kilometern zahlt die Stadt …?"
		intents = slices.DeleteFunc(intents, func(in intent.Intent) bool { return in.Name == "fee" })
	}
	q.ask(intents)
	return q
}

// ask sets what kinds of answers are asked for.
func (q *question) ask(intents []intent.Intent) {
	q.intents, q.shows, q.proof = intents, 0, 0
	for _, in := range intents {
		q.shows |= in.Shows
		q.proof |= in.Proof
	}
}

// asksFor tells whether the question asks for a kind of answer, by the name of its intent.
func (q question) asksFor(name string) bool {
	return slices.ContainsFunc(q.intents, func(in intent.Intent) bool { return in.Name == name })
}

// scaffold holds the words that say what is wanted of a matter and not what the matter
// is; they do not show that a passage is about it. Compared by stem.
var scaffold = stems(`
bieten angeboten anbieten finden erhalten bekommen bekomme kontaktieren erreichen passieren passiert geschieht droht dienen gedacht umfassen beinhalten
stehen kommt stellen laufen gelten gilt bedeuten beachten tun machen gehen geht kommen brauchen brauche benötigen benötigt wissen
nutzen helfen richten beantragen beantrage melden anmelden zahlen bezahlen bezahlt zahle kosten kostet preis gebühr gebühren
hoch alter uhrzeit adresse telefonnummer nummer webseite website internetseite link zeit wann lange lang dauer dauern dauert
frist öffnungszeit öffnungszeiten geöffnet öffnen öffnet schließt aufmachen auf offen zuständig ansprechpartner wenden unterlagen dokumente
nachweise papiere mitbringen vorlegen voraussetzung voraussetzungen bedingungen anspruch möglichkeit möglichkeiten information
gültig gültigkeit fertig fällig früh frühestens spätestens rechtzeitig anrufen rufe erreichbar überweisen überwiesen
informationen frage verschiedene bestimmte wichtig genau normalerweise schnell oft viel viele neu neuer neue neuen alle alles
art arten thema themen person personen menschen leute jemand deutschland stadt landkreis gemeinde ort online formular antrag
`)

// stems are the stems of words as verification and as the search write them.
func stems(words string) map[string]bool {
	m := map[string]bool{}
	for w := range set(words) {
		m[stem(w)] = true
		m[stem(dotless.Replace(w))] = true
	}
	return m
}

var dotless = strings.NewReplacer("ä", "a", "ö", "o", "ü", "u", "ß", "ss")
