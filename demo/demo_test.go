package demo

import (
	"io/fs"
	"testing"
)

// TestSourcesAreThere: every source has files, and authored sources are not embedded twice.
func TestSourcesAreThere(t *testing.T) {
	least := map[string]int{"aemter": 15, "dienstleistungen": 30, "ortsrecht": 1, "website": 3, "wiki": 4, "tiefbau": 3, "meldungen": 1}
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

// TestWebsite: what citizens may see is served under the addresses of TOWN.md, the rest is not.
func TestWebsite(t *testing.T) {
	for name, served := range map[string]bool{
		"index.html": true, "stadt.css": true, "rathaus/index.html": true,
		"ortsrecht/hundesteuersatzung.pdf": true, "formulare/vollmacht.pdf": true,
		"dienstleistungen/hundesteuer.html": true, "dienstleistungen/index.html": true, "aemter/buergerbuero.html": true,
		"wiki/finanzen/mahnlauf.md": false, "confluence/entities.xml": false, "cases/demo-dev.yaml": false, "services/hundesteuer.xml": false,
		"ortsrecht/../wiki/finanzen/mahnlauf.md": false,
	} {
		if _, err := fs.Stat(Website(), name); (err == nil) != served {
			t.Errorf("%s: %v, want it served: %v", name, err, served)
		}
	}
}
