package chat

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"auskunft/retrieval"
	"auskunft/retrieval/situation"
)

// Situations in life. People tell what has happened and leave it to the desk what follows from it: "Ich bin Witwe
// geworden." Which services it takes is known beforehand, so nothing of it is left to the words that the message
// happens to share with a page. Several are offered as buttons, what the law wants first at the top; who
// asks what there is to do gets the first of them.

// minCoverageOwn is how much of a message the page of its service covers that is searched for in its own words.
const minCoverageOwn = 0.75

// maxBeside is how many words a message without capitals may have beside what it tells: of others nouns tell
// that it has a matter of its own.
const maxBeside = 1

var (
	// asksWhatToDo leaves open what is asked for.
	asksWhatToDo = regexp.MustCompile(`(?i)\bwas (?:nun|jetzt|dann)\b|\bwas (?:muss|müssen|soll|sollen|kann|können|mache|machen|mach|tue|tun|tu|ist|gibt|habe|haben|hab)\b` +
		`(?: (?:ich|wir|man|es|nun|jetzt|da|dann|alles|denn|dabei|zu|als|erstes|zuerst|noch|hier|dafür|bei (?:der stadt|der gemeinde|euch|ihnen)|mit der stadt))*(?: (?:lassen|tun|machen|erledigen|beachten|beantragen|melden|ändern|anmelden|abmelden|unternehmen|regeln|wissen))*\W*$` +
		`|\bwie geht(?: es|'s|s)?(?: jetzt| nun| dann)* weiter\b|\bwie gehen? (?:ich|wir)(?: da| jetzt| nun)* vor\b|\bwer (?:hilft|kann)(?: mir| uns)?(?: jetzt| da)*(?: helfen)?\W*$` +
		`|\b(?:wo|wohin|an wen|bei wem) (?:muss|müssen|soll|sollen|kann|können|wende|wenden|gehe|gehen|melde|melden)(?: (?:ich|wir|man|mich|uns|das|es|da|jetzt|nun|hin))*(?: (?:hin|wenden|hingehen|gehen|melden))?\W*$`)
	// asksForAll wants all that there is to do, not what comes first.
	asksForAll = regexp.MustCompile(`(?i)\balles\b|\bregeln\b`)
	// asksBefore begins a question whose mark is missing.
	asksBefore = regexp.MustCompile(`(?i)^\W*(?:kann|können|muss|müssen|darf|dürfen|soll|sollen|brauche?|gibt|bekomme?|krieg(?:e|t|en)?|hat|ist|sind|habt|macht|bietet)\b`)
	// asksOf names what one wants to know.
	asksOf = regexp.MustCompile(`(?i)\b(?:kostet|kosten|gebühr(?:en)?|preis|teuer|dauert?|frist(?:en)?|unterlagen|formulare?|termine?|adresse|telefon(?:nummer)?|online|zuständig|anspruch)\b|öffnungszeit`)
	// aside is something that is named only to say where or since when.
	aside = regexp.MustCompile(`(?i)\b(?:nach|von|aus|in|im|am|an|bei|beim|zu|vor|vom|seit)(?: (?:dem|den|der|das|die|einem|einer|eine|ein|einen|meinem|meiner|meinen|unserem|unserer|unseren|ihrem|ihrer|seinem|seiner))?(?: \p{Ll}+(?:en|er|e))? (\p{Lu}[\p{L}-]*)`)
)

// happened looks whether the question only tells what has happened in a life, or asks what there is to do then. names are
// the services to choose from; where one is meant, the question is about it from then on.
func (w *walk) happened(ctx context.Context) (names []string, err error) {
	message := topic(w.asked)
	if w.town.Name != "" {
		message = strings.ReplaceAll(message, w.town.Name, "Stadt") // "neu in Auenwede"
	}
	if w.Lexicon == nil || w.given() || w.spoken != "" && w.spoken != "de" {
		return nil, nil
	}
	todo, tells := asksWhatToDo.MatchString(message), onlyTells(message)
	if !todo && !tells {
		return nil, nil
	}
	if l := lean(message); len(w.turns) > 0 && !startsAnew(w.asked) && l != standsAlone && (l != mayLean || !tells) {
		return nil, nil // it says more of what was talked about
	}
	s, others := situation.Of(asksWhatToDo.ReplaceAllString(message, ""))
	if s == nil || !onlyBeside(message, others) {
		return nil, nil
	}
	titles, first, err := w.servicesOf(ctx, s)
	if err != nil {
		return nil, err
	}
	w.step("situation", "%s: %q", s.Name, titles)
	switch {
	case first && (todo && !asksForAll.MatchString(message) || len(titles) == 1):
		return nil, w.mean(ctx, titles[0])
	case len(titles) >= minOptions && !w.justAsked():
		return titles[:min(len(titles), maxOptions)], nil
	}
	return nil, nil
}

// mean makes a service what the question is about. One that finds it by itself, by nearly all of its words, stays as it
// is: they tell more than the name of the service.
func (w *walk) mean(ctx context.Context, title string) error {
	found, err := w.Searcher.Search(ctx, retrieval.Query{
		Text: w.standalone, Lang: w.spoken, Reader: w.question.Reader, K: 1, Area: w.area, Now: w.question.Now,
	})
	if err != nil {
		return fmt.Errorf("searching the question alone: %w", err)
	}
	w.chose = title
	if len(found.Hits) == 0 || found.Hits[0].Document.Title != title || found.Coverage < minCoverageOwn {
		w.standalone = title
	}
	return nil
}

// onlyTells reports whether a message asks nothing in particular.
func onlyTells(message string) bool {
	return !strings.Contains(message, "?") && !asksBefore.MatchString(message) && !asksOf.MatchString(message) &&
		!slices.ContainsFunc(words(message), func(word string) bool { return askingWords[word] })
}

// onlyBeside reports whether the other words of a message name no matter of their own.
func onlyBeside(message string, others []string) bool {
	if strings.ToLower(message) == message {
		return len(subject(strings.Join(others, " "))) <= maxBeside
	}
	var places []string
	for _, m := range aside.FindAllStringSubmatch(message, -1) {
		places = append(places, m[1])
	}
	return !slices.ContainsFunc(Nouns(strings.Join(others, " ")), func(noun string) bool {
		return !slices.Contains(places, noun)
	})
}

// servicesOf are the titles of the services that the town has for a situation, in its order, and whether the first is
// the one that comes first.
func (w *walk) servicesOf(ctx context.Context, s *situation.Situation) (titles []string, first bool, err error) {
	found, err := w.Searcher.Search(ctx, retrieval.Query{
		Text: strings.Join(slices.Concat(s.Services...), " "), Lang: "de", Reader: w.question.Reader, K: candidates * len(s.Services),
		Area: w.area, Now: w.question.Now,
	})
	if err != nil {
		return nil, false, fmt.Errorf("searching services of a situation: %w", err)
	}
	all := services(found.Hits)
	for i, wanted := range s.Services {
		title := w.bestCalled(wanted, all)
		if title == "" || slices.Contains(titles, title) {
			continue
		}
		first = first || i == 0
		titles = append(titles, title)
	}
	return titles, first, nil
}

// bestCalled is the title of the service that is called by one of the names; names that come first are
// better, exact ones than such as hold it, and titles than synonyms.
func (w *walk) bestCalled(names situation.Service, all []service) (title string) {
	for _, name := range names {
		wanted, most := w.reads(name), 0
		for _, s := range all {
			fit := 2*int(w.fits(wanted, s.Document.Title)) + 1
			for _, synonym := range s.Document.Synonyms {
				fit = max(fit, 2*int(w.fits(wanted, synonym)))
			}
			if fit > max(most, 1) {
				most, title = fit, s.Document.Title
			}
		}
		if title != "" {
			return title
		}
	}
	return ""
}
