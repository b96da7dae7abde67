package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

	"auskunft/internal/civil"
	"auskunft/internal/safehttp"
)

// modified is when a page says it was changed last: in its structured data, its head, or a
// marked element. Zero when it does not say. A date that is only shown, such as that of an
// event, does not count.
func modified(doc *goquery.Document) time.Time {
	var found time.Time
	doc.Find(`script[type="application/ld+json"]`).Each(func(_ int, s *goquery.Selection) {
		var data any
		if json.Unmarshal([]byte(s.Text()), &data) == nil {
			found = later(found, structuredDate(data, 0))
		}
	})
	if !found.IsZero() {
		return found
	}
	for _, selector := range []string{
		`meta[property="article:modified_time"]`, `meta[property="og:updated_time"]`, `meta[name="dcterms.modified" i]`,
		`meta[name="dc.date.modified" i]`, `meta[name="last-modified" i]`, `meta[http-equiv="last-modified" i]`, `[itemprop="dateModified"]`,
	} {
		s := doc.Find(selector).First()
		for _, value := range []string{s.AttrOr("content", ""), s.AttrOr("datetime", "")} {
			if at := readDate(value); !at.IsZero() {
				return at
			}
		}
	}
	return time.Time{}
}

// dated are the types of structured data whose dateModified is the page's.
var dated = []string{"WebPage", "Article", "NewsArticle", "BlogPosting", "GovernmentService", "FAQPage", "ItemPage", "ContactPage", "AboutPage", "TechArticle"}

// maxNesting bounds the walk into structured data.
const maxNesting = 8

// structuredDate finds the latest dateModified of the page in JSON-LD.
func structuredDate(data any, depth int) time.Time {
	var found time.Time
	if depth > maxNesting {
		return found
	}
	switch v := data.(type) {
	case []any:
		for _, part := range v {
			found = later(found, structuredDate(part, depth+1))
		}
	case map[string]any:
		if value, ok := v["dateModified"].(string); ok && isDated(v["@type"]) {
			found = readDate(value)
		}
		for _, name := range []string{"@graph", "mainEntity", "mainEntityOfPage"} {
			found = later(found, structuredDate(v[name], depth+1))
		}
	}
	return found
}

func isDated(kind any) bool {
	switch k := kind.(type) {
	case string:
		return slices.Contains(dated, k)
	case []any:
		return slices.ContainsFunc(k, isDated)
	}
	return false
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// readDate reads the forms that dates for machines have. Days begin in Berlin.
func readDate(s string) time.Time {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02T15:04Z07:00"} {
		if at, err := time.Parse(layout, s); err == nil {
			return plausible(at)
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", time.DateTime, time.DateOnly, "02.01.2006"} {
		if at, err := time.ParseInLocation(layout, s, civil.Berlin); err == nil {
			return plausible(at)
		}
	}
	if at, err := http.ParseTime(s); err == nil {
		return plausible(at)
	}
	return time.Time{}
}

// plausible drops dates before the web and those that the year 9999 stands for.
func plausible(at time.Time) time.Time {
	if at.Year() < 1990 || at.Year() > 2200 {
		return time.Time{}
	}
	return at
}

// lastModified is the date of the answer's header. Servers that make pages when asked say
// "now", which is no change.
func lastModified(r *safehttp.Response) time.Time {
	at, err := http.ParseTime(r.Header.Get("Last-Modified"))
	if err != nil {
		return time.Time{}
	}
	answered, err := http.ParseTime(r.Header.Get("Date"))
	if err != nil || answered.Sub(at) < 5*time.Minute {
		return time.Time{}
	}
	return plausible(at)
}
