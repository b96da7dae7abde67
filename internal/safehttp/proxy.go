package safehttp

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
)

// A proxy resolves names itself, where our guard does not see it. HTTP_PROXY and its like
// are therefore ignored; a proxy has to be configured on purpose (Options.Proxy). Names
// that can be resolved here are checked before the proxy is asked, and what lies in an
// allowed network is reached directly. Names that only the proxy can resolve are its matter:
// it should refuse private networks too.

// proxyFor chooses between the proxy and a direct connection.
func (c *Client) proxyFor(request *http.Request) (*url.URL, error) {
	if c.options.Proxy == nil {
		return nil, nil
	}
	host, port, err := net.SplitHostPort(hostPort(request.URL))
	if err != nil {
		return nil, err
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, err
	}
	addresses, err := c.resolve(request.Context(), host)
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return c.options.Proxy, nil
	}
	if err != nil {
		return nil, err
	}
	direct := len(addresses) > 0
	for _, ip := range addresses {
		if err := c.guard.check(ip, uint16(number)); err != nil {
			return nil, err
		}
		direct = direct && c.guard.allowed(ip)
	}
	if direct {
		return nil, nil
	}
	return c.options.Proxy, nil
}

func (c *Client) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip}, nil
	}
	resolver := c.dialer.Resolver
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	return resolver.LookupNetIP(ctx, "ip", host)
}

// dial connects through the guard, but for the proxy, which the operator named.
func (c *Client) dial(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := c.dialer
	if c.options.Proxy != nil && address == hostPort(c.options.Proxy) {
		dialer.ControlContext = nil
	}
	return dialer.DialContext(ctx, network, address)
}
