package httpapi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/compose"
)

// load fetches a page, by POST when there is a form.
func load(t *testing.T, address string, form url.Values) (*goquery.Document, *http.Response) {
	t.Helper()
	var resp *http.Response
	var err error
	if form == nil {
		resp, err = http.Get(address)
	} else {
		resp, err = http.PostForm(address, form)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	doc, err := goquery.NewDocumentFromReader(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc, resp
}

func TestPage(t *testing.T) {
	server := serve(t, newRooms(), nil)
	doc, resp := load(t, server.URL+"/chat", nil)
	if resp.StatusCode != http.StatusOK || doc.Find("form[action^='/chat'] textarea#question").Length() != 1 || doc.Find("label[for=question]").Length() != 1 {
		t.Errorf("%s: no form", resp.Status)
	}
	for _, must := range []string{"KI", "nicht mit einem Menschen", "keine Namen, Adressen oder andere persönliche Daten", "115", "04227 99-0", "Datenschutz"} {
		if !strings.Contains(doc.Text(), must) {
			t.Errorf("the page lacks %q", must)
		}
	}
	for _, number := range []string{"tel:115", "tel:04227990"} { // in one tap, and left to right in Arabic, too
		if doc.Find("footer a[dir=ltr][href='"+number+"']").Length() != 1 {
			t.Errorf("the footer has no link %s", number)
		}
	}
	csp := resp.Header.Get("Content-Security-Policy")
	if strings.Contains(csp, "unsafe") || !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("policy %q", csp)
	}
	if doc.Find("script, style, [style], [onclick]").Length() != 0 {
		t.Error("something inline")
	}
	if len(resp.Cookies()) != 0 {
		t.Error("a cookie before anything was asked")
	}
	css, err := http.Get(server.URL + doc.Find("link[rel=stylesheet]").AttrOr("href", ""))
	if err != nil || css.StatusCode != http.StatusOK || !strings.HasPrefix(css.Header.Get("Content-Type"), "text/css") {
		t.Errorf("style: %v %v", css, err)
	}
	css.Body.Close()
}

func TestPageAnswers(t *testing.T) {
	r := newRooms()
	server := serve(t, r, nil)
	doc, resp := load(t, server.URL+"/chat", url.Values{"question": {"Was kostet die <b>Hundesteuer</b>?"}})
	if resp.StatusCode != http.StatusOK {
		t.Fatal(resp.Status)
	}
	if doc.Find("article.answer").AttrOr("data-generated-by", "") != "extractive" || doc.Find(".asked b").Length() != 0 {
		t.Error("AI mark missing, or the question became markup")
	}
	refs := doc.Find(".sentences a.ref")
	if refs.Length() != 2 {
		t.Fatalf("%d references", refs.Length())
	}
	refs.Each(func(_ int, ref *goquery.Selection) {
		source := doc.Find(ref.AttrOr("href", "#none"))
		if source.Length() != 1 || !strings.Contains(taxText, source.Find("details blockquote").Text()) || source.Find("blockquote").Text() == "" {
			t.Errorf("%s leads to no quote", ref.Text())
		}
		if !strings.Contains(ref.AttrOr("aria-label", ""), "Hundesteuer") {
			t.Errorf("%s has no full name", ref.Text())
		}
	})
	if got := doc.Find(".sources a").First().AttrOr("href", ""); got != "https://stadt.example/hundesteuer#gebuehren" {
		t.Errorf("source links to %q", got)
	}
	if doc.Find("aside.notice, aside.service, aside.office").Length() != 3 || doc.Find("aside.office a[href='tel:04227992210']").Length() != 1 {
		t.Error("cards missing")
	}
	id := doc.Find("form.ask input[name=conversation]").AttrOr("value", "")
	if e := <-r.recorded; e.Conversation != id {
		t.Errorf("the form continues %q, not %q", id, e.Conversation)
	}
	gone, _ := load(t, server.URL+"/chat/delete", url.Values{"conversation": {id}})
	if len(r.forgotten) != 1 || r.forgotten[0] != id || !strings.Contains(gone.Text(), "gelöscht") || gone.Find("form.delete").Length() != 0 {
		t.Errorf("forgotten %v", r.forgotten)
	}
}

func TestPageSpeaks(t *testing.T) {
	server := serve(t, newRooms(), nil)
	for lang, says := range map[string]string{"en": "not to a human being", "ar": "ذكاء اصطناعي", "uk": "а не людині", "tr-TR": "yapay zekâ"} {
		doc, _ := load(t, server.URL+"/chat?lang="+lang, nil)
		tag, _, _ := strings.Cut(lang, "-")
		if doc.Find("html").AttrOr("lang", "") != tag || !strings.Contains(doc.Text(), says) {
			t.Errorf("%s: %s", lang, doc.Find("main").Text())
		}
		if dir := doc.Find("html").AttrOr("dir", ""); (dir == "rtl") != (lang == "ar") {
			t.Errorf("%s is written %s", lang, dir)
		}
		if n := doc.Find("nav a[hreflang]").Length(); n != 8 {
			t.Errorf("%s: %d languages to choose from", lang, n)
		}
		if got := doc.Find("nav a[aria-current]").AttrOr("hreflang", ""); got != tag {
			t.Errorf("%s: the page says that it is in %s", lang, got)
		}
	}
}

// Another language does not end the conversation, and no address tells what was said in it.
func TestPageChangesItsLanguageInAConversation(t *testing.T) {
	r := newRooms()
	server := serve(t, r, nil)
	doc, _ := load(t, server.URL+"/chat", url.Values{"question": {"Was kostet die Hundesteuer?"}})
	recorded := <-r.recorded
	r.said = []chat.Said{{Question: recorded.Turn.Question, Answer: recorded.Answer}}
	form := doc.Find("nav form")
	if n := form.Find("button[name=lang]").Length(); n != 8 || doc.Find("nav a").Length() != 0 {
		t.Fatalf("%d languages to choose from", n)
	}
	id := form.Find("[name=conversation]").AttrOr("value", "")
	turkish := url.Values{"conversation": {id}, "lang": {"tr"}}
	doc, _ = load(t, server.URL+form.AttrOr("action", ""), turkish)
	if got := doc.Find(".asked p").Text(); got != "Was kostet die Hundesteuer?" || doc.Find("html").AttrOr("lang", "") != "tr" || doc.Find("form.ask [name=conversation]").AttrOr("value", "") != id {
		t.Errorf("in Turkish %q was asked: %s", got, doc.Find("main").Text())
	}
	turkish.Set("question", "noch nicht beantwortet")
	if doc, _ = load(t, server.URL+form.AttrOr("action", ""), turkish); doc.Find("textarea").Text() != "noch nicht beantwortet" {
		t.Errorf("the field holds %q", doc.Find("textarea").Text())
	}
	doc, _ = load(t, server.URL+"/chat/handover/form", url.Values{"conversation": {id}, "lang": {"tr"}})
	if action := doc.Find("nav form").AttrOr("action", ""); action != "/chat/handover/form" {
		t.Errorf("the form of a request changes its language by %q", action)
	}
}

// The address of a question brings it into the field, and asks nothing.
func TestPageOfAQuestion(t *testing.T) {
	r := newRooms()
	server := serve(t, r, nil)
	const question = `Was kostet "Müll" & <Sperrmüll>?`
	doc, _ := load(t, server.URL+"/chat?"+url.Values{"q": {question}}.Encode(), nil)
	if got := doc.Find("textarea").Text(); got != question || len(r.readers) != 0 {
		t.Errorf("in the field is %q; %d searches", got, len(r.readers))
	}
	doc, _ = load(t, server.URL+"/chat", url.Values{"question": {question}})
	link := doc.Find(".permalink a").AttrOr("href", "")
	u, err := url.Parse(link)
	if err != nil || u.Host != "auskunft.example" || u.Query().Get("q") != question {
		t.Errorf("the address of the question is %q", link)
	}
}

func TestPageAsksInSimpleMode(t *testing.T) {
	r := newRooms()
	server := serve(t, r, nil)
	doc, _ := load(t, server.URL+"/chat", url.Values{"question": {"Was kostet die Hundesteuer?"}, "mode": {"simple"}})
	if _, on := doc.Find("input[name=mode]").Attr("checked"); !on {
		t.Error("the next question is asked in another mode")
	}
	if doc, _ = load(t, server.URL+"/chat", nil); doc.Find("input[name=mode][checked]").Length() != 0 {
		t.Error("the first question is asked in simple mode")
	}
	if doc.Find("form.suggestions button[name=question]").AttrOr("value", "") != "Was kostet die Hundesteuer?" {
		t.Error("no suggestions")
	}
}

func TestPageOffersWhatToChoose(t *testing.T) {
	answer := auskunft.Answer{ID: strings.Repeat("b", 32), Status: auskunft.Clarify, Lang: "de", Message: "Was genau meinen Sie?", Options: []string{"Reisepass", "Reisepass <Kind>"}}
	r := newRooms()
	r.said = []chat.Said{{Question: "Pass?", Answer: answer}}
	server := serve(t, r, nil)
	doc, _ := load(t, server.URL+"/chat/conversation", url.Values{"conversation": {strings.Repeat("a", 32)}})
	options := doc.Find(".answer button[name=question]")
	if options.Length() != 2 || options.Last().AttrOr("value", "") != "Reisepass <Kind>" || doc.Find(".answer input[name=conversation]").Length() == 0 {
		t.Error(doc.Find(".answer").Html())
	}
}

// A rating is kept, the answer stays in sight, and what was the matter is asked for.
func TestPageRates(t *testing.T) {
	r := newRooms()
	r.said = []chat.Said{{Question: "Frage eins", Answer: auskunft.Answer{ID: strings.Repeat("b", 32)}}, {Question: "Frage zwei", Answer: auskunft.Answer{ID: strings.Repeat("c", 32)}}}
	server := serve(t, r, nil)
	id := r.said[0].Answer.ID
	rate := func(rating string) (*goquery.Document, *http.Response) {
		return load(t, server.URL+"/chat/feedback", url.Values{"answer_id": {id}, "conversation": {strings.Repeat("a", 32)}, "rating": {rating}})
	}
	doc, _ := rate("no")
	if doc.Find(".asked p").Text() != "Frage eins" || doc.Find(".rating button").Length() != 5 {
		t.Error(doc.Find("main").Text())
	}
	doc, _ = rate("outdated")
	if !strings.Contains(doc.Find(".rating").Text(), "Danke") || doc.Find(".rating button").Length() != 0 {
		t.Error(doc.Find(".rating").Text())
	}
	rate("yes")
	if want := []string{id + " false ", id + " false outdated", id + " true "}; !slices.Equal(r.ratings, want) {
		t.Errorf("rated %q", r.ratings)
	}
	if doc, resp := rate("gut gemacht, Frau Müller"); resp.StatusCode != http.StatusUnprocessableEntity || doc.Find(".failure").Length() != 1 || len(r.ratings) != 3 {
		t.Errorf("free text: %s", resp.Status)
	}
	r.said = nil // half an hour later
	if doc, _ := rate("yes"); !strings.Contains(doc.Find("[role=status]").Text(), "Danke") || doc.Find("textarea").Length() != 1 {
		t.Error(doc.Find("main").Text())
	}
}

// Who asks too much is told on a page, with the question still in the field.
func TestPageIsLimited(t *testing.T) {
	server := serve(t, newRooms(), func(c *Config) { c.Rules = &rules{questions: 1} })
	load(t, server.URL+"/chat", url.Values{"question": {"eins"}})
	doc, resp := load(t, server.URL+"/chat", url.Values{"question": {"zwei"}})
	if resp.StatusCode != http.StatusTooManyRequests || doc.Find("textarea").Text() != "zwei" || !strings.Contains(doc.Find(".failure").Text(), "viele Anfragen") {
		t.Errorf("%s %s", resp.Status, doc.Text())
	}
}

func TestPageRefusesAndFails(t *testing.T) {
	r := newRooms()
	r.compose = func(context.Context, func(compose.Draft) error) error { return nil }
	server := serve(t, r, nil)
	doc, _ := load(t, server.URL+"/chat", url.Values{"question": {"Wer stundet mir die Hundesteuer?"}})
	if doc.Find(".answer").AttrOr("data-status", "") != "refused" || doc.Find(".nearest a").Length() != 1 || !strings.Contains(doc.Find(".message").Text(), "115") {
		t.Error(doc.Find(".answer").Text())
	}
	if n := strings.Count(doc.Find("body").Text(), "115"); n != 1 {
		t.Errorf("the page of a refusal names 115 %d times", n)
	}

	doc, resp := load(t, server.URL+"/chat", url.Values{"question": {strings.Repeat("ä", 1001)}})
	if resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(doc.Find(".failure").Text(), "1.000 Zeichen") {
		t.Errorf("%s %s", resp.Status, doc.Find(".failure").Text())
	}
	if got := doc.Find("textarea").Text(); got != strings.Repeat("ä", 1001) {
		t.Error("the typed question is lost")
	}
	doc, resp = load(t, server.URL+"/chat", url.Values{"question": {strings.Repeat("ä", 100_000)}})
	if resp.StatusCode != http.StatusRequestEntityTooLarge || doc.Find(".failure").Length() != 1 {
		t.Errorf("%s", resp.Status)
	}

	r.searchErr = errors.New("secret table missing")
	doc, resp = load(t, server.URL+"/chat", url.Values{"question": {"Was kostet die Hundesteuer?"}})
	if resp.StatusCode != http.StatusInternalServerError || doc.Find(".failure").Length() != 1 || strings.Contains(doc.Text(), "secret") {
		t.Errorf("%s %s", resp.Status, doc.Find(".failure").Text())
	}
}

func TestPageFormFromElsewhere(t *testing.T) {
	server := serve(t, newRooms(), nil)
	req, _ := http.NewRequest(http.MethodPost, server.URL+"/chat", strings.NewReader("question=Hallo"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", "https://evil.example")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusForbidden || !strings.Contains(string(body), "andere") {
		t.Errorf("%s %s", resp.Status, body)
	}
}

func TestPageSetsLists(t *testing.T) {
	r := newRooms()
	r.said = []chat.Said{{Question: "Kosten?", Answer: auskunft.Answer{ID: strings.Repeat("b", 32), Citations: []auskunft.Citation{{N: 1, Title: "T", Quote: "Q"}}, Sentences: []auskunft.Sentence{
		{Text: "Ein Satz.", Citations: []int{1}}, {Text: "Kosten:\neins\nzwei", Citations: []int{1}}, {Text: "drei\nvier", Citations: []int{1}},
	}}}}
	doc, _ := load(t, serve(t, r, nil).URL+"/chat/conversation", url.Values{"conversation": {strings.Repeat("a", 32)}})
	got, _ := doc.Find(".sentences").Html()
	got = regexp.MustCompile(`<a [^>]*>|</a>|\s+`).ReplaceAllString(got, " ")
	const want = "<p>Ein Satz. [1] </p> <p>Kosten:</p> <ul><li>eins</li><li>zwei</li></ul> <p> [1] </p> <ul><li>drei</li><li>vier</li></ul> <p> [1] </p>"
	if got = strings.TrimSpace(regexp.MustCompile(` +`).ReplaceAllString(got, " ")); got != want {
		t.Errorf("set as\n%s, want\n%s", got, want)
	}
}

func TestPageLinks(t *testing.T) {
	p := &page{}
	for want, c := range map[string]auskunft.Citation{
		"":                      {Anchor: "x"},
		"https://a.example/b":   {URL: "https://a.example/b", Anchor: "§ 5 Abs. 2"},
		"https://a.example/b#x": {URL: "https://a.example/b", Anchor: "x"},
		"https://a.example/c#y": {URL: "https://a.example/c#y", Anchor: "x"},
	} {
		if got := p.Link(c); got != want {
			t.Errorf("Link(%+v) = %q, want %q", c, got, want)
		}
	}
	if got := p.Tel("+49 (4227) 99-0"); got != "tel:+494227990" {
		t.Errorf("Tel: %q", got)
	}
}

func TestSteps(t *testing.T) {
	for text, want := range map[string]bool{
		"Ablauf:\n1. Antrag stellen\n2. Bescheid abwarten": true, "1. Antrag\n2. Bescheid": true,
		"Kosten:\n46 Euro\n10 Euro": false, "1. Oktober": false, "Kosten:\n1,50 Euro\n2 Euro": false,
	} {
		if got := new(page).Block(text).Steps(); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestLinesOfASentenceHaveItsLinks(t *testing.T) {
	links := []auskunft.Link{{Title: "04227 99-0", URL: "tel:04227990"}, {Title: "a@b.example", URL: "mailto:a@b.example"}}
	for line, want := range map[string]string{
		"Telefon: 04227 99-0, a@b.example.": "Telefon: |04227 99-0 tel:04227990|, |a@b.example mailto:a@b.example|.",
		"nur a@b.example":                   "nur |a@b.example mailto:a@b.example|",
		"nichts, https://x.example":         "nichts, https://x.example",
	} {
		var got []string
		for _, piece := range new(page).Pieces(line, links) {
			got = append(got, strings.TrimSpace(piece.Text+" "+string(piece.URL)))
		}
		if want := strings.Split(want, "|"); strings.ReplaceAll(strings.Join(got, ""), " ", "") != strings.ReplaceAll(strings.Join(want, ""), " ", "") {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}
