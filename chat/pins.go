package chat

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/chat/proof"
	"auskunft/retrieval"
)

// Pins knows the answers that people have approved for families of questions; package kb/pin
// has them.
type Pins interface {
	// Pinned returns the approved answer to a question; ok is false when there is none.
	Pinned(ctx context.Context, r auskunft.Reader, question string, now time.Time) (p Pinned, ok bool, err error)
}

// Pinned is an approved answer.
type Pinned struct {
	Name      string // of the family of questions
	Document  int64
	Sentences []string // verbatim in passages of the document
}

// pinned looks whether an answer to the question is approved. Its sentences are proven like
// all others: one that the document does not say any more takes the whole answer with it, and
// the question goes the way of the others. So it does when nobody can tell.
func (w *walk) pinned(ctx context.Context) bool {
	if w.Pins == nil || w.given() {
		return false
	}
	pin, ok, err := w.Pins.Pinned(ctx, w.question.Reader, w.standalone, w.question.Now)
	if err != nil {
		w.Log.WarnContext(ctx, "pinned answers left out", slog.Any("error", err))
	}
	if !ok || err != nil {
		return false
	}
	found, err := w.Searcher.Search(ctx, retrieval.Query{
		Text: strings.Join(pin.Sentences, " "), Lang: "de", Reader: w.question.Reader, K: 1, Whole: 1, Documents: []int64{pin.Document}, Now: w.question.Now,
	})
	if err != nil {
		w.Log.WarnContext(ctx, "pinned answer left out", slog.Any("error", err))
		return false
	}
	var drafts []compose.Draft
	for _, sentence := range pin.Sentences {
		draft, ok := quoted(sentence, found.Hits)
		if !ok {
			w.step("pinned", "%s is left out: its document does not say: %s", pin.Name, sentence)
			return false
		}
		drafts = append(drafts, draft)
	}
	w.step("pinned", "%s", pin.Name)
	w.found, w.approved = found, drafts
	return true
}

// quoted is a sentence as a draft that quotes the passage which says it.
func quoted(sentence string, hits []retrieval.Hit) (compose.Draft, bool) {
	for i := range hits {
		draft := compose.Draft{Text: sentence, Quotes: []proof.Quote{{Passage: i, Text: sentence}}}
		if _, err := proof.Verify(draft, hits); err == nil {
			return draft, true
		}
	}
	return compose.Draft{}, false
}

// say gives the approved answer.
func (w *walk) say(ctx context.Context) error {
	for _, draft := range w.approved {
		if err := w.verify(draft); err != nil {
			return err
		}
	}
	return w.release(ctx)
}
