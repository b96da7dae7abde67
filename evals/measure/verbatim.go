package measure

// IsVerbatim reports whether quote is exactly the code points [start, end) of text. It is
// stricter than a substring: a range that points elsewhere would highlight the wrong place.
//
// Worked example: in "Gebühr: 90 Euro" the code points 8 to 15 are "90 Euro".
func IsVerbatim(text, quote string, start, end int) bool {
	if start < 0 || end <= start || quote == "" {
		return false
	}
	from, ok := byteOffset(text, start)
	if !ok {
		return false
	}
	to, ok := byteOffset(text[from:], end-start)
	return ok && text[from:from+to] == quote
}

// byteOffset is where the n-th code point of s starts; n may be just past the last one.
func byteOffset(s string, n int) (int, bool) {
	for i := range s {
		if n == 0 {
			return i, true
		}
		n--
	}
	return len(s), n == 0
}

// VerbatimRate is the share of citations that are verbatim, 1 when there are none: an
// answer without citations is judged by its status, not here.
func VerbatimRate(verbatim, citations int) float64 {
	if citations == 0 {
		return 1
	}
	return float64(verbatim) / float64(citations)
}
