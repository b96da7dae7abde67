package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFilesAreCurrent: running the program again gives the committed bytes, and there is
// nothing else.
func TestFilesAreCurrent(t *testing.T) {
	files, err := Export(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 3 {
		t.Fatalf("%d files", len(files))
	}
	for name, want := range files {
		got, err := os.ReadFile("../confluence/" + name)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what its source gives (%v); run go generate ./demo", name, err)
		}
	}
	err = filepath.WalkDir("../confluence", func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && files[strings.TrimPrefix(filepath.ToSlash(path), "../confluence/")] == nil {
			t.Errorf("%s comes from no source", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
