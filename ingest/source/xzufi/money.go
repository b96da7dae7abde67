package xzufi

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"auskunft"
)

// fees reads modulKosten: what the source writes about them, and the amounts it states.
func (r *reading) fees() {
	for _, m := range r.node.all("modulKosten") {
		text := r.text(m, "beschreibung")
		if text != "" {
			r.texts[auskunft.FieldFees] = append(r.texts[auskunft.FieldFees], text)
		}
		fees := feesOf(lines([]string{text}))
		currency := "EUR"
		if c := m.find("waehrung"); len(c) > 0 {
			if code := strings.ToUpper(firstText(c[0])); code != "" {
				currency = code
			}
		}
		for _, a := range m.find("betrag") {
			cents, ok := parseAmount(a.text)
			if !ok {
				continue
			}
			said := slices.ContainsFunc(fees, func(f auskunft.Fee) bool { return f.Cents == cents })
			if said || mentions(text, cents) {
				continue
			}
			fees = append(fees, auskunft.Fee{Cents: cents, Currency: currency})
			r.texts[auskunft.FieldFees] = append(r.texts[auskunft.FieldFees], formatAmount(cents, currency))
		}
		r.service.Fees = append(r.service.Fees, fees...)
		r.keepStructured("kosten", m)
	}
}

// times reads modulFrist and modulBearbeitungsdauer.
func (r *reading) times() {
	for _, t := range []struct {
		module, meta string
		field        auskunft.Field
	}{{"modulFrist", "frist", auskunft.FieldDeadlines}, {"modulBearbeitungsdauer", "bearbeitungsdauer", auskunft.FieldDuration}} {
		for _, m := range r.node.all(t.module) {
			text := r.text(m, "beschreibung")
			if text == "" && len(m.all("beschreibung")) == 0 {
				text = duration(m)
			}
			if text != "" {
				r.texts[t.field] = append(r.texts[t.field], text)
			}
			r.keepStructured(t.meta, m)
		}
	}
}

// duration is "14 Tage" of the structured parts, "" when they are not there.
func duration(m *node) string {
	amounts, units := m.find("dauer"), m.find("einheit")
	if len(amounts) != 1 || len(units) != 1 {
		return ""
	}
	unit := units[0].value("name")
	if unit == "" {
		unit = firstText(units[0])
	}
	if value := firstText(amounts[0]); value != "" && unit != "" {
		return value + " " + unit
	}
	return ""
}

// firstText is the first text in n or below it.
func firstText(n *node) string {
	if text := strings.TrimSpace(n.text); text != "" {
		return text
	}
	for _, c := range n.children {
		if text := firstText(c); text != "" {
			return text
		}
	}
	return ""
}

// keepStructured keeps the parts of a module that are known and no text; what is not
// known stays unread and is reported.
func (r *reading) keepStructured(name string, m *node) {
	for _, part := range []string{"typ", "betrag", "waehrung", "dauer", "einheit", "positionDarstellung"} {
		for _, n := range m.find(part) {
			r.keep(name+"."+strings.ToLower(part), n)
		}
	}
}

var (
	amountPattern = regexp.MustCompile(`(\d{1,3}(?:\.\d{3})+|\d+)(?:[,.](\d{2}))?\s*(?:[Ee]uros?|EUR|€)`)
	perPattern    = regexp.MustCompile(`(?i)\b(?:im|pro|je|jeden|jedes|für jeden|für jedes|pro angefangenem?n?)\s+(Jahr|Monat|Tag|Woche|Stunde)\b|\b(jährlich|monatlich|täglich|wöchentlich)\b`)
)

var perAdverbs = map[string]string{"jährlich": "Jahr", "monatlich": "Monat", "täglich": "Tag", "wöchentlich": "Woche"}

// feesOf makes a fee of each line; its amount is set when the line has exactly one.
func feesOf(lines []string) []auskunft.Fee {
	var fees []auskunft.Fee
	for _, line := range lines {
		fee := auskunft.Fee{Text: line}
		if found := amountPattern.FindAllStringSubmatch(line, -1); len(found) == 1 {
			if cents, ok := parseAmount(strings.ReplaceAll(found[0][1], ".", "") + "." + found[0][2]); ok {
				fee.Cents, fee.Currency = cents, "EUR"
			}
		}
		if m := perPattern.FindStringSubmatch(line); m != nil && fee.Cents > 0 {
			fee.Per = m[1] + perAdverbs[strings.ToLower(m[2])]
		}
		fees = append(fees, fee)
	}
	return fees
}

// parseAmount reads "28", "28.5" or "28,50" as 2800, 2850 and 2850.
func parseAmount(s string) (cents int64, ok bool) {
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

// mentions says whether a text states an amount.
func mentions(text string, cents int64) bool {
	for _, m := range amountPattern.FindAllStringSubmatch(text, -1) {
		if said, ok := parseAmount(strings.ReplaceAll(m[1], ".", "") + "." + m[2]); ok && said == cents {
			return true
		}
	}
	return false
}

// formatAmount is how an amount is written: "28,00 Euro".
func formatAmount(cents int64, currency string) string {
	if currency == "EUR" {
		currency = "Euro"
	}
	return fmt.Sprintf("%d,%02d %s", cents/100, cents%100, currency)
}
