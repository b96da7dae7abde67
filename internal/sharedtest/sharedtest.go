// Package sharedtest finds the data sets that others published. They are no part of this
// repository: tests that measure on them are skipped without, loudly, and fail in CI.
package sharedtest

import (
	"os"
	"path/filepath"
	"testing"
)

// Folder is the path of a folder of the shared data: in $AUSKUNFT_SHARED or its folder data,
// else in shared/data beside the checkout. Without it the test ends.
func Folder(t testing.TB, name string) string {
	t.Helper()
	for _, dir := range places(t) {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("the shared data %q is missing: set AUSKUNFT_SHARED to its folder", name)
	}
	t.Skipf("SKIPPED, NOTHING MEASURED: the shared data %q is missing, set AUSKUNFT_SHARED to its folder", name)
	return ""
}

func places(t testing.TB) []string {
	t.Helper()
	if dir := os.Getenv("AUSKUNFT_SHARED"); dir != "" {
		return []string{dir, filepath.Join(dir, "data")}
	}
	root, err := os.Getwd() // tests run in the folder of their package
	if err != nil {
		t.Fatal(err)
	}
	for dir := root; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			root = dir // the outermost: retrieval/bench is a module of its own
		}
	}
	return []string{filepath.Join(filepath.Dir(root), "shared", "data")}
}
