// Package prompts holds what language models are told, one German text a file, and the
// hash under which each is known.
//
// An answer's record names the hash of its prompt, so that a change in quality can be
// traced to a change of words. The hashes stand in hashes.txt: changing a prompt without
// recording it fails the test of this package, which says what to do.
package prompts

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"strings"
	"text/template"
)

//go:embed *.md
var files embed.FS

// Name names a prompt.
type Name string

// The prompts.
const (
	Answer   Name = "answer"   // the rules of writing an answer; Rules
	Passages Name = "passages" // the question and what may be quoted; Material
	Repair   Name = "repair"   // what was wrong with an answer; Faults
	Judge    Name = "judge"    // whether a sentence follows from its quotes; Claim
)

// Rules fill the prompt Answer.
type Rules struct{ MaxSentences int }

// Material fills the prompt Passages.
type Material struct {
	Question string
	Passages []Passage
}

// Passage is one numbered text. Its fields are cleaned by Write: nothing in them can
// close its frame.
type Passage struct {
	Number                int
	Title, Headings, Text string
}

// Faults fill the prompt Repair.
type Faults struct{ Faults []Fault }

// Claim fills the prompt Judge.
type Claim struct {
	Sentence string
	Quotes   []string
}

// Fault is one thing that was wrong: "form" for the whole answer, or the reason why a
// sentence was rejected, see proof.Reason.
type Fault struct{ Kind, Sentence, Detail string }

var templates = func() *template.Template {
	t := template.New("prompts").Option("missingkey=error")
	for _, n := range []Name{Answer, Passages, Repair, Judge, Question, Translate, Simple, Standalone, Route, Summary, Matters, Article} {
		b, err := files.ReadFile(string(n) + ".md")
		if err != nil {
			panic(err) // embedded at build time
		}
		template.Must(t.New(string(n)).Parse(string(b)))
	}
	return t
}()

// Write fills a prompt. data is the type that the prompt's name asks for.
func Write(name Name, data any) (string, error) {
	if d, ok := data.(interface{ framed() any }); ok {
		data = d.framed()
	}
	var b strings.Builder
	if err := templates.ExecuteTemplate(&b, string(name), data); err != nil {
		return "", fmt.Errorf("prompt %s: %w", name, err)
	}
	return strings.TrimSpace(b.String()), nil
}

var brackets = strings.NewReplacer("<", "‹", ">", "›")

func (c Claim) framed() any { return Claim{brackets.Replace(c.Sentence), bracketed(c.Quotes)} }

// framed makes sure that no text can pretend to end the frame it stands in. The look-alike
// brackets are read as brackets and, unlike those, are no markup; a quote with one in it
// is not verbatim and falls.
func (m Material) framed() any {
	attribute := strings.NewReplacer("<", "‹", ">", "›", `"`, "'", "\n", " ")
	out := Material{Question: brackets.Replace(m.Question)}
	for _, p := range m.Passages {
		p.Title, p.Headings, p.Text = attribute.Replace(p.Title), attribute.Replace(p.Headings), brackets.Replace(p.Text)
		out.Passages = append(out.Passages, p)
	}
	return out
}

// Version names the prompts of answers as they are: their hashes, in the order of the constants.
func Version() string {
	return Hash(Answer) + "-" + Hash(Passages) + "-" + Hash(Repair) + "-" + Hash(Judge)
}

// Hash is the prompt's hash: the first 12 hex digits of its SHA-256.
func Hash(name Name) string {
	b, err := files.ReadFile(string(name) + ".md")
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}
