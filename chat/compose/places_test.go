package compose

import (
	"strings"
	"testing"

	"auskunft"
	"auskunft/retrieval"
)

// A place is told of by its own page, or by a sentence that names it right before the address.
func TestPlaces(t *testing.T) {
	page := func(id int64, kind auskunft.DocumentKind, title, text string) retrieval.Hit {
		return retrieval.Hit{
			Passage:  auskunft.Passage{ID: id, DocumentID: id, Text: text, End: len([]rune(text))},
			Document: auskunft.Document{ID: id, Kind: kind, Title: title}, Score: 1 / float64(id),
		}
	}
	hits := []retrieval.Hit{
		page(1, auskunft.ServiceDocument, "Briefwahl", "Gewählt wird sofort im Rathaus. Der Briefkasten am Marktplatz 1 wird bis 18 Uhr geleert."),
		page(2, auskunft.OrdinanceDocument, "Hauptsatzung", "Bekannt gemacht wird am Alten Rathaus, Marktplatz 1, und im Internet."),
		page(3, auskunft.PageDocument, "Walmebad", "Ein Bad mit Sauna. Adresse: Deichweg 3.\nGeöffnet ist dienstags bis freitags von 6:30 bis 21 Uhr. Das Seepferdchen kostet 95 Euro."),
		page(4, auskunft.PageDocument, "Parken", "Zone I umfasst den Rathausgang 1 bis 9 und den Kontorkai 4."),
		page(5, auskunft.PageDocument, "Stadtmuseum", "Der Eintritt kostet 5 Euro. Dienstags bis sonntags von 11 bis 17 Uhr."),
		page(6, auskunft.PageDocument, "Nummern", "Wofür: Polizei | Nummer: 110\nWofür: Gift | Nummer: 04227 99-8800"),
		page(7, auskunft.PageDocument, "Feste", "Der Lichtermarkt am Hafen beginnt am Freitag. Ein Theater spielt auch."),
	}
	for _, test := range []struct {
		name string
		fact PlaceFact
		want string // the first sentence, "" for none
	}{
		{"Rathaus", PlaceWhere, "Bekannt gemacht wird am Alten Rathaus, Marktplatz 1, und im Internet."}, // neither the letter box nor a lane
		{"Walmebad", PlaceWhere, "Walmebad: Adresse: Deichweg 3."},
		{"Walmebad", PlaceHours, "Walmebad: Geöffnet ist dienstags bis freitags von 6:30 bis 21 Uhr."},
		{"Walmebad", PlacePhone, ""},
		{"Stadtmuseum", PlaceWhere, ""}, // its page does not say
		{"Museum", PlaceHours, "Stadtmuseum: Dienstags bis sonntags von 11 bis 17 Uhr."},
		{"Polizei", PlacePhone, "Wofür: Polizei | Nummer: 110"},
		{"Lichtermarkt", PlaceWhere, "Der Lichtermarkt am Hafen beginnt am Freitag."},
		{"Theater", PlaceWhere, ""},
		{"Freibad", PlaceWhere, ""},
	} {
		said, _ := openingsOf(readAll(Task{Question: test.name, Hits: hits, Place: test.fact}).pages, Task{Question: test.name, Hits: hits, Place: test.fact})
		first := ""
		if len(said) > 0 {
			first = said[0].Text
		}
		if first != test.want {
			t.Errorf("%s, %d: %q, want %q", test.name, test.fact, first, test.want)
		}
		for _, d := range said {
			if !strings.Contains(hits[d.Quotes[0].Passage].Passage.Text, d.Quotes[0].Text) {
				t.Errorf("%s: %q is no quote", test.name, d.Quotes[0].Text)
			}
		}
	}
}
