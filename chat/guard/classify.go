package guard

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
)

// Classifier tells what a text is, in two steps, each a logistic regression over Features. It
// reads what the rules cannot list. The first says of which kind a text is, the second whether a
// question is an individual case: what tells a cry for help from a complaint are its words, and
// what tells a case from a question about the rule is how it is asked.
type Classifier struct {
	// Individual is the probability from which a question is an individual case, unless a page has
	// the rule for it.
	Individual float64 `json:"individual"`
	Kinds      Kinds   `json:"kinds"`
	Case       Case    `json:"case"`
}

// Kinds is multinomial: the probability of a kind is its share of exp(bias + weights · features)
// over all kinds. Individual is none of them, its texts are questions here.
type Kinds struct {
	Bias    map[Kind]float64            `json:"bias"`
	Weights map[string]map[Kind]float64 `json:"weights"` // by feature; what is 0 is left out
}

// Case is binary: 1 / (1 + exp(-bias - weights · features)).
type Case struct {
	Bias    float64            `json:"bias"`
	Weights map[string]float64 `json:"weights"`
}

//go:embed routes.json
var classifierFile []byte

// committed is the classifier in use. `auskunft eval routes` fits and writes it.
var committed = sync.OnceValue(func() *Classifier {
	c := new(Classifier)
	if err := json.Unmarshal(classifierFile, c); err != nil {
		panic(err) // embedded in this binary, read by every test
	}
	return c
})

const (
	// inDanger is the probability of crisis and emergency together from which nothing else is said than where
	// help is. Below it the text goes its way, and from mayBeInDanger on the help lines stand beside the answer.
	inDanger      = .45
	mayBeInDanger = .15
	// Of a text without a word of danger it takes more for the help lines: "Mein Auto ist verkauft" is told like a
	// danger. What such a text asks is answered, unless it is nearly sure; and what is told of a thing or an animal.
	mayBeInDangerUnnamed = .33
	inDangerAsking       = .9
	never                = 2
	// A text that is no question and no case must be likely to be what it seems: so much in
	// itself, and so many times as likely as a question.
	likely         = .2
	likelierThanIt = 2
	// Nobody who asks is told off for a guess.
	surelyAbuse = .6
	// Legal advice in what is so surely somebody's own case, if it is for the city at all, is
	// an individual case: that answer has the general rules and the office.
	ownCase = .5
)

// Probabilities are those of each kind; they sum up to 1.
func (c *Classifier) Probabilities(features []Feature) map[Kind]float64 {
	p, isCase := maps.Clone(c.Kinds.Bias), c.Case.Bias
	for _, f := range features {
		for kind, weight := range c.Kinds.Weights[f.Name] {
			p[kind] += weight * f.Value
		}
		isCase += c.Case.Weights[f.Name] * f.Value
	}
	sum := 0.0
	for _, kind := range slices.Sorted(maps.Keys(p)) { // in one order: sums must not depend on it
		p[kind] = math.Exp(p[kind])
		sum += p[kind]
	}
	for kind := range p {
		p[kind] /= sum
	}
	p[Individual] = p[Question] / (1 + math.Exp(-isCase))
	p[Question] -= p[Individual]
	return p
}

// classify decides what a text is, Question when nothing else is likely enough.
func (c *Classifier) classify(text string) Decision {
	features := Features(text)
	p := c.Probabilities(features)
	danger, question := p[Crisis]+p[Emergency], p[Question]+p[Individual]
	other := Question
	for _, kind := range slices.Sorted(maps.Keys(p)) {
		if !neverGuessed[kind] && (other == Question || p[kind] > p[other]) {
			other = kind
		}
	}
	stops, worries, named := limits(Fold(text))
	ofCase, german := p[Individual]/question, mostlyGerman(text)
	kind := Question
	if other == Abuse && p[other] < surelyAbuse {
		other = Question
	}
	switch {
	case danger >= stops && p[Crisis] > p[Emergency]:
		kind = Crisis
	case danger >= stops:
		kind = Emergency
	case other != Question && p[other] >= likely && p[other] >= likelierThanIt*question && !(other == LegalAdvice && p[Individual] >= ownCase*question):
		kind = other
	case ofCase >= c.Individual && (german || ofCase >= byWords):
		kind = Individual
	}
	d := decide(kind, fmt.Sprintf("classifier %.2f: %s", p[kind], c.reasons(features, kind)))
	d.Help = danger >= worries && (named || danger >= inDanger || german)
	if german {
		d.Case = ofCase
	}
	if danger < mayBeInDanger {
		d.Open = open(p, kind)
	}
	return d
}

// surely is the probability of a case that no wish for a person, complaint or report comes near by its words:
// at most .49 of 111 in seven development halves, each by weights of the other authors.
const surely = .6

// surelyCase tells whether a text is a case whatever rule of wishes it matches, too: "Mein Chef ruft mich
// ständig an. Bekomme ich eine Auskunftssperre?"
func (c *Classifier) surelyCase(text string) bool {
	return mostlyGerman(text) && c.Probabilities(Features(text))[Individual] >= surely
}

// neverGuessed are the kinds that have conditions of their own.
var neverGuessed = map[Kind]bool{Question: true, Individual: true, Crisis: true, Emergency: true}

// mostlyGerman reports whether a text may be judged by a trace of danger. The classifier has
// read too little of other languages: there the rules must see it.
func mostlyGerman(text string) bool {
	lang := Language(text)
	return lang == "de" || lang == ""
}

// reasons are the features that speak most for a kind against a question, or for a question
// against an individual case.
func (c *Classifier) reasons(features []Feature, kind Kind) string {
	share := func(f Feature) float64 {
		switch kind {
		case Individual:
			return f.Value * c.Case.Weights[f.Name]
		case Question:
			return -f.Value * c.Case.Weights[f.Name]
		default:
			weights := c.Kinds.Weights[f.Name]
			return f.Value * (weights[kind] - weights[Question])
		}
	}
	shares := make([]float64, len(features))
	for i, f := range features {
		shares[i] = share(f)
	}
	var names []string
	for range min(shownReasons, len(features)) {
		most := 0
		for i, have := range shares {
			if have > shares[most] {
				most = i
			}
		}
		names = append(names, fmt.Sprintf("%q", features[most].Name))
		shares[most] = math.Inf(-1)
	}
	return strings.Join(names, ", ")
}

const shownReasons = 4
