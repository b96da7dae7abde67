package main

import (
	"bytes"
	"os"
	"testing"
)

// TestFilesAreCurrent: running the program again gives the committed bytes.
func TestFilesAreCurrent(t *testing.T) {
	files, err := Documents(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no files")
	}
	for name, want := range files {
		got, err := os.ReadFile("../" + name)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what its source gives (%v); run go generate ./demo", name, err)
		}
	}
}
