package httpapi

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"auskunft"
	"auskunft/internal/web"
)

type speakerKey struct{}

// speaker is who tells a client about errors, and in which language.
type speaker struct {
	problems *web.Problems
	lang     string
}

// withSpeaker lets handlers and huma's own errors speak the client's language.
func (a *API) withSpeaker(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := speaker{a.problems, web.Language(r)}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), speakerKey{}, s)))
	})
}

// fail is the problem document for an error; chosen is the language somebody asked for.
func (a *API) fail(ctx context.Context, chosen string, err error) *web.Problem {
	if s, ok := ctx.Value(speakerKey{}).(speaker); ok && chosen == "" {
		chosen = s.lang
	}
	return a.problems.Of(ctx, chosen, err)
}

// huma asks a package variable for its error documents. This package is huma's only user
// in the program, so the variable is set once, for all instances.
func init() {
	huma.NewErrorWithContext = func(hctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		r, _ := humachi.Unwrap(hctx)
		s := r.Context().Value(speakerKey{}).(speaker)
		return s.problems.Of(r.Context(), s.lang, statusError(status, msg, errs))
	}
}

// statusError is the error behind a status that huma decided on. What huma says about it
// names fields and limits in English and stays in the log.
func statusError(status int, msg string, errs []error) error {
	for _, err := range errs {
		if _, ok := errors.AsType[*auskunft.Error](err); ok {
			return err
		}
	}
	cause := errors.Join(append([]error{errors.New(msg)}, errs...)...)
	switch {
	case status == http.StatusRequestEntityTooLarge:
		return web.ErrTooLarge
	case status == http.StatusMethodNotAllowed:
		return web.ErrMethodNotAllowed
	case status == http.StatusNotFound:
		return web.ErrNotFound
	case status < http.StatusInternalServerError:
		return auskunft.Errorf(auskunft.Invalid, "invalid", "%w", cause)
	default:
		return cause
	}
}

// limited runs a net/http middleware in front of one operation.
func limited(limit func(http.Handler) http.Handler) func(huma.Context, func(huma.Context)) {
	return func(hctx huma.Context, next func(huma.Context)) {
		r, w := humachi.Unwrap(hctx)
		limit(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { next(hctx) })).ServeHTTP(w, r)
	}
}
