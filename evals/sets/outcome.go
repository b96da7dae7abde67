package sets

import (
	"fmt"
	"slices"
	"strings"

	"auskunft"
	"auskunft/chat/guard"
	"auskunft/evals"
	"auskunft/retrieval"
)

// routes are the sets' names of the ways a message can go.
var routes = map[string]guard.Kind{
	"greeting": guard.Greeting, "thanks": guard.Thanks, "about_assistant": guard.Assistant, "human_wanted": guard.Human,
	"complaint": guard.Complaint, "report_defect": guard.Defect, "emergency": guard.Emergency, "crisis": guard.Crisis,
	"legal_advice": guard.LegalAdvice, "political_opinion": guard.Opinion, "abuse": guard.Abuse, "nonsense": guard.Nonsense,
	"injection": guard.Injection, "individual_case": guard.Individual,
}

// is tells whether a reply is what a row calls an outcome: a route, a status or a reason.
func (r Reply) is(outcome string) bool {
	if kind, ok := routes[outcome]; ok {
		return r.Route == kind || kind == guard.Individual && r.Answer.Note != ""
	}
	switch outcome {
	case "question":
		return r.Route == guard.Question || (r.Route == guard.OtherAuthority && r.Answer.Status == auskunft.Answered)
	case "other_authority":
		return r.Route == guard.OtherAuthority
	case "other_language":
		return r.Lang != "de"
	case "answered", "clarify":
		return string(r.Answer.Status) == outcome
	default:
		return string(r.Answer.Reason) == outcome
	}
}

// from tells whether a reply answers and quotes one of the documents.
func (r Reply) from(keys []string) bool {
	return r.Answer.Status == auskunft.Answered && r.quotes(keys)
}

// tells tells whether a reply takes the question for somebody's case and quotes one of the documents beside the note.
func (r Reply) tells(keys []string) bool {
	return r.Answer.Reason == auskunft.IndividualCase && r.quotes(keys)
}

func (r Reply) quotes(keys []string) bool {
	return slices.ContainsFunc(r.Answer.Citations, func(c auskunft.Citation) bool { return isOneOf(c.DocID, keys) })
}

func isOneOf(key string, sources []string) bool {
	return slices.ContainsFunc(sources, func(source string) bool { return evals.IsSource(key, source) })
}

// says tells whether the first two sentences or the desk's own message have one of the texts.
func (r Reply) says(texts []string) bool {
	said := r.Answer.Message
	for _, sentence := range r.Answer.Sentences[:min(2, len(r.Answer.Sentences))] {
		said += "\n" + sentence.Text
	}
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(said, text) })
}

// names tells whether the reply's text has one of the telling words of an authority's name.
func (r Reply) names(authority string) bool {
	return slices.ContainsFunc(strings.Fields(authority), func(word string) bool {
		word = strings.Trim(word, ",.()")
		return len(word) >= len("Zoll") && !anybody[word] && strings.Contains(r.Answer.Message, word)
	})
}

// anybody are the words in names of authorities that tell none from the others.
var anybody = map[string]bool{"Stadt": true, "Deutsche": true, "oder": true, "Auenwede": true}

// String is the outcome in a line.
func (r Reply) String() string {
	quoted := []string{}
	for _, c := range r.Answer.Citations {
		if !slices.Contains(quoted, c.DocID) {
			quoted = append(quoted, c.DocID)
		}
	}
	noted := ""
	if r.Answer.Note != "" {
		noted = ", noted"
	}
	return fmt.Sprintf("route %s, %s/%s%s, lang %s, quotes %q, options %q", r.Route, r.Answer.Status, r.Answer.Reason, noted, r.Lang, quoted, r.Answer.Options)
}

// hits are a row's passages as the search would have found them, those of one document one behind the other.
func (r Row) hits() []retrieval.Hit {
	var all []retrieval.Hit
	end := map[int64]int{} // of what stands before in each document
	for i, p := range r.Passages {
		document := int64(1 + slices.IndexFunc(r.Passages, func(first Passage) bool { return first.Source == p.Source }))
		start := end[document]
		end[document] = start + len([]rune(p.Text)) + 1
		h := retrieval.Hit{
			Passage:  auskunft.Passage{ID: int64(i + 1), DocumentID: document, Text: p.Text, Start: start, End: end[document] - 1},
			Document: auskunft.Document{ID: document, Key: p.Source, Title: p.Title, Name: p.name, Lang: "de", Visibility: auskunft.Public},
		}
		if p.Heading != "" {
			h.Passage.Headings = []string{p.Heading}
		}
		all = append(all, h)
	}
	return all
}
