package compose

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat/llm"
	"auskunft/chat/llm/llmtest"
	"auskunft/chat/proof"
)

// says is the JSON of an answer: pairs of a sentence and its quote from passage 4, the
// fees of dogTax.
func says(pairs ...string) string {
	var all []saidSentence
	for i := 0; i+1 < len(pairs); i += 2 {
		all = append(all, saidSentence{pairs[i], []saidQuote{{4, pairs[i+1]}}})
	}
	return saysAll(all)
}

// saidSentence and saidQuote are what a model's answer is made of, as its JSON has them.
type saidSentence struct {
	Text   string      `json:"text"`
	Quotes []saidQuote `json:"quotes"`
}

type saidQuote struct {
	Passage int    `json:"passage"`
	Quote   string `json:"quote"`
}

// saysAll is the JSON of an answer.
func saysAll(sentences []saidSentence) string {
	b, err := json.Marshal(map[string]any{"sentences": sentences})
	if err != nil {
		panic(err)
	}
	return string(b)
}

func modelAt(t *testing.T, server *llmtest.Server) *Model {
	t.Helper()
	return modelWith(t, server, 20*time.Second) // longer than a busy machine may pause
}

// modelWith is a model that may say nothing for so long.
func modelWith(t *testing.T, server *llmtest.Server, silence time.Duration) *Model {
	t.Helper()
	m, err := llm.New(llm.Config{BaseURL: server.URL(), Model: "test-model", HeaderTimeout: 20 * time.Second, IdleTimeout: silence, Budget: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return NewModel(m).Freely()
}

var feeTask = Task{Question: "Was kostet die Hundesteuer?", Hits: dogTax()}

func composed(t *testing.T, m *Model, task Task) ([]Draft, Report) {
	t.Helper()
	var drafts []Draft
	report, err := m.Compose(t.Context(), task, func(d Draft) error {
		if _, err := proof.Verify(d, task.Hits); err != nil {
			t.Errorf("unverified draft left: %v: %q", err, d.Text)
		}
		drafts = append(drafts, d)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return drafts, report
}

const (
	goodSentence = "Für den ersten Hund zahlen Sie 96 Euro im Jahr."
	goodQuote    = "Die Steuer beträgt im Jahr\n- 96,00 Euro für den ersten Hund"
	badSentence  = "Für den ersten Hund zahlen Sie 69 Euro im Jahr."
	freeSentence = "Für Blindenführhunde wird keine Steuer erhoben."
)

func TestModelEmitsWhatIsProven(t *testing.T) {
	server := llmtest.New(t, llmtest.Reply{Text: says(goodSentence, goodQuote, badSentence, goodQuote, freeSentence, freeSentence, goodSentence, goodQuote)})
	drafts, report := composed(t, modelAt(t, server), feeTask)
	if got := text(drafts); got != goodSentence+"\n"+freeSentence {
		t.Errorf("got %q", got)
	}
	if report.GeneratedBy != "test-model" || report.Fallback != nil {
		t.Errorf("report %+v", report)
	}
	if len(report.Dropped) != 1 || report.Dropped[0].Rejection.Reason != proof.ForeignNumber {
		t.Errorf("dropped %+v", report.Dropped)
	}
	request := server.Requests()[0]
	for _, want := range []string{"Was kostet die Hundesteuer?", `nummer="4" seite="Hundesteuer anmelden" abschnitt="Gebühren"`, "132,00 Euro"} {
		if !strings.Contains(request.Prompt(), want) {
			t.Errorf("prompt lacks %q", want)
		}
	}
	if !strings.Contains(string(request.Schema), "sentences") {
		t.Errorf("schema %s", request.Schema)
	}
}

// TestModelLeavesNoHole has the town's words where a sentence was dropped: whole sentences in the same place, once, and
// nothing that another sentence says already.
func TestModelLeavesNoHole(t *testing.T) {
	const (
		secondQuote = "132,00 Euro für den zweiten Hund"
		badSecond   = "Der zweite Hund kostet 123 Euro im Jahr."
	)
	for name, c := range map[string]struct {
		pairs []string
		want  []string
	}{
		"first":        {[]string{badSecond, secondQuote, freeSentence, freeSentence}, []string{"132,00 Euro", freeSentence}},
		"last":         {[]string{freeSentence, freeSentence, badSecond, secondQuote}, []string{freeSentence, "132,00 Euro"}},
		"twice":        {[]string{freeSentence, freeSentence, badSecond, secondQuote, badSecond, secondQuote}, []string{freeSentence, "132,00 Euro"}},
		"said already": {[]string{goodSentence, goodQuote, badSentence, goodQuote}, []string{goodSentence}},
		"said later":   {[]string{badSentence, goodQuote, goodSentence, goodQuote}, []string{goodSentence}},
		"part of it":   {[]string{goodSentence, goodQuote, "Blindenführhunde sind steuerpflichtig.", "Blindenführhunde"}, []string{goodSentence, freeSentence}},
		"from nowhere": {[]string{goodSentence, goodQuote, badSecond, "123 Euro für den zweiten Hund"}, []string{goodSentence}},
	} {
		t.Run(name, func(t *testing.T) {
			drafts, report := composed(t, modelAt(t, llmtest.New(t, llmtest.Reply{Text: says(c.pairs...)})), feeTask)
			if len(drafts) != len(c.want) {
				t.Fatalf("got %q", text(drafts))
			}
			for i, want := range c.want {
				if !strings.Contains(drafts[i].Text, want) {
					t.Errorf("sentence %d is %q, want %q", i, drafts[i].Text, want)
				}
			}
			if len(report.Dropped) == 0 || report.GeneratedBy != "test-model" {
				t.Errorf("report %+v", report)
			}
			t.Logf("%q", text(drafts))
		})
	}
}

func TestModelFallsBack(t *testing.T) {
	for name, c := range map[string]struct {
		replies []llmtest.Reply
		code    string
		calls   int
	}{
		"down":              {[]llmtest.Reply{{Status: 500}}, llm.CodeFailed, 1},
		"busy":              {[]llmtest.Reply{{Status: 503}}, llm.CodeBusy, 1},
		"stalled":           {[]llmtest.Reply{{Text: says(goodSentence, goodQuote), Fault: llmtest.Stall, After: 2}}, llm.CodeStalled, 1},
		"cut half way":      {[]llmtest.Reply{{Text: says(goodSentence, goodQuote), Fault: llmtest.Cut, After: 4}}, llm.CodeTruncated, 1},
		"error event":       {[]llmtest.Reply{{Text: "{", Fault: llmtest.ErrorEvent, After: 1}}, llm.CodeFailed, 1},
		"says nothing":      {[]llmtest.Reply{{Text: `{"sentences": []}`}}, "llm_nothing", 1},
		"only inventions":   {[]llmtest.Reply{{Text: says(badSentence, goodQuote)}}, "llm_unproven", 2},
		"babble":            {[]llmtest.Reply{{Text: "der die Antrag und und Stadt 42"}}, "llm_unproven", 2},
		"broken JSON":       {[]llmtest.Reply{{Text: `{"sentences": [{"text": 5}]}`}}, "llm_unproven", 2},
		"endless":           {[]llmtest.Reply{{Text: strings.Repeat("x", maxWritten+1), OneLine: true}}, "llm_unproven", 2},
		"fails when mended": {[]llmtest.Reply{{Text: "?"}, {Status: 500}}, llm.CodeFailed, 2},
	} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t, c.replies...)
			m := modelAt(t, server)
			if c.code == llm.CodeStalled {
				m = modelWith(t, server, 700*time.Millisecond)
			}
			drafts, report := composed(t, m, feeTask)
			if auskunft.CodeOf(report.Fallback) != c.code || report.GeneratedBy != ExtractiveName {
				t.Errorf("fallback %v by %s, want %s", report.Fallback, report.GeneratedBy, c.code)
			}
			if len(drafts) == 0 || !strings.Contains(drafts[0].Text, "96,00 Euro") {
				t.Errorf("got %v", drafts)
			}
			if n := len(server.Requests()); n != c.calls {
				t.Errorf("%d calls, want %d", n, c.calls)
			}
		})
	}
}

func TestModelRepairs(t *testing.T) {
	server := llmtest.New(t, llmtest.Reply{Text: says(badSentence, goodQuote)}, llmtest.Reply{Text: "```json\n" + says(goodSentence, goodQuote) + "\n```"})
	drafts, report := composed(t, modelAt(t, server), feeTask)
	if text(drafts) != goodSentence || report.GeneratedBy != "test-model" || report.Fallback != nil {
		t.Errorf("got %q, report %+v", text(drafts), report)
	}
	repair := server.Requests()[1].Messages
	if len(repair) != 4 || repair[2].Role != "assistant" || !strings.Contains(repair[2].Text, "69 Euro") || !strings.Contains(repair[3].Text, "69 Euro") {
		t.Errorf("conversation %+v", repair)
	}
}

func TestModelKeepsWhatWasSaidBeforeAFault(t *testing.T) {
	reply := says(goodSentence, goodQuote, freeSentence, freeSentence)
	server := llmtest.New(t, llmtest.Reply{Text: reply, Fault: llmtest.Reset, Piece: 4, After: len([]rune(reply))/4 - 10})
	drafts, report := composed(t, modelAt(t, server), feeTask)
	if text(drafts) != goodSentence || report.GeneratedBy != "test-model" || auskunft.CodeOf(report.Fallback) != llm.CodeUnreachable {
		t.Errorf("got %q, report %+v", text(drafts), report)
	}
}

func TestModelStreams(t *testing.T) {
	left := make(chan struct{}) // closed when the first sentence has left
	server := llmtest.New(t, llmtest.Reply{Text: says(goodSentence, goodQuote, freeSentence, freeSentence), Piece: 4, Sends: func(text string) {
		if !strings.Contains(text, freeSentence) {
			return
		}
		select { // the model does not write on before
		case <-left:
		case <-time.After(10 * time.Second):
			t.Error("the first sentence waits for the second")
		}
	}})
	n := 0
	if _, err := modelAt(t, server).Compose(t.Context(), feeTask, func(Draft) error {
		if n++; n == 1 {
			if server.Open() != 1 {
				t.Error("the model has stopped writing before the first sentence left")
			}
			close(left)
		}
		return nil
	}); err != nil || n != 2 {
		t.Fatal(n, err)
	}
}

func TestModelStops(t *testing.T) {
	gone := errors.New("reader is gone")
	server := llmtest.New(t, llmtest.Reply{Text: says(goodSentence, goodQuote, freeSentence, freeSentence), Pause: time.Millisecond})
	m := modelAt(t, server)
	if _, err := m.Compose(t.Context(), feeTask, func(Draft) error { return gone }); err != gone {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := m.Compose(ctx, feeTask, func(Draft) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	one := feeTask
	one.MaxSentences = 1
	if drafts, _ := composed(t, m, one); len(drafts) != 1 {
		t.Errorf("%d sentences, want 1", len(drafts))
	}
}

// TestModelIsJudged lets a second call judge each sentence: it can drop what the rules let
// through, and when it fails the rules' word stands.
func TestModelIsJudged(t *testing.T) {
	for name, c := range map[string]struct {
		verdict llmtest.Reply
		kept    bool
	}{
		"follows":      {llmtest.Reply{Text: `{"follows": true}`}, true},
		"does not":     {llmtest.Reply{Text: `{"follows": false}`}, false},
		"says nothing": {llmtest.Reply{Text: `{}`}, true},
		"babbles":      {llmtest.Reply{Text: "nein, der Satz"}, true},
		"is down":      {llmtest.Reply{Status: 500}, true},
		"takes long":   {llmtest.Reply{Text: `{"follows": false}`, Pause: 20 * time.Millisecond, Piece: 1}, true},
	} {
		t.Run(name, func(t *testing.T) {
			judge := NewJudge(modelAt(t, llmtest.New(t, c.verdict)).completer)
			if name == "takes long" {
				judge.task.Budget = 100 * time.Millisecond
			}
			drafts, report := composed(t, modelAt(t, llmtest.New(t, llmtest.Reply{Text: says(badSentence, goodQuote, goodSentence, goodQuote)})).JudgedBy(judge), feeTask)
			if kept := text(drafts) == goodSentence; kept != c.kept {
				t.Errorf("got %q, dropped %+v", text(drafts), report.Dropped)
			}
			if last := report.Dropped[len(report.Dropped)-1].Rejection.Reason; !c.kept && last != proof.NotEntailed {
				t.Errorf("dropped as %s", last)
			}
		})
	}
}

// TestJudgeForgivesOneWord lets a second call decide about a sentence that the rules reject for the wording of one word. A
// wrong number it is never asked about, and silence is no yes.
func TestJudgeForgivesOneWord(t *testing.T) {
	const worded = "Für Blindenführhunde wird keine Steuer verhängt."
	for name, c := range map[string]struct {
		verdict  llmtest.Reply
		sentence string
		kept     bool
		calls    int
	}{
		"follows":            {llmtest.Reply{Text: `{"follows": true}`}, worded, true, 1},
		"does not":           {llmtest.Reply{Text: `{"follows": false}`}, worded, false, 1},
		"says nothing":       {llmtest.Reply{Text: `{}`}, worded, false, 1},
		"is down":            {llmtest.Reply{Status: 500}, worded, false, 1},
		"yes to a lost kein": {llmtest.Reply{Text: `{"follows": true}`}, "Für Blindenführhunde wird eine Steuer verhängt.", false, 0},
		"yes to a duty":      {llmtest.Reply{Text: `{"follows": true}`}, "Für Blindenführhunde muss keine Steuer verhängt werden.", false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t, c.verdict)
			model := modelAt(t, llmtest.New(t, llmtest.Reply{Text: says(c.sentence, freeSentence, goodSentence, goodQuote)})).JudgedBy(NewJudge(modelAt(t, server).completer))
			drafts, _ := composed(t, model, feeTask)
			if kept := strings.Contains(text(drafts), c.sentence); kept != c.kept {
				t.Errorf("got %q", text(drafts))
			}
			asked := 0
			for _, r := range server.Requests() {
				if strings.Contains(fmt.Sprint(r), c.sentence) {
					asked++
				}
			}
			if (asked > 0) != (c.calls > 0) {
				t.Errorf("the judge was asked %d times about it", asked)
			}
		})
	}
	drafts, _ := composed(t, modelAt(t, llmtest.New(t, llmtest.Reply{Text: says(worded, freeSentence, goodSentence, goodQuote)})), feeTask)
	if strings.Contains(text(drafts), worded) {
		t.Error("without a judge the rules' word stands")
	}
}

func TestSentenceParser(t *testing.T) {
	const answer = `Gern: {"note": "sentences", "x": [1], "sentences": [ {"text": "A \"[}\\", "quotes": [{"passage": 2, "quote": "a"}]}, {"text":"B","quotes":[]} ], "complete": true} Ende`
	for size := 1; size <= len(answer); size += 3 {
		var p sentenceParser
		var got []string
		for i := 0; i < len(answer); i += size {
			sentences, err := p.write(answer[i:min(i+size, len(answer))])
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range sentences {
				got = append(got, fmt.Sprint(s.Text, s.draft().Quotes))
			}
		}
		if want := `A "[}\[{1 a}]|B[]`; strings.Join(got, "|") != want || !p.done {
			t.Fatalf("pieces of %d: got %q, want %q", size, got, want)
		}
	}
}

func FuzzSentenceParser(f *testing.F) {
	f.Add(says(goodSentence, goodQuote), 3)
	f.Add(`{"sentences":[[{"text":"a"}]]}}`, 1)
	f.Add(`]]}{"sentences":[{`, 2)
	f.Fuzz(func(t *testing.T, answer string, size int) {
		if size < 1 {
			size = 1
		}
		var whole, pieces sentenceParser
		want, wantErr := whole.write(answer)
		var got []written
		var gotErr error
		for i := 0; i < len(answer) && gotErr == nil; i += size {
			var more []written
			more, gotErr = pieces.write(answer[i:min(i+size, len(answer))])
			got = append(got, more...)
		}
		if len(got) != len(want) || (gotErr == nil) != (wantErr == nil) {
			t.Errorf("whole: %d sentences, %v; in pieces of %d: %d, %v", len(want), wantErr, size, len(got), gotErr)
		}
	})
}
