package proof

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
)

// some is said of a part of those it is said of.
var some = regex.MustCompile(`(?i)\b(?:einige[rsn]?|manche[rsn]?|viele[rn]?|die meisten|teilweise|einzelne[rn]?|bestimmte[rn]?)\b`)

// checkClaims wants what a sentence claims beyond its matter, that something holds for all,
// why, how, when exactly, in the words of its quotes.
func checkClaims(s statement, e evidence) *Rejection {
	for _, w := range s.words {
		lines := terms.claims[w.lower]
		if lines == nil {
			continue
		}
		if e.reachable(w.lower) || w.lower == "denn" && e.explainsNext(s) {
			continue
		}
		if !slices.ContainsFunc(e.proving(w), func(have word) bool {
			return have.stem == w.stem || slices.ContainsFunc(lines, func(n int) bool { return terms.claimers[n][have.lower] })
		}) {
			return &Rejection{Reason: AddedClaim, Detail: w.text}
		}
	}
	if m := paying.FindString(s.text); m != "" && !e.ofMoney() {
		return &Rejection{Reason: AddedClaim, Detail: m}
	}
	for _, src := range e.sources {
		if m := some.FindString(src.text); m != "" && strings.HasPrefix(strings.ToLower(s.text), "wer ") && !some.MatchString(s.text) {
			return &Rejection{Reason: AddedClaim, Detail: m}
		}
	}
	if m := following.FindString(s.text); m != "" && !e.says(afterProof) && e.says(beforehand) {
		return &Rejection{Reason: AddedClaim, Detail: m}
	}
	if m := fromYou.FindString(s.text); m != "" && !e.says(toYou) {
		return &Rejection{Reason: AddedClaim, Detail: m}
	}
	for p := range strings.FieldsSeq(pers(s.text)) {
		if isSpan(p) && !e.counts(p) {
			return &Rejection{Reason: AddedClaim, Detail: p}
		}
	}
	if m := enough.FindString(s.text); m != "" && !e.says(enough) && (e.fragments() || !e.says(enoughProof)) {
		return &Rejection{Reason: AddedClaim, Detail: m}
	}
	if m := comparison.FindString(s.text); m != "" && !e.says(comparison) {
		return &Rejection{Reason: AddedClaim, Detail: m}
	}
	return nil
}

// proving are the words that a claim may stand on: those of the quotes, and for a noun those of their tables' heads.
func (e evidence) proving(w word) []word {
	all := e.words
	for _, src := range e.sources {
		if w.isNoun() {
			all = slices.Concat(all, src.columns)
		}
	}
	return all
}

// paying says that something is to be paid, and money is in whatever may be told so.
var (
	paying = regex.MustCompile(`(?i)\b(?:kostet|kosten|zahlen|zahlt|bezahl\p{L}*|erhoben)\b`)
	money  = regex.MustCompile(`kost|zahl|gebühr|preis|steuer|beitr|entgelt|geld|tarif|zusch[lu]|^frei$|erh[eo]b|miete|buße`)
)

// ofMoney tells whether the quotes, or what they stand under, speak of money.
func (e evidence) ofMoney() bool {
	of := func(w word) bool { return money.MatchString(w.lower) }
	return slices.ContainsFunc(e.words, of) ||
		slices.ContainsFunc(e.sources, func(src source) bool {
			return slices.ContainsFunc(src.headings, of) || src.modality()&waived != 0 || slices.ContainsFunc(src.facts, func(f fact) bool { return f.unit == "eur" || f.unit == "percent" })
		})
}

// explainsNext tells whether what a sentence says behind "denn" stands behind a colon or semicolon in a quote, where it
// explains as well.
func (e evidence) explainsNext(s statement) bool {
	return slices.ContainsFunc(e.used, func(u used) bool {
		before := strings.TrimRight(u.src.context.text[:u.at], " ")
		return (strings.HasSuffix(before, ";") || strings.HasSuffix(before, ":")) &&
			slices.ContainsFunc(u.by, func(n int) bool { return firstWord(s.clauses[n].text) == "denn" })
	})
}

// following says what comes next; beforehand in the quotes speaks against it when afterProof does not prove it.
var (
	following  = regex.MustCompile(`(?i)\b(?:danach|nachdem|anschließend|hinterher|im nachhinein)\b`)
	afterProof = regex.MustCompile(`(?i)\b(?:nach|danach|nachdem|anschließend|dann|später|sobald|wenn|zuerst|zunächst|erst)\b`)
	beforehand = regex.MustCompile(`(?i)\b(?:vor|vorher|zuvor|davor|bevor|ehe)\b`)
)

// fromYou gives whoever is spoken to a part that toYou proves.
var (
	fromYou = regex.MustCompile(`\b(?:von|gegen) (?:Ihnen|Sie)\b`)
	toYou   = regex.MustCompile(`\b(?:Ihnen|Sie|Ihr\p{L}*|[Ww]er|[Mm]an)\b`)
)

// thatDay is one day, not each.
var thatDay = regex.MustCompile(`(?i)\bam tage? (?:de[rs]|nach|vor|davor|danach|vorher)\b`)

// counts tells whether the quotes, or what they stand under, count by a span of time.
func (e evidence) counts(span string) bool {
	return slices.ContainsFunc(e.sources, func(src source) bool {
		return slices.Contains(strings.Fields(pers(src.context.text)+" "+pers(src.above)+" "+src.per), span)
	})
}

// enough is said of what nothing else is needed beside, which no list says of one of its items.
var (
	enough      = regex.MustCompile(`(?i)\b(?:genüg|ausreich)\p{L}+\b`)
	enoughProof = regex.MustCompile(`(?i)\b(?:reich\p{L}+|formlos\p{L}*|nur|kein\p{L}*|nicht)\b`)
)

// says tells whether a quote has what a pattern looks for.
func (e evidence) says(p *regex.Regexp) bool {
	return slices.ContainsFunc(e.sources, func(src source) bool { return p.MatchString(src.text) })
}

// comparison is "schneller als am Schalter", but not "älter als 16".
var comparison = regex.MustCompile(`(?:^\p{Lu}\p{Ll}{2,}er|\b(?:\p{Ll}{3,}er|[Mm]ehr|[Ww]eniger))\s+(?:\p{L}+\s+){0,2}als\s+\P{N}`)

// reachable tells whether a word for a way to reach somebody is proven by a number, an
// address or hours for it.
func (e evidence) reachable(lower string) bool {
	kind, ok := ways[lower]
	return ok && slices.ContainsFunc(e.sources, func(src source) bool {
		return slices.ContainsFunc(src.facts, func(f fact) bool { return f.kind == kind })
	})
}

var ways = map[string]factKind{
	"telefonisch": phoneFact, "telefon": phoneFact, "tel": phoneFact, "telefonnummer": phoneFact, "anrufen": phoneFact, "erreichen": phoneFact, "wählen": phoneFact, "wenden": phoneFact, "rufen": phoneFact, "anruf": phoneFact,
	"mail": mailFact, "adresse": mailFact, "e-mail": mailFact, "schreiben": mailFact, "geöffnet": timeFact, "offen": timeFact, "online": linkFact, "internet": linkFact,
}
