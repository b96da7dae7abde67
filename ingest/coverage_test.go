package ingest

import (
	"fmt"
	"testing"

	"auskunft/ingest/extract"
	"auskunft/ingest/source"
)

func TestCoverageCounts(t *testing.T) {
	var c Coverage
	c.add(cover(source.Fetched{Format: "dldb", Known: []string{"service/name", "service/fees"}, Skipped: []string{"service/id"}, Unknown: []string{"service/new"}},
		&extract.Result{Pages: 2, Warnings: []extract.Warning{{Code: "no_text"}}}, "de", 3))
	c.add(cover(source.Fetched{Format: "dldb", Known: []string{"service/name"}, Unknown: []string{"service/fees", "service/new"}}, &extract.Result{}, "en", 1))
	c.add(Coverage{Notices: 1, Failed: map[string]int{"json": 2}})
	if c.Documents != 2 || c.Passages != 4 || c.Pages != 2 || c.Notices != 1 || c.Formats["dldb"] != 2 || c.Languages["de"] != 1 ||
		c.Warnings["no_text"] != 1 || c.Warnings[unknownElement] != 3 || c.Failed["json"] != 2 {
		t.Errorf("%+v", c)
	}
	for path, want := range map[string]Field{"service/name": {Seen: 2}, "service/fees": {Seen: 2, Dropped: 1}, "service/id": {Seen: 1, LeftOut: 1}, "service/new": {Seen: 2, Dropped: 2}} {
		if got := c.Fields[path]; got != want {
			t.Errorf("%s: %+v; want %+v", path, got, want)
		}
	}
	if f := c.Fields["service/fees"]; f.Understood() != 1 {
		t.Errorf("fees are understood %d times; want once", f.Understood())
	}
}

// An export with endless names of fields does not grow its report without end.
func TestCoverageIsBounded(t *testing.T) {
	var c Coverage
	for i := range 3 * maxFields {
		c.field(fmt.Sprint("x/", i), Field{Seen: 1, Dropped: 1})
	}
	if len(c.Fields) > maxFields+1 || c.Fields[otherFields].Seen != 2*maxFields {
		t.Errorf("%d fields, others %+v", len(c.Fields), c.Fields[otherFields])
	}
}
