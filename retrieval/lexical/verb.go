package lexical

import (
	"strings"

	openthesaurus "auskunft/internal/thesaurus"
)

// particles are the separable beginnings of German verbs.
var particles = folded(`ab an auf aus bei durch ein fest fort her hin los mit nach statt teil um unter
	vor weg weiter wieder zu zurück zusammen`)

const (
	longestParticle = 8  // bytes of "zusammen"
	shortestVerb    = 4  // bytes of a verb's stem: "meld"
	longestClause   = 16 // tokens from a verb to its particle
)

// verb returns the known stem of the verb that a stem is a form of, where German puts letters
// around it that the stemmer leaves: meldet and gemeldet belong to meld, angemeldet and
// anzumeld to anmeld. It is "" when there is none.
func (v *Vocabulary) verb(stem string) string {
	if verb := strongVerb(stem); verb != "" {
		return verb
	}
	if known := v.withoutEnding(stem); known != "" {
		return known
	}
	if rest, ok := strings.CutPrefix(stem, "ge"); ok {
		if known := v.withoutEnding(rest); known != "" {
			return known
		}
	}
	for n := 2; n <= longestParticle && n < len(stem); n++ {
		if !particles[stem[:n]] {
			continue
		}
		if third := strings.TrimSuffix(strings.TrimSuffix(stem, "t"), "e"); third != stem && len(third)-n >= shortestVerb && isGermanWord(third) {
			return third
		}
		for _, infix := range []string{"zu", "ge"} {
			rest, ok := strings.CutPrefix(stem[n:], infix)
			if !ok {
				continue
			}
			whole := stem[:n] + rest
			if len(whole) >= shortestVerb && v.count(whole) > 0 {
				return whole
			}
			if known := v.withoutEnding(whole); known != "" {
				return known
			}
		}
	}
	return ""
}

// withoutEnding takes off what third person and participle end in.
func (v *Vocabulary) withoutEnding(stem string) string {
	for _, ending := range []string{"et", "t"} {
		if rest, ok := strings.CutSuffix(stem, ending); ok && len(rest) >= shortestVerb && v.count(rest) > 0 {
			return rest
		}
	}
	return ""
}

// separated returns the stem of the verb whose particle is token i, at the end of a clause, and the
// token of its finite part, which is the given first one or a later one: "melden Sie sich … um" is
// ummeld. It is "" unless the vocabulary, or German as a thesaurus has it, knows the verb in one piece.
func (a *Analyser) separated(s *scanner, first, i int) (verb string, finite int) {
	particle := string(s.text(i))
	if !particles[particle] || !s.endsClause(i) {
		return "", 0
	}
	from := i
	for from > first && i-from < longestClause && !s.tokens[from].clause {
		from--
	}
	for j := from; j < i; j++ {
		if s.tokens[j].class != letters || len(particle)+len(s.text(j)) > maxWord || stops["de"][string(s.text(j))] {
			continue
		}
		verb := stem("de", particle+string(s.text(j)))
		if a.vocabulary.count(verb) > 0 || isGermanWord(verb) {
			return verb, j
		}
		if known := a.vocabulary.withoutEnding(verb); known != "" {
			return known, j
		}
		if known := strings.TrimSuffix(strings.TrimSuffix(verb, "t"), "e"); known != verb && isGermanWord(known) {
			return known, j
		}
	}
	return "", 0
}

func isGermanWord(stem string) bool { return len(openthesaurus.Groups(stem)) > 0 }

// endsClause reports whether a clause, or a part of it before "und", ends with token i.
func (s *scanner) endsClause(i int) bool {
	if i+1 == len(s.tokens) || s.tokens[i+1].clause {
		return true
	}
	next := string(s.text(i + 1))
	return next == "und" || next == "oder"
}
