package importtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// Imports are read from the files themselves, so that those behind build tags count too.
func TestImports(t *testing.T) {
	root := os.DirFS("../..")
	files := 0
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if skipped(entry.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		files++
		dir := path.Dir(name)
		if floorOf(dir) < 0 {
			t.Errorf("%s stands in no floor: add its folder to the floors in rules.go", name)
			return nil
		}
		for _, imported := range imports(t, name) {
			if rule := violation(dir, imported, strings.HasSuffix(name, "_test.go")); rule != "" {
				t.Errorf("%s imports %s: %s", name, imported, rule)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 100 {
		t.Errorf("only %d Go files found: the walk is broken", files)
	}
}

// The picture of the house names every room: who comes new finds there what a folder is for.
func TestArchitectureNamesEveryRoom(t *testing.T) {
	b, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, picture, _ := strings.Cut(string(b), "## Who may know whom")
	picture, _, _ = strings.Cut(picture, "## ")
	named := strings.FieldsFunc(picture, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, floor := range []string{"internal", "retrieval", "ingest", "chat", "evals", "kb"} {
		rooms, err := os.ReadDir(filepath.Join("../..", floor))
		if err != nil {
			t.Fatal(err)
		}
		for _, room := range rooms {
			name := room.Name()
			if room.IsDir() && !skipped(name) && !strings.HasSuffix(name, "test") && !slices.Contains(named, name) {
				t.Errorf("docs/architecture.md does not say what %s/%s is: name it below \"Who may know whom\"", floor, name)
			}
		}
	}
}

func skipped(dir string) bool {
	return dir == "testdata" || dir == "node_modules" || dir == "var" || len(dir) > 1 && dir[0] == '.'
}

func imports(t *testing.T, name string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("../..", name), nil, parser.ImportsOnly)
	if err != nil {
		t.Error(err)
		return nil
	}
	var paths []string
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Error(err)
		}
		paths = append(paths, imported)
	}
	return paths
}

func TestViolation(t *testing.T) {
	for _, tt := range []struct {
		from, imported string
		test           bool
		want           string
	}{
		{".", "errors", false, ""},
		{".", "golang.org/x/text", false, "standard library only"},
		{".", "auskunft/internal/german", false, "internal/german lies 1 floors above"},
		{"internal/web", "auskunft", false, ""},
		{"internal/doctor", "auskunft/internal/postgres", false, ""},
		{"internal/jobs", "auskunft/retrieval", false, "lies 1 floors above"},
		{"retrieval", "auskunft/chat", false, "lies 1 floors above"},
		{"retrieval/lexical", "auskunft/internal/german", false, ""},
		{"ingest", "auskunft/retrieval/embed", false, ""},
		{"ingest", "auskunft/retrieval/lexical", false, ""},
		{"ingest", "auskunft/retrieval", false, "only the embedder and the analyser"},
		{"ingest/split", "auskunft/retrieval/catalog", false, "only the embedder and the analyser"},
		{"ingest", "auskunft/chat/guard", false, "never meet"},
		{"chat", "auskunft/ingest/source", false, "never meet"},
		{"chat", "auskunft/ingest", true, ""},
		{"chat", "auskunft/retrieval", false, ""},
		{"chat", "auskunft/kb/account", false, "lies 2 floors above"},
		{"chat", "auskunft/kb/account", true, "lies 2 floors above"},
		{"evals", "auskunft/chat", false, ""},
		{"kb/staff", "auskunft/evals", false, ""},
		{"kb/staff", "auskunft/cmd/auskunft", false, "lies 1 floors above"},
		{"widget", "auskunft/internal/web", false, "widget stands alone"},
		{"widget", "auskunft", false, "widget stands alone"},
		{"widget", "auskunft/internal/browsertest", true, ""},
		{"internal/web", "auskunft/widget", false, "widget stands alone"},
		{"cmd/auskunft", "auskunft/widget", false, ""},
		{"chat/llm", "github.com/tmc/langchaingo/llms/openai", false, ""},
		{"chat/llm", "github.com/tmc/langchaingo/chains", false, "of langchaingo only"},
		{"chat", "github.com/tmc/langchaingo/llms", false, "langchaingo stays in chat/llm, retrieval/embed"},
		{"chat/llmother", "github.com/tmc/langchaingo/llms", false, "stays in"},
		{"retrieval/catalog", "github.com/go-chi/chi/v5", false, "stays in"},
		{"kb/staff", "github.com/go-chi/chi/v5", false, ""},
		{"ingest/extract", "github.com/ledongthuc/pdf", false, ""},
		{"ingest/source/files", "github.com/ledongthuc/pdf", false, "stays in ingest/extract"},
		{"chat", "github.com/pgvector/pgvector-go", false, "stays in"},
	} {
		got := violation(tt.from, tt.imported, tt.test)
		if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s imports %s (test: %t): %q, want %q", tt.from, tt.imported, tt.test, got, tt.want)
		}
	}
}

// A rule about a folder that is gone guards nothing.
func TestRulesNameFoldersThatExist(t *testing.T) {
	dirs := slices.Concat(floors...)
	for _, room := range rooms {
		dirs = append(dirs, room.in...)
	}
	for _, s := range separations {
		dirs = append(dirs, s.from, s.to)
		dirs = append(dirs, s.only...)
	}
	for _, dir := range dirs {
		if info, err := os.Stat(filepath.Join("../..", dir)); err != nil || !info.IsDir() {
			t.Errorf("no folder %s", dir)
		}
	}
}
