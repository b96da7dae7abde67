package proof

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
)

// Before and after what something is due is part of the rule: "nach dem Einzug" is not "nach der Anmeldung".

// A side is before or after.
type side int

const (
	before side = 1 << iota
	after
)

var (
	sides = map[string]side{
		"solange": before, "vor": before, "bevor": before, "ehe": before, "bis": before,
		"nach": after, "nachdem": after, "ab": after, "seit": after, "sobald": after, "wenn": after, "falls": after, "sofern": after, "mit": after, "bei": after, "beim": after,
	}
	wholeClause = set("bevor ehe nachdem sobald wenn falls sofern bis")
	onceSaid    = map[side]*regex.Regexp{
		before: regex.MustCompile(`(?i)\b(?:vorher|zuvor|davor|voraus)\b`),
		after:  regex.MustCompile(`(?i)\b(?:danach|anschließend|dann|später|daraufhin|hinterher)\b`),
	}
)

// anchors gives the nouns, and within clauses the verbs, that a statement puts something before or after, by their sides.
func (s statement) anchors() map[side][]word {
	all := map[side][]word{}
	var open side // of a preposition that shares its noun with the next: "eine Woche vor und zwei Wochen nach dem Auszug"
	for _, c := range s.clauses {
		first := firstWord(c.text)
		if wholeClause[first] || c.conditional {
			in := sides[first]
			if in == 0 {
				in = after
			}
			all[in] = append(all[in], c.words...)
		}
		for _, p := range c.phrases {
			if in := sides[p.place]; in != 0 {
				all[in] = append(all[in], p.words...)
				all[open] = append(all[open], p.words...)
				open = 0
			}
		}
		if runs := letterRuns(c.text); len(runs) > 0 {
			open = sides[c.text[runs[len(runs)-1].start:runs[len(runs)-1].end]]
		}
	}
	return all
}

// checkAnchors wants what a sentence puts "vor" or "nach" something there in its quotes, when they speak of that at all.
func checkAnchors(s statement, e evidence) *Rejection {
	quoted := map[side][]word{}
	for _, src := range e.sources {
		for in, words := range src.context.anchors() {
			quoted[in] = append(quoted[in], words...)
		}
	}
	for _, c := range s.clauses {
		if first := firstWord(c.text); temporal[first] && !e.saidThere(c, quoted[sides[first]]) && !e.says(onceSaid[sides[first]]) {
			return &Rejection{Reason: Misplaced, Detail: c.String()}
		}
		for _, p := range c.phrases {
			in := sides[p.place]
			if p.place != "vor" && p.place != "nach" || e.saysBehind(p.words[0], onceSaid[in]) || !strings.Contains(c.text, p.words[0].text) {
				continue
			}
			w := wordOf(p.words[len(p.words)-1].text)
			if e.otherAnchor(w, quoted[in], s) {
				return &Rejection{Reason: Misplaced, Detail: p.place + " " + w.text}
			}
			if unitNames[w.lower] != "" || !slices.ContainsFunc(e.sources, func(src source) bool { return held(w, src.context.words) }) {
				continue // how long, or named elsewhere: other checks see to it
			}
			if !held(w, quoted[in]) {
				return &Rejection{Reason: Misplaced, Detail: p.place + " " + w.text}
			}
		}
	}
	return nil
}

// saidThere tells whether a clause has a word that the quotes have on its side of something, or none that they have at all.
func (e evidence) saidThere(c clause, quoted []word) bool {
	any := false
	for _, w := range c.words {
		if !content(w) || !held(w, e.words) {
			continue
		}
		if held(w, quoted) {
			return true
		}
		any = any || w.isNoun()
	}
	return !any
}

// otherAnchor tells whether an anchor that no quote names stands in the place of one that they have.
func (e evidence) otherAnchor(w word, quoted []word, s statement) bool {
	nouns := slices.DeleteFunc(slices.Clone(quoted), func(q word) bool { return !q.isNoun() || !content(q) })
	return unitNames[w.lower] == "" && len(nouns) > 0 && !held(w, e.words) && !held(w, nouns) && !slices.ContainsFunc(nouns, s.names)
}

// saysBehind tells whether a quote has what a pattern looks for somewhere behind a word.
func (e evidence) saysBehind(w word, p *regex.Regexp) bool {
	return slices.ContainsFunc(e.sources, func(src source) bool {
		at := p.FindStringIndex(src.context.text)
		return at != nil && slices.ContainsFunc(wordsOf(src.context.text[:at[0]]), func(have word) bool { return means(w, have) })
	})
}
