// Package safehttp fetches what texts and operators name: pages of websites, wikis, links
// in documents. Anybody who may write a text may write an address into it, so an address
// is never believed: only http and https, no address of a private network unless the
// configuration allows it, checked when the connection is made and at every redirect.
// Everything is bounded: time, size (after decompression), redirects, attempts, and how
// often one host is asked.
package safehttp

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"auskunft"
)

// Options of a client. The zero value of each means its default.
type Options struct {
	Allow         []netip.Prefix // networks that may be reached although they are private; default none
	Proxy         *url.URL       // for public addresses; default none. See proxy.go for why the usual variables do not count
	UserAgent     string         // default "Auskunft"
	Timeout       time.Duration  // of one attempt, body included; default 1 minute
	HeaderTimeout time.Duration  // until the answer begins; default 20 seconds
	MaxBytes      int64          // of a body, decompressed; default 64 MB
	MaxRedirects  int            // default 10
	Attempts      int            // at a request that fails for a while; default 3
	Backoff       time.Duration  // before the second attempt, doubled for each further one; default 1 second
	MaxWait       time.Duration  // the longest Retry-After that is waited for; default 1 minute
}

func (o *Options) setDefaults() {
	orElse(&o.UserAgent, "Auskunft")
	orElse(&o.Timeout, time.Minute)
	orElse(&o.HeaderTimeout, 20*time.Second)
	orElse(&o.MaxBytes, 64<<20)
	orElse(&o.MaxRedirects, 10)
	orElse(&o.Attempts, 3)
	orElse(&o.Backoff, time.Second)
	orElse(&o.MaxWait, time.Minute)
}

func orElse[T comparable](value *T, otherwise T) {
	var zero T
	if *value == zero {
		*value = otherwise
	}
}

// Client makes requests. It is safe for concurrent use, keeps no cookies, and asks one host
// one thing at a time, whoever uses it: a process should have one.
type Client struct {
	options Options
	guard   guard
	dialer  net.Dialer
	http    http.Client
	gates   gates
}

// New makes a client.
func New(options Options) *Client {
	options.setDefaults()
	c := &Client{options: options, guard: guard{allow: options.Allow}}
	c.dialer = net.Dialer{Timeout: 10 * time.Second, ControlContext: c.guard.control}
	c.http = http.Client{
		Transport: &http.Transport{
			Proxy:                  c.proxyFor,
			DialContext:            c.dial,
			ForceAttemptHTTP2:      true,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    10 * time.Second,
			ResponseHeaderTimeout:  options.HeaderTimeout,
			MaxResponseHeaderBytes: 128 << 10,
			MaxIdleConns:           32,
			MaxIdleConnsPerHost:    1,
			IdleConnTimeout:        30 * time.Second,
		},
		// Redirects are followed by do, which checks each one.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// Request is one thing to ask for.
type Request struct {
	Method   string // default GET
	URL      string
	Header   http.Header // Authorization and the like too: they never reach another host
	Body     []byte
	MaxBytes int64         // of the answer's body when smaller than the client's; 0: the client's
	Delay    time.Duration // between this request and the one before it to the same host
	NoBody   bool          // the answer's body is not read
	Follow   Follow        // nil follows every redirect
}

// Follow is asked before a redirect is followed. ErrNoFollow returns the redirect itself
// as the answer, any other error ends the request with it.
type Follow func(from, to *url.URL) error

// ErrNoFollow says that a redirect is the answer.
var ErrNoFollow = errors.New("redirect is not followed")

// NoFollow follows no redirect.
func NoFollow(_, _ *url.URL) error { return ErrNoFollow }

// Response is an answer, whatever its status.
type Response struct {
	URL    *url.URL // where it came from, after redirects
	Status int
	Header http.Header
	Body   []byte // decompressed, whole
}

// Get is Do with a method and a header.
func (c *Client) Get(ctx context.Context, address string, header http.Header) (*Response, error) {
	return c.Do(ctx, Request{URL: address, Header: header})
}

// Do makes a request and reads the answer. A status of any kind is an answer; see
// Response.Problem. Faults that pass (lost connections, 429, 502, 503, 504) are waited for,
// and what only reads is tried again. The errors are auskunft errors:
//
//	Invalid     the address is none that is fetched
//	Forbidden   the address, or where it redirects to, is in a network that is not allowed
//	Limited     too large, too many redirects
//	Unavailable the host cannot be found or reached, or does not answer in time
func (c *Client) Do(ctx context.Context, r Request) (*Response, error) {
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	u, err := Parse(r.URL)
	if err != nil {
		return nil, err
	}
	header := r.Header.Clone()
	for hops := 0; ; hops++ {
		response, err := c.persist(ctx, r, u, header)
		if err != nil {
			return nil, err
		}
		next, err := response.redirect()
		if err != nil || next == nil {
			return response, err
		}
		if hops == c.options.MaxRedirects {
			return nil, auskunft.Errorf(auskunft.Limited, "fetch_redirects", "%s redirects more than %d times", r.URL, hops)
		}
		if r.Follow != nil {
			if err := r.Follow(u, next); errors.Is(err, ErrNoFollow) {
				return response, nil
			} else if err != nil {
				return nil, err
			}
		}
		r = r.redirected(response.Status)
		if origin(u) != origin(next) {
			header = withoutSecrets(header)
		}
		u = next
	}
}

// redirected is the request to send where a status redirects to: after a form was taken
// (303, and by old habit 301 and 302) the result is fetched.
func (r Request) redirected(status int) Request {
	keeps := status == http.StatusTemporaryRedirect || status == http.StatusPermanentRedirect
	if !keeps && r.Method != http.MethodHead {
		r.Method, r.Body = http.MethodGet, nil
	}
	return r
}

// harmless are the headers that may follow a redirect to another host. Everything else may
// be, or contain, a key.
var harmless = []string{"Accept", "Accept-Language"}

func withoutSecrets(header http.Header) http.Header {
	kept := http.Header{}
	for _, name := range harmless {
		if values, ok := header[name]; ok {
			kept[name] = values
		}
	}
	return kept
}

// origin is what credentials belong to: scheme, host and port.
func origin(u *url.URL) string { return u.Scheme + "://" + hostPort(u) }

// persist makes a request until it is answered or hopeless.
func (c *Client) persist(ctx context.Context, r Request, u *url.URL, header http.Header) (*Response, error) {
	backoff := c.options.Backoff
	for attempt := 1; ; attempt++ {
		response, err := c.once(ctx, r, u, header)
		reads := r.Method == http.MethodGet || r.Method == http.MethodHead
		if !reads || !c.mayPass(response, err) || attempt >= c.options.Attempts || ctx.Err() != nil {
			return response, err
		}
		if err := sleep(ctx, backoff); err != nil {
			return nil, unreachable(u, err)
		}
		backoff *= 2
	}
}

// mayPass says whether a fault may be over after a while that is worth waiting.
func (c *Client) mayPass(response *Response, err error) bool {
	if err != nil {
		return auskunft.CodeOf(err) == codeUnreachable
	}
	switch response.Status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return retryAfter(response.Header, time.Now()) <= c.options.MaxWait
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// once makes one attempt. The host's gate is held until the body is read; a host that asks
// to be left alone keeps it closed for everybody.
func (c *Client) once(ctx context.Context, r Request, u *url.URL, header http.Header) (*Response, error) {
	here, err := c.gates.enter(ctx, hostPort(u), r.Delay)
	if err != nil {
		return nil, unreachable(u, err)
	}
	defer c.gates.leave(here)
	ctx, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	request, err := c.request(ctx, r, u, header)
	if err != nil {
		return nil, err
	}
	reply, err := c.http.Do(request)
	if err != nil {
		return nil, fault(u, err)
	}
	defer reply.Body.Close()
	if reply.StatusCode == http.StatusTooManyRequests || reply.StatusCode == http.StatusServiceUnavailable {
		here.closed = time.Now().Add(min(retryAfter(reply.Header, time.Now()), c.options.MaxWait))
	}
	response := &Response{URL: u, Status: reply.StatusCode, Header: reply.Header}
	if !r.NoBody && r.Method != http.MethodHead {
		response.Body, err = c.read(r, u, reply)
	}
	if err != nil {
		return nil, err
	}
	return response, nil
}

func (c *Client) request(ctx context.Context, r Request, u *url.URL, header http.Header) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, r.Method, u.String(), bytes.NewReader(r.Body))
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, codeAddress, "%s cannot be asked for: %w", u, err)
	}
	if header != nil {
		request.Header = header.Clone()
	}
	request.Header.Del("Accept-Encoding") // the transport unpacks only what it asked for itself
	request.Header.Set("User-Agent", c.options.UserAgent)
	return request, nil
}

// read reads a body within the limit, which holds for what comes out of the decompression.
func (c *Client) read(r Request, u *url.URL, reply *http.Response) ([]byte, error) {
	if packed := reply.Header.Get("Content-Encoding"); packed != "" && packed != "identity" && reply.StatusCode != http.StatusNotModified {
		return nil, auskunft.Errorf(auskunft.Invalid, "fetch_encoding", "%s is packed in a way nobody asked for (%q)", u, packed)
	}
	limit := c.options.MaxBytes
	if r.MaxBytes > 0 {
		limit = min(limit, r.MaxBytes)
	}
	body, err := io.ReadAll(io.LimitReader(reply.Body, limit+1))
	if int64(len(body)) > limit {
		return nil, auskunft.Errorf(auskunft.Limited, "fetch_too_large", "%s is larger than %s", u, size(limit))
	}
	if err != nil {
		return nil, fault(u, err)
	}
	return body, nil
}

func size(bytes int64) string {
	if bytes >= 1<<20 {
		return fmt.Sprintf("%d MB", bytes>>20)
	}
	return fmt.Sprintf("%d bytes", bytes)
}

// The codes of errors that this package tells apart itself.
const (
	codeAddress     = "fetch_address"
	codeUnreachable = "fetch_unreachable"
)

// fault makes an error of ours from one of the transport's.
func fault(u *url.URL, err error) error {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err // it only repeats the address
	}
	if refused, ok := errors.AsType[*auskunft.Error](err); ok {
		return &auskunft.Error{Kind: refused.Kind, Code: refused.Code, Err: fmt.Errorf("%s: %w", u, refused.Err)}
	}
	return unreachable(u, err)
}

// unreachable says in a sentence why a host did not answer.
func unreachable(u *url.URL, err error) error {
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var timeout net.Error
	say := func(kind auskunft.ErrorKind, code, sentence string) error {
		return auskunft.Errorf(kind, code, "%s: %s: %w", u, sentence, err)
	}
	switch {
	case errors.Is(err, context.Canceled):
		return say(auskunft.Unavailable, "fetch_interrupted", "interrupted")
	case errors.As(err, &dns) && dns.IsNotFound:
		return say(auskunft.Unavailable, "fetch_no_host", "there is no such host")
	case errors.As(err, &certificate):
		return say(auskunft.Unavailable, "fetch_certificate", "its certificate is not valid")
	case errors.As(err, &timeout) && timeout.Timeout():
		return say(auskunft.Unavailable, "fetch_timeout", "it does not answer in time")
	}
	return say(auskunft.Unavailable, codeUnreachable, "it cannot be reached")
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
