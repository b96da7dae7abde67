package web

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html/charset"

	"auskunft"
)

// page is what a web page says about itself and where it leads. Its text is read later, by
// the extractor.
type page struct {
	links     []string // clean, in the order of the page, each once
	unread    []string // addresses of files nobody here can read
	canonical string   // where the page says it really is, "" when here
	refresh   string   // where the page sends its reader at once
	noIndex   bool     // it does not want to be found
	lang      string   // "" when it does not say
	changed   time.Time
	missing   string // why this is no page although the server says so: "not found", "sign-in"
}

// maxLinks bounds how many links of one page are followed.
const maxLinks = 5000

// parsePage reads a page that came from address and went through toUTF8. take makes links
// clean and drops those that leave the website.
func parsePage(body []byte, address *url.URL, take func(*url.URL) (string, bool)) (page, error) {
	encoding, _, _ := charset.DetermineEncoding(body, "")
	doc, err := goquery.NewDocumentFromReader(encoding.NewDecoder().Reader(bytes.NewReader(body)))
	if err != nil {
		return page{}, auskunft.Errorf(auskunft.Invalid, "html", "the page cannot be read: %w", err)
	}
	base := address
	if href, ok := doc.Find("base[href]").First().Attr("href"); ok {
		if u, err := address.Parse(strings.TrimSpace(href)); err == nil {
			base = u
		}
	}
	p := page{changed: modified(doc)}
	noFollow := p.readMeta(doc, base, take)
	if canonical, ok := resolve(base, doc.Find(`link[rel~="canonical"][href]`).First().AttrOr("href", ""), take); ok {
		p.canonical = canonical
	}
	if !noFollow {
		p.readLinks(doc, base, take)
	}
	p.lang = doc.Find("html").AttrOr("lang", doc.Find("html").AttrOr("xml:lang", ""))
	p.missing = missing(doc)
	return p, nil
}

// resolve is the clean address that href means on a page; ok is false when it leads out.
func resolve(base *url.URL, href string, take func(*url.URL) (string, bool)) (address string, ok bool) {
	href = strings.TrimSpace(href)
	if href == "" || strings.HasPrefix(href, "#") {
		return "", false
	}
	u, err := base.Parse(strings.NewReplacer("\n", "", "\r", "", "\t", "").Replace(href))
	if err != nil {
		return "", false
	}
	return take(u)
}

// readMeta reads what stands in the head for robots and for browsers.
func (p *page) readMeta(doc *goquery.Document, base *url.URL, take func(*url.URL) (string, bool)) (noFollow bool) {
	doc.Find("meta[content]").Each(func(_ int, s *goquery.Selection) {
		content := s.AttrOr("content", "")
		switch strings.ToLower(s.AttrOr("name", "")) {
		case "robots", agent:
			index, follow := directives(content)
			p.noIndex, noFollow = p.noIndex || !index, noFollow || !follow
		}
		if strings.EqualFold(s.AttrOr("http-equiv", ""), "refresh") {
			if m := refresh.FindStringSubmatch(content); m != nil {
				if to, ok := resolve(base, m[1], take); ok {
					p.refresh = to
				}
			}
		}
	})
	return noFollow
}

// refresh is the content of a meta element that sends the reader on at once; one that waits
// shows a page first.
var refresh = regexp.MustCompile(`(?i)^\s*[01](?:\.\d*)?\s*[;,]\s*url\s*=\s*['"]?([^'"]+)`)

// directives reads "noindex, nofollow" as robots of all kinds are told.
func directives(content string) (index, follow bool) {
	index, follow = true, true
	for d := range strings.SplitSeq(strings.ToLower(content), ",") {
		switch strings.TrimSpace(d) {
		case "noindex":
			index = false
		case "nofollow":
			follow = false
		case "none":
			index, follow = false, false
		}
	}
	return index, follow
}

// robotsTag reads X-Robots-Tag headers, of which some name the crawler they are for.
func robotsTag(values []string) (index, follow bool) {
	index, follow = true, true
	for _, v := range values {
		if name, rest, ok := strings.Cut(v, ":"); ok && !strings.ContainsAny(name, ", ") {
			if !strings.EqualFold(strings.TrimSpace(name), agent) {
				continue
			}
			v = rest
		}
		i, f := directives(v)
		index, follow = index && i, follow && f
	}
	return index, follow
}

// readLinks collects where a page leads: links, areas of pictures, frames, and the
// versions in other languages.
func (p *page) readLinks(doc *goquery.Document, base *url.URL, take func(*url.URL) (string, bool)) {
	seen := map[string]bool{}
	doc.Find(`a[href], area[href], frame[src], iframe[src], link[rel~="alternate"][hreflang][href], link[rel~="next"][href]`).
		EachWithBreak(func(_ int, s *goquery.Selection) bool {
			if strings.Contains(strings.ToLower(s.AttrOr("rel", "")), "nofollow") {
				return true
			}
			to, ok := resolve(base, s.AttrOr("href", s.AttrOr("src", "")), take)
			if !ok || seen[to] || noText[ending(to)] {
				return true
			}
			seen[to] = true
			if officeText[ending(to)] {
				p.unread = append(p.unread, to)
				return true
			}
			p.links = append(p.links, to)
			return len(p.links) < maxLinks
		})
}

// missing recognises the pages that servers send with status 200 although there is
// nothing: by a title or main heading that says only this.
func missing(doc *goquery.Document) string {
	title, heading := doc.Find("head title").First().Text(), doc.Find("h1").First().Text()
	for _, text := range []string{title, heading} {
		if notFound.MatchString(strings.TrimSpace(text)) {
			return "it says that there is no such page"
		}
	}
	if doc.Find(`input[type="password"]`).Length() > 0 && (signIn.MatchString(strings.TrimSpace(title)) || signIn.MatchString(strings.TrimSpace(heading))) {
		return "it asks for a sign-in"
	}
	return ""
}

var (
	notFound = regexp.MustCompile(`(?i)^(fehler\W*|error\W*)?(404(\W|$)|(die |diese )?((von ihnen )?(angeforderte|gesuchte|aufgerufene|gewünschte) )?` +
		`(seite|inhalt) ((wurde|konnte) )?(leider )?(nicht (mehr )?gefunden|existiert nicht)|(page |document )?not found(\W|$))`)
	signIn = regexp.MustCompile(`(?i)^(bitte )?(anmelden|anmeldung|login|log in|sign in|einloggen)(\W|$)`)
)

// toUTF8 is a page as the extractor will read it. The extractor sees the page alone: where
// the header of the answer knows the encoding better, or a long page hides its umlauts from
// the guess, the page is rewritten in UTF-8 and marked as such.
func toUTF8(body []byte, contentType string) []byte {
	const bom = "\ufeff"
	if bytes.HasPrefix(body, []byte(bom)) {
		return body
	}
	encoding, right, certain := charset.DetermineEncoding(body, contentType)
	_, guessed, _ := charset.DetermineEncoding(body, "")
	if !certain && utf8.Valid(body) {
		right = "utf-8"
	}
	switch {
	case right == guessed:
		return body
	case right == "utf-8":
		return append([]byte(bom), body...)
	}
	decoded, err := encoding.NewDecoder().Bytes(body)
	if err != nil {
		return body
	}
	return append([]byte(bom), decoded...)
}
