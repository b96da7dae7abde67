// Package chat turns a question into a cited answer, or into an honest refusal.
//
// A question walks one way: normalise, area, mask, route, stand-alone question,
// retrieve, answerable or not, compose, verify, cards, record. Every step may end the
// walk with a status. The raw question stays in the first steps' memory; what is
// searched, stored, logged or shown to a model is masked. Composers only propose:
// a sentence is shown when proof.Verify has found its quotes in the passages, and a
// citation's place in its document is the verified one.
//
// The Desk is the walk. What it needs from other rooms it names as small interfaces
// below. The desk's own words are in the files of messages.
package chat

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"regexp"
	"time"

	"auskunft"
	"auskunft/chat/aide"
	"auskunft/chat/compose"
	"auskunft/chat/guard"
	"auskunft/retrieval"
	"auskunft/retrieval/glossary"
	"auskunft/retrieval/lexical"
)

// Searcher finds passages; package retrieval has it.
type Searcher interface {
	Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error)
}

// Catalogue knows services, offices and notices; package retrieval/catalog has it.
type Catalogue interface {
	// Cards returns the cards that belong to the hits, most important first.
	Cards(ctx context.Context, r auskunft.Reader, hits []retrieval.Hit, area string, now time.Time) ([]auskunft.Card, error)
}

// Conversations keeps masked turns for half an hour, and the record of every answer.
type Conversations interface {
	// Turns returns the turns of a conversation, oldest first, with what r may see of their
	// answers; ok is false when there is no such conversation any more.
	Turns(ctx context.Context, r auskunft.Reader, id string, now time.Time) (turns []Turn, ok bool, err error)
	// Begin opens a conversation before its first answer, so that it can be deleted meanwhile.
	Begin(ctx context.Context, id, lang, area string, at time.Time) error
	// Record stores an answered question with its answer, all of it or nothing. Of a
	// conversation that has been deleted only the answer is stored, which holds no question.
	Record(ctx context.Context, e Exchange) error
}

// Lexicon knows the words of the search: what composing counts is what searching counted.
type Lexicon interface {
	compose.Analyser
	// IDF is how rare a term is in the texts that reader sees.
	IDF(term string, reader auskunft.Reader) float64
	// Synonyms are the terms that searching takes for those of a German question as well.
	Synonyms(question []lexical.Term, reader auskunft.Reader) []lexical.Synonym
	// Spelled is a German question with the words put right that are misspelt, run together or torn apart, and which words of it
	// were not typed.
	Spelled(question string, reader auskunft.Reader) (right string, meant []string)
}

// Turn is one earlier question of a conversation.
type Turn struct {
	Question   string // masked
	Standalone string // what was searched for, "" when nothing was
	Status     auskunft.Status
	Subject    string   // title of what was quoted, "" when nothing was
	Options    []string // what could be chosen, when it was asked back
}

// Exchange is everything that is kept of one question and its answer.
type Exchange struct {
	Conversation string
	Turn         Turn
	Answer       auskunft.Answer
	Prompts      string              // version of the prompts it was written by, "" without a model
	Visibility   auskunft.Visibility // narrowest of what the answer quotes
	Reader       auskunft.Reader
	Lang, Area   string
	At           time.Time
}

// Parts are what a Desk is built from.
type Parts struct {
	Searcher      Searcher
	Lexicon       Lexicon // nil: composers weigh words by the passages they get
	Catalogue     Catalogue
	Composer      compose.Composer
	Conversations Conversations
	Pins          Pins           // nil: no answer is pinned
	Helper        aide.Completer // nil: everything is done by rules alone
	Log           *slog.Logger
}

// Desk answers questions. It is safe for concurrent use.
type Desk struct {
	Parts
	town     Town
	messages *Messages
	masker   *guard.Masker
}

// New makes a Desk for a town.
func New(parts Parts, town Town) (*Desk, error) {
	messages, err := LoadMessages(town)
	if err != nil {
		return nil, err
	}
	if parts.Log == nil {
		parts.Log = slog.New(slog.DiscardHandler)
	}
	return &Desk{Parts: parts, town: town, messages: messages, masker: guard.NewMasker(town.Public)}, nil
}

// Messages are the desk's own words, for those who speak for it.
func (d *Desk) Messages() *Messages { return d.messages }

// Town is the city the desk speaks for.
func (d *Desk) Town() Town { return d.town }

// What a composer gets to quote from: so many hits, and all of so many best documents.
const (
	passages = 10
	whole    = 2
)

// conversationID is the form of an identifier of a conversation or an answer.
var conversationID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// ValidID reports whether id has the form of a conversation's or an answer's identifier.
func ValidID(id string) bool { return conversationID.MatchString(id) }

// Ask answers a question. It gives emit the events of the answer in the order that Event
// documents and returns the same answer as a whole.
//
// An error of kind auskunft.Invalid comes before any event. After an error of another
// kind the answer holds what had been emitted until then. An error of emit ends the
// work and is returned as it is.
func (d *Desk) Ask(ctx context.Context, q auskunft.Question, emit func(Event) error) (auskunft.Answer, error) {
	w, err := d.begin(ctx, q, emit)
	if err != nil {
		return auskunft.Answer{}, err
	}
	err = w.run(ctx)
	w.answer.Milliseconds = float64(time.Since(w.started).Microseconds()) / 1000
	if err != nil {
		w.answer.Status, w.answer.Reason = auskunft.Failed, ""
		if len(w.answer.Sentences) > 0 { // what has been shown is recorded, whoever left
			w.record(context.WithoutCancel(ctx))
		}
		return w.answer, err
	}
	w.record(ctx)
	return w.answer, emit(doneEvent(w.answer))
}

// Check returns the error with which Ask would refuse the question itself, before it
// emits anything.
func (d *Desk) Check(q auskunft.Question) error {
	_, err := check(q)
	return err
}

// check returns the question's text as it is worked on.
func check(q auskunft.Question) (text string, err error) {
	if q.Conversation != "" && !ValidID(q.Conversation) {
		return "", auskunft.Errorf(auskunft.Invalid, "conversation_id", "a conversation's id is 32 hex digits")
	}
	return guard.Normalise(q.Text)
}

// begin checks a question and prepares the walk.
func (d *Desk) begin(ctx context.Context, q auskunft.Question, emit func(Event) error) (*walk, error) {
	text, err := check(q)
	if err != nil {
		return nil, err
	}
	if q.Now.IsZero() {
		q.Now = time.Now()
	}
	w := &walk{Desk: d, started: time.Now(), question: q, emit: emit, trace: tracer(ctx), searched: map[looked]retrieval.Result{}}
	w.spoken = guard.Language(text)
	w.lang = firstNonEmpty(q.Lang, w.spoken, "de")
	if w.spoken == "" && glossary.Read(w.lang, text) != nil {
		w.spoken = w.lang // too short to be told by itself
	}
	w.step("language", "%s", d.messages.Language(w.lang))
	w.area = firstNonEmpty(q.Area, d.town.Area(text))
	w.step("area", "%s", w.area)
	w.ages = d.masker.Ages(text, q.Now)
	w.step("ages", "%v", w.ages)
	w.masked = d.masker.Mask(text)
	w.step("mask", "%s", w.masked)
	w.routed = w.ofCaller(guard.Route(w.masked))
	w.putRight()
	w.routed = d.town.whose(w.routed, w.asked)
	if err := w.keep(ctx, w.open); err != nil {
		return nil, err
	}
	w.answer = auskunft.Answer{
		ID: newID(), Lang: d.messages.Language(w.lang), GeneratedBy: compose.ExtractiveName, GeneratedAt: q.Now,
		Sentences: []auskunft.Sentence{}, Citations: []auskunft.Citation{},
	}
	return w, nil
}

func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return hex.EncodeToString(b[:])
}

func firstNonEmpty(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// isGone reports whether an error only says that nobody waits for the answer any more.
func isGone(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
