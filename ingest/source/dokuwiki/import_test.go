package dokuwiki_test

import (
	"os"
	"path/filepath"
	"testing"

	"auskunft"
	"auskunft/ingest"
	"auskunft/ingest/source/wiki/wikitest"
)

// A page that not everybody may read any more is gone for the public at the next import.
func TestImport(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("conf/acl.auth.php", "* @ALL 1\n")
	write("data/pages/start.txt", "====== Stadtwiki ======\nWillkommen im Wiki der Stadt.")
	write("data/pages/kasse/erlass.txt", "====== Erlass ======\n  * Bei Härte wird erlassen.\n  * Sonst nicht.")
	write("data/media/kasse/vordruck.txt", "Vordruck für den Erlass.")
	desk := wikitest.NewDesk(t)
	src := ingest.Source{Name: "wiki", Kind: "dokuwiki", Location: dir, Visibility: auskunft.Public, BaseURL: "https://wiki.auenwede.example/"}
	if r := desk.Import(src); r.Stored != 3 || len(r.Failed)+len(r.Withheld)+len(r.Warnings) != 0 {
		t.Fatalf("%+v", r)
	}
	if r := desk.Import(src); r.Unchanged != 3 {
		t.Errorf("again: %+v", r)
	}
	desk.Offsets(auskunft.PublicReader)
	write("conf/acl.auth.php", "* @ALL 1\nkasse:* @ALL 0\nkasse:* @kasse 8\n")
	if r := desk.Import(src); r.Retired != 2 || len(r.Withheld) != 2 || r.Unchanged != 1 {
		t.Errorf("restricted: %+v", r)
	}
	if texts := desk.Texts(auskunft.PublicReader); len(texts) != 1 || texts["page/start"] == "" {
		t.Errorf("the public sees %v", texts)
	}
	src.Options = map[string]string{"groups": "kasse=department:finanzen"}
	if r := desk.Import(src); r.Stored != 2 {
		t.Errorf("explained: %+v", r)
	}
	if texts := desk.Texts(auskunft.PublicReader); len(texts) != 1 {
		t.Errorf("the public sees %v", texts)
	}
	if texts := desk.Texts(auskunft.ReaderOf(auskunft.DepartmentOnly("finanzen"))); len(texts) != 3 {
		t.Errorf("the department sees %v", texts)
	}
}
