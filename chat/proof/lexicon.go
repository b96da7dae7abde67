package proof

import (
	"embed"
	"maps"
	"slices"
	"strconv"
	"strings"

	"auskunft/internal/regex"
)

// What words say the same, say nothing, claim much or say the opposite stands in the files
// of words/, where it can be reviewed without reading code. They are compared by stem.
//
//go:embed words/*.txt
var wordFiles embed.FS

// lexicon is what those files say.
type lexicon struct {
	groups    map[string][]int // of a stem: the groups of synonyms it belongs to
	narrower  map[string][]string
	free      map[string]bool
	generic   map[string]bool
	issued    map[string]bool
	claims    map[string][]int // of a word in lower case: the lines of claims.txt that it stands on
	claimers  []map[string]bool
	opposites map[string]map[string]bool // of a stem: those it excludes
	manners   map[string]bool            // how a thing is done
	moments   map[string]bool            // when
	light     []map[string]bool          // stems of verbs that say as little as each other
	standIns  map[string]bool            // stems of nouns that stand for the matter of a title
	phrases   *regex.Regexp
	openings  map[string]bool // how phrases begin
	words     []string        // what the n-th group of phrases is read as
}

var terms = loadLexicon()

func loadLexicon() lexicon {
	l := lexicon{groups: map[string][]int{}, narrower: map[string][]string{}, free: map[string]bool{}, generic: map[string]bool{}, issued: map[string]bool{}, claims: map[string][]int{}, manners: map[string]bool{}, moments: map[string]bool{}, openings: map[string]bool{}, opposites: map[string]map[string]bool{}}
	for n, line := range linesOf("words/synonyms.txt") {
		from, to, oneWay := strings.Cut(line, ">")
		if oneWay {
			for _, have := range stemsOf(from) {
				l.narrower[have] = append(l.narrower[have], stemsOf(to)...)
			}
			continue
		}
		for _, s := range stemsOf(line) {
			l.groups[s] = append(l.groups[s], n)
		}
	}
	for _, line := range linesOf("words/free.txt") {
		for _, s := range stemsOf(line) {
			l.free[s] = true
		}
	}
	for _, line := range linesOf("words/generic.txt") {
		for _, s := range stemsOf(line) {
			if issued, ok := strings.CutPrefix(s, "-"); ok {
				l.issued[issued] = true
			} else {
				l.generic[s] = true
			}
		}
	}
	for n, line := range linesOf("words/claims.txt") {
		claims, proofs, _ := strings.Cut(line, "|")
		l.claimers = append(l.claimers, set(claims+" "+proofs))
		for w := range set(claims) {
			l.claims[w] = append(l.claims[w], n)
		}
	}
	for _, line := range linesOf("words/opposites.txt") {
		one, other, _ := strings.Cut(line, "|")
		l.exclude(stemsOf(one), stemsOf(other))
		l.exclude(stemsOf(other), stemsOf(one))
	}
	for _, line := range linesOf("words/adverbs.txt") {
		into := l.manners
		if rest, ok := strings.CutPrefix(line, "+"); ok {
			line, into = rest, l.moments
		}
		maps.Copy(into, set(line))
	}
	for _, line := range linesOf("words/light.txt") {
		l.light = append(l.light, setOf(stemsOf(line)))
	}
	l.standIns = map[string]bool{}
	for _, line := range linesOf("words/standins.txt") {
		maps.Copy(l.standIns, setOf(stemsOf(line)))
	}
	var patterns []string
	for _, line := range linesOf("words/phrases.txt") {
		word, phrases, _ := strings.Cut(line, ":")
		var alternatives []string
		for p := range strings.SplitSeq(phrases, " | ") {
			alternatives = append(alternatives, strings.TrimSpace(p))
			for _, m := range opensPhrase.FindAllStringSubmatch(p, -1) {
				for first := range strings.SplitSeq(m[1]+m[2], "|") {
					l.openings[opening(first)] = true
				}
			}
		}
		l.words = append(l.words, strings.TrimSpace(word))
		patterns = append(patterns, "("+strings.Join(alternatives, "|")+")")
	}
	l.phrases = regex.MustCompile(`(?i)^(?:` + strings.Join(patterns, "|") + `)(?:$|\P{L})`)
	return l
}

// exclude notes that no word of one group stands for one of the other.
func (l lexicon) exclude(group, others []string) {
	for _, one := range group {
		if l.opposites[one] == nil {
			l.opposites[one] = map[string]bool{}
		}
		maps.Copy(l.opposites[one], setOf(others))
	}
}

// linesOf are the lines of an embedded file without comments.
func linesOf(name string) []string {
	b, err := wordFiles.ReadFile(name)
	if err != nil {
		panic(err) // embedded at build time
	}
	var lines []string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			lines = append(lines, line)
		}
	}
	return lines
}

func stemsOf(words string) []string {
	var all []string
	for w := range strings.FieldsSeq(words) {
		if s := stem(rejoin(strings.ToLower(w))); !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

func setOf(words []string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

var opensPhrase = regex.MustCompile(`^\s*(?:\(\?:([\p{L}|]+)\)|(\p{L}+))`)

// opening is by what words are tried as the beginning of a phrase: their first four letters.
func opening(word string) string {
	n := 0
	for i := range word {
		if n == 4 {
			return strings.ToLower(word[:i])
		}
		n++
	}
	return strings.ToLower(word)
}

// asWords writes each phrase of phrases.txt as the word it is read as.
func asWords(text string) string {
	var b strings.Builder
	done := 0
	for _, at := range letterRuns(text) {
		if at.start < done || !terms.openings[opening(text[at.start:at.end])] {
			continue
		}
		m := terms.phrases.FindStringSubmatchIndex(text[at.start:])
		if m == nil {
			continue
		}
		for g, word := range terms.words {
			if end := m[2*g+3]; end >= 0 {
				b.WriteString(text[done:at.start])
				b.WriteString(word)
				done = at.start + end
				break
			}
		}
	}
	if done == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

// synonyms tells whether two stems say the same; have may be the narrower one.
func synonyms(want, have string) bool {
	if want == have {
		return true
	}
	if slices.Contains(terms.narrower[have], want) {
		return true
	}
	mine := terms.groups[want]
	return mine != nil && slices.ContainsFunc(terms.groups[have], func(g int) bool { return slices.Contains(mine, g) })
}

// groupName is the same for stems of one group: that of its first group, or the stem.
func groupName(stem string) string {
	if g := terms.groups[stem]; len(g) > 0 {
		return "#" + strconv.Itoa(g[0])
	}
	return stem
}
