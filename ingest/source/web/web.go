// Package web is the source of a website: it starts at an address or a sitemap, follows
// links as a polite visitor does, and remembers what it saw, so that the next time it asks
// for changes only.
//
// An address has one spelling (address.go), a page one address: where redirects and
// canonical links lead. Listing reads every page once; what is new is kept in a nameless
// file until it is fetched. What the site says about being read is respected: robots.txt,
// noindex, nofollow, Crawl-delay, Retry-After. What could not be read is never taken for
// gone: only an answer that says so is, or a complete walk that found no way there.
package web

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"auskunft"
	"auskunft/ingest/source"
	"auskunft/internal/safehttp"
)

func init() {
	source.Register("web", func(p source.Place) (source.Source, error) { return Open(p) },
		"depth", "pages", "hosts", "include", "exclude", "delay", "robots", "lastmod", "language", "kind")
}

// readerVersion is part of every mark: a reader that understands more reads again.
const readerVersion = "1"

// Web is a website. It implements source.Source, source.Keeper and io.Closer.
type Web struct {
	client  *safehttp.Client
	options options
	before  *memory // what the last complete listing remembered, nil for nothing

	mu       sync.Mutex
	scope    scope            // the hosts of the last listing, or those of the options
	problems map[string]error // by key, of the last listing
	kept     *store           // what the last listing read
	state    json.RawMessage
}

// Open opens a website. It asks nothing yet.
func Open(p source.Place) (*Web, error) {
	o, err := parseOptions(p.Location, p.Options)
	if err != nil {
		return nil, err
	}
	return &Web{client: p.Client, options: o, scope: o.scope(), before: remembered(p.State)}, nil
}

// List walks the website. A start that cannot be read is an error: then nothing is known.
func (w *Web) List(ctx context.Context, yield func(source.Item) error) error {
	c := newCrawl(w)
	if err := c.run(ctx); err != nil {
		c.kept.close()
		return err
	}
	incomplete, items := c.incomplete(), c.items()
	state, err := c.remember(incomplete)
	if err != nil {
		return err
	}
	w.mu.Lock()
	w.kept.close()
	w.scope, w.kept, w.state, w.problems = c.scope, c.kept, state, map[string]error{}
	for id, problem := range c.problems {
		w.problems[c.names[id]] = final(problem)
	}
	for key, problem := range c.broken {
		w.problems[key] = final(problem)
	}
	w.mu.Unlock()
	for _, item := range items {
		if err := yield(item); err != nil {
			return err
		}
	}
	if !incomplete {
		return nil
	}
	parts := slices.Sorted(maps.Keys(w.problems))
	return &source.Incomplete{Parts: parts, State: state}
}

// final makes of a fault that passes one that holds for this run: the client was patient
// already, and the page is asked for again with the next listing, not by each of its jobs.
func final(err error) error {
	return &auskunft.Error{Kind: auskunft.Invalid, Code: auskunft.CodeOf(err), Err: err}
}

// State is what the last listing remembers for the next one.
func (w *Web) State() (json.RawMessage, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state, nil
}

// Close forgets the pages that were kept for Fetch.
func (w *Web) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.kept.close()
	w.kept = nil
	return nil
}

// ask makes one request, with what is known of the page as a condition. Redirects come
// back as answers, but for those that only add what clean drops, such as a session.
func (w *Web) ask(ctx context.Context, address string, known *visit, r robots, s *scope) (*safehttp.Response, error) {
	header := http.Header{
		"Accept":          {"text/html, application/xhtml+xml, application/pdf, */*;q=0.5"},
		"Accept-Language": {w.options.language + ", *;q=0.5"},
	}
	if known != nil && known.ETag != "" {
		header.Set("If-None-Match", known.ETag)
	}
	if known != nil && known.Modified != "" {
		header.Set("If-Modified-Since", known.Modified)
	}
	at := address
	for range maxHops {
		answer, err := w.client.Do(ctx, safehttp.Request{URL: at, Header: header, Delay: max(w.options.delay, r.delay), Follow: safehttp.NoFollow})
		if err != nil {
			return nil, err
		}
		to := answer.Location()
		if to == nil {
			return answer, nil
		}
		if same, ok := s.take(to); !ok || same != address {
			return answer, nil
		}
		at = to.String()
	}
	return nil, auskunft.Errorf(auskunft.Invalid, "web_cookies", "%s sends readers back to itself; it wants cookies, which we do not keep", address)
}

// maxHops bounds redirects that follow each other.
const maxHops = 10

// located is the address of an answer under the name it was asked for.
func located(address string) *url.URL {
	u, err := url.Parse(address)
	if err != nil {
		return &url.URL{} // names are clean addresses, which can be parsed
	}
	return u
}
