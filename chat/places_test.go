package chat

import (
	"testing"
	"time"

	"auskunft/chat/compose"
)

func TestAsksPlace(t *testing.T) {
	for question, want := range map[string]struct {
		fact   compose.PlaceFact
		name   string
		surely bool
	}{
		"Wo ist das Rathaus?":                     {compose.PlaceWhere, "Rathaus", true},
		"wo ist denn hier das freibad":            {compose.PlaceWhere, "freibad", true},
		"Adresse vom Stadtmuseum":                 {compose.PlaceWhere, "Stadtmuseum", true},
		"Walmebad Adresse":                        {compose.PlaceWhere, "Walmebad", true},
		"In welcher Straße liegt die Bücherei?":   {compose.PlaceWhere, "Bücherei", true},
		"Wie komme ich zum Bahnhof?":              {compose.PlaceWhere, "Bahnhof", true},
		"Wo finde ich die Wirtschaftsförderung?":  {compose.PlaceWhere, "Wirtschaftsförderung", false},
		"Wo ist das Klinikum Wiesengrund?":        {compose.PlaceWhere, "Klinikum Wiesengrund", true},
		"Telefonnummer Polizei":                   {compose.PlacePhone, "Polizei", true},
		"Wie erreiche ich den Ordnungsdienst?":    {compose.PlacePhone, "Ordnungsdienst", false},
		"Telefonnummer Jugendamt Notfall":         {compose.PlacePhone, "Jugendamt Notfall", false},
		"Mailadresse vom Bauamt":                  {compose.PlaceMail, "Bauamt", true},
		"Öffnungszeiten Museum":                   {compose.PlaceHours, "Museum", true},
		"Wann hat das Schwimmbad auf?":            {compose.PlaceHours, "Schwimmbad", true},
		"Um wie viel Uhr macht die Therme zu?":    {compose.PlaceHours, "Therme", true},
		"Wo ist mein Antrag?":                     {}, // no place
		"Wo ist der Unterschied?":                 {},
		"Wo ist geregelt, wann ich räumen muss?":  {},
		"Wo gibt es gelbe Säcke?":                 {}, // a matter
		"Wo kann ich heiraten?":                   {},
		"Wie komme ich an einen Termin?":          {},
		"Wo finde ich den Antrag für Wohngeld?":   {},
		"Wann hat das Bürgerbüro am 24.12. offen": {}, // a date: see openings
		"Hat das Museum an Heiligabend geöffnet?": {},
		"Hat das Museum montags geöffnet?":        {compose.PlaceHours, "Museum", false},
		"Kann ich am Samstag ins Hallenbad?":      {compose.PlaceHours, "Hallenbad", false},
		"Hat das Schwimmbad am Wochenende auf?":   {compose.PlaceHours, "Schwimmbad", false},
		"Museum Sonntag":                          {compose.PlaceHours, "Museum", false},
		"Ist am Sonntag die Straße gesperrt?":     {},
		"Kann ich am Samstag heiraten?":           {},
		"Was kostet das Schwimmbad?":              {},
	} {
		got, ok := asksPlace(question, time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
		if ok != (want.fact != 0) || ok && (got.fact != want.fact || got.name != want.name || got.surely != want.surely) {
			t.Errorf("%s: %d %q surely %t, want %+v", question, got.fact, got.name, got.surely, want)
		}
	}
}
