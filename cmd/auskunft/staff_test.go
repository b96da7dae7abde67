package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"auskunft"
	"auskunft/kb/account"
)

// An agent finds the internal note on exemptions from the dog tax and gets an answer from it;
// what is copied by default leaves it out; a visitor finds it by no means.
func TestInternalNoteOnTheDogTax(t *testing.T) {
	const (
		title    = "Hundesteuer – Befreiung und Ermäßigung in der Praxis"
		question = "Welche Nachweise brauchen wir intern für die Befreiung von der Hundesteuer?"
	)
	d := demoDesk(t)
	v := invite(t, d, "jugend")
	page := func(role auskunft.Role, path string) *goquery.Document {
		t.Helper()
		response, body := v.send(t, role, "GET", path)
		if response.StatusCode != http.StatusOK {
			t.Fatalf("%s as %q: %s", path, role, response.Status)
		}
		document, err := goquery.NewDocumentFromReader(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		return document
	}
	found := page(auskunft.AgentRole, "/staff/search?q="+url.QueryEscape("Hundesteuer Befreiung"))
	hit := found.Find(".hit").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Find(".title").Text() == title })
	if hit.Length() != 1 || !strings.Contains(hit.Find(".tags").Text(), "nur intern") {
		t.Fatalf("the agent finds the note %d times, as %q", hit.Length(), hit.Find(".tags").Text())
	}

	asked := page(auskunft.AgentRole, "/staff/search?answer=1&plain=1&q="+url.QueryEscape(question))
	sources := asked.Find(".sources li").FilterFunction(func(_ int, s *goquery.Selection) bool { return strings.Contains(s.Text(), title) })
	quotes := sources.Find("blockquote")
	if quotes.Length() == 0 || !strings.Contains(sources.Text(), "nur intern") {
		t.Fatalf("the answer does not quote the note: %s", asked.Find("#answer").Text())
	}
	address, _ := sources.Find("a").First().Attr("href")
	copied, all := asked.Find("#copy-public").Text(), asked.Find("#copy-all").Text()
	if !strings.Contains(all, title) {
		t.Errorf("copying with internal text leaves it out, too: %s", all)
	}
	secrets := []string{title}
	for _, quote := range quotes.EachIter() {
		for line := range strings.Lines(quote.Text()) {
			if line = strings.TrimSpace(line); len(line) > 30 {
				secrets = append(secrets, line)
			}
		}
	}
	if address != "" {
		secrets = append(secrets, address)
	}
	for _, secret := range secrets {
		if strings.Contains(copied, secret) || strings.Contains(asked.Find("#aloud").Text(), secret) {
			t.Errorf("given away by default: %q", secret)
		}
	}

	var public strings.Builder
	for _, text := range append(secrets, question, "Hundesteuer Befreiung") {
		q := url.QueryEscape(text)
		for _, path := range []string{"/api/v1/search?k=100&q=" + q, "/api/v1/suggest?q=" + url.QueryEscape(cut(text, 200)), "/chat?q=" + q, "/staff/search?q=" + q, "/staff/answer?q=" + q} {
			_, body := v.send(t, account.Visitor, "GET", path)
			public.WriteString(strings.ReplaceAll(body, text, "")) // a page may repeat what it was asked
		}
		response, err := http.Post(v.server.URL+"/api/v1/chat", "application/json", strings.NewReader(fmt.Sprintf(`{"question": %q}`, cut(text, 500))))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("asking as a visitor: %s %v %s", response.Status, err, body)
		}
		public.WriteString(strings.ReplaceAll(string(body), text, ""))
	}
	for _, secret := range secrets {
		if strings.Contains(public.String(), secret) {
			t.Errorf("a visitor is told %q", secret)
		}
	}
}

func cut(s string, n int) string { return string([]rune(s)[:min(n, len([]rune(s)))]) }
