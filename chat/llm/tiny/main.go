// Command tiny runs another command with a real language model and a real embedder: llama.cpp's
// server with models made of the texts in some folders. The language model babbles; it shows
// how questions travel, not how good answers can be.
//
//	go run ./chat/llm/tiny demo/services -- bin/auskunft demo
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"syscall"

	"auskunft/chat/llm/llmtest"
	"auskunft/internal/llamacpp"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			os.Exit(exit.ExitCode())
		}
		fmt.Fprintln(os.Stderr, "tiny:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	split := slices.Index(args, "--")
	if split < 1 || split == len(args)-1 {
		return errors.New("usage: tiny FOLDER… -- COMMAND…")
	}
	var sentences []string
	for _, folder := range args[:split] {
		more, err := llamacpp.Sentences(os.DirFS(folder))
		if err != nil {
			return err
		}
		sentences = append(sentences, more...)
	}
	work, err := os.MkdirTemp("", "auskunft-tiny-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	chat, err := llamacpp.StartChat(ctx, work, llmtest.InAnswerForm(sentences))
	if err != nil {
		return err
	}
	defer chat.Stop()
	embedder, err := llamacpp.StartEmbedder(ctx, work, sentences)
	if err != nil {
		return err
	}
	defer embedder.Stop()
	fmt.Fprintf(os.Stderr, "language model %s, embedder %s\n", chat.URL, embedder.URL)
	command := exec.CommandContext(ctx, args[split+1], args[split+2:]...)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	command.Env = append(os.Environ(),
		"LLM_BASE_URL="+chat.URL, "LLM_MODEL="+llamacpp.Alias, "EMBED_BASE_URL="+embedder.URL, "EMBED_MODEL="+llamacpp.Alias)
	if err := command.Run(); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}
