package chat

import (
	"time"

	"auskunft"
)

// Event is one thing that happened while an answer came about. Its JSON form is what
// the event stream sends under the event's name. Events arrive in this order:
// conversation, stages, then each sentence right after the citations it uses for the
// first time, then cards, then done.
type Event interface{ EventName() string }

// ConversationEvent comes first and names the conversation for the next question.
type ConversationEvent struct {
	ID string `json:"id"`
}

// StageEvent says what is being done, in words for the asker.
type StageEvent struct {
	Stage string `json:"stage"` // "searching", "queued", "writing"
	Text  string `json:"text"`
	Place int    `json:"place,omitempty"` // in the queue for the language model, 1 being the next
}

// CitationEvent is a citation as the asker sees it.
type CitationEvent struct {
	N         int        `json:"n"`
	Title     string     `json:"title"`
	URL       string     `json:"url,omitempty"`
	Quote     string     `json:"quote"`
	Lang      string     `json:"lang,omitempty"`
	CheckedAt *time.Time `json:"checked_at,omitempty"`
	Headings  []string   `json:"headings,omitempty"`
	Anchor    string     `json:"anchor,omitempty"`
	Page      int        `json:"page,omitempty"`
	Internal  bool       `json:"internal,omitempty"`
}

// SentenceEvent is one whole verified sentence.
type SentenceEvent auskunft.Sentence

// CardEvent is structured help beside the answer.
type CardEvent auskunft.Card

// DoneEvent ends every answer that did not fail: the answer without what was sent before.
type DoneEvent struct {
	AnswerID    string            `json:"answer_id"`
	Status      auskunft.Status   `json:"status"`
	Reason      auskunft.Reason   `json:"reason,omitempty"`
	Message     string            `json:"message,omitempty"`
	Note        string            `json:"note,omitempty" doc:"Belongs to the sentences: they hold in general, and who decides the asker's own case."`
	Options     []string          `json:"options,omitempty"`
	Nearest     []auskunft.Nearby `json:"nearest,omitempty"`
	Danger      bool              `json:"danger,omitempty"`
	Lang        string            `json:"lang"`
	MessageLang string            `json:"message_lang,omitempty"`
	GeneratedBy string            `json:"generated_by"`
	GeneratedAt time.Time         `json:"generated_at"`
	Dropped     int               `json:"dropped"`
	Ms          float64           `json:"ms"`
}

// EventName is "conversation".
func (ConversationEvent) EventName() string { return "conversation" }

// EventName is "stage".
func (StageEvent) EventName() string { return "stage" }

// EventName is "citation".
func (CitationEvent) EventName() string { return "citation" }

// EventName is "sentence".
func (SentenceEvent) EventName() string { return "sentence" }

// EventName is "card".
func (CardEvent) EventName() string { return "card" }

// EventName is "done".
func (DoneEvent) EventName() string { return "done" }

func citationEvent(c auskunft.Citation) CitationEvent {
	return CitationEvent{N: c.N, Title: c.Title, URL: c.URL, Quote: c.Quote, Lang: c.Lang, CheckedAt: c.CheckedAt,
		Headings: c.Headings, Anchor: c.Anchor, Page: c.Page, Internal: c.Internal}
}

func doneEvent(a auskunft.Answer) DoneEvent {
	return DoneEvent{AnswerID: a.ID, Status: a.Status, Reason: a.Reason, Message: a.Message, Note: a.Note, Options: a.Options,
		Nearest: a.Nearest, Danger: a.Danger, Lang: a.Lang, MessageLang: a.MessageLang, GeneratedBy: a.GeneratedBy, GeneratedAt: a.GeneratedAt,
		Dropped: a.Dropped, Ms: a.Milliseconds}
}
