package proof

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
)

// Words of logic have to balance: what denies, limits and excepts is in a sentence as often as in what it uses of its
// quotes, and none gives way to its counterpart. words/logic.txt has them.

// logic is what that file says.
var logic = loadLogic()

type logicWords struct {
	kept      []map[string]bool
	most      []map[string]bool
	exchanged [][2]map[string]bool
}

func loadLogic() logicWords {
	var l logicWords
	for _, line := range linesOf("words/logic.txt") {
		if one, other, ok := strings.Cut(line, "|"); ok {
			l.exchanged = append(l.exchanged, [2]map[string]bool{set(one), set(other)})
		} else if words, ok := strings.CutPrefix(line, "+"); ok {
			l.most = append(l.most, set(words))
		} else {
			l.kept = append(l.kept, set(line))
		}
	}
	return l
}

// count is how many words of a kind a text has. "Sie" is whoever is spoken to.
func count(text string, kind map[string]bool) int {
	n := 0
	for _, at := range letterRuns(text) {
		w := text[at.start:at.end]
		if w == "Sie" && !kind["sie"] || w != "Sie" {
			w2 := strings.ToLower(w)
			if w == "Sie" || w == "Ihnen" {
				w2 = w
			}
			if kind[w2] {
				n++
			}
		}
	}
	return n
}

// checkBalance counts.
func checkBalance(s statement, e evidence) *Rejection {
	usedText, all := e.usedText(), ""
	for _, src := range e.sources {
		all += src.above + "\n" + src.context.text + "\n"
	}
	for _, kind := range logic.kept {
		if n := count(s.text, kind); n < count(usedText, kind) || n > count(all, kind) {
			return &Rejection{Reason: LostLimit, Detail: usedText}
		}
	}
	if n := len(instead.FindAllString(s.text, -1)); n < len(instead.FindAllString(usedText, -1)) || n > len(instead.FindAllString(all, -1)) {
		return &Rejection{Reason: LostLimit, Detail: usedText}
	}
	if m := upTo.FindString(s.text); m != "" && !upTo.MatchString(all) {
		return &Rejection{Reason: AddedClaim, Detail: m}
	}
	if m := universal.FindString(usedText); m != "" && !ofAll.MatchString(s.text) {
		return &Rejection{Reason: LostLimit, Detail: m}
	}
	for _, m := range each.FindAllStringSubmatch(usedText, -1) {
		if !each.MatchString(s.text) && slices.ContainsFunc(one.FindAllStringSubmatch(s.text, -1), func(o []string) bool { return stem(strings.ToLower(o[1])) == stem(strings.ToLower(m[1])) }) {
			return &Rejection{Reason: LostLimit, Detail: m[0]}
		}
	}
	if m := another.FindString(usedText); m != "" && !strings.Contains(s.text, "ander") {
		return &Rejection{Reason: LostLimit, Detail: m}
	}
	mine, theirs := s.modality()&(duty|permission), modalityOf(all)&(duty|permission)
	switch {
	case mine&duty != 0 && theirs&duty == 0 && states.MatchString(usedText) && !asks.MatchString(usedText) && !slices.ContainsFunc(e.sources, source.demands),
		mine == permission && theirs == duty:
		return &Rejection{Reason: LostDuty, Detail: usedText}
	}
	if theirs&permission == 0 && len(e.used) > 0 && !slices.ContainsFunc(e.used, func(u used) bool { return !u.src.demands() }) && slices.ContainsFunc(s.clauses, func(c clause) bool {
		return c.is&(permission|denied|duty) == permission && !c.conditional && !slices.ContainsFunc(c.facts, func(f fact) bool { return f.bound != exactly })
	}) {
		return &Rejection{Reason: LostDuty, Detail: usedText} // what is needed is left to nobody
	}
	for _, kind := range logic.most {
		if n := count(s.text, kind); n > count(all, kind) {
			return &Rejection{Reason: AddedClaim, Detail: usedText}
		}
	}
	for _, pair := range logic.exchanged {
		lost := func(kind map[string]bool) bool { return count(s.text, kind) < count(usedText, kind) }
		added := func(kind map[string]bool) bool { return count(s.text, kind) > count(usedText, kind) }
		if lost(pair[0]) && added(pair[1]) || lost(pair[1]) && added(pair[0]) {
			return &Rejection{Reason: LostDuty, Detail: usedText}
		}
	}
	return nil
}

// instead is before what something else comes in the place of: not the end of "findet … statt".
var instead = regex.MustCompile(`\b[Ss]tatt (?:d\p{Ll}+|\p{Ll}*eine?[rsmn]?|ihre[rsmn]?|wie|\p{Lu}\p{L}+|\d)\b`)

// upTo ends with something that is no number: "bis zum Feierabend".
var upTo = regex.MustCompile(`\b[Bb]is (?:zu[mr]?|an|in) (?:\p{Ll}+ ){0,2}\p{Lu}`)

// another is said of what is not this one: "aus einem anderen Bezirk".
var another = regex.MustCompile(`\b[Ee]in(?:e[nrms]?)? andere[nrms]? \p{Lu}\p{L}+`)

// universal is said of all, or both, with a noun behind it: of one it says less.
var (
	universal = regex.MustCompile(`(?i:\b(?:aller|allen|alle|sämtliche\p{L}*|beide[rn]?)) (?:\p{Ll}+ )?\p{Lu}\p{L}+`)
	ofAll     = regex.MustCompile(`(?i)\b(?:alle[rsmn]?|sämtliche\p{L}*|beide\p{L}*|jede[rsnm]?|ganze\p{L}*|gesamte\p{L}*|kein\p{L}*|wer|niemand)\b`)
)

// What is said of each is not said of one.
var (
	each = regex.MustCompile(`\b[Jj]ede[rsnm]? (?:\p{Ll}+ )?(\p{Lu}\p{L}+)`)
	one  = regex.MustCompile(`\b[Ee]ine?[rsnm]? (?:\p{Ll}+ )?(\p{Lu}\p{L}+)`)
)

// states is in what says how things are, asks in what says what to do.
var (
	states = regex.MustCompile(`\b(?:ist|sind|wird|werden|hat|haben|soll\p{L}*|möglichst)\b`)
	asks   = regex.MustCompile(`(?i)\p{L}en Sie\b|\b(?:fällig|spätestens|bis|zahl\p{L}*|kost\p{L}*|bedürfen|bedarf|pflicht\p{L}*|wer)\b`)
)

// demands tells whether what stands under the heading of a source is needed.
func (src source) demands() bool { return demanding.MatchString(src.heading) }

var demanding = regex.MustCompile(`voraussetzung|unterlage|mitbring|mitzubring`)

// usedText is the text of the quoted clauses that a sentence uses, with what joins them.
func (e evidence) usedText() string {
	var b strings.Builder
	for _, src := range e.sources {
		end := -1
		for i, q := range src.context.clauses {
			for _, u := range e.used {
				if u.at == q.at && u.src.text == src.text {
					if i > 0 && end == src.context.clauses[i-1].end {
						b.WriteString(src.context.text[end:q.end])
					} else {
						b.WriteString(src.context.text[q.at:q.end])
					}
					b.WriteString(" ")
					end = q.end
					break
				}
			}
		}
	}
	return b.String()
}
