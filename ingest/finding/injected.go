package finding

import (
	"auskunft/ingest/extract"
	"auskunft/ingest/finding/injection"
)

// InjectionWarning is the code of the warning for text that gives orders to language models.
const InjectionWarning = "injection_suspected"

// maxSuspects bounds the warnings of one document.
const maxSuspects = 5

// Suspicious returns a warning for each stretch of an extracted text, and for each hidden
// one of an HTML original, that reads like orders to a language model. Ingestion adds them
// to the document's warnings; the text is stored as it is.
func Suspicious(text, format string, original []byte) []extract.Warning {
	var warnings []extract.Warning
	seen := map[string]bool{}
	add := func(sentence string) {
		if !seen[sentence] && len(warnings) < maxSuspects {
			seen[sentence] = true
			warnings = append(warnings, extract.Warning{Code: InjectionWarning, Detail: firstRunes(sentence, 300)})
		}
	}
	for _, f := range injection.Find(text) {
		add(text[f.Start:f.End])
	}
	if format == "html" {
		for _, sentence := range injection.Hidden(original) {
			add(sentence)
		}
	}
	return warnings
}

// findInjections reports documents with text that gives orders to language models, in their
// text or, as ingestion warned, hidden in their source.
func findInjections(c *corpus) []Finding {
	var found []Finding
	for _, d := range c.documents {
		f := Finding{Kind: Injection, Severity: Urgent, Visibility: d.Visibility}
		for _, s := range d.suspects {
			if len(f.Quotes) < maxSuspects {
				f.Reason = "text"
				f.Quotes = append(f.Quotes, d.quote(Doubted, s.Start, s.End))
			}
		}
		if f.Reason == "" && len(d.warnings) > 0 {
			f.Reason, f.Params = "hidden", map[string]string{"hidden": d.warnings[0]}
			f.Quotes = []Quote{d.name(Doubted)}
		}
		if f.Reason != "" {
			f.identify()
			found = append(found, f)
		}
	}
	return found
}
