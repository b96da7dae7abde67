package main

import (
	"strings"
	"time"

	"auskunft"
	"auskunft/retrieval"
)

type searchCmd struct {
	Text    []string `arg:"" name:"question" help:"What to search for."`
	K       int      `short:"k" default:"10" help:"How many hits, at most 100."`
	As      string   `default:"public" help:"Search as public, internal or department:<key>."`
	Explain bool     `help:"Show what made each score."`
	JSON    bool     `name:"json" help:"Print JSON."`
}

// Run searches and prints the hits.
func (c *searchCmd) Run(s *surroundings) error {
	reader, err := auskunft.ParseReader(c.As)
	if err != nil {
		return err
	}
	d, err := openDesk(s, deskOptions{demoIfEmpty: true})
	if err != nil {
		return err
	}
	defer d.Close()
	result, err := d.search.Search(s.ctx, retrieval.Query{
		Text: strings.Join(c.Text, " "), Reader: reader, K: c.K, Now: time.Now(), Explain: c.Explain,
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(searchJSON(result))
	}
	if len(result.Hits) == 0 {
		s.printf("Nothing found.\n")
	}
	for i, h := range result.Hits {
		s.printf("%2d. %s  (%.3f, %s, %s)\n", i+1, h.Document.Title, h.Score, h.Document.Kind, h.Document.Visibility)
		if len(h.Passage.Headings) > 0 {
			s.printf("    %s\n", strings.Join(h.Passage.Headings, " > "))
		}
		s.printf("    %s\n", oneLine(h.Passage.Text, 200))
		if h.Document.URL != "" {
			s.printf("    %s\n", h.Document.URL)
		}
		for _, part := range h.Why {
			s.printf("      %+.3f %s\n", part.Value, part.Name)
		}
	}
	return nil
}

type searchHit struct {
	Document   int64               `json:"document"`
	Key        string              `json:"key"`
	Title      string              `json:"title"`
	URL        string              `json:"url,omitempty"`
	Kind       string              `json:"kind"`
	Visibility auskunft.Visibility `json:"visibility"`
	Passage    int64               `json:"passage"`
	Headings   []string            `json:"headings,omitempty"`
	Text       string              `json:"text"`
	Start      int                 `json:"start"`
	End        int                 `json:"end"`
	Score      float64             `json:"score"`
	Why        []retrieval.Part    `json:"why,omitempty"`
}

func searchJSON(r retrieval.Result) any {
	hits := []searchHit{}
	for _, h := range r.Hits {
		hits = append(hits, searchHit{
			h.Document.ID, h.Document.Key, h.Document.Title, h.Document.URL, string(h.Document.Kind), h.Document.Visibility,
			h.Passage.ID, h.Passage.Headings, h.Passage.Text, h.Passage.Start, h.Passage.End, h.Score, h.Why,
		})
	}
	return map[string]any{"hits": hits, "degraded": r.Degraded, "ms": float64(r.Took.Microseconds()) / 1000}
}

// oneLine folds white space and cuts at a word, so that a hit keeps its place on a screen.
func oneLine(text string, limit int) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= limit {
		return string(runes)
	}
	cut := limit
	for cut > limit/2 && runes[cut] != ' ' {
		cut--
	}
	return string(runes[:cut]) + " …"
}
