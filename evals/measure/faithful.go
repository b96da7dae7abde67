package measure

// Cited is one sentence with the quotes it points to.
type Cited struct {
	Text   string
	Quotes []string
}

// Faithful is the share of figures in the sentences that also stand in the quotes of the
// same sentence, and those that do not. Figures are compared by their Key, so another way
// of writing the same amount is faithful. Without figures it is 1.
//
// Worked example: "Es kostet 90 Euro, zahlbar bis 15. Mai." with the quote "Die Steuer
// beträgt 90,00 €." holds two figures, one of them faithful: 0.5.
func Faithful(sentences []Cited) (float64, []Number) {
	total := 0
	var invented []Number
	for _, s := range sentences {
		known := map[string]bool{}
		for _, quote := range s.Quotes {
			for _, n := range Numbers(quote) {
				known[n.Key] = true
			}
		}
		for _, n := range Numbers(s.Text) {
			total++
			if !known[n.Key] {
				invented = append(invented, n)
			}
		}
	}
	if total == 0 {
		return 1, nil
	}
	return 1 - float64(len(invented))/float64(total), invented
}
