package httpapi

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"auskunft"
	"auskunft/chat"
)

// maxBody is the size of a question's request: 1,000 characters of four bytes, escaped,
// with room to say kindly that it is too long.
const maxBody = 16 << 10

type chatInput struct {
	Body struct {
		Question     string        `json:"question" doc:"The question, at most 1,000 characters."`
		Conversation string        `json:"conversation,omitempty" doc:"The id of the conversation event of an earlier answer."`
		Lang         string        `json:"lang,omitempty" maxLength:"16" doc:"Language the answer should have, BCP 47. Without it the question decides."`
		Mode         auskunft.Mode `json:"mode,omitempty" enum:"standard,simple" doc:"How the answer is worded."`
		Area         string        `json:"area,omitempty" maxLength:"64" doc:"Key of the asker's district."`
	}
}

// whileClosed is told of the operations that an administrator can close.
const whileClosed = "While an administrator has closed this channel the answer is 503 with the code channel_closed; its detail names the way to a person."

func (a *API) registerChat(api huma.API, limit func(http.Handler) http.Handler) {
	huma.Register(api, huma.Operation{
		OperationID: "ask", Method: http.MethodPost, Path: "/chat", Summary: "Ask a question",
		Description: "Answers with a stream of events: conversation, stages, each sentence right after the citations it uses for the first time, cards, done. " +
			"Sentences are whole and verified; there are no partial ones. Lines that begin with a colon keep the connection alive. " + whileClosed +
			" Somebody who may be in danger is answered all the same: who helps stands in no text of the town.",
		MaxBodyBytes: maxBody, BodyReadTimeout: a.EventTimeout,
		Middlewares: huma.Middlewares{limited(limit)},
		Errors:      []int{http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable},
		Responses: map[string]*huma.Response{"200": {
			Description: "The events of the answer.",
			Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: eventSchema(api)}},
		}},
	}, func(ctx context.Context, in *chatInput) (*huma.StreamResponse, error) {
		q := a.question(ctx, in.Body.Question, in.Body.Conversation, in.Body.Lang, in.Body.Area, in.Body.Mode)
		if err := a.Desk.Check(q); err != nil {
			return nil, a.fail(ctx, q.Lang, err)
		}
		if problem := a.closed(ctx, q); problem != nil {
			return nil, problem
		}
		return &huma.StreamResponse{Body: func(hctx huma.Context) {
			r, w := humachi.Unwrap(hctx)
			a.stream(w, r, q)
		}}, nil
	})
}

// closed is what a question gets while the widget's channel is closed, nil when it is answered.
func (a *API) closed(ctx context.Context, q auskunft.Question) error {
	err := a.Rules.Admit(auskunft.WidgetChannel)
	if err == nil {
		return nil
	}
	answered, help := a.Desk.Urgent(q)
	if answered {
		return nil
	}
	problem := a.fail(ctx, q.Lang, err)
	problem.Detail = strings.TrimSpace(help + " " + problem.Detail)
	return problem
}

// stream answers q on an open response.
func (a *API) stream(w http.ResponseWriter, r *http.Request, q auskunft.Question) {
	ctx, cancel := context.WithTimeout(r.Context(), a.AnswerTimeout)
	defer cancel()
	s := openStream(w, cancel, a.EventTimeout)
	defer s.close()
	go s.keepAlive(ctx, a.KeepAlive)
	_, err := a.Desk.Ask(ctx, q, func(e chat.Event) error { return s.send(e.EventName(), e) })
	if err == nil || r.Context().Err() != nil || s.broken() {
		return
	}
	problem := a.fail(r.Context(), q.Lang, err)
	_ = s.send("error", errorEvent{
		Code: problem.Code, Message: problem.Detail,
		Retry: problem.Status >= http.StatusInternalServerError || problem.Status == http.StatusTooManyRequests,
	})
}

// errorEvent ends a stream that cannot be completed. What was sent before stays valid.
type errorEvent struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Retry   bool   `json:"retry" doc:"Whether the same question may succeed later."`
}

// eventSchema describes the data of each event by its Go type.
func eventSchema(api huma.API) *huma.Schema {
	var events []*huma.Schema
	add := func(name string, data any) {
		events = append(events, &huma.Schema{
			Title: name, Type: huma.TypeObject, Required: []string{"event", "data"},
			Properties: map[string]*huma.Schema{
				"event": {Type: huma.TypeString, Enum: []any{name}},
				"data":  api.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(data), true, name),
			},
		})
	}
	for _, e := range []chat.Event{chat.ConversationEvent{}, chat.StageEvent{}, chat.CitationEvent{}, chat.SentenceEvent{}, chat.CardEvent{}, chat.DoneEvent{}} {
		add(e.EventName(), e)
	}
	add("error", errorEvent{})
	return &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{OneOf: events}}
}
