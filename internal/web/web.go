// Package web is the plumbing of everything that answers HTTP: middleware, problem
// documents, rendering, health, starting and stopping. It knows no matter of the answer
// desk but its error kinds and its readers.
//
// Two rules hold for every request that passes through it: no log line holds an IP
// address, a query or a body, and no response holds the text of an internal error.
package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"auskunft"
)

type readerKey struct{}

// WithReader returns a context whose request is answered for a reader. Without it a
// request is anybody's.
func WithReader(ctx context.Context, reader auskunft.Reader) context.Context {
	return context.WithValue(ctx, readerKey{}, reader)
}

// Reader is the reader of a request: auskunft.PublicReader unless somebody signed in.
func Reader(ctx context.Context) auskunft.Reader {
	if reader, ok := ctx.Value(readerKey{}).(auskunft.Reader); ok {
		return reader
	}
	return auskunft.PublicReader
}

type requestIDKey struct{}

// RequestID gives each request an identifier of our own making, for the log and for
// people who report an error. What a client sends under that name is ignored.
func RequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()[:16]
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

// RequestIDOf is the identifier of the request that ctx belongs to, "" outside of one.
func RequestIDOf(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// Log writes a line for each request when it is done. It names the route's pattern, not
// the path: paths hold identifiers of conversations, queries hold questions.
func Log(log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			started := time.Now()
			out := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
			next.ServeHTTP(out, r)
			log.LogAttrs(r.Context(), slog.LevelInfo, "request",
				slog.String("method", r.Method),
				slog.String("route", routeOf(r)),
				slog.Int("status", statusOf(out)),
				slog.Int("bytes", out.BytesWritten()),
				slog.Float64("ms", float64(time.Since(started).Microseconds())/1000),
				slog.String("request", RequestIDOf(r.Context())))
		})
	}
}

func routeOf(r *http.Request) string {
	if c := chi.RouteContext(r.Context()); c != nil {
		return c.RoutePattern()
	}
	return r.Pattern
}

func statusOf(w middleware.WrapResponseWriter) int {
	if w.Status() == 0 {
		return http.StatusOK
	}
	return w.Status()
}

// Recover turns a panic into a problem document and a log entry with the stack. A
// response that has begun is cut off.
func Recover(problems *Problems) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			out := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
			defer func() {
				switch cause := recover(); {
				case cause == nil:
				case cause == http.ErrAbortHandler: //nolint:errorlint // net/http compares it so
					panic(cause)
				default:
					problems.Log.ErrorContext(r.Context(), "panic", slog.Any("cause", cause),
						slog.String("request", RequestIDOf(r.Context())), slog.String("stack", string(debug.Stack())))
					if out.Status() != 0 {
						panic(http.ErrAbortHandler)
					}
					problems.Write(out, r, auskunft.Errorf(auskunft.Unexpected, "internal", "panic: %v", cause))
				}
			}()
			next.ServeHTTP(out, r)
		})
	}
}
