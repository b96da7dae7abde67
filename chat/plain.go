package chat

import (
	"regexp"
	"strings"

	"auskunft/chat/guard"
	"auskunft/internal/german"
)

// What is asked tells a case from a question better than what is told with it. Papers, places, ways to
// call, time limits and fees are the same for everybody, whoever asks for them: "Mein Enkel ist 19, was
// kostet sein Perso?" Whether somebody gets, owes or may do something, and what he would have to pay all
// in all, is not.
var (
	// plainly begins a clause that asks for what is the same for everybody.
	plainly = regexp.MustCompile(`(?i)^\W*(?:(?:und|aber|also|nun|dann|jetzt) )*(?:` + strings.Join([]string{
		`(?:wo|wohin|an wen|bei wem|wen)\b`,
		`bis wann\b|wie (?:lange|viele \p{L}+|früh) vorher\b|(?:in(?:nerhalb)? )?welche[rm]? fristen?\b|wie (?:lange|viel) (?:habe?|bleibt|bleiben) (?:ich|wir|mir|uns)\b`,
		`(?:was|welche[nrs]?)\b.*(?:mitbring|mit ?bringen|vorleg|vorzeig|einreich|unterlagen|papiere|nachweise|dokumente|formular)`,
		`(?:was|wie ?viel|wie teuer)\b.*\b(?:kostet|kosten|gebühr)|wie (?:hoch|teuer)\b.*(?:gebühr|preis|eintritt|miete|pfand)|wie teuer\b`,
		expected,
		`(?:was|wie ?viel) (?:be)?zahl(?:e|en|t) (?:ich|wir|man|er|sie|(?:mein|unser)\w* \p{L}+)\b`,
	}, "|") + `)`)
	// expects asks for a price without reckoning anything.
	expects = regexp.MustCompile(`(?i)` + expected)
	// byNoun asks by a noun alone: "Preise?", "Gebühr?"
	byNoun = regexp.MustCompile(`(?i)(?:^|[,.:;–]\s)\s*(?:\p{L}*gebühr(?:en)?|\p{L}*preise?|kosten|unterlagen|papiere|frist|adresse|telefonnummer|öffnungszeiten)(?: (?:für|fürs|im|pro|je|am|dafür|dazu)(?: \p{L}+)?)?\s*\?*$`)
	// reckons asks for what somebody would have to pay all in all, or for what was wrong.
	reckons = regexp.MustCompile(`(?i)\b(?:genau|insgesamt|zusammen|rest|würden?|wäre\w*|müssten?|käme\w*|rechne\w*|ausrechne\w*|bleibt zu|auf (?:mich|uns) zu|zurück|nachzahl\w*|trotzdem|schon einmal|bußgeld\w*|strafe\w*|in meinem fall|am ende|\d{1,3}\.\d{3})\b`)
	// total is what only the office can add up.
	total = regexp.MustCompile(`(?i)\b(?:genau|insgesamt|zusammen|am ende|ausrechne\w*)\b`)
	// byIncome is a price that depends on what somebody has.
	byIncome = regexp.MustCompile(`(?i)einkommen|einkünfte|vermögen\b|bedürftig|bemessung`)
)

const expected = `mit (?:wie ?viel|welche[rnm]?) (?:\p{L}*(?:kosten|gebühr(?:en)?|miete|preis)) (?:muss|müssen|sollte|kann)[^?.]*\brechnen\b`

// asksPlainly reports whether all that a message asks is the same for everybody.
func asksPlainly(message string) bool {
	if reckons.MatchString(expects.ReplaceAllString(message, "")) || guard.AsksOwnState(message) {
		return false
	}
	spans, asks := german.Sentences(message), 0
	for i, span := range spans {
		text := strings.TrimSpace(span.Of(message))
		question := strings.HasSuffix(text, "?") || i == len(spans)-1 && asks == 0
		told := text
		if at := asksAgain(text); at != nil {
			told, text = text[:at[0]], text[at[2]:]
		} else if question {
			told = ""
		}
		if asksBefore.MatchString(told) || question && !plainly.MatchString(text) && !byNoun.MatchString(text) {
			return false
		}
		asks += strings.Count(text, "?")
	}
	return true
}
