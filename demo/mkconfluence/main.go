// Command mkconfluence writes a part of the demo town's wiki as Confluence exports a space:
// entities.xml with pages in storage format, and the files that hang on them. The pages are
// hand-written in src/confluence, with their macros; this program adds the database around
// them that no author should have to type.
//
//	go run ./demo/mkconfluence -demo demo
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	folder := flag.String("demo", "demo", "the demo folder")
	flag.Parse()
	if err := run(*folder); err != nil {
		fmt.Fprintln(os.Stderr, "mkconfluence:", err)
		os.Exit(1)
	}
}

// run replaces the export in folder/confluence.
func run(folder string) error {
	files, err := Export(os.DirFS(folder))
	if err != nil {
		return err
	}
	out := filepath.Join(folder, "confluence")
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	for name, data := range files {
		target := filepath.Join(out, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(target, data, 0o644); err != nil {
			return err
		}
	}
	fmt.Printf("%d files of the wiki's export\n", len(files))
	return nil
}
