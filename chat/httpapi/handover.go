package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"auskunft"
	"auskunft/chat"
)

// Inbox takes requests for people; *inbox.Store does.
type Inbox interface {
	// Receive stores a cleaned request and returns the reference by which the person asks about
	// it. A ticket is good for one request.
	Receive(ctx context.Context, h auskunft.Handover, ticket string) (reference string, err error)
}

// maxHandover is the size of a request's body: its 4,800 characters, each escaped at its longest.
const maxHandover = 64 << 10

// errNoInbox says that this city takes no requests here.
var errNoInbox = auskunft.Errorf(auskunft.NotFound, "not_available", "no inbox is configured")

type challengeOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Challenge string    `json:"challenge"`
		Bits      int       `json:"bits" doc:"Find a nonce for which SHA-256 of challenge, a colon and nonce begins with so many zero bits."`
		Expires   time.Time `json:"expires"`
	}
}

type handoverInput struct {
	Body struct {
		Topic   string `json:"topic" doc:"At most 200 characters."`
		Summary string `json:"summary" doc:"At most 4,000 characters."`
		Reach   struct {
			By    string `json:"by" doc:"phone or email"`
			Value string `json:"value" doc:"At most 200 characters."`
		} `json:"reach"`
		Name         string `json:"name,omitempty" doc:"At most 200 characters."`
		Conversation string `json:"conversation,omitempty" doc:"Whose deletion unlinks the request, and does not delete it."`
		Lang         string `json:"lang,omitempty" maxLength:"16"`
		Challenge    string `json:"challenge" maxLength:"200"`
		Nonce        string `json:"nonce" maxLength:"200"`
	}
}

type handoverOutput struct {
	Body struct {
		Reference string `json:"reference" example:"A7K-3QX9" doc:"What to name when asking about it."`
	}
}

func (a *API) registerHandover(api huma.API, lookups, requests func(http.Handler) http.Handler) {
	huma.Register(api, huma.Operation{
		OperationID: "handoverChallenge", Method: http.MethodGet, Path: "/handover/challenge", Summary: "Get leave to hand a request over",
		Description: "A challenge is good for one request. Solving it takes a device about a second and keeps robots away.",
		Middlewares: huma.Middlewares{limited(lookups)}, Errors: []int{http.StatusNotFound, http.StatusTooManyRequests},
	}, a.challenge)
	huma.Register(api, huma.Operation{
		OperationID: "handOver", Method: http.MethodPost, Path: "/handover", Summary: "Hand a request over to people",
		Description:   "Codes of what can be wrong: handover_challenge (get a new one), handover_topic, handover_summary, handover_reach, handover_name, not_available.",
		DefaultStatus: http.StatusCreated, MaxBodyBytes: maxHandover, BodyReadTimeout: a.EventTimeout, Middlewares: huma.Middlewares{limited(requests)},
		Errors: []int{http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity, http.StatusTooManyRequests},
	}, a.handOver)
}

func (a *API) challenge(ctx context.Context, _ *struct{}) (*challengeOutput, error) {
	if a.Inbox == nil {
		return nil, a.fail(ctx, "", errNoInbox)
	}
	now := time.Now()
	out := &challengeOutput{CacheControl: "no-store"}
	out.Body.Challenge, out.Body.Bits, out.Body.Expires = a.tickets.issue(puzzleTicket, now), puzzleBits, now.Add(puzzleLife).UTC()
	return out, nil
}

func (a *API) handOver(ctx context.Context, in *handoverInput) (*handoverOutput, error) {
	b := in.Body
	h := auskunft.Handover{Topic: b.Topic, Summary: b.Summary, Name: b.Name, Lang: a.Messages.Language(b.Lang)}
	if chat.ValidID(b.Conversation) {
		h.Conversation = b.Conversation
	}
	switch b.Reach.By {
	case "phone":
		h.Phone = b.Reach.Value
	case "email":
		h.Email = b.Reach.Value
	}
	out := new(handoverOutput)
	err := errNoInbox
	if a.Inbox != nil {
		out.Body.Reference, err = a.receive(ctx, h, b.Challenge, a.tickets.solved(b.Challenge, b.Nonce, time.Now()))
	}
	if err != nil {
		return nil, a.fail(ctx, b.Lang, err)
	}
	return out, nil
}

// receive hands h to the inbox if its ticket is good.
func (a *API) receive(ctx context.Context, h auskunft.Handover, ticket string, good bool) (reference string, err error) {
	if !good {
		return "", auskunft.Errorf(auskunft.Invalid, "handover_challenge", "the ticket is none of ours, too old, or not earned")
	}
	if h, err = h.Clean(); err != nil {
		return "", err
	}
	return a.Inbox.Receive(ctx, h, ticket)
}
