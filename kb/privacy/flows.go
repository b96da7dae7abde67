package privacy

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"auskunft/internal/config"
	"auskunft/internal/postgres"
)

// host is where data goes.
type host struct {
	name   string // host and port
	secure string // text on how data gets there
}

// within is this machine.
func within(name string) bool {
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}

// hostOf is where an address leads.
func hostOf(address string) host {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "":
		return host{address, german.Unsaid}
	case within(u.Hostname()):
		return host{u.Host, german.Within}
	case u.Scheme == "https":
		return host{u.Host, german.Encrypted}
	}
	return host{u.Host, german.Plain}
}

func databaseHost(db *postgres.DB) host {
	c := db.App.Config().ConnConfig
	switch {
	case strings.HasPrefix(c.Host, "/"):
		return host{"Socket", german.Within}
	case within(c.Host):
		return host{c.Host, german.Within}
	case c.TLSConfig != nil:
		return host{c.Host, german.Encrypted}
	}
	return host{c.Host, german.Plain}
}

// flow is data that leaves the program, to a host of the configuration.
type flow struct {
	key string
	host
}

// flows lists where data goes; absent are the keys of what is not configured.
func (f facts) flows() (there []flow, absent []string) {
	there = []flow{{"visitors", visitors(f.cfg)}, {"database", f.database}}
	for _, endpoint := range []struct{ key, address string }{
		{"model", f.cfg.LLMBaseURL}, {"model_fallback", f.cfg.LLMFallbackBaseURL}, {"embed", f.cfg.EmbedBaseURL}, {"rerank", f.cfg.RerankBaseURL},
		{"provider", f.cfg.OIDCIssuer}, {"proxy", f.cfg.FetchProxy.Reveal()},
	} {
		if endpoint.address == "" {
			absent = append(absent, endpoint.key)
		} else {
			there = append(there, flow{endpoint.key, hostOf(endpoint.address)})
		}
	}
	if f.cfg.SMTPServer == "" {
		return there, append(absent, "mail")
	}
	mail := host{f.cfg.SMTPServer, german.Encrypted} // beyond this machine it is, or no mail is sent
	if name, _, _ := net.SplitHostPort(f.cfg.SMTPServer); within(name) {
		mail.secure = german.Within
	}
	return append(there, flow{"mail", mail}), absent
}

// visitors are people's browsers: how they reach us, and which websites embed the widget.
func visitors(cfg config.Config) host {
	name := []string{cfg.Listen}
	h := host{secure: german.Plain}
	if cfg.PublicURL != "" {
		h = hostOf(cfg.PublicURL)
		name = []string{h.name}
	}
	for _, origin := range cfg.AllowedOrigins {
		name = append(name, hostOf(origin).name)
	}
	slices.Sort(name[1:])
	h.name = strings.Join(slices.Compact(name), ", ")
	return h
}
