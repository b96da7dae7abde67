package proof

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
)

// evidence is what a sentence may rest on.
type evidence struct {
	sources []source
	words   []word // of all quotes
	before  []word // of the sentences that the quotes follow
	around  string // those sentences
	subject []word // of those, and of the cited passages' headings and titles
	town    townName
	granted *word  // that is let through for once
	used    []used // the clauses that the sentence is taken from
}

// source is one quote with the headings it stands under.
type source struct {
	statement
	headings []word // with those of the title
	title    []word
	columns  []word // what the columns of its table are called by
	document int64
	heading  string    // the nearest, in lower case
	context  statement // the quote with what it was cut from
	per      string    // what the line above its list or table counts amounts by
	above    string    // of what has no verb of its own: its title, its headings, and the line above its list
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
				if !f.equals(g) || !f.fits(g, src) && !(f.lead != g.lead && f.leads(g, c, q) && f.led(g).fits(g, src)) {
					continue
				}
				if s.namesThing(f, q, src) && e.saidOf(c, src, q.sentence) && s.keepsLabel(f, q, src) && c.pairs(f, src.row(q)) && s.keepsRow(f, c, q, src) && s.keepsBounds(f, src.row(q)) && q.is&usual&^s.modality() == 0 && s.keepsSurcharge(q, src) {
					return nil
				}
				reason = Misplaced
			}
		}
	}
	return &Rejection{Reason: reason, Detail: f.text}
}

// leads tells whether a time that is said to lie before something lies before it in both clauses, wherever that is said:
// "Vor der Reise planen Sie vier Wochen ein".
func (f fact) leads(g fact, c, q clause) bool {
	return slices.ContainsFunc(c.phrases, func(p phrase) bool {
		return p.place == "vor" && slices.ContainsFunc(q.phrases, func(o phrase) bool { return o.place == "vor" && overlapping(p.words, o.words) })
	})
}

// led is the fact as if it stood where g does.
func (f fact) led(g fact) fact {
	f.lead, f.bound = g.lead, g.bound
	return f
}

// fits tells whether a fact holds in the way the quoted one does.
func (f fact) fits(g fact, src source) bool {
	if f.kind == numberFact && !counted(f.per, g.per) && !f.countedAround(g, src) && (f.shared == "" || !counted(f.shared, g.per)) && !(g.per == "" && src.per != "" && f.per == src.per) {
		return false
	}
	if f.lead != g.lead || f.old != g.old || f.after != g.after && !strings.Contains(src.heading, "dauer") {
		return false
	}
	if f.bound == g.bound {
		return f.edge == g.edge || f.edge == open || g.edge == open
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
func (c clause) pairs(f fact, quoted []fact) bool {
	for _, other := range c.facts {
		if other.sameKind(f) || other.supported(quoted) {
			continue
		}
		if slices.ContainsFunc(quoted, other.sameKind) {
			return false
		}
	}
	return true
}

// keepsRow tells whether a number that is taken out of a row comes without what stands in another row in its place:
// "ausgestellt 2010", where the row has 2009.
func (s statement) keepsRow(f fact, c, q clause, src source) bool {
	row := src.row(q)
	if len(row) == len(q.facts) {
		return true
	}
	for _, other := range s.clauses {
		for _, g := range other.facts {
			if other.sentence != c.sentence || other.at == c.at || g.sameKind(f) || g.supported(row) || !slices.ContainsFunc(row, g.sameKind) {
				continue
			}
			if !slices.ContainsFunc(s.facts, func(own fact) bool { return own.sameKind(g) && own.supported(row) }) {
				return false
			}
		}
	}
	return true
}

// row gives the facts of a quoted clause, and those it stands beside with a colon between: "ausgestellt 2005 bis
// 2007: 19. Januar 2028".
func (src source) row(q clause) []fact {
	facts := q.facts
	for i, c := range src.clauses[:len(src.clauses)-1] {
		if next := src.clauses[i+1]; c.sentence == next.sentence && strings.HasPrefix(src.text[c.end:], ":") {
			if q.at == c.at {
				facts = slices.Concat(facts, next.facts)
			} else if q.at == next.at {
				for _, label := range src.clauses[:i+1] {
					if label.sentence == c.sentence {
						facts = slices.Concat(facts, label.facts)
					}
				}
			}
		}
	}
	return facts
}

// keepsBounds tells whether the limits beside a quoted amount, an age for example, are in the
// sentence.
func (s statement) keepsBounds(f fact, row []fact) bool {
	return f.unit != "eur" || !slices.ContainsFunc(row, func(g fact) bool {
		return g.kind == numberFact && g.unit != "eur" && g.bound != exactly && !g.supported(s.facts)
	})
}

// keepsSurcharge tells whether an amount that comes on top of another one is said to.
func (s statement) keepsSurcharge(q clause, src source) bool {
	return onTop.MatchString(s.text) || !slices.ContainsFunc(src.clauses, func(c clause) bool { return c.sentence == q.sentence && surcharge.MatchString(c.text) })
}

var surcharge = regex.MustCompile(`(?i)(?:zu|auf)schl[aä]g|aufpreis|zuzüglich|zusätzlich`)

// onTop is how a sentence may say so.
var onTop = regex.MustCompile(`(?i)(?:zu|auf)schl[aä]g|aufpreis|zuzüglich|zusätzlich|\b(?:mehr|extra|dazu)\b`)

// sameKind tells whether two facts could stand for each other in another sentence.
func (f fact) sameKind(g fact) bool {
	return f.kind == g.kind && (f.unit == g.unit || !measures[f.unit] && !measures[g.unit])
}

// countedAround tells whether what a number is counted by is what the quote counts by elsewhere: the amount next to it, or,
// of what is no amount, anything.
func (f fact) countedAround(g fact, src source) bool {
	if f.per == "" || g.per != "" {
		return false
	}
	if f.unit == "eur" {
		return f.per == g.shared
	}
	all := strings.Fields(pers(src.context.text))
	return !slices.ContainsFunc(strings.Fields(f.per), func(p string) bool { return !slices.Contains(all, p) })
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
	if strings.Contains(q.text, "sonst") && !strings.Contains(s.text, "sonst") && s.modality()&(denied|without) == 0 {
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
	if src.pointsBack(sentence) {
		have = append(have, e.words...)
	}
	for _, w := range c.words {
		if (w.isNoun() || w.attribute) && !theTown[w.lower] && !terms.free[w.stem] && modalities[w.lower] == 0 && !held(w, have) && held(w, everything) {
			return false
		}
	}
	return true
}

// namesRival tells whether a sentence names what another row of the quote's list is about, whose number it does not have,
// and not what the row of q is.
func (s statement) namesRival(q clause, src source) bool {
	nouns := func(of func(clause) bool) (all []word) {
		for _, c := range src.clauses {
			if of(c) {
				all = append(all, slices.DeleteFunc(slices.Clone(c.words), func(w word) bool {
					return !isUpper(w.text) || !content(w) || unitNames[w.lower] != "" || slices.ContainsFunc(c.facts, func(f fact) bool { return f.unit == w.stem })
				})...)
			}
		}
		return all
	}
	own := nouns(func(c clause) bool { return c.sentence == q.sentence })
	if len(own) == 0 || slices.ContainsFunc(own, s.has) {
		return false
	}
	return slices.ContainsFunc(nouns(func(c clause) bool {
		return c.sentence != q.sentence && !slices.ContainsFunc(src.clauses, func(o clause) bool {
			return o.sentence == c.sentence && len(o.facts) > 0 && slices.ContainsFunc(s.facts, func(f fact) bool { return f.unit == "eur" && f.supported(o.facts) })
		})
	}), s.has)
}

// pointsBack tells whether a quoted sentence has its subject from elsewhere: a pronoun stands for it, or nothing does
// ("jedes weitere: 7,50 Euro").
func (src source) pointsBack(sentence int) bool {
	nouns := false
	for _, q := range src.clauses {
		if q.sentence == sentence {
			if pronoun.MatchString(strings.TrimSpace(q.text)) {
				return true
			}
			nouns = nouns || slices.ContainsFunc(q.words, func(w word) bool { return isUpper(w.text) && unitNames[w.lower] == "" })
		}
	}
	return !nouns
}

// keepsLabel tells whether a sentence that takes a number out of a quoted clause says what
// the number stands beside there: "für den zweiten Hund: 168 Euro".
func (s statement) keepsLabel(f fact, q clause, src source) bool {
	for _, g := range q.facts {
		if g.kind == ordinalFact && g.bound == exactly && !slices.ContainsFunc(s.clauses, func(c clause) bool { return g.supported(c.facts) }) {
			return false
		}
	}
	if s.namesRival(q, src) {
		return false
	}
	n, kept := 0, 0
	for _, c := range src.clauses {
		for _, w := range c.words {
			if c.sentence != q.sentence || c.at != q.at && !c.elliptic() || terms.free[w.stem] || modalities[w.lower] != 0 && !w.isNoun() || slices.ContainsFunc(c.facts, func(f fact) bool { return f.unit == w.stem }) {
				continue
			}
			if _, way := ways[w.lower]; way && (f.kind == phoneFact || f.kind == mailFact || f.kind == linkFact) {
				continue // what it is, it tells by itself
			}
			if w.isNoun() {
				n++
			}
			if s.names(w) {
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
