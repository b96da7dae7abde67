package browsertest

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long anything awaited may take before the test fails: long, because only
// a failing test waits that long, and a machine may be busy.
const patience = time.Minute

// SlowVariable names the environment variable with a number of times that pages are slower
// than this machine. Six is a cheap phone, and shows which test types before a page is ready.
const SlowVariable = "AUSKUNFT_BROWSER_SLOWER"

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
	Print         bool // on paper
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
	p.throttle(true)
	p.Look(Look{})
	return p
}

// throttle makes the page's scripts as slow as SlowVariable says, or as fast as they are.
func (p *Page) throttle(on bool) {
	p.t.Helper()
	said := os.Getenv(SlowVariable)
	if said == "" {
		return
	}
	times, err := strconv.ParseFloat(said, 64)
	if err != nil || times < 1 {
		p.t.Fatalf("%s is %q, not a number from 1", SlowVariable, said)
	}
	if !on {
		times = 1
	}
	p.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: times})
		return err
	}))
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
			_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: choose(look.Print, "print", ""), Features: features})
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

func (p *Page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("browser: %v", err)
	}
}
