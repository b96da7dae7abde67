package auskunft

import "time"

// Question is what somebody asks, and as whom. Text is raw: it is masked before it is
// stored, logged or sent to a model, and never kept as it is.
type Question struct {
	Text         string
	Lang         string // language the answer should have; "" lets the question decide
	Mode         Mode
	Reader       Reader
	Area         string    // district key, "" when unknown
	Conversation string    // 32 hex digits, "" starts a new one
	Documents    []int64   // restrict the search to these; none means all that Reader sees
	Now          time.Time // when it is asked; rules about dates and opening hours use it
}

// Mode is how an answer is worded.
type Mode string

// The modes.
const (
	StandardMode Mode = "standard"
	SimpleMode   Mode = "simple" // "Einfach erklärt (automatisch)"
)

// Status is how a question ended.
type Status string

// The statuses.
const (
	Answered Status = "answered"
	Clarify  Status = "clarify"
	Refused  Status = "refused"
	Failed   Status = "error"
)

// Reason says why a question was refused; "" for every other status.
type Reason string

// The reasons.
const (
	NoSource       Reason = "no_source"       // nothing we know says it
	OutOfScope     Reason = "out_of_scope"    // not the city's matter
	IndividualCase Reason = "individual_case" // only a person may decide this case
	NeedsPerson    Reason = "needs_person"    // the asker wants or needs a human
	Unsafe         Reason = "unsafe"          // emergency, abuse, attack
)

// Answer is what the asker gets: sentences bound to citations, or a refusal with a way on.
type Answer struct {
	ID           string     `json:"answer_id"`
	Status       Status     `json:"status"`
	Reason       Reason     `json:"reason,omitempty"`
	Lang         string     `json:"lang"`                   // of the sentences
	MessageLang  string     `json:"message_lang,omitempty"` // of Message, when it is another: a German text is quoted to who asked in English
	Sentences    []Sentence `json:"sentences"`
	Citations    []Citation `json:"citations"`
	Cards        []Card     `json:"cards,omitempty"`
	Message      string     `json:"message,omitempty"` // what we say ourselves: the refusal's text, the clarifying question
	Note         string     `json:"note,omitempty"`    // beside sentences that may be asked for in somebody's own case: they hold in general, and who decides; in the language of Message
	Missing      []string   `json:"missing,omitempty"` // words of the question that nothing on the pages quoted has; Message says so
	Options      []string   `json:"options,omitempty"` // with Clarify: what can be chosen
	Nearest      []Nearby   `json:"nearest,omitempty"` // with a refusal: pages that may help
	Danger       bool       `json:"danger,omitempty"`  // Message says who helps at once; nothing else is offered beside it
	GeneratedBy  string     `json:"generated_by"`      // "extractive" or the model's name: the AI mark
	GeneratedAt  time.Time  `json:"generated_at"`
	Dropped      int        `json:"dropped"`          // sentences that failed verification and were not shown
	Tokens       int        `json:"tokens,omitempty"` // a model read and wrote, together
	Aids         []Aid      `json:"aids,omitempty"`
	Milliseconds float64    `json:"ms"`
}

// Aid is a small task that a language model was given beside wording the answer.
type Aid struct {
	Task         string  `json:"task"`            // name of its prompt
	Prompt       string  `json:"prompt"`          // hash of its prompt
	Outcome      string  `json:"outcome"`         // "used", or why the rules' result stands
	Model        string  `json:"model,omitempty"` // that did it
	Tokens       int     `json:"tokens,omitempty"`
	Milliseconds float64 `json:"ms"`
}

// Sentence is one checked sentence. Citations are numbers of Answer.Citations, at least one.
type Sentence struct {
	Text      string `json:"text"`
	Citations []int  `json:"citations"`
	Lang      string `json:"lang,omitempty"` // that a machine translated it to; "" when it was not translated
	// Links are the contacts of the city in the text, in order, each with the part of the text that it is the address of.
	Links []Link `json:"links,omitempty"`
}

// Citation binds a sentence to a stored passage. Quote is the passage's own text at code
// points [Start, End) of the document.
type Citation struct {
	N         int        `json:"n"`
	DocID     string     `json:"doc_id"` // the document's key; what evaluation sets call _id
	Document  int64      `json:"document"`
	Version   int        `json:"version"`
	Passage   int64      `json:"passage"`
	Title     string     `json:"title"`
	Headings  []string   `json:"headings,omitempty"`
	URL       string     `json:"url,omitempty"`
	Anchor    string     `json:"anchor,omitempty"`
	Page      int        `json:"page,omitempty"`
	Quote     string     `json:"quote"`
	Lang      string     `json:"lang,omitempty"` // of the title and the quote; "" is German
	Start     int        `json:"start"`
	End       int        `json:"end"`
	CheckedAt *time.Time `json:"checked_at,omitempty"`
	Internal  bool       `json:"internal,omitempty"` // the quoted text is not public
}

// Nearby is a page that may help although it does not answer the question.
type Nearby struct {
	Title string `json:"title"`
	Lang  string `json:"lang,omitempty"` // of the title; "" is German
	URL   string `json:"url,omitempty"`
}

// CardKind says which of a Card's parts is set.
type CardKind string

// The kinds of cards.
const (
	ServiceCard CardKind = "service"
	OfficeCard  CardKind = "office"
	NoticeCard  CardKind = "notice"
)

// Card is structured help beside an answer. All of it comes from the database.
type Card struct {
	Kind    CardKind      `json:"kind"`
	Service *ServiceFacts `json:"service,omitempty"`
	Office  *OfficeFacts  `json:"office,omitempty"`
	Notice  *NoticeFacts  `json:"notice,omitempty"`
}

// ServiceFacts is a service as a card shows it.
type ServiceFacts struct {
	Name      string   `json:"name"`
	Lang      string   `json:"lang,omitempty"` // that it is described in; "" is German
	URL       string   `json:"url,omitempty"`
	Fees      []string `json:"fees,omitempty"`
	Deadlines []string `json:"deadlines,omitempty"`
	Duration  string   `json:"duration,omitempty"`
	Documents []string `json:"documents,omitempty"`
	Online    []Link   `json:"online,omitempty"`
	Forms     []Link   `json:"forms,omitempty"`
}

// OfficeFacts is an office as a card shows it, for the day it is asked about.
type OfficeFacts struct {
	Name          string   `json:"name"`
	Address       string   `json:"address,omitempty"`
	Phones        []string `json:"phones,omitempty"`
	Email         string   `json:"email,omitempty"`
	URL           string   `json:"url,omitempty"`
	Appointment   string   `json:"appointment,omitempty"`
	Accessibility string   `json:"accessibility,omitempty"`
	Today         string   `json:"today"`          // "heute 8:00–12:30 und 14:00–16:00", "heute geschlossen"
	OpenNow       bool     `json:"open_now"`       //
	Next          string   `json:"next,omitempty"` // when closed: "öffnet Montag um 8:00"
	Week          []string `json:"week,omitempty"` // one line a day, Monday first
}

// NoticeFacts is a notice as a card shows it.
type NoticeFacts struct {
	Title    string     `json:"title"`
	Text     string     `json:"text"`
	Lang     string     `json:"lang,omitempty"` // that it is said in; "" is German
	Severity string     `json:"severity"`
	Until    *time.Time `json:"until,omitempty"`

	Texts map[string]NoticeText `json:"-"` // in other languages
}

// In is the notice in a language, as far as somebody has written it in that.
func (n NoticeFacts) In(lang string) NoticeFacts {
	if t, ok := n.Texts[lang]; ok {
		n.Title, n.Text, n.Lang = t.Title, t.Text, lang
	}
	return n
}
