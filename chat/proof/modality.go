package proof

import (
	"regexp"
	"strings"
)

// A modality is how something is said to hold: denied, limited, a duty, a permission.
// The words of one modality stand for each other in a faithful rewording: "nicht
// erlaubt" is "verboten", "keine Gebühr" is "kostenlos".
type modality int

const (
	denied modality = 1 << iota
	only
	atLeast
	atMost
	duty
	permission
)

var modalities = []struct {
	is    modality
	words *regexp.Regexp
}{
	{denied, regexp.MustCompile(`(?i)^(nicht|kein(e[nmrs]?)?|nie|niemals|niemand|nichts|weder|ohne|keinesfalls|keinerlei|verboten|untersagt|unzulässig|unmöglich|ausgeschlossen|entfällt|entfallen|verzicht\w*|kostenlos\w*|kostenfrei\w*|gebührenfrei\w*|steuerfrei\w*|unentgeltlich\w*|befreit|abgelehnt|umsonst|gratis)$`)},
	{only, regexp.MustCompile(`(?i)^(nur|ausschließlich|lediglich|allein|einzig)$`)},
	{atLeast, regexp.MustCompile(`(?i)^(mindestens|wenigstens|frühestens|mindest\w+)$`)},
	{atMost, regexp.MustCompile(`(?i)^(höchstens|maximal|spätestens|längstens|höchst(dauer|betrag|grenze|zahl)\w*)$`)},
	{duty, regexp.MustCompile(`(?i)^(muss|musst|müssen|müsst|müsste\w*|verpflichtet|\w*pflicht|\w*pflichtig\w*|erforderlich\w*|notwendig\w*|nötig\w*|benötig\w+|brauch\w+|vorgeschrieben|zwingend)$`)},
	{permission, regexp.MustCompile(`(?i)^(kann|kannst|können|könnt|darf|darfst|dürfen|dürft|möglich\w*|freiwillig\w*|erlaubt|zulässig|gestattet)$`)},
}

// clause is a part of a text up to the next comma or sentence end.
type clause struct {
	words   []word
	is      modality
	bounded bool // says "ab", "bis" or "vor", which stand for "mindestens", "spätestens"
}

var clauseEnd = regexp.MustCompile(`[;:!?\n]|,\s|\.\s|\.$|\s-\s|\s(?:und|oder|aber|sondern)\s`)

var bounds = regexp.MustCompile(`(?i)\b(ab|bis|vor|unter|über)\b`)

var letters = regexp.MustCompile(`\p{L}+`)

func clausesOf(text string) []clause {
	var clauses []clause
	for _, part := range clauseEnd.Split(text, -1) {
		c := clause{words: wordsOf(part), is: modalityOf(part), bounded: bounds.MatchString(part)}
		if len(c.words) > 0 || c.is != 0 {
			clauses = append(clauses, c)
		}
	}
	return clauses
}

// Limits tells whether a text, a heading for example, says more about how things hold than
// that they must: then it cannot stand before a sentence without changing it.
func Limits(text string) bool { return modalityOf(text)&^duty != 0 }

func modalityOf(text string) modality {
	var is modality
	for _, w := range letters.FindAllString(text, -1) {
		for _, m := range modalities {
			if m.words.MatchString(w) {
				is |= m.is
			}
		}
	}
	return is
}

// checkModality aligns each clause of the sentence with the quotes' clauses that share
// most of its words and wants them to hold in the same way. A clause that nothing can be
// aligned with may not bring a negation or limit that no quote has.
func checkModality(text string, e evidence) *Rejection {
	var quoted []clause
	var all modality
	for _, q := range e.quotes {
		for _, c := range clausesOf(q) {
			quoted = append(quoted, c)
			all |= c.is
		}
	}
	whole := modalityOf(text)
	for _, c := range clausesOf(text) {
		aligned := align(c, quoted)
		if len(aligned) == 0 {
			if c.is&^all&(denied|only) != 0 {
				return &Rejection{Reason: LostLimit, Detail: words(c)}
			}
			continue
		}
		var rejected *Rejection
		for _, q := range aligned {
			if rejected = compare(c, q.clause, q.share >= sameClause, whole, all); rejected == nil {
				break
			}
		}
		if rejected != nil {
			return rejected
		}
	}
	return nil
}

// sameClause is the share of a clause's words from which a quoted clause says the same.
const sameClause = .75

type alignment struct {
	clause
	share float64 // of the clause's words that this quoted clause holds
}

// align gives the quoted clauses that hold about as many of c's words as the best does,
// and at least half of them.
func align(c clause, quoted []clause) []alignment {
	shares := make([]float64, len(quoted))
	top := .5
	for i, q := range quoted {
		for _, w := range c.words {
			if best(w, q.words) >= sameWord {
				shares[i] += 1 / float64(len(c.words))
			}
		}
		top = max(top, shares[i])
	}
	var aligned []alignment
	for i, q := range quoted {
		if shares[i] >= .9*top {
			aligned = append(aligned, alignment{q, shares[i]})
		}
	}
	return aligned
}

// compare says what is wrong when the clause c says what q says; same tells that they
// share nearly all words. whole is the modality of the sentence around c, all that of the
// quotes around q.
func compare(c, q clause, same bool, whole, all modality) *Rejection {
	reject := func(r Reason) *Rejection { return &Rejection{Reason: r, Detail: words(c)} }
	lost, added := q.is&^c.is, c.is&^q.is
	switch {
	case lost&denied != 0 && (whole&denied == 0 || added&permission != 0):
		return reject(LostLimit)
	case added&denied != 0 && (all&denied == 0 || same):
		return reject(LostLimit)
	case lost&only != 0 && whole&(only|duty|denied) == 0:
		return reject(LostLimit)
	case added&only != 0 && all&(only|denied) == 0:
		return reject(LostLimit)
	case lost&(atLeast|atMost) != 0 && whole&(atLeast|atMost) == 0 && !c.bounded:
		return reject(LostLimit)
	case added&atLeast != 0 && all&atMost != 0 && all&atLeast == 0, added&atMost != 0 && all&atLeast != 0 && all&atMost == 0:
		return reject(LostLimit)
	case lost&duty != 0 && added&permission != 0 && q.is&permission == 0:
		return reject(LostDuty)
	case lost&permission != 0 && added&duty != 0 && q.is&duty == 0 && q.is&only == 0 && q.is&denied == 0:
		return reject(LostDuty)
	}
	return nil
}

func words(c clause) string {
	var texts []string
	for _, w := range c.words {
		texts = append(texts, w.text)
	}
	return strings.Join(texts, " ")
}
