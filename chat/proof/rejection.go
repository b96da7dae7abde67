package proof

import (
	"fmt"
	"slices"
	"strings"
)

// Reason says which check a draft failed.
type Reason string

// The reasons, in the order in which they are checked.
const (
	NoText        Reason = "no_text"        // the sentence is empty or has no word
	NoQuote       Reason = "no_quote"       // it stands on nothing
	UnknownSource Reason = "unknown_source" // it quotes a passage that was not given
	NotVerbatim   Reason = "not_verbatim"   // the quote is not in the passage
	QuoteTooShort Reason = "quote_too_short"
	UnderOrders   Reason = "under_orders"   // the quote stands behind orders to whoever answers: tampered with
	ForeignLink   Reason = "foreign_link"   // a URL or e-mail address that is in no quote
	ForeignNumber Reason = "foreign_number" // an amount, date, phone or other number that is in no quote
	LostLimit     Reason = "lost_limit"     // "nicht", "kein", "nur" of the quote is missing, or one was added
	LostCondition Reason = "lost_condition" // "wenn", "sofern" of the quote is missing
	LeftOut       Reason = "left_out"       // a word of the quote that says which, whose, for whom, where, when
	AddedClaim    Reason = "added_claim"    // "alle", "weil", "sofort", "online": in no quote
	Misplaced     Reason = "misplaced"      // the number is in a quote, but said of something else
	LostDuty      Reason = "lost_duty"      // "muss" became "kann", or the reverse
	SwappedRoles  Reason = "swapped_roles"  // what is said of one is said of the other
	ForeignName   Reason = "foreign_name"   // an office or another name that is in no quote
	NotEntailed   Reason = "not_entailed"   // a model that was asked says that it does not follow
	Uncovered     Reason = "uncovered"      // too many of its words are in no quote
	NotDerived    Reason = "not_derived"    // it may follow, but not by the edits that a close wording is made by
)

// Rejection is the error of a draft that Verify does not let through.
type Rejection struct {
	Reason Reason
	Detail string // the offending words, for --explain and logs
	Soft   bool   // it is the wording of one word, and all other questions are answered: a judge may let it through
	word   *word  // that one
}

// worded is the rejection for a single word, which may be soft.
func worded(reason Reason, w word) *Rejection {
	r := &Rejection{Reason: reason, Detail: w.text}
	if !w.isNoun() && !decides(w) {
		r.word = &w
	}
	return r
}

// decides tells whether a word is none of mere wording: it denies, limits, permits, orders, claims or turns something round,
// or names an office.
func decides(w word) bool {
	return modalities[w.lower] != 0 || terms.claims[w.lower] != nil || isOffice(w.lower) || theTown[w.lower] || people[w.lower] || strings.HasPrefix(w.lower, "un") && !w.isNoun() ||
		terms.opposites[w.stem] != nil || terms.opposites[w.whole] != nil ||
		slices.ContainsFunc(slices.Concat(logic.kept, logic.most), func(kind map[string]bool) bool { return kind[w.lower] }) ||
		slices.ContainsFunc(logic.exchanged, func(pair [2]map[string]bool) bool { return pair[0][w.lower] || pair[1][w.lower] })
}

// grants tells whether a word is let through for once.
func (e evidence) grants(w word) bool {
	return e.granted != nil && e.granted.stem == w.stem && e.granted.whole == w.whole
}

func (r *Rejection) Error() string {
	if r.Detail == "" {
		return string(r.Reason)
	}
	return fmt.Sprintf("%s: %s", r.Reason, r.Detail)
}
