package compose

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/chat/proof"
	"auskunft/retrieval"
)

// passage makes a hit whose passage has this text, under a title and headings.
func passage(text string, titleAndHeadings ...string) retrieval.Hit {
	h := retrieval.Hit{
		Passage:  auskunft.Passage{ID: 7, DocumentID: 3, Text: text, Start: 100, End: 100 + len([]rune(text))},
		Document: auskunft.Document{ID: 3, Key: "leistungen/hundesteuer", Version: 2, Visibility: auskunft.Public},
	}
	if len(titleAndHeadings) > 0 {
		h.Document.Title = titleAndHeadings[0]
		h.Passage.Headings = titleAndHeadings[1:]
	}
	return h
}

// dogTax is a service as ingestion cuts it: one passage for each field.
func dogTax() []retrieval.Hit {
	document := auskunft.Document{ID: 11, Key: "hundesteuer", Version: 1, Title: "Hundesteuer anmelden", Kind: auskunft.ServiceDocument, Visibility: auskunft.Public}
	fields := []struct {
		field   auskunft.Field
		heading string
		text    string
	}{
		{auskunft.FieldSummary, "", "Wenn Sie einen Hund halten, müssen Sie ihn bei der Stadt anmelden und Hundesteuer zahlen."},
		{auskunft.FieldDescription, "Beschreibung", "Die Hundesteuer ist eine Gemeindesteuer. Steuerpflichtig ist, wer einen Hund im Haushalt hält. Die Steuer wird durch einen Bescheid festgesetzt und gilt auch für die folgenden Jahre."},
		{auskunft.FieldDocuments, "Erforderliche Unterlagen", "Bitte bringen Sie mit:\n- Personalausweis oder Reisepass\n- Nachweis über die Haftpflichtversicherung des Hundes\n- Nummer des Mikrochips"},
		{auskunft.FieldFees, "Gebühren", "Die Steuer beträgt im Jahr\n- 96,00 Euro für den ersten Hund\n- 132,00 Euro für den zweiten Hund\nFür Blindenführhunde wird keine Steuer erhoben."},
		{auskunft.FieldDeadlines, "Fristen", "Melden Sie den Hund innerhalb von 14 Tagen an. Die Steuer ist am 15. Februar fällig."},
		{auskunft.FieldResponsible, "Zuständige Stelle", "Zuständig ist das Steueramt im Rathaus, Zimmer 12."},
	}
	var hits []retrieval.Hit
	at := 0
	for i, f := range fields {
		p := auskunft.Passage{ID: int64(i + 1), DocumentID: 11, Ordinal: i, Text: f.text, Start: at, End: at + len([]rune(f.text)), Field: f.field}
		if f.heading != "" {
			p.Headings = []string{f.heading}
		}
		at = p.End + 1
		hits = append(hits, retrieval.Hit{Passage: p, Document: document, Score: 2 - float64(i)/10, Coverage: 1})
	}
	other := passage("Für die Ausstellung eines Personalausweises zahlen Sie 37,00 Euro. Unter 24 Jahren sind es 22,80 Euro.", "Personalausweis", "Gebühren")
	other.Document.ID, other.Passage.DocumentID, other.Score = 12, 12, 1.8
	return append(hits, other)
}

func answer(t *testing.T, task Task) []Draft {
	t.Helper()
	var drafts []Draft
	report, err := Extractive{}.Compose(t.Context(), task, func(d Draft) error {
		drafts = append(drafts, d)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if report.GeneratedBy != ExtractiveName || report.Fallback != nil || len(report.Dropped) > 0 {
		t.Errorf("report %+v", report)
	}
	for _, d := range drafts {
		if _, err := proof.Verify(d, task.Hits); err != nil {
			t.Errorf("%v: %q", err, d.Text)
		}
	}
	return drafts
}

func text(drafts []Draft) string {
	var texts []string
	for _, d := range drafts {
		texts = append(texts, d.Text)
	}
	return strings.Join(texts, "\n")
}

func TestExtractiveAnswersFromFields(t *testing.T) {
	for _, c := range []struct {
		question string
		first    string // in the first draft
		not      string // nowhere
	}{
		{"Was kostet die Hundesteuer?", "96,00 Euro", "37,00 Euro"},
		{"Wie hoch ist die Steuer für meinen Hund?", "96,00 Euro", "37,00 Euro"},
		{"Welche Unterlagen brauche ich, um meinen Hund anzumelden?", "Personalausweis oder Reisepass", "96,00 Euro"},
		{"Was muss ich mitbringen, wenn ich einen Hund anmelde?", "Haftpflichtversicherung", "96,00 Euro"},
		{"Bis wann muss ich meinen Hund anmelden?", "14 Tagen", "37,00"},
		{"Wer ist für die Hundesteuer zuständig?", "Steueramt", "37,00"},
		{"Was kostet ein Personalausweis?", "37,00 Euro", "96,00 Euro"},
	} {
		t.Run(c.question, func(t *testing.T) {
			drafts := answer(t, Task{Question: c.question, Hits: dogTax()})
			if len(drafts) == 0 {
				t.Fatal("no answer")
			}
			if !strings.Contains(drafts[0].Text, c.first) {
				t.Errorf("first sentence %q lacks %q", drafts[0].Text, c.first)
			}
			if all := text(drafts); strings.Contains(all, c.not) {
				t.Errorf("answer holds %q:\n%s", c.not, all)
			}
		})
	}
}

func TestExtractiveKeepsListsWithTheirLeadIn(t *testing.T) {
	drafts := answer(t, Task{Question: "Welche Unterlagen brauche ich für den Hund?", Hits: dogTax()})
	want := "Bitte bringen Sie mit:\nPersonalausweis oder Reisepass\nNachweis über die Haftpflichtversicherung des Hundes\nNummer des Mikrochips"
	if got := drafts[0].Text; !strings.HasSuffix(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if n := len(drafts[0].Quotes); n != 1 {
		t.Errorf("%d quotes for one run of text", n)
	}
}

func TestExtractiveNamesFragmentsByTheirHeading(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Ein bis zwei Wochen.", "Führungszeugnis – Bearbeitungsdauer: Ein bis zwei Wochen."},
		{"- online: sofort\n- per Post: zwei Wochen", "Führungszeugnis – Bearbeitungsdauer:\nonline: sofort\nper Post: zwei Wochen"},
		{"Die Bearbeitung dauert zurzeit etwa zwei Wochen.", "Die Bearbeitung dauert zurzeit etwa zwei Wochen."},
	} {
		hit := passage(c.text, "Führungszeugnis", "Bearbeitungsdauer")
		hit.Passage.Field = auskunft.FieldDuration
		drafts := answer(t, Task{Question: "Wie lange dauert ein Führungszeugnis?", Hits: []retrieval.Hit{hit}})
		if got := text(drafts); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestExtractiveTask(t *testing.T) {
	if drafts := answer(t, Task{Question: "Was kostet die Hundesteuer?"}); len(drafts) != 0 {
		t.Errorf("answer without passages: %v", drafts)
	}
	wanted := answer(t, Task{Question: "Hundesteuer", Wanted: []auskunft.Field{auskunft.FieldDeadlines}, Hits: dogTax()})
	if !strings.Contains(text(wanted), "15. Februar") {
		t.Errorf("wanted field is not there: %v", wanted)
	}
	if short := answer(t, Task{Question: "Was ist die Hundesteuer?", MaxSentences: 1, Hits: dogTax()}); len(short) != 1 {
		t.Errorf("%d sentences, want 1", len(short))
	}
	twice := append(dogTax(), dogTax()...)
	for i := range twice[7:] {
		twice[7+i].Passage.DocumentID, twice[7+i].Passage.ID = 99, int64(90+i)
	}
	drafts := answer(t, Task{Question: "Was kostet die Hundesteuer?", Hits: twice})
	texts := strings.Split(text(drafts), "\n")
	slices.Sort(texts)
	if len(slices.Compact(texts)) != len(strings.Split(text(drafts), "\n")) {
		t.Errorf("said twice: %v", drafts)
	}
}

func TestExtractiveSaysNothingTwice(t *testing.T) {
	hits := dogTax()
	again := hits[5]
	again.Passage.ID, again.Passage.Text, again.Passage.Field, again.Passage.Headings = 8, "Steueramt", auskunft.FieldContact, []string{"Kontakt"}
	again.Passage.Start = hits[5].Passage.End + 1
	again.Passage.End = again.Passage.Start + len("Steueramt")
	drafts := answer(t, Task{Question: "Wer ist für die Hundesteuer zuständig, und wen kann ich anrufen?", Hits: append(hits, again)})
	if got := text(drafts); strings.Count(got, "Steueramt") != 1 {
		t.Errorf("said twice: %v", drafts)
	}
}

func TestExtractiveTellsOfSynonyms(t *testing.T) {
	hit := passage("Für Reisen außerhalb Europas brauchen Sie einen Reisepass.\nDen Kinderreisepass gibt es seit 2024 nicht mehr.", "Reisepass beantragen")
	hit.Document.Synonyms = []string{"Kinderreisepass"}
	hit.Passage.Field = auskunft.FieldSummary
	drafts := answer(t, Task{Question: "Kinderreisepass", Overview: true, Hits: []retrieval.Hit{hit}})
	if len(drafts) == 0 || !strings.Contains(drafts[0].Text, "seit 2024 nicht mehr") {
		t.Errorf("got %q", text(drafts))
	}
}

func TestHowManyIsNoPrice(t *testing.T) {
	for question, want := range map[string]bool{
		"Ab wie viel Kilometern zahlt die Stadt die Fahrkarte?": false,
		"Wie viel Euro zahle ich?":                              true,
		"Wie viel muss ich zahlen?":                             true,
	} {
		if got := readQuestion(Task{Question: question}, plainWords{}).asksFor("fee"); got != want {
			t.Errorf("%s: %t", question, got)
		}
	}
}

func TestExtractiveStops(t *testing.T) {
	stop := errors.New("reader is gone")
	_, err := Extractive{}.Compose(t.Context(), Task{Question: "Was kostet die Hundesteuer?", Hits: dogTax()}, func(Draft) error { return stop })
	if !errors.Is(err, stop) {
		t.Errorf("got %v, want the error of emit", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = Extractive{}.Compose(ctx, Task{Question: "Was kostet die Hundesteuer?", Hits: dogTax()}, func(Draft) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func evidenceFor(task Task) Evidence { return Read(task).Evidence() }

func TestEvidence(t *testing.T) {
	good := evidenceFor(Task{Question: "Was kostet die Hundesteuer?", Hits: dogTax()})
	bad := evidenceFor(Task{Question: "Wann fährt der Nachtbus nach Bremen?", Hits: dogTax()})
	for name, better := range map[string]func(good, bad float64) bool{
		"page":    func(good, bad float64) bool { return good > bad },
		"unit":    func(good, bad float64) bool { return good > bad },
		"missing": func(good, bad float64) bool { return good < bad },
		"lacking": func(good, bad float64) bool { return good < bad },
	} {
		i := slices.Index(EvidenceNames(), name)
		if !better(good[i], bad[i]) {
			t.Errorf("%s: good %.2f, bad %.2f", name, good[i], bad[i])
		}
	}
	if none := evidenceFor(Task{Question: "Was kostet die Hundesteuer?"}); none != nil {
		t.Errorf("without passages: %v", none)
	}
}

func TestIntents(t *testing.T) {
	for question, want := range map[string]string{
		"Wie lange dauert es, bis mein Reisepass fertig ist?": "duration span",
		"Wie lange ist ein Reisepass gültig?":                 "span",
		"Wann muss die Hundesteuer überwiesen werden?":        "due deadline hours duty",
		"Wie früh muss ich den Platz anmelden?":               "deadline duty",
		"Welche Stelle ist zuständig?":                        "responsible",
		"Wo rufe ich an?":                                     "contact place",
		"Welches Formular brauche ich?":                       "documents form",
	} {
		var got []string
		for _, in := range readQuestion(Task{Question: question}, plainWords{}).intents {
			got = append(got, in.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", question, got, want)
		}
	}
}

func TestNumerals(t *testing.T) {
	v := plainWords{}
	asked := func(stem string) Word { return withNumerals(Word{Stem: stem}) }
	for _, c := range []struct {
		want Word
		text string
		same bool
	}{
		{asked("2"), "für den zweiten Hund", true},
		{asked("zweit"), "2 Hunde", false}, // the words of a text hold no numbers without the search's vocabulary
		{asked("3"), "ab drei Jahren", true},
		{asked("3"), "ab dreißig Jahren", false},
		{asked("hund"), "der zweite", false},
	} {
		if got := bestMatch(c.want, v.Words(c.text)) >= .8; got != c.same {
			t.Errorf("%v in %q: %t", c.want, c.text, got)
		}
	}
}

func TestTwoThingsOfOneMatter(t *testing.T) {
	for _, c := range []struct{ question, first, second string }{
		{"Was kostet der zweite Hund und bis wann muss ich ihn anmelden?", "132,00 Euro", "innerhalb von 14 Tagen"},
		{"Bis wann muss ich den Hund anmelden und was kostet die Steuer?", "innerhalb von 14 Tagen", "96,00 Euro"},
		{"Was kostet der Hund und was kostet er im Jahr?", "96,00 Euro", ""}, // the same is asked twice
	} {
		drafts := answer(t, Task{Question: c.question, Hits: dogTax()})
		for i, want := range []string{c.first, c.second} {
			if want != "" && (len(drafts) <= i || !strings.Contains(drafts[i].Text, want)) {
				t.Errorf("%s: draft %d lacks %q: %+v", c.question, i, want, drafts)
			}
		}
	}
}

// Of two pages that have the words of a question, the one whose answer says them is answered from: the other has them here
// and there.
func TestPageWhoseAnswerSaysIt(t *testing.T) {
	scattered := passage("Kerzen sind im Saal verboten. Für den Verkauf von Karten ist die Kasse da. Wer das Internet nutzen will, fragt nach dem Kennwort.", "Stadthalle")
	scattered.Document.ID, scattered.Passage.DocumentID, scattered.Score = 21, 21, 1.05
	told := passage("Auch der Verkauf von Kerzen im Internet ist ein Gewerbe.", "Nebenberuf")
	told.Document.ID, told.Passage.DocumentID, told.Score = 22, 22, 1
	for question, want := range map[string]int64{
		"Ist der Verkauf von Kerzen im Internet ein Gewerbe?": 22,
		"Wer bekommt in der Stadthalle ein Kennwort?":         21,
	} {
		if got := Read(Task{Question: question, Hits: []retrieval.Hit{scattered, told}}).Document(); got != want {
			t.Errorf("%q is answered from %d, want %d", question, got, want)
		}
	}
}
