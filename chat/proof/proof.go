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

// Thresholds of Verify, chosen on the cases of verify_test.go.
const (
	// minQuote is how many letters and digits a quote has at least.
	minQuote = 3 // "112"
	// minCover is the share of a sentence's content words that its quotes must hold;
	// words of the cited passage's headings and title count as held. A noun weighs
	// twice as much as another word.
	minCover = .6
	// sameWord is the similarity from which two words count as the same.
	sameWord = .7
)

// Verify proves a draft against the passages it was written from: each quote is a
// verbatim part of its passage but for white space, hyphenation and the shape of
// quotation marks; links, numbers, dates and names of the sentence are in its quotes;
// no negation, limit or duty is lost or added; and enough of its words are the quotes'.
// The citations carry the documents' own text, not what the draft took it for.
// The error is a *Rejection.
func Verify(draft Draft, hits []retrieval.Hit) (Checked, error) {
	text := fold(draft.Text).String()
	if !strings.ContainsFunc(text, unicode.IsLetter) {
		return Checked{}, &Rejection{Reason: NoText}
	}
	if len(draft.Quotes) == 0 {
		return Checked{}, &Rejection{Reason: NoQuote}
	}
	checked := Checked{Text: tidy(draft.Text)}
	e := evidence{}
	for _, q := range draft.Quotes {
		c, err := locate(q, hits)
		if err != nil {
			return Checked{}, err
		}
		if !slices.ContainsFunc(checked.Citations, func(have auskunft.Citation) bool {
			return have.Passage == c.Passage && have.Document == c.Document && have.Start == c.Start && have.End == c.End
		}) {
			checked.Citations = append(checked.Citations, c)
		}
		e.add(c, hits[q.Passage])
	}
	for _, check := range []func(string, evidence) *Rejection{checkFacts, checkNames, checkModality, checkCover} {
		if r := check(text, e); r != nil {
			return Checked{}, r
		}
	}
	return checked, nil
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

// locate finds a quote in its passage and cites it with the passage's own text.
func locate(q Quote, hits []retrieval.Hit) (auskunft.Citation, error) {
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
		URL: d.URL, Anchor: p.Anchor, Page: p.Page, Quote: string([]rune(p.Text)[start:end]),
		Start: p.Start + start, End: p.Start + end, Internal: d.Visibility != auskunft.Public,
	}
	if !d.CheckedAt.IsZero() {
		at := d.CheckedAt
		c.CheckedAt = &at
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

// evidence is what a sentence may rest on.
type evidence struct {
	quotes   []string // folded
	facts    []fact
	words    []word // of the quotes
	headings []word // of the cited passages' headings and titles
	context  string // those headings and titles, in lower case
}

func (e *evidence) add(c auskunft.Citation, hit retrieval.Hit) {
	quote := fold(c.Quote).String()
	e.quotes = append(e.quotes, quote)
	e.facts = append(e.facts, factsOf(quote)...)
	e.words = append(e.words, wordsOf(quote)...)
	for _, h := range append([]string{hit.Document.Title}, hit.Passage.Headings...) {
		e.headings = append(e.headings, wordsOf(h)...)
		e.context += " " + strings.ToLower(h)
	}
}

func checkFacts(text string, e evidence) *Rejection {
	for _, f := range factsOf(text) {
		if f.supported(e.facts) {
			continue
		}
		if f.kind == linkFact || f.kind == mailFact {
			return &Rejection{Reason: ForeignLink, Detail: f.text}
		}
		return &Rejection{Reason: ForeignNumber, Detail: f.text}
	}
	return nil
}

// officeEndings end the words for who is in charge and where. Swapping one of them for
// another sends people to the wrong door, so it must be the sources' word.
var officeEndings = []string{
	"amt", "büro", "behörde", "stelle", "zentrum", "kasse", "gericht", "verwaltung", "dienst", "ministerium", "referat",
	"rathaus", "polizei", "kammer", "agentur", "jobcenter", "abteilung", "fachbereich", "straße", "strasse", "platz",
	"weg", "allee", "gasse", "schule", "klinik", "krankenhaus", "bibliothek", "museum", "bad", "hof",
}

// genericPlaces are said of any office and place.
var genericPlaces = set("amt stelle behörde verwaltung dienst stadtverwaltung dienststelle amtes behörden stellen")

// checkNames looks at the words that send people somewhere and at the names of people.
func checkNames(text string, e evidence) *Rejection {
	for _, w := range wordsOf(text) {
		if !w.isNoun() || !namesPlace(w.lower) || genericPlaces[w.lower] {
			continue
		}
		if !slices.ContainsFunc(slices.Concat(e.words, e.headings), func(have word) bool {
			return have.stem == w.stem || strings.HasSuffix(have.stem, w.stem)
		}) {
			return &Rejection{Reason: ForeignName, Detail: w.text}
		}
	}
	for _, name := range peopleOf(text) {
		if !slices.ContainsFunc(e.words, func(have word) bool { return have.lower == name }) {
			return &Rejection{Reason: ForeignName, Detail: name}
		}
	}
	return nil
}

func namesPlace(lower string) bool {
	for _, plural := range []string{"", "s", "es", "e", "en", "n"} {
		bare, ok := strings.CutSuffix(lower, plural)
		if ok && slices.ContainsFunc(officeEndings, func(end string) bool { return strings.HasSuffix(bare, end) }) {
			return true
		}
	}
	return false
}

// peopleOf gives the surnames after "Herr" and "Frau", in lower case.
func peopleOf(text string) []string {
	var names []string
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
	for i, w := range words[:max(0, len(words)-1)] {
		if next := words[i+1]; (w == "Herr" || w == "Herrn" || w == "Frau") && unicode.IsUpper([]rune(next)[0]) && next != "Dr" {
			names = append(names, strings.ToLower(next))
		}
	}
	return names
}

// checkCover wants enough of the sentence's content words in the quotes.
func checkCover(text string, e evidence) *Rejection {
	var total, held float64
	var foreign []string
	have := slices.Concat(e.words, e.headings)
	for _, w := range wordsOf(text) {
		if isFact(w.lower) || modalityOf(w.lower) != 0 || genericPlaces[w.lower] {
			continue // compared elsewhere, or said of any place
		}
		weight := 1.0
		if w.isNoun() {
			weight = 2
		}
		total += weight
		if best(w, have) >= sameWord {
			held += weight
		} else {
			foreign = append(foreign, w.text)
		}
	}
	if held < minCover*total {
		return &Rejection{Reason: Uncovered, Detail: strings.Join(foreign, ", ")}
	}
	return nil
}
