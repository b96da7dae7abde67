package proof

import (
	"regexp"
	"slices"
	"strings"
)

// some is said of a part of those it is said of.
var some = regexp.MustCompile(`(?i)\b(?:einige[rsn]?|manche[rsn]?|viele[rn]?|die meisten|teilweise|einzelne[rn]?|bestimmte[rn]?)\b`)

// checkClaims wants what a sentence claims beyond its matter, that something holds for all,
// why, how, when exactly, in the words of its quotes.
func checkClaims(s statement, e evidence) *Rejection {
	for _, w := range s.words {
		lines := terms.claims[w.lower]
		if lines == nil {
			continue
		}
		if e.reachable(w.lower) {
			continue
		}
		if !slices.ContainsFunc(e.words, func(have word) bool {
			return have.stem == w.stem || slices.ContainsFunc(lines, func(n int) bool { return terms.claimers[n][have.lower] })
		}) {
			return &Rejection{Reason: AddedClaim, Detail: w.text}
		}
	}
	for _, src := range e.sources {
		if m := some.FindString(src.text); m != "" && strings.HasPrefix(strings.ToLower(s.text), "wer ") && !some.MatchString(s.text) {
			return &Rejection{Reason: AddedClaim, Detail: m}
		}
	}
	if m := afterwards.FindString(s.text); m != "" && !e.says(following) && e.says(before) {
		return &Rejection{Reason: AddedClaim, Detail: m}
	}
	if m := comparison.FindString(s.text); m != "" && !e.says(comparison) {
		return &Rejection{Reason: AddedClaim, Detail: m}
	}
	for _, src := range e.sources {
		for a, conjunction := range joined(src.text) {
			if mine, ok := joined(s.text)[a]; ok && mine != conjunction && (mine == "und" || src.modality()&duty != 0 || strings.Contains(src.heading, "unterlagen")) {
				return &Rejection{Reason: AddedClaim, Detail: mine}
			}
		}
	}
	return nil
}

// afterwards says what comes next; before in the quotes speaks against it when following does not prove it.
var (
	afterwards = regexp.MustCompile(`(?i)\b(?:danach|nachdem|anschließend|hinterher|im nachhinein)\b`)
	following  = regexp.MustCompile(`(?i)\b(?:nach|danach|nachdem|anschließend|dann|später|sobald|wenn|zuerst|zunächst|erst)\b`)
	before     = regexp.MustCompile(`(?i)\b(?:vor|vorher|zuvor|davor|bevor|ehe)\b`)
)

func (e evidence) says(p *regexp.Regexp) bool {
	return slices.ContainsFunc(e.sources, func(src source) bool { return p.MatchString(src.text) })
}

// joined are pairs of nouns and what joins them, "und" or "oder".
func joined(text string) map[string]string {
	pairs := map[string]string{}
	for _, m := range joining.FindAllStringSubmatch(text, -1) {
		pairs[stem(strings.ToLower(m[1]))+" "+stem(strings.ToLower(m[3]))] = m[2]
	}
	return pairs
}

var joining = regexp.MustCompile(`(\p{Lu}\p{L}+)(?: [\p{Ll}]+)? (und|oder) (?:\p{Ll}+ ){0,3}(\p{Lu}\p{L}+)`)

// comparison is "schneller als am Schalter", but not "älter als 16".
var comparison = regexp.MustCompile(`(?i)\b(?:\p{L}{3,}er|mehr|weniger)\s+(?:\p{L}+\s+){0,2}als\s+\P{N}`)

// reachable tells whether a word for a way to reach somebody is proven by a number or an
// address for it.
func (e evidence) reachable(lower string) bool {
	kind, ok := ways[lower]
	return ok && slices.ContainsFunc(e.sources, func(src source) bool {
		return slices.ContainsFunc(src.facts, func(f fact) bool { return f.kind == kind })
	})
}

var ways = map[string]factKind{
	"telefonisch": phoneFact, "telefon": phoneFact, "tel": phoneFact, "telefonnummer": phoneFact, "anrufen": phoneFact, "rufen": phoneFact, "anruf": phoneFact,
	"mail": mailFact, "e-mail": mailFact, "online": linkFact, "internet": linkFact,
}

// checkOpposites finds words that turn a quote into its opposite.
func checkOpposites(s statement, e evidence) *Rejection {
	if s.modality()&denied != 0 || e.denies() {
		return nil // who denies one side says the other
	}
	for _, o := range terms.opposites {
		for _, pair := range [][2]map[string]bool{{o.one, o.other}, {o.other, o.one}} {
			mine, theirs := pair[0], pair[1]
			in := func(words []word, set map[string]bool) bool {
				return slices.ContainsFunc(words, func(w word) bool { return set[w.stem] && w.whole == "" || set[w.whole] })
			}
			if in(s.words, mine) && !in(s.words, theirs) && in(e.words, theirs) && !in(e.words, mine) {
				i := slices.IndexFunc(s.words, func(w word) bool { return mine[w.stem] || mine[w.whole] })
				return &Rejection{Reason: AddedClaim, Detail: s.words[i].text}
			}
		}
	}
	return nil
}

func (e evidence) denies() bool {
	return slices.ContainsFunc(e.sources, func(src source) bool { return src.modality()&denied != 0 })
}

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
			m := restriction.FindStringSubmatch(q.text)
			if m == nil || !(overlap(q, said) >= usedClause || s.drawsOn(q)) {
				continue
			}
			noun := wordOf(m[1])
			if !terms.free[noun.stem] && !terms.generic[noun.stem] && !held(noun, s.words) && !slices.ContainsFunc(s.words, func(w word) bool { return means(w, noun) }) && !held(noun, src.headings) {
				return &Rejection{Reason: LostCondition, Detail: m[0]}
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

// officeEndings end the words for who is in charge and where. Swapping one of them for
// another sends people to the wrong door.
var officeEndings = []string{
	"amt", "büro", "behörde", "stelle", "zentrum", "kasse", "gericht", "verwaltung", "dienst", "ministerium", "referat",
	"rathaus", "polizei", "kammer", "agentur", "jobcenter", "abteilung", "fachbereich",
}

// checkWords wants the sentence's nouns and adjectives before nouns in the quotes or the
// headings above them, and nearly all of its other words.
func checkWords(s statement, e evidence) *Rejection {
	have := slices.Concat(e.words, e.subject)
	if e.says(ourselves) {
		have = append(have, wordsOf("Stadt Stadtverwaltung Verwaltung Amt Behörde")...)
	}
	if len(e.sources) > 1 {
		for _, src := range e.sources {
			nouns := slices.DeleteFunc(slices.Clone(src.title), func(w word) bool { return !w.isNoun() })
			if src.document == e.sources[0].document && !slices.ContainsFunc(e.sources, func(o source) bool { return o.document != src.document }) || len(nouns) == 0 {
				continue
			}
			if !slices.ContainsFunc(nouns, func(w word) bool {
				return held(w, s.words) || slices.ContainsFunc(s.words, func(m word) bool { return means(m, w) })
			}) {
				return &Rejection{Reason: Misplaced, Detail: src.title[0].text}
			}
		}
	}
	content, foreign, generic := 0, []string(nil), 0
	for _, c := range s.clauses {
		own, kept := []string(nil), len(c.facts) > 0
		for _, w := range c.words {
			if terms.free[w.stem] || modalities[w.lower] != 0 || terms.claims[w.lower] != nil && !w.isNoun() || e.reachable(w.lower) {
				continue // said of anything, or compared elsewhere
			}
			content++
			if held(w, have) {
				kept = true
				if e.replaces(w, c, s) {
					return &Rejection{Reason: ForeignName, Detail: w.text}
				}
				if w.isNoun() && isOffice(w.lower) && (!held(w, e.words) && e.namesOtherOffice(s) || held(w, e.words) && e.offices() > 1 && !e.meets(w, s)) {
					return &Rejection{Reason: ForeignName, Detail: w.text}
				}
				continue
			}
			if w.isNoun() && terms.generic[w.stem] {
				generic++
			} else if w.isNoun() {
				return &Rejection{Reason: ForeignName, Detail: w.text}
			}
			if w.attribute {
				return &Rejection{Reason: Uncovered, Detail: w.text}
			}
			own = append(own, w.text)
		}
		if len(own) > 0 && !kept {
			return &Rejection{Reason: Uncovered, Detail: strings.Join(own, ", ")}
		}
		foreign = append(foreign, own...)
	}
	if generic > 0 && len(foreign) > 1 || len(foreign) > 1 && float64(len(foreign)) > maxForeign*float64(content) {
		return &Rejection{Reason: Uncovered, Detail: strings.Join(foreign, ", ")}
	}
	return nil
}

// replaces tells whether the word that a clause begins with is only of the sentence before the quotes, and stands where
// a quoted clause begins with another: "Großeltern müssen …" for "Geschwister müssen …".
func (e evidence) replaces(w word, c clause, s statement) bool {
	if w.text != c.words[0].text || held(w, e.words) || !held(w, e.before) {
		return false
	}
	return slices.ContainsFunc(e.sources, func(src source) bool {
		return !held(w, src.headings) && slices.ContainsFunc(src.clauses, func(q clause) bool {
			return len(q.words) > 0 && !held(q.words[0], s.words) && q.sharesVerb(c)
		})
	})
}

// ourselves is how a town speaks of itself.
var ourselves = regexp.MustCompile(`(?i)\b(?:wir|uns|unser\p{L}*)\b`)

// maxForeign is the share of a sentence's words that may be in no quote.
const maxForeign = .25

func isOffice(lower string) bool {
	return slices.ContainsFunc(officeEndings, func(end string) bool { return strings.HasSuffix(lower, end) })
}

// namesOtherOffice tells whether the quotes name an office that the sentence leaves out.
func (e evidence) namesOtherOffice(s statement) bool {
	return slices.ContainsFunc(e.words, func(w word) bool {
		return w.isNoun() && isOffice(w.lower) && !held(w, s.words)
	})
}

// offices is how many offices the quotes name.
func (e evidence) offices() int {
	named := map[string]bool{}
	for _, w := range e.words {
		if w.isNoun() && isOffice(w.lower) {
			named[w.stem] = true
		}
	}
	return len(named)
}

// meets tells whether a quoted clause that names an office says something else of the
// sentence as well: in "für alle anderen ist das Sozialamt da" it is another matter's.
func (e evidence) meets(office word, s statement) bool {
	alone := true
	for _, src := range e.sources {
		for _, q := range src.clauses {
			if !held(office, q.words) {
				continue
			}
			if strings.Contains(q.text, "sonst") && !strings.Contains(s.text, "sonst") {
				alone = false // for all others
				continue
			}
			for _, w := range q.words {
				if terms.free[w.stem] || means(office, w) {
					continue
				}
				if alone = false; held(w, s.words) {
					return true
				}
			}
			if slices.ContainsFunc(q.facts, func(f fact) bool { return f.supported(s.facts) }) {
				return true
			}
		}
	}
	return alone
}
