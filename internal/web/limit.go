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
// kind auskunft.Limited with Retry-After. Each call of Limit counts on its own. n is asked for
// with each request and is at least 1.
func (c *Clients) Limit(n func() int, window time.Duration, problems *Problems) func(http.Handler) http.Handler {
	count := httprate.LimitBy(0, window, c.key, httprate.WithLimitHandler(problems.Handler(tooMany(window))))
	return func(next http.Handler) http.Handler {
		counted := count(next)
		return c.address(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			counted.ServeHTTP(w, upTo(r, n()))
		}))
	}
}

// Quota is Limit for who is known by something else than an address: the bearer of a token may
// call n times per window from wherever. The function it returns counts a call of key, and its
// error is of kind auskunft.Limited.
func (c *Clients) Quota(n func() int, window time.Duration) func(r *http.Request, key string) error {
	count := httprate.NewRateLimiter(0, window, silent)
	return func(r *http.Request, key string) error {
		if count.OnLimit(nil, upTo(r, n()), c.hash("key "+key)) {
			return tooMany(window)
		}
		return nil
	}
}

func tooMany(window time.Duration) error {
	return auskunft.Errorf(auskunft.Limited, "limited", "too many requests in %s", window)
}

// upTo tells a limiter how many requests this one may be among.
func upTo(r *http.Request, n int) *http.Request {
	return r.WithContext(httprate.WithRequestLimit(r.Context(), n))
}

// silent keeps a limiter from writing headers.
var silent = httprate.WithResponseHeaders(httprate.ResponseHeaders{})

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
