// Package guard stands between a raw question and everything else. It cleans the text
// (Normalise), takes personal data out of it (Masker) and decides, by rules and by a
// small classifier, whether it is a question at all, or something that needs another way
// on (Route).
//
// Everything here works in memory on one text: no database, no model, no clock. What a
// rule decides is a small typed value; the words people read are in the message files
// of package chat. The test sets in testdata were written before the rules.
package guard
