// Package llamacpp starts llama.cpp's server with models of package tinygguf: for tests
// against a server that many cities run, and for `make run-llm`.
package llamacpp

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"auskunft/internal/tinygguf"
)

// Alias is the name under which a server serves its model.
const Alias = "tiny"

// Server is a running server.
type Server struct {
	URL string // with /v1

	stdin io.Closer // closed: the server ends
	ended chan struct{}
	log   *logBuffer
}

// startTime is how long a server may take to load a model of a few megabytes.
const startTime = time.Minute

// StartChat starts a server whose model babbles in the words of the sentences. It answers
// four requests at once. folder is for the model's file.
func StartChat(ctx context.Context, folder string, sentences []string) (*Server, error) {
	return start(ctx, filepath.Join(folder, "chat.gguf"), tinygguf.LanguageModel(sentences), "--ctx-size", "65536", "--parallel", "4")
}

// StartEmbedder starts a server whose model embeds texts by the words of the sentences.
func StartEmbedder(ctx context.Context, folder string, sentences []string) (*Server, error) {
	return start(ctx, filepath.Join(folder, "embed.gguf"), tinygguf.Embedder(sentences),
		"--embeddings", "--pooling", "mean", "--ctx-size", "8192", "--batch-size", "8192", "--ubatch-size", "2048", "--parallel", "4")
}

// start gets the server when it is not here, which takes half a minute once.
func start(ctx context.Context, file string, model []byte, args ...string) (*Server, error) {
	program, err := program(ctx)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, model, 0o644); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	// The shell ends the server when its input ends, also when our process is killed. Asked politely, one
	// of a dozen servers never ends; it has nothing to lose.
	args = append([]string{"-c", `"$@" </dev/null & read -r _; kill -9 $!; wait`, "sh", program, "--model", file, "--alias", Alias,
		"--host", "127.0.0.1", "--port", port, "--offline", "--no-webui", "--threads", "1"}, args...)
	s := &Server{URL: "http://127.0.0.1:" + port + "/v1", ended: make(chan struct{}), log: &logBuffer{}}
	command := exec.Command("sh", args...)
	command.Stdout, command.Stderr = s.log, s.log
	if s.stdin, err = command.StdinPipe(); err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = command.Wait() // it is killed: how it ends says nothing
		close(s.ended)
	}()
	if err := s.healthy(ctx); err != nil {
		s.Stop()
		return nil, fmt.Errorf("llama-server: %w; it says:\n%s", err, s.log.String())
	}
	return s, nil
}

// Stop ends the server.
func (s *Server) Stop() {
	_ = s.stdin.Close()
	<-s.ended
}

func (s *Server) healthy(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(s.URL, "/v1")+"/health", nil)
		if err != nil {
			return err
		}
		if response, err := http.DefaultClient.Do(request); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("is not ready within %s: %w", startTime, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// program is the path of llama-server, as scripts/llama-server finds or gets it.
func program(ctx context.Context) (string, error) {
	script := filepath.Join("scripts", "llama-server")
	for range 10 { // tests run in the folder of their package
		if _, err := os.Stat(script); err == nil {
			break
		}
		script = filepath.Join("..", script)
	}
	command := exec.CommandContext(ctx, script)
	command.Stderr = os.Stderr // getting it takes a while, and who waits is told
	out, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%s, as it says above: %w", script, err)
	}
	return strings.TrimSpace(string(out)), nil
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

// logBuffer keeps the beginning of what a server says.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	const enough = 16 << 10
	l.mu.Lock()
	defer l.mu.Unlock()
	l.buf.Write(p[:min(len(p), enough-min(enough, l.buf.Len()))])
	return len(p), nil
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// ForTest starts a server by one of the functions above and stops it with the test. It is for
// long tests: in short ones the test is skipped. A server that cannot be had is a failure.
func ForTest(t testing.TB, start func(context.Context, string, []string) (*Server, error), sentences []string) *Server {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a real model server; make test-all does")
	}
	s, err := start(t.Context(), t.TempDir(), sentences)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

var (
	tags  = regexp.MustCompile(`<[^>]*>`)
	texts = regexp.MustCompile(`^\.(html|md|xml)$`)
)

// Sentences are the lines of running text in the files of a folder, for making models of.
func Sentences(folder fs.FS) ([]string, error) {
	const words = 6 // fewer are headings, keys and numbers
	var all []string
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !texts.MatchString(path.Ext(name)) {
			return err
		}
		content, err := fs.ReadFile(folder, name)
		if err != nil {
			return err
		}
		// Feeds hold pages with their markup escaped.
		plain := tags.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(string(content), "\n")), "\n")
		for line := range strings.Lines(html.UnescapeString(plain)) {
			if fields := strings.Fields(line); len(fields) >= words {
				all = append(all, strings.Join(fields, " "))
			}
		}
		return nil
	})
	return all, err
}
