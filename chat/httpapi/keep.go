package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"auskunft"
	"auskunft/chat"
	"auskunft/internal/web"
)

type feedbackInput struct {
	Body struct {
		AnswerID string `json:"answer_id" doc:"The answer_id of a done event."`
		Helpful  bool   `json:"helpful"`
		Reason   string `json:"reason,omitempty" enum:"wrong,incomplete,outdated,unclear,off_topic,other" doc:"What was the matter. Free text is not taken: it would hold personal data."`
	}
}

type forgetInput struct {
	ID string `path:"id" doc:"The id of a conversation event."`
}

func (a *API) registerKeeping(api huma.API, limit func(http.Handler) http.Handler) {
	middlewares := huma.Middlewares{limited(limit)}
	huma.Register(api, huma.Operation{
		OperationID: "rate", Method: http.MethodPost, Path: "/feedback", Summary: "Say whether an answer helped",
		Description: "A second rating of the same answer replaces the first.", DefaultStatus: http.StatusNoContent,
		MaxBodyBytes: maxBody, BodyReadTimeout: a.EventTimeout, Middlewares: middlewares,
		Errors: []int{http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusTooManyRequests},
	}, a.rate)
	huma.Register(api, huma.Operation{
		OperationID: "forget", Method: http.MethodDelete, Path: "/conversations/{id}", Summary: "Delete a conversation",
		Description: "Deletes its questions at once. Answering 204 for one that does not exist is deliberate.", DefaultStatus: http.StatusNoContent,
		Middlewares: middlewares, Errors: []int{http.StatusUnprocessableEntity, http.StatusTooManyRequests},
	}, a.forget)
}

func (a *API) rate(ctx context.Context, in *feedbackInput) (*struct{}, error) {
	if !chat.ValidID(in.Body.AnswerID) {
		return nil, a.fail(ctx, "", auskunft.Errorf(auskunft.Invalid, "invalid", "an answer's id is 32 hex digits"))
	}
	if err := a.Keeper.Rate(ctx, web.Reader(ctx), in.Body.AnswerID, in.Body.Helpful, in.Body.Reason); err != nil {
		return nil, a.fail(ctx, "", err)
	}
	return nil, nil
}

func (a *API) forget(ctx context.Context, in *forgetInput) (*struct{}, error) {
	if !chat.ValidID(in.ID) {
		return nil, a.fail(ctx, "", auskunft.Errorf(auskunft.Invalid, "conversation_id", "a conversation's id is 32 hex digits"))
	}
	if err := a.Keeper.Forget(ctx, in.ID); err != nil {
		return nil, a.fail(ctx, "", err)
	}
	return nil, nil
}
