package httpapi

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"auskunft"
	"auskunft/chat"
)

// form is a request as a browser would send it, its ticket issued some time ago.
func form(age time.Duration, fields ...string) url.Values {
	f := url.Values{"topic": {"Hundemarke"}, "summary": {"Erste\r\nZeile"}, "phone": {"04227 991234"}, "email": {""}, "name": {""}, "website": {""},
		"ticket": {tickets{[]byte("key")}.issue(formTicket, time.Now().Add(-age))}}
	for i := 0; i+1 < len(fields); i += 2 {
		f.Set(fields[i], fields[i+1])
	}
	return f
}

// The form begins with what was said, which can be changed; nothing is sent by opening it.
func TestRequestBeginsWithTheConversation(t *testing.T) {
	r := newRooms()
	r.said = []chat.Said{
		{Question: "Was kostet die Hundesteuer?", Answer: auskunft.Answer{Sentences: []auskunft.Sentence{{Text: "Der erste Hund kostet 84 Euro."}, {Text: "Jeder weitere 120 Euro."}}}},
		{Question: "Und für " + strings.Repeat("ä", 300) + "?", Answer: auskunft.Answer{Message: "Das steht in unseren Quellen nicht.\n\nMenschen erreichen Sie unter 115."}},
	}
	server := serve(t, r, nil)
	conversation := strings.Repeat("a", 32)
	doc, resp := load(t, server.URL+"/chat/handover/form", url.Values{"conversation": {conversation}})
	want := "Frage: Was kostet die Hundesteuer?\nAntwort: Der erste Hund kostet 84 Euro.\nJeder weitere 120 Euro.\n\nFrage: Und für " +
		strings.Repeat("ä", 300) + "?\nAntwort: Das steht in unseren Quellen nicht."
	if got := doc.Find("#summary").Text(); resp.StatusCode != http.StatusOK || strings.TrimPrefix(got, "\n") != want {
		t.Errorf("%s summary %q", resp.Status, got)
	}
	if topic := []rune(doc.Find("#topic").AttrOr("value", "")); len(topic) != 200 || topic[199] != '…' {
		t.Errorf("topic %q", string(topic))
	}
	if back := doc.Find("form[action='/chat/conversation'] input[name=conversation]").AttrOr("value", ""); back != conversation {
		t.Errorf("back to %q", back)
	}
	r.said = []chat.Said{{Question: strings.Repeat("f", 3000), Answer: auskunft.Answer{Message: strings.Repeat("ß", 3000) + "Ende"}}}
	doc, _ = load(t, server.URL+"/chat/handover/form", url.Values{"conversation": {conversation}})
	if got := []rune(strings.TrimPrefix(doc.Find("#summary").Text(), "\n")); len(got) != 4000 || got[0] != '…' || string(got[3996:]) != "Ende" {
		t.Errorf("a long conversation has %d characters", len(got))
	}
	doc, _ = load(t, server.URL+"/chat/handover?lang=en", nil)
	if doc.Find("#summary").Text() != "\n" && doc.Find("#summary").Text() != "" || !strings.Contains(doc.Find("h1").Text(), "Pass your request on") {
		t.Error("the form without a conversation is not empty, or not in English")
	}
	if len(r.received) != 0 {
		t.Errorf("opening the form sent %v", r.received)
	}
}

// shortDesk is a desk with a model that sums up.
type shortDesk struct{ Desk }

func (shortDesk) Summary(context.Context, []chat.Said) (string, auskunft.Aid) {
	return "Es geht um die Hundesteuer.", auskunft.Aid{}
}

// What a model says in short stands above what was said, in German conversations of several
// questions.
func TestRequestInShort(t *testing.T) {
	r := newRooms()
	server := serve(t, r, func(cfg *Config) { cfg.Desk = shortDesk{cfg.Desk} })
	one := chat.Said{Question: "Was kostet die Hundesteuer?", Answer: auskunft.Answer{Message: "84 Euro."}}
	for name, c := range map[string]struct {
		said []chat.Said
		lang string
		want bool
	}{
		"two": {[]chat.Said{one, one}, "de", true}, "one": {[]chat.Said{one}, "de", false}, "English": {[]chat.Said{one, one}, "en", false},
	} {
		r.said = c.said
		doc, _ := load(t, server.URL+"/chat/handover/form", url.Values{"conversation": {strings.Repeat("a", 32)}, "lang": {c.lang}})
		got := strings.TrimPrefix(doc.Find("#summary").Text(), "\n")
		if strings.HasPrefix(got, "Kurz gefasst: Es geht um die Hundesteuer.\n\nFrage: Was kostet") != c.want || !strings.Contains(got, "84 Euro.") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestRequestArrives(t *testing.T) {
	r := newRooms()
	server := serve(t, r, nil)
	doc, resp := load(t, server.URL+"/chat/handover", form(4*time.Second, "email", "eva@post.example", "name", "Eva", "lang", "tr", "conversation", strings.Repeat("a", 32)))
	if resp.StatusCode != http.StatusCreated || doc.Find(".reference").Text() != "A7K-3QX9" || doc.Find("form.request").Length() != 0 {
		t.Fatalf("%s %s", resp.Status, doc.Find("main").Text())
	}
	want := auskunft.Handover{Topic: "Hundemarke", Summary: "Erste\nZeile", Phone: "04227 991234", Email: "eva@post.example", Name: "Eva", Lang: "tr"}
	if len(r.received) != 1 || r.received[0] != want { // and nothing of the conversation
		t.Errorf("received %+v", r.received)
	}
}

func TestRequestIsShownAgain(t *testing.T) {
	r := newRooms()
	server := serve(t, r, nil)
	for name, tt := range map[string]struct {
		form   url.Values
		status int
		wrong  string // the field that says what is wrong, "" for none
		says   string
	}{
		"no topic":      {form(time.Minute, "topic", " "), 422, "topic", "worum es geht"},
		"no summary":    {form(time.Minute, "summary", ""), 422, "summary", "beschreiben Sie"},
		"a long one":    {form(time.Minute, "summary", strings.Repeat("ä", 4001)), 422, "summary", "4.000 Zeichen"},
		"no way":        {form(time.Minute, "phone", ""), 422, "reach", "Telefonnummer mit Vorwahl"},
		"a wrong mail":  {form(time.Minute, "email", "eva@"), 422, "reach", "E-Mail-Adresse"},
		"a long name":   {form(time.Minute, "name", strings.Repeat("x", 201)), 422, "name", "200 Zeichen"},
		"a robot":       {form(time.Minute, "website", "https://kaufen.example"), 422, "website", "leer"},
		"at once":       {form(time.Second), 422, "", "sehr schnell"},
		"of yesterday":  {form(25 * time.Hour), 422, "", "zu lange offen"},
		"a made-up one": {form(time.Minute, "ticket", "form.x.y.z"), 422, "", "zu lange offen"},
		"of a puzzle":   {form(time.Minute, "ticket", tickets{[]byte("key")}.issue(puzzleTicket, time.Now())), 422, "", "zu lange offen"},
	} {
		doc, resp := load(t, server.URL+"/chat/handover", tt.form)
		if resp.StatusCode != tt.status || !strings.Contains(doc.Find(".failure").Text(), tt.says) {
			t.Errorf("%s: %s %s", name, resp.Status, doc.Find(".failure").Text())
		}
		if tt.wrong != "" && tt.wrong != "website" && doc.Find("#"+tt.wrong+"-wrong").Length() != 1 {
			t.Errorf("%s: the field does not say so", name)
		}
		kept(t, name, doc, tt.form)
	}
	if len(r.received) != 0 {
		t.Errorf("received %v", r.received)
	}
	again, _ := load(t, server.URL+"/chat/handover", form(25*time.Hour))
	ticket := again.Find("input[name=ticket]").AttrOr("value", "")
	if _, ok := (tickets{[]byte("key")}).issued(formTicket, ticket); !ok {
		t.Errorf("after a form that was too old there is no new ticket: %q", ticket)
	}
}

// kept checks that nothing a person typed is lost.
func kept(t *testing.T, name string, doc *goquery.Document, sent url.Values) {
	t.Helper()
	for _, field := range []string{"topic", "phone", "email", "name"} {
		if got := doc.Find("#"+field).AttrOr("value", ""); got != sent.Get(field) {
			t.Errorf("%s: %s became %q", name, field, got)
		}
	}
	if got := strings.TrimPrefix(doc.Find("#summary").Text(), "\n"); got != strings.ReplaceAll(sent.Get("summary"), "\r\n", "\n") {
		t.Errorf("%s: summary became %q", name, got)
	}
}

func TestRequestIsLimited(t *testing.T) {
	server := serve(t, newRooms(), func(c *Config) { c.HandoversPerHour = 1 })
	load(t, server.URL+"/chat/handover", form(time.Minute))
	sent := form(time.Minute)
	doc, resp := load(t, server.URL+"/chat/handover", sent)
	if resp.StatusCode != http.StatusTooManyRequests || !strings.Contains(doc.Find(".failure").Text(), "viele Anfragen") {
		t.Errorf("%s %s", resp.Status, doc.Find(".failure").Text())
	}
	kept(t, "limited", doc, sent)
}

func TestRequestWithoutAnInbox(t *testing.T) {
	r := newRooms()
	server := serve(t, r, func(c *Config) { c.Inbox = nil })
	for path, form := range map[string]url.Values{"/chat/handover": nil, "/chat/handover/form": {"question": {"x"}}} {
		doc, resp := load(t, server.URL+path, form)
		if resp.StatusCode != http.StatusNotFound || !strings.Contains(doc.Find(".failure").Text(), "nimmt hier keine Anliegen an") || !strings.Contains(doc.Find(".help").Text(), "115") {
			t.Errorf("%s: %s %s", path, resp.Status, doc.Text())
		}
	}
	if doc, _ := load(t, server.URL+"/chat", nil); doc.Find("form[action^='/chat/handover']").Length() != 0 {
		t.Error("it is offered")
	}
}
