package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"

	"auskunft"
	"auskunft/internal/safehttp"
)

// crawl is one walk through a website, in the order of breadth: what is near the start
// comes first when a limit cuts the rest off.
type crawl struct {
	web   *Web
	scope scope
	kept  *store

	names    []string // addresses by number
	ids      map[string]int32
	visits   map[int32]*visit // what was read, now or before
	answered map[int32]bool   // asked, and there was an answer
	problems map[int32]error  // asked, and the answer is none
	broken   map[string]error // what else cannot be read: sitemaps, what lies beyond a limit

	queue  []step
	queued map[int32]bool
	listed map[int32]string // lastmod in a sitemap
	robots map[string]robots
	traps  traps
	silent map[string]int // hosts, and how often in a row they did not answer

	asked    int
	bytes    int64
	troubled bool // something may be hidden: a fault that passes, a limit
}

// step is an address to visit.
type step struct {
	id    int32
	depth int
	hops  int // redirects that led here
}

// A website that exceeds these is not read to its end: bytes of one walk, and failures in
// a row after which a host is left alone.
const (
	maxTotal  = 8 << 30
	maxSilent = 5
)

func newCrawl(w *Web) *crawl {
	return &crawl{
		web: w, scope: w.options.scope(), kept: newStore(),
		ids: map[string]int32{}, visits: map[int32]*visit{}, answered: map[int32]bool{},
		problems: map[int32]error{}, broken: map[string]error{},
		queued: map[int32]bool{}, listed: map[int32]string{}, robots: map[string]robots{}, traps: traps{}, silent: map[string]int{},
	}
}

// id numbers an address.
func (c *crawl) id(address string) int32 {
	id, ok := c.ids[address]
	if !ok {
		id = int32(len(c.names))
		c.names = append(c.names, address)
		c.ids[address] = id
	}
	return id
}

// run visits everything that can be reached.
func (c *crawl) run(ctx context.Context) error {
	if err := c.begin(ctx); err != nil {
		return err
	}
	for len(c.queue) > 0 {
		next := c.queue[0]
		c.queue = c.queue[1:]
		if c.asked >= c.web.options.pages {
			c.stop("limit/pages", "the website has more than %d addresses; the others were not read. Raise pages, or leave parts out with exclude", c.asked)
			break
		}
		if c.bytes > maxTotal {
			c.stop("limit/bytes", "the website has more than %d GB; the rest was not read. Leave parts out with exclude", maxTotal>>30)
			break
		}
		c.visit(ctx, next)
		if err := ctx.Err(); err != nil {
			return auskunft.Errorf(auskunft.Unavailable, "fetch_interrupted", "interrupted while reading %s: %w", c.web.options.start, err)
		}
	}
	return nil
}

func (c *crawl) stop(key, format string, args ...any) {
	c.troubled = true
	c.broken[key] = auskunft.Errorf(auskunft.Limited, "web_limit", format, args...)
}

// begin reads the start. When that fails nothing is known, and nothing may change.
func (c *crawl) begin(ctx context.Context) error {
	at := c.web.options.start
	for range maxHops {
		r := c.robotsOf(ctx, at)
		if r.denied != nil {
			return r.denied
		}
		if !r.allows(pathOf(at)) {
			return auskunft.Errorf(auskunft.Forbidden, "web_robots",
				"the robots.txt of %s does not let us read %s; who runs the site may change that, or set robots=ignore", hostOf(at), at)
		}
		known := c.web.before.of(at, c)
		answer, err := c.web.ask(ctx, at, known, r, &c.scope)
		if err != nil {
			return err
		}
		to := answer.Location()
		if to == nil {
			return c.first(ctx, at, known, answer)
		}
		if at, err = c.moved(at, to); err != nil {
			return err
		}
	}
	return auskunft.Errorf(auskunft.Limited, "fetch_redirects", "%s redirects more than %d times", c.web.options.start, maxHops)
}

// moved is where the start redirects to. Another spelling of the host, with or without
// "www.", is the same website; any other has to be named.
func (c *crawl) moved(from string, to *url.URL) (string, error) {
	bare := func(host string) string { return strings.TrimPrefix(strings.ToLower(host), "www.") }
	if to.Scheme == "https" && to.Port() == "" {
		c.scope.secure = strings.ToLower(to.Host)
	}
	if !c.scope.has(to) && bare(to.Hostname()) == bare(located(from).Hostname()) {
		c.scope.hosts = append(c.scope.hosts, strings.ToLower(to.Host))
	}
	address, ok := c.scope.take(to)
	if !ok {
		return "", auskunft.Errorf(auskunft.Invalid, "source_location",
			"%s leads to %s; start there, or name that host in hosts", from, to.Redacted())
	}
	return address, nil
}

// first takes the start's answer: a sitemap, or a page.
func (c *crawl) first(ctx context.Context, at string, known *visit, answer *safehttp.Response) error {
	if err := answer.Problem(); err != nil {
		return err
	}
	c.asked++
	c.answered[c.id(at)], c.queued[c.id(at)] = true, true
	if isSitemap(answer.Body) || strings.HasSuffix(ending(at), ".txt") {
		c.takeSitemap(ctx, at, answer.Body, 0)
		return nil
	}
	start := step{id: c.id(at)}
	if answer.Status == http.StatusNotModified && known != nil {
		c.again(start, known)
	} else {
		c.read(start, known, answer)
	}
	v := c.visits[start.id]
	if v == nil || v.Format == "" && len(v.Links) == 0 {
		return auskunft.Errorf(auskunft.Invalid, "source_location", "%s is no page that can be read and leads nowhere", at)
	}
	for _, s := range c.robotsOf(ctx, at).sitemaps {
		c.readSitemap(ctx, s, 0)
	}
	return nil
}

// visit asks for one address and goes on from there.
func (c *crawl) visit(ctx context.Context, s step) {
	address := c.names[s.id]
	host := hostOf(address)
	if c.silent[host] >= maxSilent {
		return
	}
	r := c.robotsOf(ctx, address)
	known := c.web.before.of(address, c)
	if r.denied != nil {
		c.fail(s, known, r.denied)
		return
	}
	if !r.allows(pathOf(address)) {
		c.answered[s.id] = true
		return
	}
	if c.web.options.trust && known.fresh(c.listed[s.id]) {
		c.again(s, known)
		return
	}
	c.asked++
	answer, err := c.web.ask(ctx, address, known, r, &c.scope)
	c.hear(host, answer, err)
	if err == nil {
		c.bytes += int64(len(answer.Body))
		err = c.take(s, known, answer)
	}
	if err != nil {
		c.fail(s, known, err)
	}
}

// hear counts how often in a row a host did not answer, or said that it is too much.
func (c *crawl) hear(host string, answer *safehttp.Response, err error) {
	switch {
	case err != nil && auskunft.KindOf(err) != auskunft.Unavailable:
	case err != nil, answer.Status == http.StatusTooManyRequests, answer.Status == http.StatusServiceUnavailable:
		c.silent[host]++
	default:
		c.silent[host] = 0
	}
}

// take sorts answers; one that is no answer is returned as an error.
func (c *crawl) take(s step, known *visit, answer *safehttp.Response) error {
	if to := answer.Location(); to != nil {
		c.answered[s.id] = true
		c.redirect(s, to)
		return nil
	}
	switch {
	case answer.Status == http.StatusNotModified && known != nil:
		c.again(s, known)
		return nil
	case answer.Status == http.StatusNotFound, answer.Status == http.StatusGone, answer.Status == http.StatusUnauthorized:
		c.answered[s.id] = true // gone, or no longer for everybody
		return nil
	case answer.Status != http.StatusOK:
		if err := answer.Problem(); err != nil {
			return err
		}
		return auskunft.Errorf(auskunft.Invalid, "fetch_status", "%s: an answer without a page (status %d)", c.names[s.id], answer.Status)
	}
	c.read(s, known, answer)
	return nil
}

// redirect goes on to where an address sends us. The target is the page.
func (c *crawl) redirect(s step, to *url.URL) {
	if address, ok := c.scope.take(to); ok && s.hops < maxHops {
		id := c.id(address)
		c.visits[s.id] = &visit{Links: []int32{id}, Redirect: true}
		c.enqueue(step{id: id, depth: s.depth, hops: s.hops + 1})
	}
}

// again takes a page that did not change: it leads where it led before.
func (c *crawl) again(s step, known *visit) {
	c.answered[s.id] = true
	known.Listed = c.listed[s.id]
	c.visits[s.id] = known
	c.follow(s, known)
}

// fail notes that an address gave no answer. What is known of it stays, and stays
// reachable; of an unknown one only a fault that passes is worth telling.
func (c *crawl) fail(s step, known *visit, err error) {
	passes := auskunft.KindOf(err) == auskunft.Unavailable
	c.troubled = c.troubled || passes
	if known == nil && !passes {
		c.answered[s.id] = true
		return
	}
	c.problems[s.id] = err
	if known != nil {
		c.visits[s.id] = known
		c.follow(s, known)
	}
}

// read takes a page or a file.
func (c *crawl) read(s step, known *visit, answer *safehttp.Response) {
	c.answered[s.id] = true
	address := c.names[s.id]
	v := &visit{
		ETag: token(answer.Header.Get("ETag")), Modified: token(answer.Header.Get("Last-Modified")), Listed: c.listed[s.id],
		Mark: mark(answer), Format: formatOf(address, answer),
	}
	index, follow := robotsTag(answer.Header.Values("X-Robots-Tag"))
	if v.Format == "html" {
		p, err := parsePage(toUTF8(answer.Body, answer.Header.Get("Content-Type")), located(address), c.scope.take)
		switch {
		case err != nil:
			c.fail(s, known, err)
			return
		case p.missing != "":
			v.Format = ""
			c.visits[s.id] = v
			return
		case p.refresh != "" && p.refresh != address:
			c.redirect(s, located(p.refresh))
			return
		}
		index = index && !p.noIndex
		v.Canonical = c.canonical(address, p.canonical)
		if follow {
			for _, link := range p.links {
				v.Links = append(v.Links, c.id(link))
			}
		}
	}
	if !index {
		v.Format = ""
	}
	c.visits[s.id] = v
	if v.Format != "" && (known == nil || known.Mark != v.Mark) {
		c.kept.put(address, answer)
	}
	c.follow(s, v)
}

// canonical is the number plus one of the address a page says it has, 0 for its own. Pages
// that all call themselves the start page are a mistake of their makers.
func (c *crawl) canonical(address, says string) int32 {
	at := pathOf(address)
	root := at == "/" || strings.HasPrefix(at, "/?") || strings.HasPrefix(at, "/index.")
	if says == "" || says == address || pathOf(says) == "/" && !root {
		return 0
	}
	return c.id(says) + 1
}

// mark changes with everything of an answer that decides about the document.
func mark(answer *safehttp.Response) string {
	h := sha256.New()
	for _, part := range []string{readerVersion, answer.Header.Get("Content-Type"), answer.Header.Get("Content-Language")} {
		h.Write([]byte(part + "\x00"))
	}
	h.Write(answer.Body)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// follow queues what a page leads to.
func (c *crawl) follow(s step, v *visit) {
	if v.Canonical > 0 {
		c.enqueue(step{id: v.Canonical - 1, depth: s.depth})
	}
	for _, link := range v.Links {
		depth := s.depth + 1
		if v.Redirect || isFile(c.names[link]) {
			depth = s.depth // a file belongs to the page that links to it
		}
		c.enqueue(step{id: link, depth: depth})
	}
}

func (c *crawl) enqueue(s step) {
	if c.queued[s.id] || s.depth > c.web.options.depth || !c.scope.wanted(c.names[s.id]) {
		return
	}
	c.queued[s.id] = true
	if address := c.names[s.id]; c.traps.springs(address) && !c.web.before.has(address) {
		return
	}
	c.queue = append(c.queue, s)
}
