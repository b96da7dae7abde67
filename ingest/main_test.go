package ingest_test

import (
	"fmt"
	"os"
	"testing"

	"auskunft/ingest/extract"
)

// TestMain makes the test binary its own PDF child, as the program is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "pdf-child" {
		if err := extract.PDFChild(os.Args[2:], os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}
