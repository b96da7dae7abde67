package main

import (
	"context"
	"time"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/draft"
	"auskunft/kb/setting"
)

// wholeAnswers is the desk for callers who take an answer as a whole.
type wholeAnswers struct{ desk *chat.Desk }

// Ask answers without telling how far it is.
func (w wholeAnswers) Ask(ctx context.Context, q auskunft.Question) (auskunft.Answer, error) {
	return w.desk.Ask(ctx, q, func(chat.Event) error { return nil })
}

// Closed is what becomes of a question when err says that its channel is closed: it is answered in danger, and else
// gets err with the help that belongs beside it.
func (w wholeAnswers) Closed(q auskunft.Question, err error) error {
	if err == nil {
		return nil
	}
	answered, help := w.desk.Urgent(q)
	if answered {
		return nil
	}
	return auskunft.WithHelp(err, help)
}

// forStaff answers and drafts for staff until an administrator closes their channel.
type forStaff struct {
	wholeAnswers
	writer   *draft.Writer
	settings *setting.Store
}

// Ask answers as a whole, and says who helps in danger whatever is closed.
func (f forStaff) Ask(ctx context.Context, q auskunft.Question) (auskunft.Answer, error) {
	if err := f.Closed(q, f.settings.Admit(auskunft.StaffChannel)); err != nil {
		return auskunft.Answer{}, err
	}
	return f.wholeAnswers.Ask(ctx, q)
}

// Reply drafts the reply to a citizen's mail.
func (f forStaff) Reply(ctx context.Context, pasted string, reader auskunft.Reader, now time.Time) (draft.Reply, error) {
	if err := f.settings.Admit(auskunft.StaffChannel); err != nil {
		return draft.Reply{}, f.writer.Closed(pasted, err)
	}
	return f.writer.Reply(ctx, pasted, reader, now)
}
