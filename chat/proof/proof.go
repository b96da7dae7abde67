// Package proof decides whether a sentence says what its quotes say.
//
// A composer hands over a Draft: a sentence and the quotes it claims to stand on. Verify
// looks the quotes up in the passages that were given and compares; only what it lets
// through reaches a citizen. It works by rules that can be read and needs no model.
package proof

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"auskunft"
	"auskunft/chat/guard"
	"auskunft/internal/german"
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
// The error is a *Rejection.
func Verify(draft Draft, hits []retrieval.Hit, town ...string) (Checked, error) {
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
	text = e.asksOf(said.ReplaceAllString(text, "kommen ${1}auf"))
	text = notYet.ReplaceAllString(text, "unter $1")
	if text = plainJoints(text); !e.says(universal) {
		text = everyone.ReplaceAllString(text, "$1")
	}
	s := read(e.unhyphened(merely.ReplaceAllString(text, "$1")))
	e.used = e.uses(s)
	for _, check := range checks {
		if r := check(s, e); r != nil {
			return Checked{}, r
		}
	}
	return checked, nil
}

// checks are the questions that are asked of a sentence, in this order, one in each file.
var checks = []func(statement, evidence) *Rejection{
	checkFacts,      // is each number, date and link said of the same thing?
	checkClaims,     // is it claimed for all, caused, compared, by a way that no quote has?
	checkOpposites,  // is a word the opposite of a quoted one?
	checkDocuments,  // are the documents that are joined both named?
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
		URL: d.URL, Anchor: p.Anchor, Page: p.Page, Quote: string([]rune(p.Text)[start:end]),
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

// said is no denial: "davon entfallen vier auf den Druck".
var said = regexp.MustCompile(`\b(?:entfallen|entfällt) ((?:\p{Ll}+|\d+) )?auf\b`)

// weAsk is how a town asks for what a list of it names, which says no more than that it is asked for.
var weAsk = regexp.MustCompile(`\b(?:[Ww]ir (?:brauchen|benötigen)|(?:brauchen|benötigen) wir)\b`)

// asksOf lets the town ask for what stands in a list.
func (e evidence) asksOf(text string) string {
	if e.fragments() && !e.says(ourselves) {
		return weAsk.ReplaceAllString(text, "Sie brauchen")
	}
	return text
}

// notYet is "noch keine 24 Jahre": it denies nothing.
var notYet = regexp.MustCompile(`\bnoch (?:keine|nicht) (\d+\b)`)

// everyone is "alle Kinder, die …": who is meant, the clause says.
var everyone = regexp.MustCompile(`\b[Aa]lle (\p{Lu}\p{L}+, (?:die|denen|deren)\b)`)

// bothGenders may be "Mieterin oder Mieter", "einer oder einem Deutschen": no choice between two things.
var bothGenders = regexp.MustCompile(`(\p{L}+) (?:oder|und) (?:(einer|einem|eine|ein|einen|der|die|dem|den|des|Ihre|Ihr|Ihren|Ihrem|Ihrer) )?(\p{L}+)`)

// oneGender leaves the second of such pairs.
func oneGender(text string) string { return bothGenders.ReplaceAllStringFunc(text, second) }

func second(pair string) string {
	m := bothGenders.FindStringSubmatch(pair)
	a, b := strings.ToLower(m[1]), strings.ToLower(m[3])
	n := commonPrefix(a, b)
	if isUpper(m[1]) && isUpper(m[3]) && n >= 4 && strings.HasPrefix(a[n:], "in") || determiners[a] && strings.HasPrefix(a, "ein") && strings.HasPrefix(m[2], "ein") {
		return m[3]
	}
	return pair
}

// merely is said of a price by whoever finds it low; it limits nothing.
var merely = regexp.MustCompile(`\b(?:nur|lediglich)\s+(?:noch\s+)?((?:\d+(?:,\d\d)?|\p{L}+)\s+(?:Euro|€|Cent)|\d+(?:,\d\d)?\.?$|bis zum\b)`)

// unhyphened joins words that plain language writes with hyphens and the quotes without:
// "Kinder-Garten".
func (e evidence) unhyphened(text string) string {
	return hyphened.ReplaceAllStringFunc(text, func(w string) string {
		joined := strings.ToLower(strings.ReplaceAll(w, "-", ""))
		for _, src := range e.sources {
			if at := strings.Index(strings.ToLower(src.text), joined); at >= 0 {
				return src.text[at : at+len(joined)]
			}
		}
		return w
	})
}

var hyphened = regexp.MustCompile(`\p{L}{2,}(?:-\p{L}{2,})+`)

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

// evidenceOf reads the quotes.
func evidenceOf(citations []auskunft.Citation, hits []retrieval.Hit, town townName) evidence {
	e := evidence{town: town}
	for _, c := range citations {
		quote, head := tabled(c, hits, len(citations) == 1)
		src := source{statement: read(plainJoints(merely.ReplaceAllString(town.ofQuote(lined(quote)), "$1"))), document: c.Document, title: withParts(wordsOf(c.Title))}
		for _, h := range append([]string{head, nameOf(c, hits), c.Title}, c.Headings...) {
			src.headings = append(src.headings, withParts(wordsOf(h))...)
			src.heading = strings.ToLower(h)
		}
		src.context = src.statement
		if around := contextOf(c, hits); around != "" && quote == c.Quote {
			src.context = read(plainJoints(town.ofQuote(lined(around))))
		}
		before := wordsOf(sentenceBefore(c, hits))
		if pronoun.MatchString(c.Quote) {
			src.headings = append(src.headings, before...)
		}
		lead := leadOf(c, hits)
		src.under(modalityOf(lead))
		if !ownVerb.MatchString(c.Quote) {
			src.above = strings.Join(append([]string{c.Title, lead}, c.Headings...), "\n")
		}
		e.sources = append(e.sources, src)
		e.words = append(e.words, withParts(src.words)...)
		e.subject = append(append(e.subject, src.headings...), before...) // numbers must not be said of it, but it may be named
		e.before = append(e.before, before...)
	}
	return e
}

// under lets the clauses of a list's item hold as the line above the list does.
func (src *source) under(lead modality) {
	for _, clauses := range [][]clause{src.clauses, src.context.clauses} {
		for i := range clauses {
			clauses[i].is |= lead & denied
			clauses[i].around |= lead & denied
		}
	}
}

// leadOf is what a quote without a verb of its own stands under: the line before its list, "Nicht
// der Steuer unterliegen:", or else the nearest heading.
func leadOf(c auskunft.Citation, hits []retrieval.Hit) string {
	if ownVerb.MatchString(c.Quote) {
		return ""
	}
	text, end := passageOf(c, hits)
	lines := strings.Split(string([]rune(text)[:max(0, end-(c.End-c.Start))]), "\n")
	for _, line := range slices.Backward(lines) {
		if line = strings.TrimSpace(line); strings.HasSuffix(line, ":") {
			return line
		} else if strings.HasSuffix(line, ".") {
			break // a paragraph, not an item
		}
	}
	if len(c.Headings) > 0 {
		return c.Headings[len(c.Headings)-1]
	}
	return ""
}

// ownVerb is in quotes that say by themselves how they hold.
var ownVerb = regexp.MustCompile(`(?i)\b(?:ist|sind|wird|werden|hat|haben|muss|müssen|kann|können|darf|dürfen|nicht|kein\p{L}*|soll\p{L}*|gilt|gelten|kostet|zahl\p{L}*|bleib\p{L}*|gibt|beträgt|brauch\p{L}*)\b`)

// lined folds a quote line by line: an item of a list is a clause of its own.
func lined(quote string) string {
	lines := strings.Split(divided.ReplaceAllString(quote, "$1"), "\n")
	for i := range lines {
		lines[i] = fold(lines[i]).String()
	}
	return strings.Join(lines, "\n")
}

// underOrders tells whether a quote stands in or behind a sentence of its paragraph that
// gives orders to whoever answers from it: somebody has tampered with that paragraph.
func underOrders(c auskunft.Citation, hits []retrieval.Hit) bool {
	text, end := passageOf(c, hits)
	if !commands.MatchString(text) {
		return false
	}
	before := string([]rune(text)[:end])
	before = before[strings.LastIndexByte(strings.TrimRight(before, "\n"), '\n')+1:]
	return slices.ContainsFunc(german.Sentences(before), func(span german.Span) bool { return guard.GivesOrders(span.Of(before)) })
}

// commands is in every text that gives orders to a machine; most texts need no closer look.
var commands = regexp.MustCompile(`(?i)ignor|vergiss|anweisung|assistent|prompt|instruction|system|\bKI\b|chatbot|sprachmodell`)

// nameOf is what the service that a citation is from is called officially: "Bewohnerparkausweis" of "Parken für Anwohner".
func nameOf(c auskunft.Citation, hits []retrieval.Hit) string {
	i := slices.IndexFunc(hits, func(h retrieval.Hit) bool { return h.Document.ID == c.Document })
	if i < 0 {
		return ""
	}
	return hits[i].Document.Name
}

// passageOf gives the text of a citation's passage and where in it the quote ends, in code points.
func passageOf(c auskunft.Citation, hits []retrieval.Hit) (text string, end int) {
	for _, h := range hits {
		if h.Passage.ID == c.Passage && h.Document.ID == c.Document && h.Passage.Start <= c.Start && c.End <= h.Passage.End {
			return h.Passage.Text, c.End - h.Passage.Start
		}
	}
	return "", 0
}

// pronoun stands for something that the text named before.
var pronoun = regexp.MustCompile(`^Sie \p{Ll}|\b(?:[Ee]r|[Ee]s|ihn|ihm|sie|[Dd]afür|[Dd]ort|[Dd]iese[rsnm]?|[Bb]eides|dessen|deren)\b`)

// sentenceBefore is the sentence of the passage that a quote follows in its paragraph.
func sentenceBefore(c auskunft.Citation, hits []retrieval.Hit) string {
	text, end := passageOf(c, hits)
	runes := []rune(text)
	before := string(runes[:max(0, end-(c.End-c.Start))])
	before = before[strings.LastIndexByte(before, '\n')+1:]
	spans := german.Sentences(before)
	if len(spans) == 0 {
		return ""
	}
	return spans[len(spans)-1].Of(before)
}

var divided = regexp.MustCompile(`[-\x{00ad}\x{2010}]\s*\n\s*(\p{Ll})`)

// contextOf are the sentences that a quote is cut from, "" when it is cut from none: what they deny, limit and make a
// condition holds for each part of them.
func contextOf(c auskunft.Citation, hits []retrieval.Hit) string {
	text, end := passageOf(c, hits)
	start := end - (c.End - c.Start)
	var around []string
	cut := false
	for _, span := range german.Sentences(text) {
		if a, b := span.Runes(text); a < end && start < b {
			around = append(around, span.Of(text))
			cut = cut || a < start || end < b
		}
	}
	if !cut {
		return ""
	}
	return strings.Join(around, "\n")
}
