// Package extracttest lets tests read PDF files: the importer starts its own executable for
// each, which in a test is the test binary.
package extracttest

import (
	"fmt"
	"os"
	"testing"

	"auskunft/ingest/extract"
)

// Main runs the tests, or is the PDF child when it was started as one. It does not return.
func Main(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "pdf-child" {
		if err := extract.PDFChild(os.Args[2:], os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}
