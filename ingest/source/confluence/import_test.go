package confluence_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"auskunft"
	"auskunft/ingest"
	"auskunft/ingest/source/wiki/wikitest"
)

// office writes an export of two pages and a file, the second page below the first.
func office(t *testing.T, dir string, permissions string) {
	t.Helper()
	xml := `<hibernate-generic>
<object class="Space"><id name="id">1</id><property name="name">Kasse</property><property name="key">KASSE</property></object>
<object class="Page"><id name="id">10</id><property name="title">Mahnung</property><property name="space" class="Space"><id name="id">1</id></property></object>
<object class="Page"><id name="id">11</id><property name="title">Erlass</property><property name="space" class="Space"><id name="id">1</id></property><property name="parent" class="Page"><id name="id">10</id></property></object>
<object class="BodyContent"><id name="id">20</id><property name="body"><![CDATA[<p>Gemahnt wird nach vierzehn Tagen.</p>]]></property><property name="content" class="Page"><id name="id">10</id></property><property name="bodyType">2</property></object>
<object class="BodyContent"><id name="id">21</id><property name="body"><![CDATA[<p>Bei Härte wird die Forderung erlassen.</p>]]></property><property name="content" class="Page"><id name="id">11</id></property><property name="bodyType">2</property></object>
<object class="Attachment"><id name="id">30</id><property name="title">Vordruck.txt</property><property name="version">1</property><property name="containerContent" class="Page"><id name="id">11</id></property></object>
` + permissions + `</hibernate-generic>`
	if err := os.MkdirAll(filepath.Join(dir, "attachments/11/30"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"entities.xml": xml, "attachments/11/30/1": "Vordruck für den Erlass einer Forderung."} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func viewOnly(page int, group string) string {
	return fmt.Sprintf(`<object class="ContentPermissionSet"><id name="id">50</id><property name="type">View</property><property name="owningContent" class="Page"><id name="id">%d</id></property></object>
<object class="ContentPermission"><id name="id">51</id><property name="type">View</property><property name="groupName">%s</property><property name="owningSet" class="ContentPermissionSet"><id name="id">50</id></property></object>
`, page, group)
}

// An export is imported, is imported again without work, and when pages become restricted
// their public text is gone at the next import.
func TestImportOfAnExport(t *testing.T) {
	dir := t.TempDir()
	office(t, dir, "")
	desk := wikitest.NewDesk(t)
	src := ingest.Source{Name: "wiki", Kind: "confluence", Location: dir, Visibility: auskunft.Public, BaseURL: "https://wiki.auenwede.example/"}
	if r := desk.Import(src); r.Stored != 3 || len(r.Failed)+len(r.Withheld)+len(r.Warnings) != 0 {
		t.Fatalf("%+v", r)
	}
	if r := desk.Import(src); r.Unchanged != 3 || r.Stored != 0 {
		t.Errorf("again: %+v", r)
	}
	desk.Offsets(auskunft.PublicReader)
	finances := auskunft.ReaderOf(auskunft.DepartmentOnly("finanzen"))
	sees := func(reader auskunft.Reader, want ...string) {
		t.Helper()
		texts := desk.Texts(reader)
		for _, key := range want {
			if texts[key] == "" {
				t.Errorf("%s does not see %s", reader, key)
			}
		}
		if len(texts) != len(want) {
			t.Errorf("%s sees %v, want %q", reader, texts, want)
		}
		for key, text := range texts {
			if len(want) < 3 && strings.Contains(text, "Härte") && reader.Setting() == "public" {
				t.Errorf("%s says %q", key, text)
			}
		}
	}
	sees(auskunft.PublicReader, "page/10", "page/11", "attachment/30")

	office(t, dir, viewOnly(11, "leitung"))
	if r := desk.Import(src); r.Retired != 2 || len(r.Withheld) != 2 || r.Unchanged != 1 {
		t.Errorf("restricted: %+v", r)
	}
	sees(auskunft.PublicReader, "page/10")
	sees(finances, "page/10")

	src.Options = map[string]string{"groups": "leitung=department:finanzen"}
	if r := desk.Import(src); r.Stored != 2 || len(r.Withheld) != 0 {
		t.Errorf("explained: %+v", r)
	}
	sees(auskunft.PublicReader, "page/10")
	sees(auskunft.ReaderOf(auskunft.Internal), "page/10")
	sees(finances, "page/10", "page/11", "attachment/30")

	office(t, dir, viewOnly(10, "leitung")) // everything at once
	if r := desk.Import(src); len(r.Failed) != 0 {
		t.Errorf("all restricted: %+v", r)
	}
	sees(auskunft.PublicReader)
	sees(finances, "page/10", "page/11", "attachment/30")
}
