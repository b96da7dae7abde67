package chat

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"auskunft/chat/guard"
	"auskunft/internal/german"
)

// standalone makes a question understandable without its conversation. A follow-up, one
// that names no subject of its own, takes over the terms of what was searched for
// before; every other question stays as it is.
func standalone(question string, turns []Turn) string {
	previous := ""
	for _, t := range slices.Backward(turns) {
		if t.Standalone != "" {
			previous = t.Standalone
			break
		}
	}
	if previous == "" || !isFollowUp(question) {
		return question
	}
	// "Und für zwei Hunde?" asks the same of something else, so even the "kostet" of
	// the previous question is wanted; "Und wie lange dauert das?" asks something else.
	asksSame := !slices.ContainsFunc(words(question), func(w string) bool { return askingWords[w] })
	var carried []string
	have := words(question)
	for _, word := range strings.FieldsFunc(previous, isSeparator) {
		folded := strings.ToLower(word)
		if slices.Contains(have, folded) || emptyWords[folded] || askingWords[folded] || (aspectWords[folded] && !asksSame) {
			continue
		}
		carried, have = append(carried, word), append(have, folded)
	}
	if len(carried) == 0 {
		return question
	}
	return question + " " + strings.Join(carried[:min(len(carried), maxCarried)], " ")
}

// topic is what a masked question is about, for searching: without the sentences in which
// somebody introduces themselves, and without the placeholders of masked data.
func topic(masked string) string {
	if !strings.Contains(masked, "[") {
		return masked
	}
	var kept []string
	for _, span := range german.Sentences(masked) {
		if sentence := span.Of(masked); !guard.HasPlaceholder(sentence) {
			kept = append(kept, sentence)
		}
	}
	if text := strings.Join(kept, " "); len(words(text)) > 0 {
		return text
	}
	return guard.RemovePlaceholders(masked)
}

// generalTerms are the words of an individual case that name its matter. "Habe ich
// Anspruch auf Wohngeld?" becomes "Wohngeld": the rules are on the page of that name, and
// every page about some other benefit says "Anspruch".
func generalTerms(question string) string {
	var terms []string
	for _, word := range strings.FieldsFunc(question, isSeparator) {
		folded := strings.ToLower(word)
		if !emptyWords[folded] && !askingWords[folded] && !aspectWords[folded] && !entitlementWords[folded] {
			terms = append(terms, word)
		}
	}
	if len(terms) == 0 {
		return question
	}
	return strings.Join(terms, " ")
}

// maxCarried is how many terms a follow-up takes over at most: a conversation must not
// pile up into one question about everything.
const maxCarried = 8

// isFollowUp reports whether a question leans on what was said before: it begins like a
// continuation, points back, or names nothing.
func isFollowUp(question string) bool {
	all := words(question)
	if len(all) == 0 || continuations[all[0]] {
		return true
	}
	content := 0
	for _, w := range all {
		if pointers[w] {
			return true
		}
		if !emptyWords[w] && !askingWords[w] && !aspectWords[w] {
			content++
		}
	}
	return content == 0
}

func words(s string) []string { return strings.FieldsFunc(strings.ToLower(s), isSeparator) }

func isSeparator(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != utf8.RuneError
}

// The closed word classes by which a follow-up is told from a question of its own.
var (
	continuations = wordSet(`und aber oder sonst dann also and but`)

	pointers = wordSet(`dafür dazu davon damit darüber darauf darin deswegen dorthin daran dabei dagegen hierfür hierzu`)

	askingWords = wordSet(`was wie wo wann wer wen wem warum wieso weshalb wohin woher womit wofür wozu welche welcher
		welches welchen welchem wieviel what how where when who why which`)

	// aspectWords say what one wants to know of a subject.
	aspectWords = wordSet(`kostet kosten gebühr gebühren dauert dauer lange viel hoch teuer brauche braucht brauchen nötig
		beantragen bekomme bekommen muss müssen kann können darf dürfen soll sollen gibt geht gehen finde finden
		mitbringen bringen hin öffnungszeiten geöffnet offen auf zu termin unterlagen frist formular online
		zuständig gilt gelten cost costs long much need get`)

	// entitlementWords make a question one about the asker's own case.
	entitlementWords = wordSet(`anspruch ansprüche anrecht recht steht stehen stünde zusteht zustehen berechtigt
		bekommt bekomm kriege kriegen kriegt krieg erhalte erhalten erhält zahlt zahlen übernimmt wissen prüfen sie
		prüfe berechnen berechne ausrechnen sagen genehmigt bewilligt abgelehnt gekürzt erfülle erfüllen voraussetzungen hab
		würde würden euro verdiene verdienen monat netto entitled eligible qualify am`)

	emptyWords = wordSet(`der die das den dem des ein eine einen einem einer eines ich du er sie es wir ihr ihn ihm ihnen
		mich mir dich dir uns euch man mein meine meinen meinem meiner sein seine ihre ihren dies diese dieser dieses
		diesen diesem jener jede jeden jedes alle alles beide ist sind war waren wird werden wurde hat haben habe hätte
		bin sei wäre und oder aber auch noch nur denn dann da dort hier jetzt heute nun schon so sehr mehr wieder
		doch mal bitte danke eigentlich genau eben etwa ungefähr in im an am auf aus bei beim bis durch für gegen mit nach
		ohne seit über um unter von vom vor während wegen zu zum zur als wenn ob dass weil nicht kein keine keinen
		ja nein ok okay gut sich selbst the a an is are do does i you it that this to for of in on and my there`)
)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}
