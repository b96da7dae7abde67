package proof

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
)

// A sentence is held to account for each word that says something: what it brings has to be in its quotes, and what it
// leaves out of a clause that it uses must have said nothing. What words are left out or brought besides, and what
// words of logic are worth, is a matter of the lists in words/.

// used is a quoted clause that some clause of a sentence is taken from.
type used struct {
	clause
	src source
	by  []int // the sentence's clauses that it explains best
}

// uses gives the quoted clauses that explain the clauses of a sentence: for each the one that holds most of its words,
// then others for the words that one does not hold, but for a subject that it shares with the clause before it.
func (e evidence) uses(s statement) []used {
	var all []used
	for n, c := range s.clauses {
		for left := c; len(left.words)+len(left.facts) > 0; {
			var best used
			most, share := 0, 0.0
			for _, src := range e.sources {
				for _, q := range src.context.clauses {
					if n, of := q.explains(left); n > most || n == most && n > 0 && of > share {
						best, most, share = used{clause: q, src: src}, n, of
					}
				}
			}
			if most == 0 || len(left.words) < len(c.words) && (best.lendsSubject(left, all) || best.lendsVerb(left, all) || e.headed(left) && !best.joined(all)) {
				break
			}
			i := slices.IndexFunc(all, func(u used) bool { return u.at == best.at && u.src.text == best.src.text })
			if i < 0 {
				i, all = len(all), append(all, best)
			}
			if len(left.words) == len(c.words) {
				all[i].by = append(all[i].by, n)
			}
			rest := best.rest(left)
			if len(rest.words) == len(left.words) && len(rest.facts) == len(left.facts) {
				break
			}
			left = rest
		}
	}
	return all
}

// joined tells whether u is joined by "und" or "oder" with a clause that is used.
func (u used) joined(all []used) bool {
	clauses := u.src.context.clauses
	return slices.ContainsFunc(all, func(other used) bool {
		if other.src.text != u.src.text {
			return false
		}
		a := slices.IndexFunc(clauses, func(c clause) bool { return c.at == u.at })
		b := slices.IndexFunc(clauses, func(c clause) bool { return c.at == other.at })
		_, ok := u.src.context.joint(min(a, b))
		return ok && (a-b == 1 || b-a == 1)
	})
}

// headed tells whether all that is left to be explained is what the quotes stand under.
func (e evidence) headed(left clause) bool {
	return len(left.facts) == 0 && !slices.ContainsFunc(left.words, func(w word) bool {
		return !w.isNoun() || theTown[w.lower] || isOffice(w.lower) || peopled.MatchString(w.lower) || !slices.ContainsFunc(e.sources, func(src source) bool { return held(w, src.headings) })
	})
}

// lendsSubject tells whether all that is left to be explained is the noun that u begins with, which a clause behind it
// in its sentence takes for its own: "Die Erlaubnis kostet 195 Euro und gilt zwei Jahre".
func (u used) lendsSubject(left clause, all []used) bool {
	if len(left.facts) == 0 && left.oneThing() && slices.ContainsFunc(all, func(other used) bool {
		return (other.src.text != u.src.text || other.sentence == u.sentence+1) && pronoun.MatchString(strings.TrimSpace(other.text))
	}) {
		return true // "… wird dieser festgesetzt": another sentence says what
	}
	first, mine := slices.IndexFunc(u.words, word.isNoun), slices.IndexFunc(left.words, word.isNoun)
	return first >= 0 && !left.conditional && len(left.facts) == 0 && len(left.words) > 0 && (len(left.words) == 1 || left.oneThing()) &&
		slices.ContainsFunc(all, func(other used) bool {
			return other.src.text == u.src.text && other.at > u.at && (places[firstWord(other.text)] != "" || !strings.HasPrefix(u.src.context.text[u.end:], ":")) &&
				(other.sentence == u.sentence && means(left.words[max(0, mine)], u.words[first]) && (!determiners[firstWord(other.text)] || places[firstWord(other.text)] != "") ||
					other.sentence <= u.sentence+1 && (adverbial.MatchString(other.text) || openNoun(other.text)))
		}) && !slices.ContainsFunc(left.words, func(w word) bool {
		return w.attribute && !slices.ContainsFunc(u.words, func(o word) bool { return o.attribute && o.stem == w.stem })
	})
}

// lendsVerb tells whether all that is left to be explained is what u says of another thing and a clause behind it, without a
// verb, of its own: "Elektroautos bekommen am Ende ein E, Oldtimer ein H".
func (u used) lendsVerb(left clause, all []used) bool {
	return len(left.facts) == 0 && u.is&^(duty|permission) == 0 && !u.elliptic() && slices.ContainsFunc(all, func(other used) bool {
		return other.src.text == u.src.text && other.sentence == u.sentence && other.at > u.at && other.elliptic()
	}) && !slices.ContainsFunc(left.words, func(w word) bool {
		return w.isNoun() && !slices.ContainsFunc(u.phrases, func(p phrase) bool { return p.place != "" && overlapping(p.words, []word{w}) })
	})
}

// openNoun tells whether a text leaves a noun to what stands before: "für jüngere zahlen Sie nach Einkommen".
func openNoun(text string) bool {
	m := withoutNoun.FindStringSubmatch(text)
	return m != nil && !functionWords[m[1]] && !noAttribute[m[1]]
}

var withoutNoun = regex.MustCompile(`\b(?:für|bei|mit|der|die|das|den|dem|jede[rs]?) (\p{Ll}{3,}(?:e|er|es|em)) \p{Ll}`)

// oneThing tells whether a clause has one noun, "EU-Ausweis" for example, and nothing but its adjectives beside.
func (c clause) oneThing() bool {
	nouns := slices.DeleteFunc(slices.Clone(c.words), func(w word) bool { return w.attribute })
	return len(nouns) == 1 || len(nouns) == 2 && strings.Contains(c.text, nouns[0].text+"-"+nouns[1].text)
}

// adverbial stands for a thing that was named before.
var adverbial = regex.MustCompile(`(?i)\b(?:darüber|davon|damit|dazu|dafür|daran)\b`)

// firstWord is that of a text, in lower case.
func firstWord(text string) string {
	for _, at := range letterRuns(text) {
		return strings.ToLower(text[at.start:at.end])
	}
	return ""
}

// explains counts the words and facts of said that c has, and gives them as a share of c's, with 1 more when one is the same
// word: "Hund" is rather "Hund" than "Hundesteuer".
func (c clause) explains(said clause) (n int, share float64) {
	of := 1e-9
	for _, w := range c.words {
		if content(w) {
			of++
		}
	}
	of += float64(len(c.facts))
	exact := 0.0
	for _, w := range said.words {
		if content(w) && c.names(w) || w.isVerb() && c.goesOn(w) {
			n++
			if (statement{words: c.words}).has(w) {
				exact = 1
			}
		}
	}
	for _, f := range said.facts {
		if f.supported(c.facts) {
			n++
			exact = 1.5
		}
	}
	if n == 0 && (!slices.ContainsFunc(said.words, content) || !slices.ContainsFunc(c.words, content)) && (said.is&c.is != 0 || said.is&(denied|waived|without) != 0 && c.is&(denied|waived|without) != 0) {
		n = 1 // "Kostenlos, wenn …"
	}
	return n, exact + float64(n)/of
}

// goesOn tells whether a clause begins with a verb, of any kind: "und sagt, welche Zuschüsse es gibt".
func (c clause) goesOn(verb word) bool {
	return len(c.words) > 0 && c.words[0].stem == verb.stem && verbal.MatchString(verb.lower) && c.words[0].isVerb() && !isUpper(c.words[0].text) && firstWord(c.text) == c.words[0].lower
}

// names tells whether a word of the clause stands for w, or w for one of its.
func (c clause) names(w word) bool { return statement{words: c.words}.names(w) }

// rest is what c does not explain of said.
func (c clause) rest(said clause) clause {
	said.words = slices.DeleteFunc(slices.Clone(said.words), func(w word) bool { return !content(w) || c.names(w) })
	said.facts = slices.DeleteFunc(slices.Clone(said.facts), func(f fact) bool { return f.supported(c.facts) })
	return said
}

// checkAccount wants every word and fact of the clauses that a sentence uses in the sentence.
func checkAccount(s statement, e evidence) *Rejection {
	if len(e.used) == 0 {
		return &Rejection{Reason: Uncovered, Detail: s.text}
	}
	for i, u := range e.used {
		for _, w := range u.label(s) {
			if u.tells(w) {
				continue
			}
			if (w.isNoun() && content(w) || w.attribute && !fillers[w.stem]) && !s.names(w) && !held(w, u.src.headings) || s.turnsTo(w, u, e) {
				return &Rejection{Reason: LeftOut, Detail: w.text}
			}
		}
		for _, w := range u.words {
			if w.isNoun() && s.exchanges(w, u, e.used[i+1:]) {
				return &Rejection{Reason: SwappedRoles, Detail: w.text}
			}
			if !u.counts(w) || e.grants(w) || e.standsIn(w, s) || u.tells(w) || held(w, u.src.headings) && !(u.conditional && !w.isNoun()) && !s.turnsTo(w, u, e) || !u.conditional && reason.MatchString(u.text) && held(w, wordsOf(reason.FindString(u.text))) {
				continue
			}
			if !s.names(w) || s.widens(w, u) {
				return worded(LeftOut, w)
			}
		}
		if object := u.object(); object != nil && !slices.ContainsFunc(e.used, func(other used) bool { return other.src.text == u.src.text && other.at == object.at }) {
			return &Rejection{Reason: LeftOut, Detail: object.String()}
		}
		if other := u.alternative(); other != nil && !s.names(*other) {
			return &Rejection{Reason: LeftOut, Detail: other.text}
		}
		if first := u.begins(); first != nil && !slices.ContainsFunc(first, s.names) {
			return &Rejection{Reason: LeftOut, Detail: first[0].text}
		}
		for _, f := range u.facts {
			if f.supported(u.src.facts) && !slices.ContainsFunc(s.facts, func(g fact) bool {
				return f.agrees(g) && (f.kind != ordinalFact || g.kind != numberFact || measures[f.unit])
			}) {
				return &Rejection{Reason: LeftOut, Detail: f.text}
			}
		}
		for _, n := range u.by {
			if c := s.clauses[n]; strings.Contains(u.text, "Sie ") && !strings.Contains(c.text, "Sie") && slices.ContainsFunc(c.words, func(w word) bool {
				return people[w.lower] && !held(w, u.words)
			}) {
				return &Rejection{Reason: SwappedRoles, Detail: c.String()}
			}
		}
	}
	return nil
}

// widens tells whether a statement has but the end of a compound whose beginning says which: "Baum" for "Laubbaum". What the
// quote stands under, or names so itself, is known.
func (s statement) widens(w word, u used) bool {
	if !w.isNoun() || len(w.lower) < 8 || isOffice(w.lower) {
		return false
	}
	ended := ""
	for _, mine := range s.words {
		rest, ok := strings.CutSuffix(w.lower, mine.lower)
		switch {
		case mine.stem == w.stem, ok && (len(rest) < 3 || strings.HasPrefix(rest, "stadt") || strings.Contains(s.text, "-"+mine.text)), !ok && (means(w, mine) || means(mine, w)):
			return false
		case ok && mine.isNoun():
			ended = rest
		}
	}
	if ended == "" {
		return false
	}
	first := word{lower: ended, stem: stem(ended)}
	known := slices.Concat(u.src.headings, s.words)
	return !held(w, known) && !slices.ContainsFunc(known, func(k word) bool {
		return strings.HasPrefix(k.lower, ended[:len(ended)*3/4]) || sameOrSynonym(first, k)
	}) &&
		!slices.ContainsFunc(u.src.words, func(k word) bool {
			return k.lower != w.lower && strings.HasSuffix(w.lower, k.lower) && len(k.lower) >= 4
		})
}

// fillers are adjectives that say nothing about which one is meant.
var fillers = setOf(stemsOf("entsprechend jeweilig solch"))

// theTown does what is said to be done by nobody: "Über den Antrag wird entschieden".
var theTown = set("stadt stadtverwaltung verwaltung")

// reason is why something is so; it may be left out.
var reason = regex.MustCompile(`\b[Ww]egen (?:\p{Ll}+ )*\p{Lu}\p{L}+(?: (?:der|des) \p{Lu}\p{L}+)?`)

// object is the clause with "dass" or "ob" that says what u is about: "eine Bestätigung, dass es Ihnen überlassen ist".
func (u used) object() *clause {
	clauses := u.src.context.clauses
	i := 1 + slices.IndexFunc(clauses, func(c clause) bool { return c.at == u.at })
	if i == 0 || i == len(clauses) || clauses[i].sentence != u.sentence || clauses[i].light() || !objective[firstWord(clauses[i].text)] {
		return nil
	}
	return &clauses[i]
}

// alternative is the adjective that "oder" or "und" joins before that of u's noun: "einfacher oder qualifizierter Lageplan".
func (u used) alternative() *word {
	clauses := u.src.context.clauses
	i := slices.IndexFunc(clauses, func(c clause) bool { return c.at == u.at })
	if _, joined := u.src.context.joint(i - 1); i < 1 || !joined || len(u.words) < 2 || !u.words[0].attribute || u.words[1].attribute {
		return nil
	}
	before, runs := clauses[i-1], letterRuns(clauses[i-1].text)
	if len(before.words) == 0 || len(runs) > 1 && !determiners[strings.ToLower(before.text[runs[len(runs)-2].start:runs[len(runs)-2].end])] {
		return nil
	}
	if w := before.words[len(before.words)-1]; strings.HasSuffix(before.text, w.text) && !fillers[w.stem] && !isUpper(w.text) && attributeEnding.MatchString(w.lower) && !verbal.MatchString(w.lower) {
		return &w
	}
	return nil
}

var objective = set("dass ob")

// begins are the nouns of its sentence before a clause that begins with its verb: one of them is its subject or object.
func (u used) begins() []word {
	if low := firstWord(u.text); low == "" || !strings.HasPrefix(strings.TrimSpace(u.text), low) || functionWords[low] || determiners[low] || !verbal.MatchString(low) || topical.MatchString(u.text) {
		return nil
	}
	var nouns []word
	for _, c := range u.src.context.clauses {
		for _, w := range c.words {
			if c.sentence == u.sentence && c.at < u.at && w.isNoun() {
				nouns = append(nouns, w)
			}
		}
	}
	return nouns
}

// topical is an infinitive that stands first: "anmelden kann man sich ab Mai".
var topical = regex.MustCompile(`^\s*\p{Ll}+n (?:kann|können|muss|müssen|darf|dürfen|soll|sollen|sollten?)\b`)

// verbal tells forms of verbs by their ending.
var verbal = regex.MustCompile(`(?:t|en|ss)$`)

// people are words for somebody who is not spoken to.
var people = set("person personen mensch menschen leute bürger bürgerin betroffene")

// counts tells whether leaving a word out of the clause says something else: nouns, adjectives before them, how a thing is
// done, and whatever says when.
func (u used) counts(w word) bool {
	if w.attribute && u.src.has(w) {
		return !fillers[w.stem] && modalities[w.lower] == 0 && !determiners[w.lower]
	}
	return content(w) && !theTown[w.lower] && unitNames[w.lower] == "" && (w.isNoun() || u.src.has(w) && (terms.manners[w.lower] || terms.moments[w.lower] && len(u.facts) == 0 || u.conditional && (verbal.MatchString(w.lower) || modest.MatchString(w.lower))))
}

// exchanges tells whether a noun of u has left the clauses that use u and one of another clause's has come in its place.
func (s statement) exchanges(w word, u used, others []used) bool {
	if len(u.by) == 0 {
		return false
	}
	in := func(w word, u used) bool {
		return slices.ContainsFunc(u.by, func(n int) bool { return statement{words: s.clauses[n].words}.has(w) })
	}
	has := func(u used, w word) bool { return statement{words: u.words}.has(w) }
	return !in(w, u) && slices.ContainsFunc(others, func(o used) bool {
		return in(w, o) && !has(o, w) && slices.ContainsFunc(o.words, func(x word) bool {
			return x.isNoun() && content(x) && !in(x, o) && in(x, u) && !has(u, x)
		})
	})
}

// agrees tells whether two facts say the same, and none is at least what the other is at most.
func (f fact) agrees(g fact) bool {
	return (f.equals(g) || g.equals(f)) && (f.bound == g.bound || f.bound == exactly || g.bound == exactly)
}

// modest ends adverbs and adjectives that narrow a condition: "plötzlich", "endgültig".
var modest = regex.MustCompile(`(?:lich|ig|isch|weise|weit|haft|sam)$`)
