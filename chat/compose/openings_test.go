package compose

import (
	"cmp"
	"context"
	"testing"
	"time"

	"auskunft"
	"auskunft/internal/civil"
	"auskunft/retrieval"
)

func TestOpenings(t *testing.T) {
	office := func(id int64, title, hours string) retrieval.Hit {
		return retrieval.Hit{
			Passage: auskunft.Passage{ID: id, DocumentID: id, Field: auskunft.FieldHours, Headings: []string{"Öffnungszeiten"},
				Text: hours, End: len([]rune(hours))},
			Document: auskunft.Document{ID: id, Title: title, Kind: auskunft.OfficeDocument, Lang: "de"}, Score: 1,
		}
	}
	hits := []retrieval.Hit{
		office(1, "Standesamt", "- Dienstag: 8:30 bis 12:00 Uhr\n- Mittwoch: geschlossen\n- Donnerstag: 8:30 bis 12:00 Uhr und 14:00 bis 17:00 Uhr\n"+
			"- Freitag: 8:30 bis 12:00 Uhr\n- Geschlossen vom 24. Dezember 2026 bis 1. Januar 2027: Betriebsferien"),
		office(2, "Fachdienst Stadtgrün", "- Mittwoch: 9:00 bis 11:00 Uhr"),
	}
	const week = "Standesamt – Öffnungszeiten:\nDienstag: 8:30 bis 12:00 Uhr\nMittwoch: geschlossen\nDonnerstag: 8:30 bis 12:00 Uhr und 14:00 bis 17:00 Uhr\n" +
		"Freitag: 8:30 bis 12:00 Uhr\nGeschlossen vom 24. Dezember 2026 bis 1. Januar 2027: Betriebsferien"
	for _, c := range []struct {
		question, day, want string // no day: every day
	}{
		{"Hat das Standesamt auf?", "2026-11-26", "Standesamt – am Donnerstag geöffnet: 8:30 bis 12:00 Uhr und 14:00 bis 17:00 Uhr"},
		{"Hat das Standesamt auf?", "2026-11-25", "Standesamt – am Mittwoch geschlossen"},
		{"Hat das Standesamt auf?", "2026-12-31", "Standesamt: Geschlossen vom 24. Dezember 2026 bis 1. Januar 2027: Betriebsferien"},
		{"Hat das Standesamt auf?", "2026-11-28", week + " (unlisted)"}, // of a Saturday the office says nothing
		{"Hat das Standesamt auf?", "2027-03-26", week + " (unlisted)"}, // Good Friday is no Friday
		{"Wann hat das Standesamt offen?", "", week},
		{"Wann öffnet das Standesamt?", "", week},
		{"Wann hat der Fachdienst Stadtgrün offen?", "", "Fachdienst Stadtgrün – Öffnungszeiten: Mittwoch: 9:00 bis 11:00 Uhr"},
		{"Hat das Stadtgrünamt auf?", "2026-11-25", "Fachdienst Stadtgrün – am Mittwoch geöffnet: 9:00 bis 11:00 Uhr"}, // by what it deals with
		{"Hat das Stadtgrüncafé auf?", "2026-11-25", ""},
		{"Hat das Freibad auf?", "2026-11-26", ""},
		{"Hat die Stadtbücherei auf?", "2026-11-25", ""}, // a part of a name is no name
	} {
		day, err := time.ParseInLocation(time.DateOnly, cmp.Or(c.day, "2026-11-23"), civil.Berlin)
		if err != nil {
			t.Fatal(err)
		}
		task := Task{Question: c.question, Hits: hits, Day: day, Week: c.day == ""}
		task.Reading = Read(task)
		got := ""
		ok, unlisted := task.Reading.TellsOpenings()
		if ok {
			_, err = NewExtractive().Compose(context.Background(), task, func(d Draft) error { got += d.Text; return nil })
		}
		if unlisted {
			got += " (unlisted)"
		}
		if err != nil || got != c.want {
			t.Errorf("%s %s: %q, want %q (%v)", c.question, c.day, got, c.want, err)
		}
	}
}

func TestOfficesThatAreNamed(t *testing.T) {
	line := func(id, document int64, title string, field auskunft.Field, heading, text string) retrieval.Hit {
		return retrieval.Hit{
			Passage: auskunft.Passage{ID: id, DocumentID: document, Field: field, Headings: []string{heading}, Text: text,
				Start: int(id) * 1000, End: int(id)*1000 + len([]rune(text))},
			Document: auskunft.Document{ID: document, Title: title, Kind: auskunft.OfficeDocument, Lang: "de"}, Score: 1,
		}
	}
	hits := []retrieval.Hit{
		line(1, 1, "Fachdienst Jugend und Familie", "", "", "Fachdienst Jugend und Familie (Jugendamt)\n\nWir beraten Eltern und Kinder in allen Fragen der Erziehung."),
		line(2, 1, "Fachdienst Jugend und Familie", auskunft.FieldAddress, "Anschrift", "Ringstraße 3\n26995 Auenwede"),
		line(3, 1, "Fachdienst Jugend und Familie", auskunft.FieldContact, "Kontakt", "- Telefon: 04227 99-5110"),
		line(4, 2, "Stadtkasse", auskunft.FieldAddress, "Anschrift", "Hafenstraße 2\n26995 Auenwede"),
	}
	for _, c := range []struct{ question, want string }{
		{"das Jugendamt?", "Fachdienst Jugend und Familie – Anschrift:\nRingstraße 3\n26995 Auenwede|Kontakt: Telefon: 04227 99-5110|"},
		{"die Stadtkasse", "Stadtkasse – Anschrift:\nHafenstraße 2\n26995 Auenwede|"},
		{"das Freibad", ""},
		{"Unterhalt vom Jugendamt", ""}, // about something that the office does
		{"die", ""},
	} {
		task := Task{Question: c.question, Hits: hits, Office: []auskunft.Field{auskunft.FieldAddress, auskunft.FieldContact}}
		task.Reading = Read(task)
		got := ""
		if ok, _ := task.Reading.TellsOpenings(); ok {
			if _, err := NewExtractive().Compose(context.Background(), task, func(d Draft) error { got += d.Text + "|"; return nil }); err != nil {
				t.Fatal(err)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
