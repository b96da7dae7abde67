package facts

import (
	"testing"
	"time"
)

func TestLastChange(t *testing.T) {
	for text, want := range map[string]string{
		"Zutritt nur mit Termin\n\nZuletzt geändert: 8. März 2021": "2021-03-08",
		"Stand: Mai 2023\r\nGebühren":                              "2023-05-01",
		"Seite zuletzt aktualisiert am 02.11.2025":                 "2025-11-02",
		"Last updated: 2024-01-31":                                 "2024-01-31",
		"Letzte Änderung 3. 4. 2022\nStand: 1. Mai 2024":           "2022-04-03", // the first line that says so
		"Die Satzung wurde zuletzt am 4. März 2022 geändert.":      "",
		"Stand 14 auf dem Wochenmarkt":                             "",
		"Der Stand der Dinge am 3. Mai 2020 war, dass in der Stadt keine Anträge vorlagen, die älter waren als vier Wochen.": "",
		"": "",
	} {
		got := ""
		if day := LastChange(text); !day.IsZero() {
			got = day.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
