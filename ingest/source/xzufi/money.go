package xzufi

import (
	"fmt"
	"slices"
	"strings"

	"auskunft"
	"auskunft/ingest/source/render"
)

// fees reads modulKosten: what the source writes about them, and the amounts it states.
func (r *reading) fees() {
	for _, m := range r.node.all("modulKosten") {
		text := r.text(m, "beschreibung")
		if text != "" {
			r.texts[auskunft.FieldFees] = append(r.texts[auskunft.FieldFees], text)
		}
		fees := render.Fees(render.Lines(text))
		currency := "EUR"
		if c := m.find("waehrung"); len(c) > 0 {
			if code := strings.ToUpper(firstText(c[0])); code != "" {
				currency = code
			}
		}
		for _, a := range m.find("betrag") {
			cents, ok := render.ParseAmount(a.text)
			if !ok {
				continue
			}
			said := slices.ContainsFunc(fees, func(f auskunft.Fee) bool { return f.Cents == cents })
			if said || slices.Contains(render.Amounts(text), cents) {
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

// formatAmount is how an amount is written: "28,00 Euro".
func formatAmount(cents int64, currency string) string {
	if currency == "EUR" {
		currency = "Euro"
	}
	return fmt.Sprintf("%d,%02d %s", cents/100, cents%100, currency)
}
