package proof

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
)

// A part is what a statement is put together of: a thing with its preposition and all that stands before it, a fact, a verb, an
// adverb, or the word that a subordinate clause begins with.
type part struct {
	kind    partKind
	word    word
	fact    fact
	place   string   // the preposition, or "of " and the noun that it stands right behind, whose it is
	with    []string // stems of what says which or limits it, in their order
	joined  string   // "und" or "oder" right before it
	article string
	sub     int  // in which subordinate clause it stands, counted from 1; 0 for none
	unit    int  // the main clause that it belongs to with all that depends on it
	first   bool // in its unit
	passive bool // its clause is in the passive
	finite  bool // its clause has an auxiliary
	heads   bool // first in its clause
	opens   bool // first in its sentence: its capital letter says nothing
	aside   bool // in brackets, or why something is so: it may be left out
}

type partKind int

const (
	thing  partKind = iota // a noun
	value                  // a fact
	action                 // a verb
	manner                 // an adverb, or an adjective that is said of something
	opener                 // what a subordinate clause begins with
)

// parts takes a statement apart. What an auxiliary, an article or a pronoun adds is left to the questions of Verify.
func (s statement) parts() []part {
	s.clauses = slices.Clone(s.clauses)
	for i := range s.clauses {
		s.clauses[i].relative = s.clauses[i].relative || s.saysWhich(i)
		s.clauses[i].conditional = s.subordinate(i)
	}
	r := partReader{s: s, units: s.mainClauses()}
	for i := range s.clauses {
		r.clause(i)
	}
	return r.all
}

// subordinate tells whether a clause begins as one that says when something holds: with a word for it, or with its verb where the
// main clause begins with its own behind a comma.
func (s statement) subordinate(i int) bool {
	first, second := s.opening(i)
	switch {
	case s.clauses[i].relative || subordinators[first] || subordinators[second]:
		return true
	case i > 0 && s.clauses[i-1].sentence == s.clauses[i].sentence, !verbal.MatchString(first) && !finite.MatchString(first), determiners[first]:
		return false
	}
	next := s.behindComma(i)
	return next != "" && !isUpper(next) && !determiners[next] && !functionWords[next] && verbal.MatchString(next) || finite.MatchString(next)
}

// saysWhich tells whether a clause behind a comma is relative by its auxiliary at the end: "die älter als 110 Jahre sind".
func (s statement) saysWhich(i int) bool {
	if i == 0 || s.clauses[i-1].sentence != s.clauses[i].sentence || !strings.Contains(s.text[s.clauses[i-1].end:s.clauses[i].at], ",") {
		return false
	}
	text := " " + strings.TrimSpace(s.clauses[i].text)
	without := lastVerbs.ReplaceAllString(text, "")
	return which.MatchString(text) && without != text && !finite.MatchString(without)
}

// which begins relative clauses.
var which = regex.MustCompile(`^ (?:(?:an|auf|aus|bei|für|in|mit|nach|von|zu|über|durch) )?(?:der|die|das|dem|den|deren|dessen|denen) `)

// mainClauses gives the main clause that each clause belongs to, by number: a condition, a relative clause and what has no verb
// belong to the main clause before, or to the first one behind when there is none.
func (s statement) mainClauses() []int {
	units := make([]int, len(s.clauses))
	unit, hasVerb := 0, false
	for i, c := range s.clauses {
		if s.goesOnBehindBrackets(i) {
			units[i] = unit
			continue
		}
		main := !s.depends(i) && (finite.MatchString(c.text) || len(c.predicates()) > 0)
		row := i > 0 && !s.depends(i) && priced(c) && slices.ContainsFunc(s.clauses[:i], func(o clause) bool { return o.sentence == c.sentence && priced(o) })
		if i > 0 && (s.clauses[i-1].sentence != c.sentence || main && hasVerb || row) {
			unit, hasVerb = unit+1, false
		}
		hasVerb = hasVerb || main
		units[i] = unit
	}
	return units
}

// priced tells whether a clause has an amount.
func priced(c clause) bool {
	return slices.ContainsFunc(c.facts, func(f fact) bool { return f.unit == "eur" }) && len(c.words) > 0
}

// goesOnBehindBrackets tells whether a clause is the end of one that brackets have cut.
func (s statement) goesOnBehindBrackets(i int) bool {
	return i > 0 && s.clauses[i-1].sentence == s.clauses[i].sentence && strings.HasPrefix(s.text[s.clauses[i-1].end:], ")") && strings.TrimSpace(s.text[s.clauses[i-1].end+1:s.clauses[i].at]) == ""
}

// depends tells whether a clause, or the one that it goes on with, is no main clause.
func (s statement) depends(i int) bool {
	c := s.clauses[i]
	return c.conditional || openers[firstWord(c.text)] != "" || s.inCondition(i) && !(finite.MatchString(c.text) || len(c.predicates()) > 0) || s.inCondition(i) && verbLast.MatchString(strings.TrimRight(c.text, " ."))
}

// verbLast ends clauses that have their verb at the end, as subordinate ones do.
var verbLast = regex.MustCompile(`(?:\p{Ll}(?:t|en|ss|ern|eln)|sind|wird|darf|soll)$`)

// openers begin subordinate clauses: those that say the same have one name.
var openers = func() map[string]string {
	m := map[string]string{}
	for _, line := range []string{"wenn falls sofern wer soweit", "weil", "dass", "ob", "bevor ehe", "nachdem", "sobald", "solange", "damit", "obwohl", "indem", "denn"} {
		for _, w := range strings.Fields(line) {
			m[w] = strings.Fields(line)[0]
		}
	}
	return m
}()

// Words that are no parts by themselves.
var (
	// helping are articles, pronouns and auxiliaries, which say nothing that Verify does not compare.
	helping = set(`der die das den dem des ein eine einen einem einer eines ihr ihre ihren ihrem ihrer ihres unser unsere unseren unserem unserer unseres
		sein seine seinen seinem seiner seines es sich sie er ihn ihm ihnen man wir uns du zu ist sind wird werden hat haben worden wer was deren dessen denen
		zwar bitte dann also aber jedoch doch hierfür dafür dazu davon daran darüber damit dabei darin so außerdem zudem allerdings dort hier folgende folgender folgendes
		muss müssen kann können darf dürfen möglich nötig notwendig erforderlich folgt und oder sowie bzw beziehungsweise euro`)
	// limiting stand before what they limit.
	limiting = set(`nicht nur auch erst noch schon bereits allein selbst sogar mehr weniger etwa rund circa ca fast meist meistens kein keine keinen keinem keiner keines
		jede jeder jedes jeden jedem alle aller allen alles beide beider beiden beides diese dieser dieses diesen diesem derselbe dieselbe dasselbe derselben denselben demselben
		einige manche mehrere viele wenige höchstens mindestens spätestens frühestens maximal wenigstens längstens voraussichtlich möglichst sehr wieder immer nie zweimal`)
	// bounding are read with the number behind them.
	bounding = set("höchstens mindestens spätestens frühestens maximal wenigstens längstens ab bis über unter seit von zwischen um nach vor binnen innerhalb älter jünger mehr weniger als länger kürzer erst größer höher alt lang und vom zum im am in den dem")
)

// partReader reads the parts of a statement, clause by clause.
type partReader struct {
	s     statement
	units []int // of its clauses
	all   []part
	subs  int // subordinate clauses so far
	sub   int // the one that is read, 0 for none
	// of the clause that is read
	passive, finite bool
	words           []word
	// what waits for the thing that it stands before
	next part
	noun string // stem of the noun right before
}

// clause reads the clause at index i.
func (r *partReader) clause(i int) {
	c := r.s.clauses[i]
	unit := r.units[i]
	between := ""
	if i > 0 {
		between = r.s.text[r.s.clauses[i-1].end:c.at]
	}
	r.next, r.noun = part{}, ""
	if j, ok := r.s.joint(i - 1); ok {
		r.next.joined = map[bool]string{true: "oder", false: "und"}[j.or]
	}
	opens := openers[firstWord(c.text)]
	switch {
	case r.s.goesOnBehindBrackets(i):
	case !r.s.depends(i) && !strings.Contains(between, "("):
		r.sub = 0
	case c.relative || opens != "" || c.conditional && r.next.joined == "":
		r.subs++
		r.sub = r.subs
	}
	aside := strings.Contains(between, "(") || reasons[firstWord(c.text)]
	r.next.aside = aside
	start := len(r.all)
	defer func() {
		if start < len(r.all) {
			r.all[start].heads = true
		}
	}()
	switch {
	case c.relative:
		r.add(part{kind: opener, word: word{lower: "der", stem: "der"}, place: places[firstWord(c.text)]}, unit, aside)
	case opens != "":
		r.add(part{kind: opener, word: word{lower: opens, stem: opens}}, unit, aside)
	case c.conditional:
		r.add(part{kind: opener, word: word{lower: "wenn", stem: "wenn"}}, unit, aside)
	}
	r.passive, r.finite, r.words = becoming.MatchString(c.text), finite.MatchString(c.text), c.words
	facts := slices.Clone(c.facts)
	words := c.words
	end, fact := 0, false // whether one stands right before
	for _, at := range append(letterRuns(c.text), letterRun{len(c.text), len(c.text)}) {
		for len(facts) > 0 && facts[0].at-c.at < at.start {
			r.fact(facts[0], unit, aside)
			facts, end, fact = facts[1:], facts[0].end-c.at, true
		}
		if at.start == at.end {
			break
		}
		w := wordOf(c.text[at.start:at.end])
		if n := slices.IndexFunc(words, func(o word) bool { return o.text == w.text }); n >= 0 {
			w, words = words[n], words[n+1:]
		}
		switch {
		case fact:
			w.attribute = w.attribute && r.next.place+r.next.article+strings.Join(r.next.with, "") != "" // "bis zum 31. März parken Busse"
		case !isUpper(w.text) && attributeEnding.MatchString(w.lower) && r.next.place+r.next.article+strings.Join(r.next.with, "") != "" && beforeNoun.MatchString(c.text[at.end:]):
			w.attribute = true
		}
		if strings.TrimSpace(c.text[end:at.start]) != "" {
			r.noun = ""
		}
		end = at.end
		if at.end == len(strings.TrimRight(c.text, " .")) && verbParts[w.lower] && r.separated(w) {
			break
		}
		n := len(r.all)
		r.word(w, unit, aside)
		fact = false
		if n < len(r.all) {
			r.all[n].opens = w.initial || strings.TrimSpace(c.text[:at.start]) == "" && (i == 0 || r.s.clauses[i-1].sentence != c.sentence)
		}
	}
	r.flush(unit, aside)
}

// flush makes parts of what limits nothing behind it, or a verb: "erscheinen Sie selbst", "wird nicht gestreut".
func (r *partReader) flush(unit int, aside bool) {
	for _, w := range r.next.with {
		r.add(part{kind: manner, word: word{text: w, lower: w, stem: w}}, unit, aside)
	}
	r.next.with = nil
}

// add notes a part.
func (r *partReader) add(p part, unit int, aside bool) {
	p.unit, p.sub, p.aside, p.passive, p.finite = unit, r.sub, aside, r.passive, r.finite
	p.first = len(r.all) == 0 || r.all[len(r.all)-1].unit != unit
	r.all = append(r.all, p)
}

// fact reads one: a number before what it counts stands with that.
func (r *partReader) fact(f fact, unit int, aside bool) {
	p := r.next
	p.kind, p.fact = value, f
	if bounding[p.place] || f.kind != numberFact {
		p.place = ""
	}
	p.with = slices.DeleteFunc(slices.Clone(p.with), func(w string) bool { return bounding[w] })
	if f.unit != "" && !measures[f.unit] { // a number before what it counts
		r.next.with = append(p.with, f.text)
		return
	}
	r.add(p, unit, aside)
	r.next, r.noun = part{}, ""
}

// word reads one.
func (r *partReader) word(w word, unit int, aside bool) {
	low := w.lower
	if !determiners[low] && !articleForm.MatchString(low) && !w.attribute && !w.isNoun() || places[low] != "" {
		defer func() { r.noun = "" }()
	}
	switch {
	case conjunction.MatchString(low):
		r.next = part{joined: "und"}
		if low == "oder" {
			r.next.joined = "oder"
		}
	case w.isNoun() && !functionWords[low] || isUpper(w.text) && w.text != "Sie" && !w.initial && !functionWords[low]:
		p := r.next
		p.kind, p.word = thing, w
		if r.noun == "" && p.place == "" && (p.article == "des" || p.article == "eines") {
			p.place = "of "
		}
		if r.noun != "" && p.place == "" && p.joined == "" && ofWhom.MatchString(p.article) {
			p.place = "of " + r.noun
		}
		r.add(p, unit, aside)
		r.next, r.noun = part{}, w.stem
	case limiting[low]:
		r.next.with = append(r.next.with, stemOfLimit(low))
		if r.next.article == "" {
			r.next.article = low
		}
	case places[low] != "" || otherPlaces[low] || low == "binnen":
		r.next.place = places[low]
		r.next.with = slices.DeleteFunc(r.next.with, func(w string) bool { return w == "dies" }) // "hat dies innerhalb eines Monats anzuzeigen"
		if r.next.place == "" {
			r.next.place = low
		}
	case determiners[low] || articleForm.MatchString(low):
		r.next.article = low
	case openers[low] != "" || helping[low] || persons[w.text] != "":
		if finite.MatchString(low) {
			r.next.joined = ""
		}
		if persons[w.text] != "" {
			r.next, r.noun = part{with: r.next.with, joined: r.next.joined}, ""
		}
	case w.attribute:
		r.next.with = append(r.next.with, w.stem)
	case low == "benötigt" || !strings.HasSuffix(low, "zeit") && w.isVerb() && (verbal.MatchString(low) || w.whole != "" || inErn.MatchString(w.text)) && !terms.manners[low] && !terms.moments[low] && !lastButNoVerb[low]:
		if low == "gibt" && w.whole == "" {
			return
		}
		r.add(part{kind: action, word: w, joined: r.next.joined}, unit, aside)
		r.flush(unit, aside)
		r.next = part{}
	default:
		p := r.next
		p.kind, p.word = manner, w
		r.add(p, unit, aside)
		r.next = part{}
	}
}

// separated tells whether a word is the first part of a verb, which has it already.
func (r *partReader) separated(w word) bool {
	return slices.ContainsFunc(r.all, func(p part) bool {
		return p.kind == action && p.word.whole != "" && strings.HasPrefix(p.word.whole, w.lower)
	})
}

// beforeNoun is what stands between an adjective and its noun, and how that begins.
var beforeNoun = regex.MustCompile(`^ (?:\p{Ll}+(?:e|en|er|es|em) )*[\p{Lu}\x00]`)

// ofWhom ends articles that a noun may have whose the one before it is.
var ofWhom = regex.MustCompile(`(?:er|es)$`)

// stemOfLimit is a limiting word in any of its forms.
func stemOfLimit(low string) string {
	for _, root := range []string{"kein", "jed", "all", "beid", "dies", "demselb", "denselb", "derselb", "diesselb", "dasselb", "einig", "manch"} {
		if strings.HasPrefix(low, root) && low != "allein" {
			return root
		}
	}
	return low
}
