package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/retrieval"
)

// Asking back. A question too short to tell which of several services it means is asked back
// with their names as buttons, never twice in a row. "Too short" is at most maxAmbiguous
// words that name something; "means" is by the names people have for a service, its title
// and synonyms, because a word in its text is only what it also talks about.
const (
	maxAmbiguous = 2
	minOptions   = 2
	maxOptions   = 5
	// candidates is how many hits are looked at: a word in the titles of five services fills
	// the first ten passages with one of them.
	candidates = 40
	// clearLead is from when on the best service is meant although another's title fits too:
	// "Was kostet die Hundesteuer?" is not about taking a dog off it.
	clearLead = 1.5
	// sameCover is the share of the best coverage from which a document says the words as well.
	sameCover = 0.95
)

// ambiguous returns the names of the services that a question may mean: nil when it is clear
// enough or asking back is not allowed, none when the question names nothing at all.
func (w *walk) ambiguous(ctx context.Context, question string) ([]string, error) {
	if w.Lexicon == nil || len(w.question.Documents) > 0 || w.justAsked() {
		return nil, nil
	}
	named := subject(question)
	if len(named) > maxAmbiguous {
		return nil, nil
	}
	if len(named) == 0 {
		w.step("clarify", "the question names nothing")
		return []string{}, nil
	}
	found, err := w.Searcher.Search(ctx, retrieval.Query{
		Text: question, Lang: w.spoken, Reader: w.question.Reader, K: candidates, Area: w.area, Now: w.question.Now,
	})
	if err != nil {
		return nil, fmt.Errorf("searching services: %w", err)
	}
	if len(found.Hits) > 0 && found.Hits[0].Document.Kind != auskunft.ServiceDocument && len(named) > 0 && w.called(named, found.Hits[0]) {
		return nil, nil // an office or a page is meant
	}
	if own := w.oneself(named, question, services(found.Hits)); own != "" {
		w.step("clarify", "who says only that he registers elsewhere means himself: %s", own)
		w.chose, w.standalone = own, matter{question: question}.choose(own)
		return nil, nil
	}
	options, why := w.pick(named, question, services(found.Hits))
	w.step("clarify", "%d services: %s", len(options), why)
	return options, nil
}

// oneself is the title of the service for one's own residence when a question asks something of registering elsewhere and
// says not what: "Was kostet das Ummelden?" Of a car or a business one says so. The word alone asks nothing and stays open.
func (w *walk) oneself(named []string, question string, all []service) (title string) {
	if asksNothing(question) && !slices.ContainsFunc(words(question), func(word string) bool { return aspectWords[word] }) ||
		slices.ContainsFunc(named, func(word string) bool { return !movedWords[word] }) {
		return ""
	}
	called := func(s service, name string) bool {
		wanted := w.reads(name)
		return w.fits(wanted, s.Document.Title) >= holds || slices.ContainsFunc(s.Document.Synonyms, func(y string) bool { return w.fits(wanted, y) >= holds })
	}
	own := filter(all, func(s service) bool {
		return w.fits(w.reads("Wohnsitz"), s.Document.Title) >= holds && slices.ContainsFunc(named, func(word string) bool { return called(s, word) })
	})
	if len(own) != 1 {
		return ""
	}
	return own[0].Document.Title
}

// movedWords say that somebody or something is registered elsewhere.
var movedWords = wordSet("ummelden ummeldung umgemeldet ummelde")

// justAsked reports whether the last turn was asked back.
func (w *walk) justAsked() bool {
	return len(w.turns) > 0 && w.turns[len(w.turns)-1].Status == auskunft.Clarify
}

// service is one service among the hits, with its best hit.
type service struct {
	retrieval.Hit
	title, synonym fit
}

// fit is how a service's name takes up the words of a question.
type fit int

const (
	noFit fit = iota
	holds
	equals
)

// services are the services of the hits, best first; translations and plain variants are the
// same services again.
func services(hits []retrieval.Hit) []service {
	var all []service
	for _, h := range hits {
		if h.Document.Kind == auskunft.ServiceDocument && (h.Document.Lang == "de" || h.Document.Lang == "") && !slices.ContainsFunc(all, func(s service) bool { return s.Document.ID == h.Document.ID }) {
			all = append(all, service{Hit: h})
		}
	}
	return all
}

// pick decides which of the services the named words may mean, and says why.
func (w *walk) pick(named []string, question string, all []service) (names []string, why string) {
	wanted := w.reads(strings.Join(named, " "))
	for i := range all {
		all[i].title = w.fits(wanted, all[i].Document.Title)
		for _, s := range all[i].Document.Synonyms {
			all[i].synonym = max(all[i].synonym, w.fits(wanted, s))
		}
	}
	generic := !slices.ContainsFunc(named, func(word string) bool { return !genericWords[word] })
	bare := !slices.ContainsFunc(words(question), func(word string) bool { return askingWords[word] })
	titled := count(all, func(s service) bool { return s.title == equals })
	byTitle := filter(all, func(s service) bool { return s.title >= holds })
	byName := filter(all, func(s service) bool { return s.title >= holds || s.synonym >= holds })
	generic = generic && (len(named) == 1 || len(byTitle) != 1) // "Ausweis verloren" has its page
	said := filter(all, func(s service) bool { return s.Coverage >= sameCover && s.Score*clearLead >= all[0].Score })
	switch {
	case generic && len(byName) >= minOptions:
		return options(byName), "no matter by itself, and several services are called like it"
	case generic && len(all) >= minOptions:
		return options(all), "no matter by itself"
	case titled == 1 && !(bare && len(named) == 1 && len(byTitle) > minOptions):
		return nil, "one service has that title"
	case len(byTitle) >= minOptions && (bare || byTitle[0].Score < clearLead*byTitle[1].Score):
		return options(orBetter(all, byTitle)), "several titles have it"
	case len(named) == 1 && count(all, func(s service) bool { return s.synonym == equals }) == 1:
		return nil, "one service is called that"
	case len(byName) >= minOptions && bare && (len(named) == 1 || len(byTitle) == 0):
		return options(byName), "several services are called like it"
	case len(byName) == 0 && len(named) == 1 && bare && len(said) > minOptions:
		return options(said), "no service is called that, and several speak of it"
	}
	return nil, "clear enough"
}

// genericWords name no matter by themselves: there is always something of which.
var genericWords = wordSet(`anmelden anmeldung abmelden abmeldung ummelden ummeldung verlängern verlängerung befreit befreien befreiung ermäßigung
	ermäßigt zuschuss erlaubnis genehmigung bescheinigung nachweis ausweis urkunde karte schein steuer beitrag bescheid verloren
	ändern änderung melden meldung hilfe unterstützung beratung antrag anträge geld neue neuen neuer neues weg`)

// fits compares a question's words with a service's name; the parts of compounds count, and
// words that say what one wants of a service do not.
func (w *walk) fits(wanted []compose.Word, name string) fit {
	base, _, _ := strings.Cut(name, ",")
	base, _, _ = strings.Cut(base, " (")
	has := w.reads(name)
	for _, word := range wanted {
		if !slices.ContainsFunc(has, func(h compose.Word) bool { return h.Stem == word.Stem || slices.Contains(h.Parts, word.Stem) }) {
			return noFit
		}
	}
	if len(w.reads(strings.Join(subject(base), " "))) == len(wanted) {
		for _, h := range w.reads(strings.Join(subject(base), " ")) {
			if !slices.ContainsFunc(wanted, func(word compose.Word) bool { return word.Stem == h.Stem }) {
				return holds
			}
		}
		return equals
	}
	return holds
}

// called reports whether a hit's document is called by one of the words.
func (w *walk) called(named []string, h retrieval.Hit) bool {
	return slices.ContainsFunc(named, func(word string) bool {
		wanted := w.reads(word)
		return len(wanted) > 0 && w.fits(wanted, h.Document.Title) >= holds
	})
}

// reads takes a text apart as the search does. Only with a Lexicon.
func (w *walk) reads(text string) []compose.Word {
	return compose.NewVocabulary(w.Lexicon, nil, nil).Words(text)
}

func options(all []service) []string {
	var names []string
	for _, s := range all {
		if name := s.Document.Title; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) < minOptions {
		return nil
	}
	return names[:min(len(names), maxOptions)]
}

// orBetter adds to the services of a name those that are found before any of them: somebody who says
// "Umzug" rather moves house than holds a procession.
func orBetter(all, named []service) []service {
	return filter(all, func(s service) bool {
		return s.Score > named[0].Score || slices.ContainsFunc(named, func(n service) bool { return n.Document.ID == s.Document.ID })
	})
}

func filter(all []service, keep func(service) bool) []service {
	return slices.DeleteFunc(slices.Clone(all), func(s service) bool { return !keep(s) })
}

func count(all []service, is func(service) bool) int { return len(filter(all, is)) }

// askBack ends the answer with a question and the services' names to choose from.
func (w *walk) askBack(names []string) {
	message := "reply.which_service"
	if len(names) == 0 {
		message = "reply.which_matter"
	}
	w.offer(names, message)
}

// offer ends the answer with a question of our own and the answers to choose from.
func (w *walk) offer(options []string, message string) {
	w.answer.Status, w.answer.Options = auskunft.Clarify, options
	w.answer.Message = w.messages.Text(w.lang, message)
}
