// Package errtest is what tests say about errors.
package errtest

import (
	"testing"

	"auskunft"
)

// Must ends the test at an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Code wants an error with this code.
func Code(t testing.TB, err error, want string) {
	t.Helper()
	if err == nil || auskunft.CodeOf(err) != want {
		t.Errorf("%v, want code %q", err, want)
	}
}
