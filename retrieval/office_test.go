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
		st.door(q).open(hits)
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
	doorState().door(Query{Text: "Bürgerbüro Öffnungszeiten"}).open(hits)
	if i := slices.IndexFunc(hits, func(h Hit) bool { return len(h.Why) > 0 }); i >= 0 {
		t.Errorf("hit %d came up", i)
	}
}
