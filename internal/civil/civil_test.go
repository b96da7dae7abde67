package civil

import (
	"testing"
	"time"
)

func TestDate(t *testing.T) {
	for moment, want := range map[string]string{
		"2026-10-11T22:30:00Z":      "12.10.2026", // summer time is two hours ahead
		"2026-12-31T22:59:59Z":      "31.12.2026",
		"2026-12-31T23:00:00Z":      "01.01.2027",
		"2026-03-05T00:00:00+09:00": "04.03.2026",
	} {
		at, err := time.Parse(time.RFC3339, moment)
		if err != nil {
			t.Fatal(err)
		}
		if got := Date(at); got != want {
			t.Errorf("%s is %s, want %s", moment, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"2026-08-31":                "2026-08-31T00:00:00+02:00",
		"2.1.2026":                  "2026-01-02T00:00:00+01:00",
		"2026-08-31T10:00:00+00:00": "2026-08-31T10:00:00Z",
		"29.2.2026":                 "", "morgen": "", "": "",
	} {
		got := Parse(text, time.DateOnly, "2.1.2006", time.RFC3339)
		if want == "" && !got.IsZero() || want != "" && !got.Equal(moment(t, want)) {
			t.Errorf("%q is %v, want %q", text, got, want)
		}
	}
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
