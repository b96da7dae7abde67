package lexical

import (
	"bytes"
	"fmt"
)

// months are the folded names and abbreviations of the months, German and English.
var months = func() map[string]int {
	m := make(map[string]int)
	for i, names := range [12][]string{
		{"januar", "jan", "jänner", "january"}, {"februar", "feb", "february"}, {"märz", "mär", "mrz", "march"},
		{"april", "apr"}, {"mai", "may"}, {"juni", "jun", "june"}, {"juli", "jul", "july"}, {"august", "aug"},
		{"september", "sep", "sept"}, {"oktober", "okt", "october", "oct"}, {"november", "nov"},
		{"dezember", "dez", "december", "dec"},
	} {
		for _, n := range names {
			m[fold(n)] = i + 1
		}
	}
	return m
}()

// number reads a number at token i: its canonical text (no separators of thousands, a
// decimal comma, no trailing zeros after it) and the token after it. 1.200,00 is "1200".
func (s *scanner) number(i int) (text []byte, next int) {
	text = bytes.Clone(s.text(i))
	for i++; s.tied(i, digits, '.') && s.width(i) == 3 && s.width(i-1) <= 3; i++ {
		text = append(text, s.text(i)...)
	}
	if s.tied(i, digits, ',') {
		if decimals := bytes.TrimRight(s.text(i), "0"); len(decimals) > 0 {
			text = append(append(text, ','), decimals...)
		}
		i++
	}
	return text, i
}

// date reads "24.12.2025", "24. Dezember 2025", "24.12." or "2025-12-24" at token i. Its
// year is 0 when none is given. next is i when there is no date.
func (s *scanner) date(i int) (year, month, day, next int) {
	a, ok := s.small(i, 31)
	switch {
	case ok && s.tied(i+1, digits, '.'):
		day, next = a, i+2
		if month, ok = s.small(i+1, 12); !ok {
			return 0, 0, 0, i
		}
		if s.tied(i+2, digits, '.') {
			year, next = s.year(i+2), i+3
		} else if s.width(i) < 2 || s.width(i+1) < 2 || s.followedBy(i+2, "uhr") {
			return 0, 0, 0, i // 2.5 is a number, 08.30 Uhr a time
		}
	case ok && i+1 < len(s.tokens) && months[string(s.text(i+1))] > 0:
		day, month, next = a, months[string(s.text(i+1))], i+2
		if i+2 < len(s.tokens) && s.tokens[i+2].class == digits && s.width(i+2) == 4 {
			year, next = s.year(i+2), i+3
		}
	case s.width(i) == 4 && s.tied(i+1, digits, '-') && s.tied(i+2, digits, '-'):
		year, next = s.year(i), i+3
		if month, ok = s.small(i+1, 12); !ok {
			return 0, 0, 0, i
		}
		if day, ok = s.small(i+2, 31); !ok {
			return 0, 0, 0, i
		}
	default:
		return 0, 0, 0, i
	}
	if day == 0 || month == 0 {
		return 0, 0, 0, i
	}
	return year, month, day, next
}

// clock reads "8 Uhr", "8:00", "08.30 Uhr" at token i; next is i when there is no time.
func (s *scanner) clock(i int) (hour, minute, next int) {
	hour, ok := s.small(i, 24)
	if !ok {
		return 0, 0, i
	}
	if s.tied(i+1, digits, ':') || s.tied(i+1, digits, '.') && s.followedBy(i+2, "uhr") {
		if minute, ok = s.small(i+1, 59); ok && s.width(i+1) == 2 {
			if s.followedBy(i+2, "uhr") {
				return hour, minute, i + 3
			}
			return hour, minute, i + 2
		}
		return 0, 0, i
	}
	if s.followedBy(i+1, "uhr") {
		return hour, 0, i + 2
	}
	return 0, 0, i
}

// tied reports whether token i is of class c and hangs on the token before by glue.
func (s *scanner) tied(i int, c class, glue byte) bool {
	return i < len(s.tokens) && s.tokens[i].class == c && s.tokens[i].glue == glue
}

func (s *scanner) width(i int) int { return s.tokens[i].end - s.tokens[i].start }

func (s *scanner) followedBy(i int, word string) bool {
	return i < len(s.tokens) && string(s.text(i)) == word
}

// small is the value of a token of one or two digits, at most limit.
func (s *scanner) small(i, limit int) (value int, ok bool) {
	t := s.text(i)
	if s.tokens[i].class != digits || len(t) > 2 {
		return 0, false
	}
	for _, c := range t {
		if c < '0' || c > '9' {
			return 0, false
		}
		value = value*10 + int(c-'0')
	}
	return value, value <= limit
}

// year is the year a token of two or four digits means, 0 for others.
func (s *scanner) year(i int) int {
	year := 0
	for _, c := range s.text(i) {
		if c < '0' || c > '9' {
			return 0
		}
		year = year*10 + int(c-'0')
	}
	switch s.width(i) {
	case 2:
		return 2000 + year
	case 4:
		return year
	}
	return 0
}

// paragraph reads "§ 12", "§ 12a", "Paragraph 12", "Art. 5" at token i as a term; next is i when there is none.
func (s *scanner) paragraph(i int) (text string, next int) {
	sign := ""
	switch string(s.text(i)) {
	case "§", "paragraph", "paragraf":
		sign = "§"
	case "art", "artikel", "article":
		sign = "art"
	default:
		return "", i
	}
	n := i + 1
	for s.followedBy(n, "§") {
		n++
	}
	if n >= len(s.tokens) || s.tokens[n].class == letters || s.tokens[n].class == symbol || s.width(n) > 6 {
		return "", i
	}
	return sign + string(s.text(n)), n + 1
}

func dateText(year, month, day int) string {
	if year == 0 {
		return fmt.Sprintf("--%02d-%02d", month, day)
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

func clockText(hour, minute int) string { return fmt.Sprintf("%d:%02d", hour, minute) }
