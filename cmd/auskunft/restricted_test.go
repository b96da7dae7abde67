package main

import (
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/retrieval"
)

// What only the leadership of a department may view in the wiki is found by that department
// and by nobody else; what only people may view who are named is not even stored.
func TestRestrictedWikiPages(t *testing.T) {
	d := demoDesk(t)
	type page struct{ Key, Title, Text string }
	bauen := auskunft.ReaderOf(auskunft.DepartmentOnly("bauen"))
	found := func(reader auskunft.Reader, question, key string) bool {
		t.Helper()
		r, err := d.search.Search(t.Context(), retrieval.Query{Text: question, Reader: reader, K: 50})
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(r.Hits, func(h retrieval.Hit) bool { return h.Document.Source == "tiefbau" && h.Document.Key == key })
	}
	restricted := []page{
		{"page/98316", "Nachträge und Vertragsstrafen", "Vertragsstrafen setzen wir ab dem vierten Werktag Verzug an"},
		{"page/98317", "Rahmenvertrag Asphalt 2026", "Mindestmenge 12 Tonnen je Einsatz"},
	}
	for _, p := range restricted {
		for _, question := range []string{p.Title, p.Text} {
			if !found(bauen, question, p.Key) {
				t.Errorf("%q is not found by those who may read it: the test proves nothing about it", question)
			}
			for _, v := range []auskunft.Visibility{auskunft.Public, auskunft.Internal, auskunft.DepartmentOnly("finanzen")} {
				if found(auskunft.ReaderOf(v), question, p.Key) {
					t.Errorf("%s finds %s by %q", v, p.Key, question)
				}
				if n := rowsAs[int64](t, d, auskunft.ReaderOf(v), `SELECT count(*) FROM passages WHERE body LIKE '%' || $1 || '%'`, p.Text); n[0] != 0 {
					t.Errorf("%s reads %s by SQL", v, p.Key)
				}
			}
		}
	}
	all := everybody(t, d)
	for _, secret := range []string{"Wiedereingliederung", "Brückenprüfung 2027"} { // withheld, and a draft
		for _, table := range []string{"documents", "originals", "versions", "passages"} {
			column := map[string]string{"documents": "title || text", "originals": "convert_from(bytes, 'UTF8')", "versions": "text", "passages": "body"}[table]
			where := map[string]string{"originals": " WHERE format = 'confluence'"}[table]
			for _, text := range rowsAs[string](t, d, all, `SELECT `+column+` FROM `+table+where) {
				if strings.Contains(text, secret) {
					t.Errorf("%q is stored in %s", secret, table)
				}
			}
		}
	}
}
