package proof

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
)

// A sentence is derived from its quotes when it is made of their parts by nothing but edits that leave what is said as it is:
// each of its parts is one of theirs, with the same preposition and the same words before it; of each main clause that it uses
// it has all; the parts stand in their order, but for one that has moved.

// A derivation maps the parts of a sentence to those of its quotes.
type derivation struct {
	evidence
	mine   []part
	theirs []part
	from   []int  // for each of mine the one of theirs, -1 for none
	verbs  []bool // of the main clauses of theirs: whether it has one
}

// checkDerived wants the sentence to be derived.
func checkDerived(s statement, e evidence) *Rejection {
	d := derivation{evidence: e, mine: s.parts()}
	unit := 0
	for _, src := range e.sources {
		text := src.context
		if unnumbered(text.text) == unnumbered(src.text) {
			text = src.statement
		}
		for _, p := range text.parts() {
			if p.opens && p.kind == action && len(src.columns) > 0 {
				p.kind = thing // the cell of a row
			}
			p.unit += unit
			d.theirs = append(d.theirs, p)
		}
		unit += len(src.context.clauses) + 1
	}
	d.mine, d.theirs = settled(d.mine, d.theirs), settled(d.theirs, d.mine)
	d.verbs = make([]bool, unit+1)
	for _, q := range d.theirs {
		d.verbs[q.unit] = d.verbs[q.unit] || q.sub == 0 && (q.kind == action && !pastForm.MatchString(q.word.lower) || q.finite)
	}
	d.align()
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

// valued tells whether a main clause of the quotes has a fact.
func (d *derivation) valued(unit int) bool {
	return slices.ContainsFunc(d.theirs, func(q part) bool { return q.unit == unit && q.kind == value })
}

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
		if p.kind != q.kind || !(p.fact.equals(q.fact) && q.fact.equals(p.fact) || p.fact.kind != numberFact && p.fact.equals(q.fact)) || p.fact.bound != q.fact.bound && p.fact.bound != exactly || measures[p.fact.unit] && q.fact.unit == "" {
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
var verbEnding = regex.MustCompile(`(?:e?st|e?t|e?n|e)$`)

// everywhere are words that say the same whatever they are said of: words/everywhere.txt.
var everywhere = func() []map[string]bool {
	var all []map[string]bool
	for _, line := range linesOf("words/everywhere.txt") {
		all = append(all, setOf(stemsOf(line)))
	}
	return all
}()

// equivalent tells whether two stems are of such words.
func equivalent(a, b string) bool {
	return slices.ContainsFunc(everywhere, func(g map[string]bool) bool { return g[a] && g[b] })
}

// label tells whether a part stands in a quoted clause without a verb: a row, an item of a list.
func (d *derivation) label(q part) bool { return !d.verbs[q.unit] }

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
	if p.article == "der" && q.article == "der" && b == "" && strings.HasPrefix(a, "of ") {
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

// reorders finds parts that have changed places.
func (d *derivation) reorders(s statement) *Rejection {
	byUnit := make([][]int, len(d.verbs)) // indexes of mine
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
		orders := map[int][]int{} // of each subordinate clause
		for _, i := range all {
			sub := d.theirs[d.from[i]].sub
			orders[sub] = append(orders[sub], d.from[i])
		}
		for _, order := range orders {
			if !oneMove(order) {
				return &Rejection{Reason: NotDerived, Detail: "~ " + s.text}
			}
		}
	}
	return nil
}

// standsFor is a pronoun, which may change places with its noun: "Sofern der Hund sicher ist, dürfen Sie ihn behalten".
var standsFor = regex.MustCompile(`\b(?:er|es|ihn|ihm|sie)\b`)

// oneMove tells whether numbers ascend but for one run of neighbours that stands elsewhere.
func oneMove(order []int) bool {
	if slices.IsSorted(order) {
		return true
	}
	for a := range min(len(order), maxMoved) {
		for b := a + 1; b <= min(len(order), maxMoved); b++ {
			run, rest := order[a:b], slices.Concat(order[:a], order[b:])
			if slices.IsSorted(run) && slices.IsSorted(rest) && !slices.ContainsFunc(rest, func(n int) bool { return run[0] < n && n < run[len(run)-1] }) {
				return true
			}
		}
	}
	return false
}

// maxMoved bounds the work on one clause, in parts.
const maxMoved = 40

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
