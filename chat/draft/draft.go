// Package draft writes what a person of the city then edits: the reply to a citizen's mail,
// and an article for a question that nothing answers yet.
//
// A draft is worded by the desk that answers citizens, so each of its sentences is proven by
// verbatim quotes, with a language model and without. Around them stand texts of our own from
// texts.yaml. Personal data is masked before a mail is searched for, or shown to a model, and
// nothing is stored here.
package draft

import (
	_ "embed"
	"strings"

	"gopkg.in/yaml.v3"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/guard"
)

// Writer writes drafts. It is safe for concurrent use.
type Writer struct {
	desk   *chat.Desk
	masker *guard.Masker
}

// New makes a Writer that answers as desk does.
func New(desk *chat.Desk) *Writer {
	return &Writer{desk, guard.NewMasker(desk.Town().Public)}
}

//go:embed texts.yaml
var textFile []byte

var texts = func() (t map[string]string) {
	if err := yaml.Unmarshal(textFile, &t); err != nil {
		panic(err) // embedded in this binary
	}
	return t
}()

// say is one of our own texts, with its placeholders filled by pairs of them and values.
func say(key string, pairs ...string) string {
	return strings.NewReplacer(pairs...).Replace(texts[key])
}

// numbered gathers citations and gives each a number, from 1.
type numbered struct{ all []auskunft.Citation }

// number is that of a citation, a new one for what has not been cited yet.
func (n *numbered) number(c auskunft.Citation) int {
	for _, have := range n.all {
		if have.Document == c.Document && have.Start == c.Start && have.End == c.End {
			return have.N
		}
	}
	c.N = len(n.all) + 1
	n.all = append(n.all, c)
	return c.N
}
