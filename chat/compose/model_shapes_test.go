package compose

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"auskunft/chat/llm"
	"auskunft/chat/llm/llmtest"
	"auskunft/chat/proof"
)

// A model that does not keep to the form it was asked for: what of it can be read and proven is
// said, and nothing else.
func TestModelInOddForms(t *testing.T) {
	good := says(goodSentence, goodQuote)
	one := strings.TrimSuffix(strings.TrimPrefix(good, `{"sentences":[`), "]}")
	twice := saysAll([]saidSentence{{goodSentence, []saidQuote{{4, goodQuote}}}, {freeSentence, []saidQuote{{4, freeSentence}}}})
	const byModel, byTexts = true, false
	for name, c := range map[string]struct {
		text  string
		model bool // whose words are said
	}{
		"fence":                      {"```json\n" + good + "\n```", byModel},
		"prose around":               {"Gern! Hier ist die Antwort:\n" + good + "\nNoch etwas?", byModel},
		"prose alone":                {"Für den ersten Hund zahlen Sie 96 Euro im Jahr.", byTexts},
		"JSON twice":                 {good + "\n" + says(freeSentence, freeSentence), byModel},
		"a list of sentences":        {"[" + one + "]", byTexts},
		"other keys":                 {`{"answer": "` + goodSentence + `"}`, byTexts},
		"keys besides":               {strings.Replace(good, `{"text"`, `{"confidence":0.9,"text"`, 1), byModel},
		"in another object":          {`{"answer": ` + good + `}`, byTexts},
		"string cut short":           {good[:len(good)-20], byTexts},
		"quote as a text":            {`{"sentences":[{"text":"` + goodSentence + `","quotes":"` + freeSentence + `"}]}`, byTexts},
		"number as a text":           {strings.Replace(good, `"passage":4`, `"passage":"4"`, 1), byTexts},
		"half a number":              {strings.Replace(good, `"passage":4`, `"passage":4.5`, 1), byTexts},
		"passage 0":                  {strings.Replace(good, `"passage":4`, `"passage":0`, 1), byTexts},
		"passage -1":                 {strings.Replace(good, `"passage":4`, `"passage":-1`, 1), byTexts},
		"passage 999":                {strings.Replace(good, `"passage":4`, `"passage":999`, 1), byTexts},
		"passage beyond all numbers": {strings.Replace(good, `"passage":4`, `"passage":1e99`, 1), byTexts},
		"text is null":               {`{"sentences":[{"text":null,"quotes":null}]}`, byTexts},
		"null":                       {"null", byTexts},
		"nested deeply":              {`{"sentences":[{"text":` + strings.Repeat("[", 50_000), byTexts},
		"nested and closed":          {`{"sentences":[{"text":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}]}`, byTexts},
		"open brackets first":        {strings.Repeat("{", 30) + good, byTexts},
		"ten megabytes":              {`{"sentences":[{"text":"` + strings.Repeat("Hund ", 2<<20), byTexts},
		"ten megabytes behind":       {good + strings.Repeat(" ", 10<<20), byModel},
		"a sentence of 200 kB":       {says(strings.Repeat("Die Steuer beträgt 96 Euro. ", 7_000), goodQuote), byTexts},
		"a quote of 5,000":           {says(goodSentence, goodQuote+strings.Repeat(" für den ersten Hund", 250)), byTexts},
		"500 quotes":                 {saysAll([]saidSentence{{goodSentence, manyQuotes(500)}}), byTexts},
		"invalid UTF-8":              {says("Für den ersten H\xffnd zahlen Sie 96 Euro im Jahr.", goodQuote), byTexts},
		"half a surrogate pair":      {strings.Replace(good, "Hund zahlen", `H\ud83dnd zahlen`, 1), byTexts},
		"a stray sign":               {says(strings.TrimSuffix(goodSentence, ".")+" \ufffd.", goodQuote), byModel},
		"digits the other way round": {says("Für den ersten Hund zahlen Sie \u202e96\u202c Euro im Jahr.", goodQuote), byModel},
		"English":                    {says("The dog tax for the first dog is 96 euros a year.", goodQuote), byTexts},
		"Chinese":                    {says("第一只狗每年缴纳96欧元。", goodQuote), byTexts},
		"Chinese without figures":    {says("导盲犬不需要缴税。", freeSentence), byTexts},
		"no words":                   {says("96 – 96, 96!", goodQuote), byTexts},
		"thoughts":                   {"<think>Vielleicht 69 Euro? {\"sentences\": 5}</think>" + good, byModel},
		"thoughts in the middle":     {good[:30] + "<think>oder 69?</think>" + good[30:], byModel},
		"thoughts without an end":    {"<think>" + good, byTexts},
		"thoughts in German":         {"Gedanken: Ich suche die Textstelle.\n\nAntwort: " + good, byModel},
		"channels":                   {"<|channel|>analysis<|message|>69 oder 96?<|end|><|start|>assistant<|channel|>final<|message|>" + good, byModel},
		"the whole twice over":       {twice + twice, byModel},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			drafts, report := composed(t, modelAt(t, llmtest.New(t, llmtest.Reply{Text: c.text, Piece: 4096})), feeTask)
			if len(drafts) == 0 || (report.GeneratedBy == "test-model") != c.model {
				t.Fatalf("%d sentences by %s, %v", len(drafts), report.GeneratedBy, report.Fallback)
			}
			said := text(drafts)
			said = strings.Replace(said, "Jahr .", "Jahr.", 1)
			if got := strings.HasPrefix(said, goodSentence); got != c.model {
				t.Errorf("said %q", said)
			}
			if strings.ContainsAny(said, "\ufffd\u202e<|") || strings.Contains(said, "69") || strings.Contains(said, "Gedanken") {
				t.Errorf("said %q", said)
			}
		})
	}
}

func manyQuotes(n int) (quotes []saidQuote) {
	for i := range n {
		quotes = append(quotes, saidQuote{i, "Die Steuer beträgt"})
	}
	return quotes
}

// The same sentence over and over is said once, and of 500 no more are read than could be said twice over.
func TestModelThatCannotStop(t *testing.T) {
	var same, invented []string
	for i := range 500 {
		same = append(same, goodSentence, goodQuote)
		invented = append(invented, fmt.Sprintf("Der erste Hund kostet %d Euro.", 1000+i), goodQuote)
	}
	for name, c := range map[string]struct {
		said    []string
		by      string
		dropped int
	}{
		"the same":       {same, "test-model", 0},
		"inventions":     {invented, ExtractiveName, 2 * 2 * DefaultSentences},
		"first good":     {append([]string{goodSentence, goodQuote}, invented...), "test-model", 2*DefaultSentences - 1},
		"good in time":   {append(invented[:20:20], same[:2]...), "test-model", 10},
		"good too late":  {append(invented[:100:100], same[:2]...), ExtractiveName, 2 * 2 * DefaultSentences},
		"nothing, twice": {append(invented[:2:2], invented[:2]...), ExtractiveName, 2 * 2},
	} {
		server := llmtest.New(t, llmtest.Reply{Text: says(c.said...), Piece: 4096})
		drafts, report := composed(t, modelAt(t, server), feeTask)
		if report.GeneratedBy != c.by || len(report.Dropped) != c.dropped || strings.Count(text(drafts), goodSentence) > 1 ||
			c.by == "test-model" && !strings.Contains(text(drafts), goodSentence) {
			t.Errorf("%s: %q by %s, %d dropped", name, text(drafts), report.GeneratedBy, len(report.Dropped))
		}
		if all := server.Requests(); len(all) == 2 && strings.Count(all[1].Messages[3].Text, "\n- ") > maxFaults {
			t.Errorf("%s: the model is told too much: %s", name, all[1].Messages[3].Text)
		}
	}
}

// Who has waited long for nothing is not made to wait for a second try.
func TestModelRepairsSoonOrNever(t *testing.T) {
	server := llmtest.New(t, llmtest.Reply{Text: says(badSentence, goodQuote)}, llmtest.Reply{Text: says(goodSentence, goodQuote)})
	m := modelAt(t, server)
	m.repairs = 0
	drafts, report := composed(t, m, feeTask)
	if report.GeneratedBy != ExtractiveName || len(drafts) == 0 || len(server.Requests()) != 1 {
		t.Errorf("%q by %s after %d calls", text(drafts), report.GeneratedBy, len(server.Requests()))
	}
}

// An answer names the model that worded it, also when it was told to stop.
func TestAnswerNamesWhoWordedIt(t *testing.T) {
	long := says(goodSentence, goodQuote) + strings.Repeat(" ", 10*maxRest)
	for name, second := range map[string]llmtest.Reply{
		"ends":         {Text: says(goodSentence, goodQuote)},
		"is stopped":   {Text: long},
		"breaks later": {Text: long[:len(long)-20*maxRest/2+8], Fault: llmtest.Cut, After: 99},
	} {
		t.Run(name, func(t *testing.T) {
			away, there := llmtest.New(t, llmtest.Reply{Status: 500}), llmtest.New(t, second)
			model, err := llm.New(llm.Config{BaseURL: away.URL(), Model: "first", Fallback: llm.Endpoint{BaseURL: there.URL(), Model: "second"}})
			if err != nil {
				t.Fatal(err)
			}
			drafts, report := composed(t, NewModel(model).Freely(), feeTask)
			if text(drafts) != goodSentence || report.GeneratedBy != "second" {
				t.Errorf("%q by %s", text(drafts), report.GeneratedBy)
			}
		})
	}
}

// A judge is asked while its answer holds the only slot there is.
func TestJudgeSharesTheSlot(t *testing.T) {
	server := llmtest.NewFunc(t, func(r llmtest.Request) llmtest.Reply {
		if strings.Contains(r.Prompt(), "<beleg>") {
			return llmtest.Reply{Text: `{"follows": false}`}
		}
		return llmtest.Reply{Text: says(goodSentence, goodQuote, freeSentence, freeSentence)}
	})
	model, err := llm.New(llm.Config{BaseURL: server.URL(), Model: "test-model", Slots: 1})
	if err != nil {
		t.Fatal(err)
	}
	judge := NewJudge(model)
	judge.task.Budget = 20 * time.Second
	_, report := composed(t, NewModel(model).Freely().JudgedBy(judge), feeTask)
	if len(report.Dropped) < 2 || report.Dropped[0].Rejection.Reason != proof.NotEntailed {
		b, _ := json.Marshal(report.Dropped)
		t.Errorf("dropped %s", b)
	}
}
