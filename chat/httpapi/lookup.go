package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"auskunft"
	"auskunft/chat/guard"
	"auskunft/internal/web"
	"auskunft/retrieval"
)

// Hit is a passage as the API shows it.
type Hit struct {
	Title      string                `json:"title"`
	URL        string                `json:"url,omitempty"`
	Kind       auskunft.DocumentKind `json:"kind"`
	Headings   []string              `json:"headings,omitempty"`
	Text       string                `json:"text" doc:"The passage, verbatim."`
	Anchor     string                `json:"anchor,omitempty"`
	Page       int                   `json:"page,omitempty"`
	CheckedAt  *time.Time            `json:"checked_at,omitempty"`
	Visibility auskunft.Visibility   `json:"visibility"`
	Score      float64               `json:"score" doc:"Comparable within one result only."`
}

type searchInput struct {
	Q    string `query:"q" required:"true" doc:"What to look for, at most 1,000 characters."`
	K    int    `query:"k" minimum:"1" maximum:"100" default:"10" doc:"How many hits."`
	Lang string `query:"lang" maxLength:"16"`
	Area string `query:"area" maxLength:"64" doc:"Key of a district."`
}

type searchOutput struct {
	Body struct {
		Hits     []Hit   `json:"hits"`
		Degraded string  `json:"degraded,omitempty" doc:"Which part of the search did not answer."`
		Ms       float64 `json:"ms"`
	}
}

type suggestInput struct {
	Q string `query:"q" required:"true" maxLength:"200" doc:"The beginning of what is looked for."`
	K int    `query:"k" minimum:"1" maximum:"20" default:"8"`
}

type suggestOutput struct {
	Body struct {
		Suggestions []string `json:"suggestions"`
	}
}

func (a *API) registerLookups(api huma.API, limit func(http.Handler) http.Handler) {
	middlewares := huma.Middlewares{limited(limit)}
	huma.Register(api, huma.Operation{
		OperationID: "search", Method: http.MethodGet, Path: "/search", Summary: "Find passages", Description: whileClosed,
		Middlewares: middlewares, Errors: []int{http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable},
	}, a.search)
	huma.Register(api, huma.Operation{
		OperationID: "suggest", Method: http.MethodGet, Path: "/suggest", Summary: "Complete what is being typed", Description: whileClosed,
		Middlewares: middlewares, Errors: []int{http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable},
	}, a.suggest)
}

func (a *API) search(ctx context.Context, in *searchInput) (*searchOutput, error) {
	if err := a.Rules.Admit(auskunft.APIChannel); err != nil {
		return nil, a.fail(ctx, in.Lang, err)
	}
	text, err := guard.Normalise(in.Q)
	if err != nil {
		return nil, a.fail(ctx, in.Lang, err)
	}
	started := time.Now()
	found, err := a.Searcher.Search(ctx, retrieval.Query{
		Text: text, Lang: guard.Language(text), Reader: web.Reader(ctx), K: in.K, Area: in.Area, Now: started,
	})
	if err != nil {
		return nil, a.fail(ctx, in.Lang, err)
	}
	out := &searchOutput{}
	out.Body.Hits = make([]Hit, 0, len(found.Hits))
	for _, h := range found.Hits {
		out.Body.Hits = append(out.Body.Hits, hitOf(h))
	}
	out.Body.Degraded = found.Degraded
	out.Body.Ms = float64(time.Since(started).Microseconds()) / 1000
	return out, nil
}

func hitOf(h retrieval.Hit) Hit {
	hit := Hit{
		Title: h.Document.Title, URL: h.Document.URL, Kind: h.Document.Kind, Headings: h.Passage.Headings,
		Text: h.Passage.Text, Anchor: h.Passage.Anchor, Page: h.Passage.Page,
		Visibility: h.Document.Visibility, Score: h.Score,
	}
	if !h.Document.CheckedAt.IsZero() {
		hit.CheckedAt = &h.Document.CheckedAt
	}
	return hit
}

func (a *API) suggest(ctx context.Context, in *suggestInput) (*suggestOutput, error) {
	if err := a.Rules.Admit(auskunft.APIChannel); err != nil {
		return nil, a.fail(ctx, "", err)
	}
	out := &suggestOutput{}
	out.Body.Suggestions = []string{}
	for _, s := range a.Suggest.Suggest(in.Q, web.Reader(ctx), in.K) {
		out.Body.Suggestions = append(out.Body.Suggestions, s.Text)
	}
	return out, nil
}
