package browsertest

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long anything awaited may take before the test fails: long, because only
// a failing test waits that long, and a machine may be busy.
const (
	patience      = time.Minute
	focusPatience = 2 * time.Second
)

// ScreenshotsVariable names the environment variable with the folder that screenshots
// go to. Without it none are taken.
const ScreenshotsVariable = "AUSKUNFT_SCREENSHOTS"

//go:embed page.js
var helpers string

// Request is one request the page made.
type Request struct{ Method, URL string }

// Look is how a person's device shows the page. The zero Look is a light desktop.
type Look struct {
	Width, Height int // CSS pixels; 1280 x 900 when zero
	Dark          bool
	ForcedColors  bool
	ReducedMotion bool
}

// Looks are the devices on which every page has to look right, by name.
var Looks = map[string]Look{
	"light": {Width: 1280, Height: 900}, "dark": {Width: 1280, Height: 900, Dark: true}, "320": {Width: 320, Height: 640},
}

// Page is one tab with storage of its own. Its methods fail the test they were made in.
type Page struct {
	t   testing.TB
	ctx context.Context

	mu         sync.Mutex
	requests   []Request
	complaints []string
}

// Page opens an empty tab.
func (b *Browser) Page(t testing.TB) *Page {
	t.Helper()
	p := &Page{t: t}
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.listen))
	p.ctx = ctx
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the first run makes the tab; it must have no deadline
		t.Fatalf("opening a tab: %v", err)
	}
	p.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		if _, err := cdp.Call(ctx, tab, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, tab, log.Enable, cdp.Empty{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: helpers})
		return err
	}))
	p.Look(Look{})
	return p
}

func (p *Page) listen(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, Request{e.Request.Method, e.Request.URL})
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			p.complaints = append(p.complaints, fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	case *runtime.EventExceptionThrown:
		p.complaints = append(p.complaints, "exception: "+exceptionText(e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			p.complaints = append(p.complaints, fmt.Sprintf("console.%s: %s", e.Type, consoleText(e.Args)))
		}
	}
}

func exceptionText(details *runtime.ExceptionDetails) string {
	if details.Exception != nil && details.Exception.Description != "" {
		return details.Exception.Description
	}
	return details.Text
}

func consoleText(args []*runtime.RemoteObject) string {
	var words []string
	for _, arg := range args {
		if arg.Description != "" {
			words = append(words, arg.Description)
		} else {
			words = append(words, string(arg.Value))
		}
	}
	return strings.Join(words, " ")
}

// Open loads the address and waits for its load event.
func (p *Page) Open(url string) {
	p.t.Helper()
	p.do(chromedp.Navigate(url))
}

// OpenEarly begins to load the address and does not wait: what follows happens to a page
// whose scripts are still on their way.
func (p *Page) OpenEarly(url string) {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, page.Navigate, page.NavigateParams{URL: url})
		return err
	}))
}

// Back goes one page back in the tab's history.
func (p *Page) Back() {
	p.t.Helper()
	p.do(chromedp.NavigateBack())
}

// Look changes size and preferences of the device.
func (p *Page) Look(look Look) {
	p.t.Helper()
	if look.Width == 0 {
		look.Width, look.Height = 1280, 900
	}
	choose := func(on bool, yes, no string) string {
		if on {
			return yes
		}
		return no
	}
	features := []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: choose(look.Dark, "dark", "light")},
		{Name: "forced-colors", Value: choose(look.ForcedColors, "active", "none")},
		{Name: "prefers-reduced-motion", Value: choose(look.ReducedMotion, "reduce", "no-preference")},
	}
	p.do(chromedp.EmulateViewport(int64(look.Width), int64(look.Height)),
		chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
			return err
		}))
}

// Scripts switches the page's scripts on or off, for everything opened from now on.
func (p *Page) Scripts(on bool) {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	}))
}

// Click clicks the middle of the first visible element that matches, once it is there.
func (p *Page) Click(selector string) { p.t.Helper(); p.ClickText(selector, "") }

// ClickText is Click for the first element whose text or accessible name contains text. It
// waits until the element stands still and nothing lies over it, as a person waits for a
// page to settle. Nothing in the page measures that: some pages run no script.
func (p *Page) ClickText(selector, text string) {
	p.t.Helper()
	var middle *[2]float64
	p.awaitThat("something to click: "+selector+" "+text, func() bool {
		before := middle
		middle = Eval[*[2]float64](p, fmt.Sprintf("browsertest.middle(%s, %s)", quote(selector), quote(text)))
		return before != nil && middle != nil && *before == *middle
	})
	p.do(chromedp.MouseClickXY(middle[0], middle[1]))
}

// Type types into the field that has the focus, once one has.
func (p *Page) Type(text string) {
	p.t.Helper()
	p.await("a field to type into", "browsertest.typing()")
	p.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, input.InsertText, input.InsertTextParams{Text: text})
		return err
	}))
}

// keys are the named keys that Press knows, as chromedp's table writes them.
var keys = map[string]string{
	"Enter": kb.Enter, "Escape": kb.Escape, "Tab": kb.Tab, "Backspace": kb.Backspace, "Space": " ",
	"ArrowDown": kb.ArrowDown, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight, "ArrowUp": kb.ArrowUp,
	"Home": kb.Home, "End": kb.End, "F10": kb.F10,
}

var modifiers = map[string]chromedp.Modifier{
	"Alt": chromedp.ModifierAlt, "Control": chromedp.ModifierCtrl, "Shift": chromedp.ModifierShift,
}

// Press presses keys by name, one after another: "Enter", "Shift+Tab", "Control+k", "?".
func (p *Page) Press(names ...string) {
	p.t.Helper()
	for _, name := range names {
		down, ok := keyDown(name)
		if !ok {
			p.t.Fatalf("there is no key %q; Type writes what keyboards have no key for", name)
		}
		p.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			up := down
			up.Type, up.Text = input.DispatchKeyEventTypeKeyUp, ""
			for _, event := range []input.DispatchKeyEventParams{down, up} {
				if _, err := cdp.Call(ctx, tab, input.DispatchKeyEvent, event); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

// keyDown is the event of a key going down, with the text it types. Both travel in one
// event, because a page that handles the key by preventDefault also stops the text;
// sent apart, as chromedp.KeyEvent does, the text arrives all the same.
func keyDown(name string) (down input.DispatchKeyEventParams, ok bool) {
	parts := strings.Split(name, "+")
	last := parts[len(parts)-1]
	if named, ok := keys[last]; ok {
		last = named
	}
	key, ok := kb.Keys[[]rune(last)[0]]
	if !ok || utf8.RuneCountInString(last) > 1 {
		return down, false
	}
	down = input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeKeyDown, Key: key.Key, Code: key.Code,
		WindowsVirtualKeyCode: key.Windows, NativeVirtualKeyCode: key.Native,
	}
	for _, part := range parts[:len(parts)-1] {
		down.Modifiers |= int64(modifiers[part])
	}
	if key.Shift {
		down.Modifiers |= int64(chromedp.ModifierShift)
	}
	if down.Modifiers&^int64(chromedp.ModifierShift) == 0 {
		down.Text, down.UnmodifiedText = key.Text, key.Unmodified
	}
	return down, true
}

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
	// A page that has just come sets its focus a moment after it is seen.
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

// Requests lists what the page requested so far.
func (p *Page) Requests() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Request(nil), p.requests...)
}

// Complaints lists warnings and errors of the console, exceptions, failed requests and
// violations of the content security policy, Trusted Types included.
func (p *Page) Complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.complaints...)
}

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

func (p *Page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("browser: %v", err)
	}
}

// quote writes a Go string as a script's string.
func quote(s string) string {
	data, _ := json.Marshal(s) // a string always marshals
	return string(data)
}
