// Package sourcetest is what the tests of sources share: a folder of files, and a source that
// is listed and read as an import does it.
package sourcetest

import (
	"os"
	"path/filepath"
	"testing"

	"auskunft"
	"auskunft/ingest/source"
)

// Folder writes files below a new folder, which goes with the test.
func Folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// List is the items of a source by key, none of which may come twice, and what List returned.
func List(t testing.TB, s source.Source) (map[string]source.Item, error) {
	t.Helper()
	items := map[string]source.Item{}
	err := s.List(t.Context(), func(i source.Item) error {
		if _, twice := items[i.Key]; twice {
			t.Errorf("%s comes twice", i.Key)
		}
		items[i.Key] = i
		return nil
	})
	return items, err
}

// Items is List of a source that can be read as a whole.
func Items(t testing.TB, s source.Source) map[string]source.Item {
	t.Helper()
	items, err := List(t, s)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// Fetch reads an item; its fields have to lie within its text.
func Fetch(t testing.TB, s source.Source, key string) source.Fetched {
	t.Helper()
	f, err := s.Fetch(t.Context(), source.Item{Key: key})
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	CheckFields(t, f)
	return f
}

// CheckFields fails for a field that does not lie within the text.
func CheckFields(t testing.TB, f source.Fetched) {
	t.Helper()
	if f.Result == nil && len(f.Fields) == 0 { // a file that somebody else extracts
		return
	}
	n := len([]rune(f.Result.Text))
	for _, r := range f.Fields {
		if r.Start < 0 || r.End > n || r.Start >= r.End {
			t.Errorf("%s: field %+v in a text of %d", f.Document.Key, r, n)
		}
	}
}

// NothingUnexpected lists and reads a source made of a file with any bytes: whatever they are, each error has a kind.
func NothingUnexpected(t testing.TB, file string, data []byte, open func(testing.TB, string) source.Source) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	s := open(t, file)
	items, _ := List(t, s)
	for key := range items {
		if _, err := s.Fetch(t.Context(), source.Item{Key: key}); auskunft.KindOf(err) == auskunft.Unexpected {
			t.Errorf("%s: %v", key, err)
		}
	}
}
