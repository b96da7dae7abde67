package evals

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"auskunft"
	"auskunft/evals/cases"
	"auskunft/evals/measure"
)

// CasesOptions are the arguments of `eval run`.
type CasesOptions struct {
	Files []string // case files, at least one
	Tags  []string // run only cases with one of these tags; none: all
	Out   string   // the stored run, "" for none
	Store Store    // keeps the run too; may be nil
	Gate  string   // baseline to hold the run against, "" for none
	Seed  uint64
	JSON  bool
	Work  Work
}

// Cases asks every case of the files against the documents the system has already, prints
// what share passes, and with a gate returns an error of code "eval_gate" when the run is
// significantly worse than the baseline or breaks a hard rule.
func Cases(ctx context.Context, sys System, opts CasesOptions, w io.Writer) (*Run, error) {
	all, name, hash, err := readCases(opts.Files, opts.Tags)
	if err != nil {
		return nil, err
	}
	run, err := begin(ctx, sys, Run{Kind: CasesRun, Set: name, Data: hash, Seed: opts.Seed}, &opts.Work)
	if err != nil {
		return nil, err
	}
	check := checker{library: sys}
	run.Samples, err = each(ctx, opts.Work, run.fingerprint(strings.Join(opts.Tags, ",")), all, caseSample,
		func(ctx context.Context, c namedCase, s *Sample) error { return runCase(ctx, sys, check, c, s) })
	if err != nil {
		return nil, err
	}
	if err := run.finish(ctx, opts.Out, opts.Store, opts.Work, w, opts.JSON); err != nil || opts.Gate == "" {
		return run, err
	}
	return run, Gate(opts.Gate, w, run)
}

// namedCase is a case with the name of its set, which makes its id unique over files.
type namedCase struct {
	set string
	cases.Case
}

func readCases(files, tags []string) (all []namedCase, name, hash string, err error) {
	if len(files) == 0 {
		return nil, "", "", auskunft.Errorf(auskunft.Invalid, "cases", "no case files given")
	}
	var names []string
	var faults []error
	sum := sha256.New()
	for _, file := range files {
		set, err := cases.ReadFile(file)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		if slices.Contains(names, set.Name) {
			faults = append(faults, auskunft.Errorf(auskunft.Invalid, "cases", "%s: a set %q was read already", file, set.Name))
		}
		names = append(names, set.Name)
		fmt.Fprintln(sum, set.Name, set.Hash)
		for _, c := range set.Cases {
			if len(tags) == 0 || slices.ContainsFunc(c.Tags, func(t string) bool { return slices.Contains(tags, t) }) {
				all = append(all, namedCase{set.Name, c})
			}
		}
	}
	if len(faults) == 0 && len(all) == 0 {
		faults = append(faults, auskunft.Errorf(auskunft.Invalid, "cases", "no case has the tag %s", strings.Join(tags, " or ")))
	}
	return all, strings.Join(names, "+"), hex.EncodeToString(sum.Sum(nil)), errors.Join(faults...)
}

func caseSample(c namedCase) Sample {
	s := Sample{ID: c.set + "/" + c.ID, Question: c.Question, Tags: caseTags(c.Case)}
	s.Values = zeros(Passed, StatusRight, Verbatim, NumbersFaithful)
	s.Expected = []string{strings.TrimSpace(string(c.Expect.Status) + " " + string(c.Expect.Reason))}
	for _, f := range c.Expect.Required {
		s.Expected = append(s.Expected, f.String())
	}
	if c.Expect.Status != auskunft.Clarify {
		answerable := c.Expect.Status == auskunft.Answered
		s.Answerable = &answerable
	}
	for name, applies := range map[Name]bool{
		ReasonRight:     c.Expect.Reason != "",
		FactsCovered:    len(c.Expect.Required) > 0,
		FactsEarly:      len(c.Expect.Required) > 0 && c.Expect.Status == auskunft.Answered,
		ForbiddenAbsent: len(c.Expect.Forbidden) > 0,
		SourcesRight:    len(c.Expect.Sources) > 0,
		LanguageRight:   c.Expect.Status == auskunft.Answered,
	} {
		if applies {
			s.Values[name] = 0
		}
	}
	return s
}

// caseTags makes a slice of everything that groups cases.
func caseTags(c cases.Case) []string {
	tags := slices.Clone(c.Tags)
	for _, t := range []struct{ kind, value string }{
		{"role", string(c.Role)}, {"as", string(c.As)}, {"lang", c.Lang}, {"area", c.Area}, {"persona", c.Persona},
		{"expect", string(c.Expect.Status)},
	} {
		if t.value != "" {
			tags = append(tags, t.kind+":"+t.value)
		}
	}
	if len(c.Before) > 0 {
		tags = append(tags, "follow-up")
	}
	return tags
}

func runCase(ctx context.Context, sys System, check checker, c namedCase, s *Sample) error {
	question := auskunft.Question{Text: c.Question, Lang: c.Lang, Mode: c.Mode, Reader: c.Reader(), Area: c.Area, Now: c.Today}
	for _, before := range c.Before {
		earlier := question
		earlier.Text = before
		reply, err := sys.Ask(ctx, Question{Question: earlier})
		if err == nil && reply.Conversation == "" {
			err = auskunft.Errorf(auskunft.Unexpected, "eval_conversation", "the desk began no conversation")
		}
		if err != nil {
			return fmt.Errorf("earlier question %q: %w", before, err)
		}
		question.Conversation = reply.Conversation
	}
	reply, err := ask(ctx, sys, Question{Question: question}, s)
	if err != nil {
		return err
	}
	if err := check.answer(ctx, c.Reader(), reply.Answer, s); err != nil {
		return err
	}
	s.judgeExpectation(c.Case, reply.Answer)
	return check.page(ctx, c.Case, reply.Answer, s)
}

// page tells where an answer that does not begin with the required facts loses them: with the
// page that it cites first, or within it.
func (c checker) page(ctx context.Context, asked cases.Case, a auskunft.Answer, s *Sample) error {
	isRight := func(doc string) bool {
		return slices.ContainsFunc(asked.Expect.Sources, func(source string) bool { return IsSource(doc, source) })
	}
	if len(asked.Expect.Sources) > 0 {
		s.judgePage(PageRight, a, isRight)
	}
	if _, applies := s.Values[FactsEarly]; !applies || a.Status != auskunft.Answered || len(a.Citations) == 0 {
		return nil
	}
	d, err := c.library.Document(ctx, a.Citations[0].DocID)
	if err != nil {
		return err
	}
	s.Values[FactsOnPage] = 0
	if len(measure.Missing(d.Text, asked.Expect.Required)) == 0 {
		s.Values[FactsOnPage] = 1
	}
	return nil
}

// judgeExpectation compares an answer with what its case expects. A case passes when all
// of it is right: status, reason, every required fact, no forbidden one, the language, an
// acceptable source among those cited, and no hard rule broken.
func (s *Sample) judgeExpectation(c cases.Case, a auskunft.Answer) {
	want := c.Expect
	s.judgeStatus(a.Status, want.Status)
	if want.Reason != "" {
		s.judge(ReasonRight, a.Reason == want.Reason, "reason %q, expected %q", a.Reason, want.Reason)
	}
	if len(want.Required) > 0 {
		s.Values[FactsCovered] = measure.Covered(saidText(a), want.Required)
		for _, f := range measure.Missing(saidText(a), want.Required) {
			s.wrong("missing: %s", f)
		}
	}
	if _, applies := s.Values[FactsEarly]; applies && len(measure.Missing(earlyText(a), want.Required)) == 0 {
		s.Values[FactsEarly] = 1
	}
	if len(want.Forbidden) > 0 {
		said := measure.Said(readableText(a), want.Forbidden)
		s.judge(ForbiddenAbsent, len(said) == 0, "forbidden, but said: %v", said)
	}
	if _, applies := s.Values[LanguageRight]; applies {
		s.judgeLanguage(a, c.Lang)
	}
	if len(want.Sources) > 0 {
		s.judgeSources(a, want.Sources)
	}
	right := len(s.Broken) == 0
	for _, name := range []Name{StatusRight, ReasonRight, FactsCovered, ForbiddenAbsent, LanguageRight} {
		if v, applies := s.Values[name]; applies && v < 1 {
			right = false
		}
	}
	if v, applies := s.Values[SourcesRight]; applies && v == 0 {
		right = false
	}
	told := MissingWrong
	if right {
		s.Values[Passed], told = 1, MissingRight
	}
	if a.Status == auskunft.Answered {
		s.Values[told] = 0
		if len(a.Missing) > 0 {
			s.Values[told] = 1
		}
	}
}

func (s *Sample) judge(name Name, right bool, format string, args ...any) {
	if right {
		s.Values[name] = 1
		return
	}
	s.wrong(format, args...)
}

// judgeSources is the share of citations from acceptable documents.
func (s *Sample) judgeSources(a auskunft.Answer, acceptable []string) {
	right := 0
	for _, c := range a.Citations {
		if slices.ContainsFunc(acceptable, func(source string) bool { return IsSource(c.DocID, source) }) {
			right++
		} else {
			s.wrong("cites %s, which is not among the acceptable sources", c.DocID)
		}
	}
	if len(a.Citations) > 0 {
		s.Values[SourcesRight] = float64(right) / float64(len(a.Citations))
	}
}

// IsSource reports whether a document key is the source or has it as a whole part: keys of
// feeds are long ("leistung/03499000:town:hundesteuer/de"), and people write "hundesteuer".
func IsSource(key, source string) bool {
	parts := func(s string) string { return "/" + strings.ReplaceAll(s, ":", "/") + "/" }
	return strings.Contains(parts(key), parts(source))
}
