package web

import (
	"log/slog"

	"github.com/go-chi/chi/v5"
)

// NewRouter makes a router with everything that every route has: a request id, a log
// line, problems instead of panics, security headers, and protection of changes against
// other websites. origins are the websites that embed us, asked for with each request.
func NewRouter(problems *Problems, log *slog.Logger, origins func() []string) *chi.Mux {
	r := chi.NewRouter()
	r.Use(RequestID, Log(log), Recover(problems), SecurityHeaders, CrossOrigin(problems, origins))
	r.NotFound(problems.Handler(ErrNotFound))
	r.MethodNotAllowed(problems.Handler(ErrMethodNotAllowed))
	return r
}
