// Command mkpdf sets the demo town's ordinances as PDF files.
//
// A source in src/ordinances is plain text with front matter; source.go tells what its
// lines mean. The same sources give the same bytes, so the files in ordinances are
// committed and a test compares them.
//
//	go run ./demo/mkpdf -demo demo
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

func main() {
	folder := flag.String("demo", "demo", "the demo folder")
	flag.Parse()
	if err := run(*folder); err != nil {
		fmt.Fprintln(os.Stderr, "mkpdf:", err)
		os.Exit(1)
	}
}

func run(folder string) error {
	files, err := Ordinances(os.DirFS(folder))
	if err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(folder, "ordinances", name), data, 0o644); err != nil {
			return err
		}
	}
	fmt.Printf("%d ordinances\n", len(files))
	return nil
}

// Ordinances sets every source of the demo folder. Names are relative to demo/ordinances.
func Ordinances(demo fs.FS) (map[string][]byte, error) {
	names, err := fs.Glob(demo, "src/ordinances/*.txt")
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, name := range names {
		data, err := fs.ReadFile(demo, name)
		if err != nil {
			return nil, err
		}
		o, err := parse(string(data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		pdf := typeset(o)
		if o.Layout == layoutScan {
			pdf, err = photograph(o)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if files[strings.TrimSuffix(path.Base(name), ".txt")+".pdf"], err = output(pdf); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return files, nil
}
