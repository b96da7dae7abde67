package measure

// Hit is 1 when one of the first k documents is relevant, else 0 (trec_eval: success_k).
// Averaged over queries it is the share of askers who find something right at the top.
//
// Worked example: relevant b; ranking a, b, c: hit@1 = 0, hit@2 = 1.
func Hit(ranked []Scored, qrels Qrels, k int) float64 {
	for _, d := range ranked[:min(k, len(ranked))] {
		if qrels[d.DocID] > 0 {
			return 1
		}
	}
	return 0
}
