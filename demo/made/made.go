// Package made is what the programs share that make files of the demo town from what its
// authors wrote in src: they write them, and their tests hold the committed ones against
// what they would write now.
package made

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Build makes files from the demo folder. Names are relative to it: "services/hund.xml".
type Build func(folder string) (map[string][]byte, error)

// Main is the whole program: it writes the files, and deletes those it made before and does
// not make any more.
func Main(build Build) {
	folder := flag.String("demo", "demo", "the demo folder")
	flag.Parse()
	if err := write(*folder, build); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", filepath.Base(os.Args[0]), err)
		os.Exit(1)
	}
}

func write(folder string, build Build) error {
	files, err := build(folder)
	if err != nil {
		return err
	}
	old, err := stale(folder, files)
	if err != nil {
		return err
	}
	for _, name := range old {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			return err
		}
	}
	for name, data := range files {
		target := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(target, data, 0o644); err != nil {
			return err
		}
	}
	fmt.Printf("%d files\n", len(files))
	return nil
}

// Check fails when the files in the demo folder are not what the program makes.
func Check(folder string, build Build) error {
	files, err := build(folder)
	if err != nil {
		return err
	}
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if got, err := os.ReadFile(filepath.Join(folder, name)); err != nil || !bytes.Equal(got, files[name]) {
			problems = append(problems, fmt.Errorf("%s is not what its source gives; run go generate ./demo", name))
		}
	}
	old, err := stale(folder, files)
	for _, name := range old {
		problems = append(problems, fmt.Errorf("%s comes from no source", name))
	}
	return errors.Join(append(problems, err)...)
}

// stale are the files that are none of files, though they have the ending of one in the same
// of the demo's folders. What has another ending there, somebody wrote.
func stale(folder string, files map[string][]byte) ([]string, error) {
	kinds := map[string]bool{}
	for name := range files {
		kinds[kind(name)] = true
	}
	var names []string
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && kinds[kind(name)] && files[name] == nil {
			names = append(names, name)
		}
		return err
	})
	return names, err
}

func kind(name string) string {
	top, _, _ := strings.Cut(name, "/")
	return top + "/*" + path.Ext(name)
}
