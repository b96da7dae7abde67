package rerank

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"auskunft"
)

// serve starts an endpoint that answers each request by answer.
func serve(t *testing.T, answer func(w http.ResponseWriter, body map[string]any)) *Endpoint {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.URL.Path != "/v1/rerank" || r.Header.Get("Authorization") != "Bearer schlüssel" {
			t.Errorf("request %s %v %v", r.URL.Path, r.Header, err)
		}
		answer(w, body)
	}))
	t.Cleanup(server.Close)
	e, err := New(Config{BaseURL: server.URL + "/v1/", Model: "modell", Token: "schlüssel"})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestProtocols(t *testing.T) {
	texts := []string{"Die Hundesteuer kostet 120 Euro.", "Der Markt ist am Montag.", strings.Repeat("ä", 3*maxText)}
	for _, test := range []struct {
		name, field, answer string
	}{
		{"vLLM, Infinity, Jina", "documents", `{"id":"x","results":[{"index":2,"relevance_score":0.1},{"index":0,"relevance_score":0.9},{"index":1,"relevance_score":0.2}]}`},
		{"llama.cpp: logits", "documents", `{"results":[{"index":0,"relevance_score":7.7},{"index":1,"relevance_score":-2.3},{"index":2,"relevance_score":-11}]}`},
		{"Text Embeddings Inference", "texts", `[{"index":0,"score":0.9},{"index":2,"score":0.1},{"index":1,"score":0.2}]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var requests atomic.Int32
			e := serve(t, func(w http.ResponseWriter, body map[string]any) {
				requests.Add(1)
				sent, ok := body[test.field].([]any)
				if !ok {
					http.Error(w, "Failed to deserialize: missing field "+test.field, http.StatusUnprocessableEntity)
					return
				}
				if len(sent) != 3 || body["query"] != "Was kostet ein Hund?" || len([]rune(sent[2].(string))) != maxText {
					t.Errorf("request %.200v", body)
				}
				fmt.Fprint(w, test.answer)
			})
			for range 2 {
				scores, err := e.Rerank(t.Context(), "Was kostet ein Hund?", texts)
				if err != nil || len(scores) != 3 || !slices.IsSortedFunc(scores, func(a, b float64) int { return int(100 * (b - a)) }) {
					t.Fatalf("scores %v, %v", scores, err)
				}
			}
			if want := map[string]int32{"documents": 2, "texts": 3}[test.field]; requests.Load() != want {
				t.Errorf("%d requests; want %d: the protocol is found out once", requests.Load(), want)
			}
		})
	}
}

func TestBadResponses(t *testing.T) {
	for name, answer := range map[string]string{
		"no JSON":     `<html>`,
		"too few":     `{"results":[{"index":0,"relevance_score":1}]}`,
		"twice":       `{"results":[{"index":0,"relevance_score":1},{"index":0,"relevance_score":1}]}`,
		"beyond":      `{"results":[{"index":0,"relevance_score":1},{"index":2,"relevance_score":1}]}`,
		"too many":    `{"results":[{"index":0,"relevance_score":1},{"index":1,"relevance_score":1},{"index":2,"relevance_score":1}]}`,
		"one more":    `{"results":[{"index":0,"relevance_score":1},{"index":1,"relevance_score":1},{"index":1,"relevance_score":1}]}`,
		"below":       `{"results":[{"index":0,"relevance_score":1},{"index":-1,"relevance_score":1}]}`,
		"no number":   `{"results":[{"index":0,"relevance_score":NaN},{"index":1,"relevance_score":1}]}`,
		"infinite":    `{"results":[{"index":0,"relevance_score":1e999},{"index":1,"relevance_score":1}]}`,
		"null":        `{"results":[{"index":0,"relevance_score":null},{"index":1,"relevance_score":1}]}`,
		"cut":         `{"results":[{"index":0,"relevance_score":1},{"ind`,
		"empty":       ``,
		"no score":    `{"results":[{"index":0},{"index":1}]}`,
		"no index":    `{"results":[{"relevance_score":1},{"relevance_score":1}]}`,
		"other thing": `{"data":[]}`,
	} {
		e := serve(t, func(w http.ResponseWriter, _ map[string]any) { fmt.Fprint(w, answer) })
		if scores, err := e.Rerank(t.Context(), "x", []string{"a", "b"}); auskunft.KindOf(err) != auskunft.Unavailable {
			t.Errorf("%s: scores %v, error %v; want unavailable", name, scores, err)
		}
	}
}

// Whatever the status says, there is an error or there are scores; and nothing is sent to where a redirection points.
func TestStatuses(t *testing.T) {
	var strayed atomic.Bool
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strayed.Store(true) }))
	defer elsewhere.Close()
	for _, status := range []int{301, 307, 308, 400, 401, 404, 413, 422, 429, 500, 503} {
		e := serve(t, func(w http.ResponseWriter, _ map[string]any) {
			w.Header().Set("Location", elsewhere.URL+"/v1/rerank")
			w.WriteHeader(status)
			fmt.Fprint(w, `{"results":[{"index":0,"relevance_score":1}]}`)
		})
		if scores, err := e.Rerank(t.Context(), "x", []string{"a"}); auskunft.KindOf(err) != auskunft.Unavailable {
			t.Errorf("status %d: scores %v, error %v; want unavailable", status, scores, err)
		}
	}
	if strayed.Load() {
		t.Error("a redirection was followed")
	}
}

// A broken connection does not cost a question its order.
func TestBrokenConnectionIsTriedOnceMore(t *testing.T) {
	var asked atomic.Int32 // the broken connection's request has no answer that would order the two
	e := serve(t, func(w http.ResponseWriter, _ map[string]any) {
		if asked.Add(1) == 1 {
			panic(http.ErrAbortHandler)
		}
		fmt.Fprint(w, `{"results":[{"index":0,"relevance_score":1}]}`)
	})
	if scores, err := e.Rerank(t.Context(), "x", []string{"a"}); err != nil || len(scores) != 1 || asked.Load() != 2 {
		t.Errorf("%v after %d requests: %v", scores, asked.Load(), err)
	}
}

func TestSlownessIsTheCallersToBound(t *testing.T) {
	given := make(chan struct{})
	e := serve(t, func(http.ResponseWriter, map[string]any) { <-given })
	defer close(given)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if scores, err := e.Rerank(ctx, "x", []string{"a"}); err == nil {
		t.Errorf("scores %v of a model that has not answered", scores)
	}
}

func TestConfig(t *testing.T) {
	for _, address := range []string{"", "rerank:8080", "ftp://x/v1"} {
		if _, err := New(Config{BaseURL: address}); auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%q: %v; want invalid", address, err)
		}
	}
}
