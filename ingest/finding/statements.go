package finding

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
	"unique"

	"auskunft"
	"auskunft/ingest/finding/facts"
	"auskunft/internal/german"
	"auskunft/retrieval/lexical"
)

// statement is one fact at its place.
type statement struct {
	doc       *document
	fact      facts.Fact
	field     auskunft.Field
	role      role
	title     string // words of the document's title, sorted
	describes bool   // the document describes one thing and states its values
	marks     string // conditions that must agree, "" for none
	clause    stems  // of the words that belong to the value
	context   string // the sentence, and the one before it that it goes on about
	sentence  stems  // of the context
	topic     stems  // of the document's title and synonyms and of the section's headings
}

// stems are a set of stems, sorted: there are hundreds of thousands of such sets, and a sum
// over one is the same each time.
type stems []string

func (s stems) has(stem string) bool {
	_, ok := slices.BinarySearch(s, stem)
	return ok
}

// hasAll reports whether all of another set are in it.
func (s stems) hasAll(part stems) bool {
	return !slices.ContainsFunc(part, func(stem string) bool { return !s.has(stem) })
}

// role is what a value is for, where words or fields tell.
type role string

const (
	fee        role = "fee"
	processing role = "processing"
)

var (
	feeWords        = regexp.MustCompile(`(?i)\b(?:kostet|kosten|gebühr(?:en)?|beträgt|betragen|zahlen sie|zu zahlen|fällig)\b|gebühr\b`)
	processingWords = regexp.MustCompile(`(?i)bearbeitung|wartezeit|\bdauert\b|\brechnen\b[^,.;]{0,30}\bmit\b|\bfertig\b`)
	ordinals        = regexp.MustCompile(`(?i)\b(?:erste[nrms]?|zweite[nrms]?|dritte[nrms]?|weitere[nrms]?|halbe[nrms]?|vorläufig\w*|ermäßigt\w*|erwachsene\w*|kinder\w*|jugendliche\w*|gefährlich\w*|express\w*|werktags|werktage[nrs]?|sonn- und feiertag\w*|sonntags?|feiertags?|sonnabends?|samstags?|zuschlag\w*|ersatz\w*|zusätzlich\w*|online|einmalig\w*|familien\w*|einzel\w*|mindest\w*|höchst\w*)\b`)
)

// conditionOf are the words of a clause that restrict its value, in one form each.
func conditionOf(clause string) string {
	var all []string
	for _, w := range ordinals.FindAllString(clause, -1) {
		w = strings.ToLower(w)
		switch {
		case strings.HasPrefix(w, "werktag"):
			w = "werktags"
		case strings.HasPrefix(w, "sonn") && !strings.HasPrefix(w, "sonna"), strings.HasPrefix(w, "feiertag"):
			w = "sonntags"
		case strings.HasPrefix(w, "sonnabend"), strings.HasPrefix(w, "samstag"):
			w = "samstags"
		default:
			w = strings.TrimRight(w, "nrmse")
		}
		all = append(all, w)
	}
	for _, m := range codes.FindAllStringSubmatch(clause, -1) {
		all = append(all, m[1])
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), " ")
}

// codes name one of several: Grundsteuer B, Zone A, Klasse R1.
var codes = regexp.MustCompile(`(?:^|[\s(])([A-Z][A-Z0-9]?)(?:$|[\s,.;:)])`)

// maxStatements bounds what one document contributes; fee schedules of hundreds of rows are
// compared by their first ones.
const maxStatements = 200

func (x *comparer) read(d *document) {
	title := strings.Join(append([]string{d.Title}, d.Synonyms...), "\n")
	if d.Service != nil {
		title += "\n" + d.Service.Name + "\n" + strings.Join(d.Service.Synonyms, "\n")
	}
	x.count(x.stemsOf(d.Title))
	words := strings.Join(x.wordsOf(d.Title), " ")
	n, passage := 0, 0
	at, counted := 0, 0 // code points before byte counted
	context, last := "", -1
	var said stems
	for _, f := range d.facts {
		contact := f.Kind == facts.Phone || f.Kind == facts.Email
		event := f.Kind == facts.Day && f.Limit == facts.Exactly
		if contact || event || n == maxStatements || facts.StatedLine(f.Sentence.Of(d.Text)) != "" {
			continue
		}
		if f.Sentence.Start != last {
			last = f.Sentence.Start
			context = strings.TrimSpace(antecedent(d.Text, f.Sentence) + " " + f.Sentence.Of(d.Text))
			said = x.stemsOf(context)
			x.count(said)
		}
		at += utf8.RuneCountInString(d.Text[counted:f.Start])
		counted = f.Start
		for passage+1 < len(d.passages) && d.passages[passage+1].Start <= at {
			passage++
		}
		s := &statement{doc: d, fact: f, title: words, describes: believed[d.Kind] >= describing, context: context, sentence: said, clause: x.stemsOf(f.Clause), marks: conditionOf(f.Clause)}
		heading := ""
		if len(d.passages) > 0 {
			s.field = d.passages[passage].Field
			heading = strings.Join(d.passages[passage].Headings, "\n")
		}
		s.topic = x.topicOf(title + "\n" + heading)
		s.role = roleOf(s, heading)
		x.statements = append(x.statements, s)
		n++
	}
}

// pronoun begins a sentence that goes on about what the one before named.
var pronoun = regexp.MustCompile(`^(?:Er|Sie|Es|Dies\w*|Dafür|Dazu|Das|Die Gebühr|Die Kosten|Die Anmeldung|Geräumt|Dabei|Davon)\b`)

// antecedent is the sentence before one that begins with a pronoun, on the same line.
func antecedent(text string, sentence german.Span) string {
	if !pronoun.MatchString(sentence.Of(text)) {
		return ""
	}
	from := max(0, sentence.Start-400)
	line := text[from:sentence.Start]
	line = line[strings.LastIndexByte(line, '\n')+1:]
	spans := german.Sentences(line)
	if len(spans) == 0 {
		return ""
	}
	return spans[len(spans)-1].Of(line)
}

func roleOf(s *statement, heading string) role {
	switch {
	case s.fact.Kind == facts.Money && (s.field == auskunft.FieldFees || feeWords.MatchString(s.fact.Clause)):
		return fee
	case s.fact.Kind == facts.Period && (s.field == auskunft.FieldDuration || processingWords.MatchString(s.fact.Clause)):
		return processing
	}
	return ""
}

func (x *comparer) count(said stems) {
	x.total++
	for _, s := range said {
		x.seen[s]++
	}
}

// topicOf is stemsOf for what many statements share: the title and the headings above them.
func (x *comparer) topicOf(text string) stems {
	known, ok := x.topics[text]
	if !ok {
		known = x.stemsOf(text)
		x.topics[text] = known
	}
	return known
}

// stemsOf are the stems of a text, with the parts of compounds and without numbers.
func (x *comparer) stemsOf(text string) stems {
	return x.those(text, func(t lexical.Term) bool {
		return len(t.Text) > 2 && (t.Text[0] < '0' || t.Text[0] > '9') && t.Text[0] != '\xc2'
	})
}

// wordsOf are the stems of the words of a text as they stand, without the parts of compounds.
func (x *comparer) wordsOf(text string) stems {
	if known, ok := x.words[text]; ok {
		return known
	}
	words := x.those(text, func(t lexical.Term) bool { return t.Kind == lexical.Word })
	x.words[text] = words
	return words
}

// those are the stems of some terms of a text. Each stem is kept in memory once.
func (x *comparer) those(text string, which func(lexical.Term) bool) stems {
	var set stems
	for _, t := range x.analyser.Terms("de", text) {
		if which(t) {
			set = append(set, unique.Make(t.Text).Value())
		}
	}
	slices.Sort(set)
	return slices.Clip(slices.Compact(set))
}

// rarity is how much a shared word says: 0 for one that is everywhere, 1 for one of its own.
// It is the inverse document frequency over sentences, as a share of the largest.
func (x *comparer) rarity(stem string) float64 {
	return max(0, 1-math.Log(float64(max(1, x.seen[stem])))/math.Log(float64(x.total+2)))
}
