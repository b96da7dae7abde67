package proof

import (
	"regexp"
	"slices"
	"strings"
)

// officeEndings end the words for who is in charge and where. Swapping one of them for
// another sends people to the wrong door.
var officeEndings = []string{
	"amt", "büro", "behörde", "stelle", "zentrum", "kasse", "gericht", "verwaltung", "dienst", "ministerium", "referat",
	"rathaus", "polizei", "kammer", "agentur", "jobcenter", "abteilung", "fachbereich",
}

// checkDocuments wants a sentence that joins quotes of several documents to name the matter of each: the fee of one
// service is not another's.
func checkDocuments(s statement, e evidence) *Rejection {
	if !slices.ContainsFunc(e.sources, func(src source) bool { return src.document != e.sources[0].document }) {
		return nil
	}
	for _, src := range e.sources {
		nouns := slices.DeleteFunc(slices.Clone(src.title), func(w word) bool { return !w.isNoun() })
		if len(nouns) > 0 && !slices.ContainsFunc(nouns, s.names) {
			return &Rejection{Reason: Misplaced, Detail: nouns[0].text}
		}
	}
	return nil
}

// names tells whether a word of the statement stands for w, or w for one of its.
func (s statement) names(w word) bool {
	return held(w, s.words) || slices.ContainsFunc(s.words, func(mine word) bool { return means(mine, w) })
}

// checkWords wants the sentence's nouns and adjectives before nouns in the quotes or the
// headings above them, and nearly all of its other words.
func checkWords(s statement, e evidence) *Rejection {
	have := slices.Concat(e.words, e.subject)
	if e.says(ourselves) {
		have = append(have, wordsOf("Stadt Stadtverwaltung Verwaltung Amt Behörde")...)
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
			} else if w.isNoun() || w.initial && c.beginsWithSubject() {
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

// beginsWithSubject tells whether a clause begins with one word and its verb: "Enkel müssen", not "Elektronisch können"
// or "Abmelden müssen Sie".
func (c clause) beginsWithSubject() bool {
	m := subject.FindStringSubmatch(c.text)
	return m != nil && !adverb.MatchString(m[1]) && !pronouned[strings.ToLower(m[2])]
}

var (
	subject   = regexp.MustCompile(`^\s*(\p{Lu}\p{Ll}+) (?:ist|sind|hat|haben|wird|werden|muss|müssen|kann|können|darf|dürfen|soll|sollen|zahlt|zahlen|braucht|brauchen|bekommt|bekommen|erhält|erhalten)\b(?: (\p{L}+))?`)
	adverb    = regexp.MustCompile(`(?:lich|isch|ig|weise|los|frei|bar|sam|t|s)$|^(?i:(?:an|ab|auf|aus|bei|ein|vor|zu)?ge)\p{L}+en$`)
	pronouned = set("sie wir man sich du")
)

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
