package demo

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"auskunft/ingest/extract"
	"auskunft/ingest/extract/extracttest"
	"auskunft/ingest/source"
	_ "auskunft/ingest/source/confluence"
	_ "auskunft/ingest/source/files"
	_ "auskunft/ingest/source/xzufi"
)

// TestMain makes the test binary its own PDF child, as the program is.
func TestMain(m *testing.M) { extracttest.Main(m) }

// text is one document of the demo as the importer reads it.
type text struct {
	source  string // name of a Source
	key     string
	fetched source.Fetched
	text    string
}

// reader leaves the scan without text: what is recognised in it differs between versions of
// tesseract, and is not what somebody has written.
var reader = extract.Extractor{PDF: extract.PDFOptions{OCR: extract.OCROptions{Command: "off"}}}

// texts reads all sources once, with the production readers.
var texts = sync.OnceValues(func() ([]text, error) {
	var all []text
	for _, s := range Sources {
		from, err := source.Open(source.Place{Kind: s.Kind, Location: s.Folder, Options: s.Options})
		if err != nil {
			return nil, err
		}
		err = from.List(context.Background(), func(item source.Item) error {
			if item.Withheld != "" {
				return nil
			}
			fetched, err := from.Fetch(context.Background(), item)
			if err != nil {
				return fmt.Errorf("%s: %w", item.Key, err)
			}
			result := fetched.Result
			if result == nil {
				if result, err = reader.Extract(context.Background(), fetched.Format, item.Key, fetched.Original); err != nil {
					return fmt.Errorf("%s: %w", item.Key, err)
				}
			}
			all = append(all, text{s.Name, item.Key, fetched, result.Text})
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	return all, nil
})

func allTexts(t *testing.T) []text {
	t.Helper()
	all, err := texts()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// find returns the documents that people mean by "hundesteuer", "hauptsatzung.pdf" or
// "finanzen/mahnlauf.md": their keys have it as a whole part, as evals reads sources.
func find(t *testing.T, name string) []text {
	t.Helper()
	var found []text
	for _, one := range allTexts(t) {
		if strings.Contains("/"+strings.ReplaceAll(one.key, ":", "/")+"/", "/"+name+"/") {
			found = append(found, one)
		}
	}
	return found
}

var spaces = regexp.MustCompile(`\s+`)

// plain is text as it is compared: one blank for every white space.
func plain(s string) string { return spaces.ReplaceAllString(s, " ") }

// shown returns the text of a file of the demo as readers see it; file is a path below
// demo, such as "services/hundesteuer.xml".
func shown(t *testing.T, file string) string {
	t.Helper()
	folder, name, _ := strings.Cut(file, "/")
	for _, one := range allTexts(t) {
		for _, s := range Sources {
			switch {
			case s.Name != one.source || s.Folder != folder:
			case one.key == name, strings.HasSuffix(one.key, ":"+strings.TrimSuffix(name, filepath.Ext(name))+"/de"):
				return plain(one.text)
			}
		}
	}
	t.Errorf("no source has %s", file)
	return ""
}
