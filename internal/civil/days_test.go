package civil

import (
	"testing"
	"time"
)

func TestDay(t *testing.T) {
	now := time.Date(2026, 11, 25, 15, 0, 0, 0, Berlin) // a Wednesday
	for text, want := range map[string]string{
		"Ist das Bürgerbüro jetzt offen?":                "2026-11-25 jetzt",
		"Hat das Bürgerbüro am Samstag offen?":           "2026-11-28 am Samstag",
		"Wie lange ist samstags auf?":                    "2026-11-28 samstags",
		"Bis wann habt ihr mittwochs auf?":               "2026-11-25 mittwochs",
		"Kann ich morgen früh kommen?":                   "2026-11-26 morgen früh",
		"Zulassungsstelle Donnerstagnachmittag":          "2026-11-26 Donnerstagnachmittag",
		"Ist am Freitag Abend jemand da?":                "2026-11-27 am Freitag Abend",
		"Wo ist der Samstagskurs?":                       "",
		"Habt ihr morgens auf?":                          "",
		"Guten Morgen, habt ihr übermorgen auf?":         "2026-11-27 übermorgen",
		"Kann ich an Heiligabend zum Bürgerbüro?":        "2026-12-24 an Heiligabend",
		"Habt ihr zwischen den Jahren auf?":              "2026-12-28 zwischen den Jahren",
		"Ist am 24. Dezember zu?":                        "2026-12-24 am 24. Dezember",
		"Ist am 6.1. offen?":                             "2027-01-06 am 6.1.",
		"Offen am 45. Dezember?":                         "",
		"Was kostet ein Reisepass?":                      "",
		"Wann ist am Morgen der Donnerstagstreff offen?": "",
	} {
		got := ""
		if day, start, end, ok := Day(text, now); ok {
			got = day.Format(time.DateOnly) + " " + text[start:end]
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestDateFeasts(t *testing.T) {
	for text, want := range map[string]string{
		"Ist das Rathaus an Silvester geöffnet?": "Ist das Rathaus am 31. Dezember geöffnet?",
		"Heiligabend offen?":                     "am 24. Dezember offen?",
		"zu Neujahr auf":                         "am 1. Januar auf",
		"Silvesterfeuerwerk":                     "Silvesterfeuerwerk",
		"am Freitag":                             "am Freitag",
	} {
		if got := DateFeasts(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestWithoutAnyDay(t *testing.T) {
	for text, want := range map[string]string{
		"Hat das Standesamt nachmittags auf?":    "Hat das Standesamt auf?",
		"Hat die Bücherei am Wochenende offen":   "Hat die Bücherei offen",
		"Gibt es Mittagstisch im Abendgymnasium": "",
	} {
		rest, named := WithoutAnyDay(text)
		if rest != want && named || named != (want != "") {
			t.Errorf("%s: %q %t, want %q", text, rest, named, want)
		}
	}
}

func TestHoliday(t *testing.T) {
	if got := Holiday(time.Date(2026, 10, 31, 0, 0, 0, 0, Berlin)); got != "Reformationstag" {
		t.Errorf("31 October: %q", got)
	}
	if got := Holiday(time.Date(2026, 11, 25, 0, 0, 0, 0, Berlin)); got != "" {
		t.Errorf("25 November: %q", got)
	}
}

func TestDates(t *testing.T) {
	days := Dates("Geschlossen vom 24. Dezember 2026 bis 1. Januar 2027: Ferien, 3. Nebel 2027")
	if len(days) != 2 || days[0].Format(time.DateOnly) != "2026-12-24" || days[1].Format(time.DateOnly) != "2027-01-01" {
		t.Errorf("%v", days)
	}
}

func TestIsEve(t *testing.T) {
	for day, want := range map[string]bool{"2026-12-24": true, "2026-12-31": true, "2026-12-25": false, "2026-11-24": false} {
		if d, err := time.Parse(time.DateOnly, day); err != nil || IsEve(d) != want {
			t.Errorf("%s: %t, %v", day, !want, err)
		}
	}
}
