package retrieval

import (
	"slices"
	"testing"
	"time"

	"auskunft"
	"auskunft/retrieval/lexical"
)

// doorState has an analyser without compounds and no words of editors.
func doorState() *state {
	analyser := lexical.NewAnalyser(nil)
	return &state{analyser: analyser, thesaurus: newThesaurus(analyser, nil)}
}

// What is asked of an office by its name comes before pages that have more of the words; what only sounds like it does not.
func TestDoor(t *testing.T) {
	st := doorState()
	offices := []string{"Bürgerbüro Altstadt", "Bürgerbüro Osterfeld", "Fachdienst Bauaufsicht und Denkmalschutz", "Stadtbibliothek am Kontorkai", "Friedhofsverwaltung", "Wohngeldstelle"}
	for _, test := range []struct {
		query string
		first []string // titles; none where the page stays first
		field auskunft.Field
	}{
		{"bürgerbüro öffnungszeiten", []string{"Bürgerbüro Altstadt", "Bürgerbüro Osterfeld"}, auskunft.FieldHours},
		{"Bürgerbüro Osterfeld offen?", []string{"Bürgerbüro Osterfeld"}, auskunft.FieldHours},
		{"bibliothek samstag offen", []string{"Stadtbibliothek am Kontorkai"}, auskunft.FieldHours},
		{"Bücherei Telefon", []string{"Stadtbibliothek am Kontorkai"}, auskunft.FieldContact},
		{"Denkmalschutz Telefon", []string{"Fachdienst Bauaufsicht und Denkmalschutz"}, auskunft.FieldContact},
		{"wohngeld telefon", []string{"Wohngeldstelle"}, auskunft.FieldContact},
		{"Wo ist die Altstadt?", nil, ""},                    // where an office is, and no office
		{"verwaltung öffnungszeiten", nil, ""},               // of which?
		{"Termin im Bürgerbüro", nil, ""},                    // not what stands on its door
		{"Wann werden im Bürgerbüro Pässe fertig?", nil, ""}, // something else is asked
		{"Wo bekomme ich einen Grundriss?", nil, ""},
		{"öffnungszeiten", nil, ""},
	} {
		hits := []Hit{{Score: 1.3, Document: auskunft.Document{ID: 1, Kind: auskunft.PageDocument, Title: "Öffnungszeiten"}}}
		for i, title := range offices {
			for _, field := range []auskunft.Field{auskunft.FieldSummary, auskunft.FieldHours, auskunft.FieldContact, auskunft.FieldAddress} {
				hits = append(hits, Hit{Score: .9 - float64(i)/10, Document: auskunft.Document{ID: int64(i + 2), Key: title, Kind: auskunft.OfficeDocument, Title: title}, Passage: auskunft.Passage{Field: field}})
			}
		}
		q := Query{Text: test.query, Lang: "de", Now: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)}
		d := st.door(q)
		d.raise(hits, d.named(hits))
		rank(hits, q)
		var first []string
		for _, h := range hits {
			if h.Document.Kind == auskunft.PageDocument {
				break
			}
			if first = append(first, h.Document.Title); h.Passage.Field != test.field {
				t.Errorf("%q: %s of %s before the page", test.query, h.Passage.Field, h.Document.Title)
			}
		}
		if !slices.Equal(first, test.first) {
			t.Errorf("%q: %q first; want %q", test.query, first, test.first)
		}
	}
}

// A word that names many offices names none of them.
func TestDoorOfTooMany(t *testing.T) {
	hits := []Hit{{Score: 1}}
	for i := range maxNamed + 1 {
		hits = append(hits, Hit{Score: .5, Document: auskunft.Document{ID: int64(i + 1), Kind: auskunft.OfficeDocument, Title: "Bürgerbüro"}, Passage: auskunft.Passage{Field: auskunft.FieldHours}})
	}
	d := doorState().door(Query{Text: "Bürgerbüro Öffnungszeiten"})
	d.raise(hits, d.named(hits))
	if i := slices.IndexFunc(hits, func(h Hit) bool { return len(h.Why) > 0 }); i >= 0 {
		t.Errorf("hit %d came up", i)
	}
}

// What is typed as a page is called, and nothing else, is that page; a question is searched for.
func TestDoorOfPages(t *testing.T) {
	st := doorState()
	hits := func() []Hit {
		return []Hit{
			{Score: 1.3, Document: auskunft.Document{ID: 1, Kind: auskunft.ServiceDocument, Title: "Ermäßigungen"}, Passage: auskunft.Passage{Text: "Walmebad"}},
			{Score: .9, Document: auskunft.Document{ID: 2, Kind: auskunft.PageDocument, Title: "Walmebad"}, Passage: auskunft.Passage{Text: "Sauna und Becken."}},
			{Score: .8, Document: auskunft.Document{ID: 2, Kind: auskunft.PageDocument, Title: "Walmebad"}, Passage: auskunft.Passage{Text: "Geöffnet ist dienstags von 6:30 bis 21 Uhr."}},
			{Score: .7, Document: auskunft.Document{ID: 3, Kind: auskunft.PageDocument, Title: "Kurse im Walmebad"}},
		}
	}
	for _, test := range []struct{ query, first string }{
		{"Walmebad", "Sauna und Becken."},
		{"walmebad öffnungszeiten", "Geöffnet ist dienstags von 6:30 bis 21 Uhr."},
		{"Walmebad wann?", "Geöffnet ist dienstags von 6:30 bis 21 Uhr."},
		{"Was ist das Walmebad?", "Walmebad"}, // a question
		{"Wann kann meine Frau ins Walmebad gehen?", "Walmebad"},
		{"Walmebad Kurse", "Walmebad"},
		{"Öffnungszeiten", "Walmebad"},
	} {
		q := Query{Text: test.query, Lang: "de", Now: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)}
		hits, d := hits(), st.door(q)
		d.raise(hits, d.named(hits))
		rank(hits, q)
		if first := hits[0].Passage.Text; first != test.first {
			t.Errorf("%q: %q first; want %q", test.query, first, test.first)
		}
	}
}

// Of offices that are called alike the closed one is last, and the one that is in charge of more is first.
func TestFirstOpen(t *testing.T) {
	day := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	closed := auskunft.Office{Closures: []auskunft.Closure{{From: day.AddDate(0, -2, 0), Until: day}}}
	soon := auskunft.Office{Closures: []auskunft.Closure{{From: day.AddDate(0, 0, 1), Until: day.AddDate(0, 0, 9)}}}
	standings := map[int64]standing{1: {office: closed, services: 9}, 2: {office: soon, services: 3}, 3: {services: 5}}
	for _, test := range []struct{ documents, want []int64 }{
		{[]int64{1, 2}, []int64{2, 1}},
		{[]int64{2, 3, 1}, []int64{3, 2, 1}},
		{[]int64{4, 2}, []int64{2, 4}}, // a page behind the office
		{[]int64{5, 4}, []int64{5, 4}}, // pages as they were found
	} {
		got := slices.Clone(test.documents)
		if firstOpen(got, standings, day); !slices.Equal(got, test.want) {
			t.Errorf("%v became %v; want %v", test.documents, got, test.want)
		}
	}
}
