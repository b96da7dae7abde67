package chat

import (
	"context"
	"log/slog"
	"regexp"
	"slices"
	"time"

	"auskunft"
	"auskunft/chat/guard"
)

// Urgent is what holds for a question whatever an administrator has closed. answered reports that
// somebody may be in danger: Ask says who helps, and needs none of the city's texts for it. help
// are the lines that belong beside whatever else is said, "" for almost every question.
func (d *Desk) Urgent(q auskunft.Question) (answered bool, help string) {
	text, err := check(q)
	if err != nil {
		return false, ""
	}
	decision := guard.Route(d.masker.Mask(text))
	if decision.Help {
		help = d.messages.Text(firstNonEmpty(q.Lang, guard.Language(text)), "note.help")
	}
	return inDanger(decision), help
}

// Closed is what a text gets by a closed channel that answers nobody: err, behind who helps when one of its sentences
// tells of danger.
func (d *Desk) Closed(err error, lang string, sentences ...string) error {
	for _, s := range sentences {
		decision := guard.Route(d.masker.Mask(s))
		switch {
		case inDanger(decision):
			return auskunft.WithHelp(err, d.messages.Text(lang, decision.Message))
		case decision.Help:
			err = auskunft.WithHelp(err, d.messages.Text(lang, "note.help"))
		}
	}
	return err
}

// inDanger tells whether the answer is who helps, for which nothing is searched.
func inDanger(d guard.Decision) bool {
	return slices.Contains([]guard.Kind{guard.Emergency, guard.Crisis}, d.Kind)
}

// caller is whom somebody at the service centre has on the telephone; who names himself beside is in danger, too.
var (
	caller    = regexp.MustCompile(`(?i)(?:^|\P{L})(?:anrufer(?:in)?|anrufende[nr]?|am (?:telefon|apparat)|in der leitung)(?:\P{L}|$)`)
	meHimself = regexp.MustCompile(`(?i)(?:^|\P{L})(?:mich|mir|uns|mein\p{Ll}*)(?:\P{L}|$)`)
)

// ofCaller makes a question of what a colleague tells of somebody else's crisis, and never of an emergency: "Anrufer droht mit Suizid,
// was mache ich?" asks what is laid down for such calls. The help lines stand beside.
func (w *walk) ofCaller(d guard.Decision) guard.Decision {
	if d.Kind != guard.Crisis || !w.question.Reader.Sees(auskunft.Internal) || !caller.MatchString(w.masked) || meHimself.MatchString(w.masked) {
		return d
	}
	return guard.Decision{Kind: guard.Question, Search: true, Help: true, Rule: "a colleague tells of a caller, " + d.Rule}
}

// keepTime is how long somebody in danger waits for what is kept of a conversation.
const keepTime = time.Second

// keep reads or writes the conversation. Nobody in danger goes without an answer because the
// database is away.
func (w *walk) keep(ctx context.Context, do func(context.Context) error) error {
	if !inDanger(w.routed) {
		return do(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, keepTime)
	defer cancel()
	if err := do(ctx); err != nil {
		w.Log.ErrorContext(ctx, "conversation not kept", slog.Any("error", err))
	}
	return nil
}
