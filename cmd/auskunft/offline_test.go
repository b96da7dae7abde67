package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/internal/browsertest"
	"auskunft/kb/offline"
)

// offlineFolder writes the demo town's texts for a reader.
func offlineFolder(t *testing.T, reader auskunft.Reader) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "mappe")
	about := offline.About{Town: "Auenwede", Phone: "04227 99-0", Email: "stadt@auenwede.example", Reader: reader, At: time.Date(2026, 10, 1, 9, 30, 0, 0, time.UTC)}
	report, err := offline.Write(t.Context(), demoDesk(t).db, about, folder)
	if err != nil || report.Texts < 100 || report.Offices < 10 {
		t.Fatal(report, err)
	}
	return folder
}

func TestOfflineFolderInTheBrowser(t *testing.T) {
	folder := offlineFolder(t, auskunft.ReaderOf(auskunft.Internal))
	browser := browsertest.Start(t)
	for name, look := range browsertest.Looks {
		p := browser.Page(t)
		p.Look(look)
		p.Open("file://" + folder + "/index.html")
		p.See("h2", "Alle Texte von A bis Z")
		p.CheckAxe("all texts, "+name)
		p.Click("#q")
		p.Type("xylofonsteuer")
		p.See("[role=status]", "Kein Text enthält")
		p.Press("Control+a")
		p.Type("HUNDESTEUER befreiung")
		p.See("#found p", "efreiung")
		p.CheckAxe("found, "+name)
		p.Screenshot("offline-search-" + name)
		p.Press("Enter")
		p.Press("Enter")
		p.See("article h1", "")
		p.CheckAxe("a text, "+name)
		p.Screenshot("offline-text-" + name)
		p.ClickText("nav a", "Ämter und Telefonnummern")
		p.See("dd", "04227")
		p.CheckAxe("offices, "+name)
		p.Screenshot("offline-offices-" + name)
	}
	p := browser.Page(t) // without axe, which asks for the styles once more
	p.Open("file://" + folder + "/index.html")
	p.Click("#q")
	p.Type("Personalausweis Gebühr")
	p.See("#found a", "Personalausweis")
	p.Press("Enter", "Enter")
	p.See("article h1", "")
	for _, r := range p.Requests() {
		if !strings.HasPrefix(r.URL, "file://"+folder) {
			t.Errorf("asks %s", r.URL)
		}
	}
	if complaints := p.Complaints(); len(complaints) > 0 {
		t.Errorf("the pages complain: %q", complaints)
	}
	p = browser.Page(t)
	p.Scripts(false)
	p.Open("file://" + folder + "/index.html")
	p.Gone("form")
	p.ClickText("#all a", "Hund anmelden")
	p.See("article", "120 Euro")
}

// What the public may not read is in no byte of the public's folder, and the internal one says what it is.
func TestOfflineFolderKeepsSecrets(t *testing.T) {
	all := func(folder string) string {
		var b strings.Builder
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				var data []byte
				data, err = os.ReadFile(path)
				b.Write(data)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	d := demoDesk(t)
	public, internal := all(offlineFolder(t, auskunft.PublicReader)), all(offlineFolder(t, auskunft.ReaderOf(auskunft.Internal)))
	titles := rowsAs[string](t, d, everybody(t, d), `SELECT title FROM documents WHERE visibility <> 'public' AND retired_at IS NULL AND length(title) > 20`)
	seen := 0
	for _, title := range titles {
		if strings.Contains(public, title) {
			t.Errorf("the public's folder has %q", title)
		}
		if strings.Contains(internal, title) {
			seen++
		}
	}
	if seen < 5 {
		t.Errorf("the internal folder has %d of %d internal titles", seen, len(titles))
	}
	if strings.Contains(public, "Dienstgebrauch") || !strings.Contains(internal, "Nur für den Dienstgebrauch.") {
		t.Error("whom the folder is for is said wrongly")
	}
}
