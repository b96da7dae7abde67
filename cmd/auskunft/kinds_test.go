package main

import (
	"testing"

	"auskunft/ingest/source"
	"auskunft/kb/privacy"
)

// Every kind of source that this program reads has a name that people understand.
func TestKindsHaveNames(t *testing.T) {
	for _, kind := range source.Kinds() {
		if privacy.KindName(kind) == kind {
			t.Errorf("%s has no name in kb/privacy/texts", kind)
		}
	}
}
