// Package compose words answers out of passages.
//
// A Composer turns a Task into Drafts: sentences, each with the quotes it stands on.
// Extractive says it in the passages' own words and needs nothing else; Model lets a
// language model word it and falls back to Extractive. Nobody trusts a composer: package
// proof decides which drafts are an answer's sentences. This package knows passages, not
// searching, and never sees what the asker may not read.
package compose

import (
	"context"
	"time"

	"auskunft"
	"auskunft/chat/proof"
	"auskunft/retrieval"
)

// Task is one question with everything that may be quoted to answer it.
type Task struct {
	Question     string           // masked and understandable on its own
	Own          string           // of a question that goes on with a conversation, what it says itself; "": all of it
	Told         string           // the message it was asked in, for what it says of the asker; "" when it is the question
	Ages         []float64        // in years, of those whose birth dates the message tells
	Lang         string           // language the answer should have, "de" when empty
	Mode         auskunft.Mode    // "" is auskunft.StandardMode
	Town         string           // whose texts the hits are, by its name: it may be named or not; "": as they name it
	Hits         []retrieval.Hit  // best first; composers quote these and nothing else
	Wanted       []auskunft.Field // fields the question asks for; none: read from the question
	Given        bool             // the asker has named the documents: what they are about he need not say
	Case         bool             // somebody's own: what bears on what he tells comes first, and no row is picked by what he earns
	Overview     bool             // nothing in particular is asked: what a service is, and its first steps
	Day          time.Time        // civil day whose openings are asked for; zero: none
	Office       []auskunft.Field // what is asked of the offices that the question names; none: nothing
	Place        PlaceFact        // what is asked of the place that the question names; 0: nothing
	Week         bool             // openings of every day are asked for, and Day is today
	MaxSentences int              // drafts at most; 0 is DefaultSentences
	Vocabulary   Vocabulary       // nil: no compounds, no frequencies; worse answers
	Reading      *Reading         // of this task, when somebody has read it already; nil: read it
}

// How many sentences an answer has at most.
const (
	DefaultSentences = 8 // when the Task does not say
	simpleSentences  = 4 // in simple mode
)

// asksOffice tells whether something is asked of offices or places, by the day or by what their records say.
func (t Task) asksOffice() bool { return !t.Day.IsZero() || len(t.Office) > 0 || t.Place != 0 }

func (t Task) sentences() int {
	n := t.MaxSentences
	if n <= 0 {
		n = DefaultSentences
	}
	if t.Mode == auskunft.SimpleMode {
		n = min(n, simpleSentences)
	}
	return n
}

// Vocabulary reads words as the search does and knows how telling they are in the texts
// the asker may see. It is safe for concurrent use.
type Vocabulary interface {
	// Words gives the content words of a text in order.
	Words(text string) []Word
	// Asked gives those of a question, each with what texts may call it instead.
	Asked(question string) []Word
	// IDF is the inverse document frequency of a stem, 0 or more; stems that no text
	// has get the highest value.
	IDF(stem string) float64
}

// Word is one content word: its stem, the stems of its parts when it is a compound, and, of a
// question's word, other words for the same.
type Word struct {
	Stem    string
	Parts   []string
	Instead []Other
}

// Other is another word for one of the question's, or for a phrase that this is part of.
type Other struct {
	Stem string
	// Says is how much of what is asked it says, 0 to 1: all for another word, and for a phrase what it weighs itself.
	// "Abmeldung" says less of "Auto verkauft" than "Außerbetriebsetzung" does.
	Says float64
}

// SaidBy is how much of the word a stem says that stands for it, 0 when it is no other word for it.
func (w Word) SaidBy(stem string) float64 {
	for _, o := range w.Instead {
		if o.Stem == stem {
			return o.Says
		}
	}
	return 0
}

// What composers write, package proof checks.
type (
	Draft = proof.Draft
	Quote = proof.Quote
)

// Composer writes answers.
type Composer interface {
	// Compose gives the drafts of the answer to emit, in reading order, each as soon as
	// it is complete. No draft and no error means that the passages do not say it. An
	// error of emit ends composing and is returned as it is. Drafts given to emit
	// before an error stay valid.
	Compose(ctx context.Context, task Task, emit func(Draft) error) (Report, error)
	// Name is what Answer.GeneratedBy shows: "extractive" or the model's name.
	Name() string
}

// Report is how an answer came about.
type Report struct {
	GeneratedBy string // Composer.Name of the one whose drafts were emitted
	Prompts     string // version of the prompts it was asked with; "" without a model
	Dropped     []Drop // drafts that failed verification within the composer
	Fallback    error  // why the model did not answer itself; nil when it did or was not asked
	Tokens      Tokens
	Aids        []auskunft.Aid // tasks besides
}

// Drop is a draft that was not emitted, and why.
type Drop struct {
	Draft     Draft
	Rejection *proof.Rejection
}

// Tokens counts what a model read and wrote, as its endpoint says; 0 when it does not.
type Tokens struct {
	Prompt, Completion int
}
