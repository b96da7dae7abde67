// Command mkpdf sets the demo town's ordinances as PDF files.
//
// A source in src/ordinances is plain text with front matter; source.go tells what its
// lines mean. The same sources give the same bytes, so the files in ordinances are
// committed and a test compares them.
//
//	go run ./demo/mkpdf -demo demo
package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"auskunft/demo/made"
)

func main() { made.Main(Documents) }

// Documents sets every source of the demo folder: "ordinances/hauptsatzung.pdf",
// "formulare/vollmacht.pdf".
func Documents(folder string) (map[string][]byte, error) {
	demo := os.DirFS(folder)
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
