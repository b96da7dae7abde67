package widget_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"auskunft"
	"auskunft/widget"
)

// hostPage is a city's page with the strictest policy a city could have. Its own style
// is hostile to what it embeds.
const hostPage = `<!doctype html>
<html lang="%s">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stadt Auenwede</title>
<link rel="stylesheet" href="/hostile.css">
<main><h1>Stadt Auenwede</h1><p>Herzlich willkommen. <a href="/elsewhere">Eine andere Seite</a></p></main>
<script src="/widget/v1/auskunft.js" defer></script>
<auskunft-chat name="Auskunft Auenwede" privacy="/datenschutz" accessibility="/barrierefreiheit" contact="/kontakt"
  map="https://www.openstreetmap.org/search?query="><a href="tel:115">Fragen? Telefon 115</a></auskunft-chat>
</html>`

const hostileStyle = `:root { color-scheme: light dark; font-size: 62.5% } * { font-family: fantasy; color: magenta; letter-spacing: 3px }
html, body, main, main * { color: CanvasText } body { background: Canvas } main { padding: 1rem 2rem }`

// unsettingStyle takes everything from everything, and asks for everything to be red.
const unsettingStyle = `* { all: unset !important } html { font-size: 62.5%; color: red } auskunft-chat { display: none; font: 4px fantasy; direction: rtl }`

const hostPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
	"base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// scripted answers by the question's first word. It is the API's contract, acted out.
type scripted struct {
	*httptest.Server
	deleted   atomic.Int32
	questions posted                 // bodies of chat
	ratings   posted                 // bodies of feedback
	requests  posted                 // bodies of handover
	spent     atomic.Int32           // challenges that were refused as too old
	closed    atomic.Bool            // no handover in this city
	failing   atomic.Bool            // every question fails with 503
	left      chan struct{}          // somebody who stood in the queue has gone
	embedded  atomic.Pointer[string] // origin of the embedder
}

func newScripted(t *testing.T) *scripted {
	t.Helper()
	s := &scripted{left: make(chan struct{}, 100)}
	mux := http.NewServeMux()
	variant := func(path, old, new string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", hostPolicy)
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, strings.Replace(fmt.Sprintf(hostPage, cmp.Or(r.URL.Query().Get("lang"), "de")), old, new, 1))
		})
	}
	variant("/{$}", "", "")
	variant("/inline", "<auskunft-chat", `<auskunft-chat inline question="Wie melde ich mich um?"`)
	variant("/kiosk", "<auskunft-chat", `<auskunft-chat kiosk="4"`)
	variant("/unset", `<link rel="stylesheet" href="/hostile.css">`, `<link rel="stylesheet" href="/unset.css"><body dir="rtl">`)
	variant("/two", "</html>", `<auskunft-chat id="zwei" inline></auskunft-chat></html>`)
	mux.HandleFunc("GET /unset.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, unsettingStyle)
	})
	mux.HandleFunc("GET /hostile.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, hostileStyle)
	})
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.Handle("GET /widget/", widget.Handler())
	s.offers(mux)
	mux.HandleFunc("POST /api/v1/chat", s.chat)
	mux.HandleFunc("DELETE /api/v1/conversations/{id}", func(w http.ResponseWriter, _ *http.Request) {
		s.deleted.Add(1)
		w.WriteHeader(http.StatusNoContent)
	})
	s.Server = httptest.NewServer(s.cors(mux))
	t.Cleanup(s.Close)
	return s
}

// embedder is a website of another origin that embeds the widget, as most will.
func (s *scripted) embedder(t *testing.T) *httptest.Server {
	t.Helper()
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Security-Policy", "default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'; script-src "+s.URL+"; connect-src "+s.URL)
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, `<!doctype html><html lang="de"><title>Stadt</title><script src="%s/widget/v1/auskunft.js" defer></script><auskunft-chat></auskunft-chat></html>`, s.URL)
		default:
			w.WriteHeader(http.StatusNoContent)
		}
	}))
	t.Cleanup(host.Close)
	s.embedded.Store(&host.URL)
	return host
}

// cors lets the embedder read answers, and nobody else.
func (s *scripted) cors(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if origin := s.embedded.Load(); origin != nil && r.Header.Get("Origin") == *origin {
			w.Header().Set("Access-Control-Allow-Origin", *origin)
			w.Header().Set("Access-Control-Allow-Methods", "POST, DELETE")
			w.Header().Set("Access-Control-Allow-Headers", "Content-Type")
		}
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *scripted) chat(w http.ResponseWriter, r *http.Request) {
	var question struct{ Question, Conversation, Lang string }
	body, _ := io.ReadAll(r.Body)
	if err := json.Unmarshal(body, &question); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.questions.add(string(body))
	first, _, _ := strings.Cut(question.Question, " ")
	switch {
	case s.failing.Load():
		problem(w, http.StatusServiceUnavailable, "")
		return
	case first == "Viele":
		problem(w, http.StatusTooManyRequests, "")
		return
	case first == "Zu":
		coded(w, http.StatusServiceUnavailable, "channel_closed", "Die Auskunft ist abgeschaltet. Menschen erreichen Sie unter der Behördennummer 115.")
		return
	case first == "Lang":
		problem(w, http.StatusBadRequest, "Ihre Frage ist zu lang. Bitte schreiben Sie höchstens 2.000 Zeichen.")
		return
	}
	stream := newStream(w)
	stream.send("conversation", map[string]string{"id": strings.Repeat("0a", 16)})
	stream.send("stage", map[string]string{"stage": "searching", "text": "Texte der Stadt werden durchsucht …"})
	switch first {
	case "Sturmflut":
		stream.send("card", auskunft.Card{Kind: auskunft.NoticeCard, Notice: &auskunft.NoticeFacts{
			Title: "Uferweg gesperrt", Text: "Bringen Sie Fahrzeuge aus dem Deichweg.", Severity: "urgent", Until: at("2026-11-25"),
		}})
		stream.dogTax()
	case "Umzug":
		stream.done(auskunft.Answer{Status: auskunft.Clarify, Message: "Meinen Sie den Umzug innerhalb von Auenwede oder aus einer anderen Gemeinde?",
			Options: []string{"Umzug innerhalb von Auenwede", "Zuzug aus einer anderen Gemeinde"}})
	case "Wetter":
		stream.send("card", officeCard(false))
		stream.done(auskunft.Answer{Status: auskunft.Refused, Reason: auskunft.OutOfScope,
			Message: "Zum Wetter kann die Stadt keine Auskunft geben. In seelischer Not: 0800 111 0 111, für Kinder 116 111.\n\nPersönlich: 04227 99-0, im Notfall 112, schriftlich an stadt@auenwede.example. Schäden: https://auenwede.example/melden.",
			Nearest: []auskunft.Nearby{{Title: "Hochwasser an der Walme", URL: "https://www.auenwede.example/hochwasser"}, {Title: "Freibad"}}})
	case "Notruf":
		stream.send("done", map[string]any{"answer_id": "a1", "status": "refused", "reason": "unsafe", "danger": true, "message": "Rufen Sie sofort 112 an.", "lang": "de", "generated_by": "extractive"})
	case "Wohngeld":
		stream.citation(taxCitation)
		stream.send("sentence", auskunft.Sentence{Text: taxCitation.Quote, Citations: []int{1}})
		stream.done(auskunft.Answer{Status: auskunft.Refused, Reason: auskunft.IndividualCase, Message: "Ob das für Sie gilt, prüft die Stelle."})
	case "Zwillinge":
		stream.citation(taxCitation)
		stream.send("sentence", auskunft.Sentence{Text: taxCitation.Quote, Citations: []int{1}})
		stream.done(auskunft.Answer{Status: auskunft.Answered, Note: "Was hier steht, gilt allgemein. Über Ihren Fall kann nur die zuständige Stelle verbindlich entscheiden."})
	case "Schlange":
		stream.send("stage", map[string]any{"stage": "queued", "text": "Gerade fragen viele Menschen. Einen Moment bitte, Sie sind an 3. Stelle.", "place": 3})
		<-r.Context().Done()
		s.left <- struct{}{}
	case "Translate":
		stream.citation(taxCitation)
		stream.send("sentence", auskunft.Sentence{Text: "The tax for the first dog is 120 euros a year.", Citations: []int{1}, Lang: "en"})
		stream.send("sentence", auskunft.Sentence{Text: "Es kosten:\nder erste Hund 120 Euro\nder zweite 168 Euro", Citations: []int{1}})
		stream.send("done", map[string]any{"answer_id": "a1", "status": "answered", "lang": "de", "generated_by": "test-model"})
	case "Passport":
		english := deadlineCitation
		english.Lang, english.Title, english.Quote = "en", "Applying for a passport", "A passport costs 70 euros."
		stream.citation(taxCitation)
		stream.send("sentence", auskunft.Sentence{Text: taxCitation.Quote, Citations: []int{1}})
		stream.citation(english)
		stream.send("card", auskunft.Card{Kind: auskunft.ServiceCard, Service: &auskunft.ServiceFacts{Name: english.Title, Lang: "en", Fees: []string{"70 euros"}}})
		stream.done(auskunft.Answer{Status: auskunft.Answered, Message: "Our sources are only available in German.", MessageLang: "en"})
	case "Langsam":
		stream.citation(taxCitation)
		stream.send("sentence", auskunft.Sentence{Text: taxCitation.Quote, Citations: []int{1}})
		<-r.Context().Done()
	case "Abriss":
		stream.citation(taxCitation)
		stream.send("sentence", auskunft.Sentence{Text: taxCitation.Quote, Citations: []int{1}})
	case "Fehler":
		stream.send("error", map[string]any{"code": "unavailable", "message": "Die Datenbank antwortet gerade nicht.", "retry": true})
	default:
		stream.dogTax()
	}
}

func problem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"status": status, "code": "x", "detail": detail})
}

// stream writes events the unkind way: CR LF, heartbeats in between, torn into pieces
// that end anywhere, within an umlaut too.
type stream struct {
	w     http.ResponseWriter
	flush func()
}

func newStream(w http.ResponseWriter) *stream {
	w.Header().Set("Content-Type", "text/event-stream")
	return &stream{w, w.(http.Flusher).Flush}
}

func (s *stream) send(event string, data any) {
	encoded, _ := json.Marshal(data)
	text := fmt.Sprintf(": heartbeat\r\n\r\nevent: %s\r\ndata: %s\r\n\r\n", event, encoded)
	for len(text) > 0 {
		n := min(61, len(text))
		_, _ = s.w.Write([]byte(text[:n]))
		s.flush()
		text = text[n:]
	}
}

func (s *stream) citation(c auskunft.Citation) { s.send("citation", c) }

func (s *stream) done(a auskunft.Answer) {
	a.ID, a.Lang, a.GeneratedBy, a.GeneratedAt = "a1", "de", "extractive", time.Now()
	s.send("done", a)
}

func (s *stream) dogTax() {
	s.send("card", auskunft.Card{Kind: auskunft.NoticeCard, Notice: &auskunft.NoticeFacts{
		Title: "Steueramt am 27. November geschlossen", Text: "Wegen einer Fortbildung ist am Freitag niemand erreichbar.",
		Severity: "warning", Until: at("2026-11-27"),
	}})
	s.citation(taxCitation)
	s.send("sentence", auskunft.Sentence{Text: taxCitation.Quote, Citations: []int{1}})
	s.send("sentence", auskunft.Sentence{Text: "Außerdem:\ngefährlicher Hund: 648 Euro im Jahr\nErsatz einer Steuermarke: 6 Euro", Citations: []int{1}})
	s.citation(deadlineCitation)
	s.send("sentence", auskunft.Sentence{Text: "Melden Sie Ihren Hund innerhalb von 14 Tagen an.", Citations: []int{2, 1}})
	s.send("card", auskunft.Card{Kind: auskunft.ServiceCard, Service: &auskunft.ServiceFacts{
		Name: "Hundesteuer: Anmeldung", URL: "https://www.auenwede.example/dienstleistungen/hundesteuer",
		Fees:      []string{"1. Hund: 120 Euro im Jahr", "2. Hund: 168 Euro im Jahr", "jeder weitere Hund: 192 Euro im Jahr"},
		Documents: []string{"Personalausweis", "Chipnummer des Hundes"}, Deadlines: []string{"14 Tage nach Aufnahme des Hundes"},
		Online: []auskunft.Link{{Title: "Hund online anmelden", URL: "https://service.auenwede.example/hundesteuer"}},
	}})
	s.send("card", officeCard(true))
	s.done(auskunft.Answer{Status: auskunft.Answered})
}

var taxCitation = auskunft.Citation{
	N: 1, Title: "Hundesteuersatzung der Stadt Auenwede", Headings: []string{"§ 5 Steuersätze"}, Anchor: "§ 5 Abs. 1", Page: 2,
	URL:   "https://www.auenwede.example/ortsrecht/hundesteuersatzung.pdf",
	Quote: "Die Steuer beträgt jährlich für den ersten Hund 120,00 Euro, für den zweiten Hund 168,00 Euro und für jeden weiteren Hund 192,00 Euro.", CheckedAt: at("2026-10-12"),
}

var deadlineCitation = auskunft.Citation{
	N: 2, Title: "Hundesteuer: Anmeldung", Headings: []string{"Fristen"}, Anchor: "fristen",
	URL:   "https://www.auenwede.example/dienstleistungen/hundesteuer",
	Quote: "Die Anmeldung muss innerhalb von 14 Tagen erfolgen, nachdem der Hund in den Haushalt aufgenommen wurde.", CheckedAt: at("2026-11-02"),
}

func officeCard(open bool) auskunft.Card {
	office := auskunft.OfficeFacts{
		Name: "Fachdienst Steuern und Abgaben", Address: "Hafenstraße 20, 26995 Auenwede", Phones: []string{"04227 99-2210"},
		Email: "steueramt@auenwede.example", URL: "https://www.auenwede.example/aemter/steueramt",
		Today: "heute 8:00–12:30", OpenNow: open, Accessibility: "Stufenloser Zugang, Aufzug, induktive Höranlage.",
		Week: []string{"Mo 8:00–12:30", "Di 8:00–12:30 und 14:00–16:00", "Mi geschlossen", "Do 8:00–12:30 und 14:00–17:30", "Fr 8:00–12:30"},
	}
	if !open {
		office.Next = "öffnet Montag um 8:00"
	}
	return auskunft.Card{Kind: auskunft.OfficeCard, Office: &office}
}

func at(date string) *time.Time {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err)
	}
	return &day
}
