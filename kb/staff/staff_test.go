package staff_test

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/retrieval"
)

func TestSignIn(t *testing.T) {
	d := &desk{}
	handler := d.handler(t)

	response, _ := get(t, handler, "/staff/search?q=Hundesteuer&answer=1")
	to := response.Header.Get("Location")
	if response.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, "/staff/sign-in?next=") {
		t.Fatalf("not signed in: %d to %q", response.StatusCode, to)
	}
	response, page := get(t, handler, to)
	wantText(t, page, "h1", "Anmelden")
	if next, _ := page.Find("input[name=next]").Attr("value"); next != "/staff/search?q=Hundesteuer&answer=1" {
		t.Errorf("after signing in the way leads to %q", next)
	}
	if response.Header.Get("Content-Security-Policy") == "" || response.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers: %v", response.Header)
	}

	response, page = post(t, handler, "/staff/sign-in", url.Values{"login": {"agentin"}, "password": {"falsch"}, "next": {"/staff/search"}})
	if response.StatusCode != http.StatusForbidden {
		t.Errorf("wrong password: status %d", response.StatusCode)
	}
	wantText(t, page, "[role=alert]", "Anmeldename oder Kennwort ist falsch.")
	if login, _ := page.Find("#login").Attr("value"); login != "agentin" {
		t.Errorf("the login has to be typed again: %q", login)
	}
	if strings.Contains(page.Text(), "falsch.falsch") || page.Find("#password[value]").Length() > 0 {
		t.Error("the password comes back")
	}

	response, _ = post(t, handler, "/staff/sign-in", url.Values{"login": {"agentin"}, "password": {"ein langes Kennwort"}, "next": {"/staff/search?q=x"}})
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/staff/search?q=x" {
		t.Errorf("signed in: %d to %q", response.StatusCode, response.Header.Get("Location"))
	}
	_, page = get(t, handler, "/staff/search")
	wantText(t, page, ".person", "Inka Behrens (Servicecenter)")

	response, _ = post(t, handler, "/staff/sign-out", nil)
	if response.Header.Get("Location") != "/staff/sign-in" || d.account.ID != 0 {
		t.Error("signing out does not")
	}
}

func TestSignInLeadsNowhereElse(t *testing.T) {
	for _, next := range []string{
		"https://evil.example/staff/", "//evil.example/staff/", `/\evil.example/staff/`, `\\evil.example`, "/staff/../../evil",
		"javascript:alert(1)", "/elsewhere", "/staffx", "", "http:///staff/", "/staff/%2e%2e/x",
	} {
		d := &desk{}
		response, _ := post(t, d.handler(t), "/staff/sign-in", url.Values{"login": {"agentin"}, "password": {"ein langes Kennwort"}, "next": {next}})
		if to := response.Header.Get("Location"); to != "/staff/search" {
			t.Errorf("next=%q leads to %q", next, to)
		}
	}
}

func TestSessionEndsWhileTyping(t *testing.T) {
	response, _ := get(t, (&desk{}).handler(t), "/staff/search?q=Hund", "HX-Request", "true")
	if to := response.Header.Get("HX-Redirect"); to != "/staff/sign-in?next=%2Fstaff%2Fsearch%3Fq%3DHund" {
		t.Errorf("htmx is sent to %q", to)
	}
}

func TestEmptySearch(t *testing.T) {
	d := &desk{account: agent}
	_, page := get(t, d.handler(t), "/staff/search")
	if page.Find(".hit").Length() != 0 || page.Find("input#q[autofocus]").Length() != 1 {
		t.Error("the empty page has hits, or no focused field")
	}
	if d.query.Text != "" || d.question.Text != "" {
		t.Error("nothing was searched for, yet somebody was asked")
	}
}

func TestSearchShowsHits(t *testing.T) {
	d := &desk{account: agent, result: retrieval.Result{Hits: []retrieval.Hit{taxHit, wikiHit}}}
	_, page := get(t, d.handler(t), "/staff/search?q=+Hundesteuer+")
	if d.query.Text != "Hundesteuer" || !d.query.Reader.Sees("department:finanzen") || d.query.Reader.Sees("department:jugend") {
		t.Errorf("searched as %v for %q", d.query.Reader, d.query.Text)
	}
	wantText(t, page, "#hits h2", "2 Treffer")
	wantText(t, page, "#hit-1 .title", "Hundesteuersatzung der Stadt Auenwede")
	wantText(t, page, "#hit-1 .tags", "öffentlich · geprüft am 12.10.2026")
	wantText(t, page, "#hit-1 .meta", "Ortsrecht · auenwede-ortsrecht · § 5 Steuersätze › § 5 Abs. 1 › Seite 2")
	wantText(t, page, "#hit-1 mark", "Hundesteuer")
	wantText(t, page, "#hit-1 .excerpt", "168,00 Euro & für jeden")
	wantText(t, page, "#hit-2 .kern-badge--warning", "nur Fachbereich finanzen")
	wantText(t, page, "#hit-2 .kern-badge--danger", "abgelaufen am 30.06.2026")
	wantText(t, page, "#hit-2 .meta", "Blindenführhunde")
	if meta := page.Find("#hit-2 .meta").Text(); strings.Contains(meta, "wiki") {
		t.Errorf("the source is named twice: %s", meta)
	}
	wantText(t, page, "#hit-2 .tags", "nie geprüft")
	if href, _ := page.Find("#hit-2 .title").Attr("href"); href != wikiHit.Document.URL {
		t.Errorf("the hit leads to %q", href)
	}
	if d.question.Text != "" {
		t.Error("an answer was composed though none was asked for")
	}
}

// A document is one hit, by its best passage; where else it was found is said.
func TestPassagesOfOneDocument(t *testing.T) {
	second, third := taxHit, taxHit
	second.Passage = auskunft.Passage{Headings: []string{"§ 7 Befreiungen"}, Text: "Befreit sind Blindenführhunde."}
	third.Passage = taxHit.Passage
	d := &desk{account: agent, result: retrieval.Result{Hits: []retrieval.Hit{taxHit, wikiHit, second, third}}}
	_, page := get(t, d.handler(t), "/staff/search?q=Hundesteuer")
	wantText(t, page, "#hits h2", "2 Treffer")
	wantText(t, page, "#hit-1 .meta", "auch unter: § 7 Befreiungen")
	if text := text(page.Find("#hit-1 .meta")); strings.Count(text, "§ 5 Steuersätze") != 1 {
		t.Errorf("the same place twice: %s", text)
	}
}

func TestResultsWhileTyping(t *testing.T) {
	d := &desk{account: agent, result: retrieval.Result{Hits: []retrieval.Hit{taxHit}, Degraded: "vectors"}}
	response, part := get(t, d.handler(t), "/staff/search?q=Hund", "HX-Request", "true")
	if part.Find("html head title, form").Length() != 0 {
		t.Error("htmx gets a whole page")
	}
	wantText(t, part, "#count[hx-swap-oob]", "1 Treffer")
	wantText(t, part, ".note", "nur nach Wörtern")
	if response.Header.Get("Vary") != "HX-Request" {
		t.Error("a cache could give the part for the page")
	}
	d.result = retrieval.Result{}
	_, part = get(t, d.handler(t), "/staff/search?q=xyz", "HX-Request", "true")
	wantText(t, part, "#count", "Keine Treffer")
	_, part = get(t, d.withSignals(t, &signals{}), "/staff/search?q=xyz", "HX-Request", "true")
	if part.Find("form[action='/staff/signals'] input[name=question]").AttrOr("value", "") != "xyz" {
		t.Error("what nothing was found for cannot be reported in one click")
	}
}

func TestAnswerBeside(t *testing.T) {
	d := &desk{account: agent, result: retrieval.Result{Hits: []retrieval.Hit{taxHit}}, answer: taxAnswer}
	handler := d.handler(t)

	_, page := get(t, handler, "/staff/search?q=Was+kostet+die+Hundesteuer%3F&answer=1")
	if to, _ := page.Find("#answer [hx-trigger=load]").Attr("hx-get"); to != "/staff/answer?q=Was+kostet+die+Hundesteuer%3F" {
		t.Errorf("the answer is fetched from %q", to)
	}
	if d.question.Text != "" {
		t.Error("the page waits for the answer")
	}

	for name, request := range map[string][]string{
		"part":           {"/staff/answer?q=Was+kostet+die+Hundesteuer%3F", "HX-Request", "true"},
		"without script": {"/staff/search?q=Was+kostet+die+Hundesteuer%3F&answer=1&plain=1"},
	} {
		t.Run(name, func(t *testing.T) {
			_, page := get(t, handler, request[0], request[1:]...)
			wantText(t, page, "article[data-status=answered][data-generated-by=extractive] .sentences", "120,00 Euro")
			wantText(t, page, ".sentences a[href='#source-1']", "1")
			wantText(t, page, "#source-1 blockquote", "für den zweiten Hund 168,00 Euro & für")
			wantText(t, page, "#source-1 figcaption", "1 § 5 Steuersätze › § 5 Abs. 1 › Seite 2")
			wantText(t, page, ".sources > li:first-child > .meta", "www.auenwede.example · geprüft am 12.10.2026")
			wantText(t, page, ".sources > li:first-child #source-3", "648 Euro")
			wantText(t, page, ".sources > li:last-child .kern-badge", "nur intern")
			wantText(t, page, ".sentences ul li:last-child", "Ersatz einer Steuermarke: 6 Euro")
			wantText(t, page, ".sentences ul li:first-child", "648 Euro")
			wantText(t, page, "article > .note", "Enthält Internes")
			wantText(t, page, ".office a[href='tel:04227992210']", "04227 99-2210")
			wantText(t, page, ".office .kern-badge--success", "jetzt geöffnet")
			wantText(t, page, ".service dl", "1. Hund: 120 Euro im Jahr")
			wantText(t, page, ".kern-alert--warning", "(bis 27.11.2026)")
		})
	}
	if d.question.Reader.Setting() != agent.Reader().Setting() {
		t.Errorf("asked as %v", d.question.Reader)
	}
}

func TestRefusalAndClarification(t *testing.T) {
	d := &desk{account: agent, answer: auskunft.Answer{Status: auskunft.Refused, Reason: auskunft.NoSource, Message: "Dazu habe ich keine Quelle.",
		Nearest: []auskunft.Nearby{{Title: "Freibad", URL: "https://www.auenwede.example/freibad"}, {Title: "Aushang"}}}}
	_, part := get(t, d.handler(t), "/staff/answer?q=x", "HX-Request", "true")
	wantText(t, part, ".message", "keine Quelle")
	wantText(t, part, "a[href='https://www.auenwede.example/freibad']", "Freibad")

	d.answer = auskunft.Answer{Status: auskunft.Clarify, Message: "Welcher Umzug?", Options: []string{"innerhalb & nah"}}
	_, part = get(t, d.handler(t), "/staff/answer?q=x", "HX-Request", "true")
	if to, _ := part.Find(".options a").Attr("href"); to != "/staff/search?q=innerhalb%20%26%20nah&answer=1" {
		t.Errorf("the option leads to %q", to)
	}
	if part.Find("[data-do=copy], #copy-public").Length() != 0 {
		t.Error("a question that is asked back can be copied into a letter")
	}
}

// What stands there in another language says so; what is German does not, because the page is.
func TestLanguageOfParts(t *testing.T) {
	english := taxHit
	english.Document.Lang = "en"
	d := &desk{account: agent, result: retrieval.Result{Hits: []retrieval.Hit{english, wikiHit}}, answer: taxAnswer}
	d.answer.Lang, d.answer.Citations = "en", slices.Clone(taxAnswer.Citations)
	d.answer.Citations[0].Lang, d.answer.Citations[1].Lang = "en", "de"
	_, page := get(t, d.handler(t), "/staff/search?q=dog+tax&answer=1&plain=1")
	for selector, want := range map[string]string{
		"#hit-1 h3": "en", "#hit-1 .excerpt": "en", "#hit-2 h3": "", ".sentences": "en", "#source-1 blockquote": "en", "#source-2 blockquote": "", ".service": "",
	} {
		if got := page.Find(selector).AttrOr("lang", ""); got != want || page.Find(selector).Length() == 0 {
			t.Errorf("%s says it is in %q, want %q", selector, got, want)
		}
	}
}

func TestOpeningAPartLeadsToThePage(t *testing.T) {
	response, _ := get(t, (&desk{account: agent}).handler(t), "/staff/answer?q=Hund+%26+Katze")
	if to := response.Header.Get("Location"); to != "/staff/search?answer=1&plain=1&q=Hund+%26+Katze" {
		t.Errorf("led to %q", to)
	}
}

func TestProblems(t *testing.T) {
	for _, test := range []struct {
		name, path string
		err        error
		status     int
		text       string
	}{
		{"database gone", "/staff/search?q=x", auskunft.Errorf(auskunft.Unavailable, "search", "connection refused to 10.0.0.3"), 503, "antwortet gerade nicht"},
		{"unknown error", "/staff/search?q=x", errors.New("nil pointer in secret.go"), 500, "bei uns etwas schiefgegangen"},
		{"too long", "/staff/search?q=" + strings.Repeat("ä", 501), nil, 422, "höchstens 500 Zeichen"},
		{"no such page", "/staff/elsewhere", nil, 404, "Diese Seite gibt es nicht"},
		{"not with this role", "/staff/meldungen", nil, 403, "an die Administration der Auskunft"},
	} {
		t.Run(test.name, func(t *testing.T) {
			handler := (&desk{account: agent, err: test.err}).withSignals(t, &signals{})
			response, page := get(t, handler, test.path)
			if response.StatusCode != test.status {
				t.Errorf("status %d, want %d", response.StatusCode, test.status)
			}
			wantText(t, page, "[role=alert]", test.text)
			if body := page.Text(); strings.Contains(body, "secret.go") || strings.Contains(body, "10.0.0.3") {
				t.Error("the page shows an internal text")
			}
			heads := map[int]string{403: "Kein Zugriff", 404: "Seite nicht gefunden"}
			if head, title := page.Find("h1").Text(), page.Find("title").Text(); !strings.HasPrefix(title, head) || heads[test.status] != "" && head != heads[test.status] {
				t.Errorf("headed %q, titled %q", head, title)
			}
			if ways := page.Find("main a[href='/staff/rechte']").Length(); ways > 0 != (test.status == 403) {
				t.Errorf("%d links to what the role may do", ways)
			}
			response, part := get(t, handler, test.path, "HX-Request", "true")
			if response.StatusCode != test.status || part.Find("header").Length() != 0 {
				t.Errorf("to htmx: status %d, %d headers", response.StatusCode, part.Find("header").Length())
			}
		})
	}
}

// What a source holds is text, whatever it looks like.
func TestMarkupInSourcesIsText(t *testing.T) {
	evil := taxHit
	evil.Document.Title = `<script>alert("Titel")</script>`
	evil.Document.URL = "javascript:alert(1)"
	evil.Passage.Text = `Hund <img src=x onerror=alert(1)> & "Katze"`
	answer := taxAnswer
	answer.Citations = []auskunft.Citation{{N: 1, Title: evil.Document.Title, URL: evil.Document.URL, Quote: evil.Passage.Text}}
	d := &desk{account: agent, result: retrieval.Result{Hits: []retrieval.Hit{evil}}, answer: answer}
	_, page := get(t, d.handler(t), "/staff/search?q=Hund&answer=1&plain=1")
	if n := page.Find("#hits script, #answer script, main img").Length(); n > 0 {
		t.Errorf("%d elements came out of a text", n)
	}
	wantText(t, page, ".excerpt", `Hund <img src=x onerror=alert(1)> & "Katze"`)
	if href, _ := page.Find("#hit-1 .title").Attr("href"); strings.HasPrefix(href, "javascript:") {
		t.Errorf("the hit's link runs script: %q", href)
	}
}
