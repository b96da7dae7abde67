package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/compose"
	"auskunft/chat/llm"
	"auskunft/chat/llm/llmtest"
	"auskunft/chat/prompts"
	"auskunft/internal/postgres/pgtest"
)

// deskWith is the demo's desk with a model that writes what script says.
func deskWith(t *testing.T, script func(llmtest.Request) llmtest.Reply) *chat.Desk {
	t.Helper()
	d := demoDesk(t)
	endpoint := llmtest.NewFunc(t, script)
	model, err := llm.New(llm.Config{BaseURL: endpoint.URL(), Model: "wortlaut"})
	if err != nil {
		t.Fatal(err)
	}
	desk, err := chat.New(chat.Parts{
		Searcher: d.search, Catalogue: d.catalogue, Composer: compose.NewModel(model).Freely(), Conversations: d.store, Log: d.log,
	}, d.chat.Town())
	if err != nil {
		t.Fatal(err)
	}
	return desk
}

func askPublic(t *testing.T, desk *chat.Desk, question string) auskunft.Answer {
	t.Helper()
	answer, err := wholeAnswers{desk}.Ask(t.Context(), auskunft.Question{Text: question, Reader: auskunft.PublicReader, Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

var firstDog = regexp.MustCompile(`für den ersten Hund 120 Euro im Jahr`)

// The model words; what it says stands on a quote of a passage it was given.
func TestModelWordsTheAnswer(t *testing.T) {
	desk := deskWith(t, func(r llmtest.Request) llmtest.Reply {
		number := "1"
		for _, part := range regexp.MustCompile(`(?s)<[^>]*?(\d+)[^>]*>.*?</`).FindAllStringSubmatch(r.Prompt(), -1) {
			if firstDog.MatchString(part[0]) {
				number = part[1]
			}
		}
		return llmtest.Reply{Text: `{"sentences":[{"text":"Für Ihren ersten Hund zahlen Sie 120 Euro im Jahr.","quotes":[{"passage":` + number + `,"quote":"für den ersten Hund 120 Euro im Jahr"}]}]}`}
	})
	answer := askPublic(t, desk, "Was kostet die Hundesteuer?")
	if answer.Status != auskunft.Answered || answer.GeneratedBy != "wortlaut" || len(answer.Sentences) != 1 ||
		answer.Sentences[0].Text != "Für Ihren ersten Hund zahlen Sie 120 Euro im Jahr." || !firstDog.MatchString(answer.Citations[0].Quote) {
		t.Errorf("answer %+v; want the model's one sentence with its quote", answer)
	}
	stored := rowsAs[string](t, demoDesk(t), auskunft.PublicReader, `SELECT generated_by || ' ' || prompt_hash FROM answers WHERE id = $1`, answer.ID)
	if want := "wortlaut " + prompts.Version(); !slices.Equal(stored, []string{want}) {
		t.Errorf("recorded as %q; want %q", stored, want)
	}
	if answer.Tokens == 0 {
		t.Error("the answer does not say how many tokens it took")
	}
}

// Whatever a model babbles or invents, the citizen gets the passages' own words.
func TestBabbleReachesNobody(t *testing.T) {
	for name, text := range map[string]string{
		"babble":   "der die das der Hund und die Steuer der die das",
		"invented": `{"sentences":[{"text":"Der erste Hund kostet 75 Euro.","quotes":[{"passage":1,"quote":"für den ersten Hund 75 Euro"}]}]}`,
		"swapped":  `{"sentences":[{"text":"Der erste Hund kostet 168 Euro.","quotes":[{"passage":1,"quote":"für den ersten Hund 120 Euro im Jahr"}]}]}`,
		"nothing":  "",
	} {
		t.Run(name, func(t *testing.T) {
			desk := deskWith(t, func(llmtest.Request) llmtest.Reply { return llmtest.Reply{Text: text} })
			answer := askPublic(t, desk, "Was kostet die Hundesteuer?")
			if answer.Status != auskunft.Answered || answer.GeneratedBy != "extractive" {
				t.Errorf("%s by %s; want an extractive answer", answer.Status, answer.GeneratedBy)
			}
			for _, s := range answer.Sentences {
				if strings.Contains(s.Text, "75 Euro") || strings.Contains(s.Text, "erste Hund kostet") || strings.Contains(s.Text, "der die das") {
					t.Errorf("the model's %q reached the asker", s.Text)
				}
			}
		})
	}
}

// An embedding endpoint is one variable away: texts are embedded by it, questions too, and
// without it the search goes on by words.
func TestEmbeddingEndpoint(t *testing.T) {
	var asked atomic.Int64
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct{ Input []string }
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			t.Error(err)
		}
		asked.Add(int64(len(request.Input)))
		type vector struct {
			Object    string    `json:"object"`
			Index     int       `json:"index"`
			Embedding []float32 `json:"embedding"`
		}
		var data []vector
		for i, text := range request.Input {
			v := make([]float32, 8)
			for _, r := range strings.ToLower(text) {
				v[r%8]++
			}
			data = append(data, vector{"embedding", i, v})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"object": "list", "data": data, "model": "acht"})
	}))
	folder := pgtest.Folder(t)
	s := surroundingsIn(folder)
	s.environ = append(s.environ, "EMBED_BASE_URL="+endpoint.URL+"/v1", "EMBED_MODEL=acht")
	d, err := openDesk(s, deskOptions{demo: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	all := everybody(t, d)
	var table string
	err = d.db.App.QueryRow(t.Context(), `SELECT relname FROM pg_class WHERE relname LIKE 'vectors\_%' AND relkind = 'r' AND relname <> 'vectors_builtin'`).Scan(&table)
	if err != nil {
		t.Fatal(err)
	}
	if missing := rowsAs[int64](t, d, all, `SELECT count(*) FROM passages p WHERE NOT EXISTS (SELECT FROM `+table+` v WHERE v.passage_id = p.id)`); missing[0] != 0 {
		t.Errorf("%d passages have no vector of the endpoint", missing[0])
	}
	if public := rowsAs[int64](t, d, auskunft.PublicReader, `SELECT count(*) FROM `+table+` WHERE visibility <> 'public'`); public[0] != 0 {
		t.Errorf("the public sees %d vectors of internal passages", public[0])
	}
	if asked.Load() == 0 {
		t.Error("the endpoint was not asked")
	}
	endpoint.Close()
	if answer := askPublic(t, d.chat, "Was kostet die Hundesteuer?"); answer.Status != auskunft.Answered {
		t.Errorf("without the endpoint: %s; want an answer by words alone", answer.Status)
	}
}
