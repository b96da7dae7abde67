package embed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"auskunft"
	"auskunft/internal/postgres/pgtest"
)

// endpoint is a scripted endpoint: answer gets the number of the request, from 1, and its texts.
func endpoint(t *testing.T, answer func(w http.ResponseWriter, n int, input []string)) string {
	t.Helper()
	var n atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Model string
			Input []string
		}
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.URL.Path != "/v1/embeddings" || body.Model != "modell" {
			t.Errorf("request %s %+v: %v", r.URL.Path, body, err)
		}
		answer(w, int(n.Add(1)), body.Input)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1"
}

// vectorFor is what the test endpoint makes of a text: its length and number of words.
func vectorFor(text string) string {
	return fmt.Sprintf("[%d,%d,1]", len(text), len(strings.Fields(text)))
}

func plainAnswer(w http.ResponseWriter, _ int, input []string) {
	var data []string
	for i := len(input) - 1; i >= 0; i-- { // last first: the order of the index counts
		data = append(data, fmt.Sprintf(`{"index":%d,"embedding":%s}`, i, vectorFor(input[i])))
	}
	fmt.Fprintf(w, `{"data":[%s]}`, strings.Join(data, ","))
}

func newEndpoint(t *testing.T, url string, change func(*EndpointConfig)) *Endpoint {
	t.Helper()
	c := EndpointConfig{BaseURL: url, Model: "modell", QuestionBudget: 20 * time.Second} // a busy machine is no slow endpoint
	if change != nil {
		change(&c)
	}
	e, err := NewEndpoint(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEndpointOrderBatchesAndPrefixes(t *testing.T) {
	var seen [][]string
	url := endpoint(t, func(w http.ResponseWriter, n int, input []string) {
		seen = append(seen, input)
		plainAnswer(w, n, input)
	})
	e := newEndpoint(t, url, func(c *EndpointConfig) { c.Batch, c.PassagePrefix, c.QuestionPrefix = 2, "passage: ", "query: " })
	if e.Dimension() != 3 {
		t.Fatalf("dimension %d, want 3", e.Dimension())
	}
	texts := []string{"Zeile eins\nZeile zwei", "kurz", "ein dritter Text"}
	vectors, err := e.Passages(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	if texts[0] != "Zeile eins\nZeile zwei" {
		t.Error("the caller's texts were changed")
	}
	if _, err := e.Question(t.Context(), "Wo\nist das?"); err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"passage: Rathaus"}, {"passage: Zeile eins Zeile zwei", "passage: kurz"}, {"passage: ein dritter Text"}, {"query: Wo ist das?"}}
	if !reflect.DeepEqual(seen, want) {
		t.Errorf("requests %q, want %q", seen, want)
	}
	for i, line := range []string{"passage: Zeile eins Zeile zwei", "passage: kurz", "passage: ein dritter Text"} {
		var v []float32
		if err := json.Unmarshal([]byte(vectorFor(line)), &v); err != nil || !normalise(v) || !reflect.DeepEqual(v, vectors[i]) {
			t.Errorf("vector %d is %v, want %v", i, vectors[i], v)
		}
	}
}

func TestEndpointFaults(t *testing.T) {
	tests := []struct {
		name   string
		answer func(w http.ResponseWriter, n int, input []string)
		code   string
	}{
		{"other dimension", func(w http.ResponseWriter, _ int, _ []string) { fmt.Fprint(w, `{"data":[{"embedding":[1,2]}]}`) }, "embed_dimension"},
		{"too many vectors", func(w http.ResponseWriter, _ int, _ []string) {
			fmt.Fprint(w, `{"data":[{"embedding":[1,2,3]},{"index":1,"embedding":[1,2,3]}]}`)
		}, "embed_failed"},
		{"no vectors", func(w http.ResponseWriter, _ int, _ []string) { fmt.Fprint(w, `{"data":[]}`) }, "embed_failed"},
		{"wrong index", func(w http.ResponseWriter, _ int, _ []string) {
			fmt.Fprint(w, `{"data":[{"index":7,"embedding":[1,2,3]}]}`)
		}, "embed_failed"},
		{"not finite", func(w http.ResponseWriter, _ int, _ []string) {
			fmt.Fprint(w, `{"data":[{"embedding":[1e38,1e39,3]}]}`)
		}, "embed_failed"},
		{"twice the same index", func(w http.ResponseWriter, _ int, _ []string) {
			fmt.Fprint(w, `{"data":[{"index":1,"embedding":[1,2,3]},{"index":1,"embedding":[1,2,3]}]}`)
		}, "embed_failed"},
		{"below all indexes", func(w http.ResponseWriter, _ int, _ []string) {
			fmt.Fprint(w, `{"data":[{"index":-1,"embedding":[1,2,3]}]}`)
		}, "embed_failed"},
		{"no numbers", func(w http.ResponseWriter, _ int, _ []string) { fmt.Fprint(w, `{"data":[{"embedding":[NaN,2,3]}]}`) }, "embed_failed"},
		{"empty vector", func(w http.ResponseWriter, _ int, _ []string) { fmt.Fprint(w, `{"data":[{"embedding":[]}]}`) }, "embed_dimension"},
		{"base64", func(w http.ResponseWriter, _ int, _ []string) { fmt.Fprint(w, `{"data":[{"embedding":"AACAPw=="}]}`) }, "embed_failed"},
		{"empty body", func(http.ResponseWriter, int, []string) {}, "embed_failed"},
		{"too large", func(w http.ResponseWriter, _ int, _ []string) { w.WriteHeader(http.StatusRequestEntityTooLarge) }, "embed_failed"},
		{"redirection", func(w http.ResponseWriter, n int, input []string) {
			if n > 1 { // it was followed
				plainAnswer(w, n, input)
				return
			}
			w.Header().Set("Location", "/v1/embeddings")
			w.WriteHeader(http.StatusPermanentRedirect)
		}, "embed_failed"},
		{"no JSON", func(w http.ResponseWriter, _ int, _ []string) { fmt.Fprint(w, "<html>Wartung</html>") }, "embed_failed"},
		{"cut", func(w http.ResponseWriter, _ int, _ []string) { fmt.Fprint(w, `{"data":[{"embedding":[1,`) }, "embed_failed"},
		{"unknown model", func(w http.ResponseWriter, _ int, _ []string) {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"error":{"message":"no such model"}}`)
		}, "embed_failed"},
		{"busy for ever", func(w http.ResponseWriter, _ int, _ []string) { w.WriteHeader(http.StatusServiceUnavailable) }, "embed_failed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := newEndpoint(t, endpoint(t, test.answer), func(c *EndpointConfig) { c.Dimension = 3 })
			_, err := e.Question(t.Context(), "Frage")
			if auskunft.KindOf(err) != auskunft.Unavailable || auskunft.CodeOf(err) != test.code {
				t.Errorf("error %v, want unavailable with code %s", err, test.code)
			}
		})
	}
}

// A broken connection does not cost a question its vector.
func TestQuestionIsAskedOnceMore(t *testing.T) {
	var asked atomic.Int64
	url := endpoint(t, func(w http.ResponseWriter, n int, input []string) {
		if asked.Add(1); n == 1 {
			panic(http.ErrAbortHandler)
		}
		plainAnswer(w, n, input)
	})
	e := newEndpoint(t, url, func(c *EndpointConfig) { c.Dimension = 3 })
	if v, err := e.Question(t.Context(), "Frage"); err != nil || len(v) != 3 || asked.Load() != 2 {
		t.Errorf("%v after %d requests: %v", v, asked.Load(), err)
	}
}

func TestEndpointIsAskedAgainWhenBusy(t *testing.T) {
	url := endpoint(t, func(w http.ResponseWriter, n int, input []string) {
		if n == 1 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		plainAnswer(w, n, input)
	})
	e := newEndpoint(t, url, func(c *EndpointConfig) { c.Dimension = 3 })
	start := time.Now()
	if _, err := e.Passages(t.Context(), []string{"Text"}); err != nil {
		t.Fatal(err)
	}
	if waited := time.Since(start); waited < time.Second {
		t.Errorf("asked again after %v although the endpoint wanted a second", waited)
	}
}

func TestQuestionBudget(t *testing.T) {
	release := make(chan struct{})
	url := endpoint(t, func(w http.ResponseWriter, n int, input []string) {
		<-release
		plainAnswer(w, n, input)
	})
	defer close(release)
	e := newEndpoint(t, url, func(c *EndpointConfig) { c.Dimension, c.QuestionBudget = 3, 20*time.Millisecond })
	if _, err := e.Question(t.Context(), "Frage"); auskunft.CodeOf(err) != "embed_slow" {
		t.Errorf("error %v, want embed_slow", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Question(ctx, "Frage"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the caller's cancellation", err)
	}
}

func TestConfigIsChecked(t *testing.T) {
	for _, c := range []EndpointConfig{
		{Model: "m"}, {BaseURL: "localhost:8080/v1", Model: "m"}, {BaseURL: "ftp://x/v1", Model: "m"}, {BaseURL: "http://127.0.0.1:1/v1"},
	} {
		if _, err := NewEndpoint(t.Context(), c); auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%+v: error %v, want invalid", c, err)
		}
	}
	_, err := NewEndpoint(t.Context(), EndpointConfig{BaseURL: "http://127.0.0.1:1/v1", Model: "m"})
	if auskunft.KindOf(err) != auskunft.Unavailable {
		t.Errorf("closed port: error %v, want unavailable", err)
	}
}

// Servers refuse texts that are too long with various statuses; the beginning is embedded then,
// the others whole, and the log says so.
func TestLongTextsAreCut(t *testing.T) {
	for _, status := range []int{http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity, http.StatusInternalServerError} {
		var log strings.Builder
		url := endpoint(t, func(w http.ResponseWriter, n int, input []string) {
			for _, text := range input {
				if len(text) > 1000 {
					w.WriteHeader(status)
					fmt.Fprint(w, `{"error":{"message":"input is too large to process"}}`)
					return
				}
			}
			plainAnswer(w, n, input)
		})
		e := newEndpoint(t, url, func(c *EndpointConfig) { c.Dimension, c.Log = 3, slog.New(slog.NewTextHandler(&log, nil)) })
		long := strings.Repeat("Müllabfuhr ", 300)
		vectors, err := e.Passages(t.Context(), []string{long, "kurz", long[:len(long)/2]})
		if err != nil || len(vectors) != 3 {
			t.Fatalf("status %d: %d vectors, %v", status, len(vectors), err)
		}
		var short []float32
		if err := json.Unmarshal([]byte(vectorFor("kurz")), &short); err != nil || !normalise(short) || !reflect.DeepEqual(short, vectors[1]) {
			t.Errorf("status %d: the short text's vector is %v", status, vectors[1])
		}
		if !strings.Contains(log.String(), "texts=2 of=3") {
			t.Errorf("status %d: the log says %q; want that two of three were cut", status, log.String())
		}
	}
}

// What is refused at any length is an error after a few requests, not after hundreds.
func TestRefusedAtAnyLength(t *testing.T) {
	var requests atomic.Int32
	url := endpoint(t, func(w http.ResponseWriter, _ int, _ []string) {
		requests.Add(1)
		http.Error(w, "model crashed", http.StatusInternalServerError)
	})
	e := newEndpoint(t, url, func(c *EndpointConfig) { c.Dimension = 3 })
	texts := make([]string, 32)
	for i := range texts {
		texts[i] = strings.Repeat("Wort ", 400)
	}
	_, err := e.Passages(t.Context(), texts)
	if auskunft.KindOf(err) != auskunft.Unavailable || !strings.Contains(err.Error(), "model crashed") || requests.Load() > 10 {
		t.Errorf("error %v after %d requests; want what the endpoint said, soon", err, requests.Load())
	}
}

// A start needs the endpoint only once: the database remembers how long its vectors are.
func TestStartWithoutTheEndpoint(t *testing.T) {
	db := pgtest.New(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { plainAnswer(w, 1, []string{"x"}) }))
	c := EndpointConfig{BaseURL: server.URL + "/v1", Model: "modell", QuestionPrefix: "query: ", PassagePrefix: "passage: "}
	e, err := OpenEndpoint(t.Context(), db, c)
	if err == nil {
		err = Ensure(t.Context(), db, e)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Settle(t.Context(), db, e); err != nil {
		t.Fatal(err)
	}
	server.Close()
	if e, err = OpenEndpoint(t.Context(), db, c); err != nil || e.Dimension() != 3 {
		t.Fatalf("opened again: %v", err)
	}
	r, err := Serving(t.Context(), db)
	if err != nil || r.Builtin() || r.Dimension != 3 || r.QuestionPrefix != "query: " {
		t.Errorf("record %+v, %v", r, err)
	}
	var former *Endpoint // as after EMBED_BASE_URL was taken away
	if former, err = former.Recorded(t.Context(), r); err != nil || Table(former) != Table(e) {
		t.Errorf("the recorded endpoint has table %s, want %s, %v", Table(former), Table(e), err)
	}
	c.Model = "ein anderes"
	if _, err := OpenEndpoint(t.Context(), db, c); auskunft.KindOf(err) != auskunft.Unavailable {
		t.Errorf("a model that was never asked: %v; want unavailable", err)
	}
}
