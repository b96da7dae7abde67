package proof

import (
	"regexp"
	"slices"
	"strings"
)

// evidence is what a sentence may rest on.
type evidence struct {
	sources []source
	words   []word // of all quotes
	subject []word // of the cited passages' headings and titles
}

// source is one quote with the headings it stands under.
type source struct {
	statement
	headings []word
	document int64
	heading  string // the nearest, in lower case
	tail     statement
}

// checkFacts wants each fact of the sentence in a quote, with the same bound and counted
// the same way, and said of the same things.
func checkFacts(s statement, e evidence) *Rejection {
	for _, f := range s.facts {
		if !slices.ContainsFunc(e.sources, func(src source) bool { return f.supported(src.facts) }) {
			return &Rejection{Reason: f.foreign(), Detail: f.text}
		}
	}
	for _, c := range s.clauses {
		for _, f := range c.facts {
			if r := e.proves(f, c, s); r != nil {
				return r
			}
		}
	}
	return nil
}

// foreign is the reason why a fact that no quote has is rejected.
func (f fact) foreign() Reason {
	if f.kind == linkFact || f.kind == mailFact {
		return ForeignLink
	}
	return ForeignNumber
}

// proves looks for the place in the quotes where a fact of clause c stands in the same way.
func (e evidence) proves(f fact, c clause, s statement) *Rejection {
	reason := LostLimit
	for _, src := range e.sources {
		for _, q := range src.clauses {
			for _, g := range q.facts {
				if !f.equals(g) || !f.fits(g, src) {
					continue
				}
				if s.namesThing(f, q, src) && e.saidOf(c, src, q.sentence) && s.keepsLabel(q, src) && c.pairs(f, q) && s.keepsBounds(f, q) {
					return nil
				}
				reason = Misplaced
			}
		}
	}
	return &Rejection{Reason: reason, Detail: f.text}
}

// fits tells whether a fact holds in the way the quoted one does.
func (f fact) fits(g fact, src source) bool {
	if f.kind == numberFact && !counted(f.per, g.per) {
		return false
	}
	if f.lead != g.lead || f.after && !g.after {
		return false
	}
	if f.bound == g.bound {
		return true
	}
	switch {
	case f.kind == dayFact || f.kind == ordinalFact:
		return g.bound == exactly && f.bound != atLeast || f.bound == exactly
	case f.kind == dateFact || f.kind == timeFact: // what is due on a day is due by it
		return g.bound == exactly && f.bound == atMost
	case f.lasts() && f.bound == atMost && g.bound == exactly:
		return strings.Contains(src.heading, "frist")
	}
	return f.bound == exactly && f.kind != numberFact
}

// pairs tells whether a number that a clause takes from a quoted one comes with that one's
// other facts, not with those of another: "donnerstags von 14 bis 18 Uhr".
func (c clause) pairs(f fact, q clause) bool {
	for _, other := range c.facts {
		if other.sameKind(f) || other.supported(q.facts) {
			continue
		}
		if slices.ContainsFunc(q.facts, other.sameKind) {
			return false
		}
	}
	return true
}

// keepsBounds tells whether the limits beside a quoted amount, an age for example, are in the
// sentence.
func (s statement) keepsBounds(f fact, q clause) bool {
	return f.unit != "eur" || !slices.ContainsFunc(q.facts, func(g fact) bool {
		return g.kind == numberFact && g.unit != "eur" && g.bound != exactly && !g.supported(s.facts)
	})
}

// sameKind tells whether two facts could stand for each other in another sentence.
func (f fact) sameKind(g fact) bool {
	return f.kind == g.kind && (f.unit == g.unit || !measures[f.unit] && !measures[g.unit])
}

// counted tells whether an amount is counted by what the quoted one is: by the same span of
// time, and by no other thing.
func counted(per, by string) bool {
	mine, theirs := strings.Fields(per), strings.Fields(by)
	for _, p := range mine {
		if !slices.Contains(theirs, p) {
			return false
		}
	}
	return !slices.ContainsFunc(theirs, func(p string) bool { return isSpan(p) && !slices.Contains(mine, p) })
}

func isSpan(per string) bool {
	switch per {
	case "year", "month", "week", "day", "hour":
		return true
	}
	return false
}

// namesThing tells whether a sentence with a number of the quoted clause q calls what it is
// the number of by that clause, not by another clause's number: not "Hundesteuer" when q has
// the fee for the dog, and the clause behind it the tax. What is left over for "sonst" is nobody's
// who was named.
func (s statement) namesThing(f fact, q clause, src source) bool {
	if strings.Contains(src.text[q.at:q.end], "sonst") && !strings.Contains(s.text, "sonst") && s.modality()&(denied|without) == 0 {
		return false
	}
	nouns := slices.DeleteFunc(slices.Clone(s.words), func(w word) bool { return !w.isNoun() })
	if !slices.ContainsFunc(q.words, func(w word) bool { return w.isNoun() && !held(w, nouns) }) {
		return true
	}
	return !slices.ContainsFunc(src.clauses, func(rival clause) bool {
		if rival.at == q.at || !slices.ContainsFunc(rival.facts, func(g fact) bool { return f.sameKind(g) && !f.equals(g) }) {
			return false
		}
		return slices.ContainsFunc(nouns, func(w word) bool {
			return !slices.ContainsFunc(q.words, func(h word) bool { return h.stem == w.stem }) && slices.ContainsFunc(rival.words, func(r word) bool {
				return r.isNoun() && len(r.stem) >= 4 && len(w.stem) > len(r.stem)+2 && strings.HasSuffix(w.stem, r.stem)
			})
		})
	})
}

// saidOf tells whether the things a clause with a number speaks of are those of the quoted
// sentence, or of the headings above it.
func (e evidence) saidOf(c clause, src source, sentence int) bool {
	have, everything := slices.Clone(src.headings), slices.Concat(e.words, e.subject)
	for _, q := range src.clauses {
		if q.sentence == sentence {
			have = append(have, q.words...)
		}
	}
	for _, other := range e.sources { // other numbers of the clause bring their own words, from the same document
		if other.document == src.document {
			for _, q := range other.clauses {
				if slices.ContainsFunc(c.facts, func(f fact) bool { return f.supported(q.facts) }) {
					have = append(have, q.words...)
				}
			}
		}
	}
	for _, w := range c.words {
		if (w.isNoun() || w.attribute) && !terms.free[w.stem] && modalities[w.lower] == 0 && !held(w, have) && held(w, everything) {
			return false
		}
	}
	return true
}

// keepsLabel tells whether a sentence that takes a number out of a quoted clause says what
// the number stands beside there: "für den zweiten Hund: 168 Euro".
func (s statement) keepsLabel(q clause, src source) bool {
	for _, f := range q.facts {
		if f.kind == ordinalFact && f.bound == exactly && !slices.ContainsFunc(s.clauses, func(c clause) bool { return f.supported(c.facts) }) {
			return false
		}
	}
	n, kept := 0, 0
	for _, c := range src.clauses {
		for _, w := range c.words {
			if c.sentence != q.sentence || terms.free[w.stem] || modalities[w.lower] != 0 && !w.isNoun() || slices.ContainsFunc(c.facts, func(f fact) bool { return f.unit == w.stem }) {
				continue
			}
			if w.isNoun() {
				n++
			}
			if held(w, s.words) || slices.ContainsFunc(s.words, func(have word) bool { return means(have, w) }) {
				kept++
			}
		}
	}
	if n == 0 || 4*kept >= n {
		return true
	}
	others := 0
	for _, c := range src.clauses {
		for _, f := range c.facts {
			if c.sentence == q.sentence && f.supported(s.facts) {
				others++
			}
		}
	}
	return others > 1
}

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
	if m := comparison.FindString(s.text); m != "" && !slices.ContainsFunc(e.sources, func(src source) bool { return comparison.MatchString(src.text) }) {
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
	keptCondition = .34
	usedClause    = .5
)

// checkConditions wants a quoted "wenn", "sofern" or "außer" in the sentence when it says
// what that limits.
func checkConditions(s statement, e evidence) *Rejection {
	said := clause{words: s.words}
	for _, c := range s.clauses {
		said.facts = append(said.facts, c.facts...)
	}
	for _, src := range e.sources {
		for _, k := range slices.Concat(src.clauses, src.tail.clauses) {
			if !k.conditional || overlap(k, said) >= keptCondition {
				continue
			}
			for _, q := range src.clauses {
				if (q.sentence == k.sentence || len(src.tail.clauses) > 0) && !q.conditional && (overlap(q, said) >= usedClause || q.is&(duty|permission) != 0 && q.bare()) {
					return &Rejection{Reason: LostCondition, Detail: k.String()}
				}
			}
		}
	}
	return nil
}

// bare tells whether a clause has nothing but words that may be said of anything.
func (c clause) bare() bool {
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
	if slices.ContainsFunc(e.sources, func(src source) bool { return ourselves.MatchString(src.text) }) {
		have = append(have, wordsOf("Stadt Stadtverwaltung Verwaltung Amt Behörde")...)
	}
	content, foreign, generic := 0, []string(nil), 0
	for _, w := range s.words {
		if terms.free[w.stem] || modalities[w.lower] != 0 || terms.claims[w.lower] != nil && !w.isNoun() || e.reachable(w.lower) {
			continue // said of anything, or compared elsewhere
		}
		content++
		if held(w, have) {
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
		foreign = append(foreign, w.text)
	}
	if generic > 0 && len(foreign) > 1 || len(foreign) > 1 && float64(len(foreign)) > maxForeign*float64(content) || len(foreign) == content && content > 0 && len(s.facts) == 0 {
		return &Rejection{Reason: Uncovered, Detail: strings.Join(foreign, ", ")}
	}
	return nil
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
			if strings.Contains(src.text[q.at:q.end], "sonst") && !strings.Contains(s.text, "sonst") {
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
