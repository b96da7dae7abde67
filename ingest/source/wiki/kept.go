package wiki

import (
	"regexp"
	"strconv"
	"strings"
)

// Kept is HTML that the later steps of a conversion must not touch. A marker stands for it
// in the text, made of two characters that no text has after Unmarked.
type Kept []string

var (
	marker   = regexp.MustCompile("\x01(\\d+)\x02")
	unmarked = strings.NewReplacer("\x01", "", "\x02", "")
)

// Unmarked is a text without what could be taken for a marker.
func Unmarked(text string) string { return unmarked.Replace(text) }

// Keep returns the marker that stands for the HTML.
func (k *Kept) Keep(html string) string {
	*k = append(*k, html)
	return "\x01" + strconv.Itoa(len(*k)-1) + "\x02"
}

// Restore puts the HTML where its markers are.
func (k Kept) Restore(text string) string {
	return marker.ReplaceAllStringFunc(text, func(m string) string {
		n, err := strconv.Atoi(m[1 : len(m)-1])
		if err != nil || n >= len(k) {
			return "" // no marker of ours
		}
		return k[n]
	})
}
