package measure

import (
	"math"
	"slices"
)

// NDCG is the discounted gain of the first k documents divided by that of the best
// possible ranking (Järvelin and Kekäläinen, ACM TOIS 20, 2002), as trec_eval since 9.0
// computes ndcg_cut: the gain is the grade itself, the discount log2(place + 1).
//
// Worked example: grades a = 2, c = 1; ranking b, a, c:
// (2/log2 3 + 1/log2 4) / (2/log2 2 + 1/log2 3) = 1.76186 / 2.63093 = 0.66967.
func NDCG(ranked []Scored, qrels Qrels, k int) float64 {
	grades := make([]int, 0, len(ranked))
	for _, d := range ranked {
		grades = append(grades, qrels[d.DocID])
	}
	ideal := make([]int, 0, len(qrels))
	for _, grade := range qrels {
		ideal = append(ideal, grade)
	}
	slices.SortFunc(ideal, func(a, b int) int { return b - a })
	best := gain(ideal, k)
	if best == 0 {
		return 0
	}
	return gain(grades, k) / best
}

func gain(grades []int, k int) float64 {
	sum := 0.0
	for i, grade := range grades[:min(k, len(grades))] {
		if grade > 0 {
			sum += float64(grade) / math.Log2(float64(i+2))
		}
	}
	return sum
}
