package chat

import (
	"context"
	"time"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/retrieval/lexical"
)

// OffTheRecord is the same desk, for as long as one text is worked on: what is asked of it is
// kept in memory only, and its questions can lean on each other all the same.
func (d *Desk) OffTheRecord() *Desk {
	apart := *d
	apart.Conversations = &memory{turns: map[string][]Turn{}}
	return &apart
}

// WithoutModel is the same desk, answering in the words of the texts.
func (d *Desk) WithoutModel() *Desk {
	plain := *d
	plain.Composer, plain.Helper = compose.NewExtractive(), nil
	return &plain
}

// memory is Conversations that end with the process's interest in them. It is not safe for
// concurrent use.
type memory struct{ turns map[string][]Turn }

func (m *memory) Turns(_ context.Context, _ auskunft.Reader, id string, _ time.Time) ([]Turn, bool, error) {
	turns, ok := m.turns[id]
	return turns, ok, nil
}

func (m *memory) Begin(_ context.Context, id, _, _ string, _ time.Time) error {
	m.turns[id] = nil
	return nil
}

func (m *memory) Record(_ context.Context, e Exchange) error {
	turn := e.Turn
	turn.Subject = subjectOf(e.Answer)
	m.turns[e.Conversation] = append(m.turns[e.Conversation], turn)
	return nil
}

// Vocabulary reads words as the search does for reader; nil without a Lexicon.
func (d *Desk) Vocabulary(reader auskunft.Reader) compose.Vocabulary {
	if d.Lexicon == nil {
		return nil
	}
	return compose.NewVocabulary(d.Lexicon,
		func(question []lexical.Term) []lexical.Synonym { return d.Lexicon.Synonyms(question, reader) },
		func(term string) float64 { return d.Lexicon.IDF(term, reader) })
}

// vocabulary is that of the asker, which remembers what of this question's texts it has read; nil without a Lexicon.
func (w *walk) vocabulary() compose.Vocabulary {
	if w.remembered == nil {
		if v := w.Desk.Vocabulary(w.question.Reader); v != nil {
			w.remembered = compose.Remember(v)
		}
	}
	return w.remembered
}
