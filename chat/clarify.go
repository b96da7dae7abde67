package chat

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/retrieval"
)

// Asking back. A question too short to tell which of several services it means is asked back
// with their names as buttons, never twice in a row. "Too short" is at most maxAmbiguous
// words that name something; "means" is by the names people have for a service, its title,
// official name and synonyms, because a word in its text is only what it also talks about.
// A word that several services are kinds of ("Steuer", "Schein") names their genus.
const (
	maxAmbiguous = 2
	minOptions   = 2
	maxOptions   = 4
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
	named := matterNamed(question)
	if len(named) > maxAmbiguous {
		return nil, nil
	}
	if len(named) == 0 {
		w.step("clarify", "the question names nothing")
		return []string{}, nil
	}
	if onlyMeans(named, question) {
		return nil, nil
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

// onlyMeans tells whether a question names nothing but with what something is done: "Kann ich mit Karte zahlen?" asks for no
// kind of Karte.
func onlyMeans(named []string, question string) bool {
	var with []string
	for _, m := range means.FindAllStringSubmatch(question, -1) {
		with = append(with, strings.ToLower(m[1]))
	}
	return !slices.ContainsFunc(named, func(word string) bool { return !slices.Contains(with, word) })
}

var means = regexp.MustCompile(`(?i)\b(?:mit|per|ohne)\s+(?:(?:de[rm]|eine[rm]?|meine[rm]?)\s+)?(\p{L}+)`)

// oneself is the title of the service for one's own residence when a question asks something of registering elsewhere and
// says not what: "Was kostet das Ummelden?" Of a car or a business one says so. The word alone asks nothing and stays open.
func (w *walk) oneself(named []string, question string, all []service) (title string) {
	if asksNothing(question) && !slices.ContainsFunc(words(question), func(word string) bool { return aspectWords[word] }) ||
		openly.MatchString(question) || slices.ContainsFunc(named, func(word string) bool { return !movedWords[word] }) {
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

// openly says that it is something, and not what.
var openly = regexp.MustCompile(`(?i)\b(?:da|hier|noch|was|irgend) ?was\b|\betwas\b`)

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
	official       bool // only its official name has the words
}

// maxLabel is how many characters an official name has at most that stands on a button.
const maxLabel = 50

// label is the service's title, or its official name where only that says the words asked with: who asks for a Karte does not
// look for it under "Ohne festen Laden verkaufen".
func (s service) label() string {
	if s.official && utf8.RuneCountInString(s.Document.Name) <= maxLabel {
		return s.Document.Name
	}
	return s.Document.Title
}

// fit is how a service's name takes up the words of a question.
type fit int

const (
	noFit  fit = iota
	kind       // a kind of what the words say
	holds      // says the words and more
	equals     // says the words
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
		said := max(w.fits(wanted, all[i].Document.Title), w.kindOf(wanted, all[i].Document.Title))
		all[i].title = max(said, w.kindOf(wanted, all[i].Document.Name))
		all[i].official = said == noFit && max(all[i].title, w.fits(wanted, all[i].Document.Name)) > noFit
		for _, s := range all[i].Document.Synonyms {
			all[i].synonym = max(all[i].synonym, w.fits(wanted, s), w.kindOf(wanted, s))
		}
	}
	generic := !slices.ContainsFunc(named, func(word string) bool { return !genericWords[word] })
	bare := !slices.ContainsFunc(words(question), func(word string) bool { return askingWords[word] })
	titled := count(all, func(s service) bool { return s.title == equals })
	called := count(all, func(s service) bool { return s.synonym == equals })
	byTitle := filter(all, func(s service) bool { return s.title >= kind })
	byName := filter(all, func(s service) bool { return max(s.title, s.synonym) >= kind })
	said := filter(all, func(s service) bool { return s.Coverage >= sameCover && s.Score*clearLead >= all[0].Score })
	held := count(all, func(s service) bool { return s.title >= holds })
	if len(named) > 1 { // "Ausweis verloren" has its page, and "Ausweis verlängern" is what people call one
		generic = generic && held != 1 && called != 1
	}
	switch {
	case generic && len(byName) >= minOptions:
		return options(byName), "no matter by itself, and several services are called like it"
	case generic && len(all) >= minOptions:
		return options(all), "no matter by itself"
	case titled == 1 && byTitle[0].title == equals && !(bare && len(named) == 1 && len(byTitle) > minOptions):
		return nil, "one service has that title"
	case len(byTitle) >= minOptions && (bare || byTitle[0].Score < clearLead*byTitle[1].Score):
		return options(orBetter(all, byTitle)), "several titles have it"
	case len(named) == 1 && called == 1:
		return nil, "one service is called that"
	case len(byName) >= minOptions && bare && (len(named) == 1 || held == 0):
		return options(byName), "several services are called like it"
	case len(byName) >= minOptions && len(named) == 1 && w.told == "" && count(all, func(s service) bool { return hasWord(words(s.Document.Title), named[0]) }) == 0:
		return options(byName), "several services are kinds of it"
	case len(byName) == 0 && len(named) == 1 && bare && len(said) > minOptions:
		return options(said), "no service is called that, and several speak of it"
	}
	return nil, "clear enough"
}

// matterNamed are the words of a question that name its matter, without those by which one asks for anything; those for who is
// asked are the matter where there is no other.
func matterNamed(question string) []string {
	named := slices.DeleteFunc(subject(question), func(word string) bool { return wishes[word] })
	if matter := slices.DeleteFunc(slices.Clone(named), func(word string) bool { return addressees[word] || counters[word] }); len(matter) > 0 {
		return matter
	}
	return named
}

// counters are where one asks.
var counters = wordSet(`bürgerbüro bürgeramt rathaus`)

// wishes say that one wants something or asks, whatever it is.
var wishes = wordSet(`benötige benötigen benötigt bräuchte bräuchten brauchte wünsche suche gern gerne gewusst wissen wüsste weiß frage fragen
	info infos information informationen thema sache läuft ablauf abläuft funktioniert lassen komme kommen kommt irgendein irgendeine irgendeinen
	irgendwas sowas verstehe versteh verstehen versteht nix hallo beantrage beantragt bestelle hole holen besorgen einreichen
	fällig fälligkeit`)

// genericWords name no matter by themselves: there is always something of which.
var genericWords = wordSet(`anmelden anmeldung abmelden abmeldung ummelden ummeldung verlängern verlängerung befreit befreien befreiung ermäßigung
	ermäßigt zuschuss erlaubnis genehmigung bescheinigung nachweis ausweis urkunde karte schein steuer beitrag bescheid verloren
	ändern änderung melden meldung hilfe unterstützung beratung antrag anträge geld neue neuen neuer neues weg anzeige`)

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

// minKind is how many letters a word has at least that is told as a part of a compound, and minOf those before it.
const (
	minKind = 4
	minOf   = 3
)

// kindOf is whether a name says the wanted words with compounds of them: a Sterbeurkunde is an Urkunde, a Registerauszug is an Auszug
// from a Register, whether the search takes them apart or not. What a compound ends with says what a thing is, so one of the
// words has to end it.
func (w *walk) kindOf(wanted []compose.Word, name string) fit {
	has := w.reads(strings.ReplaceAll(name, "-", "")) // a Neustadt-Pass is a Pass
	ended := slices.DeleteFunc(slices.Clone(has), func(h compose.Word) bool {
		return !slices.ContainsFunc(wanted, func(word compose.Word) bool { return endsWith(h.Stem, word.Stem) })
	})
	if len(ended) == 0 {
		return noFit
	}
	for _, word := range wanted {
		inside := func(h compose.Word) bool {
			return utf8.RuneCountInString(word.Stem) >= minKind && strings.Contains(h.Stem, word.Stem)
		}
		if !slices.ContainsFunc(has, func(h compose.Word) bool { return h.Stem == word.Stem }) && !slices.ContainsFunc(ended, inside) {
			return noFit
		}
	}
	return kind
}

// endsWith tells whether a compound ends with a word.
func endsWith(compound, word string) bool {
	of, ok := strings.CutSuffix(compound, word)
	return ok && utf8.RuneCountInString(word) >= minKind && utf8.RuneCountInString(of) >= minOf
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
	return w.vocabulary().Words(text)
}

// options are what the services to choose from are called, those first whose name has the words.
func options(all []service) []string {
	named := func(s service) bool { return s.title > noFit || s.official || s.synonym == equals }
	all = append(filter(all, named), filter(all, func(s service) bool { return !named(s) })...)
	var names []string
	for _, s := range all {
		if name := s.label(); !slices.Contains(names, name) {
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
		return s.Score > named[0].Score && s.Coverage >= sameCover*named[0].Coverage || slices.ContainsFunc(named, func(n service) bool { return n.Document.ID == s.Document.ID })
	})
}

func filter(all []service, keep func(service) bool) []service {
	return slices.DeleteFunc(slices.Clone(all), func(s service) bool { return !keep(s) })
}

func count(all []service, is func(service) bool) int { return len(filter(all, is)) }

// askBack ends the answer with a question and the services' names to choose from.
func (w *walk) askBack(names []string) {
	if len(names) == 0 {
		w.offer(names, "reply.which_matter")
		return
	}
	if w.question.Reader.Setting() == auskunft.PublicReader.Setting() { // agents search, and have their field before them
		names = append(names, w.messages.Text(w.lang, otherMatter))
	}
	w.offer(names, "reply.which_service")
}

// otherMatter is the choice of somebody who means none of the services.
const otherMatter = "reply.other_matter"

// beganAnew reports whether the last turn was one that meant another matter, which is not known yet.
func (w *walk) beganAnew() bool {
	return w.justAsked() && w.turns[len(w.turns)-1].Standalone == ""
}

// Services are the services among the choices of a German answer that asked back.
func (d *Desk) Services(options []string) []string {
	other := d.messages.Text("de", otherMatter)
	return slices.DeleteFunc(slices.Clone(options), func(o string) bool { return o == other })
}

// meansOther reports whether none of the services offered is meant.
func (w *walk) meansOther() bool {
	other := w.messages.Text(w.lang, otherMatter)
	return w.justAsked() && chosen(w.masked, w.turns[len(w.turns)-1].Options) == other
}

// offer ends the answer with a question of our own and the answers to choose from.
func (w *walk) offer(options []string, message string) {
	w.answer.Status, w.answer.Options = auskunft.Clarify, options
	w.answer.Message = w.messages.Text(w.lang, message)
}
