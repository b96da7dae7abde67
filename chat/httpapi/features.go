package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// featuresOutput tells a widget what to offer. It holds nothing about anybody.
type featuresOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Feedback    bool     `json:"feedback" doc:"Answers can be rated."`
		Simple      bool     `json:"simple" doc:"There is a simple mode."`
		Handover    bool     `json:"handover" doc:"A question can be handed over to people."`
		Languages   []string `json:"languages" doc:"Languages of the desk's own words."`
		Suggestions []string `json:"suggestions" doc:"Questions to begin with, in German."`
	}
}

func (a *API) registerFeatures(api huma.API) {
	huma.Register(api, huma.Operation{
		OperationID: "features", Method: http.MethodGet, Path: "/features", Summary: "What this desk offers",
	}, func(context.Context, *struct{}) (*featuresOutput, error) {
		out := &featuresOutput{CacheControl: "public, max-age=300"}
		out.Body.Feedback, out.Body.Simple, out.Body.Handover = true, true, a.Inbox != nil
		out.Body.Languages = a.Messages.Languages()
		out.Body.Suggestions = append([]string{}, a.Town.Suggestions...)
		return out, nil
	})
}
