package chat

import "testing"

func TestAreaOfADistrictOrAStreet(t *testing.T) {
	town := Town{
		Areas:   map[string]string{"Osterfeld": "osterfeld", "Altstadt": "altstadt", "Alt Barkhorn": "barkhorn"},
		Streets: map[string]string{"Am Deich": "osterfeld", "Am Deich Süd": "barkhorn", "Torfweg": "barkhorn"},
	}
	for text, want := range map[string]string{
		"Ich wohne in Osterfeld.":                       "osterfeld",
		"von der Altstadt nach Osterfeld":               "altstadt",
		"Sperrmüll in alt barkhorn?":                    "barkhorn",
		"Ich wohne Am Deich 14, wann kommt der Müll?":   "osterfeld",
		"Ich wohne am Deich Süd 3":                      "barkhorn",
		"Torfweg 3, aber die Kita in der Altstadt":      "altstadt", // a district is named for itself
		"Osterfelder Markt, Torfwegchen, Neu-Osterfeld": "",
		"": "",
	} {
		if got := town.Area(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
