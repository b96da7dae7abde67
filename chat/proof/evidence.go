package proof

import (
	"slices"
	"strings"
	"unicode"

	"auskunft"
	"auskunft/chat/guard"
	"auskunft/internal/german"
	"auskunft/internal/regex"
	"auskunft/retrieval"
)

// evidenceOf reads the quotes.
func evidenceOf(citations []auskunft.Citation, hits []retrieval.Hit, town townName) evidence {
	e := evidence{town: town}
	for _, c := range citations {
		quote, head := tabled(c, hits, len(citations) == 1)
		src := source{statement: read(plainJoints(merely.ReplaceAllString(town.ofQuote(lined(quote)), "$1"))), document: c.Document, title: withParts(wordsOf(c.Title)), columns: wordsOf(head)}
		for _, h := range append([]string{head, nameOf(c, hits), c.Title}, c.Headings...) {
			src.headings = append(src.headings, withParts(wordsOf(h))...)
			src.heading = strings.ToLower(h)
		}
		src.context = src.statement
		if around := contextOf(c, hits); around != "" && quote == c.Quote {
			src.context = read(plainJoints(town.ofQuote(lined(around))))
		}
		preceding := sentenceBefore(c, hits)
		before := wordsOf(preceding)
		e.around += preceding + "\n"
		if pronoun.MatchString(c.Quote) {
			src.headings = append(src.headings, before...)
		} else if ownVerb.MatchString(c.Quote) && !adverbial.MatchString(c.Quote) {
			before = nil // nothing of it points back
		}
		lead := leadOf(c, hits)
		if !strings.HasSuffix(lead, "?") { // "Kein Internet?" denies nothing
			src.under(modalityOf(lead))
		}
		if !ownVerb.MatchString(c.Quote) {
			src.per = pers(lineAbove(c, hits))
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

// lineAbove is the line that stands above the list or table that a quote is a part of: the last one that is none of it.
func lineAbove(c auskunft.Citation, hits []retrieval.Hit) string {
	text, end := passageOf(c, hits)
	for _, line := range slices.Backward(strings.Split(string([]rune(text)[:max(0, end-(c.End-c.Start))]), "\n")) {
		if line = strings.TrimSpace(line); line != "" && !strings.Contains(line, cellEnd) && ownVerb.MatchString(line) {
			return line
		}
	}
	return ""
}

// ownVerb is in quotes that say by themselves how they hold.
var ownVerb = regex.MustCompile(`(?i)\b(?:ist|sind|wird|werden|hat|haben|muss|müssen|kann|können|darf|dürfen|nicht|kein\p{L}*|soll\p{L}*|gilt|gelten|kostet|zahl\p{L}*|bleib\p{L}*|gibt|beträgt|brauch\p{L}*)\b`)

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
var commands = regex.MustCompileAny(`(?i)ignor|vergiss|anweisung|assistent|prompt|instruction|system|chatbot|sprachmodell`, `(?i)\bKI\b`)

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
var pronoun = regex.MustCompile(`^Sie \p{Ll}|\b(?:[Ee]r|[Ee]s|ihn|ihm|sie|[Dd]afür|[Dd]ort|[Dd]iese[rsnm]?|[Bb]eides|dessen|deren)\b`)

// sentenceBefore is the sentence of the passage that a quote follows in its paragraph.
func sentenceBefore(c auskunft.Citation, hits []retrieval.Hit) string {
	text, end := passageOf(c, hits)
	runes := []rune(text)
	before := string(runes[:max(0, end-(c.End-c.Start))])
	if line := before[strings.LastIndexByte(before, '\n')+1:]; strings.ContainsFunc(line, unicode.IsLetter) || !pronoun.MatchString(c.Quote) {
		before = line
	} else {
		before = strings.TrimSpace(before[:len(before)-len(line)]) // "(2) Ab dem Vorabend dürfen sie …"
		before = before[strings.LastIndexByte(before, '\n')+1:]
	}
	spans := german.Sentences(before)
	if len(spans) == 0 {
		return ""
	}
	return spans[len(spans)-1].Of(before)
}

var divided = regex.MustCompile(`[-\x{00ad}\x{2010}]\s*\n\s*(\p{Ll})`)

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
			cut = cut || a < start && !endsAt(text, start) || end < b && !endsAt(text, end)
		}
	}
	if !cut {
		return ""
	}
	return strings.Join(around, "\n")
}

// endsAt tells whether a sentence ends at a place of a text where a number or a letter stands before the dot: "Pflegegrad 2.
// Zuerst …", "ein H. Kurze …", but not "am 2. Werktag".
func endsAt(text string, at int) bool {
	runes := []rune(text)
	before, next := strings.TrimSpace(string(runes[:at])), ""
	if runs := letterRuns(string(runes[at:])); len(runs) > 0 {
		next = string(runes[at:])[runs[0].start:runs[0].end]
	}
	return isUpper(next) && (letterDot.MatchString(before) || numberDot.MatchString(before) && functionWords[strings.ToLower(next)])
}

var (
	letterDot = regex.MustCompile(`\P{L}\p{Lu}\.$`)
	numberDot = regex.MustCompile(`\d\.$`)
)
