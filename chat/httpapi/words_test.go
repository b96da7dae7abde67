package httpapi

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"auskunft"
	"auskunft/chat"
)

// alike are the keys of texts that say the same in the page version and in the widget.
var alike = map[string]string{
	"ai": "ai", "ask": "send", "question": "field", "answer": "answer", "sources": "sources", "quote": "quote", "checked": "checked", "source_of": "sourceNamed",
	"nearest": "nearest", "privacy": "privacy", "accessibility": "accessibility", "delete": "delete", "deleted": "deleted", "fees": "fees", "deadlines": "deadlines",
	"duration": "duration", "documents": "documents", "online": "online", "forms": "forms", "phone": "phone", "address": "address", "mail": "email",
	"appointment": "appointmentBook", "access": "access", "week": "hours", "until": "until", "notice": "noticeCard", "urgent": "urgentCard", "page_number": "page", "simple": "simple",
	"suggestions": "suggestions", "helpful": "helpful", "yes": "yes", "no": "no", "reason": "reason", "wrong": "wrong", "outdated": "outdated",
	"incomplete": "incomplete", "unclear": "unclear", "other": "other", "thanks": "thanks", "handover": "handover",
}

// One thing has one name, whether somebody meets it in the widget or on the page.
func TestPageAndWidgetSpeakAlike(t *testing.T) {
	messages, err := chat.LoadMessages(chat.Town{Name: "Auenwede"})
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range messages.Languages() {
		data, err := os.ReadFile(filepath.Join("..", "..", "widget", "src", "texts", lang+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var texts struct{ Widget map[string]string }
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Fatal(err)
		}
		same := func(key, want string) {
			if got := messages.Text(lang, "page."+key); got != want || want == "" {
				t.Errorf("%s, %s: the page says %q, the widget %q", lang, key, got, want)
			}
		}
		for key, other := range alike {
			same(key, texts.Widget[other])
		}
		same("intro", texts.Widget["noticeTitle"]+" "+texts.Widget["notice"]+" "+texts.Widget["personal"])
		if help := messages.Text(lang, "page.help"); help == "" || !strings.HasPrefix(texts.Widget["help"], help) {
			t.Errorf("%s: help is %q on the page, %q in the widget", lang, help, texts.Widget["help"])
		}
	}
}

// A screen reader is told the language of each part: a German quote under an English question,
// an English page among German ones, and the desk's own words about them.
func TestLanguageOfParts(t *testing.T) {
	for _, c := range []struct{ question, lang, quoted, message string }{
		{"Was kostet die Hundesteuer?", "de", "de", ""},
		{"How much does it cost to keep a dog in this town?", "de", "de", "en"},
	} {
		r := newRooms()
		r.found.Hits[0].Document.Lang = c.lang
		doc, _ := load(t, serve(t, r, nil).URL+"/chat", url.Values{"question": {c.question}})
		for selector, want := range map[string]string{".sentences": c.quoted, ".sources blockquote": c.quoted, ".sources span[dir=auto]": c.quoted, ".service h3": "de"} {
			if got := doc.Find(selector).AttrOr("lang", "none"); got != want {
				t.Errorf("%s of a text in %q: %s says %q", c.question, c.lang, selector, got)
			}
		}
		if got := doc.Find(".message").AttrOr("lang", ""); got != c.message {
			t.Errorf("%s: the note of a text in %q says %q, want %q", c.question, c.lang, got, c.message)
		}
		if e := <-r.recorded; e.Answer.Citations[0].Lang != c.lang || c.message != "" && e.Answer.MessageLang != c.message {
			t.Errorf("%s: the citation says %q, the message %q", c.question, e.Answer.Citations[0].Lang, e.Answer.MessageLang)
		}
	}
}

// A card and a quote in another language say so, too.
func TestLanguageOfAPage(t *testing.T) {
	messages, err := chat.LoadMessages(chat.Town{Name: "Auenwede"})
	if err != nil {
		t.Fatal(err)
	}
	p := &page{messages: messages, Lang: "de"}
	var b strings.Builder
	service := &auskunft.ServiceFacts{Name: "Applying for a passport", Lang: "en", Fees: []string{"70 euros"}}
	if err := parsePages().ExecuteTemplate(&b, "service", p.With(service)); err != nil {
		t.Fatal(err)
	}
	if strings.Count(b.String(), `lang="en"`) != 2 || strings.Contains(b.String(), `lang="de"`) {
		t.Error(b.String())
	}
	b.Reset()
	p.Answer = &auskunft.Answer{Lang: "en", Citations: []auskunft.Citation{{N: 1, Title: "Applying for a passport", Quote: "70 euros", Lang: "en"}}}
	if err := parsePages().ExecuteTemplate(&b, "answer", p); err != nil {
		t.Fatal(err)
	}
	if strings.Count(b.String(), `lang="en"`) != 2 {
		t.Error(b.String())
	}
}
