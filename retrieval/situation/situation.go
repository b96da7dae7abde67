// Package situation knows what happens in people's lives: by which words they tell of a birth, a move or a death,
// and which services of a town it takes, in the order in which the law wants them. Editors' words
// for a situation are in package synonym; these are the program's own, for any German town.
package situation

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"

	"auskunft/internal/thesaurus"
)

// Situation is something that happens in a life.
type Situation struct {
	Name     string
	Services []Service // what is to be done first comes first
}

// Service is the names that a service can have.
type Service []string

//go:embed situations.de.yaml
var file []byte

// rule is how a situation is told: each of its places has a word of the message.
type rule struct {
	places    [][]string // stems, any of each
	situation *Situation
}

// all are the rules of the file, and the stems of what may stand beside them.
var all, beside = read(file)

func read(file []byte) (rules []rule, beside map[string]bool) {
	var f struct {
		Classes    map[string]string
		Situations []struct {
			Name           string
			Told, Services []string
		}
	}
	d := yaml.NewDecoder(bytes.NewReader(file))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil {
		panic(err) // embedded in this binary, read by a test
	}
	for _, s := range f.Situations {
		situation := &Situation{Name: s.Name}
		for _, names := range s.Services {
			situation.Services = append(situation.Services, strings.Split(names, " / "))
		}
		for _, told := range s.Told {
			r := rule{situation: situation}
			for place := range strings.FieldsSeq(told) {
				r.places = append(r.places, stems(place, f.Classes))
			}
			rules = append(rules, r)
		}
	}
	beside = map[string]bool{}
	for _, class := range []string{"kin", "beside"} {
		for word := range strings.FieldsSeq(f.Classes[class]) {
			beside[thesaurus.Stem(word)] = true
		}
	}
	return rules, beside
}

// stems are those of a place: "a/b" and "@class".
func stems(place string, classes map[string]string) (all []string) {
	for word := range strings.SplitSeq(place, "/") {
		if class, ok := strings.CutPrefix(word, "@"); ok {
			for member := range strings.FieldsSeq(classes[class]) {
				all = append(all, thesaurus.Stem(member))
			}
			continue
		}
		all = append(all, thesaurus.Stem(word))
	}
	return all
}

// Of returns the situation that a message tells of, nil when it tells of none, and the words of the message that
// say something else.
func Of(message string) (s *Situation, others []string) {
	words := strings.FieldsFunc(message, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' })
	said := make([]string, len(words))
	for i, w := range words {
		said[i] = thesaurus.Stem(w)
	}
	var best rule
	for _, r := range all {
		if len(r.places) > len(best.places) && r.told(said) {
			best = r
		}
	}
	for i, w := range words {
		if !beside[said[i]] && !slices.ContainsFunc(best.places, func(place []string) bool { return slices.Contains(place, said[i]) }) {
			others = append(others, w)
		}
	}
	return best.situation, others
}

// Beside tells whether a word only says who or when: of kin, of a day or a season, of the town. Such words are in
// stories of every situation.
func Beside(word string) bool { return beside[thesaurus.Stem(word)] }

// told reports whether each place has a word.
func (r rule) told(said []string) bool {
	for _, place := range r.places {
		if !slices.ContainsFunc(said, func(s string) bool { return slices.Contains(place, s) }) {
			return false
		}
	}
	return true
}
