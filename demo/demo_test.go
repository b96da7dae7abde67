package demo

import (
	"io/fs"
	"testing"
)

// TestSourcesAreThere: every source has files, and authored sources are not embedded twice.
func TestSourcesAreThere(t *testing.T) {
	least := map[string]int{"aemter": 15, "dienstleistungen": 30, "ortsrecht": 1, "website": 3, "wiki": 4, "meldungen": 1}
	for _, source := range Sources {
		count := 0
		err := fs.WalkDir(Files(), source.Folder, func(_ string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				count++
			}
			return err
		})
		if err != nil || count < least[source.Name] {
			t.Errorf("%s: %d files, want at least %d; %v", source.Name, count, least[source.Name], err)
		}
	}
}
