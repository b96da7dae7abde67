package proof

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var ablate = flag.String("ablate", "", "what TestAblation puts out of force: a regular expression of files, 'claims.go', 'words/light.txt'; none for the questions alone")

// aCondition is an operand of "&&" or "||", or what an "if" or a "case" asks: neutral is the value by which it has no say.
type aCondition struct {
	from, to int // bytes of its file
	neutral  bool
}

// conditionsOf gives the conditions of a file, but those that end loops.
func conditionsOf(file *ast.File, fset *token.FileSet) []aCondition {
	var all []aCondition
	add := func(e ast.Expr, neutral bool) {
		all = append(all, aCondition{fset.Position(e.Pos()).Offset, fset.Position(e.End()).Offset, neutral})
	}
	loops := map[ast.Expr]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt:
			loops[n.Cond] = true
		case *ast.IfStmt:
			add(n.Cond, false)
		case *ast.SwitchStmt:
			if n.Tag == nil {
				for _, c := range n.Body.List {
					for _, e := range c.(*ast.CaseClause).List {
						add(e, false)
					}
				}
			}
		case ast.Expr:
			if loops[n] {
				return false
			}
			if b, ok := n.(*ast.BinaryExpr); ok && (b.Op == token.LAND || b.Op == token.LOR) {
				for _, operand := range []ast.Expr{b.X, b.Y} {
					if x, same := operand.(*ast.BinaryExpr); !same || x.Op != b.Op {
						add(operand, b.Op == token.LAND)
					}
				}
			}
		}
		return true
	})
	return all
}

// instrumented is a source with each condition asked by its number, from first on.
func instrumented(source string, conditions []aCondition, first int) string {
	type insertion struct {
		at, order int
		text      string
	}
	var all []insertion
	for i, c := range conditions {
		size := c.to - c.from
		all = append(all, insertion{c.from, 1_000_000 - size, fmt.Sprintf("asked(%d, ", first+i)}, insertion{c.to, size - 1_000_000, fmt.Sprintf(", %t)", c.neutral)})
	}
	slices.SortStableFunc(all, func(a, b insertion) int {
		if a.at != b.at {
			return a.at - b.at
		}
		return a.order - b.order
	})
	var b strings.Builder
	done := 0
	for _, in := range all {
		b.WriteString(source[done:in.at] + in.text)
		done = in.at
	}
	return b.String() + source[done:]
}

// TestAblation puts each rule out of force, one after the other, and prints what goes through then of the development halves, and of
// one wrong edit in them, and what does not any more: what each alone stops, and what it alone costs. The rules are the
// conditions of the source itself, each behind a switch in a second test program, so that the program in use has none.
//
//	go test ./chat/proof -run Ablation -ablate 'replaced|words/light'
func TestAblation(t *testing.T) {
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "ablate" })
	if !asked {
		t.Skip("minutes; -ablate says of what")
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	overlay := map[string]string{}
	replace := func(name, text string) {
		at := filepath.Join(dir, filepath.Base(name))
		if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		abs, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		overlay[abs] = at
	}
	var table []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source := string(b)
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, b, 0)
		if err != nil {
			t.Fatal(err)
		}
		conditions := conditionsOf(file, fset)
		for _, c := range conditions {
			table = append(table, fmt.Sprintf("%s:%d\t%s", name, 1+strings.Count(source[:c.from], "\n"), strings.Join(strings.Fields(source[c.from:c.to]), " ")))
		}
		source = instrumented(source, conditions, len(table)-len(conditions))
		if name == "lexicon.go" {
			source = strings.Replace(source, "for line := range strings.Lines(string(b)) {", "for line := range strings.Lines(string(b)) {\n\t\tif unread == name+\":\"+strings.TrimSpace(line) {\n\t\t\tcontinue\n\t\t}", 1)
		}
		replace(name, source)
	}
	for name, from := range map[string]string{"ablation_hook.go": "hook.go.txt", "ablation_run_test.go": "run.go.txt"} {
		b, err := os.ReadFile(filepath.Join("testdata", "ablation", from))
		if err != nil {
			t.Fatal(err)
		}
		replace(name, string(b))
	}
	b, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	conditions := filepath.Join(dir, "conditions.txt")
	for name, text := range map[string]string{filepath.Join(dir, "overlay.json"): string(b), conditions: strings.Join(table, "\n")} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := exec.CommandContext(t.Context(), "go", "test", "-vet=off", "-count=1", "-timeout=9h", "-overlay", filepath.Join(dir, "overlay.json"), "-run", "TestAblated$", "-v", ".")
	run.Env = append(os.Environ(), "ABLATION="+conditions, "ABLATE="+*ablate)
	run.Stdout, run.Stderr = os.Stdout, os.Stderr
	if err := run.Run(); err != nil {
		t.Fatal(err)
	}
}
