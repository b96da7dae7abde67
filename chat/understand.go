package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"auskunft/retrieval"
)

// understand is the question as it is searched for: on its own where it names its matter,
// else with what the conversation was about.
func (w *walk) understand(ctx context.Context) (string, error) {
	question := topic(w.asked)
	if w.spoken == "" || w.spoken == "de" {
		question = spell(question) // the "i" of English is no "ich"
	}
	question = w.withoutNames(question)
	w.choosePlace(question)
	last, talked := lastMatter(w.turns)
	if !talked || startsAnew(w.asked) || w.beganAnew() {
		return w.withoutStory(ctx, question)
	}
	if name := chosen(question, w.turns[len(w.turns)-1].Options); name != "" {
		w.chose = name
		if w.town.isPlace(name) {
			return last.question, nil
		}
		return last.choose(name), nil
	}
	l := lean(question)
	if said := topic(w.masked); takesBack(said) {
		question, l = said, corrects // the "ne" of "ne, falsch" is no "eine"
	}
	if l == corrects {
		alone, own := last.correct(question)
		w.own = own
		w.step("reading", "takes back the last question")
		return w.follow(ctx, question, alone), nil
	}
	return w.inContext(ctx, question, last, l)
}

// namedAmong is how many of the best hits are looked at for a page that is called what the
// question says.
const namedAmong = 5

// naming are the words by which a page can be called that a question is about: its nouns, as far
// as it is written with capitals; "tauschen" and "städtischen" are what is done, and whose.
func naming(question string) []string {
	named := Nouns(question)
	if strings.ToLower(question) == question {
		named = subject(question)
	}
	return slices.DeleteFunc(named, func(word string) bool {
		word = strings.ToLower(word)
		return genericWords[word] || addressees[word]
	})
}

// addressees are who is asked, in whatever matter.
var addressees = wordSet(`stadt gemeinde amt amtes ämter behörde behörden verwaltung stadtverwaltung kommune`)

// subjectOwn are the words of a clause that name its matter, and not only who is asked.
func subjectOwn(clause string) []string {
	return slices.DeleteFunc(subject(clause), func(word string) bool { return addressees[word] })
}

// named reports whether one of the pages that the question finds on its own is called by one
// of its words. Then it has its own matter: "Was kostet ein Halteverbot?" after a question
// about trees. Without a lexicon nothing can be told, and a question stands on its own.
func (w *walk) named(ctx context.Context, question string) (bool, error) {
	if w.Lexicon == nil {
		return true, nil
	}
	found, err := w.Searcher.Search(ctx, retrieval.Query{
		Text: question, Lang: w.spoken, Reader: w.question.Reader, K: namedAmong, Area: w.area, Now: w.question.Now,
	})
	if err != nil {
		return false, fmt.Errorf("searching the question alone: %w", err)
	}
	for _, word := range naming(question) {
		if w.fitOf(word, found.Hits) >= holds {
			w.step("named", "%q", word)
			return true, nil
		}
	}
	return false, nil
}
