package catalog

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"auskunft"
)

var german = message.NewPrinter(language.German)

// feeLine is one fee as a card shows it. The source's own wording wins; an amount alone is
// written the German way, "1.234,50 €".
func feeLine(f auskunft.Fee) string {
	amount := german.Sprintf("%.2f", float64(f.Cents)/100) + " " + strings.Replace(f.Currency, "EUR", "€", 1)
	if f.Per != "" {
		amount += fmt.Sprintf(say.Per, f.Per)
	}
	switch {
	case f.Text == "":
		return amount
	case f.Cents == 0 || containsAmount(f.Text):
		return f.Text
	default:
		return f.Text + ": " + amount
	}
}

// money is what the euro is called in the languages of the texts.
var money = regexp.MustCompile(`(?i)€|\beur(os?)?\b|avro|евро|євро|يورو`)

// containsAmount reports whether a text names a sum of money itself.
func containsAmount(text string) bool {
	return strings.ContainsAny(text, "0123456789") && money.MatchString(text)
}
