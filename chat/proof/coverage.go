package proof

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
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
	return held(w, s.words) || w.attribute && slices.ContainsFunc(letterRuns(s.text), func(at letterRun) bool { return stem(strings.ToLower(s.text[at.start:at.end])) == w.stem }) || slices.ContainsFunc(s.words, func(mine word) bool { return means(mine, w) })
}

// checkWords wants the words of a sentence in the quotes or the headings above them, and in each clause but the first one
// of the quotes: what a clause says of a heading's matter alone, no quote says.
func checkWords(s statement, e evidence) *Rejection {
	have := slices.Concat(e.words, e.subject)
	if e.says(ourselves) || e.town.name != nil && e.leavesOpenWho() {
		have = append(have, wordsOf("Stadt Stadtverwaltung Verwaltung Amt Behörde")...)
	}
	for n, c := range s.clauses {
		says, kept := false, len(c.facts) > 0 || c.is != 0
		for _, w := range c.words {
			if e.grants(w) || anywhere(w) && !(w.attribute && !fillers[w.stem] && !e.has(w)) || e.reachable(w.lower) {
				kept = kept || e.has(w)
				continue // said of anything, or compared elsewhere
			}
			says = true
			switch {
			case held(w, have):
				kept = kept || held(w, e.words)
				if e.replaces(w, c, s) || w.isNoun() && isOffice(w.lower) && e.anotherOffice(w, s) {
					return &Rejection{Reason: ForeignName, Detail: w.text}
				}
			case w.isNoun() && !terms.generic[w.stem]:
				return &Rejection{Reason: ForeignName, Detail: w.text}
			case !w.isNoun():
				return worded(Uncovered, w)
			}
		}
		if says && !kept && n > 0 && !(e.fragments() && strings.HasPrefix(s.text[c.end:], ":")) && !infinitive.MatchString(c.text) && !(e.fragments() && (anaphora.MatchString(c.text) || !slices.ContainsFunc(c.words, word.isNoun))) {
			return &Rejection{Reason: Uncovered, Detail: c.String()}
		}
	}
	return nil
}

// infinitive ends clauses that go on with the one before: "haben Sie 14 Tage Zeit, Ihren Wohnsitz anzumelden".
var infinitive = regex.MustCompile(`(?: zu \p{Ll}+|zu\p{Ll}+)e?n$`)

// anaphora stands for what a clause before names.
var anaphora = regex.MustCompile(`\b(?:ihn|es|sie|diese[ns]?)\b`)

// fragments tells whether no quote has a verb of its own: the sentence has to bring one.
func (e evidence) fragments() bool {
	return !slices.ContainsFunc(e.sources, func(src source) bool { return src.above == "" })
}

// anywhere tells whether a word may stand in any sentence: it claims nothing, or is compared in another way.
func anywhere(w word) bool {
	return terms.free[w.stem] || modalities[w.lower] != 0 || terms.claims[w.lower] != nil && !w.isNoun()
}

// anotherOffice tells whether an office that the quotes or their headings name is not the sentence's.
func (e evidence) anotherOffice(w word, s statement) bool {
	if held(w, e.words) {
		return e.offices() > 1 && !e.meets(w, s)
	}
	return e.namesOtherOffice(s)
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

// has tells whether a word stands in the quotes, in any form.
func (e evidence) has(w word) bool {
	return slices.ContainsFunc(e.words, func(have word) bool { return have.stem == w.stem })
}

// ourselves is how a town speaks of itself.
var ourselves = regex.MustCompile(`(?i)\b(?:wir|uns|unser\p{L}*)\b`)

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
