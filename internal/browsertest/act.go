package browsertest

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

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
