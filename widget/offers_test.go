package widget_test

import (
	"crypto/sha256"
	"encoding/json"
	"io"
	"math/bits"
	"net/http"
	"strings"
	"sync"
)

// posted collects bodies that were sent.
type posted struct {
	mu     sync.Mutex
	bodies []string
}

func (p *posted) add(body string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bodies = append(p.bodies, body)
}

// all returns what was sent so far.
func (p *posted) all() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.bodies...)
}

const (
	workBits  = 10
	challenge = "1763726400.c2FsdA"
)

// offers acts out what the server offers beside answers: features, feedback, handover.
func (s *scripted) offers(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/v1/features", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{
			"handover": true, "feedback": true, "simple": true,
			"languages":   []string{"de", "en", "tr", "uk", "ru", "ar", "fr", "pl", "xx"},
			"suggestions": []string{"Was kostet die Hundesteuer?", "Wann hat das Bürgerbüro geöffnet?", "Wie melde ich mich um?"},
		})
	})
	mux.HandleFunc("POST /api/v1/feedback", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.ratings.add(string(body))
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /api/v1/handover/challenge", func(w http.ResponseWriter, _ *http.Request) {
		if s.closed.Load() {
			coded(w, http.StatusNotFound, "not_available", "Hier nicht.")
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"challenge": challenge, "bits": workBits, "expires": "2026-11-21T22:00:00Z"})
	})
	mux.HandleFunc("POST /api/v1/handover", s.handover)
}

func (s *scripted) handover(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var request struct {
		Topic, Challenge, Nonce string
		Reach                   struct{ By, Value string }
	}
	_ = json.Unmarshal(body, &request)
	sum := sha256.Sum256([]byte(request.Challenge + ":" + request.Nonce))
	switch zeros := bits.LeadingZeros8(sum[0]) + leading(sum); {
	case zeros < workBits || request.Challenge != challenge:
		coded(w, http.StatusUnprocessableEntity, "handover_challenge", "Bitte noch einmal.")
	case strings.HasPrefix(request.Topic, "Alt") && s.spent.Add(1) == 1:
		coded(w, http.StatusUnprocessableEntity, "handover_challenge", "Abgelaufen.")
	case request.Reach.Value == "04227 00000":
		coded(w, http.StatusUnprocessableEntity, "handover_reach", "Diese Telefonnummer gibt es nicht.")
	case request.Reach.Value == "04227 55555":
		coded(w, http.StatusServiceUnavailable, "unavailable", "")
	default:
		s.requests.add(string(body))
		w.WriteHeader(http.StatusCreated)
		_ = json.NewEncoder(w).Encode(map[string]string{"reference": "A7K-3QX9"})
	}
}

// leading counts zero bits after the first byte, when that is zero.
func leading(sum [32]byte) int {
	if sum[0] != 0 {
		return 0
	}
	return bits.LeadingZeros8(sum[1])
}

func coded(w http.ResponseWriter, status int, code, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"status": status, "code": code, "detail": detail})
}
