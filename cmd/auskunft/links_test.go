package main

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"auskunft"
)

// Every address that an answer shows the public leads to a page of the demo, and the page
// of a quote has the quote.
func TestEveryAddressOfAnAnswerIsServedInBulk(t *testing.T) {
	d := demoDesk(t)
	server := serveDemo(t, d)
	pages := map[string]string{} // text by address
	open := func(question, address string) string {
		address, _, _ = strings.Cut(address, "#")
		if strings.Contains(address, "auenwede.example") {
			t.Errorf("%q: %s leads nowhere", question, address)
		}
		if _, seen := pages[address]; !seen && strings.HasPrefix(address, server.URL) {
			pages[address] = pageText(t, address)
		}
		return pages[address]
	}
	quotes := 0
	inBulk(t, demoQuestions(t), func(question string, mu *sync.Mutex) {
		answer, err := wholeAnswers{d.chat}.Ask(t.Context(), auskunft.Question{Text: question, Reader: auskunft.PublicReader, Now: time.Now()})
		if auskunft.KindOf(err) == auskunft.Invalid {
			return // a hostile question of the set
		}
		if err != nil {
			t.Errorf("%q: %v", question, err)
			return
		}
		mu.Lock() // reading takes no time beside asking
		defer mu.Unlock()
		for _, c := range answer.Citations {
			text := open(question, c.URL)
			if c.Page > 0 || text == "" {
				continue // a PDF, or a text without an address
			}
			quotes++
			for _, part := range quoteParts(c.Quote) {
				if !strings.Contains(text, part) {
					t.Errorf("%q: %s does not say %q", question, c.URL, part)
				}
			}
		}
		for _, address := range cardAddresses(answer.Cards) {
			open(question, address)
		}
		for _, n := range answer.Nearest {
			open(question, n.URL)
		}
	})
	if len(pages) < 100 || quotes < 100 {
		t.Errorf("%d pages and %d quotes; too few to prove anything", len(pages), quotes)
	}
}

// What is stored for the public has a page, what is not has none.
func TestThePublicReadsPublicPagesOnly(t *testing.T) {
	d := demoDesk(t)
	server := serveDemo(t, d)
	addresses := func(reader auskunft.Reader) []string {
		return rowsAs[string](t, d, reader, `SELECT url FROM documents WHERE url <> '' ORDER BY url`)
	}
	public := addresses(auskunft.PublicReader)
	internal := slices.DeleteFunc(addresses(everybody(t, d)), func(a string) bool { return slices.Contains(public, a) })
	for want, some := range map[int][]string{http.StatusOK: public, http.StatusNotFound: internal} {
		if len(some) < 40 {
			t.Errorf("%d addresses for status %d; too few to prove anything", len(some), want)
		}
		for _, address := range some {
			if !strings.HasPrefix(address, server.URL+"/") {
				t.Errorf("%s is not the demo's", address)
				continue
			}
			response, err := http.Get(address)
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			if response.StatusCode != want {
				t.Errorf("%s answers %d, want %d", address, response.StatusCode, want)
			}
		}
	}
}

// cardAddresses are all links of cards.
func cardAddresses(cards []auskunft.Card) []string {
	var all []string
	for _, c := range cards {
		if s := c.Service; s != nil {
			all = append(all, s.URL)
			for _, l := range slices.Concat(s.Online, s.Forms) {
				all = append(all, l.URL)
			}
		}
		if o := c.Office; o != nil {
			all = append(all, o.URL, o.Appointment)
		}
	}
	return slices.DeleteFunc(all, func(a string) bool { return a == "" })
}

// pageText is what a page says, as words; " " for what is no page of text.
func pageText(t *testing.T, address string) string {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("%s answers %d", address, response.StatusCode)
	}
	if !strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
		return ""
	}
	page, err := goquery.NewDocumentFromReader(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return words(page.Find("main").Text())
}

var marks = regexp.MustCompile(`(?m)^(?:- |\d+\. )|:? https?://\S+$`)

// quoteParts are the lines and cells of a quote as a page shows them: the importer writes
// markers before the items of lists, the column before each cell, and addresses after links.
func quoteParts(quote string) []string {
	var parts []string
	for line := range strings.Lines(marks.ReplaceAllString(quote, "")) {
		cells := strings.Split(line, " | ")
		for _, cell := range cells {
			if _, value, ok := strings.Cut(cell, ": "); ok && len(cells) > 1 {
				cell = value
			}
			parts = append(parts, words(cell))
		}
	}
	return parts
}

// words is text as it is compared: one blank between words.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }
