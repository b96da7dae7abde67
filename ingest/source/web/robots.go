package web

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// robots is what a robots.txt says to one crawler, after RFC 9309. The parsers there are
// for Go reject a whole file over one bad line, or weigh rules by the length of a regular
// expression; the standard is a page long.
type robots struct {
	rules    []rule
	delay    time.Duration // Crawl-delay, which is no part of the standard and widely used
	sitemaps []string
	denied   error // why nothing may be read now, nil when rules decide
}

type rule struct {
	pattern pattern
	allow   bool
}

// Limits of a robots.txt: the standard asks for at least 500 KiB; the number of rules
// bounds the work for each address.
const (
	maxRobots = 512 << 10
	maxRules  = 5000
	maxDelay  = 30 * time.Second // a longer Crawl-delay is not kept
)

// agent is the name that robots.txt files know us by.
const agent = "auskunft"

// parseRobots reads the groups for our name, or those for everybody when there is none.
// What it does not understand it passes over, as the standard asks.
func parseRobots(data []byte) robots {
	var ours, everybodys robots
	var sitemaps []string
	var forUs, forAll, named, open bool // open: user-agent lines still belong to the group that begins
	data = bytes.TrimPrefix(data[:min(len(data), maxRobots)], []byte("\ufeff"))
	for line := range strings.FieldsFuncSeq(string(data), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		name, value, _ := strings.Cut(line, ":")
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
		switch name {
		case "user-agent":
			if !open {
				forUs, forAll, open = false, false, true
			}
			forAll = forAll || value == "*"
			if strings.EqualFold(product(value), agent) {
				forUs, named = true, true
			}
		case "allow", "disallow", "crawl-delay":
			open = false
			if forUs {
				ours.add(name, value)
			}
			if forAll {
				everybodys.add(name, value)
			}
		case "sitemap":
			if len(sitemaps) < maxSitemaps {
				sitemaps = append(sitemaps, value)
			}
		}
	}
	if !named {
		ours = everybodys
	}
	ours.sitemaps = sitemaps
	return ours
}

// product is the name in a User-agent line without version and remarks.
func product(value string) string {
	end := strings.IndexFunc(value, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '_')
	})
	if end < 0 {
		return value
	}
	return value[:end]
}

func (r *robots) add(name, value string) {
	if name == "crawl-delay" {
		if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds > 0 {
			r.delay = time.Duration(min(seconds, maxDelay.Seconds()) * float64(time.Second))
		}
		return
	}
	if value != "" && len(r.rules) < maxRules {
		r.rules = append(r.rules, rule{newPattern(value), name == "allow"})
	}
}

// allows says whether a path with its query may be read: the longest pattern that matches
// decides, and of two as long the one that allows.
func (r *robots) allows(path string) bool {
	allowed, length := true, -1
	for _, rule := range r.rules {
		if n := rule.pattern.length; (n > length || n == length && rule.allow) && rule.pattern.matches(path) {
			allowed, length = rule.allow, n
		}
	}
	return allowed
}

// pattern is the beginning of a path; "*" stands for anything, "$" at the end for the end.
// Include and exclude are written the same way.
type pattern struct {
	parts  []string // between the stars
	toEnd  bool
	length int // as written, for precedence
}

func newPattern(s string) pattern {
	p := pattern{length: len(s)}
	s, p.toEnd = strings.CutSuffix(s, "$")
	for part := range strings.SplitSeq(s, "*") {
		p.parts = append(p.parts, escapes(part))
	}
	return p
}

// matches compares with a path whose escapes are clean.
func (p pattern) matches(path string) bool {
	rest, ok := strings.CutPrefix(path, p.parts[0])
	if !ok {
		return false
	}
	last := len(p.parts) - 1
	for i, part := range p.parts[1:] {
		if i+1 == last && p.toEnd {
			return strings.HasSuffix(rest, part)
		}
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return !p.toEnd || rest == ""
}
