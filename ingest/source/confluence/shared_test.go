package confluence

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/internal/sharedtest"
)

// exports reads all real exports and counts what became of their items.
func exports(t *testing.T, options map[string]string) map[string]int {
	t.Helper()
	root := sharedtest.Folder(t, "confluence-exports")
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		count["exports"]++
		s, err := Open(source.Place{Location: filepath.Join(root, e.Name()), Options: options})
		if err != nil {
			t.Errorf("%s: %v", e.Name(), err)
			continue
		}
		for key, item := range list(t, s) {
			count["items"]++
			if item.Withheld != "" {
				count["withheld"]++
				continue
			}
			f, err := s.Fetch(context.Background(), item)
			if err != nil {
				count["failed"]++
				if auskunft.KindOf(err) != auskunft.Invalid || !strings.Contains(err.Error(), "export again") {
					t.Errorf("%s: %s: %v", e.Name(), key, err)
				}
				continue
			}
			count["read"]++
			count[strings.SplitN(key, "/", 2)[0]]++
			if len(f.Unknown) > 0 {
				count["with unknown macros"]++
			}
			if f.Document.Visibility == auskunft.Internal {
				count["of closed spaces"]++
			}
			if f.Result == nil {
				continue
			}
			for _, w := range f.Result.Warnings {
				count["warning "+w.Code]++
			}
			if f.Result.Text != "" {
				count["with text"]++
			}
			whole(t, e.Name()+" "+key, f.Result)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%v", count)
	return count
}

// whole checks that blocks cover the text and that no markup is left in it.
func whole(t *testing.T, where string, res *extract.Result) {
	t.Helper()
	at, length := 0, utf8.RuneCountInString(res.Text)
	for _, b := range res.Blocks {
		if b.Start < at || b.End <= b.Start || b.End > length {
			t.Errorf("%s: block %+v after %d of %d", where, b, at, length)
		}
		at = b.End
	}
	for _, mark := range []string{"<ac:", "<ri:", "ac:name", "&nbsp;", "]]>"} {
		if strings.Contains(res.Text, mark) {
			t.Errorf("%s: %q is in %q", where, mark, res.Text)
		}
	}
}

// Every export that others wrote is imported, without a guess about who may read what.
func TestSharedExportsInBulk(t *testing.T) {
	count := exports(t, nil)
	for name, want := range map[string]int{"exports": 55, "failed": 1, "warning storage_format": 0, "warning hidden_part": 1} {
		if count[name] != want {
			t.Errorf("%s: %d, want %d", name, count[name], want)
		}
	}
	trusting := exports(t, map[string]string{"missing_parents": "ignore"})
	if trusting["withheld"] != 3 || trusting["with text"] <= count["with text"] {
		t.Errorf("withheld %d, with text %d; before %d", trusting["withheld"], trusting["with text"], count["with text"])
	}
}

// The restricted pages of the real exports are withheld, their neighbours are not.
func TestSharedRestrictions(t *testing.T) {
	root := sharedtest.Folder(t, "confluence-exports")
	for export, want := range map[string][]string{"permissions": {"page/66719934"}, "confluence8.5.6": {"page/98371"}, "blogs": {"blog/2616164357"}} {
		var withheld []string
		items := list(t, open(t, filepath.Join(root, export), nil))
		for key, item := range items {
			if item.Withheld != "" {
				withheld = append(withheld, key)
			}
		}
		if !slices.Equal(withheld, want) || len(items) < 2 {
			t.Errorf("%s: withheld %q of %d, want %q", export, withheld, len(items), want)
		}
	}
}
