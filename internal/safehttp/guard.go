package safehttp

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"syscall"

	"auskunft"
)

// guard decides which addresses may be connected to.
type guard struct {
	allow []netip.Prefix
}

// publicV6 is where public IPv6 addresses are; everything else is special.
var publicV6 = netip.MustParsePrefix("2000::/3")

// special are the ranges within the public ones that are not public: private networks, the
// machine itself, links, documentation, measuring, and tunnels that hide an IPv4 address.
// After the special-purpose registries of IANA (RFC 6890 and its followers).
var special = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
	"192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
	"224.0.0.0/4", "240.0.0.0/4",
	"168.63.129.16/32", // the platform of Azure, from inside its machines
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
)

func prefixes(list ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

func within(ip netip.Addr, ranges []netip.Prefix) bool {
	for _, p := range ranges {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}

// allowed is true for addresses that the configuration names.
func (g guard) allowed(ip netip.Addr) bool { return within(ip.Unmap().WithZone(""), g.allow) }

// check refuses an address that is neither public nor allowed, and ports of public hosts
// that speak other protocols: everything below 1024 but the web's own two.
func (g guard) check(ip netip.Addr, port uint16) error {
	ip = ip.Unmap().WithZone("")
	switch {
	case g.allowed(ip):
		return nil
	case within(ip, special) || ip.Is6() && !publicV6.Contains(ip):
		return auskunft.Errorf(auskunft.Forbidden, "fetch_private",
			"%s is no public address; if it is meant, add its network to FETCH_ALLOW", ip)
	case port < 1024 && port != 80 && port != 443:
		return auskunft.Errorf(auskunft.Forbidden, "fetch_port", "port %d is not one of the web", port)
	}
	return nil
}

// control runs between resolving a name and connecting to what it resolved to: a name that
// resolves to something else the next time gains nothing.
func (g guard) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return auskunft.Errorf(auskunft.Forbidden, "fetch_private", "%q is no address to connect to", address)
	}
	return g.check(to.Addr(), to.Port())
}

// maxAddress is the length of the longest address that is fetched, in bytes.
const maxAddress = 4096

// Parse reads an address that may be fetched. What is wrong with another one is an
// auskunft.Invalid error.
func Parse(address string) (*url.URL, error) {
	refuse := func(why string) error {
		shown := address
		if len(shown) > 200 {
			shown = strings.ToValidUTF8(shown[:200], "") + "…"
		}
		return auskunft.Errorf(auskunft.Invalid, codeAddress, "the address %q %s", shown, why)
	}
	if len(address) > maxAddress {
		return nil, refuse("is too long")
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, refuse("cannot be read")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, refuse("does not begin with http:// or https://")
	case u.User != nil:
		return nil, auskunft.Errorf(auskunft.Invalid, codeAddress, "the address %q has a user or password in it", u.Redacted())
	case u.Hostname() == "":
		return nil, refuse("names no host")
	}
	return u, nil
}

// hostPort is the host in small letters with its port, also when that is the scheme's own.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}
