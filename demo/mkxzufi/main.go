// Command mkxzufi writes the demo town's service descriptions as XZuFi 2.2 transfer
// messages. Every sentence is hand-written in src/services; this program only adds the
// XML that no author should have to type.
//
//	go run ./demo/mkxzufi -demo demo
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

func main() {
	folder := flag.String("demo", "demo", "the demo folder")
	flag.Parse()
	if err := run(*folder); err != nil {
		fmt.Fprintln(os.Stderr, "mkxzufi:", err)
		os.Exit(1)
	}
}

// run replaces the messages in folder/services.
func run(folder string) error {
	files, err := Messages(os.DirFS(folder))
	if err != nil {
		return err
	}
	out := filepath.Join(folder, "services")
	old, err := fs.Glob(os.DirFS(out), "*.xml")
	if err != nil {
		return err
	}
	for _, name := range old {
		if _, kept := files[name]; !kept {
			if err := os.Remove(filepath.Join(out, name)); err != nil {
				return err
			}
		}
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(out, name), data, 0o644); err != nil {
			return err
		}
	}
	fmt.Printf("%d messages\n", len(files))
	return nil
}
