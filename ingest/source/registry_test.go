package source

import (
	"context"
	"strings"
	"testing"

	"auskunft"
)

type place string

func (place) List(context.Context, func(Item) error) error { return nil }
func (place) Fetch(context.Context, Item) (Fetched, error) { return Fetched{}, nil }

func TestOpen(t *testing.T) {
	Register("test", func(location string) (Source, error) { return place(location), nil })
	Register("andere", func(string) (Source, error) { return nil, nil })
	got, err := Open("test:C:/Texte")
	if err != nil || got != place("C:/Texte") {
		t.Errorf("Open = %v, %v", got, err)
	}
	for _, spec := range []string{"", "test", "ftp:x", ":x", "test:", "test: "} {
		_, err := Open(spec)
		if auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("Open(%q): %v", spec, err)
		}
		if spec == "ftp:x" && !strings.Contains(err.Error(), "andere, test") {
			t.Errorf("the error names no kinds: %v", err)
		}
	}
}
