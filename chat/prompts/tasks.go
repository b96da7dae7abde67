package prompts

// The prompts of the small tasks of package aide.
const (
	Question   Name = "question"   // a question in another language, to search German texts; Asked
	Translate  Name = "translate"  // sentences into another language; Sentences
	Simple     Name = "simple"     // sentences in plain language; Sentences
	Standalone Name = "standalone" // a question that leans on a conversation; Asked
	Route      Name = "route"      // what a text is, of kinds that are left; Choice
	Summary    Name = "summary"    // a conversation for whoever takes over; Asked
	Matters    Name = "matters"    // the questions of a mail; Asked
	Article    Name = "article"    // how an article about questions is divided; Questions
)

// Asked fills the prompts Question, Standalone, Summary and Matters.
type Asked struct {
	Question string
	Before   []string // what was said before, oldest first
}

// Sentences fill the prompts Translate and Simple.
type Sentences struct {
	Lang      string // to translate to, by its German name
	Sentences []string
}

// Questions fill the prompt Article, numbered from 1.
type Questions []string

// Choice fills the prompt Route. There is at least one kind, by its name in package guard.
type Choice struct {
	Text  string
	Kinds []string
}

func (a Asked) framed() any { return Asked{brackets.Replace(a.Question), bracketed(a.Before)} }

func (s Sentences) framed() any { return Sentences{s.Lang, bracketed(s.Sentences)} }

func (q Questions) framed() any {
	type question struct {
		Number int
		Text   string
	}
	var all []question
	for i, text := range bracketed(q) {
		all = append(all, question{i + 1, text})
	}
	return struct{ Questions []question }{all}
}

func (c Choice) framed() any { return Choice{brackets.Replace(c.Text), c.Kinds} }

func bracketed(texts []string) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = brackets.Replace(t)
	}
	return out
}

// Languages are the German names of the languages that answers are translated to.
var Languages = map[string]string{
	"de": "Deutsch", "en": "Englisch", "fr": "Französisch", "tr": "Türkisch", "pl": "Polnisch",
	"ru": "Russisch", "uk": "Ukrainisch", "ar": "Arabisch",
}
