package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"auskunft"
	"auskunft/internal/safehttp"
)

// options are what an operator may set for one website; see docs/sources.md.
type options struct {
	start    string // clean
	depth    int    // links from the start; files that pages link to do not count
	pages    int    // how many addresses are asked for
	hosts    []string
	include  []pattern
	exclude  []pattern
	delay    time.Duration
	ignore   bool   // robots.txt
	trust    bool   // sitemaps' lastmod
	language string // of pages that do not say
	kind     auskunft.DocumentKind
}

// The defaults and their limits.
const (
	defaultDepth, mostDepth = 12, 100
	defaultPages, mostPages = 5000, 200_000
	defaultDelay, mostDelay = 250 * time.Millisecond, time.Minute
)

// kinds are what the pages of a website may be.
var kinds = []auskunft.DocumentKind{auskunft.PageDocument, auskunft.OrdinanceDocument, auskunft.WikiDocument, auskunft.ArticleDocument}

func parseOptions(location string, set map[string]string) (options, error) {
	o := options{depth: defaultDepth, pages: defaultPages, delay: defaultDelay, language: "de", kind: auskunft.PageDocument}
	u, err := safehttp.Parse(location)
	if err != nil {
		return o, auskunft.Errorf(auskunft.Invalid, "source_location", "write web:https://www.stadt.example/ or the address of a sitemap: %w", err)
	}
	start, ok := clean(u)
	if !ok {
		return o, auskunft.Errorf(auskunft.Invalid, "source_location", "%q is no address of a website", location)
	}
	o.start = start
	for name, value := range set {
		if problem := o.set(name, strings.TrimSpace(value)); problem != "" {
			return o, auskunft.Errorf(auskunft.Invalid, "source_option", "web: %s=%s: %s", name, value, problem)
		}
	}
	return o, nil
}

// set takes one option and returns what is wrong with it.
func (o *options) set(name, value string) (problem string) {
	choose := func(to *bool, no, yes string) string {
		*to = value == yes
		if value != no && value != yes {
			return "write " + no + " or " + yes
		}
		return ""
	}
	switch name {
	case "depth":
		return number(&o.depth, value, 0, mostDepth)
	case "pages":
		return number(&o.pages, value, 1, mostPages)
	case "delay":
		return o.setDelay(value)
	case "hosts":
		return o.setHosts(value)
	case "include":
		return patterns(&o.include, value)
	case "exclude":
		return patterns(&o.exclude, value)
	case "robots":
		return choose(&o.ignore, "respect", "ignore")
	case "lastmod":
		return choose(&o.trust, "check", "trust")
	case "language":
		if o.language = primary(value); o.language == "" {
			return "write the code of a language, such as de"
		}
	case "kind":
		if o.kind = auskunft.DocumentKind(value); !slices.Contains(kinds, o.kind) {
			return "write page, ordinance, wiki or article"
		}
	default:
		return "there is no such option"
	}
	return ""
}

func number(to *int, value string, least, most int) string {
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		return "write a number from " + strconv.Itoa(least) + " to " + strconv.Itoa(most)
	}
	*to = n
	return ""
}

func (o *options) setDelay(value string) string {
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds >= 0 && seconds <= mostDelay.Seconds() {
		o.delay = time.Duration(seconds * float64(time.Second))
		return ""
	}
	d, err := time.ParseDuration(value)
	if err != nil || d < 0 || d > mostDelay {
		return "write seconds between two requests, such as 0.5, and at most 60"
	}
	o.delay = d
	return ""
}

func (o *options) setHosts(value string) string {
	for host := range strings.SplitSeq(strings.ToLower(value), ",") {
		host = strings.TrimSpace(host)
		name := strings.TrimPrefix(host, "*.")
		u, err := url.Parse("http://" + name)
		if err != nil || name == "" || u.Host != name || strings.Contains(name, "*") || name != host && !strings.Contains(name, ".") {
			return "write hosts by commas, such as rathaus.stadt.example,*.schulen.example"
		}
		o.hosts = append(o.hosts, host)
	}
	return ""
}

func patterns(to *[]pattern, value string) string {
	for part := range strings.SplitSeq(value, ",") {
		part = strings.TrimSpace(part)
		if !strings.HasPrefix(part, "/") && !strings.HasPrefix(part, "*") {
			return "write the beginnings of paths by commas, such as /rathaus/,/bauen/*.pdf$"
		}
		*to = append(*to, newPattern(part))
	}
	return ""
}

// scope is what belongs to the website, as far as it is known before it was asked.
func (o *options) scope() scope {
	u := located(o.start)
	s := scope{hosts: append([]string{u.Host}, o.hosts...), include: o.include, exclude: o.exclude}
	if u.Scheme == "https" && u.Port() == "" {
		s.secure = u.Host
	}
	return s
}

// primary is "de" of "de-DE", "" of what is no language.
func primary(tag string) string {
	t, err := language.Parse(strings.TrimSpace(tag))
	if err != nil || t.IsRoot() {
		return ""
	}
	base, _ := t.Base()
	return base.String()
}
