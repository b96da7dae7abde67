package web

import (
	"bytes"
	"context"
	"errors"
	"html/template"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"auskunft/internal/civil"
)

// Timeouts of the server. There is none for whole responses: event streams are long, and
// set a deadline for each event instead.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 30 * time.Second
	idleTimeout   = 2 * time.Minute
	drainTimeout  = 15 * time.Second // running answers may end
	readyTimeout  = 3 * time.Second
)

// Serve answers on l until ctx ends, then lets running requests end for a while. What
// still runs after that is cut off; that is not an error.
func Serve(ctx context.Context, l net.Listener, handler http.Handler, log *slog.Logger) error {
	requests, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		IdleTimeout:       idleTimeout,
		ErrorLog:          slog.NewLogLogger(discardAddresses{log.Handler()}, slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return requests },
	}
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(l) }()
	select {
	case err := <-stopped:
		return err
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		log.Warn("requests cut off at shutdown", slog.Any("error", err))
		cut()
		_ = server.Close()
	}
	if err := <-stopped; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// discardAddresses replaces the server's own messages, which name the client's address,
// by one that does not.
type discardAddresses struct{ slog.Handler }

// Handle logs that a connection failed, and nothing about whose it was.
func (h discardAddresses) Handle(ctx context.Context, r slog.Record) error {
	return h.Handler.Handle(ctx, slog.NewRecord(r.Time, r.Level, "connection failed", r.PC))
}

// Check says whether a part the process depends on works.
type Check func(ctx context.Context) error

// Healthz answers as long as the process does.
func Healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte("ok\n"))
}

// Part is something that can be done without for a while.
type Part struct {
	Name  string
	Check Check
}

// Readyz answers 200 when what is needed works, else 503. Other parts that do not work are
// named in the body, as people are served all the same. Why is in the log only.
func Readyz(log *slog.Logger, needed Check, others ...Part) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
		defer cancel()
		w.Header().Set("Cache-Control", "no-store")
		if err := needed(ctx); err != nil {
			log.WarnContext(ctx, "not ready", slog.Any("error", err))
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, "ready\n")
		for _, part := range others {
			if err := part.Check(ctx); err != nil {
				log.DebugContext(ctx, "degraded", slog.String("part", part.Name), slog.Any("error", err))
				_, _ = io.WriteString(w, "degraded: "+part.Name+"\n")
			}
		}
	}
}

// Render executes a template and sends it as a page. A template that fails sends nothing
// of itself.
func Render(w http.ResponseWriter, status int, t *template.Template, name string, data any) error {
	var page bytes.Buffer
	if err := t.ExecuteTemplate(&page, name, data); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := page.WriteTo(w)
	if err != nil {
		return nil //nolint:nilerr // the client has left; there is nobody to tell
	}
	return nil
}

// Tel is a phone number as a link dials it.
func Tel(number string) template.URL { return template.URL(civil.Dial(number)) }
