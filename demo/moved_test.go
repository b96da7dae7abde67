package demo

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestMovedTo(t *testing.T) {
	const text = `url: "https://www.auenwede.example/" https://www.auenwede.example/aemter/steueramt ` +
		`https://service.auenwede.example/hundesteuer https://termine.auenwede.example/ <https://wiki.auenwede.example/x> stadt@auenwede.example`
	files := fstest.MapFS{"a.md": {Data: []byte(text)}, "b/_source.yaml": {Data: []byte(text)}, "c.pdf": {Data: []byte(text)}}
	const here = `url: "http://localhost:8080/" http://localhost:8080/aemter/steueramt ` +
		`http://localhost:8080/service/hundesteuer http://localhost:8080/termine/ <http://localhost:8080/wiki/x> stadt@auenwede.example`
	within := strings.ReplaceAll(here, "http://localhost:8080", "")
	for name, want := range map[string][2]string{"a.md": {here, within}, "b/_source.yaml": {here, within}, "c.pdf": {text, text}} {
		for i, base := range []string{"http://localhost:8080", ""} {
			got, err := fs.ReadFile(MovedTo(base, files), name)
			if err != nil || string(got) != want[i] {
				t.Errorf("%s to %q: %q, %v\nwant %q", name, base, got, err, want[i])
			}
			if info, err := fs.Stat(MovedTo(base, files), name); err != nil || info.Size() != int64(len(want[i])) {
				t.Errorf("%s to %q: %v, %v; want the size of what is read", name, base, info, err)
			}
		}
	}
}

// TestNothingStaysBehind: no text of the demo keeps an address that leads nowhere, and all
// files are there.
func TestNothingStaysBehind(t *testing.T) {
	count := 0
	moved := MovedTo("http://localhost:8080", Files())
	err := fs.WalkDir(Files(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		count++
		data, err := fs.ReadFile(moved, name)
		if bytes.Contains(data, []byte("://www.auenwede.example")) || bytes.Contains(data, []byte(".auenwede.example/")) {
			t.Errorf("%s keeps an address of the town", name)
		}
		return err
	})
	if err != nil || count < 300 {
		t.Errorf("%d files, %v; too few to prove anything", count, err)
	}
}
