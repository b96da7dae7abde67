package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"auskunft/internal/browsertest"
)

// What is wrong with a page must be seen, or every test that finds nothing proves nothing.
func TestFaultsAreSeen(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Security-Policy", "default-src 'self'; require-trusted-types-for 'script'")
			http.SetCookie(w, &http.Cookie{Name: "tracker", Value: "1"})
			fmt.Fprint(w, `<!doctype html><html lang="de"><title>Fehler</title><main><h1>Seite</h1><h4>Abschnitt</h4>
				<p role="status"></p><x-part></x-part><script src="/script.js"></script></main></html>`)
		case "/script.js":
			w.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(w, `
				document.querySelector("x-part").attachShadow({mode: "open"}).append(document.createElement("input"));
				addEventListener("load", () => {
					localStorage.setItem("profile", "1");
					document.querySelector("[role=status]").textContent = "Geladen";
					document.body.setAttribute("style", "color: red");
					try { document.querySelector("h1").innerHTML = "x"; } catch (error) { console.error("blocked", error.name); }
					throw new Error("a fault in a script");
				});`)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL)
	p.See("h1", "Seite")
	p.Until("the announcement", "browsertest.spoken.length > 0")

	if spoken := p.Spoken(); !slices.Equal(spoken, []string{"Geladen"}) {
		t.Errorf("said: %q", spoken)
	}
	if stored := p.Stored(); !slices.Equal(stored, []string{"tracker", "profile"}) {
		t.Errorf("stored: %q", stored)
	}
	if faults := strings.Join(p.Axe(), "\n"); !strings.Contains(faults, "label: Form elements must have labels") {
		t.Errorf("axe does not see the unnamed field in the shadow root: %s", faults)
	}
	if faults := strings.Join(p.Axe(), "\n"); !strings.Contains(faults, "heading-order") {
		t.Errorf("axe does not see that headings are left out: %s", faults)
	}
	if !slices.Contains(p.Requests(), browsertest.Request{Method: "GET", URL: server.URL + "/script.js"}) {
		t.Errorf("requests: %v", p.Requests())
	}
	complaints := strings.Join(p.Complaints(), "\n")
	for _, want := range []string{"inline style", "console.error: \"blocked\"", "TrustedHTML", "a fault in a script"} {
		if !strings.Contains(complaints, want) {
			t.Errorf("nobody complains of %q: %s", want, complaints)
		}
	}
}

// A column that breaks short words is seen; one that wraps between words, or breaks an address
// that is longer than the column, is not.
func TestBrokenWordsAreSeen(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!doctype html><html lang="de"><title>Tabelle</title><style>td { display: block; width: 5em; overflow-wrap: anywhere }</style>
			<table><tr><td>ab 3.1. Bürgertelefon</td><td>drei kurze Wörter hier</td><td>https://www.stadt.example/a/lang</td></tr></table>`)
	}))
	defer server.Close()
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL)
	if broken := browsertest.Eval[[]string](p, "browsertest.brokenWords()"); !slices.Equal(broken, []string{"Bürgertelefon"}) {
		t.Errorf("broken: %q", broken)
	}
}

func TestKeys(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!doctype html><html lang="de"><title>Tasten</title><label>Feld <input></label><button>Knopf</button></html>`)
	}))
	defer server.Close()
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL)
	p.Click("input")
	p.Type("Straße")
	p.Press("Shift+ArrowLeft", "k", "Backspace", "?", "Tab")
	if got := browsertest.Eval[string](p, "document.querySelector('input').value"); got != "Straß?" {
		t.Errorf("typed: %q", got)
	}
	if got := p.Focused(); got != "Knopf" {
		t.Errorf("focused: %q", got)
	}
	p.Press("Shift+Tab")
	if got := p.Focused(); got != "Feld" {
		t.Errorf("focused: %q", got)
	}
}
