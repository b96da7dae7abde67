package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestCommittedWidgetIsFresh(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	built, err := buildWidget(root)
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile(filepath.Join(root, "widget", "dist", "auskunft.js"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(built, committed) {
		t.Error("widget/dist/auskunft.js is not what its sources give: run make generate and commit it")
	}
}

// esbuild drops types without looking at them; the compiler looks.
func TestTypes(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	tsc := filepath.Join(root, packages, "node_modules", ".bin", "tsc")
	if _, err := os.Stat(tsc); err != nil {
		t.Fatalf("TypeScript is not installed (%v): run make generate, or npm ci --ignore-scripts in %s", err, packages)
	}
	for _, project := range []string{"widget", "kb/staff/web"} {
		check := exec.Command(tsc, "--project", filepath.Join(root, filepath.FromSlash(project)))
		if out, err := check.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", project, err, out)
		}
	}
}

func TestBrokenScriptIsReported(t *testing.T) {
	root := t.TempDir()
	source := filepath.Join(root, "widget", "src")
	if err := os.MkdirAll(source, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(source, "main.ts"), []byte("const = 1"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := buildWidget(root); err == nil {
		t.Error("a script that does not parse was built")
	}
}
