package safehttp

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"auskunft"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

// quick is a client that reaches the test servers, does not wait between requests, and for an
// answer longer than a busy machine takes.
func quick(change ...func(*Options)) *Client {
	o := Options{Allow: loopback, Timeout: time.Minute, HeaderTimeout: 20 * time.Second, Backoff: time.Millisecond, MaxBytes: 1 << 20}
	for _, f := range change {
		f(&o)
	}
	return New(o)
}

func serve(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s.URL
}

func wantError(t *testing.T, err error, kind auskunft.ErrorKind, code string) {
	t.Helper()
	if auskunft.KindOf(err) != kind || auskunft.CodeOf(err) != code {
		t.Errorf("error %v (%s, %s), want %s, %s", err, auskunft.KindOf(err), auskunft.CodeOf(err), kind, code)
	}
}

func TestGet(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "Text/HTML; Charset=utf-8")
		fmt.Fprintf(w, "%s %s", r.Header.Get("User-Agent"), r.Header.Get("X-Token"))
	})
	client := quick(func(o *Options) { o.UserAgent = "Auskunft/1 (+https://stadt.example)" })
	r, err := client.Get(t.Context(), at+"/Bürgerbüro", http.Header{"X-Token": {"a"}})
	if err != nil {
		t.Fatal(err)
	}
	if string(r.Body) != "Auskunft/1 (+https://stadt.example) a" || r.MediaType() != "text/html" || r.Problem() != nil {
		t.Errorf("got %q, %q, %v", r.Body, r.MediaType(), r.Problem())
	}
}

func TestAddresses(t *testing.T) {
	for _, address := range []string{
		"", "ftp://stadt.example/", "file:///etc/passwd", "gopher://stadt.example", "javascript:alert(1)", "//stadt.example/x",
		"http://", "http:///x", "http://nutzer:geheim@stadt.example/", "https://stadt.example@127.0.0.1/", `http://stadt.example\@127.0.0.1/`,
		"http://stadt.example:port/", "http://[::1", "http://stadt .example/", "https://stadt.example/" + strings.Repeat("a", 5000),
	} {
		_, err := quick().Get(t.Context(), address, nil)
		wantError(t, err, auskunft.Invalid, "fetch_address")
		if strings.Contains(err.Error(), "geheim") || len(err.Error()) > 400 {
			t.Errorf("says too much: %v", err)
		}
	}
}

func TestGuard(t *testing.T) {
	g := guard{allow: []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16"), netip.MustParsePrefix("fd12::/16")}}
	for _, tt := range []struct {
		address string
		want    string
	}{
		{"93.184.215.14:443", ""}, {"93.184.215.14:8080", ""}, {"[2a00:1450:4001::1]:443", ""},
		{"10.20.3.4:22", ""}, {"[::ffff:10.20.3.4]:80", ""}, {"[fd12::1]:80", ""},
		{"93.184.215.14:25", "fetch_port"}, {"93.184.215.14:0", "fetch_port"},
		{"127.0.0.1:80", "fetch_private"}, {"127.8.9.1:80", "fetch_private"}, {"0.0.0.0:80", "fetch_private"},
		{"10.0.0.1:80", "fetch_private"}, {"172.31.255.1:80", "fetch_private"}, {"192.168.1.1:80", "fetch_private"},
		{"169.254.169.254:80", "fetch_private"}, {"100.100.100.200:80", "fetch_private"}, {"192.0.0.192:80", "fetch_private"},
		{"168.63.129.16:80", "fetch_private"}, {"198.18.0.1:80", "fetch_private"}, {"224.0.0.1:80", "fetch_private"},
		{"255.255.255.255:80", "fetch_private"}, {"[::1]:80", "fetch_private"}, {"[::]:80", "fetch_private"},
		{"[::ffff:127.0.0.1]:80", "fetch_private"}, {"[::ffff:a9fe:a9fe]:80", "fetch_private"}, {"[::7f00:1]:80", "fetch_private"},
		{"[64:ff9b::7f00:1]:80", "fetch_private"}, {"[2002:7f00:1::]:80", "fetch_private"}, {"[2001::1]:80", "fetch_private"},
		{"[fe80::1%eth0]:80", "fetch_private"}, {"[fc00::1]:80", "fetch_private"}, {"[fd00:ec2::254]:80", "fetch_private"},
		{"[fec0::1]:80", "fetch_private"}, {"[ff02::1]:80", "fetch_private"}, {"[2001:db8::1]:80", "fetch_private"},
		{"no address", "fetch_private"},
	} {
		err := g.control(t.Context(), "tcp", tt.address, nil)
		if tt.want == "" && err != nil {
			t.Errorf("%s: %v", tt.address, err)
		}
		if tt.want != "" {
			wantError(t, err, auskunft.Forbidden, tt.want)
		}
	}
}

// Everything that leads to a private network in the end is refused there, however it is
// written.
func TestPrivateNetworksAreRefused(t *testing.T) {
	var asked atomic.Int32
	at := serve(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(at, "http://"))
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]"} {
		_, err := New(Options{Backoff: time.Millisecond}).Get(t.Context(), "http://"+host+":"+port+"/", nil)
		wantError(t, err, auskunft.Forbidden, "fetch_private")
	}
	// Spellings that some resolvers take for addresses: refused, or not found.
	for _, host := range []string{"2130706433", "0x7f000001", "0177.0.0.1", "127.1"} {
		if r, err := New(Options{Attempts: 1}).Get(t.Context(), "http://"+host+":"+port+"/", nil); err == nil {
			t.Errorf("%s was reached: %d", host, r.Status)
		}
	}
	if asked.Load() > 0 {
		t.Error("the server was reached")
	}
}

func TestRedirectToPrivateNetwork(t *testing.T) {
	var asked atomic.Int32
	inner := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	listener, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	inner.Listener = listener
	inner.Start()
	t.Cleanup(inner.Close)
	at := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, inner.URL, http.StatusFound) })
	client := quick(func(o *Options) { o.Allow = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")} })
	_, err = client.Get(t.Context(), at, nil)
	wantError(t, err, auskunft.Forbidden, "fetch_private")
	if asked.Load() > 0 {
		t.Error("the private server was reached")
	}
}

// A name that resolves to a public address when asked first and to a private one when
// connecting reaches nothing: what is checked is what is connected to.
func TestRebinding(t *testing.T) {
	var asked, resolved atomic.Int32
	at := serve(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	client := New(Options{Attempts: 1, Timeout: 20 * time.Second})
	client.dialer.Resolver = fakeDNS(t, func() netip.Addr {
		if resolved.Add(1) == 1 {
			return netip.MustParseAddr("93.184.215.14")
		}
		return netip.MustParseAddr("127.0.0.1")
	})
	if first, err := client.resolve(t.Context(), "stadt.example"); err != nil || first[0].IsLoopback() {
		t.Fatalf("resolved to %v, %v", first, err)
	}
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(at, "http://"))
	_, err := client.Get(t.Context(), "http://stadt.example:"+port+"/", nil)
	wantError(t, err, auskunft.Forbidden, "fetch_private")
	if asked.Load() > 0 {
		t.Error("the private server was reached")
	}
}

// fakeDNS is a resolver that answers every question for an IPv4 address with address().
func fakeDNS(t *testing.T, address func() netip.Addr) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	go func() {
		buffer := make([]byte, 512)
		for {
			n, from, err := server.ReadFrom(buffer)
			if err != nil {
				return
			}
			var message dnsmessage.Message
			if message.Unpack(buffer[:n]) != nil {
				continue
			}
			message.Response = true
			message.Additionals = nil
			if q := message.Questions[0]; q.Type == dnsmessage.TypeA {
				message.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 0},
					Body:   &dnsmessage.AResource{A: address().As4()},
				}}
			}
			if packed, err := message.Pack(); err == nil {
				_, _ = server.WriteTo(packed, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

func TestRedirects(t *testing.T) {
	var mux http.ServeMux
	at := serve(t, mux.ServeHTTP)
	mux.HandleFunc("/a", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "b?x=1#oben", http.StatusMovedPermanently)
	})
	mux.HandleFunc("/b", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Method, " ", r.URL) })
	mux.HandleFunc("/kreis", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/kreis", http.StatusFound) })
	mux.HandleFunc("/datei", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "file:///etc/passwd")
		w.WriteHeader(302)
	})
	mux.HandleFunc("/nirgends", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(302) })
	client := quick()
	if r, err := client.Get(t.Context(), at+"/a", nil); err != nil || string(r.Body) != "GET /b?x=1" || r.URL.Path != "/b" {
		t.Errorf("got %+v, %v", r, err)
	}
	if r, err := client.Do(t.Context(), Request{Method: "POST", URL: at + "/a", Body: []byte("x")}); err != nil || string(r.Body) != "GET /b?x=1" {
		t.Errorf("got %+v, %v", r, err)
	}
	_, err := client.Get(t.Context(), at+"/kreis", nil)
	wantError(t, err, auskunft.Limited, "fetch_redirects")
	_, err = client.Get(t.Context(), at+"/datei", nil)
	wantError(t, err, auskunft.Invalid, "fetch_address")
	if r, err := client.Get(t.Context(), at+"/nirgends", nil); err != nil || auskunft.KindOf(r.Problem()) != auskunft.Invalid {
		t.Errorf("got %+v, %v", r, err)
	}
	r, err := client.Do(t.Context(), Request{URL: at + "/a", Follow: NoFollow})
	if err != nil || r.Status != 301 || r.Location().Path != "/b" {
		t.Errorf("got %+v, %v", r, err)
	}
	veto := errors.New("nicht dorthin")
	_, err = client.Do(t.Context(), Request{URL: at + "/a", Follow: func(_, to *url.URL) error {
		if to.Path == "/b" {
			return veto
		}
		return nil
	}})
	if !errors.Is(err, veto) {
		t.Errorf("error %v, want the veto", err)
	}
}

func TestCredentialsStayWithTheirHost(t *testing.T) {
	var seen http.Header
	other := serve(t, func(_ http.ResponseWriter, r *http.Request) { seen = r.Header.Clone() })
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/fort":
			http.Redirect(w, r, other, http.StatusFound)
		case "/hier":
			http.Redirect(w, r, "/ziel", http.StatusFound)
		default:
			seen = r.Header.Clone()
		}
	})
	header := http.Header{"Authorization": {"Bearer a"}, "Cookie": {"b=c"}, "X-Api-Key": {"d"}, "Accept": {"text/html"}}
	for path, want := range map[string]string{"/hier": "Bearer a", "/fort": ""} {
		if _, err := quick().Get(t.Context(), at+path, header); err != nil {
			t.Fatal(err)
		}
		if got := seen.Get("Authorization"); got != want || (seen.Get("Cookie") == "") != (want == "") || (seen.Get("X-Api-Key") == "") != (want == "") {
			t.Errorf("%s: sent %v", path, seen)
		}
		if seen.Get("Accept") != "text/html" {
			t.Errorf("%s: Accept is lost: %v", path, seen)
		}
	}
}

func TestBodiesAreBounded(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	if _, err := io.CopyN(z, zeros{}, 8<<20); err != nil {
		t.Fatal(err)
	}
	z.Close()
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/bombe":
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb.Bytes())
		case "/endlos":
			_, _ = io.Copy(w, zeros{})
		case "/genau":
			_, _ = io.CopyN(w, zeros{}, 1<<20)
		case "/brotli":
			w.Header().Set("Content-Encoding", "br")
			fmt.Fprint(w, "?")
		}
	})
	for _, path := range []string{"/bombe", "/endlos"} {
		_, err := quick().Get(t.Context(), at+path, nil)
		wantError(t, err, auskunft.Limited, "fetch_too_large")
		if r, err := quick().Do(t.Context(), Request{URL: at + path, NoBody: true}); err != nil || r.Status != 200 || len(r.Body) > 0 {
			t.Errorf("%s without its body: %v", path, err)
		}
	}
	if r, err := quick().Get(t.Context(), at+"/genau", nil); err != nil || len(r.Body) != 1<<20 {
		t.Errorf("a body of exactly the limit: %v", err)
	}
	_, err := quick().Do(t.Context(), Request{URL: at + "/genau", MaxBytes: 100})
	wantError(t, err, auskunft.Limited, "fetch_too_large")
	_, err = quick().Get(t.Context(), at+"/brotli", nil)
	wantError(t, err, auskunft.Invalid, "fetch_encoding")
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestSlowServers(t *testing.T) {
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/tropfen" {
			for w.(http.Flusher).Flush(); r.Context().Err() == nil; w.(http.Flusher).Flush() {
				_, _ = w.Write([]byte("."))
				time.Sleep(10 * time.Millisecond)
			}
			return
		}
		select {
		case <-r.Context().Done():
		case <-done:
		}
	})
	client := quick(func(o *Options) { o.Timeout, o.HeaderTimeout = 200*time.Millisecond, 50*time.Millisecond })
	for _, path := range []string{"/kopf", "/tropfen"} {
		_, err := client.Get(t.Context(), at+path, nil)
		wantError(t, err, auskunft.Unavailable, "fetch_timeout")
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	_, err := quick().Get(ctx, at+"/kopf", nil)
	wantError(t, err, auskunft.Unavailable, "fetch_interrupted")
}

func TestUnreachable(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	_, err = quick().Get(t.Context(), "http://"+closed.Addr().String(), nil)
	wantError(t, err, auskunft.Unavailable, "fetch_unreachable")
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains about our refusal
	s.StartTLS()
	t.Cleanup(s.Close)
	_, err = quick().Get(t.Context(), s.URL, nil)
	wantError(t, err, auskunft.Unavailable, "fetch_certificate")
}

// What passes is tried again: a lost connection, a server that starts. What does not pass
// is not, and neither is a request that changes something.
func TestTriesAgain(t *testing.T) {
	for _, tt := range []struct {
		name         string
		method       string
		fault        func(w http.ResponseWriter)
		status, want int32 // of the last answer, requests
	}{
		{"lost", "GET", func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, 200, 3},
		{"cut off", "GET", func(w http.ResponseWriter) { w.Header().Set("Content-Length", "9"); fmt.Fprint(w, "x") }, 200, 3},
		{"502", "GET", func(w http.ResponseWriter) { w.WriteHeader(502) }, 200, 3},
		{"503", "HEAD", func(w http.ResponseWriter) { w.WriteHeader(503) }, 200, 3},
		{"429", "GET", func(w http.ResponseWriter) { w.Header().Set("Retry-After", "0"); w.WriteHeader(429) }, 200, 3},
		{"429 for an hour", "GET", func(w http.ResponseWriter) { w.Header().Set("Retry-After", "3600"); w.WriteHeader(429) }, 429, 1},
		{"500", "GET", func(w http.ResponseWriter) { w.WriteHeader(500) }, 500, 1},
		{"404", "GET", func(w http.ResponseWriter) { w.WriteHeader(404) }, 404, 1},
		{"503 to a form", "POST", func(w http.ResponseWriter) { w.WriteHeader(503) }, 503, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var asked atomic.Int32
			at := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if asked.Add(1) < 3 {
					tt.fault(w)
				}
			})
			// The transport itself repeats requests on connections it kept; here each is new.
			r, err := quick(func(o *Options) { o.MaxWait = time.Second }).Do(t.Context(), Request{Method: tt.method, URL: at})
			if err != nil || int32(r.Status) != tt.status || asked.Load() != tt.want {
				t.Errorf("got %+v, %v after %d requests, want status %d after %d", r, err, asked.Load(), tt.status, tt.want)
			}
		})
	}
}

// A host that asks to be left alone is left alone by everybody, not only by who asked.
func TestRetryAfterClosesTheHost(t *testing.T) {
	var mu sync.Mutex
	var times []time.Time
	at := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if times = append(times, time.Now()); len(times) == 1 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(503)
		}
	})
	client := quick(func(o *Options) { o.MaxWait = 250 * time.Millisecond })
	for range 2 { // the first answer is 503, too long to wait for
		if _, err := client.Get(t.Context(), at, nil); err != nil {
			t.Fatal(err)
		}
	}
	if pause := times[1].Sub(times[0]); pause < 240*time.Millisecond {
		t.Errorf("asked again after %v", pause)
	}
}

func TestPoliteness(t *testing.T) {
	var inside, most, asked atomic.Int32
	at := serve(t, func(http.ResponseWriter, *http.Request) {
		asked.Add(1)
		most.Store(max(most.Load(), inside.Add(1)))
		time.Sleep(2 * time.Millisecond)
		inside.Add(-1)
	})
	client := quick()
	start := time.Now()
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			if _, err := client.Do(t.Context(), Request{URL: at, Delay: 20 * time.Millisecond}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if took := time.Since(start); took < 80*time.Millisecond || most.Load() != 1 || asked.Load() != 5 {
		t.Errorf("%d requests took %v, %d at once", asked.Load(), took, most.Load())
	}
}

func TestGatesAreForgotten(t *testing.T) {
	var g gates
	for i := range 3 * manyGates {
		here, err := g.enter(t.Context(), fmt.Sprint(i), 0)
		if err != nil {
			t.Fatal(err)
		}
		g.leave(here)
	}
	if len(g.host) > manyGates {
		t.Errorf("%d gates are kept", len(g.host))
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 8, 31, 10, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-5": 0, "bald": 0, "99999999999": (1 << 30) * time.Second,
		"Mon, 31 Aug 2026 10:02:00 GMT": 2 * time.Minute, "Mon, 31 Aug 2026 09:00:00 GMT": 0,
	} {
		if got := retryAfter(http.Header{"Retry-After": {value}}, now); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

func TestProxy(t *testing.T) {
	var asked []string
	proxy := serve(t, func(_ http.ResponseWriter, r *http.Request) { asked = append(asked, r.URL.Host) })
	direct := serve(t, func(http.ResponseWriter, *http.Request) {})
	u, err := url.Parse(proxy)
	if err != nil {
		t.Fatal(err)
	}
	var private atomic.Bool
	client := New(Options{Proxy: u, Attempts: 1, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
	client.dialer.Resolver = fakeDNS(t, func() netip.Addr {
		if private.Load() {
			return netip.MustParseAddr("10.0.0.1")
		}
		return netip.MustParseAddr("93.184.215.14")
	})
	for _, address := range []string{"http://93.184.215.14/", "http://stadt.example/", direct} {
		if _, err := client.Get(t.Context(), address, nil); err != nil {
			t.Error(err)
		}
	}
	if got := strings.Join(asked, " "); got != "93.184.215.14 stadt.example" {
		t.Errorf("the proxy was asked for %s", got)
	}
	private.Store(true)
	for _, address := range []string{"http://127.0.0.2/", "http://intranet.example/", "http://93.184.215.14:25/"} {
		if _, err := client.Get(t.Context(), address, nil); auskunft.KindOf(err) != auskunft.Forbidden {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// Proxies in the environment would resolve names where the guard does not see it.
func TestProxyOfTheEnvironmentIsIgnored(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	t.Setenv("http_proxy", "http://127.0.0.1:1")
	at := serve(t, func(http.ResponseWriter, *http.Request) {})
	if _, err := quick().Get(t.Context(), at, nil); err != nil {
		t.Error(err)
	}
}

func TestProblem(t *testing.T) {
	for status, want := range map[int]auskunft.ErrorKind{
		200: "", 206: "", 304: "", 301: auskunft.Invalid, 400: auskunft.Invalid, 401: auskunft.Forbidden, 403: auskunft.Forbidden,
		404: auskunft.NotFound, 410: auskunft.NotFound, 429: auskunft.Unavailable, 500: auskunft.Unavailable, 503: auskunft.Unavailable,
	} {
		r := &Response{Status: status, URL: &url.URL{Scheme: "http", Host: "stadt.example"}}
		if got := auskunft.KindOf(r.Problem()); got != want {
			t.Errorf("%d: %q, want %q", status, got, want)
		}
	}
}
