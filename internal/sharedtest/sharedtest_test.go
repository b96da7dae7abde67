package sharedtest

import (
	"os"
	"path/filepath"
	"testing"

	"auskunft/internal/errtest"
)

// The variable may name the data's folder or the one around it; a set that is nowhere ends the test.
func TestFolder(t *testing.T) {
	around := t.TempDir()
	set := filepath.Join(around, "data", "omos-qa")
	errtest.Must(t, os.MkdirAll(set, 0o755))
	for _, named := range []string{around, filepath.Join(around, "data")} {
		t.Setenv("AUSKUNFT_SHARED", named)
		if got := Folder(t, "omos-qa"); got != set {
			t.Errorf("AUSKUNFT_SHARED=%s: %s; want %s", named, got, set)
		}
	}
	for ci, want := range map[string]ended{"": {skipped: true}, "true": {failed: true, skipped: true}} {
		t.Setenv("CI", ci)
		got := ended{TB: t}
		Folder(&got, "nowhere")
		if got.failed != want.failed || got.skipped != want.skipped {
			t.Errorf("CI=%q without the data: failed %t; want %t", ci, got.failed, want.failed)
		}
	}
}

// ended is a test that goes on where others end.
type ended struct {
	testing.TB
	failed, skipped bool
}

func (e *ended) Fatalf(string, ...any) { e.failed = true }
func (e *ended) Skipf(string, ...any)  { e.skipped = true }
