// Package proof decides whether a sentence says what its quotes say.
//
// A composer hands over a Draft: a sentence and the quotes it claims to stand on. Verify
// looks the quotes up in the passages that were given and compares; only what it lets
// through reaches a citizen. It works by rules that can be read and needs no model.
package proof

import (
	"slices"
	"strings"
	"unicode"

	"auskunft"
	"auskunft/retrieval"
)

// Draft is one sentence that has not been verified. Text may hold line breaks, between
// the items of a list.
type Draft struct {
	Text   string
	Quotes []Quote
	Judged bool // somebody who was asked has said that it follows from them: what is soft of a Rejection is forgiven
}

// Quote is text that a draft takes from the passage with that index.
type Quote struct {
	Passage int
	Text    string
}

// Checked is a verified sentence. The citations' N is 0: whoever builds the answer
// numbers them.
type Checked struct {
	Text      string
	Citations []auskunft.Citation
}

// minQuote is how many letters and digits a quote has at least: "112".
const minQuote = 3

// Verify proves a draft against the passages it was written from: each quote is a
// verbatim part of its passage but for white space, hyphenation and the shape of
// quotation marks; every link, number, date and name of the sentence is in its quotes and
// said of the same things; nothing is claimed for all, caused or compared that the quotes do
// not; no negation, limit, duty or condition is lost or added, those of the sentence that a
// quote was cut from included; its words are the quotes', or stand for them, and it leaves
// nothing out of the clauses it uses that says which, whose, where or when; nobody changes
// places. The citations carry the documents' own text, not
// what the draft took it for. The town whose texts the passages are may be named or not, by any of its names.
// The error is a *Rejection; of one
// that is soft the citations are given as well.
func Verify(draft Draft, hits []retrieval.Hit, town ...string) (Checked, error) {
	return verify(draft, hits, false, town)
}

// VerifyClose is Verify for a sentence that has to be derived from its quotes besides: what they say in their own words, cut,
// joined and turned round where that changes nothing (checkDerived). Nothing of its Rejection is soft.
func VerifyClose(draft Draft, hits []retrieval.Hit, town ...string) (Checked, error) {
	return verify(draft, hits, true, town)
}

func verify(draft Draft, hits []retrieval.Hit, closely bool, town []string) (Checked, error) {
	text := fold(draft.Text).String()
	if !strings.ContainsFunc(text, unicode.IsLetter) {
		return Checked{}, &Rejection{Reason: NoText}
	}
	if len(draft.Quotes) == 0 {
		return Checked{}, &Rejection{Reason: NoQuote}
	}
	checked := Checked{Text: tidy(draft.Text)}
	for _, q := range draft.Quotes {
		c, err := Cite(q, hits)
		if err != nil {
			return Checked{}, err
		}
		if !slices.ContainsFunc(checked.Citations, func(have auskunft.Citation) bool {
			return have.Passage == c.Passage && have.Document == c.Document && have.Start == c.Start && have.End == c.End
		}) {
			checked.Citations = append(checked.Citations, c)
		}
	}
	cut := func(c auskunft.Citation) bool { return contextOf(c, hits) != "" }
	if isQuotes(text, checked.Citations) && !slices.ContainsFunc(checked.Citations, cut) {
		return checked, nil
	}
	named := townOf(town)
	e := evidenceOf(checked.Citations, hits, named)
	text = named.plain(text, quotesOf(checked.Citations)...)
	s := read(e.plain(text))
	e.used = e.uses(s)
	r := e.rejects(s)
	if r == nil && closely {
		if r = e.addsWords(fold(draft.Text).String(), checked.Citations); r == nil {
			r = checkDerived(s, e)
		}
	}
	if r != nil && r.word != nil && !closely {
		e.granted = r.word
		r.Soft = e.rejects(s) == nil
	}
	if r != nil && !(r.Soft && draft.Judged) {
		return checked, r
	}
	return checked, nil
}

// rejects asks all questions.
func (e evidence) rejects(s statement) *Rejection {
	for _, check := range checks {
		if r := check(s, e); r != nil {
			return r
		}
	}
	return nil
}

// checks are the questions that are asked of a sentence, in this order, one in each file.
var checks = []func(statement, evidence) *Rejection{
	checkFacts,      // is each number, date and link said of the same thing?
	checkClaims,     // is it claimed for all, caused, compared, by a way that no quote has?
	checkDocuments,  // are the documents that are joined both named?
	checkReplaced,   // does each word stand for one of theirs?
	checkWords,      // does it say a word that no quote says?
	checkJoints,     // are the things joined that are joined there?
	checkModality,   // does each clause hold as the quoted one does?
	checkConditions, // is a condition lost?
	checkRoles,      // who does it, to whom?
	checkAgents,     // by whom is it done?
	checkOwners,     // whose is it?
	checkAnchors,    // before or after what?
	checkEdits,      // what did a copy change?
	checkAccount,    // what did it leave out?
	checkBalance,    // are there as many words of logic?
}

// tidy keeps the line breaks of a list and makes every other run of white space one space.
func tidy(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\u00ad", ""), "\n")
	kept := lines[:0]
	for _, l := range lines {
		if l = oneLine(l); l != "" {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n")
}

// Cite finds a quote in its passage and cites it with the passage's own text, unless that
// stands behind orders to whoever answers. The error is a *Rejection.
func Cite(q Quote, hits []retrieval.Hit) (auskunft.Citation, error) {
	if q.Passage < 0 || q.Passage >= len(hits) {
		return auskunft.Citation{}, &Rejection{Reason: UnknownSource}
	}
	quote := fold(q.Text)
	if solid(quote.runes) < minQuote {
		return auskunft.Citation{}, &Rejection{Reason: QuoteTooShort, Detail: q.Text}
	}
	p, d := hits[q.Passage].Passage, hits[q.Passage].Document
	start, end, ok := fold(p.Text).find(quote)
	if !ok {
		return auskunft.Citation{}, &Rejection{Reason: NotVerbatim, Detail: q.Text}
	}
	c := auskunft.Citation{
		DocID: d.Key, Document: d.ID, Version: d.Version, Passage: p.ID, Title: d.Title, Headings: p.Headings,
		URL: d.URL, Anchor: p.Anchor, Page: p.Page, Quote: string([]rune(p.Text)[start:end]), Lang: d.Lang,
		Start: p.Start + start, End: p.Start + end, Internal: d.Visibility != auskunft.Public,
	}
	if !d.CheckedAt.IsZero() {
		at := d.CheckedAt
		c.CheckedAt = &at
	}
	if underOrders(c, hits) {
		return auskunft.Citation{}, &Rejection{Reason: UnderOrders, Detail: c.Quote}
	}
	return c, nil
}

func solid(runes []rune) int {
	n := 0
	for _, r := range runes {
		if isWord(r) {
			n++
		}
	}
	return n
}

// IsVerbatim tells whether a draft is made of its whole quotes and of headings above them, and of nothing else.
func IsVerbatim(draft Draft, hits []retrieval.Hit) bool {
	var citations []auskunft.Citation
	for _, q := range draft.Quotes {
		c, err := Cite(q, hits)
		if err != nil {
			return false
		}
		citations = append(citations, c)
	}
	return len(citations) > 0 && isQuotes(fold(draft.Text).String(), citations)
}

// isQuotes tells whether a sentence is made of its whole quotes and of headings above them.
// Then it says what they say, however they say it.
func isQuotes(text string, citations []auskunft.Citation) bool {
	rest := bare(text)
	for _, c := range citations {
		quote := bare(c.Quote)
		if !strings.Contains(rest, quote) {
			return false
		}
		rest = strings.Replace(rest, quote, "", 1)
	}
	for _, c := range citations {
		for _, h := range append([]string{c.Title}, c.Headings...) {
			if b := bare(h); rest == b || rest == bare(c.Title)+b {
				return true
			}
		}
	}
	return rest == ""
}

// quotesOf are the texts of citations.
func quotesOf(citations []auskunft.Citation) []string {
	var all []string
	for _, c := range citations {
		all = append(all, fold(c.Quote).String())
	}
	return all
}

// bare are the letters and digits of a text.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if isWord(r) {
			return r
		}
		return -1
	}, fold(text).String())
}
