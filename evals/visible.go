package evals

import (
	"strings"

	"auskunft"
	"auskunft/evals/measure"
)

// sentenceText is the sentences of an answer, one a line.
func sentenceText(a auskunft.Answer) string {
	lines := make([]string, len(a.Sentences))
	for i, s := range a.Sentences {
		lines[i] = s.Text
	}
	return strings.Join(lines, "\n")
}

// saidText is what the answer tells its asker: sentences, cards, and our own message with
// the choices it offers. Required facts must be here.
func saidText(a auskunft.Answer) string {
	parts := append([]string{sentenceText(a), a.Message}, a.Options...)
	return strings.Join(append(parts, cardTexts(a.Cards)...), "\n")
}

// early is how many sentences a caller on the phone waits for.
const early = 2

// earlyText is what the answer begins with, the cards left aside.
func earlyText(a auskunft.Answer) string {
	a.Sentences = a.Sentences[:min(len(a.Sentences), early)]
	return sentenceText(a)
}

// readableText is all the asker can read, quotes and titles included. Forbidden facts must
// not be here.
func readableText(a auskunft.Answer) string {
	parts := []string{saidText(a)}
	for _, c := range a.Citations {
		parts = append(parts, c.Title, c.Quote)
		parts = append(parts, c.Headings...)
	}
	for _, n := range a.Nearest {
		parts = append(parts, n.Title)
	}
	return strings.Join(parts, "\n")
}

func cardTexts(cards []auskunft.Card) []string {
	var texts []string
	for _, c := range cards {
		var lines []string
		add := func(more ...string) {
			for _, line := range more {
				if line != "" {
					lines = append(lines, line)
				}
			}
		}
		switch {
		case c.Service != nil:
			s := c.Service
			add(s.Name)
			add(s.Fees...)
			add(s.Deadlines...)
			add(s.Duration)
			add(s.Documents...)
			add(linkTitles(s.Online)...)
			add(linkTitles(s.Forms)...)
		case c.Office != nil:
			o := c.Office
			add(o.Name, o.Address)
			add(o.Phones...)
			add(o.Email, o.Accessibility, o.Today, o.Next)
			add(o.Week...)
		case c.Notice != nil:
			add(c.Notice.Title, c.Notice.Text)
		}
		texts = append(texts, strings.Join(lines, "\n"))
	}
	return texts
}

func linkTitles(links []auskunft.Link) []string {
	var titles []string
	for _, l := range links {
		titles = append(titles, l.Title)
	}
	return titles
}

func cardURLs(c auskunft.Card) []string {
	var urls []string
	if s := c.Service; s != nil {
		urls = append(urls, s.URL)
		for _, l := range append(append([]auskunft.Link{}, s.Online...), s.Forms...) {
			urls = append(urls, l.URL)
		}
	}
	if o := c.Office; o != nil {
		urls = append(urls, o.URL, o.Appointment)
	}
	if n := c.Notice; n != nil {
		urls = append(urls, urlPattern.FindAllString(n.Text, -1)...)
	}
	return urls
}

// quotesOf lists the quotes that a sentence points to.
func quotesOf(a auskunft.Answer, s auskunft.Sentence) []string {
	var quotes []string
	for _, n := range s.Citations {
		for _, c := range a.Citations {
			if c.N == n {
				quotes = append(quotes, c.Quote)
			}
		}
	}
	return quotes
}

func cited(a auskunft.Answer) []measure.Cited {
	var sentences []measure.Cited
	for _, s := range a.Sentences {
		sentences = append(sentences, measure.Cited{Text: s.Text, Quotes: quotesOf(a, s)})
	}
	return sentences
}
