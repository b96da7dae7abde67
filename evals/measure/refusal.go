package measure

// Decision is one question: whether it can be answered from the texts, and what the
// system did. A clarifying question or an error neither answers nor refuses, so it is
// missing from both recalls and from neither precision.
type Decision struct {
	Answerable        bool
	Answered, Refused bool
}

// Refusals is the quality of refusing over a set: precision is the share of refusals that
// were right, recall the share of unanswerable questions that were refused.
//
// Worked example: of 4 unanswerable questions 3 are refused, of 6 answerable 1 is refused
// and 1 crashes: refusing has precision 3/4, recall 3/4; answering (4 of 6 right, 1 of 4
// unanswerable answered) has precision 4/5, recall 4/6.
func Refusals(decisions []Decision) PRF {
	return count(decisions, func(d Decision) (did, should bool) { return d.Refused, !d.Answerable })
}

// Answers is the quality of deciding to answer: precision is the share of answers to
// questions that can be answered, recall the share of answerable questions answered.
func Answers(decisions []Decision) PRF {
	return count(decisions, func(d Decision) (did, should bool) { return d.Answered, d.Answerable })
}

func count(decisions []Decision, judge func(Decision) (did, should bool)) PRF {
	right, given, wanted := 0, 0, 0
	for _, d := range decisions {
		did, should := judge(d)
		if should {
			wanted++
		}
		if did {
			given++
		}
		if did && should {
			right++
		}
	}
	return prf(right, given, wanted)
}
