package web

import (
	"context"
	"fmt"
	"net/http"

	"auskunft"
	"auskunft/internal/safehttp"
)

// robotsOf is the robots.txt that holds for an address, asked for once a walk.
func (c *crawl) robotsOf(ctx context.Context, address string) robots {
	host := hostOf(address)
	r, ok := c.robots[host]
	if !ok {
		r = c.readRobots(ctx, host)
		if c.web.options.ignore {
			r.rules, r.denied = nil, nil
		}
		c.robots[host] = r
	}
	return r
}

// readRobots follows RFC 9309: no file means that all may be read, a server in trouble that
// nothing may be read now.
func (c *crawl) readRobots(ctx context.Context, host string) robots {
	answer, err := c.web.client.Do(ctx, safehttp.Request{URL: host + "/robots.txt", MaxBytes: 4 * maxRobots, Delay: c.web.options.delay})
	if err == nil && (answer.Status >= 500 || answer.Status == http.StatusTooManyRequests) {
		err = answer.Problem()
	}
	switch kind := auskunft.KindOf(err); {
	case kind == auskunft.Unavailable:
		return robots{denied: fmt.Errorf("robots.txt cannot be read, so nothing is read now: %w", err)}
	case err != nil && kind == auskunft.Forbidden:
		return robots{denied: err} // a network that is not allowed: neither are the pages
	case err != nil || answer.Status != http.StatusOK:
		return robots{}
	}
	return parseRobots(answer.Body)
}

// readSitemap reads a sitemap and those it names.
func (c *crawl) readSitemap(ctx context.Context, address string, nested int) {
	u, err := safehttp.Parse(address)
	if err != nil {
		return
	}
	address, ok := c.scope.take(u)
	if !ok || nested > maxSitemapNested || c.asked >= c.web.options.pages || c.queued[c.id(address)] {
		return
	}
	c.queued[c.id(address)], c.answered[c.id(address)] = true, true
	c.asked++
	answer, err := c.web.ask(ctx, address, nil, c.robotsOf(ctx, address), &c.scope)
	if err == nil {
		err = answer.Problem()
	}
	if err != nil {
		if auskunft.KindOf(err) == auskunft.Unavailable {
			c.troubled, c.broken[address] = true, err
		}
		return
	}
	c.takeSitemap(ctx, address, answer.Body, nested)
}

// takeSitemap queues the pages of a sitemap. One that is broken may hide some.
func (c *crawl) takeSitemap(ctx context.Context, address string, body []byte, nested int) {
	m, err := parseSitemap(body)
	if err != nil {
		c.troubled, c.broken[address] = true, fmt.Errorf("%s: %w", address, err)
	}
	for _, entry := range m.pages {
		u, err := safehttp.Parse(entry.Location)
		if err != nil {
			continue
		}
		if page, ok := c.scope.take(u); ok && !noText[ending(page)] && !officeText[ending(page)] {
			id := c.id(page)
			c.listed[id] = token(entry.Modified)
			c.enqueue(step{id: id})
		}
	}
	for _, next := range m.nested {
		c.readSitemap(ctx, next, nested+1)
	}
}
