package impact

import (
	"context"
	"time"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/compose"
	"auskunft/internal/postgres"
	"auskunft/kb/pin"
	"auskunft/retrieval"
	"auskunft/retrieval/catalog"
)

// Desk asks questions on trial: nothing is recorded, and no language model words anything, so
// that what differs between two answers is what the texts say.
type Desk struct{ desk *chat.Desk }

// NewDesk makes a desk on trial like desk, over what db sees and search finds.
func NewDesk(desk *chat.Desk, db *postgres.DB, search *retrieval.Searcher) (*Desk, error) {
	d, err := chat.New(chat.Parts{
		Searcher: search, Lexicon: search, Catalogue: catalog.New(db), Composer: compose.NewExtractive(),
		Conversations: forgetful{}, Pins: pin.New(db, search),
	}, desk.Town())
	return &Desk{d}, err
}

// Ask answers as the desk that serves people would without a language model.
func (d *Desk) Ask(ctx context.Context, q auskunft.Question) (auskunft.Answer, error) {
	return d.desk.Ask(ctx, q, func(chat.Event) error { return nil })
}

// forgetful keeps nothing.
type forgetful struct{}

func (forgetful) Turns(context.Context, auskunft.Reader, string, time.Time) ([]chat.Turn, bool, error) {
	return nil, false, nil
}
func (forgetful) Begin(context.Context, string, string, string, time.Time) error { return nil }
func (forgetful) Record(context.Context, chat.Exchange) error                    { return nil }
