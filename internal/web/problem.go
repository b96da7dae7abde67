package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"golang.org/x/text/language"

	"auskunft"
)

// Problem is an error as clients get it, after RFC 9457. Detail is a sentence for people
// in their language; Code is for programs and stays the same.
type Problem struct {
	Type    string `json:"type"` // "about:blank": the status says what kind it is
	Title   string `json:"title"`
	Status  int    `json:"status"`
	Detail  string `json:"detail"`
	Code    string `json:"code"`
	Request string `json:"request,omitempty"` // identifier for asking the operators
}

// Error makes a Problem usable as an error within HTTP packages.
func (p *Problem) Error() string { return p.Code }

// GetStatus is the HTTP status; huma asks for it.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of problem documents; huma asks for it.
func (p *Problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

// Problems writes errors to clients. It is the one place where an error becomes
// something that people read.
type Problems struct {
	// Text is the sentence for an error in a language.
	Text func(lang string, err error) string
	Log  *slog.Logger
	// Page shows a problem to somebody who looks at pages; nil: Write sends a document.
	Page func(w http.ResponseWriter, r *http.Request, p *Problem)
}

// Of is the problem that a client gets for err. What is our fault is logged here, once.
func (p *Problems) Of(ctx context.Context, lang string, err error) *Problem {
	if errors.Is(err, context.DeadlineExceeded) {
		err = auskunft.Errorf(auskunft.Unavailable, "timeout", "%w", err)
	}
	status := StatusOf(err)
	if IsFault(err) && ctx.Err() == nil {
		p.Log.ErrorContext(ctx, "request failed", slog.Any("error", err), slog.String("request", RequestIDOf(ctx)))
	}
	return &Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status,
		Detail: p.Text(lang, err), Code: auskunft.CodeOf(err), Request: RequestIDOf(ctx),
	}
}

// Write sends err as a problem document.
func (p *Problems) Write(w http.ResponseWriter, r *http.Request, err error) {
	problem := p.Of(r.Context(), Language(r), err)
	if p.Page != nil {
		p.Page(w, r, problem)
		return
	}
	w.Header().Set("Content-Type", problemType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(problem.Status)
	_ = json.NewEncoder(w).Encode(problem) // whoever asked has left
}

// Handler is a handler that always answers with err: for unknown routes and methods.
func (p *Problems) Handler(err error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { p.Write(w, r, err) }
}

// The errors of routers.
var (
	ErrNotFound         = auskunft.Errorf(auskunft.NotFound, "not_found", "no such route")
	ErrMethodNotAllowed = &methodError{auskunft.Errorf(auskunft.Invalid, "method_not_allowed", "method not allowed")}
	ErrUnauthorized     = &unauthorizedError{auskunft.Errorf(auskunft.Forbidden, "unauthorized", "no valid token")}
	ErrTooLarge         = &tooLargeError{auskunft.Errorf(auskunft.Invalid, "request_too_large", "request body too large")}
)

type (
	methodError       struct{ error }
	unauthorizedError struct{ error }
	tooLargeError     struct{ error }
)

func (e *methodError) Unwrap() error       { return e.error }
func (e *unauthorizedError) Unwrap() error { return e.error }
func (e *tooLargeError) Unwrap() error     { return e.error }

// StatusOf is the HTTP status that an error's kind means.
func StatusOf(err error) int {
	if _, ok := errors.AsType[*methodError](err); ok {
		return http.StatusMethodNotAllowed
	}
	if _, ok := errors.AsType[*unauthorizedError](err); ok {
		return http.StatusUnauthorized
	}
	if _, ok := errors.AsType[*tooLargeError](err); ok {
		return http.StatusRequestEntityTooLarge
	}
	switch auskunft.KindOf(err) {
	case auskunft.Invalid:
		return http.StatusUnprocessableEntity
	case auskunft.NotFound:
		return http.StatusNotFound
	case auskunft.Forbidden:
		return http.StatusForbidden
	case auskunft.Conflict:
		return http.StatusConflict
	case auskunft.Limited:
		return http.StatusTooManyRequests
	case auskunft.Unavailable, auskunft.Closed:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// IsFault reports whether operators should know of err: it is neither the asker's doing nor
// an administrator's.
func IsFault(err error) bool {
	return StatusOf(err) >= http.StatusInternalServerError && auskunft.KindOf(err) != auskunft.Closed
}

// Language is the primary language the client prefers, "" when it does not say.
func Language(r *http.Request) string {
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return ""
	}
	base, confidence := tags[0].Base()
	if confidence == language.No {
		return ""
	}
	return base.String()
}
