package main

import (
	"bytes"
	"os"
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
