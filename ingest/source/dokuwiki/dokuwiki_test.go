package dokuwiki

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/ingest/source/sourcetest"
	"auskunft/ingest/source/wiki"
)

func read(t testing.TB, text string) (*extract.Result, converted) {
	t.Helper()
	c := convert(text)
	res, err := wiki.Page{HTML: c.html, Lang: "de"}.Result()
	if err != nil {
		t.Fatal(err)
	}
	return res, c
}

func TestSyntax(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{
		"headings":   {"====== Kasse ======\nText\n===== Fristen =====\n==== Tief ====", "Kasse\n\nText\n\nFristen\n\nTief"},
		"emphasis":   {"Ein **fetter**, //schräger// und __unterstrichener__ ''Text'' mit <del>x</del>.", "Ein fetter, schräger und unterstrichener Text mit x."},
		"address":    {"Auf https://www.auenwede.example/x und //kursiv//.", "Auf https://www.auenwede.example/x und kursiv."},
		"lists":      {"  * a\n  * b\n    * c\n  * d\n  - eins\n  - zwei", "- a\n- b\n- c\n- d\n1. eins\n2. zwei"},
		"table":      {"^ Fall ^ Frist ^\n| Mahnung | 14 Tage |\n| zweite | 7 Tage |\n\ndanach", "Fall: Mahnung | Frist: 14 Tage\nFall: zweite | Frist: 7 Tage\n\ndanach"},
		"spans":      {"^ A ^ B ^ C ^\n| a | beides ||\n| ::: | b | c |", "A: a | B: beides\nA: a | B: b | C: c"},
		"row header": {"^ Telefon | 04227 99-2250 |\n^ Raum | 12 |", "Telefon: 04227 99-2250\nRaum: 12"},
		"link":       {"Siehe [[kasse:mahnung|die Mahnung]], [[kasse:erlass_bei_haerte]], [[wp>Steuer]] und [[https://www.auenwede.example/|Stadt]].", "Siehe die Mahnung, erlass bei haerte, Steuer und Stadt."},
		"in a cell":  {"| [[a:b|c]] | {{x.pdf|d}} |\n| e | f |", "c | d\ne | f"},
		"mail":       {"<steueramt@auenwede.example>", "steueramt@auenwede.example"},
		"media":      {"a {{:logo.png?200|Logo}} b {{kasse:antrag.pdf|Antrag}} {{ kasse:merkblatt.pdf }}", "a b Antrag merkblatt.pdf"},
		"footnote":   {"Ab Mai((Satzung § 3)) gilt es.", "Ab Mai gilt es."},
		"code":       {"Text\n<code sql>\nSELECT  1 < 2;\n</code>\nmehr", "Text\n\nSELECT  1 < 2;\n\nmehr"},
		"raw":        {"<nowiki>**x** [[y]]</nowiki> %%//z//%%", "**x** [[y]] //z//"},
		"indented":   {"  eins  zwei\n  drei", "  eins  zwei\n  drei"},
		"macros":     {"~~NOTOC~~\nText {{page>geheim:seite}} {{rss>http://x}}\n----\nEnde", "Text\n\nEnde"},
		"break":      {"eins\\\\ zwei", "eins\nzwei"},
		"quote":      {"> Zitat\n>> tiefer", "Zitat\n\ntiefer"},
		"wrappers":   {"<WRAP info 60%>\nWichtig.\n</WRAP>\n<note tip>Rat</note>", "Wichtig.\n\nRat"},
		"HTML":       {"a <b onclick=x> & <script>c</script><html><p>d</p></html>", "a <b onclick=x> & <script>c</script>"},
		"windows":    {"Zeile eins\r\nzwei\r\n\r\nneu", "Zeile eins zwei\n\nneu"},
		"empty":      {"\n \n", ""},
	} {
		if res, _ := read(t, tt.in); res.Text != tt.want {
			t.Errorf("%s: %q, want %q", name, res.Text, tt.want)
		}
	}
	if _, c := read(t, "{{gallery>:bilder}} {{page>a}} {{gallery>x}}"); !slices.Equal(c.plugins, []string{"plugin/gallery"}) {
		t.Errorf("%q", c.plugins)
	}
	if _, c := read(t, "{{tag>Steuern Hunde_Halter}}"); !slices.Equal(c.tags, []string{"Steuern", "Hunde Halter"}) {
		t.Errorf("%q", c.tags)
	}
	if res, c := read(t, "Offen.\n<ifauth @leitung>Nur die Leitung.</ifauth>"); res.Text != "Offen." || !c.hidden {
		t.Errorf("%q, %v", res.Text, c.hidden)
	}
}

var (
	folder = sourcetest.Folder
	list   = sourcetest.Items
)

func open(t testing.TB, location string, options map[string]string) *DokuWiki {
	t.Helper()
	d, err := Open(source.Place{Location: location, Options: options})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

var town = map[string]string{
	"data/pages/start.txt":                       "====== Stadtwiki ======\nWillkommen.",
	"data/pages/kasse/start.txt":                 "====== Stadtkasse ======\nDie Kasse zieht ein.",
	"data/pages/kasse/mahnung.txt":               "====== Mahnung ======\nNach **14 Tagen**. {{tag>Geld Altstadt}}",
	"data/pages/kasse/intern/h%C3%A4rtefall.txt": "Bei Härte wird erlassen.",
	"data/pages/kasse/leer.txt":                  " \n",
	"data/pages/kasse/_vorlage.txt":              "Vorlage",
	"data/pages/wiki/syntax.txt":                 "Manual",
	"data/pages/sidebar.txt":                     "Menü",
	"data/media/kasse/antrag.txt":                "Antrag auf Ratenzahlung",
	"data/media/kasse/logo.png":                  "PNG",
	"data/attic/kasse/mahnung.1.txt.gz":          "alt",
}

func TestPages(t *testing.T) {
	dir := folder(t, town)
	for _, location := range []string{dir, filepath.Join(dir, "data")} {
		d := open(t, location, map[string]string{"areas": "altstadt"})
		items := list(t, d)
		want := []string{"page/start", "page/kasse:start", "page/kasse:mahnung", "page/kasse:intern:härtefall", "media/kasse:antrag.txt"}
		for _, key := range want {
			if items[key].Mark == "" || items[key].Withheld != "" {
				t.Errorf("%s: %+v", key, items[key])
			}
		}
		if len(items) != len(want) {
			t.Errorf("%v", items)
		}
		f, err := d.Fetch(t.Context(), source.Item{Key: "page/kasse:mahnung"})
		doc := f.Document
		if err != nil || f.Result.Text != "Stadtkasse\n\nNach 14 Tagen." || doc.Title != "Mahnung" || doc.URL != "doku.php?id=kasse%3Amahnung" || doc.Lang != "de" ||
			!slices.Equal(doc.Synonyms, []string{"Geld"}) || !slices.Equal(doc.Areas, []string{"Altstadt"}) {
			t.Errorf("%+v, %q, %v", doc, f.Result.Text, err)
		}
		f, err = d.Fetch(t.Context(), source.Item{Key: "page/kasse:intern:härtefall"})
		if err != nil || f.Result.Text != "Stadtkasse › intern\n\nBei Härte wird erlassen." || f.Document.Title != "härtefall" {
			t.Errorf("%+v, %q, %v", f.Document, f.Result.Text, err)
		}
		f, err = d.Fetch(t.Context(), source.Item{Key: "media/kasse:antrag.txt"})
		if err != nil || f.Format != "plain" || f.Document.Title != "antrag.txt" {
			t.Errorf("%+v, %v", f, err)
		}
	}
	if items := list(t, open(t, filepath.Join(dir, "data/pages"), nil)); len(items) != 4 {
		t.Errorf("the folder of pages alone: %v", items)
	}
}

func TestAccessList(t *testing.T) {
	const head = "# acl.auth.php\n# <?php exit()?>\n# Don't modify the lines above\n"
	const groups = "user=internal, kasse=department:finanzen, team_bau=department:bauen"
	for name, tt := range map[string]struct {
		acl, groups string
		want        auskunft.Visibility // of kasse:mahnung
		reason      string
	}{
		"everybody":                      {"*  @ALL  8", "", "", ""},
		"signed in":                      {"*  @ALL  0\n*  @user  8", "", "", "@user"},
		"signed in, explained":           {"*  @ALL  0\n*  @user  1", groups, "internal", ""},
		"nobody named":                   {"", groups, "", "none of them"},
		"namespace closed":               {"*  @ALL  1\nkasse:*  @ALL  0\nkasse:*  @kasse  8", groups, "department:finanzen", ""},
		"namespace closed, no groups":    {"*  @ALL  1\nkasse:*  @ALL  0\nkasse:*  @kasse  8", "", "", "@kasse"},
		"page opened":                    {"*  @ALL  0\nkasse:mahnung  @ALL  1", "", "", ""},
		"page closed":                    {"*  @ALL  1\nkasse:mahnung  @ALL  0\nkasse:mahnung  meier  8", groups, "", "meier"},
		"taken from some who are signed": {"*  @ALL  0\n*  @user  1\nkasse:*  @azubis  0", groups, "", "@user"},
		"escaped name":                   {"*  @ALL  0\nkasse:*  @team%5fbau  1", groups, "department:bauen", ""},
		"group's own":                    {"*  @ALL  0\n%GROUP%:*  @%GROUP%  8", groups, "department:finanzen", ""},
		"nearest counts":                 {"*  @ALL  0\nkasse:*  @kasse  0\n*  @kasse  8", groups, "", "@kasse"},
	} {
		files := map[string]string{"conf/acl.auth.php": head + tt.acl + "\n"}
		for name, content := range town {
			files[name] = content
		}
		d := open(t, folder(t, files), map[string]string{"groups": tt.groups})
		item := list(t, d)["page/kasse:mahnung"]
		if (item.Withheld != "") != (tt.reason != "") || !strings.Contains(item.Withheld, tt.reason) {
			t.Errorf("%s: withheld %q, want %q", name, item.Withheld, tt.reason)
		}
		f, err := d.Fetch(t.Context(), item)
		if tt.reason != "" {
			if auskunft.KindOf(err) != auskunft.Conflict {
				t.Errorf("%s: it is fetched: %v", name, err)
			}
		} else if err != nil || f.Document.Visibility != tt.want {
			t.Errorf("%s: %q, %v; want %q", name, f.Document.Visibility, err, tt.want)
		}
	}
}

func TestAccessListsThatAreNotUnderstood(t *testing.T) {
	for _, line := range []string{"* @ALL", "* @ALL acht", "* @ALL 1 2", "* @%zz 1", "* @ALL -1"} {
		files := map[string]string{"conf/acl.auth.php": "* @ALL 1\n" + line}
		for name, content := range town {
			files[name] = content
		}
		dir := folder(t, files)
		err := open(t, dir, nil).List(t.Context(), func(source.Item) error { t.Errorf("%q: an item", line); return nil })
		if auskunft.CodeOf(err) != "dokuwiki_acl" || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: %v", line, err)
		}
		if len(list(t, open(t, dir, map[string]string{"acl": "ignore"}))) != 5 {
			t.Errorf("%q is not ignored", line)
		}
	}
}

func TestLinksOutOfTheFolder(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "geheim.txt")
	if err := os.WriteFile(secret, []byte("geheim"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := folder(t, town)
	if err := os.Symlink(secret, filepath.Join(dir, "data/pages/kasse/geheim.txt")); err != nil {
		t.Fatal(err)
	}
	if items := list(t, open(t, dir, nil)); items["page/kasse:geheim"].Key != "" {
		t.Error("a link out of the folder is followed")
	}
}

func FuzzSyntax(f *testing.F) {
	for _, seed := range []string{
		"====== a ======\n  * b\n      - c\n   * d", "^ a ^ b |\n| ::: || c", "[[a|{{b}}]] ((c)) <code>d</code> %%e%%", "\x011\x02<nowiki>", "> a\n  b\n\tc", "<ifauth>a", "{{tag>a}}~~b~~",
		"|[[a|b", "\\\\\\\\ ",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		res, _ := read(t, text)
		at, length := 0, utf8.RuneCountInString(res.Text)
		for _, b := range res.Blocks {
			if b.Start < at || b.End <= b.Start || b.End > length {
				t.Fatalf("block %+v after %d of %d", b, at, length)
			}
			at = b.End
		}
	})
}

func FuzzAccessList(f *testing.F) {
	f.Add("* @ALL 1\nkasse:* @ALL 0\nkasse:* @a 8", "kasse:mahnung")
	f.Add("%GROUP%:* %GROUP% 1", "::")
	groups := wiki.Groups{"a": auskunft.Internal}
	f.Fuzz(func(t *testing.T, list, id string) {
		rules, err := parseACL([]byte(list))
		if err != nil {
			return
		}
		v, withheld := append(acl{}, rules...).visibility(id, groups)
		if v == auskunft.Public || v != "" && withheld != "" {
			t.Fatalf("%q, %q", v, withheld)
		}
		if len(rules) == 0 && withheld == "" {
			t.Fatal("a list without lines lets somebody in")
		}
	})
}
