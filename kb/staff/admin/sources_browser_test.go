package admin_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"auskunft/ingest"
	"auskunft/internal/browsertest"
)

func TestSourcePagesLook(t *testing.T) {
	browser := browsertest.Start(t)
	for name, look := range browsertest.Looks {
		t.Run(name, func(t *testing.T) {
			_, handler := withSources(t, chief)
			server := httptest.NewServer(handler)
			t.Cleanup(server.Close)
			p := browser.Page(t)
			p.Look(look)
			for page, path := range map[string]string{
				"sources": "/staff/sources", "source": "/staff/sources/Web%20site",
				"documents": "/staff/sources/Web%20site/documents", "document": "/staff/documents/9",
			} {
				p.Open(server.URL + path)
				p.See("h1", "")
				p.Screenshot("staff-" + page + "-" + name)
				p.CheckAxe(page + ", " + name)
				if wider := browsertest.Eval[bool](p, "document.documentElement.scrollWidth > innerWidth"); wider {
					t.Errorf("%s is wider than the screen", page)
				}
			}
			quiet(t, p)
		})
	}
}

// A run in progress is followed without reloading the page, and the page rests afterwards.
func TestRunIsFollowed(t *testing.T) {
	places, handler := withSources(t, chief)
	finished := places.status.LastRun.Finished
	places.status.LastRun.Finished, places.status.LastRun.Items = nil, ingest.Items{Stored: 3, Waiting: 7}
	var mu sync.Mutex // the page may ask while the run goes on
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	now := func(run ingest.Run) {
		mu.Lock()
		defer mu.Unlock()
		places.status.LastRun = &run
	}
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL + "/staff/sources/Web%20site")
	p.See("#state [role=status]", "3 von 10")
	run := *places.status.LastRun
	run.Items = ingest.Items{Stored: 8, Waiting: 2}
	now(run)
	p.See("#state [role=status]", "8 von 10")
	done := run
	done.Finished, done.Items = finished, ingest.Items{Stored: 10}
	now(done)
	p.Gone("#state [role=status]")
	asked := len(p.Requests())
	time.Sleep(2500 * time.Millisecond) // longer than the page waits between two looks
	if again := len(p.Requests()); again != asked {
		t.Errorf("the page goes on asking: %d requests, then %d", asked, again)
	}
	quiet(t, p)
}
