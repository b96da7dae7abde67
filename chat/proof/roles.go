package proof

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
)

// A participant is a noun, or a pronoun for the town or for whoever is spoken to, with the
// place it has in its clause.
type participant struct {
	word
	clause    int
	condition bool   // in a clause that says when something holds
	place     string // the preposition it stands behind, in its plain form; nominative, accusative, dative where the article tells; ""
}

// Cases that articles and pronouns give away.
const (
	nominative = "nominative"
	accusative = "accusative"
	dative     = "dative"
	genitive   = "genitive"
)

// places are what prepositions are written as.
var places = func() map[string]string {
	m := map[string]string{}
	for plain, forms := range map[string]string{
		"an": "an am ans", "auf": "auf aufs", "bei": "bei beim", "durch": "durch", "für": "für fürs", "gegen": "gegen",
		"in": "in im ins", "mit": "mit", "nach": "nach", "ohne": "ohne", "über": "über", "unter": "unter", "von": "von vom",
		"zu": "zu zum zur", "aus": "aus", "vor": "vor", "statt": "statt anstatt", "außer": "außer", "zwischen": "zwischen",
		"um": "um", "wegen": "wegen", "seit": "seit", "neben": "neben", "hinter": "hinter",
		"zuerst": "zuerst zunächst", "zuletzt": "zuletzt schließlich",
	} {
		for f := range strings.FieldsSeq(forms) {
			m[f] = plain
		}
	}
	return m
}()

var (
	ofDative     = regex.MustCompile(`^(?:d|(?:k?ein|[msd]ein|ihr|unser|jed|dies))em$|^ihnen$`)
	ofGenitive   = regex.MustCompile(`^(?:d|(?:k?ein|[msd]ein|ihr|unser))es$`)
	ofAccusative = regex.MustCompile(`^(?:(?:k?ein|[msd]ein|ihr|unser|jed|dies))en$|^ihn$`)
)

// town stands for "wir" and "uns"; receiving are the places where it does nothing itself.
const town = "wir"

var receiving = map[string]bool{"": true, dative: true, "an": true, "zu": true}

// pronouns are those that stand for the town and for whoever is spoken to.
var pronouns = map[string]string{"Wir": town, "wir": town, "uns": town, "Ihnen": "Sie"}

// participants reads the nouns of a statement with their places.
func (s statement) participants() []participant {
	var all []participant
	listed := "" // the place of the noun that the clause before ends with: nouns listed behind it share it
	for n, c := range s.clauses {
		if n == 0 || s.clauses[n-1].sentence != c.sentence {
			listed = ""
		}
		place, leading := listed, true
		listed = ""
		runs := letterRuns(c.text)
		for i, at := range runs {
			text := c.text[at.start:at.end]
			low := strings.ToLower(text)
			if i > 0 && strings.ContainsRune(c.text[runs[i-1].end:at.start], 0) {
				place, leading = "", false // "bis zum 16. Geburtstag den Antrag"
			}
			p := participant{word: word{text: text, lower: low, stem: stem(rejoin(low)), initial: n == 0 && i == 0}, clause: n, condition: c.conditional || temporal[firstWord(c.text)]}
			switch {
			case places[low] != "":
				place, leading = places[low], false
			case determiners[low]:
				if _, behind := places[place]; !behind || leading {
					place = caseOf(low)
				}
				leading = false
			case pronouns[text] != "" || p.isNoun() && !functionWords[low]:
				if is := pronouns[text]; is != "" {
					p.stem = is
				}
				if place == "" {
					place = caseOf(low)
				}
				p.place = place
				all = append(all, p)
				if i == len(runs)-1 {
					listed = place
				}
				place, leading = "", false
			case attributeEnding.MatchString(low), low == "nicht":
			default:
				place, leading = "", false
			}
		}
	}
	return all
}

// caseOf is the case that an article or pronoun has, when it can have one only.
func caseOf(lower string) string {
	switch {
	case lower == "wir":
		return nominative
	case ofGenitive.MatchString(lower):
		return genitive
	case ofDative.MatchString(lower):
		return dative
	case ofAccusative.MatchString(lower):
		return accusative
	}
	return ""
}

// checkRoles finds two participants that changed places: whose doing something is and to whom it is done, what
// comes first and what next, what holds and on what it depends.
func checkRoles(s statement, e evidence) *Rejection {
	mine := s.participants()
	for _, src := range e.sources {
		theirs := src.participants()
		for _, x := range theirs {
			for _, y := range mine {
				if !src.clauses[x.clause].sharesVerb(s.clauses[y.clause]) {
					continue
				}
				if x.stem == town && y.stem == town {
					if x.place == nominative && receiving[y.place] || receiving[x.place] && y.place == nominative {
						return &Rejection{Reason: SwappedRoles, Detail: y.text + ", " + x.text}
					}
					continue
				}
				if same(x, y) {
					continue
				}
				if x.place != "" && x.place == y.place && moved(x, mine, participant.placed) && moved(y, theirs, participant.placed) && trade(x, y, mine, theirs) ||
					!x.condition && !y.condition && moved(x, mine, participant.isCondition) && moved(y, theirs, participant.isCondition) {
					return &Rejection{Reason: SwappedRoles, Detail: y.text + ", " + x.text}
				}
			}
		}
		for i, x := range theirs {
			for _, y := range theirs[i+1:] {
				if x.bare() && y.bare() && x.clause == y.clause && s.reverses(x, y, src.clauses[x.clause], mine) {
					return &Rejection{Reason: SwappedRoles, Detail: x.text + ", " + y.text}
				}
			}
		}
	}
	return nil
}

// bare tells whether a participant may be who does a thing, or whom it is done to.
func (p participant) bare() bool { return p.place == "" || p.place == nominative }

// reverses tells whether y stands before x in a clause with the verb of the quoted one, and the verb has gone from one
// to many or back: then it is another's. "Die Stadt entschädigt die Anwohner", "Die Anwohner entschädigen die Stadt".
func (s statement) reverses(x, y participant, quoted clause, mine []participant) bool {
	for i, first := range mine {
		if !first.bare() || !same(first, y) || same(first, x) {
			continue
		}
		for _, second := range mine[i+1:] {
			if second.clause == first.clause && second.bare() && same(second, x) && otherNumber(quoted, s.clauses[first.clause]) {
				return true
			}
		}
	}
	return false
}

// Verbs that stand with others, for one and for many.
var (
	forOne  = regex.MustCompile(`\b(?:ist|hat|wird|muss|kann|darf|soll)\b`)
	forMany = regex.MustCompile(`\b(?:sind|haben|werden|müssen|können|dürfen|sollen)\b`)
)

// otherNumber tells whether one of two clauses has the verb for one, the other the same for many.
func otherNumber(a, b clause) bool {
	one, many := forOne.MatchString(a.text) || forOne.MatchString(b.text), forMany.MatchString(a.text) || forMany.MatchString(b.text)
	if one || many {
		return one && many && forOne.MatchString(a.text) != forOne.MatchString(b.text)
	}
	return slices.ContainsFunc(a.words, func(w word) bool {
		return !w.isNoun() && slices.ContainsFunc(b.words, func(o word) bool {
			return !o.isNoun() && means(w, o) && (strings.HasSuffix(w.lower, "t") && strings.HasSuffix(o.lower, "en") || strings.HasSuffix(w.lower, "en") && strings.HasSuffix(o.lower, "t"))
		})
	})
}

// trade tells whether x, which no longer stands where it did, stands where y did that has its place now.
func trade(x, y participant, mine, theirs []participant) bool {
	return slices.ContainsFunc(mine, func(m participant) bool {
		return same(m, x) && slices.ContainsFunc(theirs, func(t participant) bool {
			return same(t, y) && (t.place == m.place || !t.behind() && !m.behind())
		})
	})
}

// behind tells whether a participant stands behind a preposition.
func (p participant) behind() bool {
	switch p.place {
	case "", nominative, accusative, dative, genitive:
		return false
	}
	return true
}

func (p participant) placed() string { return p.place }

func (p participant) isCondition() string {
	if p.condition {
		return "condition"
	}
	return ""
}

// moved tells whether a participant stands among all, but never where it stands by itself.
func moved(p participant, all []participant, where func(participant) string) bool {
	found := false
	for _, other := range all {
		if same(p, other) {
			if where(other) == where(p) {
				return false
			}
			found = true
		}
	}
	return found
}

// sharesVerb tells whether two clauses have a word in common that is no noun, or nothing but the same verb that says little.
func (c clause) sharesVerb(other clause) bool {
	mine, theirs := slices.ContainsFunc(c.words, word.isVerb), slices.ContainsFunc(other.words, word.isVerb)
	if !mine && !theirs {
		a, b := finite.FindString(c.text), finite.FindString(other.text)
		return a != "" && b != "" && a[:1] == b[:1]
	}
	return slices.ContainsFunc(c.words, func(w word) bool {
		return !w.isNoun() && !whenWords[w.lower] && slices.ContainsFunc(other.words, func(o word) bool { return !o.isNoun() && means(w, o) })
	})
}

// whenWords say when, and are no verbs that clauses may share.
var whenWords = set("bevor ehe nachdem vorher zuvor davor danach später anschließend")

func (w word) isVerb() bool { return !w.isNoun() && !w.attribute }

func same(a, b participant) bool { return means(a.word, b.word) || means(b.word, a.word) }
