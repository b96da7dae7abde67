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
	Register("test", func(p Place) (Source, error) { return place(p.Location), nil }, "depth")
	Register("andere", func(Place) (Source, error) { return nil, nil })
	p, err := ParsePlace("test:C:/Texte")
	if err != nil {
		t.Fatal(err)
	}
	p.Options = map[string]string{"depth": "3"}
	got, err := Open(p)
	if err != nil || got != place("C:/Texte") {
		t.Errorf("Open = %v, %v", got, err)
	}
	for _, spec := range []string{"", "test", "ftp:x", ":x", "test:", "test: "} {
		_, err := ParsePlace(spec)
		if auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("Open(%q): %v", spec, err)
		}
		if spec == "ftp:x" && !strings.Contains(err.Error(), "andere, test") {
			t.Errorf("the error names no kinds: %v", err)
		}
	}
	p.Options["speed"] = "9"
	if _, err := Open(p); auskunft.CodeOf(err) != "source_option" || !strings.Contains(err.Error(), "depth") {
		t.Errorf("an unknown option: %v", err)
	}
}
