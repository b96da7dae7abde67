package finding

import (
	"testing"
	"time"

	"auskunft"
)

// Which of two equal texts answers for both is decided by what they are, never by their ids.
func TestWhichOfTwoEqualTextsAnswers(t *testing.T) {
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	page := auskunft.Document{Kind: auskunft.PageDocument, Source: "website", Key: "b.html", URL: "https://stadt.example/b", ChangedAt: day}
	with := func(change func(*auskunft.Document)) auskunft.Document {
		d := page
		change(&d)
		return d
	}
	for _, test := range []struct {
		why           string
		better, worse auskunft.Document
	}{
		{"a service before a page", with(func(d *auskunft.Document) { d.Kind = auskunft.ServiceDocument }), page},
		{"the newer one", with(func(d *auskunft.Document) { d.ChangedAt = day.AddDate(0, 1, 0) }), page},
		{"the one with an address", page, with(func(d *auskunft.Document) { d.URL = "" })},
		{"the shorter address", page, with(func(d *auskunft.Document) { d.URL += "/b" })},
		{"the source's name", with(func(d *auskunft.Document) { d.Source = "amtsblatt" }), page},
		{"the key", with(func(d *auskunft.Document) { d.Key = "a.html" }), page},
	} {
		better, worse := &document{Document: test.better}, &document{Document: test.worse}
		for id := range int64(2) {
			better.ID, worse.ID = 1+id, 2-id
			for _, pair := range [][2]*document{{better, worse}, {worse, better}} {
				if first, second := order(pair[0], pair[1]); first != better || second != worse {
					t.Errorf("%s: document %d answers for document %d", test.why, first.ID, second.ID)
				}
			}
		}
	}
}
