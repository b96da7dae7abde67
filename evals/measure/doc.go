// Package measure holds the measures, one file each: what is measured, where the
// definition comes from, and a worked example that its test repeats.
//
// Two rules keep the figures honest. Which samples a measure averages over is decided by
// the data set alone, never by what the system did: a refusal or a crash is a zero, not a
// missing value. And a measure knows nothing about how an answer was made.
package measure
