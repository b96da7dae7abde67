package catalog

import (
	"testing"
	"time"

	"auskunft"
	"auskunft/internal/civil"
)

// office is closed for lunch, on Wednesdays, and for two days of moving.
var office = auskunft.Office{
	Name: "Bürgerbüro",
	Hours: []auskunft.Opening{
		{Weekday: time.Monday, From: "14:00", To: "16:00"},
		{Weekday: time.Monday, From: "08:00", To: "12:30"},
		{Weekday: time.Tuesday, From: "08:00", To: "12:30", Note: "nur mit Termin"},
		{Weekday: time.Thursday, From: "08:00", To: "18:00"},
		{Weekday: time.Friday, From: "08:00", To: "12:00"},
	},
	Closures: []auskunft.Closure{{From: day("2026-03-02"), Until: day("2026-03-03"), Reason: "Umzug"}},
}

func day(s string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, s, civil.Berlin)
	if err != nil {
		panic(err)
	}
	return t
}

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, civil.Berlin)
	if err != nil {
		panic(err)
	}
	return t
}

func TestHours(t *testing.T) {
	for _, test := range []struct {
		name, now, today string
		open             bool
		next             string
	}{
		{"before opening", "2026-03-09 07:10", "heute 08:00–12:30 und 14:00–16:00 Uhr", false, "öffnet um 08:00 Uhr"},
		{"first minute", "2026-03-09 08:00", "heute 08:00–12:30 und 14:00–16:00 Uhr", true, ""},
		{"lunch break", "2026-03-09 12:30", "heute 08:00–12:30 und 14:00–16:00 Uhr", false, "öffnet um 14:00 Uhr"},
		{"evening before a day with a note", "2026-03-09 20:00", "heute 08:00–12:30 und 14:00–16:00 Uhr", false, "öffnet morgen um 08:00 Uhr"},
		{"note is shown", "2026-03-10 09:00", "heute 08:00–12:30 Uhr (nur mit Termin)", true, ""},
		{"closed weekday", "2026-03-11 09:00", "heute geschlossen", false, "öffnet morgen um 08:00 Uhr"},
		{"weekend", "2026-03-14 09:00", "heute geschlossen", false, "öffnet am Montag um 08:00 Uhr"},
		{"closure", "2026-03-02 09:00", "heute geschlossen (Umzug)", false, "öffnet am Donnerstag um 08:00 Uhr"},
		{"Good Friday to the Tuesday after Easter", "2026-04-03 09:00", "heute geschlossen (Karfreitag)", false, "öffnet am Dienstag um 08:00 Uhr"},
		{"Reformation Day is a holiday in Lower Saxony", "2024-10-31 09:00", "heute geschlossen (Reformationstag)", false, "öffnet morgen um 08:00 Uhr"},
		{"the hour the clocks go forward", "2026-03-29 03:00", "heute geschlossen", false, "öffnet morgen um 08:00 Uhr"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := officeFacts(office, at(test.now))
			if f.Today != test.today || f.OpenNow != test.open || f.Next != test.next {
				t.Errorf("at %s: %q, open %v, next %q; want %q, %v, %q", test.now, f.Today, f.OpenNow, f.Next, test.today, test.open, test.next)
			}
		})
	}
}

func TestOfficeThatNeverOpensHasNoNext(t *testing.T) {
	o := office
	o.Closures = []auskunft.Closure{{From: day("2026-01-01"), Until: day("2026-12-31"), Reason: "Umbau"}}
	if f := officeFacts(o, at("2026-05-05 10:00")); f.Next != "" || f.OpenNow {
		t.Errorf("open %v, next %q; want closed without a promise", f.OpenNow, f.Next)
	}
}

func TestUnknownHoursAreNotCalledClosed(t *testing.T) {
	if f := officeFacts(auskunft.Office{Name: "Archiv"}, at("2026-05-05 10:00")); f.Today != "" {
		t.Errorf("today %q; want nothing said", f.Today)
	}
}

func TestWeek(t *testing.T) {
	want := []string{"Montag: 08:00–12:30 und 14:00–16:00 Uhr", "Dienstag: 08:00–12:30 Uhr (nur mit Termin)", "Donnerstag: 08:00–18:00 Uhr", "Freitag: 08:00–12:00 Uhr"}
	got := officeFacts(office, at("2026-03-09 08:00")).Week
	if len(got) != len(want) {
		t.Fatalf("week %q; want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("line %d: %q; want %q", i, got[i], want[i])
		}
	}
}

func TestFeeLine(t *testing.T) {
	for _, test := range []struct {
		fee  auskunft.Fee
		want string
	}{
		{auskunft.Fee{Cents: 12000, Currency: "EUR", Per: "Jahr"}, "120,00 € je Jahr"},
		{auskunft.Fee{Cents: 123450, Currency: "EUR"}, "1.234,50 €"},
		{auskunft.Fee{Text: "für den ersten Hund", Cents: 12000, Currency: "EUR"}, "für den ersten Hund: 120,00 €"},
		{auskunft.Fee{Text: "120 Euro für den ersten Hund", Cents: 12000, Currency: "EUR"}, "120 Euro für den ersten Hund"},
		{auskunft.Fee{Text: "kostenfrei"}, "kostenfrei"},
	} {
		if got := feeLine(test.fee); got != test.want {
			t.Errorf("feeLine(%+v) = %q; want %q", test.fee, got, test.want)
		}
	}
}
