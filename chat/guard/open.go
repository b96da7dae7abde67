package guard

import (
	"maps"
	"slices"
)

// nearlyAs is how many times as likely a kind may be as one that is still open beside it.
const nearlyAs = 2

// shut are the kinds that nobody but the rules and the classifier decides, neither to leave
// them nor to come to them.
var shut = map[Kind]bool{Emergency: true, Crisis: true, Injection: true, Abuse: true, OtherAuthority: true}

// stays are the kinds that are not left for another once the classifier has found them; to
// come to them closes more than it opens.
var stays = map[Kind]bool{Individual: true, LegalAdvice: true}

// open are the kinds that a text may be by its probabilities beside the one decided on.
func open(p map[Kind]float64, decided Kind) []Kind {
	if shut[decided] || stays[decided] {
		return nil
	}
	var kinds []Kind
	for _, k := range slices.Sorted(maps.Keys(p)) {
		if k != decided && !shut[k] && p[k] >= likely && nearlyAs*p[k] >= p[decided] {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// Choose is the decision for a kind that d leaves open, or d itself for its own; ok is false
// for every other.
func (d Decision) Choose(kind Kind) (chosen Decision, ok bool) {
	switch {
	case kind == d.Kind:
		return d, true
	case slices.Contains(d.Open, kind):
		chosen = decide(kind, "model, not "+d.Rule)
		chosen.Help, chosen.Case = d.Help, d.Case
		return chosen, true
	}
	return d, false
}
