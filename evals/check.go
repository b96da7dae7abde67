package evals

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"auskunft"
	"auskunft/chat/aide"
	"auskunft/evals/measure"
	"auskunft/internal/german"
)

// Rule is a promise that no gain elsewhere makes up for.
type Rule string

// The hard rules.
const (
	UnverifiedQuote Rule = "unverified_quote" // a sentence without a quote, or a quote that is not in its document
	Leak            Rule = "leak"             // a text that the asker may not read
	ForeignLink     Rule = "foreign_link"     // an address that is in no stored document
)

// checker holds answers against the stored truth.
type checker struct{ library Library }

// answer judges what every answer is judged by: hard rules, figures, readability, tokens.
func (c checker) answer(ctx context.Context, reader auskunft.Reader, a auskunft.Answer, s *Sample) error {
	verbatim, err := c.citations(ctx, reader, a, s)
	if err != nil {
		return err
	}
	if err := c.links(ctx, a, s); err != nil {
		return err
	}
	for _, sentence := range a.Sentences {
		if len(quotesOf(a, sentence)) == 0 {
			s.breach(UnverifiedQuote, "sentence without a citation: %q", sentence.Text)
		}
	}
	s.Values[Verbatim] = measure.VerbatimRate(verbatim, len(a.Citations))
	faithful, invented := measure.Faithful(cited(a))
	s.Values[NumbersFaithful] = faithful
	for _, n := range invented {
		s.wrong("the figure %q is in no quote of its sentence", n.Text)
	}
	if len(a.Aids) > 0 {
		used := 0
		for _, aid := range a.Aids {
			if aid.Outcome == aide.Used {
				used++
			}
		}
		s.Values[AidsUsed] = float64(used) / float64(len(a.Aids))
	}
	if a.Status == auskunft.Answered {
		s.Values[Noted] = 0
		if a.Note != "" {
			s.Values[Noted] = 1
		}
		if level, ok := german.ReadingLevel(sentenceText(a)); ok {
			s.Values[ReadingLevel] = level
		}
		if s.Answer != nil && s.Answer.Tokens > 0 {
			s.Values[Tokens] = float64(s.Answer.Tokens)
		}
	}
	return nil
}

// citations counts the verbatim ones and notes the others and the leaks.
func (c checker) citations(ctx context.Context, reader auskunft.Reader, a auskunft.Answer, s *Sample) (int, error) {
	verbatim := 0
	for _, cite := range a.Citations {
		d, err := c.library.Document(ctx, cite.DocID)
		switch {
		case auskunft.KindOf(err) == auskunft.NotFound:
			s.breach(UnverifiedQuote, "citation %d is of the unknown document %q", cite.N, cite.DocID)
			continue
		case err != nil:
			return 0, err
		}
		if !reader.Sees(d.Visibility) {
			s.breach(Leak, "citation %d is of %q, which only %s readers see", cite.N, cite.DocID, d.Visibility)
		}
		if measure.IsVerbatim(d.Text, cite.Quote, cite.Start, cite.End) {
			verbatim++
		} else {
			s.breach(UnverifiedQuote, "citation %d: %q does not stand at %d-%d of %q", cite.N, cite.Quote, cite.Start, cite.End, cite.DocID)
		}
	}
	return verbatim, nil
}

var urlPattern = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s<>"'()\[\]{}„“”»«]+`)

// links notes addresses that are neither stored nor part of a quoted text.
func (c checker) links(ctx context.Context, a auskunft.Answer, s *Sample) error {
	var quoted strings.Builder
	for _, cite := range a.Citations {
		fmt.Fprintln(&quoted, cite.Quote)
	}
	for _, url := range addresses(a) {
		if strings.Contains(quoted.String(), url) {
			continue
		}
		known, err := c.library.KnowsURL(ctx, url)
		if err != nil {
			return err
		}
		if !known {
			s.breach(ForeignLink, "%s", url)
		}
	}
	return nil
}

// addresses lists every address an answer shows, without fragments, each once.
func addresses(a auskunft.Answer) []string {
	found := urlPattern.FindAllString(sentenceText(a)+"\n"+a.Message, -1)
	for _, c := range a.Citations {
		found = append(found, c.URL)
	}
	for _, n := range a.Nearest {
		found = append(found, n.URL)
	}
	for _, card := range a.Cards {
		found = append(found, cardURLs(card)...)
	}
	var clean []string
	for _, url := range found {
		url, _, _ = strings.Cut(url, "#")
		if url = strings.TrimRight(url, ".,;:!?"); url != "" {
			clean = append(clean, url)
		}
	}
	slices.Sort(clean)
	return slices.Compact(clean)
}

func (s *Sample) breach(rule Rule, format string, args ...any) {
	s.Broken = append(s.Broken, Breach{rule, fmt.Sprintf(format, args...)})
}

func (s *Sample) wrong(format string, args ...any) {
	s.Wrong = append(s.Wrong, fmt.Sprintf(format, args...))
}

func (s *Sample) judgeStatus(got, want auskunft.Status) {
	if got == want {
		s.Values[StatusRight] = 1
		return
	}
	s.wrong("status %s, expected %s", got, want)
}

// judgePage notes as a measure of an answer whether the page it cites first, which it is composed from, is a
// right one.
func (s *Sample) judgePage(as Name, a auskunft.Answer, right func(doc string) bool) {
	if a.Status != auskunft.Answered || len(a.Citations) == 0 {
		return
	}
	s.Values[as] = 0
	if right(a.Citations[0].DocID) {
		s.Values[as] = 1
	}
}

func (s *Sample) judgeLanguage(a auskunft.Answer, want string) {
	if a.Status != auskunft.Answered {
		return // counts 0; the status says why
	}
	if measure.IsLanguage(sentenceText(a), a.Lang, want) {
		s.Values[LanguageRight] = 1
		return
	}
	s.wrong("the answer is not in language %s", want)
}
