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
	mac := hmac.New(sha256.New, c.current())
	mac.Write([]byte(httprate.CanonicalizeIP(middleware.GetClientIP(r.Context()))))
	return string(mac.Sum(nil)), nil
}

func (c *Clients) current() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := time.Now(); now.After(c.expires) {
		c.secret, c.expires = []byte(rand.Text()), now.Add(secretLife)
	}
	return c.secret
}
