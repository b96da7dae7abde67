package proof

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
)

// What a sentence joins by "und" or "oder" has to be joined so in its quotes: alternatives are not wanted all together,
// and of what is wanted together none is enough.

// A joint is a conjunction between the clause of a statement at index left and the next one.
type joint struct {
	left int
	or   bool
}

var (
	or          = regex.MustCompile(`\boder\b`)
	conjunction = regex.MustCompile(`\b(?:und|oder|sowie|bzw|beziehungsweise)\b`)
)

// joint gives the conjunction between two neighbouring clauses.
func (s statement) joint(left int) (j joint, ok bool) {
	if left < 0 || left+1 >= len(s.clauses) || s.clauses[left].sentence != s.clauses[left+1].sentence {
		return joint{}, false
	}
	next := s.clauses[left+1]
	word := conjunction.FindString(s.text[s.clauses[left].end:next.at])
	if first := firstWord(next.text); word == "" && conjunction.MatchString(first) {
		word = first
	}
	return joint{left, word == "oder"}, word != ""
}

// checkJoints wants each conjunction of the sentence where the quotes have it: between the same things.
func checkJoints(s statement, e evidence) *Rejection {
	quoted := 0
	for _, src := range e.sources {
		quoted += src.context.within()
	}
	if s.within() > quoted {
		return &Rejection{Reason: AddedClaim, Detail: "oder"}
	}
	for i := range s.clauses {
		j, ok := s.joint(i)
		if !ok || !s.clauses[i].conditional && (s.clauses[i].is^s.clauses[i+1].is)&denied != 0 && !finite.MatchString(s.clauses[i+1].text) {
			continue // "darf das eine oder das andere nicht"
		}
		if !s.isJoined(j, e) {
			return &Rejection{Reason: AddedClaim, Detail: s.clauses[i].String() + ", " + s.clauses[i+1].String()}
		}
	}
	return nil
}

// within counts what is joined by "oder" inside clauses: weekdays, parts of a compound.
func (s statement) within() int {
	n := count(s.text, set("oder"))
	for i := range s.clauses {
		if j, _ := s.joint(i); j.or {
			n--
		}
	}
	return n
}

// isJoined tells whether the quotes have what a joint joins as it does. What stands in two quotes, or two sentences, holds
// together; what one says of a condition's alternatives, another may say of each of them.
func (s statement) isJoined(j joint, e evidence) bool {
	left, right := e.holding(s.clauses[j.left]), e.holding(s.clauses[j.left+1])
	same, other, apart := false, false, min(len(left), len(right)) == 0 && !e.says(or) && !slices.ContainsFunc(e.sources, func(src source) bool { return or.MatchString(src.above) })
	for _, a := range left {
		for _, b := range right {
			if a.source != b.source || e.sources[a.source].context.clauses[a.clause].sentence != e.sources[b.source].context.clauses[b.clause].sentence {
				apart = true
				continue
			}
			context := e.sources[a.source].context
			theirs, ok := context.between(a.clause, b.clause)
			if !ok {
				continue // one after the other, or one thing by two names
			}
			if theirs.or == j.or || s.inCondition(j.left) != context.inCondition(theirs.left) {
				same = true
			} else {
				other = true
			}
		}
	}
	return same || !other && !(j.or && apart)
}

// A clauseRef is the place of a quoted clause.
type clauseRef struct{ source, clause int }

// holding are the quoted clauses that explain most of a clause's words and facts.
func (e evidence) holding(c clause) []clauseRef {
	var all []clauseRef
	most := 1
	for i, src := range e.sources {
		for k, q := range src.context.clauses {
			n, _ := q.explains(c)
			if n > most {
				most, all = n, nil
			}
			if n == most {
				all = append(all, clauseRef{i, k})
			}
		}
	}
	return all
}

// between gives the conjunction that two clauses of one sentence are joined by, in a list that of its last items.
func (s statement) between(a, b int) (j joint, ok bool) {
	a, b = min(a, b), max(a, b)
	for i := b - 1; i >= a; i-- {
		if j, ok = s.joint(i); ok {
			return j, true
		}
	}
	for i := b; a < b && i+1 < len(s.clauses) && s.clauses[i+1].sentence == s.clauses[b].sentence; i++ {
		if j, ok = s.joint(i); ok {
			return j, true
		}
		if !strings.HasPrefix(s.text[s.clauses[i].end:], ",") {
			break
		}
	}
	return joint{}, false
}

// inCondition tells whether a clause belongs to a condition: it, or one before it that no main clause has followed.
func (s statement) inCondition(i int) bool {
	for sentence := s.clauses[i].sentence; i >= 0 && s.clauses[i].sentence == sentence; i-- {
		if s.clauses[i].conditional {
			return true
		}
		if first := firstWord(s.clauses[i].text); finite.MatchString(first) || verbal.MatchString(first) && !determiners[first] && !functionWords[first] {
			return false
		}
	}
	return false
}

// Ways to join and deny that say the same.
var (
	bothOf    = regex.MustCompile(`\b[Ss]owohl (.{2,80}?),? als auch `)
	neitherOf = regex.MustCompile(`\b[Ww]eder (.{2,80}?),? noch `)
	evenIf    = regex.MustCompile(`\bauch\b([^,.;]{0,40}), (?:wenn|falls)\b`)
	noneOf    = regex.MustCompile(`\b([Kk]ein\p{L}* (?:\p{L}+ ){1,4}?)und kein\p{L}* `)
)

// perUnit is a unit that something is counted by.
var perUnit = regex.MustCompile(`\b(?:je|pro) (?:m²|m³|qm\b|kg\b|km\b)`)

// plainJoints writes what is joined or denied in pairs with "und" and "oder".
func plainJoints(text string) string {
	text = evenIf.ReplaceAllString(oneGender(bothOf.ReplaceAllString(text, "$1 und ")), "$1, auch wenn")
	text = perUnit.ReplaceAllStringFunc(text, inWords.Replace)
	return noneOf.ReplaceAllString(neitherOf.ReplaceAllString(text, "nicht $1 oder "), "${1}oder ")
}
