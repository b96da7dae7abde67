package httpapi

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"auskunft"
	"auskunft/internal/web"
)

// gated is a server with what closes its channels.
func gated(t *testing.T, r *rooms) (*httptest.Server, *rules) {
	t.Helper()
	gate := &rules{questions: 1000}
	return serve(t, r, func(c *Config) { c.Rules, c.Widget = gate, "/widget/v1/auskunft.js" }), gate
}

// problemOf asks and reads the problem that comes back.
func problemOf(t *testing.T, method, address, lang, body string) (p web.Problem) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Language", lang)
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if p.Status = response.StatusCode; response.Header.Get("Content-Type") == "application/problem+json" {
		if err := json.Unmarshal(content, &p); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func TestClosedChannelSaysWhereToTurn(t *testing.T) {
	server, gate := gated(t, newRooms())
	const own = "Wir prüfen gerade unsere Texte. Morgen geht es weiter."
	chat, search, suggest := server.URL+"/api/v1/chat", server.URL+"/api/v1/search?q=Hund", server.URL+"/api/v1/suggest?q=hund"
	question := `{"question":"Was kostet die Hundesteuer?"}`
	gate.close(own, auskunft.WidgetChannel)
	for _, tt := range []struct{ lang, body, want, not string }{
		{"de", question, own, ""},
		{"tr", question, "kapalı", own}, // what the administrator wrote is German
		{"tr", `{"question":"Hundesteuer?","lang":"fr"}`, "désactivées", own},
		{"", question, own, ""},
	} {
		p := problemOf(t, "POST", chat, tt.lang, tt.body)
		if p.Status != 503 || p.Code != "channel_closed" || !strings.Contains(p.Detail, tt.want) || tt.not != "" && strings.Contains(p.Detail, tt.not) ||
			!strings.Contains(p.Detail, "115") || !strings.Contains(p.Detail, "04227 99-0") {
			t.Errorf("%s: %+v", tt.lang, p)
		}
	}
	if p := problemOf(t, "GET", search, "de", ""); p.Status != 200 {
		t.Errorf("searching with the widget closed: %+v", p)
	}
	gate.close("", auskunft.APIChannel)
	for _, address := range []string{search, suggest} {
		if p := problemOf(t, "GET", address, "de", ""); p.Status != 503 || p.Code != "channel_closed" || !strings.HasPrefix(p.Detail, "Die automatische Auskunft ist zurzeit abgeschaltet. Menschen erreichen Sie") {
			t.Errorf("%s: %+v", address, p)
		}
	}
	if p := problemOf(t, "POST", chat, "de", question); p.Status != 200 {
		t.Errorf("asking with the API closed: %+v", p)
	}
	gate.close("")
	if p := problemOf(t, "GET", suggest, "de", ""); p.Status != 200 {
		t.Errorf("after opening again: %+v", p)
	}
}

// Whoever is in danger is told who helps, whatever is closed, and beside a worry stand the lines.
func TestClosedChannelHelpsInDanger(t *testing.T) {
	server, gate := gated(t, newRooms())
	gate.close("", auskunft.WidgetChannel, auskunft.PageChannel)
	for _, tt := range []struct {
		question, want string
		status         int
	}{
		{"Ich will nicht mehr leben", "0800 111 0 111", 200},
		{"Mein Mann schlägt mich", "116 016", 200},
		{"Хочу убить себя", "0800 111 0 111", 200},
		{"Hilfe, es brennt im Keller!", "112", 200},
		{"Wo finde ich ein Frauenhaus?", "116 016", 503},
	} {
		response, err := http.Post(server.URL+"/api/v1/chat", "application/json", strings.NewReader(`{"question":"`+tt.question+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		said, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != tt.status || !strings.Contains(string(said), tt.want) || (tt.status == 200) == strings.Contains(string(said), "channel_closed") {
			t.Errorf("%s: %s %v %s", tt.question, response.Status, err, said)
		}
		doc, page := load(t, server.URL+"/chat", url.Values{"question": {tt.question}})
		if text := doc.Find("main").Text(); page.StatusCode != 200 || !strings.Contains(text, tt.want) || doc.Find(".answer").Length() != 1-tt.status/500 || doc.Find(".closed").Length() != 1 {
			t.Errorf("%s on the page: %s %s", tt.question, page.Status, text)
		}
		if beside := doc.Find(".rating, .offer, .permalink, footer .help"); tt.status == 200 && beside.Length() > 0 {
			t.Errorf("%s: beside who helps stands %q", tt.question, beside.Text())
		}
	}
}

// While the page is closed it finds pages instead of answering, and what people have a right
// to goes on.
func TestClosedPageStaysUseful(t *testing.T) {
	r := newRooms()
	server, gate := gated(t, r)
	gate.close("Heute ohne Antworten.", auskunft.PageChannel)
	doc, resp := load(t, server.URL+"/chat", nil)
	if resp.StatusCode != 200 || !strings.Contains(doc.Find(".closed").Text(), "Heute ohne Antworten. Menschen erreichen Sie") || doc.Find("script, auskunft-chat, .intro").Length() > 0 {
		t.Errorf("the empty page: %s %s", resp.Status, doc.Text())
	}
	doc, resp = load(t, server.URL+"/chat", url.Values{"question": {"Was kostet die Hundesteuer?"}})
	link := doc.Find(".nearest a")
	if href, _ := link.Attr("href"); resp.StatusCode != 200 || href != "https://stadt.example/hundesteuer" || link.Text() != "Hundesteuer" || doc.Find(".answer").Length() > 0 {
		t.Errorf("a question: %s %s", resp.Status, doc.Text())
	}
	if doc.Find("textarea").Text() != "Was kostet die Hundesteuer?" || len(r.recorded) > 0 {
		t.Errorf("the question is lost, or was answered: %s", doc.Text())
	}
	r.found.Hits = nil
	if doc, _ = load(t, server.URL+"/chat", url.Values{"question": {"Xyz?"}}); doc.Find("#asked").Text() != "Dazu wurde keine Seite gefunden" {
		t.Errorf("nothing found: %s", doc.Text())
	}
	if _, resp = load(t, server.URL+"/chat", url.Values{"question": {strings.Repeat("x", 2000)}}); resp.StatusCode != 422 {
		t.Errorf("too long a question: %s", resp.Status)
	}
	const id = "0123456789abcdef0123456789abcdef"
	if _, resp = load(t, server.URL+"/chat/delete", url.Values{"conversation": {id}}); resp.StatusCode != 200 || len(r.forgotten) != 1 {
		t.Errorf("deleting a conversation: %s", resp.Status)
	}
	gate.close("", auskunft.WidgetChannel)
	if doc, _ = load(t, server.URL+"/chat", nil); doc.Find("script, .closed").Length() > 0 || doc.Find(".intro").Length() != 1 {
		t.Errorf("the page with the widget closed has forms only: %s", doc.Text())
	}
	gate.close("")
	if doc, _ = load(t, server.URL+"/chat", nil); doc.Find("script").Length() != 1 {
		t.Errorf("after opening again: %s", doc.Text())
	}
}

func TestClosingIsDocumented(t *testing.T) {
	server := serve(t, newRooms(), nil)
	response, err := http.Get(server.URL + "/api/v1/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var spec struct {
		Paths map[string]map[string]struct {
			Description string
			Responses   map[string]any
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&spec); err != nil {
		t.Fatal(err)
	}
	for path, method := range map[string]string{"/chat": "post", "/search": "get", "/suggest": "get"} {
		if o := spec.Paths[path][method]; o.Responses["503"] == nil || !strings.Contains(o.Description, "channel_closed") {
			t.Errorf("%s: %+v", path, o)
		}
	}
}
