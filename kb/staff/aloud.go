package staff

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"auskunft"
	"auskunft/internal/german"
)

// aloud is what an agent reads to a caller: nothing internal, short lines, numbers as they
// are spoken. A line ends where one can breathe; no word is changed.
type aloud struct {
	Sentences [][]string // the lines of each
	Phones    []spokenPhone
}

type spokenPhone struct{ Office, Number string }

// breath is how many characters are read in one go.
const breath = 60

func readAloud(v answerView) (a aloud) {
	told := withoutInternal(v.Answer)
	if told.Message != "" {
		told.Sentences = append([]auskunft.Sentence{{Text: told.Message}}, told.Sentences...)
	}
	if told.Note != "" {
		told.Sentences = append(told.Sentences, auskunft.Sentence{Text: told.Note})
	}
	for _, s := range told.Sentences {
		for _, line := range strings.Split(s.Text, "\n") {
			for _, span := range german.Sentences(line) {
				a.Sentences = append(a.Sentences, lines(spoken(span.Of(line))))
			}
		}
	}
	for _, o := range v.Offices {
		for _, phone := range o.Phones {
			a.Phones = append(a.Phones, spokenPhone{o.Name, inPairs(phone)})
		}
	}
	return a
}

var (
	phoneInText = regexp.MustCompile(`(?:\+49|\(?\b0\d{2,5}\)?)[ /–-]{1,3}\d[\d –-]{2,}\d`)
	wholeEuros  = regexp.MustCompile(`(\d),(?:00|-|–)( (?:Euro|EUR|€))`)
	breathMark  = regexp.MustCompile(`[,;:] | – `)
	digitRun    = regexp.MustCompile(`\d+`)
)

// spoken writes numbers as they are said.
func spoken(sentence string) string {
	sentence = wholeEuros.ReplaceAllString(sentence, "$1$2")
	return phoneInText.ReplaceAllStringFunc(sentence, inPairs)
}

// lines breaks a sentence where it pauses, as few times as lines of a breath allow.
func lines(sentence string) (broken []string) {
	start, end := 0, 0 // of the line; end is the last pause within it
	for _, pause := range append(breathMark.FindAllStringIndex(sentence, -1), []int{len(sentence), len(sentence)}) {
		if end > start && utf8.RuneCountInString(sentence[start:pause[1]]) > breath {
			broken = append(broken, strings.TrimSpace(sentence[start:end]))
			start = end
		}
		end = pause[1]
	}
	return append(broken, strings.TrimSpace(sentence[start:]))
}

// inPairs groups the digits of a phone number as they are dictated: "04227 99-2210" is
// "0 42 27 – 99 – 22 10".
func inPairs(phone string) string {
	var groups []string
	for _, run := range digitRun.FindAllString(phone, -1) {
		var pairs []string
		if len(run)%2 == 1 {
			pairs, run = append(pairs, run[:1]), run[1:]
		}
		for ; run != ""; run = run[2:] {
			pairs = append(pairs, run[:2])
		}
		groups = append(groups, strings.Join(pairs, " "))
	}
	if plus := strings.HasPrefix(strings.TrimSpace(phone), "+"); plus && len(groups) > 0 {
		groups[0] = "plus " + groups[0]
	}
	return strings.Join(groups, " – ")
}

func digits(s string) string {
	return strings.Join(digitRun.FindAllString(s, -1), "")
}
