package proof

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
)

// Who does a thing stands in German where the speaker likes; the article tells the case, as far as it can, then the verb
// tells the number, and what is left the order. A frame is a clause read so.
type frame struct {
	verbs   []word
	subject []word // what the verb is said of
	agents  []word // who does it, by any of the names that are joined; none when the clause does not tell
	patient []word // what it is done to in the passive
	to      []word // to whom it is done, in the dative for sure
	first   []word // the first noun that the verb may be said of, when the article does not tell
}

// numberIn tells whether nothing but a number before its noun stands in a part of the clause, "zwei Pässe", "zur ersten
// Sitzung", and whether it is one that counts.
func (c clause) numberIn(from, to int) (counts, ok bool) {
	for _, f := range c.facts {
		if at := f.at - c.at; at >= from && at < to {
			if f.kind != ordinalFact && (f.kind != numberFact || measures[f.unit] || f.unit == "" || f.raw >= 1000) {
				return false, false
			}
			counts, ok = counts || f.kind == numberFact && f.raw > 1, true
		}
	}
	return counts, ok
}

var (
	letting    = regex.MustCompile(`(?i)\b(?:lassen|lässt) (?:Sie |man )?(?:sich |es |ihn )?`)
	becoming   = regex.MustCompile(`(?i)\b(?:wird|werden|wurde|wurden|worden)\b`)
	pastForm   = regex.MustCompile(`(?:ge\p{L}+|^(?:be|ver|er|ent|zer|miss|emp|über|unter)\p{L}+|iert)(?:t|en)?$`)
	having     = regex.MustCompile(`\b(?:hat|haben)\b`)
	impersonal = regex.MustCompile(`(?i)\b(?:sich|lässt|lassen|gibt es|es gibt|zu \p{Ll}+en|\p{Ll}+zu\p{Ll}+en)\b`)
	pluralVerb = regex.MustCompile(`(?i)\b(?:sind|haben|werden|wurden|müssen|können|dürfen|sollen|sollten|wollen|möchten)\b`)
	singleVerb = regex.MustCompile(`(?i)\b(?:ist|hat|wird|wurde|muss|kann|darf|soll|sollte|will|möchte)\b`)
)

// toThem is to whoever is spoken to.
var toThem = regex.MustCompile(`\bIhnen\b`)

// number is that of a clause's verb: "p" for many, "s" for one, "" when it does not tell.
func (c clause) number() string {
	switch {
	case pluralVerb.MatchString(c.text):
		return "p"
	case singleVerb.MatchString(c.text):
		return "s"
	}
	for _, w := range c.words {
		if !w.isNoun() && !w.attribute && verbal.MatchString(w.lower) {
			if strings.HasSuffix(w.lower, "en") {
				return "p"
			}
			return "s"
		}
	}
	return ""
}

// frameOf reads a clause; before is the subject of the one that it goes on with, nil for none, and passive tells that its
// participle may be.
func frameOf(c clause, g genders, before []word, passive bool) frame {
	var f frame
	for _, w := range c.words {
		if !w.isNoun() && !w.attribute && places[w.lower] == "" && !otherPlaces[w.lower] && !strings.HasSuffix(w.lower, "selben") && (verbal.MatchString(w.lower) || w.whole != "" && strings.HasSuffix(w.lower, "e")) {
			f.verbs = append(f.verbs, w)
		}
	}
	if len(f.verbs) == 0 {
		return f
	}
	subject, first, sure := subjectOf(c, g)
	f.first = first
	for _, p := range c.phrases {
		if of := cases(p.article, g[p.words[0].lower]); p.place == "" && !p.genitive && (of == "D" || of == "GD" || of == "DG") && persons[p.words[0].text] == "" {
			f.to = p.words
		}
	}
	if toThem.MatchString(c.text) {
		f.to = []word{{text: "Ihnen", lower: "ihnen", stem: addressed}}
	}
	if before != nil && !sure {
		subject = before
	}
	f.subject = subject
	switch {
	case letting.MatchString(c.text):
		for _, p := range c.phrases {
			if p.place == "von" {
				f.agents = p.words
			}
		}
		return f
	case impersonal.MatchString(c.text) && !having.MatchString(c.text):
		return f
	case !passive || !slices.ContainsFunc(f.verbs, func(w word) bool { return pastForm.MatchString(w.lower) }):
		f.agents = subject
		return f
	}
	f.patient = subject
	for _, p := range c.phrases {
		if p.place == "von" || p.place == "durch" {
			f.agents = p.words
		}
	}
	return f
}

// subjectOf is the noun that a clause's verb is said of: whoever is spoken to or speaks, else the only noun that is in the
// nominative for sure, else the first that may be and names who can act, else, of several, none; with the first of several.
func subjectOf(c clause, g genders) (subject, first []word, sure bool) {
	number := c.number()
	var may, acting, certain []phrase
	for _, p := range c.phrases {
		if persons[p.words[0].text] != "" {
			if p.words[0].text == "Sie" && number == "s" {
				continue // "erreicht Sie", or "sie" at the beginning
			}
			return p.words, nil, true
		}
		of := g[p.words[0].lower]
		if p.place != "" || p.genitive || p.counted && number == "s" || number == "p" && p.article != "" && !strings.Contains(of, "p") || number == "s" && of == "p" {
			continue
		}
		if in := cases(p.article, of); in == "N" {
			certain = append(certain, p)
		} else if !strings.Contains(in, "N") {
			continue
		}
		may = append(may, p)
		if acts(p) {
			acting = append(acting, p)
		}
	}
	switch {
	case len(certain) > 0:
		return certain[0].words, nil, true
	case len(may) == 1:
		return may[0].words, nil, false
	case number == "s" && withArticle(may) != nil:
		return withArticle(may), nil, false // "Schilder stellt eine Firma auf"
	case len(acting) > 0:
		return acting[0].words, may[0].words, false
	}
	return nil, nil, false
}

// withArticle is the only one of several nouns that has an article, which one thing hardly does without.
func withArticle(may []phrase) []word {
	var only []word
	for _, p := range may {
		if p.article != "" && only != nil {
			return nil
		} else if p.article != "" {
			only = p.words
		}
	}
	return only
}

// frames reads all clauses of a statement. A clause that goes on with the verb has the subject of the one before; a list of
// names that is cut at its commas is one subject.
func (s statement) frames(g genders) []frame {
	all := make([]frame, len(s.clauses))
	for i, c := range s.clauses {
		var before []word
		first := firstWord(c.text)
		if _, ok := s.joint(i - 1); ok && (verbal.MatchString(first) || strong[first] != "" && strings.HasPrefix(strings.TrimSpace(c.text), first) || finite.MatchString(first) || s.inCondition(i)) {
			k := i - 1
			for k > 0 && s.clauses[k].relative && strings.HasPrefix(s.text[s.clauses[k].end:], ",") {
				k-- // "gilt in der Zone, in der Sie wohnen, und garantiert keinen Platz"
			}
			before = all[k].subject
		} else if opens := s.opens(c.sentence); opens < i && firstWord(s.clauses[opens].text) == "wer" && (verbal.MatchString(first) || finite.MatchString(first)) {
			// "Wer einen Hund hält, der älter als drei Monate ist, zahlt Hundesteuer"
			if before = all[opens].subject; before == nil {
				before = []word{{text: "wer", lower: "wer", stem: addressed}}
			}
		}
		if before == nil && i > 0 && all[i-1].agents != nil && s.clauses[i-1].sentence == c.sentence && !slices.ContainsFunc(s.clauses[:i], func(o clause) bool { return o.conditional && o.sentence == c.sentence }) && !isUpper(strings.TrimSpace(c.text)) && verbal.MatchString(first) && !functionWords[first] && !lastButNoVerb[first] && c.hasVerb(first) {
			before = all[i-1].subject // "melden ihren Stand an, nutzen die Fläche aber umsonst"
		}
		if before == nil && i > 0 && s.clauses[i-1].relative && s.clauses[i-1].sentence == c.sentence && (verbal.MatchString(first) || finite.MatchString(first)) {
			before = s.opener(s.opens(c.sentence), i) // "Gäste, die ein Visum brauchen, erklären"
		}
		passive := becoming.MatchString(c.text)
		for k := i - 1; k >= 0 && !passive && !finite.MatchString(c.text) && s.clauses[k].sentence == c.sentence && len(all[k].verbs) == 0; k-- {
			passive = becoming.MatchString(s.clauses[k].text) // "werden Steuern, Gebühren und Beiträge … abgebucht"
		}
		all[i] = frameOf(c, g, before, passive)
	}
	for i, c := range s.clauses {
		if all[i].agents == nil && all[i].patient == nil {
			continue
		}
		for _, step := range []int{-1, 1} {
			for k := i + step; k >= 0 && k < len(all) && s.clauses[k].sentence == c.sentence && len(all[k].verbs) == 0; k += step {
				if (c.ends(step).place != "" || all[i].bySpeaker()) && len(s.clauses[k].phrases) == 1 && len(s.clauses[k].facts) == 0 {
					continue // what is listed is not the subject: "Wir prüfen Zuverlässigkeit und Eignung"
				}
				for _, p := range s.clauses[k].phrases {
					if p.place != "" || p.genitive {
						continue
					}
					if all[i].patient != nil {
						all[i].patient = append(slices.Clip(all[i].patient), p.words...)
					} else {
						all[i].agents = append(slices.Clip(all[i].agents), p.words...)
					}
				}
			}
		}
	}
	return all
}

// bySpeaker tells whether who speaks or is spoken to does it.
func (f frame) bySpeaker() bool {
	return f.agents != nil && (f.agents[0].stem == addressed || f.agents[0].stem == town)
}

// ends is the phrase of a clause next to the clause before it, or behind it.
func (c clause) ends(step int) phrase {
	switch {
	case len(c.phrases) == 0:
		return phrase{}
	case step < 0:
		return c.phrases[0]
	}
	return c.phrases[len(c.phrases)-1]
}

// hasVerb tells whether a word that a clause begins with is a verb with something behind it.
func (c clause) hasVerb(first string) bool {
	return len(c.words) > 1 && c.words[0].lower == first && c.words[0].isVerb()
}

// opener is the noun that a sentence begins with when its first clause, up to a relative one, has nothing else.
func (s statement) opener(first, before int) []word {
	if c := s.clauses[first]; first < before-1 && s.clauses[first+1].relative && len(c.phrases) > 0 && c.phrases[0].place == "" && c.number() == "" {
		return c.phrases[0].words
	}
	return nil
}

// opens is the first clause of a sentence.
func (s statement) opens(sentence int) int {
	return slices.IndexFunc(s.clauses, func(c clause) bool { return c.sentence == sentence })
}

// sharesVerb tells whether two frames are of the same verb.
func (f frame) sharesVerb(other frame) bool {
	return slices.ContainsFunc(f.verbs, func(w word) bool {
		return slices.ContainsFunc(other.verbs, func(o word) bool {
			return w.stem == o.stem && (w.whole == o.whole || w.whole == "" || o.whole == "") || w.whole != "" && (w.whole == o.whole || w.whole == o.stem) || o.whole != "" && o.whole == w.stem
		})
	})
}

// isState is in what says how somebody is, not what he does: "ist die Stadt gebunden".
var isState = regex.MustCompile(`\b(?:ist|sind|war|waren)\b`)

// checkAgents wants each thing done by whom the quotes say: nobody else of those they name.
func checkAgents(s statement, e evidence) *Rejection {
	g := genders{}
	texts := []statement{s}
	for _, src := range e.sources {
		texts = append(texts, src.context)
	}
	named := map[string]bool{}
	for i, t := range texts {
		for _, c := range t.clauses {
			for _, p := range c.phrases {
				g.learn(p)
				if i > 0 {
					for _, w := range p.words {
						named[w.stem] = true
					}
				}
			}
		}
	}
	var quoted []frame
	for _, t := range texts[1:] {
		quoted = append(quoted, t.frames(g)...)
	}
	for i, f := range s.frames(g) {
		yours := f.agents != nil && f.agents[0].stem == addressed
		ours := f.agents != nil && !isState.MatchString(s.clauses[i].text) && (theTown[f.agents[0].lower] || f.agents[0].stem == town)
		if f.agents == nil || !yours && !ours && !slices.ContainsFunc(f.agents, func(w word) bool { return named[w.stem] }) {
			if q := f.yours(quoted); q && f.agents != nil && !you.MatchString(s.text) && !slices.ContainsFunc(e.sources, func(src source) bool { return strings.Contains(strings.ToLower(src.text), f.agents[0].stem) }) {
				return &Rejection{Reason: SwappedRoles, Detail: f.agents[0].text + ", " + addressed}
			}
			continue
		}
		if r := f.givenAway(quoted, s); r != nil {
			return r
		}
		same, other := false, ""
		for _, q := range quoted {
			if !f.sharesVerb(q) {
				continue
			}
			switch {
			case f.first != nil && overlapping(q.agents, f.first):
				same = true // "Der Vorbescheid bindet die Stadt"
			case q.agents == nil:
				same = same || !overlapping(q.patient, f.agents)
			case ours && (theTown[q.agents[0].lower] || q.agents[0].stem == town || isOffice(q.agents[0].lower)), overlapping(q.agents, f.agents), q.agents[0].stem == addressed && f.agents[0].stem == addressed:
				same = true
			case yours && !named[addressed] && !slices.ContainsFunc(q.agents, func(w word) bool { return theTown[w.lower] || w.stem == town || isOffice(w.lower) }):
				same = true // who is spoken to may be one of them
			default:
				other = q.agents[0].text
			}
			if overlapping(q.patient, f.agents) {
				other = q.patient[0].text
			}
		}
		if other != "" && !same {
			return &Rejection{Reason: SwappedRoles, Detail: f.agents[0].text + ", " + other}
		}
	}
	return nil
}

// you is whoever is spoken to, by whatever name.
var you = regex.MustCompile(`\b(?:Sie|Ihnen|[Ww]er|[Mm]an)\b`)

// yours tells whether the quotes have whoever is spoken to do what f says.
func (f frame) yours(quoted []frame) bool {
	return slices.ContainsFunc(quoted, func(q frame) bool { return q.agents != nil && q.agents[0].text == addressed && f.sharesVerb(q) })
}

// givenAway tells whether somebody is done by what the quotes say is done by somebody else, who is not named any more: "senden
// wir Ihnen", "senden wir der Krankenkasse".
func (f frame) givenAway(quoted []frame, s statement) *Rejection {
	if f.to == nil {
		return nil
	}
	var other *frame
	for _, q := range quoted {
		if q.to == nil || !f.sharesVerb(q) {
			continue
		}
		if overlapping(f.to, q.to) || f.to[0].stem == addressed && !isOffice(q.to[0].lower) && !theTown[q.to[0].lower] || q.to[0].stem == addressed && toYou.MatchString(s.text) || slices.ContainsFunc(q.to, s.has) {
			return nil
		}
		other = &q
	}
	if other == nil {
		return nil
	}
	return &Rejection{Reason: SwappedRoles, Detail: f.to[0].text + ", " + other.to[0].text}
}

// overlapping tells whether two lists of nouns have one in common, or one's kind: "Amt" and "Ordnungsamt".
func overlapping(a, b []word) bool {
	return slices.ContainsFunc(a, func(w word) bool {
		return slices.ContainsFunc(b, func(o word) bool {
			long, short := w.stem, o.stem
			if len(long) < len(short) {
				long, short = short, long
			}
			rest, ok := strings.CutSuffix(long, short)
			return ok && !particles[rest]
		})
	})
}
