package proof

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
)

// A modality is how something is said to hold: denied, limited, a duty, a permission.
// The words of one modality stand for each other in a faithful rewording: "nicht
// erlaubt" is "verboten", "benötigt" is "muss".
type modality int

const (
	denied  modality = 1 << iota
	waived           // nothing is to be paid
	without          // "ohne", "außerhalb": denies one thing
	only
	later // "erst": not before
	self  // "selbst": nobody else
	usual // "meistens", "etwa": not always so
	both
	duty
	permission
)

var modalities = map[string]modality{}

func init() {
	for is, words := range map[modality]string{
		denied: `nicht nie niemals niemand niemandem niemanden nichts weder kein keine keinen keinem keiner keines keinesfalls
			keinerlei unzulässig unmöglich ausgeschlossen entfällt entfallen verzichten verzicht abgelehnt ablehnen`,
		without:             "ohne außerhalb",
		later:               "erst",
		self:                "selbst selber",
		usual:               "meistens meist üblicherweise normalerweise grundsätzlich voraussichtlich möglicherweise etwa circa ca rund ungefähr oft häufig fast nahezu beinahe manchmal gelegentlich mitunter teils teilweise überwiegend vielfach gewöhnlich durchschnittlich schnitt durchschnitt",
		both:                "beide beiden beider",
		waived:              "gebührenfrei steuerfrei frei befreit befreien befreiung beitragsfrei",
		only:                "nur ausschließlich lediglich allein einzig bloß",
		duty:                "muss musst müssen müsst müsste müssten verpflichtet verpflichtend vorgeschrieben zwingend erforderlich erforderliche notwendig nötig benötigt benötigen",
		permission:          "kann kannst können könnt darf darfst dürfen dürft möglich mögliche freiwillig erlaubt zulässig gestattet erlauben",
		denied | permission: "verboten untersagt",
	} {
		for _, w := range strings.Fields(words) {
			modalities[w] = is
		}
	}
}

// toDo is "ist anzumelden", "hat zu zahlen", "haben vorzulegen": a duty.
var toDo = regex.MustCompile(`(?i)\b(?:ist|sind|hat|haben)\b[^.;]*\b(?:zu \p{Ll}+e?n|(?:an|ab|auf|aus|ein|mit|vor|um|nach|bei|zurück|weiter)zu\p{Ll}+n)\b|\b(?:zu \p{Ll}+e?n|(?:an|ab|auf|aus|ein|mit|vor|um|nach|bei|zurück|weiter)zu\p{Ll}+n) (?:ist|sind|hat|haben)\s*(?:$|[,.;:!?])`)

func modalityOf(text string) modality {
	var is modality
	for _, at := range letterRuns(text) {
		w := strings.ToLower(text[at.start:at.end])
		is |= modalities[w]
		if strings.HasSuffix(w, "pflicht") || strings.HasSuffix(w, "pflichtig") || strings.HasPrefix(w, "brauch") {
			is |= duty
		}
	}
	if strings.Contains(text, "zu") && toDo.MatchString(text) {
		is |= duty
	}
	return is
}

// Limits tells whether a text, a heading for example, says more about how things hold than
// that they must: then it cannot stand before a sentence without changing it.
func Limits(text string) bool { return modalityOf(text)&^duty != 0 }

// checkModality aligns each clause of the sentence with the quotes' clauses that share
// most of its words and wants them to hold in the same way. A clause that nothing can be
// aligned with may not bring a negation or limit that no quote has.
func checkModality(s statement, e evidence) *Rejection {
	all := e.modality()
	whole := s.modality()
	for _, src := range e.sources {
		for _, m := range lacking.FindAllStringSubmatch(src.text, -1) {
			noun := wordOf(m[1])
			if held(noun, s.words) && strings.Count(src.text, m[1]) == 1 && whole&(denied|without|waived) == 0 {
				return &Rejection{Reason: LostLimit, Detail: m[0]}
			}
		}
	}
	lost, added := false, false
	for _, c := range s.clauses {
		if c.is&waived != 0 && !e.free(c) {
			return &Rejection{Reason: Misplaced, Detail: c.String()}
		}
		var rejected *Rejection
		aligned := e.align(c)
		if len(aligned) == 0 && c.is&^all&(denied|only) != 0 && !(c.is&denied != 0 && all&(waived|without) != 0) {
			return &Rejection{Reason: LostLimit, Detail: c.String()}
		}
		if len(aligned) == 0 && !c.conditional && c.is&duty != 0 && all&duty == 0 && all&permission != 0 && all&(denied|only|later) == 0 {
			return &Rejection{Reason: LostDuty, Detail: c.String()}
		}
		if len(aligned) == 1 && aligned[0].share >= sameClause && !c.conditional {
			lost = lost || aligned[0].is&denied != 0 && c.is&denied == 0
			added = added || aligned[0].is&denied == 0 && c.is&denied != 0
		}
		for _, q := range aligned {
			if rejected = compare(c, q.clause, q.share >= sameClause, whole, all); rejected == nil && q.is&permission != 0 && !mayBeLeftOut(q.clause, s) && whole&(permission|duty|denied|only) == 0 {
				rejected = &Rejection{Reason: LostLimit, Detail: c.String()}
			}
			if rejected == nil {
				break
			}
		}
		if rejected != nil {
			return rejected
		}
	}
	if e.moves(hedged, s) || e.moves(negated, s) {
		return &Rejection{Reason: LostLimit, Detail: s.text}
	}
	if lost && added && e.says(contrast) { // "nicht von der Stadt, sondern vom Land", "von der Stadt und nicht vom Land"
		return &Rejection{Reason: LostLimit, Detail: s.text}
	}
	return nil
}

// moves tells whether what is denied or hedged in one clause of the quotes is so in another one of the sentence: "eine Gebühr, die
// meist das Amt trägt", "meist eine Gebühr, die das Amt trägt".
func (e evidence) moves(is func(clause) bool, s statement) bool {
	by := func(u used, has bool) bool {
		return slices.ContainsFunc(u.by, func(n int) bool { return is(s.clauses[n]) == has })
	}
	lost := slices.ContainsFunc(e.used, func(u used) bool { return is(u.clause) && len(u.by) > 0 && !by(u, true) })
	return lost && slices.ContainsFunc(e.used, func(u used) bool { return !is(u.clause) && by(u, true) })
}

func hedged(c clause) bool { return c.is&usual != 0 }

// negated tells whether a clause denies by a word that says nothing else.
func negated(c clause) bool { return nots.MatchString(c.text) }

var nots = regex.MustCompile(`(?i)\b(?:nicht|kein\p{L}*)\b`)

// contrast is between what is not so and what is.
var contrast = regex.MustCompile(`\b(?:sondern|vielmehr)\b`)

// What leaves it to whoever is spoken of whether to do a thing: "Sie können … stellen" is "Stellen Sie …". What an office
// may do, it does not always do, and what may happen to somebody does not always happen.
var (
	leftToThem = regex.MustCompile(`\b(?:Sie|[Dd]u|[Mm]an|[Ww]er)\b|(?i)\b(?:lässt|lassen|geht|genüg\p{L}*|reich\p{L}*|wunsch)\b`)
	happens    = regex.MustCompile(`(?i)\b(?:ver|ent)(?:lier|lor|fall|fäll|zieh|zog|geh|weiger|läng|zöger)\p{L}*|\b(?:erlösch|erlisch|droh|dauer|beträgt|betragen|vorkomm|abgelehn|ablehn)\p{L}*`)
)

// mayBeLeftOut tells whether that something may be done is what a quoted clause says of whoever is spoken of.
func mayBeLeftOut(q clause, s statement) bool {
	return leftToThem.MatchString(q.text+" "+s.text) && !happens.MatchString(q.text)
}

// lacking is what is denied alone: "ohne gültigen Ausweis".
var lacking = regex.MustCompile(`\b[Oo]hne\s+(?:\p{Ll}+\s+){0,2}(\p{Lu}\p{L}+)`)

// free tells whether what a clause says is free is so in a quote.
func (e evidence) free(c clause) bool {
	any := false
	for _, src := range e.sources {
		for _, q := range src.clauses {
			if q.is&(waived|denied|without) == 0 {
				continue
			}
			if any = true; e.saidOf(c, src, q.sentence) {
				return true
			}
		}
	}
	return !any
}

func (e evidence) modality() modality {
	var all modality
	for _, src := range e.sources {
		all |= src.modality()
	}
	return all
}

func (s statement) modality() modality {
	var all modality
	for _, c := range s.clauses {
		all |= c.is
	}
	return all
}

// sameClause is the share of a clause's words from which a quoted clause says the same.
const sameClause = .75

type alignment struct {
	clause
	share float64 // of the clause's words that this quoted clause holds
}

// align gives the quoted clauses that hold about as many of c's words as the best does,
// and at least half of them.
func (e evidence) align(c clause) []alignment {
	var all []alignment
	top := .5
	for _, src := range e.sources {
		for _, q := range src.context.clauses {
			a := alignment{q, max(overlap(c, q), overlap(q, c))}
			top = max(top, a.share)
			all = append(all, a)
		}
	}
	aligned := all[:0]
	for _, a := range all {
		if a.share >= .9*top {
			aligned = append(aligned, a)
		}
	}
	return aligned
}

// overlap is the share of c's words and facts that q holds, or that of q's which c holds
// when q is the shorter one.
func overlap(c, q clause) float64 {
	n, of := 0, 0
	for _, w := range c.words {
		if terms.free[w.stem] {
			continue
		}
		of++
		if held(w, q.words) {
			n++
		}
	}
	for _, f := range c.facts {
		of++
		if f.supported(q.facts) {
			n++
		}
	}
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// compare says what is wrong when the clause c says what q says; same tells that they
// share nearly all words. whole is the modality of the sentence around c, all that of the
// quotes around q.
func compare(c, q clause, same bool, whole, all modality) *Rejection {
	reject := func(r Reason) *Rejection { return &Rejection{Reason: r, Detail: c.String()} }
	if q.is&(duty|permission) == 0 {
		q.is |= q.around & (duty | permission)
	}
	lost, added := q.is&^c.is, c.is&^q.is
	instead := denied | waived | without // of a denial that is lost
	if q.is&waived != 0 {
		instead = denied // "nicht kostenlos" is not "kostenlos"
	}
	switch {
	case lost&denied != 0 && whole&instead == 0, lost&denied != 0 && c.is&permission != 0 && c.is&instead == 0:
		return reject(LostLimit)
	case added&denied != 0 && (q.is&waived == 0 || c.is&waived != 0) && q.is&without == 0 && (all&denied == 0 || same && q.around&denied == 0):
		return reject(LostLimit)
	case lost&waived != 0 && whole&(denied|waived) == 0 && payable.MatchString(c.String()):
		return reject(LostLimit)
	case lost&(usual|both) != 0 && whole&lost&(usual|both) == 0:
		return reject(LostLimit)
	case added&without != 0 && all&(without|denied|waived) == 0:
		return reject(LostLimit)
	case lost&only != 0 && whole&(only|duty|denied|self) == 0:
		return reject(LostLimit)
	case added&only != 0 && all&(only|denied|later|self) == 0:
		return reject(LostLimit)
	case added&waived != 0 && all&(waived|denied|without) == 0, added&later != 0 && len(c.facts) == 0 && all&(later|only|denied) == 0:
		return reject(LostLimit)
	case c.conditional && q.conditional: // what is needed or possible there is no duty and no permission
		return nil
	case lost&duty != 0 && added&permission != 0 && q.is&permission == 0:
		return reject(LostDuty)
	case lost&permission != 0 && added&duty != 0 && q.is&duty == 0 && q.is&(only|denied) == 0:
		return reject(LostDuty)
	}
	return nil
}

// payable is in what says that something is to be paid.
var payable = regex.MustCompile(`(?i)kost|zahl|gebühr|pflichtig`)

// String is the clause's words.
func (c clause) String() string {
	var texts []string
	for _, w := range c.words {
		texts = append(texts, w.text)
	}
	return strings.Join(texts, " ")
}
