package guard

import (
	"strconv"
	"strings"
	"time"

	"auskunft/internal/regex"
)

// Ages are how old those are, in whole years, whose dates of birth a text tells. The dates themselves stay in the text, which is masked
// afterwards: fees and papers go by the age.
func (m *Masker) Ages(text string, now time.Time) (years []float64) {
	for _, f := range m.Find(text) {
		if f.Data != BirthDate {
			continue
		}
		if born, ok := dayOf(text[f.Start:f.End], now); ok {
			age := now.Year() - born.Year()
			if now.Month() < born.Month() || now.Month() == born.Month() && now.Day() < born.Day() {
				age--
			}
			years = append(years, float64(age))
		}
	}
	return years
}

var (
	dayFirst  = regex.MustCompile(`^\D*(\d{1,2})[./]\s?(\d{1,2})[./]\s?(\d{4}|\d{2})$`)
	yearFirst = regex.MustCompile(`^\D*(\d{4})-(\d{2})-(\d{2})$`)
	monthName = regex.MustCompile(`^\D*(\d{1,2})\.\s?(\p{L}{3})\p{L}*\.?\s(\d{4}|\d{2})$`)
)

// months are the first letters of their names; Jänner is January, too.
var months = map[string]int{"jan": 1, "jän": 1, "feb": 2, "mär": 3, "apr": 4, "mai": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "okt": 10, "nov": 11, "dez": 12}

// dayOf reads a date as BirthDate's recogniser takes it; ok is false for a day that there was not, or that is to come. A year of two
// digits is the last one that has them.
func dayOf(date string, now time.Time) (day time.Time, ok bool) {
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	var y, m, d int
	if g := dayFirst.FindStringSubmatch(date); g != nil {
		y, m, d = number(g[3]), number(g[2]), number(g[1])
	} else if g := yearFirst.FindStringSubmatch(date); g != nil {
		y, m, d = number(g[1]), number(g[2]), number(g[3])
	} else if g := monthName.FindStringSubmatch(date); g != nil {
		y, m, d = number(g[3]), months[strings.ToLower(g[2])], number(g[1])
	}
	if y < 100 {
		if y += now.Year() / 100 * 100; y > now.Year() {
			y -= 100
		}
	}
	day = time.Date(y, time.Month(m), d, 0, 0, 0, 0, now.Location())
	return day, m > 0 && d > 0 && day.Day() == d && !day.After(now)
}
