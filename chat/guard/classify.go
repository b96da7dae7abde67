package guard

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
)

// Classifier tells by a multinomial logistic regression over Features what a text is. It
// reads what the rules cannot list: the probability of a kind is its share of
// exp(bias + weights · features) over all kinds.
type Classifier struct {
	// Individual is the probability from which a text is an individual case.
	Individual float64                     `json:"individual"`
	Bias       map[Kind]float64            `json:"bias"`
	Weights    map[Kind]map[string]float64 `json:"weights"` // of features; what is 0 is left out
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
	// inDanger is the probability of crisis and emergency together from which nothing else
	// is said than where help is. Below it the text goes its way, and from mayBeInDanger on
	// the help lines stand beside the answer: they cost a glance.
	inDanger      = .5
	mayBeInDanger = .08
	// A text that is no question and no case must be likely to be what it seems: so much in
	// itself, and so many times as likely as a question.
	likely         = .2
	likelierThanIt = 2
)

// Probabilities are those of each kind; they sum up to 1.
func (c *Classifier) Probabilities(features []Feature) map[Kind]float64 {
	p, sum := map[Kind]float64{}, 0.0
	for _, kind := range slices.Sorted(maps.Keys(c.Bias)) {
		score := c.Bias[kind]
		for _, f := range features {
			score += c.Weights[kind][f.Name] * f.Value
		}
		p[kind] = math.Exp(score)
		sum += p[kind]
	}
	for kind := range p {
		p[kind] /= sum
	}
	return p
}

// classify decides what a text is, Question when nothing else is likely enough.
func (c *Classifier) classify(text string) Decision {
	features := Features(text)
	p := c.Probabilities(features)
	likeliest := slices.MaxFunc(slices.Sorted(maps.Keys(p)), func(a, b Kind) int { return cmp.Compare(p[a], p[b]) })
	danger := p[Crisis] + p[Emergency]
	kind := Question
	switch {
	case danger >= inDanger && p[Crisis] > p[Emergency]:
		kind = Crisis
	case danger >= inDanger:
		kind = Emergency
	case likeliest != Individual && p[likeliest] >= likely && p[likeliest] >= likelierThanIt*p[Question]:
		kind = likeliest
	case p[Individual] >= c.Individual:
		kind = Individual
	}
	d := decide(kind, fmt.Sprintf("classifier %.2f: %s", p[kind], c.reasons(features, kind)))
	d.Help = danger >= mayBeInDanger && d.Search
	if danger < mayBeInDanger {
		d.Open = open(p, kind)
	}
	return d
}

// reasons are the features that speak most for a kind against a question, or for a question
// against an individual case.
func (c *Classifier) reasons(features []Feature, kind Kind) string {
	against := Question
	if kind == Question {
		against = Individual
	}
	shares := make([]Feature, len(features))
	for i, f := range features {
		shares[i] = Feature{f.Name, f.Value * (c.Weights[kind][f.Name] - c.Weights[against][f.Name])}
	}
	slices.SortStableFunc(shares, func(a, b Feature) int { return cmp.Compare(b.Value, a.Value) })
	var names []string
	for _, f := range shares[:min(shownReasons, len(shares))] {
		names = append(names, fmt.Sprintf("%q", f.Name))
	}
	return strings.Join(names, ", ")
}

const shownReasons = 4
