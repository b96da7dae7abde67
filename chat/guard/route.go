package guard

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"auskunft"
)

// Kind is what a text turned out to be.
type Kind string

// The kinds. Question is the only one that goes the whole way.
const (
	Question       Kind = "question"
	Greeting       Kind = "greeting"
	Thanks         Kind = "thanks"
	Assistant      Kind = "assistant" // about the desk itself
	Human          Kind = "human"     // wants a person
	Complaint      Kind = "complaint"
	Defect         Kind = "defect" // reports damage
	Emergency      Kind = "emergency"
	Crisis         Kind = "crisis"
	Individual     Kind = "individual" // asks for a decision about the asker's own case
	LegalAdvice    Kind = "legal_advice"
	Opinion        Kind = "opinion"
	OtherAuthority Kind = "other_authority"
	Abuse          Kind = "abuse"
	Injection      Kind = "injection"
	Nonsense       Kind = "nonsense" // nothing that can be understood
)

// Decision is what happens to a text.
type Decision struct {
	Kind      Kind
	Status    auskunft.Status // "" for a question: it is not decided yet
	Reason    auskunft.Reason
	Message   string // key in the message files, "" for a question
	Search    bool   // search all the same: a question, or general rules beside the message
	Help      bool   // the crisis lines belong beside the answer
	Authority string // with OtherAuthority: key "authority.…" of whose matter it is
	Matter    string // with OtherAuthority: the words that say so, folded as by Fold
	Whose     string // with OtherAuthority: its name, where the town has one of its own
	Rule      string // name of the rule that decided, for --explain
	// Case is the probability, by its words, that a German text asks for a decision in somebody's own case; 0 after a
	// rule, and no more than Thinkable in an Else that asks of everybody.
	Case float64
	Else *Decision // what it is when a page answers it, of an individual case or a guess; nil: no page does
	Open []Kind    // that it may be as well; none after a rule, and none of what must stay closed
}

// outcomes is what each kind leads to.
var outcomes = map[Kind]Decision{
	Question:    {Search: true},
	Greeting:    {Status: auskunft.Answered, Message: "reply.greeting"},
	Thanks:      {Status: auskunft.Answered, Message: "reply.thanks"},
	Assistant:   {Status: auskunft.Answered, Message: "reply.assistant"},
	Human:       {Status: auskunft.Refused, Reason: auskunft.NeedsPerson, Message: "refusal.human"},
	Complaint:   {Status: auskunft.Refused, Reason: auskunft.NeedsPerson, Message: "refusal.complaint"},
	Defect:      {Status: auskunft.Refused, Reason: auskunft.NeedsPerson, Message: "refusal.defect"},
	Emergency:   {Status: auskunft.Refused, Reason: auskunft.Unsafe, Message: "refusal.emergency"},
	Crisis:      {Status: auskunft.Refused, Reason: auskunft.Unsafe, Message: "refusal.crisis"},
	Individual:  {Status: auskunft.Refused, Reason: auskunft.IndividualCase, Message: "refusal.individual_case", Search: true},
	LegalAdvice: {Status: auskunft.Refused, Reason: auskunft.OutOfScope, Message: "refusal.legal_advice"},
	Opinion:     {Status: auskunft.Refused, Reason: auskunft.OutOfScope, Message: "refusal.opinion"},
	// The city's own texts often explain other authorities' matters. Only when they do
	// not, the asker is sent there; so this is a question with a better refusal.
	OtherAuthority: {Search: true},
	Abuse:          {Status: auskunft.Refused, Reason: auskunft.Unsafe, Message: "refusal.abuse"},
	Injection:      {Status: auskunft.Refused, Reason: auskunft.Unsafe, Message: "refusal.injection"},
	Nonsense:       {Status: auskunft.Clarify, Message: "reply.nonsense"},
}

// Route decides what a normalised, masked text is: by rules where they are sure, the first
// that matches, in the order of what must not be missed; else by the classifier.
func Route(text string) Decision { return committed().Route(text) }

// Route decides by the rules and this classifier.
func (c *Classifier) Route(text string) Decision {
	folded := Fold(text)
	if kind, rule, ok := smallTalk(folded); ok {
		return decide(kind, rule)
	}
	asking := stripOpening(folded)
	d := c.route(asking, folded, onlyNames(text) || whoIs.MatchString(asking) && !judging.MatchString(asking))
	d.Help = !stopsAll[d.Kind] && (d.Help && !onlyLoud(asking) || worry.MatchString(asking) || mayTell(asking))
	if d.Else != nil {
		d.Else.Help = d.Help
	}
	return d
}

// stopsAll are the kinds whose message is the help itself, or that get none for what they mean to do.
var stopsAll = map[Kind]bool{Emergency: true, Crisis: true, Injection: true, Nonsense: true}

// GivesOrders reports whether a text gives orders to whoever answers from it. What would be
// refused as a question is not quoted as an answer either: a page that holds it was tampered
// with.
func GivesOrders(text string) bool {
	d, ok := first(attacks, Fold(text))
	return ok && d.Kind == Injection
}

// route decides about a text that is more than a greeting. The classifier has learnt from
// whole texts, greeting and all.
func (c *Classifier) route(asking, whole string, name bool) Decision {
	if d, ok := first(danger, asking); ok {
		return d
	}
	if d, ok := signOf(asking); ok {
		return d
	}
	if d, ok := first(attacks, asking); ok {
		return d
	}
	if d, ok := first(wishes, asking); ok && !c.surelyCase(whole) {
		return d
	}
	if isDispute(asking) {
		return decide(LegalAdvice, "dispute")
	}
	if d, ok := firstOf(asking, outright, advice); ok {
		return d
	}
	seen := asHabit(asking, c.classify(whole))
	if name {
		help := seen.Kind == Emergency || seen.Kind == Crisis || alarm.MatchString(asking)
		seen = decide(Question, "a name")
		seen.Help = help
	}
	if seen.Kind == Defect && noReport.MatchString(asking) { // a report says what is broken
		seen = decide(Question, "no report")
	}
	if seen.Kind == LegalAdvice && proofs.MatchString(asking) {
		seen = decide(Question, "proofs")
	}
	return caseOrQuestion(asking, whole, seen)
}

// caseOrQuestion tells what only rules tell of a question and of a case: whether only the office can weigh it, and
// whether it is another authority's matter.
func caseOrQuestion(asking, whole string, seen Decision) Decision {
	switch {
	case seen.Kind == Question:
		d := asQuestion(asking, seen)
		if d.Kind == Question && d.Case >= Thinkable && asksToWeigh(whole) {
			d = decide(Individual, "weighs, "+seen.Rule)
			d.Help, d.Case = seen.Help, seen.Case
		}
		return d
	case seen.Kind == Individual && seen.Case > 0 && (ofEverybody(whole) || !weighed.MatchString(whole)):
		otherwise := decide(Question, "page, not "+seen.Rule)
		otherwise.Case = seen.Case
		if ofEverybody(whole) {
			otherwise.Case = Thinkable
		}
		otherwise = asQuestion(asking, otherwise)
		seen.Else = &otherwise
	case (seen.Kind == LegalAdvice || seen.Kind == Opinion) && asksHere.MatchString(asking): // a guess, which a page knows better
		otherwise := asQuestion(asking, decide(Question, "page, not "+seen.Rule))
		if otherwise.Kind == Question {
			seen.Else = &otherwise
		}
	}
	return seen
}

// asksHere asks what the town may have a rule or a place for, and not whether something is right.
var asksHere = anyOf(`^(?:\w+ ){0,2}(?:muss|muessen|darf|duerfen|kann|koennen|brauche|ist|sind|hat|haben|gibt|wo|wann|wie|wer|bekomme)\b`)

// noReport asks who has to do something, or whether or when something is open.
var noReport = anyOf(`^wer\b`, `^(?:ist|sind|hat|haben|wann)\b.{0,60}\b(?:auf|offen|zu|geoeffnet|geschlossen|oeffnet|schliesst)\W*$`)

// asQuestion tells what only rules tell of what seems a question: that nobody at the city answers it.
func asQuestion(asking string, seen Decision) Decision {
	d, ok := first(opinions, asking)
	if !ok {
		d, ok = otherAuthority(asking)
	}
	if !ok {
		return seen
	}
	d.Help, d.Case = seen.Help, seen.Case
	return d
}

// Theirs is the decision for a question that a town knows to be another authority's, by these words.
func (d Decision) Theirs(matter, name string) Decision {
	theirs := decide(OtherAuthority, "of the town")
	theirs.Matter, theirs.Whose, theirs.Help, theirs.Case = matter, name, d.Help, d.Case
	return theirs
}

func decide(kind Kind, rule string) Decision {
	d := outcomes[kind]
	d.Kind, d.Rule = kind, rule
	return d
}

// Fold brings a text to the letters the rules are written in: lower case, ASCII where
// there is a base letter, umlauts as people type them without an umlaut key.
// It is what Decision.Matter is folded by.
func Fold(text string) string {
	text = umlauts.Replace(strings.ToLower(norm.NFKC.String(text)))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(text))
}

var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "’", "'")
