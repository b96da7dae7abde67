package pin

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"auskunft"
	"auskunft/retrieval/lexical"
)

// Lexicon analyses questions as the search does, and weighs their words; *retrieval.Searcher
// has it.
type Lexicon interface {
	Terms(lang, text string) []lexical.Term
	IDF(term string, reader auskunft.Reader) float64
}

// alike is the least share of two questions' words, by how rare they are, that both have.
// "Was kostet die Hundesteuer im Jahr?" is still "Was kostet die Hundesteuer?"; with "für den
// zweiten Hund" it is another question. Missing a family costs an answer that is composed as
// all others are; matching a wrong one is an approved answer to something nobody asked.
const alike = 0.8

// Difference is the first thing in which a question differs from one of a family.
type Difference string

// The differences, in the order in which they are looked for.
const (
	None     Difference = ""
	Asking   Difference = "asking"   // when, where, who: they ask for something else
	Negation Difference = "negation" // one has a "nicht", "ohne", "kein" that the other has not
	Numbers  Difference = "numbers"  // other numbers, dates, amounts or paragraphs
	Frame    Difference = "frame"    // one is about what it costs, the other about applying for it
	Words    Difference = "words"    // too few words in common
)

// Likeness says how alike two questions are, and why they do not match.
type Likeness struct {
	Share      float64 // of their words that both have, by rarity, 0 to 1
	Difference Difference
	Common     []string // words as analysed
	Only       []string // words that only one of them has
}

// question is a question as it is compared.
type question struct {
	asks, negations       string
	numbers, frame, words map[string]bool
}

var (
	asking = []struct {
		class   string
		pattern *regexp.Regexp
	}{
		{"long", regexp.MustCompile(`(?i)\bwie lange\b`)},
		{"until", regexp.MustCompile(`(?i)\bbis wann\b`)},
		{"since", regexp.MustCompile(`(?i)\bab wann\b`)},
		{"when", regexp.MustCompile(`(?i)\bwann\b|\bum wie ?viel uhr\b`)},
		{"where", regexp.MustCompile(`(?i)\b(wo|wohin|woher)\b`)},
		{"who", regexp.MustCompile(`(?i)\b(wer|wen|wem|wessen)\b`)},
		{"why", regexp.MustCompile(`(?i)\b(warum|wieso|weshalb|wozu)\b`)},
		{"age", regexp.MustCompile(`(?i)\bwie alt\b`)},
		{"often", regexp.MustCompile(`(?i)\bwie oft\b`)},
		{"what", regexp.MustCompile(`(?i)\b(was|welche[rsnm]?|wie ?viele?|wie hoch|wie teuer)\b`)},
		{"how", regexp.MustCompile(`(?i)\bwie\b`)},
	}
	negation = regexp.MustCompile(`(?i)\b(nicht|nichts|nie|niemals|ohne|weder|noch nicht|kein\w*|niemand\w*|außer|statt)\b`)
)

// read takes a question apart. A question without a word that asks, such as one typed into a
// search field, asks what.
func read(l Lexicon, lang, text string) question {
	q := question{asks: "what", numbers: map[string]bool{}, frame: map[string]bool{}, words: map[string]bool{}}
	for _, a := range asking {
		if a.pattern.MatchString(text) {
			q.asks = a.class
			break
		}
	}
	var no []string
	for _, word := range negation.FindAllString(strings.ToLower(text), -1) {
		if strings.HasPrefix(word, "kein") {
			word = "kein" // with all its endings
		}
		no = append(no, word)
	}
	slices.Sort(no)
	q.negations = strings.Join(slices.Compact(no), " ")
	for _, t := range l.Terms(lang, text) {
		switch {
		case t.Kind == lexical.Number || t.Kind == lexical.Paragraph:
			q.numbers[t.Text] = true
		case t.Kind == lexical.Word && t.Frame:
			q.frame[t.Text] = true
		case t.Kind == lexical.Word:
			q.words[t.Text] = true
		}
	}
	return q
}

// compare tells how alike two questions are for a reader, to whom words are as rare as they
// are in the texts that they see.
func compare(l Lexicon, reader auskunft.Reader, a, b question) Likeness {
	var like Likeness
	var both, all float64
	for _, word := range slices.Sorted(maps.Keys(a.words)) {
		weight := l.IDF(word, reader)
		all += weight
		if b.words[word] {
			both += weight
			like.Common = append(like.Common, word)
		} else {
			like.Only = append(like.Only, word)
		}
	}
	for _, word := range slices.Sorted(maps.Keys(b.words)) {
		if all += l.IDF(word, reader); !a.words[word] {
			like.Only = append(like.Only, word)
		}
	}
	if all > 0 {
		like.Share = 2 * both / all // Dice's coefficient, weighted
	}
	switch {
	case a.asks != b.asks:
		like.Difference = Asking
	case a.negations != b.negations:
		like.Difference = Negation
	case !maps.Equal(a.numbers, b.numbers):
		like.Difference = Numbers
	case !maps.Equal(a.frame, b.frame):
		like.Difference = Frame
	case like.Share < alike:
		like.Difference = Words
	}
	return like
}
