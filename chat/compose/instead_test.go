package compose

import (
	"strings"
	"testing"

	"auskunft/chat/llm/llmtest"
)

// TestModelLeavesNoHoleInParts has what stands instead of a dropped sentence: whole, once, and under its own name.
func TestModelLeavesNoHoleInParts(t *testing.T) {
	const (
		both  = "- 96,00 Euro für den ersten Hund\n- 132,00 Euro für den zweiten Hund"
		other = "Unter 24 Jahren sind es 22,80 Euro."
		list  = "Hundesteuer anmelden – Gebühren:\n96,00 Euro für den ersten Hund\n132,00 Euro für den zweiten Hund"
	)
	free := saidSentence{freeSentence, []saidQuote{{4, freeSentence}}}
	statute := feeTask
	statute.Hits = dogTax()
	statute.Hits[1].Passage.Text = "(2) Die Hundesteuer ist eine Gemeindesteuer."
	for name, c := range map[string]struct {
		task      Task
		sentences []saidSentence
		want      string
	}{
		"items of one list stand under one heading": {feeTask,
			[]saidSentence{{"Zwei Hunde kosten 228 Euro.", []saidQuote{{4, "96,00 Euro für den ersten Hund"}, {4, "132,00 Euro für den zweiten Hund"}}}, free},
			list + "\n" + freeSentence},
		"what another sentence tells of it in part is told as a whole": {feeTask,
			[]saidSentence{{"Für den ersten Hund zahlen Sie 96 Euro.", []saidQuote{{4, both}}}, {"Für den zweiten Hund zahlen Sie 123 Euro.", []saidQuote{{4, both}}}, free}, "Für den ersten Hund zahlen Sie 96 Euro.\n" + list + "\n" + freeSentence},
		"what another sentence tells wholly is told once": {feeTask,
			[]saidSentence{free, {"Für Hunde wird keine Steuer erhoben.", []saidQuote{{4, freeSentence}}}}, freeSentence},
		"another document is named": {feeTask,
			[]saidSentence{free, {"Für den Hund zahlen Sie 22,80 Euro.", []saidQuote{{7, other}}}}, freeSentence + "\nPersonalausweis – " + other},
		"a statute's number is left out": {statute,
			[]saidSentence{{"Die Hundesteuer ist eine Landessteuer.", []saidQuote{{2, "(2) Die Hundesteuer ist eine Gemeindesteuer."}}}, free},
			"Die Hundesteuer ist eine Gemeindesteuer.\n" + freeSentence},
	} {
		t.Run(name, func(t *testing.T) {
			drafts, report := composed(t, modelAt(t, llmtest.New(t, llmtest.Reply{Text: saysAll(c.sentences)})), c.task)
			if got := text(drafts); got != c.want {
				t.Errorf("got %q, want %q; dropped %v", got, c.want, report.Dropped)
			}
		})
	}
}

// TestModelIsToldWhereNothingIsProven has what the model wanted to say behind what the built-in composer answers: once, in the
// town's words, and from its first try when the second has nothing.
func TestModelIsToldWhereNothingIsProven(t *testing.T) {
	const other, named = "Unter 24 Jahren sind es 22,80 Euro.", "Personalausweis – Unter 24 Jahren sind es 22,80 Euro."
	identity := strings.ReplaceAll(says("Für den Ausweis zahlen Sie 99 Euro.", other), `"passage":4`, `"passage":7`)
	const second, wrong = "132,00 Euro für den zweiten Hund", "Der zweite Hund kostet 123 Euro im Jahr."
	plain, _ := composed(t, modelAt(t, llmtest.New(t, llmtest.Reply{Text: says()}, llmtest.Reply{Text: says()})), feeTask)
	for name, c := range map[string]struct {
		replies []string
		more    string
	}{
		"both tries":     {[]string{identity, identity}, named},
		"the first":      {[]string{identity, says()}, named},
		"from nowhere":   {[]string{says(wrong, "123 Euro im Jahr"), says(wrong, "123 Euro im Jahr")}, ""},
		"said already":   {[]string{says(wrong, second), says(wrong, second)}, ""},
		"nothing at all": {[]string{says(), says()}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var replies []llmtest.Reply
			for _, text := range c.replies {
				replies = append(replies, llmtest.Reply{Text: text})
			}
			drafts, report := composed(t, modelAt(t, llmtest.New(t, replies...)), feeTask)
			want := text(plain)
			if c.more != "" {
				want += "\n" + c.more
			}
			if got := text(drafts); got != want || report.GeneratedBy != ExtractiveName {
				t.Errorf("got %q by %s, want %q", got, report.GeneratedBy, want)
			}
		})
	}
}
