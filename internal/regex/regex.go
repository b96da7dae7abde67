// Package regex has regular expressions that first look for words of which a match must have one. An
// alternation of thirty words is tried at each letter of a text; the words are found at once, and
// nearly all texts have none of them.
package regex

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Regexp is a regular expression with what its matches need.
type Regexp struct {
	*regexp.Regexp
	needs []string // folded; a text that matches has one of them. nil: nothing is known
}

// MustCompile is regexp.MustCompile.
func MustCompile(expression string) *Regexp {
	r := &Regexp{Regexp: regexp.MustCompile(expression)}
	if parsed, err := syntax.Parse(expression, syntax.Perl); err == nil {
		r.needs = needs(parsed)
	}
	return r
}

// MatchString reports whether a text has a match.
func (r *Regexp) MatchString(s string) bool {
	if r.needs != nil {
		folded := strings.Map(fold, s)
		if !slices.ContainsFunc(r.needs, func(word string) bool { return strings.Contains(folded, word) }) {
			return false
		}
	}
	return r.Regexp.MatchString(s)
}

// minNeed is how many bytes a word has that is worth looking for.
const minNeed = 2

// needs returns words of which each match has one, nil where there are no such words.
func needs(e *syntax.Regexp) []string {
	switch e.Op {
	case syntax.OpLiteral:
		if word := strings.Map(fold, string(e.Rune)); len(word) >= minNeed {
			return []string{word}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return needs(e.Sub[0])
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
		var best []string
		for _, sub := range e.Sub {
			if one := needs(sub); shortest(one) > shortest(best) {
				best = one
			}
		}
		return best
	}
	return nil
}

func shortest(words []string) int {
	if words == nil {
		return 0
	}
	return len(slices.MinFunc(words, func(a, b string) int { return len(a) - len(b) }))
}

// fold is the same for all letters that match each other where case does not matter: the least of them.
func fold(r rune) rune {
	switch {
	case 'a' <= r && r <= 'z':
		return r - 'a' + 'A'
	case r < utf8.RuneSelf:
		return r
	}
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	return least
}
