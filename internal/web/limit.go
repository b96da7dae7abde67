package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/go-chi/chi/v5/middleware"
	"github.com/go-chi/httprate"

	"auskunft"
)

// secretLife is how long the same client has the same key: long enough to limit, too
// short to recognise somebody tomorrow.
const secretLife = time.Hour

// Clients tells clients apart without knowing them: by a hash of their address under a
// secret that lives in memory and changes every hour. The address itself goes nowhere.
type Clients struct {
	address func(http.Handler) http.Handler // finds a request's address

	mu      sync.Mutex
	secret  []byte
	expires time.Time
}

// NewClients believes X-Forwarded-For when a request comes from one of the proxies.
func NewClients(proxies []netip.Prefix) *Clients {
	if len(proxies) == 0 {
		return &Clients{address: middleware.ClientIPFromRemoteAddr}
	}
	prefixes := make([]string, len(proxies))
	for i, p := range proxies {
		prefixes[i] = p.String()
	}
	return &Clients{address: middleware.ClientIPFromXFF(prefixes...)}
}

// Limit lets a client through n times per window; beyond that the answer is a problem of
// kind auskunft.Limited with Retry-After. Each call of Limit counts on its own.
func (c *Clients) Limit(n int, window time.Duration, problems *Problems) func(http.Handler) http.Handler {
	limited := problems.Handler(auskunft.Errorf(auskunft.Limited, "limited", "more than %d requests in %s", n, window))
	count := httprate.LimitBy(n, window, c.key, httprate.WithLimitHandler(limited))
	return func(next http.Handler) http.Handler { return c.address(count(next)) }
}

// key is the client's key, the same for a whole IPv6 /64, which is what a household gets.
// Clients without an address share one.
func (c *Clients) key(r *http.Request) (string, error) {
	return c.hash(httprate.CanonicalizeIP(middleware.GetClientIP(r.Context()))), nil
}

func (c *Clients) hash(s string) string {
	mac := hmac.New(sha256.New, c.current())
	mac.Write([]byte(s))
	return string(mac.Sum(nil))
}

func (c *Clients) current() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := time.Now(); now.After(c.expires) {
		c.secret, c.expires = []byte(rand.Text()), now.Add(secretLife)
	}
	return c.secret
}

// Tries limits guessing: how often one name may be tried, from wherever, and how often one
// client may fail. Clients' successes are not counted: a whole office signs in from one address.
type Tries struct {
	clients   *Clients
	perClient *httprate.RateLimiter
	perName   *httprate.RateLimiter
	failures  int
}

// Tries lets a client fail so many times per window, and a name be tried so many times.
func (c *Clients) Tries(failures, tries int, window time.Duration) *Tries {
	silent := httprate.WithResponseHeaders(httprate.ResponseHeaders{})
	return &Tries{c, httprate.NewRateLimiter(failures, window, silent), httprate.NewRateLimiter(tries, window, silent), failures}
}

// Begin counts a try of name and reports whether it may be made.
func (t *Tries) Begin(r *http.Request, name string) bool {
	_, failed, _ := t.perClient.Status(t.clients.keyOf(r))
	return failed < float64(t.failures) && !t.perName.OnLimit(nil, r, t.clients.hash("name "+name))
}

// Failed counts that a try of the request's client was wrong.
func (t *Tries) Failed(r *http.Request) { t.perClient.OnLimit(nil, r, t.clients.keyOf(r)) }

// keyOf is the key of a request that did not come through Limit.
func (c *Clients) keyOf(r *http.Request) (key string) {
	c.address(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { key, _ = c.key(r) })).ServeHTTP(nil, r)
	return key
}
