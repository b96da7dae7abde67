package web

import (
	"cmp"
	"slices"
	"strings"

	"auskunft/ingest/source"
)

// items are the documents and what could not be read, by key.
func (c *crawl) items() []source.Item {
	var items []source.Item
	for _, id := range c.documents() {
		v := c.visits[id]
		items = append(items, source.Item{Key: c.names[id], Mark: v.Mark, Format: v.Format})
	}
	for id := range c.problems {
		items = append(items, source.Item{Key: c.names[id], Mark: "unread"})
	}
	for key := range c.broken {
		items = append(items, source.Item{Key: key, Mark: "unread"})
	}
	slices.SortFunc(items, func(a, b source.Item) int { return strings.Compare(a.Key, b.Key) })
	return items
}

// documents are the numbers of the pages and files that are stored. Of several addresses
// with exactly the same content it is the shortest, as of a page with and without
// "index.html".
func (c *crawl) documents() []int32 {
	byMark := map[string]int32{}
	for id, v := range c.visits {
		if c.problems[id] != nil || !c.isDocument(id) || c.home(id) != id {
			continue
		}
		if have, ok := byMark[v.Mark]; !ok || c.shorter(id, have) < 0 {
			byMark[v.Mark] = id
		}
	}
	ids := make([]int32, 0, len(byMark))
	for _, id := range byMark {
		ids = append(ids, id)
	}
	return ids
}

// shorter compares two addresses by length, then by letters.
func (c *crawl) shorter(a, b int32) int {
	return cmp.Or(cmp.Compare(len(c.names[a]), len(c.names[b])), strings.Compare(c.names[a], c.names[b]))
}

func (c *crawl) isDocument(id int32) bool { return c.visits[id] != nil && c.visits[id].Format != "" }

// home is the number of the address under which a page is stored: where canonical links
// lead, as long as there are pages. Of pages that name each other it is the shortest.
func (c *crawl) home(id int32) int32 {
	chain := []int32{id}
	for {
		at := chain[len(chain)-1]
		next := c.visits[at].Canonical - 1
		if next < 0 || !c.isDocument(next) {
			return at
		}
		if start := slices.Index(chain, next); start >= 0 {
			return slices.MinFunc(chain[start:], c.shorter)
		}
		chain = append(chain, next)
	}
}

// incomplete says whether the walk may have missed documents: something failed that may
// pass, and a document that was there before was not reached. Without a memory nobody
// knows what was there.
func (c *crawl) incomplete() bool {
	if !c.troubled {
		return false
	}
	before := c.web.before
	if before == nil || len(c.broken) > 0 {
		return true
	}
	for id, v := range before.Visits {
		n := c.id(before.Addresses[id])
		if v.Format != "" && c.visits[n] == nil && !c.answered[n] {
			return true
		}
	}
	return false
}
