package proof

import (
	"slices"

	"auskunft/internal/regex"
)

// keptCondition is the share of a condition's words from which it is held to be in the sentence.
const keptCondition = .5

// checkConditions wants a quoted "wenn", "sofern", "außer" or "der …" in a sentence that uses what it limits.
func checkConditions(s statement, e evidence) *Rejection {
	for _, src := range e.sources {
		for i, k := range src.context.clauses {
			if !k.conditional && !temporal[firstWord(k.text)] && firstWord(k.text) != "obwohl" && !(k.around&only != 0 && src.context.alternative(i)) || s.keeps(k) {
				continue
			}
			limits := func(q clause) bool {
				return q.sentence == k.sentence && q.at != k.at && (!k.relative || src.context.belongs(q, i)) && !src.context.aside(q, i)
			}
			if slices.ContainsFunc(e.used, func(u used) bool { return u.src.text == src.text && limits(u.clause) }) ||
				slices.ContainsFunc(src.context.clauses, func(q clause) bool {
					return limits(q) && !q.conditional && q.is&(duty|permission) != 0 && q.light()
				}) {
				return &Rejection{Reason: LostCondition, Detail: k.String()}
			}
		}
	}
	for _, u := range e.used {
		for _, n := range u.by {
			if reasons[firstWord(u.text)] && openCondition.MatchString(firstWord(s.clauses[n].text)) {
				return &Rejection{Reason: AddedClaim, Detail: s.clauses[n].String()} // "wenn" for "weil"
			}
		}
	}
	return e.adopted()
}

// reasons begin clauses that say why, or in spite of what, and not when.
var reasons = set("weil damit obwohl denn")

// adopted finds a condition whose own statement the sentence does not use: it stands with another's.
func (e evidence) adopted() *Rejection {
	for _, u := range e.used {
		if !u.conditional || u.relative || firstWord(u.text) == "wer" {
			continue
		}
		own, alone := false, true
		for _, q := range u.src.context.clauses {
			if q.sentence == u.sentence && q.at != u.at && !q.conditional && !q.light() {
				alone = false
				own = own || slices.ContainsFunc(e.used, func(other used) bool { return other.src.text == u.src.text && other.at == q.at })
			}
		}
		if !alone && !own && slices.ContainsFunc(e.used, func(other used) bool { return !other.conditional && other.src.text != u.src.text }) {
			return &Rejection{Reason: Misplaced, Detail: u.String()}
		}
	}
	return nil
}

// belongs tells whether a relative clause says more of q: it stands behind it, or within it, but for what "und" goes on with.
func (s statement) belongs(q clause, relative int) bool {
	if q.at == s.clauses[relative-1].at {
		return true
	}
	_, on := s.joint(relative)
	return !on && relative+1 < len(s.clauses) && q.at == s.clauses[relative+1].at && !q.light()
}

// aside tells whether a condition stands within what "und" goes on with, of which q is no part: "setzt den Unterhalt durch
// und klärt, wenn nötig, die Vaterschaft".
func (s statement) aside(q clause, condition int) bool {
	if condition >= 2 && q.at < s.clauses[condition-1].at && s.clauses[condition-1].is&only != 0 && s.clauses[condition-1].sentence == q.sentence && s.clauses[condition-1].elliptic() {
		return true // "Flüchtlinge erhalten einen Ausweis, andere Ausländer nur, wenn …"
	}
	if s.ownStatement(q, condition) {
		return true
	}
	if condition < 2 || condition+1 >= len(s.clauses) || s.clauses[condition+1].sentence != s.clauses[condition].sentence {
		return false
	}
	on, behind := s.clauses[condition-1], s.clauses[condition+1]
	_, joined := s.joint(condition - 2)
	_, more := s.joint(condition)
	first := firstWord(on.text)
	return joined && !more && len(on.words) == 1 && verbal.MatchString(first) && !determiners[first] && q.at < on.at && behind.at > on.at
}

// ownStatement tells whether between q and the condition behind it another statement with a subject of its own begins, which
// "und" or "aber" joins behind a comma: "Sie beantragen sie schriftlich, und sie endet, sobald …".
func (s statement) ownStatement(q clause, condition int) bool {
	for i := 1; i < condition; i++ {
		if c := s.clauses[i]; c.sentence == s.clauses[condition].sentence && c.at > q.at && !c.conditional && !s.clauses[i-1].conditional && startsStatement.MatchString(s.text[s.clauses[i-1].end:c.end]) {
			return true
		}
	}
	return false
}

var startsStatement = regex.MustCompile(`^, (?:und|aber|doch|denn) (?:sie|Sie|er|es|wir|man|der|die|das|dies\p{L}*|ein|eine|Ihr\p{L}*|unser\p{L}*) `)

// others are somebody else.
var others = regex.MustCompile(`\b[Aa]ndere\b`)

// elliptic tells whether a clause names somebody and leaves its verb to the one before.
func (c clause) elliptic() bool {
	return (slices.ContainsFunc(c.words, word.isNoun) || others.MatchString(c.text)) && !finite.MatchString(c.text) && !slices.ContainsFunc(c.words, func(w word) bool { return w.isVerb() && verbal.MatchString(w.lower) && !lastButNoVerb[w.lower] })
}

// alternative tells whether a clause is another condition beside the one before it: "nur, wenn Sie das möchten oder die
// alten beschädigt sind".
func (s statement) alternative(i int) bool {
	j, ok := s.joint(i - 1)
	return ok && j.or && (s.inCondition(i-1) || openCondition.MatchString(s.text[s.clauses[i-1].end:s.clauses[i].at]))
}

// keeps tells whether a condition is in the statement, with its numbers and their bounds.
func (s statement) keeps(k clause) bool {
	if k.is&denied != 0 && s.modality()&denied == 0 && !unless.MatchString(s.text) {
		return false
	}
	if !k.relative && !s.limits(k) {
		return false
	}
	if k.light() {
		return !slices.ContainsFunc(k.words, func(w word) bool { return !s.has(w) })
	}
	return overlap(k, clause{words: s.words, facts: s.facts}) >= keptCondition &&
		!slices.ContainsFunc(k.facts, func(f fact) bool { return !slices.ContainsFunc(s.facts, f.agrees) })
}

// limits tells whether the statement has the words of a condition where something is made one, or says when or for what:
// in a clause of its own, behind a preposition, before a noun.
func (s statement) limits(k clause) bool {
	if first := firstWord(k.text); len(k.facts) > 0 || first == "wer" || !subordinators[first] {
		return true
	}
	for _, c := range s.clauses {
		if c.conditional || temporal[firstWord(c.text)] || openCondition.MatchString(c.text) {
			return true
		}
		for _, p := range c.phrases {
			if p.place != "" && slices.ContainsFunc(p.words, func(w word) bool { return k.names(w) }) {
				return true
			}
		}
		if slices.ContainsFunc(c.words, func(w word) bool { return w.attribute && k.names(w) }) {
			return true
		}
	}
	return verbFirst.MatchString(s.text) || unless.MatchString(s.text)
}

// temporal begin clauses that say before or after what something holds.
var temporal = set("bevor ehe nachdem")

// verbFirst is how a condition begins without a conjunction.
var verbFirst = regex.MustCompile(`^\p{Lu}\p{Ll}+(?:t|en|st|ss) [^,]*, \p{Ll}`)

// openCondition is one of words that say nothing by themselves: "wenn Sie das möchten".
var openCondition = regex.MustCompile(`\b(?:wenn|falls|sofern|soweit)\b`)

// unless denies what follows it.
var unless = regex.MustCompile(`\b(?:außer|ohne dass|ohne)\b`)

// light tells whether a clause has nothing but words that may be said of anything.
func (c clause) light() bool {
	return len(c.facts) == 0 && !slices.ContainsFunc(c.words, func(w word) bool { return !terms.free[w.stem] })
}
