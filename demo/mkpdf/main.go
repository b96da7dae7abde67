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
	files, err := Documents(os.DirFS(folder))
	if err != nil {
		return err
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
	fmt.Printf("%d PDF files\n", len(files))
	return nil
}

// Documents sets every source of the demo folder. Names are relative to demo:
// "ordinances/hauptsatzung.pdf", "formulare/vollmacht.pdf".
func Documents(demo fs.FS) (map[string][]byte, error) {
	names, err := fs.Glob(demo, "src/*/*.txt")
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, name := range names {
		data, err := fs.ReadFile(demo, name)
		if err != nil {
			return nil, err
		}
		target := strings.TrimSuffix(strings.TrimPrefix(name, "src/"), path.Ext(name)) + ".pdf"
		if files[target], err = set(string(data)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return files, nil
}

// set makes one file of its source.
func set(source string) ([]byte, error) {
	o, err := parse(source)
	if err != nil {
		return nil, err
	}
	if o.Layout == layoutScan {
		pdf, err := photograph(o)
		if err != nil {
			return nil, err
		}
		return output(pdf)
	}
	return output(typeset(o))
}
