package proof

import (
	"regexp"
	"slices"
	"strings"
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
	next         word
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

// check tells what an edit changes.
func (d edit) check(s statement, e evidence) *Rejection {
	mine, theirs := modalityOf(text(d.mine)), modalityOf(text(d.theirs))
	const limits = denied | only | later | usual | both | without
	lost, added := theirs&^mine&limits, mine&^theirs&limits
	if mine&duty != 0 {
		lost &^= only // "kann nur" is "muss"
	}
	moved := s.modality() & e.modality() & (usual | only | later)
	lost, added = lost&^moved, added&^moved
	switch {
	case isWord1(d.theirs, "und") && isWord1(d.mine, "oder"), isWord1(d.theirs, "oder") && isWord1(d.mine, "und"):
		return &Rejection{Reason: AddedClaim, Detail: d.String()}
	case has(d.theirs, beforeWords) && has(d.mine, afterWords) && !has(d.mine, beforeWords), has(d.theirs, afterWords) && has(d.mine, beforeWords) && !has(d.mine, afterWords):
		return &Rejection{Reason: AddedClaim, Detail: d.String()}
	case isWord1(d.theirs, "wir") && isWord1(d.mine, "sie"), isWord1(d.theirs, "sie") && isWord1(d.mine, "wir"), isWord1(d.theirs, "uns") && isWord1(d.mine, "ihnen"), isWord1(d.theirs, "ihnen") && isWord1(d.mine, "uns"):
		return &Rejection{Reason: SwappedRoles, Detail: d.String()}
	case len(d.mine) == 0 && d.narrows(s):
		return &Rejection{Reason: LostCondition, Detail: d.String()}
	case lost != 0 && !slices.ContainsFunc(d.theirs, content):
		return &Rejection{Reason: LostLimit, Detail: d.String()}
	case added != 0 && !slices.ContainsFunc(d.mine, content):
		return &Rejection{Reason: LostLimit, Detail: d.String()}
	case theirs&duty != 0 && mine&(duty|permission) == permission, theirs&(duty|permission) == permission && mine&(duty|permission) == duty && theirs&only == 0:
		return &Rejection{Reason: LostDuty, Detail: d.String()}
	}
	for _, w := range d.theirs {
		if w.isNoun() && content(w) && dayNames[w.lower] == "" && !held(w, s.words) && !slices.ContainsFunc(s.words, func(m word) bool { return means(m, w) }) {
			for _, m := range d.mine {
				if (m.isNoun() && !functionWords[m.lower] || m.text == "Sie" && len(d.mine) == 1) && !held(m, e.words) {
					return &Rejection{Reason: ForeignName, Detail: d.String()}
				}
			}
		}
	}
	return nil
}

var beforeWords, afterWords = set("vor bevor vorher bis ehe zuvor"), set("nach nachdem danach seit ab anschließend")

func isWord1(words []word, w string) bool { return len(words) == 1 && words[0].lower == w }

func has(words []word, of map[string]bool) bool {
	return slices.ContainsFunc(words, func(w word) bool { return of[w.lower] })
}

// stop stands for the end of a statement among the words of a text.
const stop = "¶"

var statementEnd = regexp.MustCompile(`[.;!?]\s+`)

var orMore = regexp.MustCompile(`\boder (?:mehr|länger|älter|weniger|jünger|kürzer)\b`)

var bounds = set("mindestens wenigstens höchstens maximal spätestens frühestens erst")

var narrowing = set("für bei beim mit ohne unter außer ab über")

// narrows tells whether what was left out is an adjective of a noun that was kept, or a phrase that says what something holds for.
func (d edit) narrows(s statement) bool {
	first, last, n := d.theirs[0], d.theirs[len(d.theirs)-1], len(d.theirs)
	if slices.ContainsFunc(d.theirs, func(w word) bool { return w.text == stop }) {
		return false // another statement
	}
	if n > 1 && subordinators[first.lower] || n == 1 && bounds[first.lower] && !orMore.MatchString(s.text) {
		return true
	}
	if n == 1 {
		return d.next.isNoun() && !functionWords[d.next.lower] && attributeEnding.MatchString(first.lower) && !isUpper(first.text) && content(first)
	}
	counted := slices.ContainsFunc(d.theirs, func(w word) bool { return w.text[0] <= '9' })
	return n <= 4 && narrowing[first.lower] && last.isNoun() && (counted || content(last))
}

// swapped tells whether two edits exchange two nouns.
func (d edit) swapped(other edit) bool {
	return len(d.mine) == 1 && len(d.theirs) == 1 && len(other.mine) == 1 && len(other.theirs) == 1 &&
		d.mine[0].isNoun() && d.theirs[0].isNoun() && d.mine[0].stem == other.theirs[0].stem && d.theirs[0].stem == other.mine[0].stem
}

func content(w word) bool {
	return !terms.free[w.stem] && !functionWords[w.lower] && modalities[w.lower] == 0
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
			word := word{text: w, lower: low, stem: stem(rejoin(low)), initial: i == 0}
			all = append(all, word)
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
