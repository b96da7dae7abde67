package chat

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"auskunft/chat/compose"
	"auskunft/chat/guard"
	"auskunft/internal/german"
	"auskunft/retrieval/intent"
)

// leaning is how much a question leans on what was said before it.
type leaning int

const (
	// standsAlone names its own matter, or begins a new one.
	standsAlone leaning = iota
	// mayLean could do either: "Brauche ich ein Foto?" leans unless a page is called so.
	mayLean
	// continues asks the same of something else: "Und für Kinder?", "Und mein Auto?"
	continues
	// leans is not to be understood alone: "Wo ist das?"
	leans
	// corrects takes back what was asked: "Nein, ich meinte den Reisepass."
	corrects
)

// matter is the last matter of a conversation.
type matter struct {
	subject  string // title of what was quoted, "" when nothing was
	question string // as it was searched for
}

// lastMatter is what the conversation was about last; ok is false at its beginning.
func lastMatter(turns []Turn) (m matter, ok bool) {
	for _, t := range slices.Backward(turns) {
		if t.Standalone != "" {
			return matter{t.Subject, t.Standalone}, true
		}
	}
	return matter{}, false
}

// lean decides how much a question leans on the conversation before it.
func lean(question string) leaning {
	all := words(question)
	switch {
	case correction.MatchString(question):
		return corrects
	case len(all) == 0 || pronoun.MatchString(question) || compose.Supposing.MatchString(question):
		return leans
	}
	named := subject(question)
	asks := slices.ContainsFunc(all, func(w string) bool { return askingWords[w] })
	switch {
	case len(named) == 0, slices.ContainsFunc(all, func(w string) bool { return pointers[w] }):
		return leans
	case continuations[all[0]] && !asks && !beginsWithVerb(all[1:]):
		return continues
	case len(all) <= longestFollowUp:
		return mayLean
	}
	return standsAlone
}

// longestFollowUp is how many words a question has at most that leans without showing it.
const longestFollowUp = 8

// carry makes a question that leans understandable: with the title of what was quoted, and
// the words of the last question that say more.
func (m matter) carry(question string) string {
	// "Und für zwei Hunde?" asks the same of something else, so even the "kostet" of
	// the previous question is wanted; "Und wie lange dauert das?" asks something else.
	asksSame := !slices.ContainsFunc(words(question), func(w string) bool { return askingWords[w] })
	have := words(question)
	var carried []string
	for _, part := range []struct {
		text       string
		said, same bool
	}{{m.subject, false, false}, {withParticle(m.question), true, asksSame}} {
		for _, word := range strings.FieldsFunc(part.text, isSeparator) {
			folded := strings.ToLower(word)
			if slices.Contains(have, folded) || emptyWords[folded] || askingWords[folded] || part.said && wanting[folded] || (aspectWords[folded] && !part.same) {
				continue
			}
			carried, have = append(carried, word), append(have, folded)
		}
	}
	if len(carried) == 0 {
		return question
	}
	return question + " " + strings.Join(carried[:min(len(carried), maxCarried)], " ")
}

// correct takes back the subject of the last question and keeps what was asked of it; own is what the correction says itself. A
// correction that only says what is not meant keeps the subject too.
func (m matter) correct(question string) (alone, own string) {
	rest := strings.TrimSpace(correction.ReplaceAllString(question, ""))
	rest = strings.TrimSpace(takenBack.ReplaceAllString(rest, ""))
	if rest == "" {
		return m.question, ""
	}
	drop := words(m.subject)
	if other := m.otherVerb(rest); len(other) > 0 {
		drop = other
	}
	meant := interjections.ReplaceAllString(question, "")
	if not := negated.FindStringSubmatch(meant); not != nil {
		drop = words(not[1])
		rest = strings.TrimSpace(negated.ReplaceAllString(meant, ""))
	}
	old := matter{question: strings.Join(slices.DeleteFunc(strings.FieldsFunc(m.question, isSeparator), func(word string) bool {
		return slices.ContainsFunc(drop, func(d string) bool { return sameThing(strings.ToLower(word), d) })
	}), " ")}
	return old.carry(rest), rest
}

// sameThing compares words so that "Heiratsurkunde" is taken back with "Eheurkunde".
func sameThing(a, b string) bool {
	const tail = 6
	return a == b || (len(a) > tail && len(b) > tail && a[len(a)-tail:] == b[len(b)-tail:])
}

// takesBack tells whether a message says in so many words that the last one was wrong.
func takesBack(said string) bool { return retracts.MatchString(said) && correction.MatchString(said) }

// otherVerb are the words of the last question that a verb takes back of the same root with another particle: "anmelden", or
// "melde" and "an", by "abmelden". The thing stays.
func (m matter) otherVerb(rest string) (back []string) {
	var roots []string
	for _, word := range words(rest) {
		if root := rootOf(word); root != "" {
			roots = append(roots, root)
		}
	}
	for _, word := range words(m.question) {
		verb, simple := rootOf(word), strings.TrimRight(word, "nest")
		if slices.ContainsFunc(roots, func(root string) bool {
			return root == verb || len(simple) >= leastRoot && strings.HasPrefix(root, simple) && len(root)-len(simple) <= len("ten")
		}) {
			back = append(back, word)
		}
	}
	return back
}

// leastRoot is how many letters the root of a verb has at least that is told from others.
const leastRoot = 4

// rootOf is a verb in its infinitive without its particle, "" for other words.
func rootOf(word string) string {
	if m := particled.FindStringSubmatch(word); m != nil && len(m[1]) > leastRoot {
		return m[1]
	}
	return ""
}

// sameOf asks what was asked last of something else: "Und mein Auto?" after "Wie melde ich meinen Hund an?"
func (m matter) sameOf(question string) string {
	things := namingWords(m.question)
	if strings.ToLower(m.question) != m.question {
		things = Nouns(m.question)
	}
	last := strings.FieldsFunc(m.question, isSeparator)
	asked := slices.DeleteFunc(slices.Clone(last), func(word string) bool {
		folded := strings.ToLower(word)
		return slices.Contains(things, word) || emptyWords[folded] || askingWords[folded]
	})
	if particle := strings.ToLower(last[len(last)-1]); particles[particle] && len(asked) > 0 && rootOf(asked[0]) == "" {
		asked[0] = particle + asked[0]
	}
	return strings.Join(append([]string{question}, asked...), " ")
}

// withParticle puts the particle at the end of a sentence before its verb: "Ich ziehe nächste Woche um" is about "umziehe".
func withParticle(sentence string) string {
	all := strings.FieldsFunc(sentence, isSeparator)
	n := len(all) - 1
	i := slices.IndexFunc(all, func(word string) bool { return subjects[strings.ToLower(word)] })
	verb := i - 1
	if i == 0 {
		verb = 1
	}
	if i < 0 || verb < 0 || verb >= n || !particles[strings.ToLower(all[n])] {
		return sentence
	}
	if said := strings.ToLower(all[verb]); emptyWords[said] || askingWords[said] || aspectWords[said] || wanting[said] {
		return sentence
	}
	all[verb] = strings.ToLower(all[n] + all[verb])
	return strings.Join(all[:n], " ")
}

// choose is the question that somebody answered who chose a service of those offered.
func (m matter) choose(name string) string {
	return name + " " + strings.Join(slices.DeleteFunc(strings.FieldsFunc(m.question, isSeparator), func(word string) bool {
		folded := strings.ToLower(word)
		return !askingWords[folded] && !aspectWords[folded]
	}), " ")
}

// chosen is the option that a question names, "" when it is none of them.
func chosen(question string, options []string) string {
	for _, o := range options {
		if strings.EqualFold(strings.TrimSpace(question), o) {
			return o
		}
	}
	return ""
}

// Subject are the words of a question that name its matter, in lower case.
func Subject(question string) []string { return subject(question) }

func subject(question string) []string { return namingWords(strings.ToLower(question)) }

// namingWords are the words of a text that say what it is about, as they are written.
func namingWords(text string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(text, isSeparator), func(w string) bool {
		w = strings.ToLower(w)
		return emptyWords[w] || askingWords[w] || aspectWords[w]
	})
}

// Nouns are the words of a text that name its matter, as they are written: those with a capital or
// a digit. A verb or adjective at the beginning of a sentence is among them.
func Nouns(text string) []string {
	return slices.DeleteFunc(namingWords(text), func(w string) bool {
		first, _ := utf8.DecodeRuneInString(w)
		return !unicode.IsUpper(first) && !strings.ContainsFunc(w, unicode.IsDigit)
	})
}

// Leans tells whether a question is not to be understood without what was said before it.
func Leans(question string) bool {
	l := lean(question)
	return l == continues || l == leans || l == corrects
}

// SameWord tells whether two words are the same but for case and ending.
func SameWord(a, b string) bool { return hasWord([]string{strings.ToLower(a)}, strings.ToLower(b)) }

func beginsWithVerb(words []string) bool {
	return len(words) > 0 && (aspectWords[words[0]] || words[0] == "ist" || words[0] == "sind" || words[0] == "hat")
}

// topic is what a masked question is about, for searching: without the sentences in which
// somebody introduces themselves, without the placeholders of masked data and the marks of
// pages.
func topic(masked string) string {
	masked = markup.ReplaceAllString(masked, " ")
	masked = switches.ReplaceAllString(strings.TrimSpace(masked), "")
	if !strings.Contains(masked, "[") {
		return masked
	}
	var kept []string
	for _, span := range german.Sentences(masked) {
		switch sentence := span.Of(masked); {
		case !guard.HasPlaceholder(sentence):
			kept = append(kept, sentence)
		case strings.HasSuffix(sentence, "?"): // asks, whomever it names
			kept = append(kept, guard.RemovePlaceholders(sentence))
		}
	}
	if text := strings.Join(kept, " "); len(words(text)) > 0 {
		return text
	}
	return guard.RemovePlaceholders(masked)
}

// startsAnew reports whether somebody says that something else follows.
func startsAnew(masked string) bool { return switches.MatchString(masked) }

// generalTerms are the words of an individual case that name its matter. "Habe ich
// Anspruch auf Wohngeld?" becomes "Wohngeld": the rules are on the page of that name, and
// every page about some other benefit says "Anspruch".
func generalTerms(question string) string {
	var terms []string
	for _, word := range strings.FieldsFunc(question, isSeparator) {
		folded := strings.ToLower(word)
		if !emptyWords[folded] && !askingWords[folded] && !aspectWords[folded] && !entitlementWords[folded] {
			terms = append(terms, word)
		}
	}
	if len(terms) == 0 {
		return question
	}
	return strings.Join(terms, " ")
}

// asksRule tells whether somebody with a case of his own asks for what the rules say of everybody:
// a fee, a time limit, a place. Who may have something is told the requirements instead.
func asksRule(question string) bool {
	return slices.ContainsFunc(intent.Of(question), func(in intent.Intent) bool { return ruled[in.Name] })
}

var ruled = wordSet(`fee liable due deadline duration span hours place contact responsible documents procedure`)

// maxCarried is how many terms a follow-up takes over at most: a conversation must not
// pile up into one question about everything.
const maxCarried = 8

func words(s string) []string { return strings.FieldsFunc(strings.ToLower(s), isSeparator) }

func isSeparator(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != utf8.RuneError
}

// interjected is how people begin who take something back.
const interjected = `(?i)^(?:(?:nein|nee|ne|nö|quatsch|sorry|entschuldigung|ups|halt|stopp|moment|ach|oh|äh|falsch|verzeihung|pardon|no)[\s,.!–-]+)+(?:(?:moment|nein|sorry|nicht das|falsch)[\s,.!–-]+)*`

var (
	markup = regexp.MustCompile(`(?is)<script\b.*?</script>|</?[a-z][^<>]*>`)

	// switches begin a new matter, whatever follows.
	switches = regexp.MustCompile(`(?i)^(?:und |ach |so |ok,? |okay,? |danke,? )*(?:noch (?:was|etwas|eine (?:andere )?frage)(?: anderes)?|(?:et)?was (?:ganz )?anderes|(?:eine )?(?:ganz )?andere frage|neue frage|themenwechsel|another question|something else)\s*[:,.!–-]*\s*`)

	// correction begins a question that takes the last one back.
	correction = regexp.MustCompile(interjected + `(?:ich (?:mein(?:e|te)|meinte eigentlich|wollte)\s+)?|^ich (?:meinte|meine)\s+(?:eigentlich |doch |aber )?|^(?:nicht)\s+(?:für |als |die |den |das |der |um |von )`)
	// interjections are how it begins, before what is meant and what is not.
	interjections = regexp.MustCompile(interjected)
	// retracts says in so many words that something was wrong.
	retracts = regexp.MustCompile(`(?i)\b(?:gar nicht|doch nicht|falsch|gemeint|mein(?:te?)?|meinte)\b`)

	// particled is a verb with a particle, whose root is its group.
	particled = regexp.MustCompile(`^(?:an|ab|um|aus|ein|auf|zu|nach|vor|be|ver|er)(?:zu)?(\p{L}+e?n)$`)
	particles = wordSet(`an ab um aus ein auf zu nach vor`)

	// takenBack is the part of a correction that says what was wrong.
	takenBack = regexp.MustCompile(`(?i)^[^,.;]{0,30}\b(?:gar nicht|doch nicht|falsch|nicht gemeint)\b[,.;]\s*`)

	// negated is what a correction does not mean.
	negated = regexp.MustCompile(`(?i)^nicht\s+((?:für |als |die |den |das |der |um |von )?(?:[^\s,.;]+ )?[^\s,.;]+)[,.;]?\s*(?:sondern\s+)?`)

	// pronoun stands for something said before: personal ones, and articles without a noun.
	pronoun = regexp.MustCompile(`(?i)\b(?:er|ihn|ihm|dessen|deren|drauf|drin|dran|davor|danach|vorhin)\b|\b(?:der|die|das|den|dem)(?:\s*[?.!]*$|\s+(?:für|denn|dann|auch|ist|sind|kostet|dauert|gilt|geht|kann|muss|darf|von|bei|zu|noch|eigentlich|nicht|mir|mich|ich|man|überhaupt|alles|sein|machen|beantragen|bestellen|abholen|verlängern|online)\b)|\b(?:ist|wie hoch ist|wie lange gilt|gilt|kostet) sie\b|\b(?:ich|man|wir) (?:das|den|die) (?:im|in|am|auf|bei|vom|von|mit|für|aus|ohne|selbst)\b|\bda (?:noch|mit|hin|rein|an|eigentlich|auch|was|etwas)\b`)
)

// The closed word classes by which a follow-up is told from a question of its own.
var (
	continuations = wordSet(`und aber oder sonst dann also and but`)

	pointers = wordSet(`dafür dazu davon damit darüber darauf darin deswegen dorthin daran dabei dagegen hierfür hierzu`)

	askingWords = wordSet(`was wie wo wann wer wen wem warum wieso weshalb wohin woher womit wofür wozu welche welcher
		welches welchen welchem wieviel what how where when who when why which`)

	// aspectWords say what one wants to know of a subject.
	aspectWords = wordSet(`kostet kosten gebühr gebühren dauert dauer lange viel hoch teuer brauche braucht brauchen brauch nötig
		beantragen bekomme bekommen bekommt muss müssen kann können darf dürfen soll sollen gibt geht gehen finde finden
		mitbringen mitkommen bringen hin öffnungszeiten geöffnet offen auf zu termin unterlagen frist formular online
		zuständig gilt gelten zahlen zahle zahlt bezahle bezahlen bestellen bestellt antrag ausstellung möchte möchten will wollen krieg kriege
		kriegt kriegen habt machen mache macht tun schnell tag tage mal oft papiere dokumente cost costs long much need get`)

	// wanting is said of whatever one wants.
	wanting = wordSet(`möchte möchten will wollen suche suchen wünsche benötige benötigen bräuchte bräuchten`)

	// entitlementWords make a question one about the asker's own case.
	entitlementWords = wordSet(`anspruch ansprüche anrecht recht steht stehen stünde zusteht zustehen berechtigt
		bekommt bekomm kriege kriegen kriegt krieg erhalte erhalten erhält zahlt zahlen übernimmt wissen prüfen sie
		prüfe berechnen berechne ausrechnen sagen genehmigt bewilligt abgelehnt gekürzt erfülle erfüllen voraussetzungen hab
		würde würden euro verdiene verdienen monat netto entitled eligible qualify am`)

	emptyWords = wordSet(`der die das den dem des ein eine einen einem einer eines ich du er sie es wir ihr ihn ihm ihnen
		mich mir dich dir uns euch man mein meine meinen meinem meiner sein seine ihre ihren dies diese dieser dieses
		diesen diesem jener jede jeder jeden jedes alle alles beide ist sind war waren wird werden wurde hat haben habe hätte hab
		bin sei wäre und oder aber auch noch nur denn dann da dort hier jetzt heute nun schon so sehr mehr wieder werde
		doch mal bitte danke eigentlich genau eben etwa ungefähr etwas irgendwo was in im an am auf aus bei beim bis durch für gegen mit nach
		ohne seit über um unter von vom vor während wegen zu zum zur als wenn ob dass weil nicht kein keine keinen weitere weiterer
		ja nein ok okay gut sich selbst the a an is are do does i you it that this to for of in on and my there`)
)

var wordSet = german.Set
