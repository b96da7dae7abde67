package chat

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"auskunft/chat/aide"
	"auskunft/chat/guard"
	"auskunft/chat/prompts"
)

var standaloneTask = aide.Task[struct{ Question string }]{
	Prompt: prompts.Standalone, Form: aide.Text("question"), Budget: 1500 * time.Millisecond, Tokens: 150,
}

// follow is a question that leans on the conversation, on its own: as the rules made it, or
// where they can be wrong as a model does, in words that were said and no others.
func (w *walk) follow(ctx context.Context, question, rules string) string {
	if w.Helper == nil || w.rulesSuffice(question, rules) {
		return rules
	}
	var before []string
	for _, t := range w.turns {
		said := guard.RemovePlaceholders(t.Question)
		if t.Subject != "" {
			said += " (" + t.Subject + ")"
		}
		before = append(before, said)
	}
	out, aid := standaloneTask.Ask(ctx, w.Helper, prompts.Asked{Question: question, Before: before})
	alone := strings.Join(strings.Fields(out.Question), " ")
	fault := ""
	switch {
	case !aide.Plain(alone):
		fault = aide.NotPlain
	case utf8.RuneCountInString(alone) > maxQuestion:
		fault = aide.WrongLength
	case !saysTheSame(question, alone, before):
		fault = aide.LostWords
	case !guard.Route(alone).Search:
		fault = closedKind
	}
	if !w.aided(aid, fault) {
		return rules
	}
	return alone
}

// rulesSuffice tells whether it is clear what a question leans on: they found words to carry,
// and the conversation had one matter, of which a page was quoted.
func (w *walk) rulesSuffice(question, rules string) bool {
	last, _ := lastMatter(w.turns)
	return rules != question && last.subject != "" && !slices.ContainsFunc(w.turns, func(t Turn) bool {
		return t.Subject != "" && t.Subject != last.subject
	})
}

// saysTheSame tells whether alone has all words of the question that say something, numbers and denials
// among them, and beside them only words of the conversation.
func saysTheSame(question, alone string, before []string) bool {
	asked, got := words(question), words(alone)
	said := slices.Concat(asked, words(strings.Join(before, " ")))
	for _, word := range asked {
		empty := emptyWords[word] && !denials[word] || continuations[word] || pointers[word]
		if !empty && !hasWord(got, word) {
			return false
		}
	}
	for _, word := range got {
		empty := emptyWords[word] && !denials[word] || askingWords[word] || aspectWords[word]
		if !empty && !hasWord(said, word) {
			return false
		}
	}
	return true
}

// denials are empty words to a search, and the whole of what is asked to whoever asks.
var denials = wordSet(`nicht nichts nie niemals kein keine keinen keinem keiner keines ohne weder`)

// maxEnding is how many letters an ending has: "Hund", "Hunde", "Hunden".
const maxEnding = 2

// hasWord tells whether a word is among others, in whatever inflection; numbers have none.
func hasWord(among []string, word string) bool {
	return slices.ContainsFunc(among, func(have string) bool {
		short, long := have, word
		if len(short) > len(long) {
			short, long = long, short
		}
		inflected := len(short) > maxEnding+1 && len(long)-len(short) <= maxEnding && !strings.ContainsFunc(long, unicode.IsDigit)
		return have == word || inflected && strings.HasPrefix(long, short)
	})
}
