package offline

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"auskunft"
)

func TestParts(t *testing.T) {
	got := parts("Hundesteuer",
		[]string{"Hundesteuer\n\nFür Hunde.", "Höhe\n\n120 Euro.", "Zweiter Hund: 168 Euro.", "Fristen", "Befreiung\nNur auf Antrag."},
		[]string{"", "Kosten\nHöhe", "Kosten\nHöhe", "Kosten\nFristen", "Befreiung"})
	want := []part{
		{Text: "Für Hunde."},
		{Headings: []string{"Kosten", "Höhe"}, Fresh: []string{"Kosten", "Höhe"}, Text: "120 Euro.\n\nZweiter Hund: 168 Euro."},
		{Headings: []string{"Kosten", "Fristen"}, Fresh: []string{"Fristen"}, Text: "Fristen"},
		{Headings: []string{"Befreiung"}, Fresh: []string{"Befreiung"}, Text: "Nur auf Antrag."},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the parts are\n%+v, want\n%+v", got, want)
	}
}

func TestOnlyOursIsReplaced(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mappe")
	write := func(name string) func(string) error {
		return func(folder string) error {
			return errors.Join(os.WriteFile(filepath.Join(folder, name), nil, 0o644), os.WriteFile(filepath.Join(folder, mark), nil, 0o644))
		}
	}
	for _, name := range []string{"first", "second"} {
		if err := errors.Join(ours(dir), replace(dir, write(name))); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	fault := errors.New("disk full")
	if err := replace(dir, func(string) error { return fault }); !errors.Is(err, fault) {
		t.Error(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 || entries[1].Name() != "second" {
		t.Errorf("after a fault the folder holds %v, %v", entries, err)
	}
	if rest, _ := os.ReadDir(filepath.Dir(dir)); len(rest) != 1 {
		t.Errorf("beside the folder stand %v", rest)
	}
	var fail *auskunft.Error
	if err := ours(t.TempDir()); err != nil {
		t.Errorf("an empty folder: %v", err)
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "brief.odt"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := ours(other); !errors.As(err, &fail) || fail.Kind != auskunft.Conflict {
		t.Errorf("a folder with somebody's letter: %v", err)
	}
}
