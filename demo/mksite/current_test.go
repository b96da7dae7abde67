package main

import (
	"bytes"
	"os"
	"testing"
)

// TestFilesAreCurrent: running the program again gives the committed bytes.
func TestFilesAreCurrent(t *testing.T) {
	for out, build := range map[string]func(string) (map[string][]byte, error){"website": Pages, "directory": Directory} {
		files, err := build("..")
		if err != nil {
			t.Fatal(err)
		}
		if len(files) == 0 {
			t.Fatal("no files")
		}
		for name, want := range files {
			got, err := os.ReadFile("../" + out + "/" + name)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s/%s is not what its source gives (%v); run go generate ./demo", out, name, err)
			}
		}
	}
}
