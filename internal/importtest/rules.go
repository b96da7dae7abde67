// Package importtest holds the rules of who may import whom, and the test that enforces
// them. docs/architecture.md draws them; where the two differ, this package is right.
//
// The rules exist so that a question can be followed through the program in one direction:
// a package knows what lies below it and nothing else.
package importtest

import (
	"fmt"
	"slices"
	"strings"
)

const module = "auskunft"

// floors are the storeys of the house, the ground first. A package may import its own
// floor and those below. "." is the module's root package.
var floors = [][]string{
	{"."},
	{"internal", "widget"},
	{"retrieval"},
	{"ingest", "chat"},
	{"evals"},
	{"kb", "demo"},
	{"cmd"},
}

// separations keep packages apart that the floors would let meet. only lists the exceptions.
var separations = []struct {
	from, to string
	only     []string
	because  string
}{
	{"ingest", "chat", nil, "ingest and chat never meet: they share the index, not code"},
	{"chat", "ingest", nil, "ingest and chat never meet: they share the index, not code"},
	{"ingest", "retrieval", []string{"retrieval/embed", "retrieval/lexical"}, "ingest takes only the embedder and the analyser from retrieval"},
	{"kb", "demo", nil, "the product knows no particular town"},
	{"internal", "widget", nil, "widget stands alone"},
	{"demo", "internal", nil, "the demo town is texts, and the tools that write them"},
	{"widget", "internal", nil, "widget stands alone"},
	{"widget", ".", nil, "widget stands alone"},
}

// rooms say where a third party's packages may be used. Elsewhere its types would leak
// through our interfaces and it could not be replaced.
var rooms = []struct {
	library string
	in      []string
}{
	{"github.com/tmc/langchaingo", []string{"chat/llm", "retrieval/embed"}},
	{"github.com/ledongthuc/pdf", []string{"ingest/extract"}},
	{"github.com/klippa-app/go-pdfium", []string{"ingest/extract"}},
	{"github.com/go-chi", []string{"internal/web", "chat/httpapi", "kb/staff", "cmd"}},
	{"github.com/danielgtaylor/huma", []string{"chat/httpapi"}},
	{"github.com/pgvector/pgvector-go", []string{"internal/postgres", "retrieval", "ingest"}},
	{"github.com/pressly/goose", []string{"internal/postgres"}},
	{"github.com/riverqueue/river", []string{"internal/postgres", "internal/jobs", "ingest", "kb/inbox", "cmd"}},
	{"github.com/wneessen/go-mail", []string{"kb/inbox"}},
	{"github.com/microcosm-cc/bluemonday", []string{"kb/article/markdown"}},
	{"github.com/sergi/go-diff", []string{"kb/article"}},
	{"github.com/modelcontextprotocol/go-sdk", []string{"kb/mcp"}},
	{"github.com/chromedp", []string{"internal/browsertest"}},
	{"github.com/evanw/esbuild", []string{"internal/bundle"}},
	{"github.com/caarlos0/env", []string{"internal/config"}},
	{"github.com/coreos/go-oidc", []string{"kb/account"}},
	{"golang.org/x/oauth2", []string{"kb/account"}},
	{"github.com/alexedwards/argon2id", []string{"kb/account"}},
	{"github.com/alecthomas/kong", []string{"cmd"}},
}

// langchain lists the packages of langchaingo that are good enough; the others bring
// hundreds of modules, or lose offsets and errors.
var langchain = []string{"llms", "llms/openai", "embeddings"}

// violation says which rule the package in folder from breaks when it imports path; "" is
// none. A test may use everything below and beside it to set its stage, so only the floors
// hold for it.
func violation(from, path string, test bool) string {
	to, ours := strings.CutPrefix(path, module+"/")
	if path == module {
		to, ours = ".", true
	}
	if !ours {
		if test {
			return ""
		}
		return foreign(from, path)
	}
	if up := floorOf(to) - floorOf(from); up > 0 {
		return fmt.Sprintf("%s lies %d floors above", to, up)
	}
	if test {
		return ""
	}
	for _, s := range separations {
		if within(from, s.from) && within(to, s.to) && !slices.ContainsFunc(s.only, func(e string) bool { return within(to, e) }) {
			return s.because
		}
	}
	return ""
}

func foreign(from, path string) string {
	if from == "." && strings.Contains(strings.Split(path, "/")[0], ".") {
		return "the ground floor imports the standard library only"
	}
	for _, room := range rooms {
		if !within(path, room.library) {
			continue
		}
		if !slices.ContainsFunc(room.in, func(dir string) bool { return within(from, dir) }) {
			return fmt.Sprintf("%s stays in %s", room.library, strings.Join(room.in, ", "))
		}
	}
	if part, ok := strings.CutPrefix(path, "github.com/tmc/langchaingo/"); ok && !slices.Contains(langchain, part) {
		return "of langchaingo only " + strings.Join(langchain, ", ")
	}
	return ""
}

// floorOf is the floor of a folder; -1 when no floor has it.
func floorOf(dir string) int {
	return slices.IndexFunc(floors, func(floor []string) bool {
		return slices.ContainsFunc(floor, func(room string) bool { return within(dir, room) })
	})
}

// within reports whether path is root or lies below it. Only "." is within ".".
func within(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }
