package draft

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/aide"
	"auskunft/chat/compose"
	"auskunft/chat/guard"
	"auskunft/chat/llm"
	"auskunft/chat/prompts"
	"auskunft/chat/proof"
	"auskunft/retrieval"
)

// The limits of an article: questions beyond the first are its asked words only, and a section
// that says more is no help for editing.
const (
	maxSections   = 6
	maxSentences  = 4
	articleBudget = 60 * time.Second // for a model; what is not written by then is quoted
)

// Article is the draft of an article about questions that no page answers well.
type Article struct {
	Title       string
	Synonyms    []string // words of the questions that no passage has: the article is to be found by them
	Sections    []Section
	Open        []string // what a person has to fill in or check
	Citations   []auskunft.Citation
	GeneratedBy string // "extractive", or the model that worded a part of it
	Aids        []auskunft.Aid
}

// Section answers questions of the gap as far as the passages do. Without a sentence it is open.
type Section struct {
	Heading   string
	Questions []string
	Sentences []Sentence
}

type outline struct {
	Title    string
	Sections []struct {
		Heading   string
		Questions []int
	}
}

var articleTask = aide.Task[outline]{
	Prompt: prompts.Article, Budget: 8 * time.Second, Tokens: 500,
	Form: &llm.Property{Type: "object", Required: []string{"title", "sections"}, Properties: map[string]*llm.Property{
		"title": {Type: "string"},
		"sections": {Type: "array", Items: &llm.Property{
			Type: "object", Required: []string{"heading", "questions"}, Properties: map[string]*llm.Property{
				"heading": {Type: "string"}, "questions": {Type: "array", Items: &llm.Property{Type: "integer"}},
			},
		}},
	}},
}

// Article drafts an article from the masked questions of a gap, the most frequent first, and the
// passages nearest to them, which reader sees. It reads nothing else and stores nothing. Its
// error is auskunft.Invalid (article_empty) without a question, or the context's.
func (w *Writer) Article(ctx context.Context, questions []string, nearest []retrieval.Hit, reader auskunft.Reader) (Article, error) {
	questions = distinct(questions)
	if len(questions) == 0 {
		return Article{}, auskunft.Errorf(auskunft.Invalid, "article_empty", "an article needs a question")
	}
	limited, cancel := context.WithTimeout(ctx, articleBudget)
	defer cancel()
	a := Article{
		Title: title(questions), Synonyms: synonyms(questions, nearest), GeneratedBy: compose.ExtractiveName,
	}
	for _, q := range questions[:min(len(questions), maxSections)] {
		a.Sections = append(a.Sections, Section{Heading: q, Questions: []string{q}})
	}
	w.divide(limited, questions, nearest, &a)
	var list numbered
	for i := range a.Sections {
		if err := w.fill(ctx, limited, &a, &a.Sections[i], nearest, reader, &list); err != nil {
			return Article{}, err
		}
	}
	a.Citations = list.all
	a.leaveOpen()
	return a, nil
}

// distinct are the questions without placeholders, none twice.
func distinct(questions []string) (kept []string) {
	for _, q := range questions {
		q = guard.RemovePlaceholders(q)
		if q != "" && !slices.ContainsFunc(kept, func(have string) bool { return strings.EqualFold(have, q) }) {
			kept = append(kept, q)
		}
	}
	return kept
}

// divide lets a model give the article its title and sections, in the questions' own words.
func (w *Writer) divide(ctx context.Context, questions []string, nearest []retrieval.Hit, a *Article) {
	if w.desk.Helper == nil || len(questions) < 2 {
		return
	}
	asked := questions[:min(len(questions), 4*maxSections)]
	out, aid := articleTask.Ask(ctx, w.desk.Helper, prompts.Questions(asked))
	if aid.Outcome == aide.Used {
		aid.Outcome = out.fault(asked, nearest)
	}
	a.Aids = append(a.Aids, aid)
	if aid.Outcome != aide.Used {
		return
	}
	a.Title, a.Sections, a.GeneratedBy = out.Title, nil, aid.Model
	for _, s := range out.Sections {
		section := Section{Heading: s.Heading}
		for _, n := range s.Questions {
			section.Questions = append(section.Questions, asked[n-1])
		}
		a.Sections = append(a.Sections, section)
	}
}

// fault is what is wrong with an outline, aide.Used when nothing is: each question stands in one
// section, and title and headings name nothing that neither the questions nor the pages name.
func (o outline) fault(questions []string, nearest []retrieval.Hit) string {
	said := strings.Join(questions, "\n")
	for _, h := range nearest {
		said += "\n" + h.Document.Title
	}
	seen := map[int]int{}
	named := []string{o.Title}
	for _, s := range o.Sections {
		named = append(named, s.Heading)
		for _, n := range s.Questions {
			seen[n]++
		}
	}
	for n := range questions {
		if seen[n+1] != 1 || len(seen) != len(questions) || len(o.Sections) > maxSections {
			return aide.WrongLength
		}
	}
	for _, text := range named {
		switch {
		case !aide.Plain(text) || strings.ContainsAny(text, "\n#*[]") || len(text) > 120:
			return aide.NotPlain
		case !chat.SaidIn(text, said):
			return aide.LostWords
		}
	}
	return aide.Used
}

// fill writes a section: what the passages say to its questions, each sentence proven. limited
// is the time a model has.
func (w *Writer) fill(ctx, limited context.Context, a *Article, s *Section, nearest []retrieval.Hit, reader auskunft.Reader, list *numbered) error {
	task := compose.Task{
		Question: strings.Join(s.Questions, " "), Lang: "de", Town: w.desk.Town().Name, Hits: nearest, MaxSentences: maxSentences, Vocabulary: w.desk.Vocabulary(reader),
	}
	if utf8.RuneCountInString(task.Question) > guard.MaxQuestion {
		task.Question = s.Questions[0]
	}
	take := func(d compose.Draft) error {
		checked, err := proof.Verify(d, nearest, task.Town)
		if err != nil || guard.GivesOrders(d.Text) || a.says(checked.Text) {
			return nil // unproven, or said
		}
		told := Sentence{Sentence: auskunft.Sentence{Text: checked.Text}}
		for _, c := range checked.Citations {
			told.Internal = told.Internal || c.Internal
			told.Citations = append(told.Citations, list.number(c))
		}
		s.Sentences = append(s.Sentences, told)
		return nil
	}
	composer := w.desk.Composer
	if limited.Err() != nil {
		composer = compose.NewExtractive()
	}
	report, err := composer.Compose(limited, task, take)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil && len(s.Sentences) == 0 {
		report, err = compose.NewExtractive().Compose(ctx, task, take)
	}
	if len(s.Sentences) > 0 && report.GeneratedBy != "" && report.GeneratedBy != compose.ExtractiveName {
		a.GeneratedBy = report.GeneratedBy
	}
	if err != nil && ctx.Err() == nil && len(s.Sentences) > 0 {
		return nil // what is written is proven
	}
	return err
}

func (a *Article) says(text string) bool {
	return slices.ContainsFunc(a.Sections, func(s Section) bool {
		return slices.ContainsFunc(s.Sentences, func(have Sentence) bool { return have.Text == text })
	})
}

// leaveOpen lists what the draft cannot know.
func (a *Article) leaveOpen() {
	for _, s := range a.Sections {
		if len(s.Sentences) == 0 {
			for _, q := range s.Questions {
				a.Open = append(a.Open, say("missing", "{question}", q))
			}
		}
	}
	if len(a.Citations) > 0 {
		a.Open = append(a.Open, say("verify"))
	}
	var named []string
	for _, c := range a.Citations {
		if c.Internal && !slices.Contains(named, c.Title) {
			named = append(named, c.Title)
			a.Open = append(a.Open, say("internal_source", "{title}", c.Title))
		}
	}
	a.Open = append(a.Open, say("office_missing"), say("reviewed"))
}

// Markdown is the draft as the body of an article: a heading a section, quotes with the numbers of
// their sources, what is open as a list of tasks, and the sources.
func (a Article) Markdown() string {
	var b strings.Builder
	for _, s := range a.Sections {
		fmt.Fprintf(&b, "## %s\n\n", escaped(s.Heading))
		for _, told := range s.Sentences {
			lines := strings.Split(told.Text, "\n")
			for i, l := range lines {
				if i > 0 && len(lines) > 1 {
					b.WriteString("- ")
				}
				b.WriteString(escaped(l))
				if i == len(lines)-1 {
					b.WriteString(escaped(marks(told.Citations)))
				}
				b.WriteString("\n")
				if i == 0 && len(lines) > 1 {
					b.WriteString("\n")
				}
			}
			b.WriteString("\n")
		}
		if len(s.Sentences) == 0 {
			for _, q := range s.Questions {
				fmt.Fprintf(&b, "*%s*\n\n", escaped(say("missing", "{question}", q)))
			}
		}
	}
	fmt.Fprintf(&b, "## %s\n\n", say("open_heading"))
	for _, o := range a.Open {
		fmt.Fprintf(&b, "- %s\n", escaped(o))
	}
	var sources strings.Builder
	writeSources(&sources, a.Citations, true)
	if _, list, ok := strings.Cut(strings.TrimSpace(sources.String()), "\n"); ok {
		fmt.Fprintf(&b, "\n## %s\n\n", say("sources"))
		for l := range strings.SplitSeq(list, "\n") {
			fmt.Fprintf(&b, "- %s\n", escaped(l))
		}
	}
	return b.String()
}

// escaped keeps text from being read as Markdown.
func escaped(text string) string {
	text = markdown.Replace(text)
	if strings.HasPrefix(text, "-") || strings.HasPrefix(text, "+") {
		text = `\` + text
	}
	return text
}

var markdown = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "|", `\|`)

// title is the noun that most questions have, the first of equals; a longer one holds a shorter
// one in it: "Bewohnerparkausweis", asked for as "Parkausweis".
func title(questions []string) string {
	type named struct {
		word string
		n    int
	}
	var all []named
	for _, q := range questions {
		words := chat.Nouns(q)
		for _, w := range words {
			if i := slices.IndexFunc(all, func(have named) bool { return chat.SameWord(have.word, w) }); i >= 0 {
				all[i].n++
			} else {
				all = append(all, named{w, 1})
			}
		}
	}
	if len(all) == 0 {
		return say("article_title")
	}
	best := slices.MaxFunc(all, func(a, b named) int {
		return cmp.Or(cmp.Compare(a.n, b.n), cmp.Compare(utf8.RuneCountInString(a.word), utf8.RuneCountInString(b.word)))
	})
	return best.word
}

// maxSynonyms is how many asked words an article takes over.
const maxSynonyms = 12

// synonyms are the nouns of questions that no passage has.
func synonyms(questions []string, nearest []retrieval.Hit) (words []string) {
	var have []string
	for _, h := range nearest {
		have = append(have, chat.Nouns(h.Document.Title+" "+h.Passage.Text)...)
		have = append(have, h.Document.Synonyms...)
	}
	for _, q := range questions {
		for _, w := range chat.Nouns(q) {
			known := func(other string) bool { return chat.SameWord(other, w) }
			if len(words) < maxSynonyms && utf8.RuneCountInString(w) > 3 && !slices.ContainsFunc(have, known) && !slices.ContainsFunc(words, known) {
				words = append(words, w)
			}
		}
	}
	return words
}
