package measure

// Recall is the share of all relevant documents that are among the first k
// (trec_eval: recall_k).
//
// Worked example: relevant b, d, x; ranking a, b, c, d: recall@2 = 1/3, recall@4 = 2/3.
func Recall(ranked []Scored, qrels Qrels, k int) float64 {
	relevant := qrels.Relevant()
	if relevant == 0 {
		return 0
	}
	found := 0
	for _, d := range ranked[:min(k, len(ranked))] {
		if qrels[d.DocID] > 0 {
			found++
		}
	}
	return float64(found) / float64(relevant)
}
