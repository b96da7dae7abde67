package render

import (
	"regexp"
	"strconv"
	"strings"

	"auskunft"
	"auskunft/ingest/extract"
)

var listMark = regexp.MustCompile(`^(?:- |\d+\. )`)

// Lines are the blocks of HTML texts, without the marks of lists.
func Lines(texts ...string) []string {
	var out []string
	for _, text := range texts {
		var b extract.Builder
		if b.HTML(text) != nil {
			continue // said when the text is written
		}
		for line := range strings.Lines(b.Done().Text) {
			if line = listMark.ReplaceAllString(strings.TrimSpace(line), ""); line != "" {
				out = append(out, line)
			}
		}
	}
	return out
}

var (
	amountPattern = regexp.MustCompile(`(\d{1,3}(?:\.\d{3})+|\d+)(?:[,.](\d{2}))?\s*(?:[Ee]uros?|EUR|€)`)
	perPattern    = regexp.MustCompile(`(?i)\b(?:im|pro|je|jeden|jedes|für jeden|für jedes|pro angefangenem?n?)\s+(Jahr|Monat|Tag|Woche|Stunde)\b|\b(jährlich|monatlich|täglich|wöchentlich)\b`)
)

var perAdverbs = map[string]string{"jährlich": "Jahr", "monatlich": "Monat", "täglich": "Tag", "wöchentlich": "Woche"}

// Fees makes a fee of each line; its amount is set when the line has exactly one.
func Fees(lines []string) []auskunft.Fee {
	var fees []auskunft.Fee
	for _, line := range lines {
		fee := auskunft.Fee{Text: line}
		if found := Amounts(line); len(found) == 1 {
			fee.Cents, fee.Currency = found[0], "EUR"
		}
		if m := perPattern.FindStringSubmatch(line); m != nil && fee.Cents > 0 {
			fee.Per = m[1] + perAdverbs[strings.ToLower(m[2])]
		}
		fees = append(fees, fee)
	}
	return fees
}

// Amounts are the sums of euros that a text states, in cents.
func Amounts(text string) []int64 {
	var cents []int64
	for _, m := range amountPattern.FindAllStringSubmatch(text, -1) {
		if amount, ok := ParseAmount(strings.ReplaceAll(m[1], ".", "") + "." + m[2]); ok {
			cents = append(cents, amount)
		}
	}
	return cents
}

// ParseAmount reads "28", "28.5" or "28,50" as 2800, 2850 and 2850.
func ParseAmount(s string) (cents int64, ok bool) {
	whole, part, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(s), ",", "."), ".")
	if len(part) > 2 {
		if strings.Trim(part[2:], "0") != "" {
			return 0, false
		}
		part = part[:2]
	}
	part += strings.Repeat("0", 2-len(part))
	cents, err := strconv.ParseInt(whole+part, 10, 64)
	return cents, err == nil && cents >= 0 && whole != ""
}
