package chat

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"auskunft"
	"auskunft/chat/aide"
	"auskunft/chat/compose"
	"auskunft/chat/guard"
	"auskunft/chat/prompts"
	"auskunft/chat/proof"
	"auskunft/retrieval"
	"auskunft/retrieval/glossary"
)

// The two tasks of translating. An answer waits for the second twice: there and back.
var (
	questionTask = aide.Task[struct{ Question string }]{
		Prompt: prompts.Question, Form: aide.Text("question"), Budget: 1500 * time.Millisecond, Tokens: 150,
	}
	translateTask = aide.Task[struct{ Sentences []string }]{
		Prompt: prompts.Translate, Form: aide.Texts("sentences"), Budget: 4 * time.Second, Tokens: 1000,
	}
)

// What can be wrong with what a model makes of a question, besides package aide's outcomes.
const (
	lostFigures = "lost_figures" // not the same numbers and links
	lostName    = "lost_name"    // a name that the texts of the town know is missing
	wrongLang   = "wrong_language"
	closedKind  = "closed" // the rules do not answer what it became
)

// aided keeps what became of a task, and reports whether its result is used.
func (w *walk) aided(aid auskunft.Aid, fault string) bool {
	if aid.Outcome == aide.Used && fault != "" {
		aid.Outcome = fault
	}
	w.answer.Aids = append(w.answer.Aids, aid)
	w.answer.Tokens += aid.Tokens
	w.step("aide", "%s (prompt %s): %s, %.0f ms", aid.Task, aid.Prompt, aid.Outcome, aid.Milliseconds)
	return aid.Outcome == aide.Used
}

// find searches the texts that the asker may see, for one text only once.
func (w *walk) find(ctx context.Context, text, lang string) (retrieval.Result, error) {
	query := looked{text, lang, w.area, w.district, w.trace != nil}
	found, ok := w.searched[query]
	if !ok {
		var err error
		if found, err = w.Searcher.Search(ctx, retrieval.Query{
			Text: text, Lang: lang, Reader: w.question.Reader, K: passages, Whole: whole,
			Documents: w.question.Documents, Area: w.area, Place: w.district, Now: w.question.Now, Explain: w.trace != nil,
		}); err != nil {
			return found, err
		}
		w.searched[query] = found
	}
	found.Hits = slices.Clone(found.Hits) // which are put in another order
	return found, nil
}

// looked is what differs between the searches for one question.
type looked struct {
	text, lang, area, place string
	explain                 bool
}

// search finds passages for the stand-alone question. One in another language is searched
// for in German too, when a model translates it; unless there are pages in the asker's
// language, the German question is then the one that is answered.
func (w *walk) search(ctx context.Context) (retrieval.Result, error) {
	found, err := w.find(ctx, w.standalone, w.spoken)
	if err != nil || w.Helper == nil || primary(firstNonEmpty(w.spoken, w.lang)) == "de" {
		return found, err
	}
	german := w.inGerman(ctx, found.Reading)
	if german == "" {
		return found, nil
	}
	other, err := w.find(ctx, german, "de")
	if err != nil {
		return found, err
	}
	mine := inLanguage(found, w.lang, w.question.Mode) // as without a model: which page answers is not for it to say
	own := len(mine.Hits) > 0 && mine.Coverage >= minCoverageForeign && primary(mine.Hits[0].Document.Lang) == primary(w.lang)
	if own || len(other.Hits) == 0 {
		found.Hits = joined(found.Hits, other.Hits)
		return found, nil
	}
	w.standalone, w.spoken = german, "de"
	w.step("standalone", "%s", german)
	other.Hits = joined(other.Hits, found.Hits)
	return other, nil
}

// readInGerman goes on with the German words that a question in another language was searched for in:
// whether a German text answers it, and with what, those tell. A page in the asker's language answers it as
// it was asked, and alone.
func (w *walk) readInGerman() {
	if w.found.Reading == nil || len(w.found.Hits) == 0 {
		return
	}
	w.step("glossary", "%s", w.found.Reading)
	if own := w.found.Hits[0].Document.Lang; primary(own) != "de" {
		w.found.Hits = slices.DeleteFunc(w.found.Hits, func(h retrieval.Hit) bool { return primary(h.Document.Lang) != primary(own) })
		return
	}
	w.standalone, w.spoken, w.read = w.found.Reading.German(), "de", true
}

// joined are hits, and behind them those of more that are not among them.
func joined(hits, more []retrieval.Hit) []retrieval.Hit {
	all := slices.Clone(hits)
	for _, m := range more {
		if !slices.ContainsFunc(hits, func(h retrieval.Hit) bool { return h.Passage.ID == m.Passage.ID }) {
			all = append(all, m)
		}
	}
	return all
}

// maxQuestion is how many characters a question has at most that a model wrote.
const maxQuestion = 300

// inGerman is the stand-alone question in German, "" when no model translates it well. reading is what the glossary
// makes of it; nil: nothing.
func (w *walk) inGerman(ctx context.Context, reading glossary.Reading) string {
	out, aid := questionTask.Ask(ctx, w.Helper, prompts.Asked{Question: w.standalone})
	german := strings.Join(strings.Fields(out.Question), " ")
	fault := ""
	switch lang := guard.Language(german); {
	case !aide.Plain(german):
		fault = aide.NotPlain
	case utf8.RuneCountInString(german) > min(maxQuestion, 3*utf8.RuneCountInString(w.standalone)+30):
		fault = aide.WrongLength
	case lang != "" && lang != "de":
		fault = wrongLang
	case !aide.SameFigures(w.standalone, german):
		fault = lostFigures
	case !w.keepsNames(german):
		fault = lostName
	case !w.keepsMatter(german, reading):
		fault = aide.LostWords
	case !guard.Route(german).Search:
		fault = closedKind
	}
	if !w.aided(aid, fault) {
		return ""
	}
	return german
}

// keepsMatter tells whether a translation names one of the things that the glossary knows the question to be about, whole or
// as a part of a compound: an answer to another question can be proven as well as one to this. Where the glossary
// knows no thing, nothing can be told.
func (w *walk) keepsMatter(german string, reading glossary.Reading) bool {
	if w.Lexicon == nil {
		return true
	}
	var things []string
	for _, word := range reading {
		if word.Known {
			things = append(things, Nouns(strings.Join(word.German, " "))...)
		}
	}
	things = slices.DeleteFunc(things, func(thing string) bool { return aspectWords[strings.ToLower(thing)] })
	said := w.reads(german)
	return len(things) == 0 || slices.ContainsFunc(w.reads(strings.Join(things, " ")), func(thing compose.Word) bool {
		return slices.ContainsFunc(said, func(s compose.Word) bool {
			return s.Stem == thing.Stem || slices.Contains(s.Parts, thing.Stem) || slices.Contains(thing.Parts, s.Stem)
		})
	})
}

// keepsNames tells whether a translation has the names of the stand-alone question: its words
// with a capital, past the first, that texts of the town have, too.
func (w *walk) keepsNames(german string) bool {
	for i, word := range strings.FieldsFunc(w.standalone, isSeparator) {
		first, _ := utf8.DecodeRuneInString(word)
		if i == 0 || !unicode.IsUpper(first) || strings.Contains(strings.ToLower(german), strings.ToLower(word)) {
			continue
		}
		if w.town.Area(word) != "" || w.knows(word) {
			return false
		}
	}
	return true
}

// knows reports whether a text that the asker may see has a word.
func (w *walk) knows(word string) bool {
	if w.Lexicon == nil {
		return false
	}
	unknown := w.Lexicon.IDF("\x00", w.question.Reader)
	return slices.ContainsFunc(w.reads(word), func(read compose.Word) bool {
		return w.Lexicon.IDF(read.Stem, w.question.Reader) < unknown
	})
}

// translates reports whether sentences wait to be told in the asker's language.
func (w *walk) translates() bool {
	lang := w.messages.Language(w.lang)
	return w.Helper != nil && lang != "de" && prompts.Languages[lang] != ""
}

// release tells what was held back to be translated: each sentence in the asker's language
// when the translation is proven, else as it is.
func (w *walk) release(ctx context.Context) error {
	texts := w.translated(ctx)
	for i, checked := range w.held {
		if err := w.tell(checked, texts[i]); err != nil {
			return err
		}
	}
	return nil
}

// translated gives a proven translation for each sentence that is held, "" for those that
// have none. Figures and links can be compared across languages. Words cannot: they are
// translated back, and what comes back has to stand on the same quotes.
func (w *walk) translated(ctx context.Context) []string {
	texts := make([]string, len(w.held))
	var german []string
	var at []int // of german's sentences among those held
	for i, checked := range w.held {
		if w.isGerman(checked) {
			german, at = append(german, checked.Text), append(at, i)
		}
	}
	if len(german) == 0 {
		return texts
	}
	lang := w.messages.Language(w.lang)
	out, aid := translateTask.Ask(ctx, w.Helper, prompts.Sentences{Lang: prompts.Languages[lang], Sentences: german})
	w.translator = aid.Model
	there := out.Sentences
	if fault := faultOf(german, there, lang); !w.aided(aid, fault) {
		return texts
	}
	out, aid = translateTask.Ask(ctx, w.Helper, prompts.Sentences{Lang: prompts.Languages["de"], Sentences: there})
	if len(out.Sentences) != len(there) {
		w.aided(aid, aide.WrongLength)
		return texts
	}
	fault := aide.Unproven
	for i, back := range out.Sentences {
		if !w.proven(german[i], there[i], back, w.held[at[i]]) {
			w.step("translate", "left in German: %q came back as %q", there[i], back)
			continue
		}
		texts[at[i]], fault = there[i], ""
	}
	if !w.aided(aid, fault) {
		return make([]string, len(w.held))
	}
	return texts
}

// faultOf says what is wrong with translations as a whole, "" for nothing.
func faultOf(german, there []string, lang string) string {
	all := strings.Join(there, "\n")
	ratio := float64(utf8.RuneCountInString(all)) / float64(utf8.RuneCountInString(strings.Join(german, "\n")))
	switch {
	case len(there) != len(german) || ratio < .3 || ratio > 3:
		return aide.WrongLength
	case guard.Language(all) != lang:
		return wrongLang
	}
	return ""
}

// proven tells whether a translation may stand for a sentence.
func (w *walk) proven(german, there, back string, checked proof.Checked) bool {
	if !aide.Plain(there) || !aide.SameFigures(german, there) || !aide.SameFigures(german, back) {
		return false
	}
	_, err := proof.Verify(compose.Draft{Text: back, Quotes: quotes(checked, w.found.Hits)}, w.found.Hits, w.town.Name)
	return err == nil
}

// quotes are what a verified sentence stands on, for one that says the same.
func quotes(checked proof.Checked, hits []retrieval.Hit) []compose.Quote {
	var all []compose.Quote
	for _, c := range checked.Citations {
		if i := hitOf(c, hits); i >= 0 {
			all = append(all, compose.Quote{Passage: i, Text: c.Quote})
		}
	}
	return all
}

// isGerman reports whether a sentence quotes German texts only.
func (w *walk) isGerman(checked proof.Checked) bool {
	return !slices.ContainsFunc(checked.Citations, func(c auskunft.Citation) bool {
		i := hitOf(c, w.found.Hits)
		return i < 0 || primary(w.found.Hits[i].Document.Lang) != "de"
	})
}

func hitOf(c auskunft.Citation, hits []retrieval.Hit) int {
	return slices.IndexFunc(hits, func(h retrieval.Hit) bool { return h.Passage.ID == c.Passage && h.Document.ID == c.Document })
}
