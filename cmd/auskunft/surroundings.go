package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"

	"golang.org/x/term"

	"auskunft/internal/config"
)

// surroundings is all of the world that a command touches.
type surroundings struct {
	ctx            context.Context
	environ        []string
	stdin          io.Reader
	stdout, stderr io.Writer
}

func (s *surroundings) config() (config.Config, error) { return config.Load(s.environ) }

func (s *surroundings) log(level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(s.stderr, &slog.HandlerOptions{Level: level}))
}

// quiet is the log of commands whose output people read: only what went wrong. Advice is
// doctor's.
func (s *surroundings) quiet() *slog.Logger { return s.log(slog.LevelError) }

// printJSON writes v as indented JSON.
func (s *surroundings) printJSON(v any) error {
	enc := json.NewEncoder(s.stdout)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

func (s *surroundings) printf(format string, args ...any) { fmt.Fprintf(s.stdout, format, args...) }

// terminal reports whether somebody watches stderr, where progress goes.
func (s *surroundings) terminal() bool {
	f, ok := s.stderr.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
