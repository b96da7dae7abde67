package proof

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
)

// A sentence that stays close to a quote is compared with it word by word: what was replaced, left out and put in is
// an edit, and each edit must leave what is said as it is. A sentence that is freely worded has no edits to look at;
// the other checks see to it.

// closeEnough is the share of a sentence's words that have to stand in a quoted sentence in the same order for the rest
// to be edits.
const closeEnough = .6

// An edit is what stands between two words that the sentence and the quote share.
type edit struct {
	mine, theirs []word
	next         word // what both go on with
}

// checkEdits wants each edit of a close sentence to change words and not what they say.
func checkEdits(s statement, e evidence) *Rejection {
	mine := tokens(s.text)
	for _, src := range e.sources {
		edits, kept := diff(mine, tokens(src.text))
		if float64(kept) < closeEnough*float64(len(mine)) {
			continue
		}
		for i, d := range edits {
			if r := d.check(s, e); r != nil {
				return r
			}
			for _, other := range edits[i+1:] {
				if d.swapped(other) {
					return &Rejection{Reason: SwappedRoles, Detail: d.String()}
				}
			}
		}
	}
	return nil
}

// check tells what is wrong with an edit of the sentence s.
func (d edit) check(s statement, e evidence) *Rejection {
	reject := func(r Reason) *Rejection { return &Rejection{Reason: r, Detail: d.String()} }
	mine, theirs := modalityOf(text(d.mine)), modalityOf(text(d.theirs))
	lost, added := theirs&^mine, mine&^theirs
	if mine&duty != 0 {
		lost &^= only // "kann nur" is "muss"
	}
	moved := s.modality() & e.modality()
	const limits = denied | only | later | usual | both | without
	switch {
	case lost&limits&^moved != 0 && !slices.ContainsFunc(d.theirs, content), added&limits&^moved != 0 && !slices.ContainsFunc(d.mine, content):
		return reject(LostLimit)
	case theirs&duty != 0 && mine&(duty|permission) == permission, theirs&(duty|permission) == permission && mine&(duty|permission) == duty && theirs&only == 0:
		return reject(LostDuty)
	case d.exchanges("wir", "sie") && !s.ofTown(d.mine[0]), d.exchanges("uns", "ihnen"), d.exchanges("uns", "sie"):
		return reject(SwappedRoles)
	case len(d.mine) == 0 && d.narrows(s):
		return reject(LostCondition)
	case d.replaces(s, e):
		return reject(ForeignName)
	}
	return nil
}

// ofTown tells whether a word is "sie" for the town that the statement names: "Die Stadt …, bevor sie entscheidet".
func (s statement) ofTown(w word) bool {
	return w.text == "sie" && slices.ContainsFunc(s.words, func(mine word) bool { return theTown[mine.lower] })
}

// exchanges tells whether an edit puts one of two words in the place of the other.
func (d edit) exchanges(a, b string) bool {
	return len(d.mine) == 1 && len(d.theirs) == 1 &&
		(d.mine[0].lower == a && d.theirs[0].lower == b || d.mine[0].lower == b && d.theirs[0].lower == a)
}

// replaces tells whether a noun that the sentence no longer has gave way to one that is in no quote, though it may be in
// the title: "Geschwister müssen …", "Großeltern müssen …".
func (d edit) replaces(s statement, e evidence) bool {
	gone := func(w word) bool {
		return w.isNoun() && content(w) && dayNames[w.lower] == "" && !s.names(w) && !e.leavesOut(w, s) && !e.standsIn(w, s)
	}
	return slices.ContainsFunc(d.own(), gone) && slices.ContainsFunc(d.mine, func(m word) bool {
		return (m.isNoun() && !functionWords[m.lower] || m.text == "Sie" && len(d.mine) == 1) && !held(m, e.words) && !slices.ContainsFunc(d.theirs, func(w word) bool { return m.isNoun() && w.isNoun() && (means(m, w) || means(w, m)) })
	})
}

// own are the words of the quote's side that belong to a statement which the edit changes: not those of statements that it
// drops whole.
func (d edit) own() []word {
	isStop := func(w word) bool { return w.text == stop }
	first := slices.IndexFunc(d.theirs, isStop)
	if first < 0 {
		return d.theirs
	}
	own := slices.Clip(d.theirs[:first])
	if d.next.text != "" {
		last := len(d.theirs) - 1
		for !isStop(d.theirs[last]) {
			last--
		}
		own = append(own, d.theirs[last+1:]...)
	}
	return own
}

// leavesOut tells whether the sentence has nothing at all of the quoted clauses that a word stands in: an item of a list, a
// row's other label.
func (e evidence) leavesOut(w word, s statement) bool {
	return !slices.ContainsFunc(e.sources, func(src source) bool {
		for i, c := range src.clauses[:max(0, len(src.clauses)-1)] {
			if (statement{words: c.words}).has(w) && strings.HasPrefix(src.text[c.end:], ":") && slices.ContainsFunc(src.clauses[i+1].facts, func(f fact) bool { return f.supported(s.facts) }) {
				return true
			}
		}
		return slices.ContainsFunc(src.clauses, func(c clause) bool {
			return (statement{words: c.words}).has(w) && (c.is != 0 || slices.ContainsFunc(c.words, func(other word) bool { return s.has(other) }))
		})
	})
}

// stop stands for the end of a statement among the words of a text.
const stop = "¶"

var (
	statementEnd = regex.MustCompile(`[.;!?]\s+|:\s+(?:Er|Sie|Es|Wir)\b`)
	bounds       = set("mindestens wenigstens höchstens maximal spätestens frühestens erst")
	narrowing    = set("für bei beim mit ohne unter außer ab über")
)

// narrows tells whether what the sentence s has left out says for what the rest holds: a condition, a bound, the adjective
// of a noun that was kept, "für Vereine".
func (d edit) narrows(s statement) bool {
	if slices.ContainsFunc(d.theirs, func(w word) bool { return w.text == stop }) {
		return false // another statement
	}
	if slices.ContainsFunc(d.theirs, func(w word) bool { return unitNames[w.lower] == "eur" }) {
		return false // another row
	}
	first, last, n := d.theirs[0], d.theirs[len(d.theirs)-1], len(d.theirs)
	if n == 1 {
		adjective := attributeEnding.MatchString(first.lower) && !isUpper(first.text) && content(first) && d.next.isNoun() && !functionWords[d.next.lower]
		return adjective && !s.has(first) || bounds[first.lower]
	}
	if subordinators[first.lower] {
		return true
	}
	counted := slices.ContainsFunc(d.theirs, func(w word) bool { return w.text[0] <= '9' })
	return n <= 4 && narrowing[first.lower] && last.isNoun() && (counted || content(last) && !s.has(last))
}

// has tells whether a word stands in the statement, in any form.
func (s statement) has(w word) bool {
	return slices.ContainsFunc(s.words, func(mine word) bool { return mine.stem == w.stem })
}

// swapped tells whether two edits exchange the same words: two nouns, or the numbers of two rows.
func (d edit) swapped(other edit) bool {
	telling := func(words []word) []word {
		return slices.DeleteFunc(slices.Clone(words), func(w word) bool { return !counts(w) && !content(w) })
	}
	mine, theirs := telling(d.mine), telling(d.theirs)
	return len(mine) > 0 && len(theirs) > 0 && sameStems(mine, telling(other.theirs)) && sameStems(theirs, telling(other.mine)) &&
		(counts(mine[0]) || slices.ContainsFunc(mine, word.isNoun)) && (counts(theirs[0]) || slices.ContainsFunc(theirs, word.isNoun))
}

// counts tells whether a word begins with a digit.
func counts(w word) bool { return w.text[0] <= '9' }

// sameStems tells whether two lists have the same words, in any form, in the same order.
func sameStems(a, b []word) bool {
	return slices.EqualFunc(a, b, func(w, o word) bool { return w.stem == o.stem })
}

// content tells whether a word says something by itself.
func content(w word) bool {
	return !terms.free[w.stem] && !functionWords[w.lower] && modalities[w.lower] == 0 && !determiners[w.lower]
}

func (d edit) String() string { return text(d.theirs) + " → " + text(d.mine) }

func text(words []word) string {
	var all []string
	for _, w := range words {
		all = append(all, w.text)
	}
	return strings.Join(all, " ")
}

// tokens are all words of a text but articles and the like.
func tokens(text string) []word {
	var all []word
	for i, w := range strings.FieldsFunc(statementEnd.ReplaceAllString(text, " "+stop+" "), func(r rune) bool { return !isWord(r) && string(r) != stop }) {
		if low := strings.ToLower(w); !determiners[low] || places[low] != "" || modalities[low] != 0 {
			all = append(all, word{text: w, lower: low, stem: stem(rejoin(low)), initial: i == 0})
		}
	}
	return all
}

// diff aligns two texts by their longest common subsequence and gives the edits, and how many words both share.
func diff(mine, theirs []word) (edits []edit, kept int) {
	long := make([][]int, len(mine)+1)
	for i := range long {
		long[i] = make([]int, len(theirs)+1)
	}
	for i := len(mine) - 1; i >= 0; i-- {
		for j := len(theirs) - 1; j >= 0; j-- {
			if mine[i].stem == theirs[j].stem {
				long[i][j] = long[i+1][j+1] + 1
			} else {
				long[i][j] = max(long[i+1][j], long[i][j+1])
			}
		}
	}
	var d edit
	flush := func(next word) {
		d.next = next
		if len(d.mine)+len(d.theirs) > 0 {
			edits = append(edits, d)
		}
		d = edit{}
	}
	i, j := 0, 0
	for i < len(mine) && j < len(theirs) {
		switch {
		case mine[i].stem == theirs[j].stem:
			flush(theirs[j])
			i, j = i+1, j+1
		case long[i+1][j] >= long[i][j+1]:
			d.mine = append(d.mine, mine[i])
			i++
		default:
			d.theirs = append(d.theirs, theirs[j])
			j++
		}
	}
	d.mine, d.theirs = append(d.mine, mine[i:]...), append(d.theirs, theirs[j:]...)
	flush(word{})
	return edits, long[0][0]
}
