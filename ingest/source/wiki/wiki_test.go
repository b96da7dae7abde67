package wiki

import (
	"testing"

	"auskunft"
	"auskunft/ingest/extract"
)

func TestGroups(t *testing.T) {
	g, err := ParseGroups(" Team Bau=department:bauen, kasse=department:finanzen,mitarbeiter = internal,alle-bauen=department:bauen")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		levels [][]string
		want   auskunft.Visibility
	}{
		"unknown group":          {[][]string{{"geheim"}}, ""},
		"nobody":                 {[][]string{{}}, ""},
		"one":                    {[][]string{{"geheim", "Team Bau"}}, "department:bauen"},
		"the widest":             {[][]string{{"Team Bau", "mitarbeiter"}}, "internal"},
		"the first of two":       {[][]string{{"kasse", "Team Bau"}}, "department:bauen"},
		"narrowed above":         {[][]string{{"mitarbeiter"}, {"kasse"}}, "department:finanzen"},
		"two groups, one office": {[][]string{{"alle-bauen"}, {"Team Bau"}}, "department:bauen"},
		"who is in both":         {[][]string{{"kasse"}, {"Team Bau"}}, ""},
		"unknown above":          {[][]string{{"mitarbeiter"}, {"geheim"}}, ""},
		"case matters":           {[][]string{{"team bau"}}, ""},
	} {
		if v, ok := g.Visibility(tt.levels); v != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: %q, %v; want %q", name, v, ok, tt.want)
		}
	}
	for _, bad := range []string{"x", "x=", "=internal", "x=public", "x=geheim", "x=department:"} {
		if _, err := ParseGroups(bad); auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if g, err := ParseGroups(""); err != nil || len(g) != 0 {
		t.Errorf("%v, %v", g, err)
	}
}

func TestResult(t *testing.T) {
	res, err := Page{Title: "Mahnung", Lang: "de", Above: []string{"Kasse", "Vollstreckung"}, HTML: "<h1>Ablauf</h1><p>Erst schreiben.</p><h6>Tief</h6>"}.Result()
	if err != nil || res.Text != "Kasse › Vollstreckung\n\nAblauf\n\nErst schreiben.\n\nTief" || res.Blocks[1].Level != 2 || res.Blocks[3].Level != 6 {
		t.Errorf("%q, %+v, %v", res.Text, res.Blocks, err)
	}
	res, err = Page{Title: "Mahnung", Above: []string{"Kasse"}, HTML: "<h1>Mahnung</h1><p>a</p>"}.Result()
	if err != nil || res.Text != "Kasse\n\na" {
		t.Errorf("the title is said twice: %q, %v", res.Text, err)
	}
	res, err = Page{Title: "Leer", Above: []string{"Kasse"}}.Result()
	if err != nil || res.Text != "" || len(res.Warnings) != 1 || res.Warnings[0].Code != "no_text" {
		t.Errorf("a page without a text: %q, %v, %v", res.Text, res.Warnings, err)
	}
	res, err = Page{Title: "Oben", HTML: "<h2>A</h2><p>b", Warnings: []extract.Warning{{Code: "x"}}}.Result()
	if err != nil || res.Blocks[0].Level != 2 || len(res.Warnings) != 1 {
		t.Errorf("%+v, %v", res, err)
	}
}
