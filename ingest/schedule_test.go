package ingest_test

import (
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest"
	"auskunft/internal/civil"
)

func TestParseSchedule(t *testing.T) {
	for _, good := range []string{"", "5m", "90m", "6h", "720h", "8784h", "00:00", "03:30", "23:59"} {
		if s, err := ingest.ParseSchedule(good); err != nil || string(s) != good {
			t.Errorf("%q: %q, %v", good, s, err)
		}
	}
	for _, bad := range []string{"4m", "0h", "-6h", "6", "h", "6d", "6h30m", "9999h", "12345h", "24:00", "3:30", "03:60", "daily", " 6h", "06h", "1e3h"} {
		if s, err := ingest.ParseSchedule(bad); auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%q: %q, %v; want a refusal", bad, s, err)
		}
	}
}

func TestScheduleNext(t *testing.T) {
	at := func(text string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", text, civil.Berlin)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, test := range []struct {
		schedule ingest.Schedule
		after    string
		earliest string
	}{
		{"6h", "2026-03-01 12:00", "2026-03-01 18:00"},
		{"30m", "2026-03-01 12:00", "2026-03-01 12:30"},
		{"03:30", "2026-03-01 03:29", "2026-03-01 03:30"},
		{"03:30", "2026-03-01 03:36", "2026-03-02 03:30"}, // behind every jitter
		{"03:30", "2026-02-28 12:00", "2026-03-01 03:30"},
		{"03:30", "2026-03-28 12:00", "2026-03-29 03:30"}, // the day has 23 hours
		{"03:30", "2026-10-24 12:00", "2026-10-25 03:30"}, // 25
		{"02:30", "2026-03-28 12:00", "2026-03-29 03:30"}, // there is no 02:30
	} {
		for _, name := range []string{"wiki", "Dienstleistungen", ""} {
			next, ok := test.schedule.Next(at(test.after), name)
			if late := next.Sub(at(test.earliest)); !ok || late < 0 || late > 5*time.Minute {
				t.Errorf("%q after %s is %s; want at most five minutes after %s", test.schedule, test.after, next.In(civil.Berlin), test.earliest)
			}
			if again, _ := test.schedule.Next(next, name); !again.After(next) {
				t.Errorf("%q does not advance from %s", test.schedule, next)
			}
		}
	}
	if next, ok := ingest.Schedule("").Next(time.Now(), "wiki"); ok {
		t.Errorf("no schedule is due at %s", next)
	}
	a, _ := ingest.Schedule("6h").Next(at("2026-03-01 12:00"), "wiki")
	b, _ := ingest.Schedule("6h").Next(at("2026-03-01 12:00"), "Dienstleistungen")
	if a.Equal(b) {
		t.Error("two sources are due at the same moment")
	}
}
