package main

import (
	"testing"

	"auskunft/demo/made"
)

func TestFilesAreCurrent(t *testing.T) {
	if err := made.Check("..", Messages); err != nil {
		t.Error(err)
	}
}
