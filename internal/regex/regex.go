// Package regex has regular expressions that first look for words of which a match must have one. An
// alternation of thirty words is tried at each letter of a text; the words are found at once, and
// nearly all texts have none of them.
package regex

import (
	"regexp"
	"regexp/syntax"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Regexp is a regular expression with what its matches need, which is looked for first. It is parsed at once and compiled
// when a text may match: of the hundreds that a program has most never are, and a start need not wait for them.
type Regexp struct {
	needs    Words // folded; a text that matches has one of them. nil: nothing is known
	compiled func() *regexp.Regexp
}

// MustCompile panics like regexp.MustCompile.
func MustCompile(expression string) *Regexp {
	return &Regexp{needsOf(expression), sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })}
}

// needsOf are the needs of an expression, which panics when it is none.
func needsOf(expression string) Words {
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		panic("regex: " + err.Error())
	}
	if words := needs(parsed); words != nil {
		return WordsOf(words...)
	}
	return nil
}

// MatchString reports whether a text has a match.
func (r *Regexp) MatchString(s string) bool { return r.MayMatch(s) && r.compiled().MatchString(s) }

// FindStringSubmatch is that of regexp.Regexp.
func (r *Regexp) FindStringSubmatch(s string) []string {
	if !r.MayMatch(s) {
		return nil
	}
	return r.compiled().FindStringSubmatch(s)
}

// FindAllStringSubmatch is that of regexp.Regexp.
func (r *Regexp) FindAllStringSubmatch(s string, n int) [][]string {
	if !r.MayMatch(s) {
		return nil
	}
	return r.compiled().FindAllStringSubmatch(s, n)
}

// FindAllStringSubmatchIndex is that of regexp.Regexp.
func (r *Regexp) FindAllStringSubmatchIndex(s string, n int) [][]int {
	if !r.MayMatch(s) {
		return nil
	}
	return r.compiled().FindAllStringSubmatchIndex(s, n)
}

// FindString is that of regexp.Regexp.
func (r *Regexp) FindString(s string) string {
	if !r.MayMatch(s) {
		return ""
	}
	return r.compiled().FindString(s)
}

// FindStringIndex is that of regexp.Regexp.
func (r *Regexp) FindStringIndex(s string) []int {
	if !r.MayMatch(s) {
		return nil
	}
	return r.compiled().FindStringIndex(s)
}

// FindStringSubmatchIndex is that of regexp.Regexp.
func (r *Regexp) FindStringSubmatchIndex(s string) []int {
	if !r.MayMatch(s) {
		return nil
	}
	return r.compiled().FindStringSubmatchIndex(s)
}

// FindAllString is that of regexp.Regexp.
func (r *Regexp) FindAllString(s string, n int) []string {
	if !r.MayMatch(s) {
		return nil
	}
	return r.compiled().FindAllString(s, n)
}

// FindAllStringIndex is that of regexp.Regexp.
func (r *Regexp) FindAllStringIndex(s string, n int) [][]int {
	if !r.MayMatch(s) {
		return nil
	}
	return r.compiled().FindAllStringIndex(s, n)
}

// ReplaceAllString is that of regexp.Regexp.
func (r *Regexp) ReplaceAllString(s, with string) string {
	if !r.MayMatch(s) {
		return s
	}
	return r.compiled().ReplaceAllString(s, with)
}

// ReplaceAllStringFunc is that of regexp.Regexp.
func (r *Regexp) ReplaceAllStringFunc(s string, with func(string) string) string {
	if !r.MayMatch(s) {
		return s
	}
	return r.compiled().ReplaceAllStringFunc(s, with)
}

// SubexpIndex is that of regexp.Regexp.
func (r *Regexp) SubexpIndex(name string) int { return r.compiled().SubexpIndex(name) }

// MayMatch reports whether a text has what a match needs: false says that it has no match.
func (r *Regexp) MayMatch(s string) bool {
	if r.needs == nil {
		return true
	}
	var buffer [onStack]byte
	t := folded(buffer[:0], s)
	return t.has(r.needs)
}

// Any matches what one of several expressions matches, each looked for by itself: of a list of a hundred a text has the
// words of two or three. The zero value matches nothing.
type Any []*Regexp

// MustCompileAny panics like MustCompile.
func MustCompileAny(expressions ...string) (a Any) {
	for _, e := range expressions {
		a = append(a, MustCompile(e))
	}
	return a
}

// MatchString reports whether a text has a match of one of the expressions.
func (a Any) MatchString(s string) bool {
	if len(a) == 0 {
		return false
	}
	var buffer [onStack]byte
	t := folded(buffer[:0], s)
	for _, e := range a {
		if t.has(e.needs) && e.compiled().MatchString(s) {
			return true
		}
	}
	return false
}

// onStack is how many bytes of a text are folded without asking for memory.
const onStack = 512

// text is a folded one with its pairs.
type text struct {
	folded []byte
	pairs  Pairs
}

func folded(buffer []byte, s string) text {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			buffer = buffer[:0]
			for _, r := range s {
				buffer = utf8.AppendRune(buffer, fold(r))
			}
			break
		}
		buffer = append(buffer, foldByte(s[i]))
	}
	return text{buffer, PairsOf(buffer)}
}

// has reports whether a text has one of the words; of nil nothing is known.
func (t *text) has(needs Words) bool { return needs == nil || needs.In(t.folded, &t.pairs) }

// fold is the same for all letters that match each other where case does not matter: the least of them.
func fold(r rune) rune {
	if r < utf8.RuneSelf {
		return rune(foldByte(byte(r)))
	}
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	return least
}

func foldByte(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}
