package draft

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/aide"
	"auskunft/chat/guard"
	"auskunft/chat/prompts"
	"auskunft/internal/german"
)

var mattersTask = aide.Task[struct{ Questions []string }]{
	Prompt: prompts.Matters, Form: aide.Texts("questions"), Budget: 4 * time.Second, Tokens: 400,
}

// matters are the questions of a mail: as the rules find them, or as a model words them when it
// names nothing that the mail does not name, and leaves out nothing that the rules found.
func (w *Writer) matters(ctx context.Context, m mail) ([]string, []auskunft.Aid) {
	rules := asked(m)
	if w.desk.Helper == nil || utf8.RuneCountInString(m.text()) < 2*guardedQuestion && len(rules) == 1 {
		return rules, nil
	}
	out, aid := mattersTask.Ask(ctx, w.desk.Helper, prompts.Asked{Question: m.subject + "\n" + m.text()})
	if aid.Outcome == aide.Used {
		aid.Outcome = faultOf(out.Questions, rules, m)
	}
	if aid.Outcome != aide.Used {
		return rules, []auskunft.Aid{aid}
	}
	return out.Questions, []auskunft.Aid{aid}
}

// guardedQuestion is the length of a usual question. A mail of two with one question in it has
// nothing to be found by a model.
const guardedQuestion = 100

// faultOf is what is wrong with questions that a model found, aide.Used when nothing is.
func faultOf(questions, rules []string, m mail) string {
	all := strings.Join(questions, "\n")
	switch {
	case len(questions) == 0 || len(questions) > 2*maxMatters || utf8.RuneCountInString(all) > 2*utf8.RuneCountInString(m.text())+guardedQuestion:
		return aide.WrongLength
	case slices.ContainsFunc(questions, func(q string) bool { return !aide.Plain(q) || utf8.RuneCountInString(q) > guard.MaxQuestion }):
		return aide.NotPlain
	case !chat.SaidIn(all, m.subject+"\n"+m.text()), !chat.SaidIn(strings.Join(rules, "\n"), all):
		return aide.LostWords
	}
	return aide.Used
}

// asked are the questions of a mail in its order, by rules: sentences that end in a question
// mark, that want to know ("Teilen Sie mir bitte mit, …"), and wishes ("Ich möchte … anmelden").
// What leans on the statement before it is put behind that. A mail that asks nothing else asks
// its subject.
func asked(m mail) []string {
	var r reader
	for _, p := range m.paragraphs {
		r.paragraph(p)
	}
	if len(r.questions) == 0 && len(chat.Nouns(m.subject)) > 0 {
		return []string{m.subject}
	}
	return r.questions
}

// reader goes through a mail sentence by sentence.
type reader struct {
	questions []string
	before    string // statement before, that a question may lean on
	wish      bool   // the last question is one, and nothing has been said since
	listed    bool   // what follows are questions in a list
}

func (r *reader) paragraph(p string) {
	listed := r.listed && item.MatchString(p)
	text := strings.TrimSpace(item.ReplaceAllString(p, ""))
	for _, span := range german.Sentences(text) {
		r.sentence(span.Of(text), listed)
	}
	r.listed = listed || announces.MatchString(p)
}

func (r *reader) sentence(s string, listed bool) {
	s = strings.TrimSpace(greeting.ReplaceAllString(s, ""))
	asks := strings.HasSuffix(strings.TrimRight(s, ` )"“”«»`), "?") || listed
	indirect := wantsToKnow.FindStringIndex(s)
	switch {
	case s == "" || !isMatter(s):
	case asks || indirect != nil:
		if indirect != nil {
			s = strings.TrimSpace(s[:indirect[0]] + s[indirect[1]:])
		}
		for _, question := range split(s) {
			r.ask(question)
		}
	case wishes.MatchString(s) && !announces.MatchString(s):
		r.add(s)
		r.before, r.wish = s, true
	default:
		r.before, r.wish = s, false
	}
}

// ask takes up a question; one that leans goes behind the statement before it.
func (r *reader) ask(question string) {
	if r.before != "" && chat.Leans(question) {
		if r.wish {
			r.questions = r.questions[:len(r.questions)-1]
		}
		question = r.before + " " + question
	}
	r.add(question)
	r.before, r.wish = "", false
}

func (r *reader) add(question string) {
	if !slices.Contains(r.questions, question) && utf8.RuneCountInString(question) <= guard.MaxQuestion {
		r.questions = append(r.questions, question)
	}
}

// isMatter tells whether a sentence is about something that a city could say something about.
func isMatter(s string) bool {
	switch guard.Route(s).Kind {
	case guard.Greeting, guard.Thanks, guard.Injection, guard.Abuse:
		return false
	}
	return slices.ContainsFunc(chat.Subject(s), func(w string) bool { return !courtesies[w] }) || chat.Leans(s)
}

// split takes apart what one sentence asks one after the other: "Was kostet ein Reisepass und wie
// lange dauert es?"
func split(s string) []string {
	joint := conjunction
	if first := asksFirst.FindString(s); first != "" {
		joint = enumeration
	}
	var parts []string
	from := 0
	for _, at := range joint.FindAllStringSubmatchIndex(s, -1) {
		parts = append(parts, s[from:at[0]])
		from = at[2]
	}
	parts = append(parts, s[from:])
	for i, p := range parts {
		p = strings.TrimRight(strings.TrimSpace(p), `.,;:!?…) "“”`)
		first, size := utf8.DecodeRuneInString(p)
		parts[i] = strings.ToUpper(string(first)) + p[size:] + "?"
	}
	return slices.DeleteFunc(parts, func(p string) bool { return p == "?" })
}

const (
	interrogative = `(?i:wie|was|wo|wann|wer|wem|wen|welche[rsnm]?|wohin|woher|womit|wofür|warum|wieso|weshalb|ob|wieviel)`
	finite        = `(?i:kann|können|muss|müssen|darf|dürfen|brauche|brauchen|gibt es|ist|sind|habe|haben)`
)

var (
	asksFirst   = regexp.MustCompile(`^` + interrogative + `\b`)
	conjunction = regexp.MustCompile(`,?\s+(?:und|sowie)\s+(?:auch\s+)?(` + interrogative + `|` + finite + `\s(?i:ich|man|wir|es|dafür))\s`)
	enumeration = regexp.MustCompile(`(?:,\s+|,?\s+(?:und|sowie)\s+(?:auch\s+)?)(` + interrogative + `|` + finite + `\s(?i:ich|man|wir|es|dafür))\s`)

	wantsToKnow = regexp.MustCompile(`(?i)^(?:(?:daher |nun |jetzt |außerdem |auch |ferner |zudem )?(?:ich|wir) (?:möchten?|würden?|wollten?) (?:daher |nun |auch |außerdem |gerne? |noch )*wissen,?\s|(?:bitte )?(?:könn(?:t?en sie|test du)|würden sie) (?:mir|uns) (?:bitte |vielleicht |kurz )*(?:sagen|mitteilen|erklären|verraten|schreiben),?\s|(?:bitte )?teilen sie (?:mir|uns) (?:bitte |kurz )*mit,?\s|bitte (?:sagen|schreiben|erklären) sie (?:mir|uns),?\s|(?:mich|uns) (?:würde (?:auch |noch )?interessieren|interessiert),?\s|(?:ich|wir) (?:wüssten?|frage|fragen) (?:gerne?|mich|uns),?\s|(?:wüssten?|würden?|möchten?|frage|fragen) (?:ich|wir) (?:auch |noch |gerne? |mich |uns )*(?:gerne?|wissen|mich|uns),\s|(?:mir|uns) ist (?:nicht klar|unklar),?\s|meine (?:erste |zweite |nächste )?frage (?:ist|lautet|wäre)[:,]?\s)`)
	wishes      = regexp.MustCompile(`(?i)\b(?:ich|wir|meine? \p{L}+)\b.{0,40}\b(?:möchten?|will|wollen|würden? gerne?|brauchen?|benötigen?|beantragen?|bitten? um)\b|\b(?:möchten?|will|wollen|brauchen?|benötigen?|beantragen?)\s(?:ich|wir)\b|^bitte (?:senden|schicken) sie\b`)
	announces   = regexp.MustCompile(`(?i)\b(?:fragen?|wissen|auskunft|informationen|anliegen)\b.{0,60}(?::|\.)\s*$`)
	greeting    = regexp.MustCompile(`(?i)^(?:(?:guten (?:tag|morgen|abend)|hallo|moin|servus|sehr geehrte[rs]?|liebe[rs]?)\b[^,!.?]{0,60}[,!]|(?:außerdem|zudem|ferner|noch eine frage|zweitens|erstens|drittens|p\.? ?s\.?)\s*[:,]?)\s+`)
)

// courtesies are words of mails that name no matter.
var courtesies = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(`hilfe dank rat antwort rückmeldung rückantwort nachricht mail e-mail email frage fragen anliegen auskunft informationen information
		info infos mühe voraus unterstützung zeit damen herren bemühungen schreiben grüße gruß tag können könnten würden haben sind ist teilen sagen bitte kann
		name adresse telefon helfen weiterhelfen helft antworten beantworten melden rückmelden freuen zusenden mitteilen erklären verbleibe freundlichen besten
		herzlichen vielen schöne schnelle schnellen kurze kurzen gern gerne`) {
		set[w] = true
	}
	return set
}()
