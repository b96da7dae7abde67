package compose

import (
	"regexp"
	"slices"
	"strings"

	"auskunft/internal/german"
)

// "Wie melde ich ein Gewerbe an und was kostet das?" asks two things of one matter. Each is answered, in the order asked.

// asksAgain begins a clause that asks something else: its verb comes second, unlike a relative clause's.
var asksAgain = regexp.MustCompile(`(?i)(?:,| und|, und| –|;) ((?:was|wie ?viele?|wie|wo|wohin|wann|wer|an wen|bis wann|ab wann|um wie ?viel uhr|(?:zu|ab|in|für|mit)? ?welche[rsnm]?) \p{L}+)`)

// subjects stand behind the first word of a relative clause.
var subjects = set("ich man wir er sie es mein meine meinen meiner unser unsere der die das den dem ein eine einen")

// clauses are the questions that a message asks of its matter; nil when it asks only one.
func clauses(message string) []string {
	var all []string
	for _, s := range german.Sentences(message) {
		text := s.Of(message)
		from := 0
		for _, at := range asksAgain.FindAllStringSubmatchIndex(text, -1) {
			first := strings.Fields(text[at[2]:at[3]])
			if subjects[strings.ToLower(first[len(first)-1])] {
				continue
			}
			all = append(all, text[from:at[0]])
			from = at[2]
		}
		all = append(all, text[from:])
	}
	return all
}

// partsOf reads each of the clauses of a question that asks for more than one kind of thing.
func partsOf(task Task, v Vocabulary) []question {
	var parts []question
	for _, c := range clauses(task.Question) {
		part := task
		part.Question, part.Told = c, task.Question
		if q := readOne(part, v); len(q.intents) > 0 && asks.MatchString(c) {
			parts = append(parts, q)
		}
	}
	if len(parts) < 2 {
		return nil
	}
	return parts
}

// asks is said where something is asked, and not told.
var asks = regexp.MustCompile(`(?i)\b(was|wie|wieviele?|wo|wohin|wann|wer|wen|welche[rsnm]?)\b|\?$|^\W*(kann|darf|muss|gibt|ist|sind|hat|haben)\b`)

// leads are, of each part of the question, the field that it asks for, or the one place that gives it.
func (r *reading) leads(task Task) []worded {
	var all []worded
	for _, q := range r.parts {
		part := read(r.page, q)
		part.estimate()
		points := part.points()
		point := slices.Index(points, slices.Max(points))
		switch fields := part.wantedRuns(); {
		case len(fields) > 0 && fields[0].b-fields[0].a < wholeField && !part.missesPoint(fields[0], points):
			all = append(all, part.rowFirst(part.drafts(fields[0], task.Hits), task.Hits)...)
		case part.proven(r.units[point]) == 1:
			all = append(all, part.drafts(run{a: point, b: point}, task.Hits)...)
		}
	}
	return all
}
