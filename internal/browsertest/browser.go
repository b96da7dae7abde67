// Package browsertest drives a real Chromium in tests: what a person clicks, types,
// sees and hears, what the page sent, stored and complained about, and what axe finds.
//
// It is the only package that knows chromedp. Selectors are CSS and look into open
// shadow roots, so that a custom element is tested like any other part of a page.
// Waiting is always for something visible, never for a time.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// startTimeout is generous: a cold Chromium on a busy two-core machine takes its time.
const startTimeout = 60 * time.Second

// Browser is one Chromium process with a fresh profile. Its pages share nothing.
type Browser struct{ ctx context.Context }

// Start starts Chromium; the test's end stops it and removes its profile. A machine
// without Chromium fails the test, because a check that is skipped is none.
func Start(t testing.TB) *Browser {
	t.Helper()
	folder := shortFolder(t)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(executable(t)),
		chromedp.UserDataDir(filepath.Join(folder, "profile")),
		// Chromium is killed at the end and leaves what it keeps in the temporary folder.
		chromedp.Env("TMPDIR="+folder),
		chromedp.WSURLReadTimeout(startTimeout),
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("lang", "de"),
		chromedp.Flag("hide-scrollbars", false),
	)
	if os.Geteuid() == 0 { // Chromium's sandbox refuses to run as root
		options = append(options, chromedp.NoSandbox)
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		stop()
		stopAllocator()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting Chromium: %v", err)
	}
	return &Browser{ctx: ctx}
}

// shortFolder is t.TempDir with a short name: Chromium makes a socket in it, whose path may
// have 107 bytes, and the name of a test can be longer.
func shortFolder(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "browser-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Errorf("the browser's folder: %v", err)
		}
	})
	return folder
}

func executable(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("Chromium is not installed: apt-get install --no-install-recommends chromium")
	return ""
}
