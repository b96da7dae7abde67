package web

import (
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"auskunft/internal/safehttp"
)

// maxAddress is the length of the longest address that is followed; longer ones are made
// by programs that append to themselves.
const maxAddress = 2000

// clean gives all spellings of an address one: no fragment, no session, no tracking, host
// and percent signs as RFC 3986 prefers them. ok is false for what is no address of a page.
func clean(u *url.URL) (address string, ok bool) {
	host, ok := cleanHost(u.Hostname())
	if !ok {
		return "", false
	}
	scheme, port := strings.ToLower(u.Scheme), u.Port()
	if port != "" && !(scheme == "http" && port == "80") && !(scheme == "https" && port == "443") {
		host += ":" + port
	}
	where := session.ReplaceAllString(escapes(u.EscapedPath()), "")
	if where == "" {
		where = "/"
	}
	address = scheme + "://" + host + where
	if query := cleanQuery(u.RawQuery); query != "" {
		address += "?" + query
	}
	if len(address) > maxAddress || u.User != nil {
		return "", false
	}
	if _, err := safehttp.Parse(address); err != nil {
		return "", false
	}
	return address, true
}

// cleanHost is a host in small ASCII letters.
func cleanHost(host string) (clean string, ok bool) {
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is6() {
		return "[" + ip.WithZone("").String() + "]", true
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if strings.IndexFunc(host, func(r rune) bool { return r > '~' }) >= 0 {
		var err error
		if host, err = idna.Lookup.ToASCII(host); err != nil {
			return "", false
		}
	}
	return host, hostName.MatchString(host)
}

var hostName = regexp.MustCompile(`^[a-z0-9_]([a-z0-9._-]*[a-z0-9_-])?$`)

// session is a session number in a path, as Java servers write it.
var session = regexp.MustCompile(`(?i);(jsessionid|sid|phpsessid)=[^/;]*`)

// dropped are the parameters that say who reads and where they came from, not what.
var dropped = map[string]bool{
	"phpsessid": true, "jsessionid": true, "aspsessionid": true, "cfid": true, "cftoken": true, "sessionid": true, "session_id": true,
	"fbclid": true, "gclid": true, "dclid": true, "gbraid": true, "wbraid": true, "msclkid": true, "yclid": true, "twclid": true, "igshid": true,
	"mc_cid": true, "mc_eid": true, "pk_campaign": true, "pk_kwd": true, "pk_source": true, "mtm_campaign": true, "mtm_source": true, "mtm_kwd": true,
}

// sessionName and sessionValue together are a session: "sid" alone may be anything.
var (
	sessionName  = regexp.MustCompile(`(?i)^(s|sid|sess|session|aspsessionid[a-z]*)$`)
	sessionValue = regexp.MustCompile(`^[0-9A-Za-z-]{16,}$`)
)

// cleanQuery drops the parameters that change nothing and keeps the order of the others:
// there are programs that care.
func cleanQuery(query string) string {
	var kept []string
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		lower := strings.ToLower(name)
		switch {
		case part == "" || dropped[lower] || strings.HasPrefix(lower, "utm_"):
		case sessionName.MatchString(name) && sessionValue.MatchString(value):
		default:
			kept = append(kept, escapes(part))
		}
	}
	return strings.Join(kept, "&")
}

const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

// escapes writes percent escapes in capitals and only where they are needed, and escapes
// what has to be.
func escapes(s string) string {
	const hex = "0123456789ABCDEF"
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			decoded := unhex(s[i+1])<<4 | unhex(s[i+2])
			if strings.IndexByte(unreserved, decoded) >= 0 {
				out.WriteByte(decoded)
			} else {
				out.WriteString("%" + strings.ToUpper(s[i+1:i+3]))
			}
			i += 2
			continue
		}
		if c <= ' ' || c >= 0x7f || c == '%' || strings.IndexByte(`"<>\^{|}`+"`", c) >= 0 {
			out.WriteByte('%')
			out.WriteByte(hex[c>>4])
			out.WriteByte(hex[c&15])
			continue
		}
		out.WriteByte(c)
	}
	return out.String()
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c >= 'a':
		return c - 'a' + 10
	}
	return c - 'A' + 10
}

// scope is which addresses belong to the website.
type scope struct {
	hosts            []string // "www.stadt.example", "stadt.example:8080", "*.stadt.example"
	secure           string   // the start's host when that is read by https: links to it by http mean the same
	include, exclude []pattern
}

// take makes the address of a link the one to ask for; ok is false when it leads out.
func (s *scope) take(u *url.URL) (address string, ok bool) {
	if u.Scheme == "http" && s.secure != "" && strings.EqualFold(u.Host, s.secure) {
		secure := *u
		secure.Scheme = "https"
		u = &secure
	}
	address, ok = clean(u)
	if !ok {
		return "", false
	}
	u, err := url.Parse(address)
	return address, err == nil && s.has(u)
}

// has says whether a host belongs to the website.
func (s *scope) has(u *url.URL) bool {
	host := strings.ToLower(u.Host)
	return slices.ContainsFunc(s.hosts, func(h string) bool {
		if suffix, ok := strings.CutPrefix(h, "*"); ok {
			return strings.HasSuffix(host, suffix) || host == suffix[1:]
		}
		return host == h
	})
}

// wanted says whether the patterns let an address be asked for.
func (s *scope) wanted(address string) bool {
	at := pathOf(address)
	matches := func(p pattern) bool { return p.matches(at) }
	return (len(s.include) == 0 || slices.ContainsFunc(s.include, matches)) && !slices.ContainsFunc(s.exclude, matches)
}

// pathOf is what comes after the host of a clean address.
func pathOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	return rest[strings.IndexByte(rest, '/'):]
}

// hostOf is scheme, host and port of a clean address: what has a robots.txt of its own.
func hostOf(address string) string { return strings.TrimSuffix(address, pathOf(address)) }

// noText are the endings of files that are never asked for: pictures, sound, programs,
// archives, data.
var noText = endings(".png .jpg .jpeg .gif .svg .webp .ico .avif .tif .tiff .bmp .css .js .mjs .map .woff .woff2 .ttf .eot " +
	".mp4 .mp3 .m4a .ogg .wav .avi .mov .webm .zip .gz .tar .7z .rar .exe .msi .dmg .apk .ics .vcf .kml .gpx .xml .rss .atom .json .csv .dwg .shp")

// officeText are the endings of files that hold text nobody here can read. Pages that link
// to them say so in the report.
var officeText = endings(".doc .dot .xls .xlsx .xlsm .ppt .pptx .rtf .ods .odp .pages .numbers")

func endings(list string) map[string]bool {
	m := map[string]bool{}
	for _, e := range strings.Fields(list) {
		m[e] = true
	}
	return m
}

// ending is the ending of an address's file name, in small letters.
func ending(address string) string {
	at, _, _ := strings.Cut(pathOf(address), "?")
	return strings.ToLower(path.Ext(at))
}
