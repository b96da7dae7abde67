package proof

import (
	"maps"
	"slices"
	"strings"

	"auskunft"
	"auskunft/internal/regex"
)

// A sentence is derived from its quotes when it is made of their parts by nothing but edits that leave what is said as it is:
// each of its parts is one of theirs, with the same preposition and the same words before it; of each main clause that it uses
// it has all; the parts stand in their order, but for one that has moved.

// A derivation maps the parts of a sentence to those of its quotes.
type derivation struct {
	evidence
	mine    []part
	theirs  []part
	sources []int  // which source each of theirs is of
	from    []int  // for each of mine the one of theirs, -1 for none
	asks    []bool // of units of theirs: whether it has a verb
}

// checkDerived wants the sentence to be derived.
func checkDerived(s statement, e evidence) *Rejection {
	d := derivation{evidence: e, mine: s.parts()}
	unit := 0
	for i, src := range e.sources {
		text := src.context
		if unnumbered(text.text) == unnumbered(src.text) {
			text = src.statement
		}
		parts := text.parts()
		for _, p := range parts {
			if p.opens && p.kind == action && len(src.columns) > 0 {
				p.kind = thing // the cell of a row
			}
			p.unit += unit
			d.theirs, d.sources = append(d.theirs, p), append(d.sources, i)
		}
		unit += len(src.context.clauses) + 1
	}
	d.mine, d.theirs = settled(d.mine, d.theirs), settled(d.theirs, d.mine)
	d.asks = make([]bool, unit+1)
	for _, q := range d.theirs {
		d.asks[q.unit] = d.asks[q.unit] || q.sub == 0 && (q.kind == action && !pastForm.MatchString(q.word.lower) || q.finite)
	}
	for _, src := range e.sources {
		_ = src
	}
	d.align()
	if debug {
		dumpParts(d)
	}
	for i, p := range d.mine {
		if d.from[i] < 0 && !d.mayCome(i, s) {
			return &Rejection{Reason: NotDerived, Detail: "+ " + p.String()}
		}
	}
	for _, check := range []func(statement) *Rejection{d.repeats, d.mixes, d.leavesOut, d.reorders, d.holds, d.pointsAway} {
		if r := check(s); r != nil {
			return r
		}
	}
	return nil
}

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

// valued tells whether a main clause of the quotes has a fact.
func (d *derivation) valued(unit int) bool {
	return slices.ContainsFunc(d.theirs, func(q part) bool { return q.unit == unit && q.kind == value })
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
	mine := s.modality()
	for _, c := range s.clauses {
		if m := modal.FindString(c.text); m != "" && modalities[strings.ToLower(m)]&^all != 0 {
			return &Rejection{Reason: NotDerived, Detail: "+ " + m}
		}
	}
	for _, u := range d.evidence.used {
		if u.is&permission != 0 && !u.conditional && mine&permission == 0 && all&(denied|only) == 0 {
			return &Rejection{Reason: NotDerived, Detail: "- " + u.String()}
		}
	}
	return nil
}

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
	return nil
}

var pointing = regex.MustCompile(`^(Er|Sie) (?:ist|hat|wird|muss|kann|darf|soll|\p{Ll}{2,}t)\b`)

// unnumbered are the letters and digits of a text behind the number of its paragraph.
func unnumbered(text string) string { return strings.TrimLeft(bare(text), "0123456789") }

// settled takes what begins a sentence, whose capital letter says nothing, for what the other side has it as.
func settled(parts, others []part) []part {
	for i, p := range parts {
		if !p.opens || p.kind == value || p.kind == opener {
			continue
		}
		for _, o := range others {
			if o.word.text != "" && o.word.stem == p.word.stem && o.kind != opener && (!o.opens || o.kind == thing) {
				parts[i].kind = o.kind
				if !o.opens {
					break
				}
			}
		}
	}
	return parts
}

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

// align maps each of mine to the one of theirs that it may be: one of the main clause that most of the sentence is of, the next one behind.
func (d *derivation) align() {
	counts := map[int]int{}
	can := make([][]int, len(d.mine))
	for i, p := range d.mine {
		seen := map[int]bool{}
		for j, q := range d.theirs {
			if d.same(p, q) {
				can[i] = append(can[i], j)
				if !seen[q.unit] {
					seen[q.unit] = true
					counts[q.unit]++
				}
			}
		}
	}
	d.from = make([]int, len(d.mine))
	last := -1
	taken := map[int]bool{}
	for i := range d.mine {
		d.from[i] = -1
		best := 0
		for _, j := range can[i] {
			score := 100 * counts[d.theirs[j].unit]
			if last >= 0 && d.theirs[j].unit == d.theirs[last].unit {
				score += 30
			}
			if !taken[j] {
				score += 50
			}
			if j == last+1 {
				score += 20
			} else if j > last {
				score += 10
			}
			if score > best {
				best, d.from[i] = score, j
			}
		}
		if d.from[i] >= 0 {
			last = d.from[i]
			taken[last] = true
		}
	}
}

// same tells whether one of mine may be one of theirs.
func (d *derivation) same(p, q part) bool {
	if p.kind == value || q.kind == value {
		if p.kind != q.kind || !(p.fact.equals(q.fact) && q.fact.equals(p.fact) || p.fact.kind != numberFact && p.fact.equals(q.fact)) || p.fact.bound != q.fact.bound && p.fact.bound != exactly {
			return false
		}
		return d.samePlace(p, q) && slices.Equal(p.with, q.with) && d.sameJoint(p, q)
	}
	if p.kind == opener || q.kind == opener {
		return p.kind == q.kind && p.word.stem == q.word.stem && p.place == q.place
	}
	if p.kind == action || q.kind == action {
		return (p.kind == q.kind && sameWord(p.word, q.word) || (p.kind == manner || q.kind == manner) && p.word.stem == q.word.stem) && (p.joined == "oder") == (q.joined == "oder")
	}
	return (p.word.stem == q.word.stem || equivalent(p.word.stem, q.word.stem) || p.kind == thing && d.fuller(p.word, q.word, !d.label(q))) && p.kind == q.kind && d.samePlace(p, q) && d.sameWith(p, q) && d.sameJoint(p, q)
}

// fuller tells whether a noun of the title says what one of the quotes leaves open: "die Reisegewerbekarte" for "die Karte", and
// for "die Leistung" what that is.
func (d *derivation) fuller(p, q word, open bool) bool {
	return (strings.HasSuffix(p.lower, q.lower) || open && terms.standIns[q.stem]) && slices.ContainsFunc(d.evidence.sources, func(src source) bool {
		return slices.ContainsFunc(src.headings, func(h word) bool { return h.stem == p.stem }) && !slices.ContainsFunc(src.words, func(h word) bool { return h.stem == p.stem })
	})
}

// sameWith tells whether the same words stand before two things. What says which may stand behind a comma in a row: "Altholz,
// behandelt".
func (d *derivation) sameWith(p, q part) bool {
	if !d.label(q) {
		return slices.Equal(p.with, q.with)
	}
	return slices.Equal(slices.DeleteFunc(slices.Clone(p.with), func(w string) bool {
		return slices.ContainsFunc(d.theirs, func(o part) bool {
			return o.unit == q.unit && (o.kind == manner || o.kind == action) && o.word.stem == w
		})
	}), q.with)
}

// sameWord tells whether two words are one in two forms, or of a pair that says the same everywhere.
func sameWord(a, b word) bool {
	if a.whole != "" || b.whole != "" {
		x, y := a.whole, b.whole
		if x == "" {
			x = a.stem
		}
		if y == "" {
			y = b.stem
		}
		return x == y || a.stem == b.stem && a.whole == b.whole
	}
	return a.stem == b.stem || equivalent(a.stem, b.stem) || !a.isNoun() && !b.isNoun() && verbEnding.ReplaceAllString(a.lower, "") == verbEnding.ReplaceAllString(b.lower, "")
}

// verbEnding is what inflection puts behind a verb: "riskiert", "riskieren".
// done is in what has happened.
var done = regex.MustCompile(`\b(?:hat|haben|ist|sind) [^.;]*ge?\p{L}+(?:t|en)\b`)

var verbEnding = regex.MustCompile(`(?:e?st|e?t|e?n|e)$`)

// everywhere are words that say the same whatever they are said of.
var everywhere = func() []map[string]bool {
	var all []map[string]bool
	for _, line := range []string{"erhalten bekommen", "brauchen benötigen", "telefon telefonnummer", "immer stets", "sofort gleich", "direkt unmittelbar", "beginnen starten", "enden aufhören", "wollen will möchten möchte"} {
		all = append(all, setOf(stemsOf(line)))
	}
	return all
}()

func equivalent(a, b string) bool {
	return slices.ContainsFunc(everywhere, func(g map[string]bool) bool { return g[a] && g[b] })
}

// label tells whether a part stands in a quoted clause without a verb: a row, an item of a list.
func (d *derivation) label(q part) bool { return !d.asks[q.unit] }

// samePlace tells whether two parts stand behind the same preposition, or one that the other may be without: the label of a row.
func (d *derivation) samePlace(p, q part) bool {
	a, b := p.place, q.place
	if a == b || a+b == "proje" || a+b == "jepro" {
		return true
	}
	if p.passive != q.passive && (a == "" && (b == "von" || b == "durch") || b == "" && (a == "von" || a == "durch")) {
		return true
	}
	if d.priced(q.unit) && (a == "für" && b == "" || a == "" && (b == "je" || b == "pro") && d.label(q)) {
		return true
	}
	if strings.HasPrefix(a, "of ") && b == "von" || a == "von" && strings.HasPrefix(b, "of ") {
		return true
	}
	if p.article == "der" && q.article == "der" && (a == "" && strings.HasPrefix(b, "of ") || b == "" && strings.HasPrefix(a, "of ")) {
		return true // "bei einer Hausgeburt der Vater"
	}
	if strings.HasPrefix(a, "of ") && strings.HasPrefix(b, "of ") {
		return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
	}
	if d.label(q) {
		in := func(s string) bool { return s == "" || s == "für" || s == "bei" || s == "in" || s == "an" }
		return in(a) && in(b)
	}
	return false
}

// priced tells whether a main clause of the quotes has an amount.
func (d *derivation) priced(unit int) bool {
	return slices.ContainsFunc(d.theirs, func(q part) bool { return q.unit == unit && q.kind == value && q.fact.unit == "eur" })
}

// sameJoint tells whether two parts are joined to what stands before them in the same way. What a main clause begins with may
// be joined by "und" to another.
func (d *derivation) sameJoint(p, q part) bool {
	return p.joined == q.joined || p.heads && q.heads && p.joined != "oder" && q.joined != "oder" || (q.first || p.first) && p.joined != "oder" && q.joined != "oder" || d.label(q) && p.joined == "und" && q.joined == ""
}

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

var (
	amounts = setOf(stemsOf("Gebühr Gebühren Betrag Preis Kosten Entgelt Einheit"))
	phones  = setOf(stemsOf("Telefon Nummer Telefonnummer Rufnummer"))
	lengths = setOf(stemsOf("Bearbeitung Bearbeitungsdauer Bearbeitungszeit Dauer Verfahren"))
)

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
	for j, q := range d.theirs {
		if !d.used(q.unit) || q.kind != value && d.asks[q.unit] {
			continue
		}
		switch {
		case q.kind == value && q.fact.unit == "eur" && is(ofMoney),
			q.kind == value && (q.fact.kind == timeFact || q.fact.kind == dayFact) && !d.asks[q.unit] && is(ofTime),
			q.kind == value && q.fact.lasts() && !d.asks[q.unit] && is(ofSpan),
			q.kind == value && q.fact.kind == phoneFact && is(ofPhone),
			!d.asks[q.unit] && (is(ofList) || is(ofRow)),
			!d.asks[q.unit] && !d.priced(q.unit) && is(ofGetting):
			return true
		}
		_ = j
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

// reorders finds parts that have changed places.
func (d *derivation) reorders(s statement) *Rejection {
	byUnit := map[int][]int{} // indexes of mine
	for i, j := range d.from {
		if j >= 0 && d.theirs[j].kind != action && d.mine[i].kind != action {
			byUnit[d.theirs[j].unit] = append(byUnit[d.theirs[j].unit], i)
		}
	}
	for _, all := range byUnit {
		for n, i := range all {
			p, q := d.mine[i], d.theirs[d.from[i]]
			if (p.sub > 0) != (q.sub > 0) && !d.lends(q.unit) && !(p.kind == thing && p.place == "" && standsFor.MatchString(s.text) && d.says(standsFor)) {
				return &Rejection{Reason: NotDerived, Detail: "~ " + p.String()}
			}
			for _, k := range all[n+1:] {
				o, r := d.mine[k], d.theirs[d.from[k]]
				if d.from[k] < d.from[i] && p.kind == thing && o.kind == thing && p.place == "" && o.place == "" && p.sub == o.sub && q.sub == r.sub {
					return &Rejection{Reason: NotDerived, Detail: "~ " + p.String() + ", " + o.String()}
				}
				if q.sub == r.sub && p.sub != o.sub && !d.lends(q.unit) && !standsFor.MatchString(s.text) {
					return &Rejection{Reason: NotDerived, Detail: "~ " + p.String() + ", " + o.String()}
				}
			}
		}
		orders := map[int][]int{}
		for _, i := range all {
			sub := d.theirs[d.from[i]].sub
			orders[sub] = append(orders[sub], d.from[i])
		}
		for _, order := range orders {
			if !d.oneMove(order) {
				return &Rejection{Reason: NotDerived, Detail: "~ order"}
			}
		}
	}
	return nil
}

// standsFor is a pronoun, which may change places with its noun: "Sofern der Hund sicher ist, dürfen Sie ihn behalten".
var standsFor = regex.MustCompile(`\b(?:er|es|ihn|ihm|sie)\b`)

// oneMove tells whether numbers ascend but for one run of neighbours that stands elsewhere.
func (d *derivation) oneMove(order []int) bool {
	ascends := func(all []int) bool { return slices.IsSorted(all) }
	if ascends(order) {
		return true
	}
	for a := range order {
		for b := a + 1; b <= len(order); b++ {
			if ascends(order[a:b]) && ascends(slices.Concat(order[:a], order[b:])) {
				return true
			}
		}
	}
	return false
}

// String is the part as a reader of logs understands it.
func (p part) String() string {
	text := p.word.text
	if p.kind == value {
		text = p.fact.text
	}
	if p.kind == opener {
		text = p.word.stem + " …"
	}
	return strings.Join(strings.Fields(p.joined+" "+p.place+" "+strings.Join(p.with, " ")+" "+text), " ")
}

var _ = regex.MustCompile

var debug = false

func dumpParts(d derivation) {
	for i, p := range d.mine {
		println("  mine", i, p.kind, "u", p.unit, "s", p.sub, p.String(), "->", d.from[i])
	}
	for i, p := range d.theirs {
		println("  theirs", i, p.kind, "u", p.unit, "s", p.sub, p.String(), p.fact.bound)
	}
}
