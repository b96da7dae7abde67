package chat

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"auskunft"
	"auskunft/chat/aide"
	"auskunft/chat/prompts"
)

var summaryTask = aide.Task[struct{ Summary string }]{
	Prompt: prompts.Summary, Form: aide.Text("summary"), Budget: 6 * time.Second, Tokens: 250,
}

// maxSummary is how many characters a model's summary has at most.
const maxSummary = 800

// Summary is what a model says a conversation was about, for whoever takes it over; it stands
// beside what was said, not instead of it. "" is none: no model, or one that names things,
// numbers or names that were not said.
func (d *Desk) Summary(ctx context.Context, said []Said) (string, auskunft.Aid) {
	if d.Helper == nil || len(said) == 0 {
		return "", auskunft.Aid{}
	}
	var before []string
	for _, s := range said {
		before = append(before, s.Question+"\n"+answerText(s.Answer))
	}
	out, aid := summaryTask.Ask(ctx, d.Helper, prompts.Asked{Before: before})
	summary := strings.TrimSpace(out.Summary)
	switch {
	case aid.Outcome != aide.Used:
	case !aide.Plain(summary):
		aid.Outcome = aide.NotPlain
	case utf8.RuneCountInString(summary) > maxSummary:
		aid.Outcome = aide.WrongLength
	case !SaidIn(summary, strings.Join(before, "\n")):
		aid.Outcome = aide.LostWords
	}
	if aid.Outcome != aide.Used {
		return "", aid
	}
	return summary, aid
}

// answerText is what an answer said.
func answerText(a auskunft.Answer) string {
	var lines []string
	for _, s := range a.Sentences {
		lines = append(lines, s.Text)
	}
	return strings.Join(append(lines, a.Message), "\n")
}

// speakingOf are nouns that one speaks of a conversation with.
var speakingOf = wordSet(`person frage fragen anliegen gespräch auskunft antwort antworten stadt bürgerin bürger`)

// SaidIn tells whether the nouns, names and numbers of a text that a model wrote are in what
// it was made from.
func SaidIn(text, source string) bool {
	said := words(source)
	return !slices.ContainsFunc(Nouns(text), func(word string) bool {
		folded := strings.ToLower(word)
		return !speakingOf[folded] && !hasWord(said, folded)
	})
}
