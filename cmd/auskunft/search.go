package main

import (
	"cmp"
	"math"
	"slices"
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
	if result.Degraded != "" {
		s.printf("Searched without %s, which did not answer; auskunft doctor says more.\n", result.Degraded)
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
		for _, page := range h.Folded {
			s.printf("    also on: %s %s\n", page.Title, page.URL)
		}
		s.explain(h)
	}
	return nil
}

// explain prints what a score is the sum of: each kind of reason with its parts below it, the
// weightiest first.
func (s *surroundings) explain(h retrieval.Hit) {
	for _, kind := range []string{retrieval.WordsPart, retrieval.VectorsPart, retrieval.PagePart, retrieval.RerankPart} {
		var parts []retrieval.Part
		sum := 0.0
		for _, p := range h.Why {
			if p.Kind == kind {
				parts, sum = append(parts, p), sum+p.Value
			}
		}
		if len(parts) == 0 {
			continue
		}
		slices.SortStableFunc(parts, func(a, b retrieval.Part) int { return cmp.Compare(math.Abs(b.Value), math.Abs(a.Value)) })
		s.printf("      %+.3f %s\n", sum, kind)
		for _, p := range parts {
			if p.Name != kind {
				s.printf("        %+.3f %s\n", p.Value, p.Name)
			}
		}
	}
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
	Folded     []string            `json:"folded,omitempty"` // addresses of pages that say the same
}

func searchJSON(r retrieval.Result) any {
	hits := []searchHit{}
	for _, h := range r.Hits {
		var folded []string
		for _, page := range h.Folded {
			folded = append(folded, page.URL)
		}
		hits = append(hits, searchHit{
			h.Document.ID, h.Document.Key, h.Document.Title, h.Document.URL, string(h.Document.Kind), h.Document.Visibility,
			h.Passage.ID, h.Passage.Headings, h.Passage.Text, h.Passage.Start, h.Passage.End, h.Score, h.Why, folded,
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
