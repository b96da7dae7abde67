package proof

import (
	"regexp"
	"slices"
)

// What a condition is held to have been kept from, and when the clause it limits is used.
const (
	keptCondition = .5
	usedClause    = .4
	drawnClause   = .5
)

// checkConditions wants a quoted "wenn", "sofern" or "außer" in the sentence when it says
// what that limits.
func checkConditions(s statement, e evidence) *Rejection {
	said := clause{words: s.words}
	for _, c := range s.clauses {
		said.facts = append(said.facts, c.facts...)
	}
	for _, src := range e.sources {
		for _, q := range src.clauses {
			if m := restriction.FindStringSubmatch(q.text); m != nil && (overlap(q, said) >= usedClause || s.drawsOn(q)) {
				noun := wordOf(m[1])
				if !terms.free[noun.stem] && !terms.generic[noun.stem] && !s.names(noun) && !held(noun, src.headings) {
					return &Rejection{Reason: LostCondition, Detail: m[0]}
				}
			}
		}
		for _, k := range slices.Concat(src.clauses, src.tail.clauses) {
			if !k.conditional || overlap(k, said) >= keptCondition {
				continue
			}
			for _, q := range src.clauses {
				if (q.sentence == k.sentence || len(src.tail.clauses) > 0) && !q.conditional && (overlap(q, said) >= usedClause || s.drawsOn(q) || q.is&(duty|permission) != 0 && q.light()) {
					return &Rejection{Reason: LostCondition, Detail: k.String()}
				}
			}
		}
	}
	return nil
}

// restriction is what a clause holds for, said first: "Bei einer Hausgeburt", "Für Vereine".
var restriction = regexp.MustCompile(`^(?:Bei|Beim|Für|Nach|Ohne|Mit|Ab)\s+(?:\p{Ll}+\s+){0,3}(\p{Lu}\p{L}+)`)

// drawsOn tells whether a clause of the sentence takes most of its words from the quoted clause q.
func (s statement) drawsOn(q clause) bool {
	return slices.ContainsFunc(s.clauses, func(c clause) bool { return overlap(c, q) >= drawnClause })
}

// light tells whether a clause has nothing but words that may be said of anything.
func (c clause) light() bool {
	return len(c.facts) == 0 && !slices.ContainsFunc(c.words, func(w word) bool { return !terms.free[w.stem] })
}
