package evals

import (
	"cmp"
	"maps"
	"slices"

	"auskunft"
	"auskunft/evals/measure"
	"auskunft/evals/stats"
)

// Name names a measure. Names are stored; do not rename them.
type Name string

// The measures. README.md explains each.
const (
	NDCG10    Name = "ndcg@10"
	MRR10     Name = "mrr@10"
	Recall10  Name = "recall@10"
	Recall100 Name = "recall@100"
	Hit1      Name = "hit@1"

	Passed          Name = "passed"
	StatusRight     Name = "status_right"
	ReasonRight     Name = "reason_right"
	FactsCovered    Name = "facts_covered"
	FactsEarly      Name = "facts_early"
	ForbiddenAbsent Name = "forbidden_absent"
	SourcesRight    Name = "sources_right"
	PageRight       Name = "page_right"
	PageOrTwin      Name = "page_or_twin"
	AskedBack       Name = "asked_back"
	OfferRight      Name = "offer_right"
	ChosenRight     Name = "chosen_right"
	FactsOnPage     Name = "facts_on_page"
	LanguageRight   Name = "language_right"
	Verbatim        Name = "citations_verbatim"
	NumbersFaithful Name = "numbers_faithful"
	LinePrecision   Name = "line_precision"
	LineRecall      Name = "line_recall"
	LineF1          Name = "line_f1"

	RefusalPrecision Name = "refusal_precision"
	RefusalRecall    Name = "refusal_recall"
	RefusalF1        Name = "refusal_f1"
	AnswerPrecision  Name = "answer_precision"
	AnswerRecall     Name = "answer_recall"
	AnswerF1         Name = "answer_f1"

	QuotedLines  Name = "quoted_lines"
	ReadingLevel Name = "reading_level"
	Tokens       Name = "tokens"
	AidsUsed     Name = "aids_used"
	Noted        Name = "noted"

	MissingRight Name = "missing_told_right" // of answers that pass: a word of the question is said to be missing
	MissingWrong Name = "missing_told_wrong" // the same of those that do not
)

// Names lists all measures in the order in which people read them.
var Names = []Name{
	NDCG10, MRR10, Recall10, Recall100, Hit1,
	Passed, StatusRight, ReasonRight, FactsCovered, FactsEarly, ForbiddenAbsent, SourcesRight, PageRight, PageOrTwin, AskedBack, OfferRight, ChosenRight, FactsOnPage, LanguageRight,
	Verbatim, NumbersFaithful, LinePrecision, LineRecall, LineF1,
	RefusalPrecision, RefusalRecall, RefusalF1, AnswerPrecision, AnswerRecall, AnswerF1,
	QuotedLines, ReadingLevel, Tokens, AidsUsed, Noted, MissingRight, MissingWrong,
}

// Descriptive measures say how answers are, not how good: more is not better, and they are
// taken over the samples that were answered.
func (n Name) Descriptive() bool {
	return n == QuotedLines || n == ReadingLevel || n == Tokens || n.ofSome()
}

// Share tells whether a measure is one, and not a count or a level.
func (n Name) Share() bool { return !n.Descriptive() || n.ofSome() }

// ofSome are the descriptive measures that are shares.
func (n Name) ofSome() bool {
	return n == AidsUsed || n == Noted || n == MissingRight || n == MissingWrong
}

// ofSet are the measures that exist for a set of decisions, not for one sample.
var ofSet = map[Name]func([]measure.Decision) float64{
	RefusalPrecision: func(d []measure.Decision) float64 { return measure.Refusals(d).Precision },
	RefusalRecall:    func(d []measure.Decision) float64 { return measure.Refusals(d).Recall },
	RefusalF1:        func(d []measure.Decision) float64 { return measure.Refusals(d).F1 },
	AnswerPrecision:  func(d []measure.Decision) float64 { return measure.Answers(d).Precision },
	AnswerRecall:     func(d []measure.Decision) float64 { return measure.Answers(d).Recall },
	AnswerF1:         func(d []measure.Decision) float64 { return measure.Answers(d).F1 },
}

// summarise fills the figures, slices and latencies of a run from its samples.
func (r *Run) summarise() {
	r.Figures = figures(r.Samples, r.Seed)
	byTag := map[string][]Sample{}
	ms := make([]float64, 0, len(r.Samples))
	for _, s := range r.Samples {
		ms = append(ms, s.MS)
		for _, tag := range s.Tags {
			byTag[tag] = append(byTag[tag], s)
		}
	}
	for _, tag := range slices.Sorted(maps.Keys(byTag)) {
		r.Slices = append(r.Slices, Slice{Tag: tag, Figures: figures(byTag[tag], r.Seed)})
	}
	r.P50, r.P95 = stats.Quantile(ms, 0.5), stats.Quantile(ms, 0.95)
}

func figures(samples []Sample, seed uint64) []Figure {
	var found []Figure
	decisions := decisions(samples)
	for _, name := range Names {
		var interval stats.Interval
		if statistic, ok := ofSet[name]; ok {
			interval = overDecisions(decisions, statistic, seed)
		} else {
			interval = stats.Mean(values(samples, name), seed)
		}
		if interval.N > 0 {
			found = append(found, Figure{name, interval})
		}
	}
	return found
}

// values collects one measure over the samples to which it applies.
func values(samples []Sample, name Name) []float64 {
	var v []float64
	for _, s := range samples {
		if x, applies := s.Values[name]; applies {
			v = append(v, x)
		}
	}
	return v
}

// decisions collects the samples of which is known whether they can be answered.
func decisions(samples []Sample) []measure.Decision {
	var d []measure.Decision
	for _, s := range samples {
		if s.Answerable == nil {
			continue
		}
		status := auskunft.Failed
		if s.Answer != nil {
			status = s.Answer.Status
		}
		d = append(d, measure.Decision{
			Answerable: *s.Answerable, Answered: status == auskunft.Answered, Refused: status == auskunft.Refused})
	}
	return d
}

// overDecisions is empty unless both kinds of questions are there: without unanswerable
// ones, refusing has no recall.
func overDecisions(all []measure.Decision, statistic func([]measure.Decision) float64, seed uint64) stats.Interval {
	answerable := 0
	for _, d := range all {
		if d.Answerable {
			answerable++
		}
	}
	if answerable == 0 || answerable == len(all) {
		return stats.Interval{}
	}
	drawn := make([]measure.Decision, len(all))
	return stats.Bootstrap(len(all), seed, func(index []int) float64 {
		for i, j := range index {
			drawn[i] = all[j]
		}
		return statistic(drawn)
	})
}

// zeros gives every measure that applies to a sample the value it has when all goes wrong.
func zeros(names ...Name) map[Name]float64 {
	v := make(map[Name]float64, len(names))
	for _, n := range names {
		v[n] = 0
	}
	return v
}

// byID sorts a copy of the samples, for comparisons.
func byID(samples []Sample) []Sample {
	sorted := slices.Clone(samples)
	slices.SortStableFunc(sorted, func(a, b Sample) int { return cmp.Compare(a.ID, b.ID) })
	return sorted
}
