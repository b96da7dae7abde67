// Package civil is time as the people of a German city know it. Everything they read, and
// every date in their texts, is in one zone, whatever the server's clock is set to and
// whether or not the machine has zone files.
package civil

import (
	"time"
	_ "time/tzdata"
)

// Berlin is the civil time of German towns.
var Berlin = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err) // the zones are part of the program
	}
	return zone
}()

// Date is the day of a moment as Germans write it: "05.03.2026".
func Date(t time.Time) string { return t.In(Berlin).Format("02.01.2006") }

// Parse reads a time in the first of layouts that fits, in Berlin where the text names no
// zone. It is the zero time when none fits.
func Parse(text string, layouts ...string) time.Time {
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, text, Berlin); err == nil {
			return t
		}
	}
	return time.Time{}
}
