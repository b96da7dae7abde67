package compose

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"auskunft/retrieval"
)

// The page that is found to lead without wording every answer is the one that leads when all are weighed.
func TestLeadIsTheBestOfAll(t *testing.T) {
	words := strings.Fields("Hund Steuer Marke Anmeldung Frist Gebühr Ausweis Karte Park Wiese Leine Formular Antrag Woche")
	chance := rand.New(rand.NewPCG(9, 22))
	pick := func(n int) string {
		var some []string
		for range n {
			some = append(some, words[chance.IntN(len(words))])
		}
		return strings.Join(some, " ")
	}
	for try := range 300 {
		var hits []retrieval.Hit
		for d := range int64(2 + chance.IntN(6)) {
			text := ""
			for range 1 + chance.IntN(5) {
				text += "Die " + pick(1+chance.IntN(4)) + " kostet 20 Euro. "
			}
			if try%3 == 0 && d > 0 {
				text = hits[0].Passage.Text // a page told twice
			}
			h := passage(text, pick(1))
			h.Passage.ID, h.Passage.DocumentID, h.Document.ID = d+1, d+1, d+1
			h.Document.Title, h.Score = pick(1+chance.IntN(2)), chance.Float64()
			hits = append(hits, h)
		}
		task := Task{Question: fmt.Sprintf("Was kostet %s?", pick(2)), Hits: hits}
		r := readAll(task)
		quick := slices.Clone(r.pages)
		r.settle()
		if quick[0] != r.pages[0] {
			t.Fatalf("%d: %q answered from page %d, not from %d", try, task.Question, quick[0].document, r.pages[0].document)
		}
		again := readAll(task)
		for _, p := range again.pages {
			p.weigh(task)
		}
		if best := slices.MinFunc(again.pages, byFit); best.answered(best.worded(task), task) && best.document != quick[0].document && !slices.ContainsFunc(again.pages, (*reading).isInstitution) {
			t.Fatalf("%d: %q answered from page %d, the best of all is %d", try, task.Question, quick[0].document, best.document)
		}
	}
}
