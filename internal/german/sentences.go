// Package german knows where German sentences end, and how hard they are to read.
//
// A full stop ends a sentence in one case out of two in administrative German; the
// others close an abbreviation ("z. B."), an ordinal ("am 3. Mai"), a reference ("§ 5
// Abs. 1 Nr. 3") or sit inside a date. Passages are cut and answers are composed at
// sentence ends, so ingest and chat share this one opinion.
package german

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Span is a half-open range of bytes of a text; text[s.Start:s.End] is what it marks.
type Span struct{ Start, End int }

// Of returns the part of text that the span marks.
func (s Span) Of(text string) string { return text[s.Start:s.End] }

// Runes returns the span as a half-open range of code points of text.
func (s Span) Runes(text string) (start, end int) {
	start = utf8.RuneCountInString(text[:s.Start])
	return start, start + utf8.RuneCountInString(text[s.Start:s.End])
}

// Sentences returns the sentences of text in order, without surrounding white space and
// without the bullet of a list item. Headings, list items and table rows, which have no
// full stop, are sentences of their own as long as they stand on lines of their own; a
// line break inside a hard-wrapped paragraph is white space. Everything but white space
// and bullets is in exactly one span.
func Sentences(text string) []Span {
	var spans []Span
	wrap := wrapWidth(text)
	for start := 0; start < len(text); {
		end := paragraphEnd(text, start, wrap)
		spans = appendSentences(spans, text, start, end)
		start = end
	}
	return spans
}

// appendSentences cuts text[start:end], which holds no line break that ends a sentence.
func appendSentences(spans []Span, text string, start, end int) []Span {
	start = skipBullet(text, start, end)
	first := start
	for i := start; i < end; {
		r, size := utf8.DecodeRuneInString(text[i:end])
		i += size
		if !isTerminator(r) {
			continue
		}
		stop := i
		for stop < end {
			next, n := utf8.DecodeRuneInString(text[stop:end])
			if !isTerminator(next) && !isCloser(next) {
				break
			}
			stop += n
		}
		if strings.ContainsAny(text[i:stop], ".!?…") {
			r = '!' // "?!", "…", "(s. o.).": no abbreviation ends in two
		}
		if endsSentence(text[first:i], r, text[stop:end]) {
			spans = appendTrimmed(spans, text, first, stop)
			first = stop
		}
		i = stop
	}
	return appendTrimmed(spans, text, first, end)
}

func appendTrimmed(spans []Span, text string, start, end int) []Span {
	body := text[start:end]
	start += len(body) - len(strings.TrimLeftFunc(body, unicode.IsSpace))
	end -= len(body) - len(strings.TrimRightFunc(body, unicode.IsSpace))
	if start < end {
		spans = append(spans, Span{start, end})
	}
	return spans
}

// endsSentence decides about one terminator: before ends with it, after is what follows
// it and its closing quotes and brackets.
func endsSentence(before string, terminator rune, after string) bool {
	if after == "" {
		return true
	}
	next, _ := utf8.DecodeRuneInString(after)
	if !unicode.IsSpace(next) {
		return false // "12.30", "z.B.", "www.stadt.de"
	}
	word := firstWord(after)
	if first, _ := utf8.DecodeRuneInString(word); unicode.IsLower(first) {
		return false // German sentences start with a capital
	}
	if terminator != '.' {
		return true
	}
	return stopEndsSentence(strings.TrimSuffix(before, "."), word)
}

// stopEndsSentence decides about a full stop between before and the word next.
func stopEndsSentence(before, next string) bool {
	token := lastToken(before)
	atStart := strings.TrimSpace(before[:len(before)-len(token)]) == ""
	switch {
	case token == "":
		return true
	case isNumbering(token):
		// "am 3. Mai", "2. Stock", "bis 31.12. Die Frist": an ordinal, unless a word follows
		// that starts sentences. At the start it is the number of a list item.
		return !atStart && !isMonth(next) && startsSentences[next]
	case utf8.RuneCountInString(token) == 1:
		return isUpperUnit(before, token) && startsSentences[next]
	case firmAbbreviations[strings.ToLower(token)]:
		return false
	case isAbbreviation(token):
		return startsSentences[next]
	}
	return true
}

// isNumbering says whether the full stop after token may belong to a number: one to three
// digits, a date without its year, or a Roman numeral.
func isNumbering(token string) bool {
	digits := 0
	for _, r := range token {
		switch {
		case r >= '0' && r <= '9':
			if digits++; digits > 3 {
				return false
			}
		case r == '.' && digits > 0 && digits < 3:
			digits = 0
		default:
			return isRoman(token)
		}
	}
	return digits > 0
}

func isRoman(token string) bool {
	return len(token) < 6 && strings.Trim(token, "IVX") == ""
}

// isUpperUnit is true for a single capital that ends a phrase ("Vitamin C", "Zone B"),
// not for an initial after another initial or at the start ("J. S. Bach").
func isUpperUnit(before, token string) bool {
	r, _ := utf8.DecodeRuneInString(token)
	rest := strings.TrimRight(before[:len(before)-len(token)], " ")
	return unicode.IsUpper(r) && rest != "" && !strings.HasSuffix(rest, ".")
}

// isAbbreviation says whether token, written before a full stop, is cut short: it is
// listed, it holds a full stop after very short parts ("i.d.R"), or it has no vowel.
func isAbbreviation(token string) bool {
	lower := strings.ToLower(token)
	if looseAbbreviations[token] || looseAbbreviations[lower] || strings.HasSuffix(lower, "str") {
		return true
	}
	if strings.Contains(token, ".") {
		for part := range strings.SplitSeq(token, ".") {
			if utf8.RuneCountInString(part) > 3 {
				return false
			}
		}
		return true
	}
	return utf8.RuneCountInString(token) <= 5 && !strings.ContainsAny(token, "aeiouyäöüAEIOUYÄÖÜ0123456789") &&
		token != strings.ToUpper(token)
}

// lastToken is the run without white space, brackets or quotes at the end of s.
func lastToken(s string) string {
	i := strings.LastIndexFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || isCloser(r) || strings.ContainsRune("([{„‚«/–§", r)
	})
	if i < 0 {
		return s
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return s[i+size:]
}

// firstWord is the first run of letters and digits of s, past white space and opening marks.
func firstWord(s string) string {
	s = strings.TrimLeftFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || isCloser(r) || strings.ContainsRune("([{„‚«", r)
	})
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if end < 0 {
		return s
	}
	return s[:end]
}

func isTerminator(r rune) bool { return r == '.' || r == '!' || r == '?' || r == '…' }

func isCloser(r rune) bool { return strings.ContainsRune(`)]}"'”“’‘»›‹`, r) }
