package home_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"auskunft/demo"
	"auskunft/demo/home"
	"auskunft/internal/browsertest"
	"auskunft/internal/web"
	"auskunft/widget"
)

func TestAddresses(t *testing.T) {
	site := fstest.MapFS{
		"index.html":                   {Data: []byte("Start")},
		"stadt.css":                    {Data: []byte("body{}")},
		"_source.yaml":                 {Data: []byte("geheim")},
		"rathaus/index.html":           {Data: []byte("Rathaus")},
		"rathaus/oeffnungszeiten.html": {Data: []byte("Zeiten")},
		"dienstleistungen/hund.html":   {Data: []byte(`<a href="https://service.auenwede.example/hund">online</a>`)},
		"dienstleistungen/index.html":  {Data: []byte("Alle")},
		"aemter/steueramt.html":        {Data: []byte("Steueramt")},
	}
	handler := home.Handler(site)
	for _, test := range []struct {
		path   string
		status int
		text   string
	}{
		{"/", 200, "Start"},
		{"/stadt.css", 200, "body{}"},
		{"/rathaus/oeffnungszeiten", 200, "Zeiten"},
		{"/rathaus/oeffnungszeiten.html", 200, "Zeiten"},
		{"/rathaus/", 200, "Rathaus"},
		{"/rathaus", 301, ""},
		{"/dienstleistungen/hund", 200, `href="/service/hund"`},
		{"/service/hund", 200, `href="/dienstleistungen/hund"`},
		{"/service/", 200, `href="/dienstleistungen"`},
		{"/service/katze", 404, "Diese Seite gibt es hier nicht"},
		{"/service/hund/../../_source", 404, "Diese Seite gibt es hier nicht"},
		{"/termine/steueramt", 200, `href="/aemter/steueramt"`},
		{"/termine/wiki", 404, "Diese Seite gibt es hier nicht"},
		{"/wiki/finanzen/mahnlauf", 404, "nicht auf der Website"},
		{"/wiki/gibt/es/nicht", 404, "nicht auf der Website"},
		{"/_source.yaml", 404, "Diese Seite gibt es hier nicht"},
		{"/dienstleistungen/hundesteuer", 404, "Diese Seite gibt es hier nicht"},
		{"/..%2f..%2fetc/passwd", 404, "Diese Seite gibt es hier nicht"},
		{"/rathaus/../_source.yaml", 404, "Diese Seite gibt es hier nicht"},
	} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest("GET", test.path, nil))
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.text) {
			t.Errorf("%s: %d %.60q, want %d %q", test.path, w.Code, w.Body.String(), test.status, test.text)
		}
	}
}

// The home page with the widget, under the policy of our own pages, in every look.
func TestHomePage(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/widget/", widget.Handler())
	mux.HandleFunc("GET /api/v1/features", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"languages":["de","en"],"suggestions":["Was kostet die Hundesteuer?"]}`))
	})
	mux.Handle("/", home.Handler(demo.Website()))
	server := httptest.NewServer(web.SecurityHeaders(mux))
	defer server.Close()
	browser := browsertest.Start(t)
	for name, look := range browsertest.Looks {
		t.Run(name, func(t *testing.T) {
			p := browser.Page(t)
			p.Look(look)
			p.Open(server.URL)
			p.See("button", "Frage stellen")
			p.Screenshot("home-" + name)
			p.CheckAxe(name)
			if wider := browsertest.Eval[bool](p, "document.documentElement.scrollWidth > innerWidth"); wider {
				t.Error("the page is wider than the screen")
			}
			p.ClickText("button", "Frage stellen")
			p.See("[role=dialog]", "KI-System")
			p.Screenshot("home-" + name + "-open")
			p.CheckAxe(name + ", widget open")
			if stored := p.Stored(); len(stored) > 0 {
				t.Errorf("stored: %v", stored)
			}
			for _, request := range p.Requests() {
				if !strings.HasPrefix(request.URL, server.URL) || strings.Contains(request.URL, "/api/") && !strings.HasSuffix(request.URL, "/features") {
					t.Errorf("requested %s", request.URL)
				}
			}
			if complaints := p.Complaints(); len(complaints) > 0 {
				t.Errorf("the page complains: %q", complaints)
			}

			for shot, other := range map[string]struct{ path, headline string }{
				"404":         {"/gibt/es/nicht", "Diese Seite gibt es hier nicht"},
				"service":     {"/service/hundesteuer", "Hier begänne der Online-Dienst"},
				"appointment": {"/termine/buergerbuero", "Hier buchten Sie einen Termin"},
				"office":      {"/aemter/steueramt", "Fachdienst Steuern und Abgaben"},
				"description": {"/dienstleistungen/hundesteuer", "Hund anmelden und Hundesteuer zahlen"},
			} {
				p.Open(server.URL + other.path)
				p.See("h1", other.headline)
				p.Screenshot("home-" + name + "-" + shot)
				p.CheckAxe(name + ", " + shot)
				if wider := browsertest.Eval[bool](p, "document.documentElement.scrollWidth > innerWidth"); wider {
					t.Errorf("%s is wider than the screen", other.path)
				}
			}
			complaints := slices.DeleteFunc(p.Complaints(), func(c string) bool { return strings.Contains(c, "404") })
			if len(complaints) > 0 {
				t.Errorf("the page complains: %q", complaints)
			}
		})
	}
}
