package chat

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"auskunft/chat/compose"
	"auskunft/chat/guard"
	"auskunft/internal/german"
	"auskunft/retrieval"
	"auskunft/retrieval/situation"
)

// People tell a story and then ask, and they ask for two things at once. What the question is
// about is in the clause that asks, as long as that clause names it; two matters are answered
// one after the other, each from its own page.

// maxMatters is how many questions one message is answered as.
const maxMatters = 2

// longStory is from how many words on a message of one sentence is a story with a question.
const longStory = 14

var (
	// asksAnew begins a clause that asks, behind a comma or "und".
	asksAnew = regexp.MustCompile(`(?i)(?:,| und| –|:|;)\s+(?:(?:und|also|jetzt|nun) )?((?:was|wie|wo|wohin|wann|wer|wen|wem|an wen|bis wann|ab wann|welche[rsnm]?|wieviel|kann ich|muss ich|darf ich|brauche ich|müssen wir|können wir)\s)`)
	// joint are two things that the same is asked of.
	joint = regexp.MustCompile(`(?i)([\p{L}-]+) und (?:(?:ein|eine|einen|der|die|das|den|dem|für|vom|zum|zur) )?([\p{L}-]+)`)
	// bothAsked is asked of each of two things before a colon or a dash.
	bothAsked = regexp.MustCompile(`^([^:–?]+?) und ([^:–?]+?)\s*[:–]\s*(.+)$`)
)

// askingClause is the clause of a message that asks something, the whole message when it is no
// story.
func askingClause(message string) string {
	sentences := german.Sentences(message)
	if len(sentences) > 1 {
		for _, s := range slices.Backward(sentences) {
			if text := s.Of(message); strings.HasSuffix(text, "?") || len(words(text)) > 0 && askingWords[words(text)[0]] {
				return text
			}
		}
		return message
	}
	if at := asksAgain(message); at != nil && len(words(message)) >= longStory {
		return message[at[2]:]
	}
	return message
}

// alsoAsked are the sentences of a message that ask something, and of one that asks twice in a sentence what it asks first.
func alsoAsked(message string) string {
	var asked []string
	for _, s := range german.Sentences(message) {
		text := s.Of(message)
		if at := asksAgain(text); at != nil {
			text = text[:at[0]]
		} else if !strings.HasSuffix(text, "?") {
			continue
		}
		if len(words(text)) > 0 && (askingWords[words(text)[0]] || asksBefore.MatchString(text)) {
			asked = append(asked, text)
		}
	}
	return strings.Join(asked, " ")
}

// asksAgain finds the first clause within a sentence that asks: its start with what leads to
// it, and from index 2 without. A relative clause has its verb at the end and somebody behind
// its first word: "die Stelle, wo ich den Pass bekomme".
func asksAgain(sentence string) []int {
	for _, at := range asksAnew.FindAllStringSubmatchIndex(sentence, -1) {
		rest := words(sentence[at[2]:])
		if len(rest) > 1 && (!askingWords[rest[0]] || !somebody[rest[1]]) {
			return at
		}
	}
	return nil
}

var somebody = wordSet(`ich man wir er sie es mein meine meinen meiner unser unsere unseren der die das den dem`)

// withoutStory is a message without what its story has beside the matter, or the clause alone that asks, when that names a page
// and what is told means another one.
func (w *walk) withoutStory(ctx context.Context, message string) (string, error) {
	clause := askingClause(message)
	if w.given() {
		return message, nil
	}
	if clause == message {
		if len(relatives(message)) > 0 {
			w.told = message
			return w.toThePoint(ctx, message, clause)
		}
		return w.behindColon(ctx, message)
	}
	w.told = message
	if ownMatter(clause) {
		named, err := w.named(ctx, clause)
		if err != nil {
			return message, err
		}
		if named {
			if decides, err := w.storyDecides(ctx, message, clause); err != nil || !decides {
				return clause, err
			}
		}
	}
	return w.toThePoint(ctx, message, clause)
}

// storyDecides tells whether what a message tells is of its matter: the page for all of it is that for its asking clause, or has what
// that asks hardly less. "Unser Hund ist gestorben. Bekomme ich die Hundesteuer zurück?" is not about taxes alone.
func (w *walk) storyDecides(ctx context.Context, message, clause string) (bool, error) {
	if w.Lexicon == nil || w.spoken != "" && w.spoken != "de" {
		return false, nil
	}
	story := strings.TrimSpace(strings.ReplaceAll(message, clause, ""))
	if livesHere.MatchString(story) {
		return false, nil
	}
	whole, err := w.find(ctx, message, w.spoken)
	if err != nil || len(whole.Hits) == 0 {
		return false, err
	}
	alone, err := w.find(ctx, clause, w.spoken)
	if err != nil || len(alone.Hits) == 0 {
		return err == nil, err
	}
	vocabulary := w.vocabulary()
	told := compose.Read(compose.Task{Question: message, Hits: whole.Hits, Vocabulary: vocabulary}).Document()
	of := slices.DeleteFunc(slices.Clone(whole.Hits), func(h retrieval.Hit) bool { return h.Document.ID != told })
	pages := compose.Read(compose.Task{Question: clause, Hits: joined(alone.Hits, of), Vocabulary: vocabulary}).Pages()
	for _, p := range pages {
		if p.Document == told {
			w.step("story", "its page fits %.2f less", pages[0].Fit-p.Fit)
			return pages[0].Fit-p.Fit <= storyLess, nil
		}
	}
	return false, nil
}

// livesHere tells no more than that somebody lives in the town, or is new in it.
var livesHere = regexp.MustCompile(`(?i)^(?:ich|wir) (?:wohnen?|leben?|bin|sind) (?:(?:ganz |noch |erst )?neu )?(?:hier|in (?:der Stadt|\p{Lu}[\p{L}-]+))\W*$`)

// storyLess is how much less the page of the whole message may fit what is asked than the best page for that alone.
const storyLess = .5

// behindColon is what is asked behind a colon when a page is called by what it names: before it stands who asks
// ("Alleinerziehende: Bekomme ich Wohngeld?"), and another page may be called by that.
func (w *walk) behindColon(ctx context.Context, message string) (string, error) {
	_, clause, _ := strings.Cut(message, ": ")
	if !strings.HasSuffix(clause, "?") || !ownMatter(clause) {
		return message, nil
	}
	named, err := w.named(ctx, clause)
	if err != nil || !named {
		return message, err
	}
	w.told = message
	return clause, nil
}

// asksNothing tells whether a message only names something, or tells of it: "Umzug", "Ich ziehe um".
func asksNothing(message string) bool {
	return !strings.Contains(message, "?") && !slices.ContainsFunc(words(message), func(w string) bool { return askingWords[w] || aspectWords[w] })
}

// toThePoint is a message without those words of its story that the page found for it does not
// have. "Wir wandern im Februar nach Kanada aus. Wie früh können wir uns abmelden?" is about
// leaving; Canada is no sign that nobody knows the answer. What is asked stays as it is.
func (w *walk) toThePoint(ctx context.Context, message, clause string) (string, error) {
	if w.Lexicon == nil || w.spoken != "" && w.spoken != "de" {
		return message, nil
	}
	found, err := w.find(ctx, message, w.spoken)
	if err != nil || len(found.Hits) == 0 {
		return message, err
	}
	vocabulary := w.vocabulary()
	best := compose.Read(compose.Task{Question: message, Hits: found.Hits, Vocabulary: vocabulary}).Document()
	of := slices.DeleteFunc(slices.Clone(found.Hits), func(h retrieval.Hit) bool { return h.Document.ID != best })
	var page []compose.Word
	for _, h := range of {
		page = append(page, w.reads(strings.Join(append(h.Document.Synonyms, h.Document.Title, h.Passage.Text), " "))...)
	}
	calls := func(word string) bool { return w.fitOf(word, of) >= holds }
	if !slices.ContainsFunc(subjectOwn(message), calls) && !holdsMatter(page, message, clause, vocabulary) || lacksThings(page, message, clause, vocabulary) {
		return message, nil
	}
	asked, named, beside := words(alsoAsked(message)+" "+clause), words(strings.Join(naming(message), " ")), map[string]bool{}
	near := relatives(message)
	for _, word := range subject(message) {
		if slices.Contains(near, word) {
			beside[word] = !hasItself(page, vocabulary.Asked(word))
			continue
		}
		beside[word] = !slices.Contains(asked, word) && !hasWordOf(page, vocabulary.Asked(word)) &&
			!(slices.Contains(named, word) && w.fitOf(word, found.Hits) >= holds)
	}
	point := story.ReplaceAllStringFunc(withoutRelatives(message, beside), func(word string) string {
		if beside[strings.ToLower(word)] && strings.Trim(word, "0123456789") != "" { // figures tell a table's rows apart
			return ""
		}
		return word
	})
	w.step("point", "%s", point)
	return point, nil
}

// leastMatter is the share of the rarity of the words naming a message's matter that the page has which may tell what of its
// story is beside the point.
const leastMatter = .5

// holdsMatter tells whether a page has what a message is about: what its asking clause names, or where that names nothing
// what its story names. A page that has neither, and is called by none of its words, was found by one beside the point, and
// would leave only that.
func holdsMatter(page []compose.Word, message, clause string, vocabulary compose.Vocabulary) bool {
	return shareOf(page, subjectOwn(clause), vocabulary) >= leastMatter ||
		shareOf(page, slices.DeleteFunc(naming(message), situation.Beside), vocabulary) >= leastMatter
}

// lacksThings tells whether a clause that asks names nothing ("Was soll ich machen?") and the page has little of the things that the
// story names: one of its words called the page, and the matter would be lost with the others.
func lacksThings(page []compose.Word, message, clause string, vocabulary compose.Vocabulary) bool {
	if len(subjectOwn(clause)) > 0 {
		return false
	}
	things := slices.DeleteFunc(naming(message), func(word string) bool { return situation.Beside(word) || besides[strings.ToLower(word)] })
	return len(things) > 0 && shareOf(page, things, vocabulary) < leastMatter
}

// shareOf is the share of the rarity of words that a page has, 0 without words.
func shareOf(page []compose.Word, of []string, vocabulary compose.Vocabulary) float64 {
	had, total := 0.0, 1e-9
	for _, word := range of {
		for _, r := range vocabulary.Asked(word) {
			idf := vocabulary.IDF(r.Stem)
			total += idf
			if hasWordOf(page, []compose.Word{r}) {
				had += idf
			}
		}
	}
	return had / total
}

// leastSaid is how much of a word another one says at least that stands for it.
const leastSaid = .5

// hasWordOf tells whether a page has one of the words, a compound of it, or another word for it.
func hasWordOf(page, words []compose.Word) bool {
	return slices.ContainsFunc(words, func(r compose.Word) bool {
		return slices.ContainsFunc(page, func(has compose.Word) bool {
			return has.Stem == r.Stem || slices.Contains(has.Parts, r.Stem) || r.SaidBy(has.Stem) >= leastSaid
		})
	})
}

// story is a word of a message.
var story = regexp.MustCompile(`[\p{L}\d-]+`)

// elsewhere is an object that was named in another clause: "Bis wann muss ich den tauschen?"
var elsewhere = regexp.MustCompile(`\b(?:um|kostet|melde|muss ich|kann ich|darf ich) es\b|\b(?:ihn|ihm|dieses?|dieser|diesen)\b|\b(?:den|die|das|dem|der)(?: \p{Ll}+)+\W*$`)

// ownMatter tells whether a clause names something and points to nothing said elsewhere.
func ownMatter(clause string) bool {
	return len(subjectOwn(clause)) > 0 && !elsewhere.MatchString(clause) && !slices.ContainsFunc(words(clause), func(w string) bool { return pointers[w] })
}

// apart takes a message that may ask for two things apart, nil when it does not look so.
func apart(message string) []string {
	var asked []string
	for _, s := range german.Sentences(message) {
		if text := s.Of(message); strings.HasSuffix(text, "?") {
			asked = append(asked, text)
		}
	}
	if len(asked) == maxMatters && ownMatter(asked[0]) && ownMatter(asked[1]) {
		return asked
	}
	if m := bothAsked.FindStringSubmatch(message); m != nil {
		return []string{m[1] + ": " + m[3], m[2] + ": " + m[3]}
	}
	if at := asksAgain(message); at != nil {
		first, second := message[:at[0]], message[at[2]:]
		asks := slices.ContainsFunc(words(first), func(w string) bool { return askingWords[w] || aspectWords[w] })
		if asks && ownMatter(first) && ownMatter(second) {
			return []string{first + "?", second}
		}
	}
	if m := joint.FindStringSubmatchIndex(message); m != nil && len(subject(message[m[2]:m[3]])) > 0 && len(subject(message[m[4]:m[5]])) > 0 {
		return []string{message[:m[3]] + message[m[1]:], message[:m[2]] + message[m[4]:]}
	}
	return nil
}

// part is one of two matters: its question, what was found for it and how it was read.
type part struct {
	question string
	found    retrieval.Result
	reading  *compose.Reading
}

// bothMatters answers a message that asks for two things: when each of them alone can be
// answered, by a page that is called by what it names, and not both by the same. done is false
// for all other messages, and then nothing has changed.
func (w *walk) bothMatters(ctx context.Context, kind guard.Kind) (done bool, err error) {
	questions := apart(w.standalone)
	if questions == nil || kind != guard.Question || w.given() || w.Lexicon == nil {
		return false, nil
	}
	whole, trace := w.standalone, w.trace
	w.trace = nil // of the tries
	parts, err := w.readApart(ctx, kind, questions)
	w.standalone, w.found, w.reading, w.trace = whole, retrieval.Result{}, nil, trace
	if err != nil || parts == nil {
		return false, err
	}
	w.step("matters", "%q", questions)
	w.most = compose.DefaultSentences / maxMatters
	var all retrieval.Result
	for _, p := range parts {
		w.standalone, w.found, w.reading = p.question, p.found, p.reading
		w.explainHits()
		if err := w.compose(ctx, kind); err != nil {
			return true, err
		}
		all.Hits = joined(all.Hits, p.found.Hits)
		all.Coverage = max(all.Coverage, p.found.Coverage)
	}
	w.standalone, w.found = whole, all
	return true, nil
}

// readApart searches for each of the questions, nil when one cannot be answered on its own.
func (w *walk) readApart(ctx context.Context, kind guard.Kind, questions []string) ([]part, error) {
	var parts []part
	for _, q := range questions {
		named, err := w.named(ctx, q)
		if err != nil || !named {
			return nil, err
		}
		w.standalone = q
		ok, err := w.retrieve(ctx, kind)
		if err != nil || !ok || w.reading == nil {
			return nil, err
		}
		if slices.ContainsFunc(parts, func(p part) bool { return p.reading.Document() == w.reading.Document() }) {
			return nil, nil
		}
		parts = append(parts, part{q, w.found, w.reading})
	}
	return parts, nil
}
