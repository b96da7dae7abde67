package web

import (
	"encoding/json"
	"strings"
	"time"
)

// memory is what a listing remembers for the next one: for each address that was read, how
// to ask whether it changed, and where it leads when it did not. Addresses are numbered,
// since every page of a website links to the same hundred others.
type memory struct {
	Version   string           `json:"version"` // readerVersion of the program that wrote it
	Addresses []string         `json:"addresses"`
	Visits    map[int32]*visit `json:"visits"`

	ids map[string]int32
}

// visit is what became of one address.
type visit struct {
	ETag      string  `json:"etag,omitempty"`
	Modified  string  `json:"modified,omitempty"` // Last-Modified as it came
	Listed    string  `json:"listed,omitempty"`   // lastmod of the sitemap
	Mark      string  `json:"mark,omitempty"`
	Format    string  `json:"format,omitempty"`    // of its text; "": it is no document, but may lead to some
	Links     []int32 `json:"links,omitempty"`     // numbers of addresses
	Canonical int32   `json:"canonical,omitempty"` // number of the address it says it has, plus one; 0: its own
	Redirect  bool    `json:"redirect,omitempty"`  // it only sends on, to its one link
}

// remembered reads what the last listing remembered; nil when there is nothing, or what
// another version wrote.
func remembered(state json.RawMessage) *memory {
	var m memory
	if len(state) == 0 || json.Unmarshal(state, &m) != nil || m.Version != readerVersion {
		return nil
	}
	m.ids = make(map[string]int32, len(m.Addresses))
	for id, address := range m.Addresses {
		m.ids[address] = int32(id)
	}
	for id, v := range m.Visits {
		if !m.sound(id, v) {
			return nil
		}
	}
	return &m
}

// sound says whether all numbers are of addresses that are there.
func (m *memory) sound(id int32, v *visit) bool {
	inside := func(n int32) bool { return n >= 0 && int(n) < len(m.Addresses) }
	if v == nil || !inside(id) || v.Canonical < 0 || int(v.Canonical) > len(m.Addresses) {
		return false
	}
	for _, link := range v.Links {
		if !inside(link) {
			return false
		}
	}
	return true
}

// has says whether an address was read before.
func (m *memory) has(address string) bool {
	if m == nil {
		return false
	}
	id, ok := m.ids[address]
	return ok && m.Visits[id] != nil
}

// of is what is remembered of an address, in the numbers of the crawl; nil for nothing.
func (m *memory) of(address string, c *crawl) *visit {
	if !m.has(address) {
		return nil
	}
	was := m.Visits[m.ids[address]]
	v := *was
	v.Links = make([]int32, len(was.Links))
	for i, link := range was.Links {
		v.Links[i] = c.id(m.Addresses[link])
	}
	if v.Canonical > 0 {
		v.Canonical = c.id(m.Addresses[v.Canonical-1]) + 1
	}
	return &v
}

// remember writes down a listing. After an incomplete one, what was not reached is still
// what it was.
func (c *crawl) remember(incomplete bool) (json.RawMessage, error) {
	if before := c.web.before; incomplete && before != nil {
		for id := range before.Visits {
			address := before.Addresses[id]
			if n := c.id(address); c.visits[n] == nil && !c.answered[n] {
				c.visits[n] = before.of(address, c)
			}
		}
	}
	return json.Marshal(memory{Version: readerVersion, Addresses: c.names, Visits: c.visits})
}

// token is a value that a server gave us to keep, "" when it is none that can be kept.
func token(s string) string {
	if len(s) > 500 || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		return ""
	}
	return s
}

// fresh says whether a sitemap that is believed says that nothing changed.
func (v *visit) fresh(listed string) bool {
	if v == nil || v.Mark == "" || listed == "" || v.Listed != listed {
		return false
	}
	// A lastmod of today may be followed by another change today.
	at := readDate(listed)
	return !at.IsZero() && time.Since(at) > 48*time.Hour
}
