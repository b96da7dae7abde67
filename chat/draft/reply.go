package draft

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/compose"
	"auskunft/chat/guard"
)

const (
	// maxMatters is how many questions of a mail are answered; the others are named.
	maxMatters = 6
	// budget is for how long the matters of a mail are worded by a model; those after it are
	// quoted, so that the draft is there before the agent looks away.
	budget = 40 * time.Second
)

// Reply is the draft of a reply. Its text is German, whatever the mail's language.
type Reply struct {
	Mail        string              // what was read of the mail, masked: without headers, quoted mails and signature
	Opening     []string            // salutation and thanks, a line each
	Matters     []Matter            // in the order of the mail
	More        []string            // questions beyond those that are answered
	Closing     []string            // a line each
	Citations   []auskunft.Citation // of all matters, from 1; those of public texts first
	Urgent      []string            // sentences that tell of danger: act on them before writing
	GeneratedBy string              // "extractive", or the model that worded a part of it
	Aids        []auskunft.Aid
}

// Matter is one question of a mail with what the reply says to it.
type Matter struct {
	Question  string // masked, as it was answered
	Status    auskunft.Status
	Reason    auskunft.Reason
	Said      string // our own words before the sentences, "" for none
	Sentences []Sentence
	Office    *auskunft.OfficeFacts // in charge, nil when it is not known
	Cards     []auskunft.Card       // for the agent
	Nearest   []auskunft.Nearby     // for the agent: pages that may help
	Options   []string              // with auskunft.Clarify: what may be meant
}

// Sentence is a proven sentence. One that rests on internal text is for the agent, and no part
// of the reply's text unless the agent wants it there.
type Sentence struct {
	auskunft.Sentence
	Internal bool
}

// Reply drafts the reply to a pasted mail from the texts that reader sees. Nothing is stored. The
// errors are those of reading the mail (Invalid: mail_binary, mail_empty, mail_too_long) and of
// the search.
func (w *Writer) Reply(ctx context.Context, pasted string, reader auskunft.Reader, now time.Time) (Reply, error) {
	m, err := readMail(pasted, w.masker)
	if err != nil {
		return Reply{}, err
	}
	reply := Reply{Mail: m.text(), GeneratedBy: compose.ExtractiveName, Urgent: urgent(m)}
	questions, aids := w.matters(ctx, m)
	reply.Aids = aids
	if len(questions) > maxMatters {
		questions, reply.More = questions[:maxMatters], questions[maxMatters:]
	}
	talk := w.talk(reader, now, w.desk.Town().Area(m.subject+" "+m.text()))
	for _, question := range questions {
		if err := talk.about(ctx, question, &reply); err != nil {
			return Reply{}, err
		}
	}
	reply.finish(w.desk)
	return reply, nil
}

// urgent are the sentences of a mail that tell of danger to somebody.
func urgent(m mail) (found []string) {
	for _, s := range m.sentences() {
		if kind := guard.Route(s).Kind; kind == guard.Emergency || kind == guard.Crisis {
			found = append(found, s)
		}
	}
	return found
}

// talk is the questions of one mail as a conversation of the desk, of which nothing is kept.
type talk struct {
	desk, quoting *chat.Desk
	question      auskunft.Question // what is the same in all
	until         time.Time         // the model words answers
}

func (w *Writer) talk(reader auskunft.Reader, now time.Time, area string) *talk {
	desk := w.desk.OffTheRecord()
	return &talk{
		desk: desk, quoting: desk.WithoutModel(), until: time.Now().Add(budget),
		question: auskunft.Question{Lang: "de", Reader: reader, Area: area, Now: now},
	}
}

// about answers one question and adds it to the reply.
func (t *talk) about(ctx context.Context, question string, reply *Reply) error {
	answer, err := t.ask(ctx, question, t.question.Reader)
	if err != nil {
		return err
	}
	matter := Matter{Question: question, Status: answer.Status, Reason: answer.Reason, Cards: answer.Cards, Nearest: answer.Nearest, Options: t.desk.Services(answer.Options)}
	answers := []auskunft.Answer{answer}
	if len(answer.Sentences) > 0 && !slices.ContainsFunc(answer.Sentences, func(s auskunft.Sentence) bool { return !isInternal(s, answer) }) {
		// What the agent may read stands before what citizens may: they are told from their texts.
		public, err := t.ask(ctx, question, auskunft.PublicReader)
		if err != nil {
			return err
		}
		answers = []auskunft.Answer{public, answer}
		matter.Status, matter.Reason = public.Status, public.Reason
	}
	for _, a := range answers {
		reply.take(a, &matter)
	}
	if len(matter.Sentences) > 0 || matter.Reason == auskunft.IndividualCase { // else it would be a guess
		for _, card := range slices.Concat(answers[0].Cards, answer.Cards) {
			if card.Office != nil && matter.Office == nil {
				matter.Office = card.Office
			}
		}
	}
	matter.Said = t.said(matter, len(answer.Sentences) > 0)
	reply.Matters = append(reply.Matters, matter)
	return nil
}

func (t *talk) ask(ctx context.Context, text string, reader auskunft.Reader) (auskunft.Answer, error) {
	desk, limited, cancel := t.desk, ctx, context.CancelFunc(func() {})
	if time.Now().After(t.until) {
		desk = t.quoting
	} else {
		limited, cancel = context.WithDeadline(ctx, t.until)
	}
	defer cancel()
	q := t.question
	q.Text, q.Reader = text, reader
	if !chat.Leans(text) {
		q.Conversation = "" // mails go from one matter to the next without a word
	}
	hear := func(e chat.Event) error {
		if begun, ok := e.(chat.ConversationEvent); ok {
			t.question.Conversation = begun.ID
		}
		return nil
	}
	answer, err := desk.Ask(limited, q, hear)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil { // ours, not the caller's
		return t.quoting.Ask(ctx, q, hear)
	}
	return answer, err
}

// take adds the sentences of an answer to a matter, but those that the reply has said already.
func (r *Reply) take(a auskunft.Answer, matter *Matter) {
	cited := map[int]auskunft.Citation{}
	for _, c := range a.Citations {
		cited[c.N] = c
	}
	for _, s := range a.Sentences {
		if r.says(s.Text) || slices.ContainsFunc(matter.Sentences, func(have Sentence) bool { return have.Text == s.Text }) {
			continue
		}
		told := Sentence{Sentence: auskunft.Sentence{Text: s.Text, Lang: s.Lang}, Internal: isInternal(s, a)}
		list := numbered{r.Citations}
		for _, n := range s.Citations {
			told.Citations = append(told.Citations, list.number(cited[n]))
		}
		r.Citations = list.all
		matter.Sentences = append(matter.Sentences, told)
	}
	if len(a.Sentences) > 0 && a.GeneratedBy != compose.ExtractiveName {
		r.GeneratedBy = a.GeneratedBy
	}
	r.Aids = append(r.Aids, a.Aids...)
}

func (r *Reply) says(text string) bool {
	return slices.ContainsFunc(r.Matters, func(m Matter) bool {
		return slices.ContainsFunc(m.Sentences, func(s Sentence) bool { return s.Text == text })
	})
}

func isInternal(s auskunft.Sentence, a auskunft.Answer) bool {
	return slices.ContainsFunc(a.Citations, func(c auskunft.Citation) bool { return c.Internal && slices.Contains(s.Citations, c.N) })
}

// said are our own words to a matter. answered tells whether the desk had sentences for it.
func (t *talk) said(m Matter, answered bool) string {
	told := slices.ContainsFunc(m.Sentences, func(s Sentence) bool { return !s.Internal })
	switch {
	case m.Status == auskunft.Clarify && len(m.Options) > 0:
		return say("clarify_options", "{options}", strings.Join(m.Options, " – "))
	case m.Status == auskunft.Clarify:
		return say("clarify")
	case m.Reason == auskunft.IndividualCase:
		return say("individual_case")
	case told:
		return ""
	case m.Reason == auskunft.OutOfScope:
		if authority := guard.Route(m.Question).Authority; authority != "" {
			return say("other_authority", "{authority}", t.desk.Messages().Text("de", authority))
		}
		return say("out_of_scope")
	case m.Reason == auskunft.NeedsPerson, m.Reason == auskunft.Unsafe:
		return say(string(m.Reason))
	case answered && len(m.Sentences) == 0:
		return say("above")
	case answered:
		return say("internal_only")
	}
	return say("no_source")
}

// finish puts a letter around the matters, and the citations of public texts first, so that a
// text without the internal ones has no holes in its numbers.
func (r *Reply) finish(desk *chat.Desk) {
	r.Opening = []string{say("salutation"), say("thanks")}
	town := desk.Town()
	contact := say("contact_115")
	if town.Phone != "" && town.Email != "" {
		contact = say("contact", "{phone}", town.Phone, "{email}", town.Email)
	}
	r.Closing = []string{contact, say("closing"), town.Name}
	numbers := map[int]int{}
	slices.SortStableFunc(r.Citations, func(a, b auskunft.Citation) int {
		switch {
		case a.Internal == b.Internal:
			return 0
		case a.Internal:
			return 1
		}
		return -1
	})
	for i := range r.Citations {
		numbers[r.Citations[i].N] = i + 1
		r.Citations[i].N = i + 1
	}
	for _, m := range r.Matters {
		for _, s := range m.Sentences {
			for i, n := range s.Citations {
				s.Citations[i] = numbers[n]
			}
		}
	}
}

// Closed is what a pasted mail gets while replies are switched off: err, behind who helps when a sentence tells of danger.
func (w *Writer) Closed(pasted string, err error) error {
	m, unread := readMail(pasted, w.masker)
	if unread != nil {
		return err
	}
	return w.desk.Closed(err, "de", m.sentences()...)
}
