package evals

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"auskunft"
	"auskunft/evals/dataset"
	"auskunft/evals/measure"
)

// AnswersOptions are the arguments of `eval answers`.
type AnswersOptions struct {
	Dataset string // folder in BEIR layout
	Split   string // "" for the whole set
	Lines   string // answers to write, one JSON object a line; "" for none
	Out     string // the stored run, "" for none
	Store   Store  // keeps the run too; may be nil
	Seed    uint64
	JSON    bool
	Open    bool // ask without doc_ids what one of the documents answers
	Here    bool // with Open: by somebody whose place is known, the one that the document is about
	Loaded  bool // the corpus is in the system already
	Work    Work
}

// Answers indexes the corpus of a data set, answers every query (restricted to its doc_ids
// where it has some), writes the answers and prints how good they are: refusals where it
// is known what can be answered, quoted lines where lines are marked.
func Answers(ctx context.Context, sys System, opts AnswersOptions, w io.Writer) (*Run, error) {
	set, err := dataset.Read(opts.Dataset, opts.Split)
	if err != nil {
		return nil, err
	}
	if opts.Open {
		ofAll(set, opts.Here)
	}
	run, err := begin(ctx, sys, Run{Kind: AnswersRun, Set: set.Name, Data: set.Hash, Seed: opts.Seed}, &opts.Work)
	if err != nil {
		return nil, err
	}
	run.Documents = len(set.Documents)
	if err := load(ctx, sys, set, opts.Loaded); err != nil {
		return nil, err
	}
	check := checker{library: corpusLibrary{set}}
	run.Samples, err = each(ctx, opts.Work, run.fingerprint(""), set.Queries,
		func(q dataset.Query) Sample { return answerSample(set, q) },
		func(ctx context.Context, q dataset.Query, s *Sample) error { return answer(ctx, sys, check, set, q, s) })
	if err != nil {
		return nil, err
	}
	if opts.Lines != "" {
		if err := writeFile(opts.Lines, func(w io.Writer) error { return writeAnswers(w, run.Samples) }); err != nil {
			return nil, err
		}
	}
	return run, run.finish(ctx, opts.Out, opts.Store, opts.Work, w, opts.JSON)
}

// ofAll turns questions about given documents into questions to all of them. Whether one that its
// own document does not answer is answered by another nobody has said: it is left out. here tells where they are asked.
func ofAll(set *dataset.Set, here bool) {
	set.Name += "/open"
	if here {
		set.Name += "/here"
	}
	set.Queries = slices.DeleteFunc(set.Queries, func(q dataset.Query) bool { return len(set.Qrels[q.ID]) == 0 })
	for i := range set.Queries {
		q := &set.Queries[i]
		for key := range set.Qrels[q.ID] {
			if d, _ := set.Document(key); here && len(d.Areas) > 0 {
				q.Area = d.Areas[0]
			}
		}
		q.DocIDs = nil
	}
}

func answerSample(set *dataset.Set, q dataset.Query) Sample {
	s := Sample{ID: q.ID, Question: q.Text, Tags: queryTags(q), Answerable: q.Answerable}
	s.Values = zeros(Verbatim, NumbersFaithful)
	if q.Answerable != nil {
		s.Values[StatusRight] = 0
	}
	if q.Lang != "" && (q.Answerable == nil || *q.Answerable) {
		s.Values[LanguageRight] = 0
	}
	for _, gold := range goldLines(set, q.ID) {
		s.Values[LinePrecision], s.Values[LineRecall], s.Values[LineF1] = 0, 0, 0
		for _, i := range gold.Gold {
			s.Expected = append(s.Expected, gold.Lines[i])
		}
	}
	return s
}

func answer(ctx context.Context, sys Asker, check checker, set *dataset.Set, q dataset.Query, s *Sample) error {
	question := auskunft.Question{Text: q.Text, Lang: q.Lang, Area: q.Area, Reader: auskunft.PublicReader, Now: evalTime}
	right := set.Qrels[q.ID]
	open := len(q.DocIDs) == 0 && len(right) > 0
	reply, err := ask(ctx, sys, Question{Question: question, DocIDs: q.DocIDs, Sure: open}, s)
	if err != nil {
		return err
	}
	if open {
		s.Sure, s.Right = reply.Sure, slices.Sorted(maps.Keys(right))
		if err := chooses(ctx, sys, set, q.ID, question, reply, s); err != nil {
			return err
		}
	}
	if err := check.answer(ctx, auskunft.PublicReader, reply.Answer, s); err != nil {
		return err
	}
	if q.Answerable != nil {
		s.judgeStatus(reply.Answer.Status, expectedStatus(*q.Answerable))
	}
	if _, applies := s.Values[LanguageRight]; applies {
		s.judgeLanguage(reply.Answer, q.Lang)
	}
	if open {
		s.judgePage(PageRight, reply.Answer, func(doc string) bool { return right[doc] > 0 })
		s.judgePage(PageOrTwin, reply.Answer, func(doc string) bool {
			return slices.ContainsFunc(s.Right, func(key string) bool { return twins(set, key, doc) })
		})
	}
	if gold := goldLines(set, q.ID); gold != nil {
		prf, lines := measure.Lines(gold, quotes(reply.Answer))
		s.Values[LinePrecision], s.Values[LineRecall], s.Values[LineF1] = prf.Precision, prf.Recall, prf.F1
		if reply.Answer.Status == auskunft.Answered {
			s.Values[QuotedLines] = float64(lines)
		}
	}
	return nil
}

// chooses chooses for an asker who is asked for the place, and notes whether a right one was offered and what it led to.
func chooses(ctx context.Context, sys Asker, set *dataset.Set, id string, question auskunft.Question, reply Reply, s *Sample) error {
	s.Values[AskedBack] = 0
	if reply.Answer.Status != auskunft.Clarify {
		return nil
	}
	s.Values[AskedBack], s.Values[OfferRight], s.Values[ChosenRight] = 1, 0, 0
	for key, grade := range set.Qrels[id] {
		d, _ := set.Document(key)
		for _, place := range d.Areas {
			if grade == 0 || !slices.Contains(reply.Answer.Options, place) {
				continue
			}
			s.Values[OfferRight] = 1
			question.Text, question.Conversation = place, reply.Conversation
			chosen, err := sys.Ask(ctx, Question{Question: question})
			if err == nil && len(chosen.Answer.Citations) > 0 && set.Qrels[id][chosen.Answer.Citations[0].DocID] > 0 {
				s.Values[ChosenRight] = 1
			}
			return err
		}
	}
	return nil
}

// twinShare is the share of all words of two pages from which on they are versions of one. Of 16 answers to OMoS-QA train from
// a twin of the right page 11 begin with what its lines say.
const twinShare = .45

// twins tells whether two documents are one and the same page, or two versions of it: about the same place, in mostly the same
// words. A set that was made of one of them calls it right and the other wrong.
func twins(set *dataset.Set, a, b string) bool {
	if a == b {
		return true
	}
	first, _ := set.Document(a)
	second, _ := set.Document(b)
	words := func(d dataset.Document) map[string]bool {
		all := map[string]bool{}
		for _, word := range strings.FieldsFunc(strings.ToLower(d.Title+" "+d.Text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			all[word] = true
		}
		return all
	}
	one, other := words(first), words(second)
	shared := 0
	for word := range one {
		if other[word] {
			shared++
		}
	}
	return slices.Equal(first.Areas, second.Areas) && float64(shared) >= twinShare*float64(len(one)+len(other)-shared)
}

func expectedStatus(answerable bool) auskunft.Status {
	if answerable {
		return auskunft.Answered
	}
	return auskunft.Refused
}

// ask asks, times, and notes the answer in the sample. An answer that says itself that it
// failed is an error.
func ask(ctx context.Context, sys Asker, q Question, s *Sample) (Reply, error) {
	began := time.Now()
	reply, err := sys.Ask(ctx, q)
	s.MS = milliseconds(time.Since(began))
	if err == nil && reply.Answer.Status == auskunft.Failed {
		err = auskunft.Errorf(auskunft.Unexpected, "eval_answer", "the answer has status %s: %s", auskunft.Failed, reply.Answer.Message)
	}
	if err != nil {
		return reply, err
	}
	s.Answer = answerLine(s.ID, reply, s.MS)
	return reply, nil
}

func answerLine(id string, reply Reply, ms float64) *AnswerLine {
	a := reply.Answer
	line := &AnswerLine{QueryID: id, Status: a.Status, Reason: a.Reason, Sentences: []auskunft.Sentence{},
		Citations: []AnswerLineCitation{}, MS: ms, Message: a.Message, Cards: cardTexts(a.Cards), Tokens: reply.Tokens, Aids: a.Aids}
	line.Sentences = append(line.Sentences, a.Sentences...)
	for _, c := range a.Citations {
		line.Citations = append(line.Citations, AnswerLineCitation{c.N, c.DocID, c.Quote, c.Start, c.End})
	}
	return line
}

func goldLines(set *dataset.Set, query string) []measure.GoldLines {
	var gold []measure.GoldLines
	for _, g := range set.Gold[query] {
		d, _ := set.Document(g.Document)
		gold = append(gold, measure.GoldLines{DocID: d.ID, Lines: d.Lines(), Gold: g.Lines})
	}
	return gold
}

func quotes(a auskunft.Answer) []measure.Quote {
	var q []measure.Quote
	for _, c := range a.Citations {
		q = append(q, measure.Quote{DocID: c.DocID, Text: c.Quote})
	}
	return q
}

// writeAnswers writes one object a sample; a failed one has status error and says why.
func writeAnswers(w io.Writer, samples []Sample) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, s := range samples {
		line := s.Answer
		if s.Error != "" {
			line = &AnswerLine{QueryID: s.ID, Status: auskunft.Failed, Sentences: []auskunft.Sentence{},
				Citations: []AnswerLineCitation{}, MS: s.MS, Error: s.Error}
		}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	return nil
}
