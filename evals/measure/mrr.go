package measure

// ReciprocalRank is one divided by the place of the first relevant document, 0 when none
// is among the first k (trec_eval: recip_rank with -M k). Its mean over queries is MRR@k
// (Voorhees, TREC-8 question answering track, 1999).
//
// Worked example: relevant b, d; ranking a, b, c, d: 1/2; with k = 1: 0.
func ReciprocalRank(ranked []Scored, qrels Qrels, k int) float64 {
	for i, d := range ranked[:min(k, len(ranked))] {
		if qrels[d.DocID] > 0 {
			return 1 / float64(i+1)
		}
	}
	return 0
}
