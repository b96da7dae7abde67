// Package ingesttest helps the tests of ingestion to find real data.
package ingesttest

import (
	"os"
	"path/filepath"
	"testing"
)

// Shared is the path of a folder of the shared data, which others wrote and which is no
// part of this repository: in $AUSKUNFT_SHARED, else beside the checkout. Without it the
// test is skipped, or fails in CI.
func Shared(t testing.TB, folder string) string {
	t.Helper()
	dirs := []string{"../../../shared/data", "../../../../shared/data"}
	if dir := os.Getenv("AUSKUNFT_SHARED"); dir != "" {
		dirs = []string{dir, filepath.Join(dir, "data")}
	}
	for _, dir := range dirs {
		path := filepath.Join(dir, folder)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("the shared data %q is missing: set AUSKUNFT_SHARED to its folder", folder)
	}
	t.Skipf("SKIPPED, NOTHING MEASURED: the shared data %q is missing, set AUSKUNFT_SHARED to its folder", folder)
	return ""
}
