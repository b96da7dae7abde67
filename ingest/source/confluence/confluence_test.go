package confluence

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/ingest/source/sourcetest"
)

// An export is written by hand as its objects, one a line: "Page 10: title=Oben space=1 …".
// A value with blanks stands last, and "=id:" refers to an object.
func entities(objects ...string) string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<hibernate-generic datetime=\"2026-11-02 10:00:00\">\n")
	for _, o := range objects {
		head, fields, _ := strings.Cut(o, ": ")
		class, id, _ := strings.Cut(head, " ")
		fmt.Fprintf(&b, "<object class=\"%s\"><id name=\"id\">%s</id>\n", class, id)
		for fields != "" {
			var field string
			field, fields, _ = strings.Cut(fields, "; ")
			name, value, _ := strings.Cut(field, "=")
			if kind, ref, ok := strings.Cut(value, "#"); ok && strings.Trim(ref, "0123456789,") == "" {
				if many := strings.Split(ref, ","); len(many) > 1 || strings.HasSuffix(name, "s") {
					fmt.Fprintf(&b, "<collection name=\"%s\">", name)
					for _, one := range many {
						fmt.Fprintf(&b, "<element class=\"%s\"><id name=\"id\">%s</id></element>", kind, one)
					}
					b.WriteString("</collection>\n")
					continue
				}
				fmt.Fprintf(&b, "<property name=\"%s\" class=\"%s\"><id name=\"id\">%s</id></property>\n", name, kind, ref)
				continue
			}
			fmt.Fprintf(&b, "<property name=\"%s\"><![CDATA[%s]]></property>\n", name, strings.ReplaceAll(value, "]]>", "]] >"))
		}
		b.WriteString("</object>\n")
	}
	return b.String() + "</hibernate-generic>\n"
}

var (
	list  = sourcetest.Items
	fetch = sourcetest.Fetch
)

// folder unpacks an export; files are attachments by path.
func folder(t testing.TB, xml string, files map[string]string) string {
	t.Helper()
	dir := sourcetest.Folder(t, files)
	if err := os.WriteFile(filepath.Join(dir, "entities.xml"), []byte(xml), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// zipped packs an export.
func zipped(t testing.TB, xml string, files map[string]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "raum.zip")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := zip.NewWriter(file)
	add := func(name, content string) {
		part, err := w.Create(name)
		if err == nil {
			_, err = part.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	add("entities.xml", xml)
	for name, content := range files {
		add(name, content)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t testing.TB, location string, options map[string]string) *Confluence {
	t.Helper()
	s, err := Open(source.Place{Kind: "confluence", Location: location, Options: options})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

const spaceOne = "Space 1: key=KASSE; name=Stadtkasse; homePage=Page#10"

// town is a space with everything that matters: a hierarchy, versions, drafts, labels, files.
var town = []string{
	spaceOne,
	"Page 10: title=Start; space=Space#1; version=3; contentStatus=current; historicalVersions=Page#90",
	"Page 90: title=Start; version=2; contentStatus=current; originalVersion=Page#10",
	"Page 11: title=Mahnung & Zahlung; space=Space#1; parent=Page#10; version=1; contentStatus=current; lastModificationDate=2026-03-01 08:30:00.000",
	"Page 12: title=Ratenzahlung; space=Space#1; parent=Page#11; version=4; contentStatus=current",
	"Page 13: title=Entwurf; space=Space#1; parent=Page#11; contentStatus=draft",
	"Page 14: title=Gelöscht; space=Space#1; contentStatus=deleted",
	"Page 15: title=Alt; space=Space#1; parent=Page#10; contentStatus=archived",
	"Page 16: title=Unter Altem; space=Space#1; parent=Page#15; contentStatus=current",
	"BlogPost 20: title=Neue Kontonummer; space=Space#1; version=1; contentStatus=current",
	"BodyContent 110: body=<p>Willkommen.</p>; content=Page#10; bodyType=2",
	"BodyContent 190: body=<p>Veraltet.</p>; content=Page#90; bodyType=2",
	"BodyContent 111: body=<h1>Ablauf</h1><p>Nach <strong>14 Tagen</strong> mahnen.</p>; content=Page#11; bodyType=2",
	"BodyContent 112: body=<p>Höchstens zwölf Raten&nbsp;im Jahr.</p>; content=Page#12; bodyType=2",
	"BodyContent 120: body=<p>Ab Mai gilt sie.</p>; content=BlogPost#20; bodyType=2",
	"Comment 30: contentStatus=current; containerContent=Page#12",
	"BodyContent 130: body=<p>Stimmt das noch?</p>; content=Comment#30; bodyType=2",
	"Label 40: name=raten_zahlung; namespace=global",
	"Label 41: name=favourite; namespace=my",
	"Label 42: name=Altstadt; namespace=global",
	"Labelling 50: label=Label#40; content=Page#12",
	"Labelling 51: label=Label#41; content=Page#12",
	"Labelling 52: label=Label#42; content=Page#12",
	"Attachment 60: title=Antrag.txt; version=2; contentStatus=current; containerContent=Page#12",
	"Attachment 61: title=Antrag.txt; version=1; originalVersion=Attachment#60; containerContent=Page#12",
	"Attachment 62: title=Bild.png; version=1; contentStatus=current; containerContent=Page#12",
	"Attachment 63: title=Entwurf.txt; version=1; contentStatus=current; containerContent=Page#13",
	"Attachment 64: title=Weg.txt; version=1; contentStatus=current; containerContent=Page#12",
}

var townFiles = map[string]string{
	"attachments/12/60/2": "Antrag auf Ratenzahlung", "attachments/12/60/1": "Alter Antrag", "attachments/12/62/1": "PNG",
	"exportDescriptor.properties": "exportType=space\ntimezoneId=UTC\n",
}

func TestExport(t *testing.T) {
	for name, location := range map[string]string{"folder": folder(t, entities(town...), townFiles), "zip": zipped(t, entities(town...), townFiles)} {
		s := open(t, location, map[string]string{"areas": "altstadt"})
		items := list(t, s)
		keys := []string{"attachment/60", "attachment/64", "blog/20", "page/10", "page/11", "page/12", "page/16"}
		for _, key := range keys {
			if i, ok := items[key]; !ok || i.Withheld != "" || i.Mark == "" {
				t.Errorf("%s: %s: %+v", name, key, i)
			}
		}
		if len(items) != len(keys) {
			t.Errorf("%s: %d items, want %d", name, len(items), len(keys))
		}
		f := fetch(t, s, "page/12")
		d := f.Document
		if d.Title != "Ratenzahlung" || d.Kind != auskunft.WikiDocument || d.Lang != "de" || d.URL != "pages/viewpage.action?pageId=12" ||
			!slices.Equal(d.Synonyms, []string{"raten zahlung"}) || !slices.Equal(d.Areas, []string{"Altstadt"}) || d.Visibility != "" {
			t.Errorf("%s: %+v", name, d)
		}
		if want := "Stadtkasse › Mahnung & Zahlung\n\nHöchstens zwölf Raten im Jahr."; f.Result.Text != want {
			t.Errorf("%s: %q", name, f.Result.Text)
		}
		f = fetch(t, s, "page/11")
		if !strings.HasSuffix(f.Result.Text, "Nach 14 Tagen mahnen.") || f.Result.Blocks[1].Kind != extract.Heading || f.Result.Blocks[1].Level != 2 || f.Document.ChangedAt.UTC().Hour() != 8 {
			t.Errorf("%s: %q, %+v, %v", name, f.Result.Text, f.Result.Blocks, f.Document.ChangedAt)
		}
		f = fetch(t, s, "attachment/60")
		if string(f.Original) != "Antrag auf Ratenzahlung" || f.Format != "plain" || f.Document.Title != "Ratenzahlung: Antrag.txt" || f.Document.URL != "download/attachments/12/Antrag.txt" {
			t.Errorf("%s: %+v", name, f)
		}
		if _, err := s.Fetch(context.Background(), source.Item{Key: "attachment/64"}); auskunft.CodeOf(err) != "attachment_missing" {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := s.Fetch(context.Background(), source.Item{Key: "page/13"}); auskunft.KindOf(err) != auskunft.NotFound {
			t.Errorf("%s: a draft is read: %v", name, err)
		}
	}
}

func TestMarksFollowWhatMatters(t *testing.T) {
	mark := func(change func([]string) []string) string {
		return list(t, open(t, folder(t, entities(change(slices.Clone(town))...), townFiles), nil))["page/12"].Mark
	}
	replace := func(old, with string) func([]string) []string {
		return func(objects []string) []string {
			for i := range objects {
				objects[i] = strings.Replace(objects[i], old, with, 1)
			}
			return objects
		}
	}
	before := mark(func(o []string) []string { return o })
	for name, change := range map[string]func([]string) []string{
		"text": replace("zwölf", "zehn"), "version": replace("version=4", "version=5"), "a title above": replace("Mahnung", "Mahnen"),
		"label": replace("raten_zahlung", "raten"), "space": replace("name=Stadtkasse", "name=Kasse"),
	} {
		if mark(change) == before {
			t.Errorf("%s changes no mark", name)
		}
	}
	if mark(replace("Willkommen", "Hallo")) != before {
		t.Error("another page's text changes the mark")
	}
}

// restricted are the permissions of a page in an export.
func restricted(set, owner int, kind string, members ...string) []string {
	objects := []string{fmt.Sprintf("ContentPermissionSet %d: type=%s; owningContent=Page#%d", set, kind, owner)}
	for i, m := range members {
		objects = append(objects, fmt.Sprintf("ContentPermission %d: type=%s; owningSet=ContentPermissionSet#%d; %s", set*100+i, kind, set, m))
	}
	return objects
}

func TestRestrictions(t *testing.T) {
	const groups = "team-kasse=department:finanzen, alle=internal, team-bau=department:bauen"
	anonymous, staff := "SpacePermission 900: type=VIEWSPACE; space=Space#1", "SpacePermission 901: type=VIEWSPACE; space=Space#1; group=users"
	for name, tt := range map[string]struct {
		objects []string
		options map[string]string
		want    auskunft.Visibility // of page 12
		reason  string              // part of why it is withheld
	}{
		"none":                       {nil, nil, "", ""},
		"editing only":               {restricted(7, 12, "Edit", "groupName=team-kasse"), nil, "", ""},
		"a group nobody explained":   {restricted(7, 12, "View", "groupName=team-kasse"), nil, "", `"team-kasse"`},
		"a group":                    {restricted(7, 12, "View", "groupName=team-kasse"), map[string]string{"groups": groups}, "department:finanzen", ""},
		"a group and people":         {restricted(7, 12, "View", "userSubject=x", "groupName=team-kasse"), map[string]string{"groups": groups}, "department:finanzen", ""},
		"people only":                {restricted(7, 12, "View", "userSubject=x"), map[string]string{"groups": groups}, "", "people who are named"},
		"inherited":                  {restricted(7, 11, "View", "groupName=alle"), map[string]string{"groups": groups}, "internal", ""},
		"inherited, not explained":   {restricted(7, 10, "View", "groupName=chefs"), map[string]string{"groups": groups}, "", "chefs"},
		"inherited from what is old": {append(restricted(7, 15, "View", "groupName=chefs"), "Page 12: title=Neu; space=Space#1; parent=Page#15"), nil, "", "chefs"},
		"narrower than above":        {slices.Concat(restricted(7, 11, "View", "groupName=alle"), restricted(8, 12, "View", "groupName=team-kasse")), map[string]string{"groups": groups}, "department:finanzen", ""},
		"for nobody in common":       {slices.Concat(restricted(7, 11, "View", "groupName=team-bau"), restricted(8, 12, "View", "groupName=team-kasse")), map[string]string{"groups": groups}, "", "team-bau"},
		"another type":               {restricted(7, 12, "Share", "groupName=alle"), map[string]string{"groups": groups}, "", "Share"},
		"a set that is not there":    {[]string{"Page 12: title=Raten; space=Space#1; contentPermissionSets=ContentPermissionSet#77"}, nil, "", "77"},
		"a set that only its page names": {[]string{"ContentPermissionSet 7: type=View", "ContentPermission 70: type=View; owningSet=ContentPermissionSet#7; groupName=chefs",
			"Page 12: title=Raten; space=Space#1; contentPermissionSets=ContentPermissionSet#7"}, nil, "", "chefs"},
		"a set without members":        {restricted(7, 12, "View"), map[string]string{"groups": groups}, "", "lacks the people and groups"},
		"a missing page above":         {[]string{"Page 12: title=Raten; space=Space#1; parent=Page#4711"}, nil, "", "4711"},
		"a missing page, ignored":      {[]string{"Page 12: title=Raten; space=Space#1; parent=Page#4711"}, map[string]string{"missing_parents": "ignore"}, "", ""},
		"below itself":                 {[]string{"Page 12: title=Raten; space=Space#1; parent=Page#12"}, nil, "", "is not there"},
		"a space for staff":            {[]string{staff}, nil, auskunft.Internal, ""},
		"a space for staff, ignored":   {[]string{staff}, map[string]string{"space_permissions": "ignore"}, "", ""},
		"a space for everybody":        {[]string{staff, anonymous}, nil, "", ""},
		"a space for staff, one group": {append(restricted(7, 12, "View", "groupName=team-bau"), staff), map[string]string{"groups": groups}, "department:bauen", ""},
	} {
		objects := slices.Concat(tt.objects, town) // the first of two with one id counts
		s := open(t, folder(t, entities(objects...), townFiles), tt.options)
		items := list(t, s)
		for _, key := range []string{"page/12", "attachment/60"} {
			i := items[key]
			if (i.Withheld != "") != (tt.reason != "") || !strings.Contains(i.Withheld, tt.reason) {
				t.Errorf("%s: %s is withheld: %q; want %q", name, key, i.Withheld, tt.reason)
			}
			f, err := s.Fetch(context.Background(), source.Item{Key: key})
			if tt.reason != "" {
				if auskunft.KindOf(err) != auskunft.Conflict {
					t.Errorf("%s: %s is fetched: %v", name, key, err)
				}
			} else if err != nil || f.Document.Visibility != tt.want {
				t.Errorf("%s: %s is %q, %v; want %q", name, key, f.Document.Visibility, err, tt.want)
			}
		}
	}
}

func TestSpacesThatAreLeftOut(t *testing.T) {
	objects := append([]string{
		"Space 2: key=~meier; name=Meier", "Space 3: key=ALT; name=Alt; spaceStatus=ARCHIVED",
		"Page 70: title=Privat; space=Space#2", "Page 71: title=Archiv; space=Space#3",
	}, town...)
	location := folder(t, entities(objects...), townFiles)
	if items := list(t, open(t, location, nil)); items["page/70"].Key != "" || items["page/71"].Key != "" || items["page/10"].Key == "" {
		t.Errorf("%v", items)
	}
	if items := list(t, open(t, location, map[string]string{"spaces": "alt, ~MEIER"})); len(items) != 2 {
		t.Errorf("%v", items)
	}
}

// A broken export is one clear error, and never half an import: permissions may stand last.
func TestBrokenExports(t *testing.T) {
	whole := entities(town...)
	for name, tt := range map[string]struct{ xml, want string }{
		"empty":        {"", "empty"},
		"cut":          {whole[:len(whole)/2], "export it again"},
		"other XML":    {"<rss></rss>", "<rss>"},
		"HTML":         {"<!DOCTYPE html><html><br></html>", "<html>"},
		"text":         {"Guten Tag", "empty"},
		"entity":       {`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><hibernate-generic><object class="Page"><property name="title">&e;</property></object></hibernate-generic>`, "entity"},
		"deep":         {"<hibernate-generic><object>" + strings.Repeat("<a>", 100), "deep"},
		"encoding":     {`<?xml version="1.0" encoding="ISO-8859-1"?><hibernate-generic/>`, "ISO-8859-1"},
		"no end":       {strings.Replace(whole, "</hibernate-generic>", "", 1), "EOF"},
		"one property": {"<hibernate-generic><object class=\"Page\"><property name=\"title\"><![CDATA[" + strings.Repeat("x", 40<<20), "MB"},
	} {
		err := open(t, folder(t, tt.xml, nil), nil).List(context.Background(), func(source.Item) error { return errors.New("an item") })
		if auskunft.KindOf(err) != auskunft.Invalid || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	text := filepath.Join(t.TempDir(), "x.zip")
	if err := os.WriteFile(text, []byte("PK kein Archiv"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, location := range map[string]string{"missing": "/gibt/es/nicht", "no archive": text, "empty folder": t.TempDir()} {
		if _, err := Open(source.Place{Location: location}); auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Characters that XML forbids are in real exports.
func TestForbiddenCharacters(t *testing.T) {
	xml := strings.Replace(entities(town...), "Höchstens", "\x02H\xc3\xb6chstens\x0b\xff", 1)
	f := fetch(t, open(t, folder(t, xml, nil), nil), "page/12")
	if !strings.Contains(f.Result.Text, "Höchstens") || !strings.Contains(f.Result.Text, "zwölf Raten") {
		t.Errorf("%q", f.Result.Text)
	}
}

func TestAttachmentsStayInTheExport(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "geheim.txt")
	if err := os.WriteFile(secret, []byte("geheim"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := folder(t, entities(append([]string{"Attachment 65: title=x.txt; version=../../../../etc/passwd; containerContent=Page#12"}, town...)...), townFiles)
	if err := os.Remove(filepath.Join(dir, "attachments/12/60/2")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "attachments/12/60/2")); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir, nil)
	for _, key := range []string{"attachment/60", "attachment/65"} {
		if f, err := s.Fetch(context.Background(), source.Item{Key: key}); err == nil {
			t.Errorf("%s reads %q", key, f.Original)
		}
	}
}

func TestOptions(t *testing.T) {
	location := folder(t, entities(town...), nil)
	for _, options := range []map[string]string{{"groups": "x=public"}, {"lang": "d"}, {"missing_parents": "yes"}, {"space_permissions": "no"}} {
		if _, err := Open(source.Place{Location: location, Options: options}); auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%v: %v", options, err)
		}
	}
	if _, err := source.Open(source.Place{Kind: "confluence", Location: location, Options: map[string]string{"token": "x"}}); auskunft.CodeOf(err) != "source_option" {
		t.Errorf("%v", err)
	}
}
