package web

import (
	"context"
	"fmt"
	"testing"

	"auskunft/ingest/source"
)

// BenchmarkList walks a website of a thousand pages with a menu of forty links each, on
// this machine and without pauses: what of a walk is our own work.
func BenchmarkList(b *testing.B) {
	const pages = 1000
	files := map[string]file{}
	for i := range pages {
		links := []string{"/"}
		for j := range 40 {
			links = append(links, fmt.Sprintf("/seite/%d", (i*7+j*j*13+1)%pages))
		}
		text := ""
		for range 20 {
			text += "<p>Die Hundesteuer wird für jedes Kalenderjahr erhoben und ist bis zum 15. Februar zu zahlen.</p>"
		}
		files[fmt.Sprintf("/seite/%d", i)] = file{body: page_(fmt.Sprint("Seite ", i), text, links...)}
	}
	files["/"] = file{body: page_("Start", "Hier.", "/seite/1")}
	s := newTown(b, files)
	walk := func(b *testing.B, state []byte) []byte {
		s.requests()
		w := open(b, s.URL, state, "depth=100")
		listed := 0
		if err := w.List(context.Background(), func(source.Item) error { listed++; return nil }); err != nil {
			b.Fatal(err)
		}
		if listed != pages+1 {
			b.Fatalf("%d pages are listed", listed)
		}
		state, err := w.State()
		if err != nil {
			b.Fatal(err)
		}
		w.Close()
		return state
	}
	state := walk(b, nil)
	for name, known := range map[string][]byte{"first": nil, "unchanged": state} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				walk(b, known)
			}
			b.ReportMetric(float64(pages+1)*float64(b.N)/b.Elapsed().Seconds(), "pages/s")
			b.ReportMetric(float64(len(s.requests())), "requests")
			b.ReportMetric(float64(len(state))/(pages+1), "memory-B/page")
		})
	}
}
