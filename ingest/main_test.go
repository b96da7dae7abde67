package ingest_test

import (
	"testing"

	"auskunft/ingest/extract/extracttest"
)

func TestMain(m *testing.M) { extracttest.Main(m) }
