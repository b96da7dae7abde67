package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/compose"
	"auskunft/chat/llm"
	"auskunft/chat/llm/llmtest"
	"auskunft/demo"
	"auskunft/evals/cases"
	"auskunft/internal/llamacpp"
	"auskunft/internal/postgres/pgtest"
	"auskunft/retrieval"
)

// impatient is a model's configuration under which a test need not wait long for what does not
// come, and a busy machine is no fault.
func impatient(url string) llm.Config {
	return llm.Config{BaseURL: url, Model: llamacpp.Alias, HeaderTimeout: 4 * time.Second, IdleTimeout: 2 * time.Second, Budget: 30 * time.Second}
}

// deskOver is the demo's desk with a model.
func deskOver(t *testing.T, config llm.Config) *chat.Desk {
	t.Helper()
	d := demoDesk(t)
	model, err := llm.New(config)
	if err != nil {
		t.Fatal(err)
	}
	desk, err := chat.New(chat.Parts{
		Searcher: d.search, Lexicon: d.search, Catalogue: d.catalogue, Composer: compose.NewModel(model), Conversations: d.store, Log: d.log,
	}, d.chat.Town())
	if err != nil {
		t.Fatal(err)
	}
	return desk
}

// babbler is a real server whose model babbles in the words of the demo's texts and in the form
// of an answer.
func babbler(t *testing.T) *llamacpp.Server {
	t.Helper()
	return llamacpp.ForTest(t, llamacpp.StartChat, llmtest.InAnswerForm(townSentences(t)))
}

func townSentences(t *testing.T) []string {
	t.Helper()
	services, err := fs.Sub(demo.Files(), "services")
	if err != nil {
		t.Fatal(err)
	}
	sentences, err := llamacpp.Sentences(services)
	if err != nil {
		t.Fatal(err)
	}
	return sentences
}

// dogTax is what a model that words well says to the question of the fault tests.
func dogTax(r llmtest.Request) llmtest.Reply {
	for n := 1; n <= 20; n++ {
		_, passage, _ := strings.Cut(r.Prompt(), fmt.Sprintf(`nummer="%d"`, n))
		if passage, _, _ = strings.Cut(passage, "</textstelle>"); firstDog.MatchString(passage) {
			return llmtest.Reply{Text: fmt.Sprintf(`{"sentences":[{"text":"Für Ihren ersten Hund zahlen Sie 120 Euro im Jahr.","quotes":[{"passage":%d,"quote":"für den ersten Hund 120 Euro im Jahr"}]}]}`, n)}
		}
	}
	return llmtest.Reply{Text: `{"sentences":[]}`}
}

var faults = map[string]llmtest.Fault{
	"cut": llmtest.Cut, "reset": llmtest.Reset, "error event": llmtest.ErrorEvent, "stall": llmtest.Stall, "garbled event": llmtest.Garbled,
	"no first byte": llmtest.Late, "429": llmtest.Busy, "503 with a web page": llmtest.Down, "empty": llmtest.Empty,
	"other JSON": llmtest.WrongJSON, "long line": llmtest.LongLine,
}

// Whatever goes wrong between us and a real server, once or always, with a second endpoint or
// without: the answer is the one that is given without a model, or one that is proven.
func TestEveryFaultEndsInAnAnswer(t *testing.T) {
	server := babbler(t)
	const question = "Was kostet die Hundesteuer?"
	plain := askPublic(t, demoDesk(t).chat, question)
	if plain.Status != auskunft.Answered {
		t.Fatalf("without a model: %+v", plain)
	}
	good := llmtest.NewFunc(t, dogTax)
	for name, fault := range faults {
		for _, times := range []int{1, -1} {
			for _, second := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%d times/second endpoint %t", name, times, second), func(t *testing.T) {
					t.Parallel()
					proxy := llmtest.NewProxy(t, server.URL, false)
					config := impatient(proxy.URL())
					if second {
						config.Fallback = llm.Endpoint{BaseURL: good.URL(), Model: "wortlaut"}
					}
					proxy.Break(fault, times)
					started := time.Now()
					answer := askPublic(t, deskOver(t, config), question)
					if took := time.Since(started); took > 40*time.Second {
						t.Errorf("took %s", took)
					}
					if proxy.Asked() == 0 {
						t.Error("the model was not asked")
					}
					switch {
					case answer.Status != auskunft.Answered:
						t.Errorf("%s %s", answer.Status, answer.Reason)
					case answer.GeneratedBy == compose.ExtractiveName && slices.EqualFunc(answer.Sentences, plain.Sentences, sameSentence):
						if second && fault != llmtest.LongLine { // which is no fault to us
							t.Error("the second endpoint was not asked")
						}
					case !second || answer.GeneratedBy != "wortlaut" || len(answer.Sentences) != 1:
						t.Errorf("by %s: %+v", answer.GeneratedBy, answer.Sentences)
					}
				})
			}
		}
	}
}

func sameSentence(a, b auskunft.Sentence) bool { return a.Text == b.Text }

// Nothing that a model babbles reaches a citizen, although it babbles in the town's own words
// and in the form of an answer.
func TestRealBabbleReachesNobody(t *testing.T) {
	proxy := llmtest.NewProxy(t, babbler(t).URL, true)
	desk, plain := deskOver(t, llm.Config{BaseURL: proxy.URL(), Model: llamacpp.Alias}), demoDesk(t).chat
	var dropped, asked int
	for _, question := range devQuestions(t, 24) {
		proxy.Break(llmtest.NoFault, 0)
		got, want := askPublic(t, desk, question), askPublic(t, plain, question)
		if got.Status != want.Status || got.Reason != want.Reason || !slices.EqualFunc(got.Sentences, want.Sentences, sameSentence) {
			t.Errorf("%q: %s %s %q by %s; without the model %s %s %q", question,
				got.Status, got.Reason, texts(got), got.GeneratedBy, want.Status, want.Reason, texts(want))
		}
		dropped += got.Dropped
		asked += proxy.Asked()
	}
	if dropped < 24 {
		t.Errorf("only %d babbled sentences were dropped in %d calls; too few to prove anything", dropped, asked)
	}
	t.Logf("%d calls, %d babbled sentences dropped", asked, dropped)
}

func texts(a auskunft.Answer) (all []string) {
	for _, s := range a.Sentences {
		all = append(all, s.Text)
	}
	return all
}

// devQuestions are n of the demo's open cases, spread over all of them.
func devQuestions(t *testing.T, n int) []string {
	t.Helper()
	const name = "cases/demo-dev.yaml"
	b, err := fs.ReadFile(demo.Files(), name)
	if err != nil {
		t.Fatal(err)
	}
	set, err := cases.Read(name, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	var questions []string
	for i := range n {
		questions = append(questions, set.Cases[i*len(set.Cases)/n].Question)
	}
	return questions
}

// Switching the endpoint off in the middle of a conversation changes the wording and nothing else.
func TestEndpointGoneMidConversation(t *testing.T) {
	endpoint := llmtest.NewFunc(t, dogTax)
	desk := deskOver(t, impatient(endpoint.URL()))
	ask := func(conversation, text string) (auskunft.Answer, string) {
		answer, err := desk.Ask(t.Context(), auskunft.Question{Text: text, Conversation: conversation, Reader: auskunft.PublicReader, Now: time.Now()}, func(e chat.Event) error {
			if c, ok := e.(chat.ConversationEvent); ok {
				conversation = c.ID
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return answer, conversation
	}
	first, conversation := ask("", "Was kostet die Hundesteuer?")
	if first.GeneratedBy != llamacpp.Alias {
		t.Fatalf("by %s: %q", first.GeneratedBy, texts(first))
	}
	endpoint.Close()
	second, same := ask(conversation, "Und für den zweiten Hund?")
	if same != conversation || second.Status != auskunft.Answered || second.GeneratedBy != compose.ExtractiveName || !strings.Contains(strings.Join(texts(second), " "), "168 Euro") {
		t.Errorf("%s by %s in the same conversation %t: %q", second.Status, second.GeneratedBy, same == conversation, texts(second))
	}
	again, _ := ask("", "Was kostet die Hundesteuer?")
	if again.Status != first.Status || again.Citations[0].Document != first.Citations[0].Document || len(again.Cards) != len(first.Cards) {
		t.Errorf("the same question without the endpoint: %+v, with it %+v", again, first)
	}
}

// A real embedder embeds what is stored and is asked with every question; whatever goes wrong
// with it, search goes on by words.
func TestRealEmbedder(t *testing.T) {
	proxy := llmtest.NewProxy(t, llamacpp.ForTest(t, llamacpp.StartEmbedder, townSentences(t)).URL, false)
	texts := t.TempDir()
	for name, text := range map[string]string{
		"hund.md":  "# Hundesteuer\n\nDie Hundesteuer beträgt für den ersten Hund 120 Euro im Jahr.\n",
		"markt.md": "# Wochenmarkt\n\nDer Wochenmarkt ist jeden Samstag von 8 bis 13 Uhr auf dem Rathausplatz.\n",
	} {
		if err := os.WriteFile(filepath.Join(texts, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := surroundingsIn(pgtest.Folder(t))
	s.environ = append(s.environ, "EMBED_BASE_URL="+proxy.URL(), "EMBED_MODEL="+llamacpp.Alias)
	if code := run(t.Context(), []string{"ingest", "files:" + texts}, s.environ, s.stdin, s.stdout, s.stderr); code != 0 {
		t.Fatalf("ingest ends with code %d", code)
	}
	d, err := openDesk(s, deskOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	search := func() retrieval.Result {
		t.Helper()
		found, err := d.search.Search(t.Context(), retrieval.Query{Text: "Was kostet die Hundesteuer?", Reader: auskunft.PublicReader, K: 5, Now: time.Now()})
		if err != nil || len(found.Hits) == 0 || !firstDog.MatchString(found.Hits[0].Passage.Text) {
			t.Fatalf("hits %+v: %v", found.Hits, err)
		}
		return found
	}
	proxy.Break(llmtest.NoFault, 0)
	if found := search(); found.Degraded != "" || proxy.Asked() != 1 {
		t.Errorf("degraded %q, the embedder was asked %d times", found.Degraded, proxy.Asked())
	}
	all := maps.Clone(faults)
	all["wrong dimension"] = llmtest.WrongDimension
	for name, fault := range all {
		if fault == llmtest.LongLine || fault == llmtest.Garbled { // faults of streams
			continue
		}
		proxy.Break(fault, -1)
		if found := search(); found.Degraded != "vectors" {
			t.Errorf("%s: degraded %q", name, found.Degraded)
		}
		proxy.Break(llmtest.NoFault, 0)
		if found := search(); found.Degraded != "" {
			t.Errorf("after %s: degraded %q", name, found.Degraded)
		}
	}
	proxy.Break(llmtest.Reset, 1)
	if found := search(); found.Degraded != "" || proxy.Asked() != 2 {
		t.Errorf("a connection that broke once: degraded %q after %d requests", found.Degraded, proxy.Asked())
	}
}
