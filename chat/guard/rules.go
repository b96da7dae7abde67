package guard

import (
	"regexp"

	"auskunft/internal/regex"
)

// rule sends texts that match, unless they match unless, to a kind. Patterns are written
// over folded text, see Fold. The word lists are deliberately narrow: a question that
// slips through is answered from sources or refused for want of them, a question that
// is caught wrongly is lost.
type rule struct {
	kind          Kind
	name          string
	match, unless regex.Any
}

// first is the decision of the first of some rules that takes a text.
func first(rules []rule, text string) (Decision, bool) {
	for _, r := range rules {
		if r.match.MatchString(text) && !r.unless.MatchString(text) {
			return decide(r.kind, r.name), true
		}
	}
	return Decision{}, false
}

// firstOf is the decision of the first rule of some lists that takes a text.
func firstOf(text string, lists ...[]rule) (Decision, bool) {
	for _, rules := range lists {
		if d, ok := first(rules, text); ok {
			return d, true
		}
	}
	return Decision{}, false
}

// asks begins a question that names what it wants to know; most look-alikes do.
const asks = `^(?:und |aber |oder )?(?:(?:an|bei|von|mit|zu|fuer|unter|ab|bis|seit|in|auf|aus|nach|um) )?(?:wo|wie|wann|wer|wen|wem|was|welch\w*|woher|wohin|wofuer|womit|worauf|wieviel\w*)\b`

// anyOf matches what one of the patterns matches.
func anyOf(patterns ...string) regex.Any { return regex.MustCompileAny(patterns...) }

// phrases matches the words as they stand, in any script: \b knows ASCII only.
func phrases(words ...string) regex.Any {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = regexp.QuoteMeta(Fold(w))
	}
	return anyOf(quoted...)
}
