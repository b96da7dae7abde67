package regex

import (
	"cmp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// minNeed is how many bytes a word has that is worth looking for; of what is no letter one is enough.
	minNeed = 2
	// maxNeeds is how many words are looked for in the place of one part of an expression, and maxClass how many letters in that of
	// one: white space is six.
	maxNeeds = 64
	maxClass = 4
)

// needs returns folded words of which each match has one, nil where there are no such words.
func needs(e *syntax.Regexp) []string {
	if all, ok := spelled(e); ok {
		return worth(all)
	}
	switch e.Op {
	case syntax.OpCapture, syntax.OpPlus:
		return needs(e.Sub[0])
	case syntax.OpRepeat:
		if e.Min > 0 {
			return needs(e.Sub[0])
		}
	case syntax.OpAlternate:
		var all []string
		for _, sub := range e.Sub {
			one := needs(sub)
			if one == nil {
				return nil
			}
			all = append(all, one...)
		}
		return all
	case syntax.OpConcat:
		return ofConcat(e.Sub)
	}
	return nil
}

// ofConcat is the longest of what the parts need, those together that stand beside each other and are spelled out.
func ofConcat(parts []*syntax.Regexp) (best []string) {
	take := func(words []string) {
		if shortest(words) > shortest(best) {
			best = words
		}
	}
	run := []string{""}
	for _, part := range parts {
		all, ok := spelled(part)
		longer, fits := product(run, all)
		switch {
		case ok && fits:
			run = longer
			continue
		case !ok:
			take(needs(part))
			all = []string{""}
		}
		take(worth(run))
		run = all
	}
	take(worth(run))
	return best
}

// spelled are all folded texts that match as a whole, whatever stands around them; ok is false when they are too many.
func spelled(e *syntax.Regexp) (all []string, ok bool) {
	switch e.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return []string{""}, true
	case syntax.OpLiteral:
		return []string{strings.Map(fold, string(e.Rune))}, true
	case syntax.OpCharClass:
		return letters(e.Rune)
	case syntax.OpCapture:
		return spelled(e.Sub[0])
	case syntax.OpQuest:
		all, ok = spelled(e.Sub[0])
		return append([]string{""}, all...), ok && len(all) < maxNeeds
	case syntax.OpAlternate:
		for _, sub := range e.Sub {
			one, ok := spelled(sub)
			if !ok || len(all)+len(one) > maxNeeds {
				return nil, false
			}
			all = append(all, one...)
		}
		return all, true
	case syntax.OpConcat:
		all = []string{""}
		for _, sub := range e.Sub {
			one, ok := spelled(sub)
			if !ok {
				return nil, false
			}
			if all, ok = product(all, one); !ok {
				return nil, false
			}
		}
		return all, true
	}
	return nil, false
}

// letters are those of a class, given by the first and last ones of its ranges.
func letters(ranges []rune) (all []string, ok bool) {
	for i := 0; i < len(ranges); i += 2 {
		if ranges[i+1]-ranges[i] >= maxNeeds {
			return nil, false
		}
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			if word := string(fold(r)); !slices.Contains(all, word) {
				all = append(all, word)
			}
		}
	}
	return all, len(all) <= maxClass
}

// product is each of some words with each of others behind it.
func product(words, behind []string) (all []string, ok bool) {
	if len(words)*len(behind) > maxNeeds {
		return nil, false
	}
	for _, a := range words {
		for _, b := range behind {
			all = append(all, a+b)
		}
	}
	return all, true
}

// worth are the words when each is worth looking for, else nil; those that have another one in them are left out.
func worth(words []string) (least []string) {
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	for _, word := range words {
		first, _ := utf8.DecodeRuneInString(word)
		if word == "" || len(word) < minNeed && (unicode.IsLetter(first) || unicode.IsDigit(first) || first == ' ') {
			return nil
		}
		if !slices.ContainsFunc(least, func(have string) bool { return strings.Contains(word, have) }) {
			least = append(least, word)
		}
	}
	return least
}

func shortest(words []string) int {
	if words == nil {
		return 0
	}
	return len(slices.MinFunc(words, func(a, b string) int { return len(a) - len(b) }))
}
