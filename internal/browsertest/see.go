package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// focusPatience is how long a page that has just come may take to set its focus.
const focusPatience = 2 * time.Second

// ScreenshotsVariable names the environment variable with the folder that screenshots
// go to. Without it none are taken.
const ScreenshotsVariable = "AUSKUNFT_SCREENSHOTS"

// See waits until an element that matches is visible and contains text.
func (p *Page) See(selector, text string) {
	p.t.Helper()
	p.await(selector+" with "+text, fmt.Sprintf("browsertest.visible(%s, %s).length > 0", quote(selector), quote(text)))
}

// Gone waits until no visible element matches.
func (p *Page) Gone(selector string) {
	p.t.Helper()
	p.await(selector+" to be gone", fmt.Sprintf("browsertest.visible(%s, '').length === 0", quote(selector)))
}

// Texts returns the texts of all visible elements that match.
func (p *Page) Texts(selector string) []string {
	p.t.Helper()
	return Eval[[]string](p, fmt.Sprintf("browsertest.texts(%s)", quote(selector)))
}

// Focused describes what has the focus: its accessible name, or its tag. It waits a little
// while nothing has.
func (p *Page) Focused() string {
	p.t.Helper()
	name := ""
	for deadline := time.Now().Add(focusPatience); name == "" && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		name = Eval[string](p, "browsertest.focused()")
	}
	return name
}

// Spoken returns what live regions said so far, in order, and empties the list.
func (p *Page) Spoken() []string {
	p.t.Helper()
	return Eval[[]string](p, "browsertest.spoken.splice(0)")
}

// Until waits for a script expression to become true; what names it in a failure.
func (p *Page) Until(what, expression string) { p.t.Helper(); p.await(what, expression) }

// Stored lists the keys of cookies, local and session storage that the page's origin has.
func (p *Page) Stored() []string {
	p.t.Helper()
	return Eval[[]string](p, "browsertest.stored()")
}

// Screenshot writes what is visible as <name>.png into the folder named by
// ScreenshotsVariable, and does nothing when that is not set.
func (p *Page) Screenshot(name string) {
	p.t.Helper()
	folder := os.Getenv(ScreenshotsVariable)
	if folder == "" {
		return
	}
	image, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.MkdirAll(folder, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), image, 0o644)
	}
	if err != nil {
		p.t.Fatalf("screenshot %s: %v", name, err)
	}
}

// Eval is the value of a script expression in the page.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for {
		value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
		if err == nil {
			return value
		}
		if !isNavigation(err) || ctx.Err() != nil {
			p.t.Fatalf("evaluating %.200s: %v", expression, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// isNavigation reports whether a script could not be evaluated because the page gave way to
// the next one, where it can be tried again.
func isNavigation(err error) bool {
	for _, said := range []string{"navigated or closed", "context was destroyed", "Cannot find context", "Cannot find default execution context"} {
		if strings.Contains(err.Error(), said) {
			return true
		}
	}
	return false
}

func (p *Page) await(what, expression string) {
	p.t.Helper()
	p.awaitThat(what, func() bool { return Eval[bool](p, expression) })
}

func (p *Page) awaitThat(what string, holds func() bool) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			p.Screenshot("failed-" + strings.NewReplacer("/", "-", " ", "-").Replace(p.t.Name()))
			p.t.Fatalf("waited %v for %s\ncomplaints: %v", patience, what, p.Complaints())
		}
	}
}

// quote writes a Go string as a script's string.
func quote(s string) string {
	data, _ := json.Marshal(s) // a string always marshals
	return string(data)
}
