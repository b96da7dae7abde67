package lexical

import (
	_ "embed"
	"slices"
	"strings"
)

// thesaurusFile says how it is read.
//
//go:embed thesaurus.de.txt
var thesaurusFile string

// phrase is something that is asked for, and what texts call it instead.
type phrase struct {
	said    string
	terms   []string // of said, one after the other
	instead []Synonym
}

// thesaurus holds phrases by their first term.
type thesaurus map[string][]phrase

// mostOfPhrase is how many words of a phrase another word counts for: the words of "mit Karte zahlen" are on pages of
// library cards and of fees, and "Girocard" is what it means. Munich +.006, OMoS dev +.002, train and covid-faq -.001.
const mostOfPhrase = 2

// Synonyms returns the words that German offices use for words of a question, and the
// reverse: terms that count for the question's at a discount. The list is the program's own;
// what is special in a town is the editors' to say. Questions in other languages have none.
func (a *Analyser) Synonyms(lang string, question []Term) []Synonym {
	if !isGerman(lang) {
		return nil
	}
	words := wordsOf(question)
	var found []Synonym
	for i, w := range words {
		for _, p := range a.thesaurus()[w.Text] {
			if len(p.terms) > len(words)-i || !slices.EqualFunc(p.terms, words[i:i+len(p.terms)], func(s string, t Term) bool { return s == t.Text }) {
				continue
			}
			for _, y := range p.instead {
				y.Position, y.Until = w.Position, words[i+len(p.terms)-1].Position
				y.Share *= float32(min(len(p.terms), mostOfPhrase))
				found = append(found, y)
			}
		}
	}
	return found
}

// wordsOf leaves parts of compounds, numbers and paragraphs out.
func wordsOf(terms []Term) []Term {
	var words []Term
	for _, t := range terms {
		if t.Kind == Word {
			words = append(words, t)
		}
	}
	return words
}

// readThesaurus analyses the lines of a thesaurus file.
func readThesaurus(a *Analyser, file string) thesaurus {
	all := make(thesaurus)
	for line := range strings.Lines(file) {
		line, _, _ = strings.Cut(line, "#")
		asked, found, oneWay := strings.Cut(line, ">")
		if !oneWay {
			found, asked, _ = strings.Cut(line, "<")
			asked = found + "," + asked
		}
		official := listed(found)
		for _, said := range listed(asked) {
			p := phrase{said: said}
			for _, t := range wordsOf(a.Terms("de", said)) {
				p.terms = append(p.terms, t.Text)
			}
			if len(p.terms) == 0 {
				continue
			}
			for _, word := range official {
				p.add(wordsOf(a.Terms("de", word)))
			}
			all[p.terms[0]] = append(all[p.terms[0]], p)
		}
	}
	return all
}

// add adds the words of one thing that may be meant; each counts for its share of them.
func (p *phrase) add(words []Term) {
	for _, t := range words {
		if slices.Contains(p.terms, t.Text) || slices.ContainsFunc(p.instead, func(y Synonym) bool { return y.Text == t.Text }) {
			continue
		}
		p.instead = append(p.instead, Synonym{Term: t, For: p.said, Share: defaultWeights.synonym / float32(len(words))})
	}
}

func listed(words string) (list []string) {
	for w := range strings.SplitSeq(words, ",") {
		if w = strings.TrimSpace(w); w != "" {
			list = append(list, w)
		}
	}
	return list
}
