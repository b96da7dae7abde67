package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"auskunft/chat/compose"
	"auskunft/retrieval"
	"auskunft/retrieval/situation"
)

// Which reading of a message is meant. Words alone do not tell: "Brauche ich ein Foto?" goes on with the passport, "Was kostet
// die Sauna?" does not. So a message that may be either is searched for as both, and the pages tell: one that has its own
// matter is found by that alone, and the page of the conversation lacks it. How a message is worded only says how much of that
// is wanted (see leaning). The words that count are those that name a thing; who it is for, when, and how many say nothing.

// Judged on the development halves of followups and followups-b and on 66 conversations of a third author: of the 36 messages
// that come to this comparison and are right in one reading only, 35 are read so. Shares of .1 to .4 and rarities of 0 to .7 do
// equally well; chosen on two of the authors they miss 1 of 36 of the third.
const (
	// tellingShare is the share of a message's own words, by rarity, that its own page has more than that of the conversation.
	tellingShare = .4
	// tellingRarity is how rare they have to be together, as a share of a word that no page has, where no page is called so.
	tellingRarity = .5
	// unheld is the share of a word below which a page does not have it.
	unheld = .2
	// ownShare is the share of what the asker has said from which on the page of a reading holds it.
	ownShare = .8
)

// sense is a message as it may be meant, with the best page for it.
type sense struct {
	page  []compose.Word
	hits  []retrieval.Hit // of the best page
	title string
}

// senseOf finds the best page for a text, none when nothing is found.
func (w *walk) senseOf(ctx context.Context, text string) (r sense, err error) {
	found, err := w.find(ctx, text, w.spoken)
	if err != nil || len(found.Hits) == 0 {
		return r, err
	}
	task := w.task()
	task.Question, task.Own, task.Hits = text, "", found.Hits
	best := compose.Read(task).Document()
	r.hits = slices.DeleteFunc(slices.Clone(found.Hits), func(h retrieval.Hit) bool { return h.Document.ID != best })
	if len(r.hits) > 0 {
		r.page, r.title = w.pageOf(r.hits), r.hits[0].Document.Title
	}
	return r, nil
}

// inContext is the message in the reading that the pages speak for.
func (w *walk) inContext(ctx context.Context, question string, last matter, l leaning) (string, error) {
	own := ownThings(question)
	switch {
	case l == leans, len(own) == 0, w.justAsked() && asksNothing(question), w.Lexicon == nil && l == continues:
		w.step("reading", "goes on with the last question; names by itself %q", own)
		return w.completed(ctx, question, last)
	case l == standsAlone:
		w.step("reading", "own matter: long enough to say it, names %q", own)
		return w.withoutStory(ctx, question)
	case w.Lexicon == nil:
		return question, nil // nothing can be told
	}
	other := question
	if l == continues {
		other = last.sameOf(question)
	}
	alone, err := w.senseOf(ctx, other)
	if err != nil {
		return "", fmt.Errorf("searching the question alone: %w", err)
	}
	calls := func(s sense) bool {
		return slices.ContainsFunc(own, func(word string) bool { return w.fitOf(word, s.hits) >= holds })
	}
	if l == continues && asksNothing(last.question) && !calls(alone) { // "Ich ziehe um", "und mein Hund?": nothing that one could ask the same of
		bare, err := w.senseOf(ctx, question)
		if err != nil {
			return "", fmt.Errorf("searching what the question names: %w", err)
		}
		if calls(bare) {
			w.step("reading", "own matter: %q is called so, and nothing was asked before", bare.title)
			return strings.Join(append([]string{question}, namingWords(last.question)...), " "), nil
		}
	}
	after, err := w.senseOf(ctx, last.carry(question))
	if err != nil {
		return "", fmt.Errorf("searching the question after the last: %w", err)
	}
	separate, why := w.hasOwn(question, alone, after, l)
	w.step("reading", "own matter: %t, %s; alone %q, after the last %q", separate, why, alone.title, after.title)
	if separate {
		return other, nil
	}
	return w.completed(ctx, question, last)
}

// hasOwn tells whether a message has a matter of its own, by the pages of its readings, and why.
func (w *walk) hasOwn(question string, alone, after sense, l leaning) (is bool, why string) {
	if len(alone.hits) == 0 || len(after.hits) == 0 {
		return len(after.hits) == 0, "one of the readings finds nothing"
	}
	vocabulary := w.vocabulary()
	total, more, held, called, calledAfter := 1e-9, 0.0, 0.0, noFit, noFit
	for _, word := range ownThings(question) {
		rarity := rarityOf(word, vocabulary)
		own, continued := shareOf(alone.page, []string{word}, vocabulary), shareOf(after.page, []string{word}, vocabulary)
		gap := rarity * (own - continued)
		total, more, held = total+rarity, more+gap, max(held, own, continued)
		if gap > 0 || l == mayLean {
			called, calledAfter = max(called, w.fitOf(word, alone.hits)), max(calledAfter, w.fitOf(word, after.hits))
		}
	}
	share, rare := more/total, more/vocabulary.IDF(unheard)
	why = fmt.Sprintf("its page has %.2f more of it, rarity %.2f, called so: %t", share, rare, called >= holds)
	switch {
	case l == continues && total > 1e-9 && held < unheld && len(words(question)) <= longestFollowUp: // nobody can say the same of a thing that neither page knows
		return true, why
	case l == continues: // "Und der Hort?" is about another thing only where a page is called so
		return share >= tellingShare && called > calledAfter, why
	case share >= tellingShare:
		return rare >= tellingRarity || called > calledAfter, why
	}
	// "Was kostet ein Reisepass?" names its page, where "Brauche ich ein Foto?" only needs a thing
	asks := slices.ContainsFunc(words(question), func(word string) bool { return askingWords[word] })
	return called >= holds && alone.title == after.title || asks && called == equals && called > calledAfter, why
}

// unheard is a word that no text has; its rarity is the most that a word has.
const unheard = "unerhörtestes"

// rarityOf is the rarity of a word, or of the words it is read as together.
func rarityOf(word string, vocabulary compose.Vocabulary) (sum float64) {
	for _, r := range vocabulary.Asked(word) {
		sum += vocabulary.IDF(r.Stem)
	}
	return sum
}

// completed is a message that leans with what the conversation was about. The title of what was quoted is our own guess: where
// the page found with it has little of what the asker has said, and the one found without has more, it is left out.
func (w *walk) completed(ctx context.Context, question string, last matter) (string, error) {
	carried, said := last.carry(question), matter{question: last.question}.carry(question)
	asked := ownThings(last.question)
	w.own = question
	if w.Lexicon == nil || carried == said || w.titleTakesUp(asked, last.subject) {
		return w.follow(ctx, question, carried), nil
	}
	with, err := w.senseOf(ctx, carried)
	if err != nil {
		return "", fmt.Errorf("searching with the last page: %w", err)
	}
	vocabulary := w.vocabulary()
	if had := shareOf(with.page, asked, vocabulary); had < ownShare {
		without, err := w.senseOf(ctx, said)
		if err != nil {
			return "", fmt.Errorf("searching without the last page: %w", err)
		}
		has := shareOf(without.page, asked, vocabulary)
		w.step("reading", "the page of %q has %.2f of what was asked, %q without its title %.2f", with.title, had, without.title, has)
		if has > had {
			carried = said
		}
	}
	return w.follow(ctx, question, carried), nil
}

// titleTakesUp tells whether a title has one of the words.
func (w *walk) titleTakesUp(asked []string, title string) bool {
	return slices.ContainsFunc(asked, func(word string) bool {
		wanted := w.reads(word)
		return len(wanted) > 0 && w.fits(wanted, title) >= holds
	})
}

// pageOf are the words of a page: its names and what was found of it.
func (w *walk) pageOf(hits []retrieval.Hit) (page []compose.Word) {
	for _, h := range hits {
		page = append(page, w.reads(strings.Join(append(h.Document.Synonyms, h.Document.Title, h.Passage.Text), " "))...)
	}
	return page
}

// ownThings are the words by which a message names a thing: as naming, without verbs, figures, kin and days. The word before
// "ich" or "man" is a verb, and so is one in -t that begins a sentence before an article.
func ownThings(question string) []string {
	verbs, all := map[string]bool{}, words(question)
	for i := range len(all) - 1 {
		first := i == 0 || askingWords[all[0]] && i == 1
		if subjects[all[i+1]] || first && strings.HasSuffix(all[i], "t") && articles[all[i+1]] {
			verbs[all[i]] = true
		}
	}
	return slices.DeleteFunc(naming(question), func(word string) bool {
		folded := strings.ToLower(word)
		return verbs[folded] || situation.Beside(folded) || asides[folded] || strings.ContainsFunc(word, unicode.IsDigit)
	})
}

var (
	subjects = wordSet(`ich man wir er es`)
	articles = wordSet(`der die das den dem ein eine einen einem einer mein meine meinen unser unsere unseren`)
	// asides say for whom, when, where to or how much in whatever matter, or which of those talked about.
	asides = wordSet(`kind kinder kindern alter jahre euro cent prozent uhr mal familie person personen leute lang alleine allein zusammen
		übers internet computer andere anderen anderer bescheid früh kosten preis danke dank okay frage pro los raus rein hin weg vorbei rüber
		rentner rentnerin senioren seniorin studenten studentin studierende schüler schülerin azubis jugendliche erwachsene schwerbehinderte behinderte
		büro stelle gebäude schalter fachdienst abteilung kleine kleinen kleiner große großen großer erste ersten erster zweite zweiten`)
)
