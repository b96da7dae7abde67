package proof

import (
	"maps"
	"slices"
	"strings"

	"auskunft"
	"auskunft/internal/regex"
)

// What a close sentence may bring besides the parts of its quotes, and leave out of them, without saying anything else.

// repeats finds an adverb, or the whole item of a list, that is said twice of what the quotes say once.
func (d *derivation) repeats(statement) *Rejection {
	for i, j := range d.from {
		if j < 0 || d.mine[i].kind != manner && !(d.mine[i].kind == thing && d.label(d.theirs[j]) && !d.valued(d.theirs[j].unit)) {
			continue
		}
		if slices.Contains(d.from[:i], j) {
			return &Rejection{Reason: NotDerived, Detail: "+ " + d.mine[i].String()}
		}
	}
	return nil
}

// mixes finds an item of a list under what another one stands under: "auf Verlangen Fotos", of "Fotos; auf Verlangen ein Gutachten".
func (d *derivation) mixes(statement) *Rejection {
	for i, p := range d.mine[:max(0, len(d.mine)-1)] {
		j, k := d.from[i], d.from[i+1]
		if j >= 0 && k >= 0 && p.heads && p.place != "" && !d.mine[i+1].heads && d.theirs[j].unit != d.theirs[k].unit && d.label(d.theirs[j]) && !d.valued(d.theirs[j].unit) {
			return &Rejection{Reason: NotDerived, Detail: "~ " + p.String() + " " + d.mine[i+1].String()}
		}
	}
	return nil
}

// holds wants duties and permissions where the quotes have them. What has no verb of its own may be wanted where it stands
// among what is, and possible where it says when or how somebody can be reached.
func (d *derivation) holds(s statement) *Rejection {
	all := d.modality()
	for _, src := range d.evidence.sources {
		all |= modalityOf(src.text) & duty
		if commanding.MatchString(src.text) || src.demands() {
			all |= duty
		}
		if src.above != "" && slices.ContainsFunc(src.facts, func(f fact) bool {
			return f.kind == timeFact || f.kind == phoneFact || f.kind == mailFact || f.kind == linkFact
		}) {
			all |= permission
		}
		if lets.MatchString(src.text) {
			all |= permission
		}
	}
	for _, c := range s.clauses {
		if m := modal.FindString(c.text); m != "" && modalities[strings.ToLower(m)]&^all != 0 {
			return &Rejection{Reason: NotDerived, Detail: "+ " + m}
		}
	}
	for _, u := range d.evidence.used {
		if u.is&permission != 0 && !u.conditional && len(u.by) > 0 && !slices.ContainsFunc(u.by, func(n int) bool {
			return s.clauses[n].around&(permission|duty|only) != 0 || s.clauses[n].is&denied != 0
		}) {
			return &Rejection{Reason: NotDerived, Detail: "- " + u.String()}
		}
	}
	return nil
}

// What wants or allows something without a word for it.
var (
	commanding = regex.MustCompile(`(?:^|[.;:!?] |, |und |\n)\p{L}+(?:en|ern|eln|tun) Sie\b`)
	lets       = regex.MustCompile(`(?i)\b(?:lässt|lassen) sich\b`)
	modal      = regex.MustCompile(`(?i)\b(?:muss|müssen|kann|können|darf|dürfen)\b`)
)

// pointsAway finds a pronoun that no quote has in the place of the one that the sentence is about.
func (d *derivation) pointsAway(s statement) *Rejection {
	if m := pointing.FindStringSubmatch(s.text); m != nil && !slices.ContainsFunc(d.evidence.sources, func(src source) bool {
		return slices.ContainsFunc(letterRuns(src.text), func(at letterRun) bool {
			w := src.text[at.start:at.end]
			return w == strings.ToLower(m[1]) || w == m[1] && pointing.MatchString(src.text[at.start:])
		})
	}) {
		return &Rejection{Reason: NotDerived, Detail: "+ " + m[0]}
	}
	if !toThemselves.MatchString(s.text) || d.says(toYou) || !d.says(becoming) || (s.modality()|d.modality())&duty != 0 {
		return nil
	}
	for i, j := range d.from { // "wird angerechnet" is not "rechnen Sie an"
		if p := d.mine[i]; j >= 0 && p.kind == action && !ofMoney[p.word.stem] {
			return &Rejection{Reason: NotDerived, Detail: "+ Sie"}
		}
	}
	return nil
}

// toThemselves is whoever is spoken to, behind the verb.
var toThemselves = regex.MustCompile(`\p{L} Sie\b`)

// pointing is a pronoun that a sentence begins with, of one thing or person.
var pointing = regex.MustCompile(`^(Er|Sie) (?:ist|hat|wird|muss|kann|darf|soll|\p{Ll}{2,}t)\b`)

// addsWords finds a word of how, when and whether that no quote has, before phrases are read as words: "ist immer kostenlos".
func (e evidence) addsWords(text string, citations []auskunft.Citation) *Rejection {
	quotes := strings.Join(quotesOf(citations), " ")
	for _, src := range e.sources {
		quotes += " " + src.above
	}
	quoted := setOf(nil)
	for _, at := range letterRuns(quotes) {
		low := strings.ToLower(quotes[at.start:at.end])
		quoted[low], quoted[stem(rejoin(low))] = true, true
	}
	for _, at := range letterRuns(text) {
		low := strings.ToLower(text[at.start:at.end])
		if !(terms.manners[low] || terms.moments[low] || tightening[low]) || quoted[low] || quoted[stem(rejoin(low))] {
			continue
		}
		if !slices.ContainsFunc(everywhere, func(g map[string]bool) bool {
			return g[stem(rejoin(low))] && slices.ContainsFunc(slices.Collect(maps.Keys(g)), func(w string) bool { return quoted[w] })
		}) {
			return &Rejection{Reason: NotDerived, Detail: "+ " + low}
		}
	}
	return nil
}

// tightening make more of what they stand with; ja and nein answer what the quotes were not asked.
var tightening = set("nur lediglich bloß ausschließlich immer stets sofort ja nein sogar angeblich")

// done is in what has happened.
var done = regex.MustCompile(`\b(?:hat|haben|ist|sind) [^.;]*ge?\p{L}+(?:t|en)\b`)

// mayCome tells whether a part that is none of theirs says nothing new: what the quotes stand under, a verb that says as
// little as the one it stands for, or that a row has not.
func (d *derivation) mayCome(i int, s statement) bool {
	p := d.mine[i]
	switch p.kind {
	case thing:
		if slices.ContainsFunc(d.theirs, func(q part) bool { return d.used(q.unit) && named(p.word, q) }) && len(p.with) == 0 {
			return true
		}
		under := slices.ContainsFunc(d.evidence.sources, func(src source) bool {
			is := func(h word) bool {
				return h.stem == p.word.stem || len(p.word.lower) >= 5 && strings.HasSuffix(h.lower, p.word.lower) && !particles[strings.TrimSuffix(h.lower, p.word.lower)]
			}
			return slices.ContainsFunc(src.headings, is) && !slices.ContainsFunc(src.columns, is) || slices.ContainsFunc(src.columns, is) && i+1 < len(d.mine) && d.mine[i+1].fact.kind == codeFact
		})
		return under && p.joined != "oder" && !slices.ContainsFunc(p.with, func(w string) bool {
			return !slices.ContainsFunc(d.evidence.sources, func(src source) bool {
				return slices.ContainsFunc(src.headings, func(h word) bool { return h.stem == w })
			})
		})
	case action:
		return d.lightVerb(p) || d.entitled(p) || (p.word.lower == "wurde" || p.word.lower == "wurden") && d.says(done) || strings.Contains(s.text, "gilt:") && p.word.lower == "gilt"
	case manner:
		return courtesy[p.word.lower]
	}
	return false
}

// entitled tells whether a verb is the title's, and what is used has none: "Hund abmelden" of "innerhalb von 14 Tagen".
func (d *derivation) entitled(p part) bool {
	return slices.ContainsFunc(d.evidence.sources, func(src source) bool {
		return slices.ContainsFunc(src.headings, func(h word) bool { return sameWord(p.word, h) })
	}) && slices.ContainsFunc(d.from, func(j int) bool { return j >= 0 && d.label(d.theirs[j]) })
}

// named tells whether a noun only says what a fact is, which it shows by its form: "Gebühr" of an amount.
func named(w word, of part) bool {
	if of.kind != value {
		return false
	}
	switch {
	case of.fact.unit == "eur":
		return amounts[w.stem]
	case of.fact.kind == phoneFact:
		return phones[w.stem]
	case of.fact.lasts():
		return lengths[w.stem]
	}
	return false
}

// Nouns that say what a fact shows by itself.
var (
	amounts = setOf(stemsOf("Gebühr Gebühren Betrag Preis Kosten Entgelt Einheit"))
	phones  = setOf(stemsOf("Telefon Nummer Telefonnummer Rufnummer"))
	lengths = setOf(stemsOf("Bearbeitung Bearbeitungsdauer Bearbeitungszeit Dauer Verfahren"))
)

// courtesy and connectives may come and go.
var courtesy = set("bitte dann deshalb daher erstens zweitens drittens")

// Verbs for what a fact of a kind is said to be.
var (
	ofMoney   = setOf(stemsOf("kosten betragen zahlen anfallen erheben liegen fällig"))
	ofTime    = setOf(stemsOf("öffnen geöffnet gelten sein haben"))
	ofSpan    = setOf(stemsOf("dauern dauert betragen"))
	ofPhone   = setOf(stemsOf("erreichen lauten anrufen"))
	ofList    = setOf(stemsOf("brauchen benötigen einreichen mitbringen vorlegen gehören"))
	ofGetting = setOf(stemsOf("erhalten bekommen"))
	ofRow     = setOf(stemsOf("stattfinden finden erfolgen liegen"))
)

// lightVerb tells whether a verb says of what it is said of what anybody would.
func (d *derivation) lightVerb(p part) bool {
	is := func(group map[string]bool) bool { return group[p.word.stem] || group[p.word.whole] }
	for _, q := range d.theirs {
		if !d.used(q.unit) || q.kind != value && d.verbs[q.unit] {
			continue
		}
		switch {
		case q.kind == value && q.fact.unit == "eur" && is(ofMoney),
			q.kind == value && (q.fact.kind == timeFact || q.fact.kind == dayFact) && !d.verbs[q.unit] && is(ofTime),
			q.kind == value && q.fact.lasts() && !d.verbs[q.unit] && is(ofSpan),
			q.kind == value && q.fact.kind == phoneFact && is(ofPhone),
			!d.verbs[q.unit] && (is(ofList) || is(ofRow)),
			!d.verbs[q.unit] && !d.priced(q.unit) && is(ofGetting):
			return true
		}
	}
	return false
}

// used tells whether a part of the sentence is of a main clause.
func (d *derivation) used(unit int) bool {
	return slices.ContainsFunc(d.from, func(j int) bool { return j >= 0 && d.theirs[j].unit == unit })
}

// leavesOut finds what the sentence lacks of the main clauses that it uses.
func (d *derivation) leavesOut(s statement) *Rejection {
	has := func(j int) bool { return slices.Contains(d.from, j) }
	for j, q := range d.theirs {
		if !d.used(q.unit) || has(j) || q.aside || d.lends(q.unit) {
			continue
		}
		switch {
		case q.kind == action && slices.ContainsFunc(d.mine, func(p part) bool { return p.kind == action && d.lightVerb(p) && d.stands(q) }):
			continue
		case q.kind == thing && q.place == "wegen":
			continue
		case q.kind == manner && courtesy[q.word.lower], q.kind == value && q.first && q.fact.kind == numberFact && q.fact.unit == "":
			continue
		case q.kind == thing && slices.ContainsFunc(d.theirs, func(v part) bool {
			return v.unit == q.unit && (named(q.word, v) || v.fact.unit == "eur" && (q.word.lower == "steuer" || q.word.lower == "beitrag"))
		}):
			continue
		case d.label(q) && (q.kind == manner || q.kind == action) && slices.ContainsFunc(d.mine, func(p part) bool { return slices.Contains(p.with, q.word.stem) }):
			continue
		case slices.ContainsFunc(d.mine, func(p part) bool { return d.same(p, q) }):
			continue // said once of both
		}
		return &Rejection{Reason: NotDerived, Detail: "- " + q.String()}
	}
	return nil
}

// stands tells whether a quoted verb is one that says what something costs, lasts, is reached by.
func (d *derivation) stands(q part) bool {
	return slices.ContainsFunc([]map[string]bool{ofMoney, ofTime, ofSpan, ofPhone}, func(g map[string]bool) bool { return g[q.word.stem] || g[q.word.whole] })
}

// lends tells whether nothing of a main clause is used but the thing that another one says more of.
func (d *derivation) lends(unit int) bool {
	others, bare := false, 0
	for _, j := range d.from {
		if j < 0 {
			continue
		}
		q := d.theirs[j]
		if q.unit != unit {
			others = true
		} else if q.kind == thing && (q.place == "" || strings.HasPrefix(q.place, "of ")) {
			bare++
		} else {
			return false
		}
	}
	return others && bare > 0 && bare <= 2
}
