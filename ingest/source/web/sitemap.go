package web

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"io"
	"strings"

	"golang.org/x/net/html/charset"

	"auskunft"
)

// Limits of sitemaps: the protocol's own for one file, and ours for how many are read.
const (
	maxSitemaps      = 500
	maxSitemapBytes  = 64 << 20 // unpacked
	maxSitemapLinks  = 50_000   // of one file
	maxSitemapNested = 3        // index within index
)

// sitemap is what one file of addresses says.
type sitemap struct {
	pages  []listed
	nested []string // further sitemaps
}

// listed is one address of a sitemap.
type listed struct {
	Location string `xml:"loc"`
	Modified string `xml:"lastmod"`
}

// isSitemap recognises a sitemap, also a packed one, by how it begins.
func isSitemap(data []byte) bool {
	if plain, err := unpack(data, 4096); err == nil {
		data = plain
	}
	head := data[:min(len(data), 4096)]
	return bytes.Contains(head, []byte("<urlset")) || bytes.Contains(head, []byte("<sitemapindex"))
}

// unpack is data, unpacked when it is gzip, and at most limit bytes of it.
func unpack(data []byte, limit int64) ([]byte, error) {
	if !bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		return data, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(z, limit))
}

// parseSitemap reads a sitemap, a sitemap index, or a text with an address on each line;
// packed ones too. It takes what it can read; the error says why that may not be all.
func parseSitemap(data []byte) (sitemap, error) {
	problem := func(err error) error {
		return auskunft.Errorf(auskunft.Invalid, "sitemap", "the sitemap cannot be read to its end: %w", err)
	}
	data, err := unpack(data, maxSitemapBytes)
	if err != nil {
		return sitemap{}, problem(err)
	}
	if !bytes.HasPrefix(bytes.TrimLeft(data, "\ufeff \t\r\n"), []byte("<")) {
		return textSitemap(string(data)), nil
	}
	var out sitemap
	decoder := xml.NewDecoder(bytes.NewReader(data))
	decoder.Strict = false
	decoder.CharsetReader = charset.NewReaderLabel
	for len(out.pages)+len(out.nested) < maxSitemapLinks {
		token, err := decoder.Token()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, problem(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "url" && start.Name.Local != "sitemap" {
			continue
		}
		var entry listed
		if err := decoder.DecodeElement(&entry, &start); err != nil {
			return out, problem(err)
		}
		entry.Location, entry.Modified = strings.TrimSpace(entry.Location), strings.TrimSpace(entry.Modified)
		if start.Name.Local == "url" {
			out.pages = append(out.pages, entry)
		} else {
			out.nested = append(out.nested, entry.Location)
		}
	}
	return out, nil
}

func textSitemap(text string) sitemap {
	var out sitemap
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "http") && len(out.pages) < maxSitemapLinks {
			out.pages = append(out.pages, listed{Location: line})
		}
	}
	return out
}
