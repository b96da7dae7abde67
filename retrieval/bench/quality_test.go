package bench

import (
	"math"
	"strings"
	"testing"

	"auskunft/internal/postgres/pgtest"
)

// paragraphs cuts a page into passages of about what ingest makes, along its lines.
func paragraphs(page string) (passages []string) {
	const size = 700 // bytes
	open := ""
	for line := range strings.Lines(page) {
		if open != "" && len(open)+len(line) > size {
			passages, open = append(passages, open), ""
		}
		open += line
	}
	return append(passages, open)
}

// BenchmarkQuality is how well the engines rank whole pages and passages; a page ranks as its
// best passage. One page is right for each question.
func BenchmarkQuality(b *testing.B) {
	db := pgtest.New(b)
	for _, s := range []set{omos(b, "train"), omos(b, "dev"), xquad(b), faq(b)} {
		var whole, cut []text
		for i, p := range s.pages {
			whole = append(whole, text{int64(i+1) * perPage, p.title, p.text})
			for n, passage := range paragraphs(p.text) {
				cut = append(cut, text{int64(i+1)*perPage + int64(n), p.title, passage})
			}
		}
		b.Run(s.name+"/tsvector/pages", func(b *testing.B) { measure(b, newTsvector(b, db.Owner), s, whole) })
		b.Run(s.name+"/tsvector/passages", func(b *testing.B) { measure(b, newTsvector(b, db.Owner), s, cut) })
		b.Run(s.name+"/bleve/pages", func(b *testing.B) { measure(b, newBleve(b), s, whole) })
		b.Run(s.name+"/bleve/passages", func(b *testing.B) { measure(b, newBleve(b), s, cut) })
		b.Run(s.name+"/lexical/passages", func(b *testing.B) { measure(b, newOurs(cut), s, cut) })
	}
}

func measure(b *testing.B, e engine, s set, texts []text) {
	e.add(b, texts)
	ndcg, reciprocal := 0.0, 0.0
	for b.Loop() {
		ndcg, reciprocal = 0, 0
		for _, q := range s.questions {
			if rank := rankOf(q.page, e.search(b, q.text, 100)); rank > 0 {
				reciprocal += 1 / float64(rank)
				if rank <= 10 {
					ndcg += 1 / math.Log2(float64(rank+1))
				}
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ndcg/float64(len(s.questions)), "nDCG@10")
	b.ReportMetric(reciprocal/float64(len(s.questions)), "MRR")
}

// rankOf is the place of a page among those that passages belong to, 0 when it is not there.
func rankOf(page int, passages []int64) int {
	seen := map[int64]bool{}
	for _, id := range passages {
		seen[id/perPage] = true
		if id/perPage == int64(page+1) {
			return len(seen)
		}
	}
	return 0
}
