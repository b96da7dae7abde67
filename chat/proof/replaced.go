package proof

import (
	"regexp"
	"slices"
	"strings"

	"auskunft/internal/regex"
)

// A word that no quote has stands for one that a quote has, and takes its place: where that one is still there, the word is
// somebody or something else. And a clause that says its matter by other verbs alone says another thing of it.

// checkReplaced wants each noun of a sentence that is none of the quotes' to have replaced one, the verb of each clause that is
// used, or one for it, what a row says of its matter behind a comma, and of a pronoun's place a noun that it may stand for.
func checkReplaced(s statement, e evidence) *Rejection {
	for _, w := range s.words {
		if w.isNoun() && content(w) && !terms.generic[w.stem] && !e.grants(w) && !e.has(w) && !e.under(w) && e.added(w, s) {
			return &Rejection{Reason: ForeignName, Detail: w.text}
		}
		if w.isNoun() && content(w) && !e.has(w) && e.misresolves(w, s) {
			return &Rejection{Reason: Misplaced, Detail: w.text}
		}
	}
	for _, u := range e.used {
		if aside := u.aside(); aside != nil && slices.ContainsFunc(aside.words, func(w word) bool { return !s.names(w) }) {
			return &Rejection{Reason: LeftOut, Detail: aside.String()}
		}
		theirs := u.predicates()
		for _, n := range u.by {
			mine := s.clauses[n].predicates()
			if len(theirs)*len(mine) > 0 && !slices.ContainsFunc(theirs, s.names) && !slices.ContainsFunc(u.words, func(w word) bool { return inErn.MatchString(w.text) && s.names(w) }) && !slices.ContainsFunc(mine, func(w word) bool {
				return e.grants(w) || e.reachable(w.lower) || enough.MatchString(w.lower) || alike(w, theirs) || e.lends(w, u) && (supporting(theirs) || !held(w, u.words))
			}) {
				return worded(Uncovered, mine[0])
			}
			if w := s.clauses[n].strayed(u, e); w != nil {
				return &Rejection{Reason: Misplaced, Detail: w.text}
			}
		}
	}
	return nil
}

// added tells whether each quoted word that a noun may stand for is in the sentence by itself. The end of a compound may
// be said beside it.
func (e evidence) added(w word, s statement) bool {
	any := false
	for _, h := range e.words {
		if means(w, h) || means(h, w) {
			if any = true; !s.has(h) || strings.HasSuffix(h.stem, w.stem) {
				return false
			}
		}
	}
	return any
}

// under tells whether a word, or what it is a kind of, stands above the quotes.
func (e evidence) under(w word) bool { return overlapping([]word{w}, e.subject) }

// predicates are a clause's words that may say what is done, or how something is.
func (c clause) predicates() []word {
	var all []word
	for _, w := range c.words {
		if w.isVerb() && (verbal.MatchString(w.lower) || w.whole != "") && modalities[w.lower] == 0 && places[w.lower] == "" && !otherPlaces[w.lower] && !terms.manners[w.lower] && !terms.moments[w.lower] && !lastButNoVerb[w.lower] && !someone.MatchString(w.lower) {
			all = append(all, w)
		}
	}
	return all
}

// inErn are infinitives that verbal does not tell: "verlängern", "sammeln".
var inErn = regex.MustCompile(`^\p{Ll}{3,}(?:er|el)n$`)

var someone = regex.MustCompile(`^(?:jemand|niemand|sonst$)`)

// lends tells whether u has a word, or a clause that is used beside it and that no other clause of the sentence is taken from.
func (e evidence) lends(w word, u used) bool {
	return held(w, u.words) || slices.ContainsFunc(e.used, func(o used) bool { return len(o.by) == 0 && held(w, o.words) })
}

// strayed is a noun of a condition that the quotes have in what holds under it, or elsewhere.
func (c clause) strayed(u used, e evidence) *word {
	if !c.conditional || !u.conditional || pronoun.MatchString(u.text) {
		return nil
	}
	condition := u.condition()
	for _, w := range c.words {
		if w.isNoun() && content(w) && e.has(w) && !condition.names(w) && !e.under(w) {
			return &w
		}
	}
	return nil
}

// condition is u with what is joined to it, and what it says of, where it is relative: "Kinder, die sechs Jahre alt werden".
func (u used) condition() clause {
	all := u.clause
	for i, c := range u.src.context.clauses {
		if c.sentence == u.sentence && c.at != u.at && (c.at > u.at && u.src.context.inCondition(i) || u.relative && c.end < u.at && i+1 < len(u.src.context.clauses) && u.src.context.clauses[i+1].at == u.at) {
			all.words = slices.Concat(all.words, c.words)
		}
	}
	return all
}

// supporting tells whether verbs leave it to a noun to say what is done: "die Anmeldung erfolgt".
func supporting(verbs []word) bool {
	return !slices.ContainsFunc(verbs, func(w word) bool { return !terms.light[0][w.stem] })
}

// alike tells whether a verb that says little stands for one that says as little.
func alike(w word, theirs []word) bool {
	return slices.ContainsFunc(terms.light, func(group map[string]bool) bool {
		in := func(w word) bool {
			return group[w.whole] || group[w.stem] && (w.whole == "" || strings.HasPrefix(w.whole, "zu")) // "dauert bis zu …"
		}
		return in(w) && slices.ContainsFunc(theirs, in)
	})
}

// aside is what a row without a verb says of its matter behind a comma, in a word: "Altholz, behandelt, je Tonne".
func (u used) aside() *clause {
	clauses := u.src.context.clauses
	i := 1 + slices.IndexFunc(clauses, func(c clause) bool { return c.at == u.at })
	if u.src.above == "" || i == 0 || i == len(clauses) || clauses[i].sentence != u.sentence {
		return nil
	}
	k := &clauses[i]
	if len(k.words) != 1 || len(k.facts) > 0 || k.words[0].isNoun() || !content(k.words[0]) || strings.TrimSpace(k.text) != k.words[0].text || !strings.HasPrefix(u.src.context.text[u.end:], ",") {
		return nil
	}
	return k
}

// Pronouns of the quotes, and what articles tell of the nouns that may have stood there.
var (
	standing = regex.MustCompile(`\b(?:er|ihn|es|sie)\b|(?:^|[.!?] )(?:Er|Es) `)
	gendered = map[string]string{
		"er": "m", "ihn": "m", "es": "n", "sie": "fp", "der": "mfp", "die": "fp", "das": "n", "dem": "mn", "den": "mp", "des": "mn", "ein": "mn",
		"eine": "f", "einen": "m", "einem": "mn", "einer": "f", "eines": "mn", "zum": "mn", "zur": "f", "im": "mn", "am": "mn", "vom": "mn", "beim": "mn",
	}
)

// misresolves tells whether a noun that is in no quote has come in the place of a pronoun which, by its gender, is another's:
// "der Bescheid" for "sie".
func (e evidence) misresolves(w word, s statement) bool {
	if !slices.ContainsFunc(e.before, func(b word) bool { return b.stem == w.stem }) {
		return false
	}
	theirs := ""
	for _, src := range e.sources {
		for _, p := range standing.FindAllString(src.text, -1) {
			p = strings.Trim(p, ".!? ")
			if !slices.ContainsFunc(standing.FindAllString(s.text, -1), func(m string) bool { return strings.EqualFold(strings.Trim(m, ".!? "), p) }) {
				theirs += gendered[strings.ToLower(p)]
			}
		}
	}
	if theirs == "" {
		return false
	}
	mine := "mfnp"
	of, err := regexp.Compile(`(?i)\b([dz]?(?:er|ie|as|em|en|es|um|ur)|eine?[rsnm]?|im|am|vom|beim) (?:\p{Ll}+ )?` + w.text + `\b`)
	if err != nil {
		return false
	}
	for _, m := range of.FindAllStringSubmatch(s.text+"\n"+e.around, -1) {
		if allowed := gendered[strings.ToLower(m[1])]; allowed != "" {
			mine = strings.Map(func(r rune) rune {
				if strings.ContainsRune(allowed, r) {
					return r
				}
				return -1
			}, mine)
		}
	}
	return mine != "" && !strings.ContainsAny(mine, theirs)
}
