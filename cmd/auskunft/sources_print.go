package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"auskunft/ingest"
)

// printRun says what came of a run, and what it could not read.
func (s *surroundings) printRun(r ingest.Run, problems []ingest.Trouble) {
	if r.Stopped != "" {
		s.printf("  stopped    %s\n", r.Stopped)
	}
	i := r.Items
	s.printf("  items      %d listed, %d stored, %d read and unchanged, %d retired, %d failed, %d waiting\n", r.Listed, i.Stored, i.Unchanged, i.Retired, i.Failed, i.Waiting)
	s.printCoverage(r.Coverage)
	for _, p := range problems {
		word := "warning"
		if p.Failed {
			word = "failed"
		}
		if p.Retry {
			word = "retrying"
		}
		s.printf("  %-8s %s: %s: %s\n", word, p.Key, p.Code, p.Detail)
	}
}

// printCoverage says what a run has read and what of it was not understood.
func (s *surroundings) printCoverage(c ingest.Coverage) {
	if c.Documents+c.Notices == 0 {
		return
	}
	s.printf("  read       %d documents, %d passages", c.Documents, c.Passages)
	if c.Pages > 0 {
		s.printf(", %d pages", c.Pages)
	}
	if c.Notices > 0 {
		s.printf(", %d notices", c.Notices)
	}
	s.printf("\n")
	for _, group := range []struct {
		word   string
		counts map[string]int
	}{{"formats", c.Formats}, {"languages", c.Languages}, {"warnings", c.Warnings}, {"failures", c.Failed}} {
		if len(group.counts) > 0 {
			s.printf("  %-10s %s\n", group.word, counted(group.counts))
		}
	}
	var leftOut, dropped []string
	for _, path := range slices.Sorted(maps.Keys(c.Fields)) {
		f := c.Fields[path]
		if f.LeftOut == f.Seen {
			leftOut = append(leftOut, path)
		}
		if f.Dropped > 0 {
			dropped = append(dropped, fmt.Sprintf("%s (%d of %d)", path, f.Dropped, f.Seen))
		}
	}
	if n := len(c.Fields); n > 0 {
		s.printf("  fields     %d seen, %d left out as of no use to readers, %d not understood\n", n, len(leftOut), len(dropped))
	}
	for _, line := range dropped {
		s.printf("  dropped    %s\n", line)
	}
}

// counted is "html 12, pdf 3", the most frequent first.
func counted(counts map[string]int) string {
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	for i, key := range keys {
		keys[i] = fmt.Sprintf("%s %d", key, counts[key])
	}
	return strings.Join(keys, ", ")
}
