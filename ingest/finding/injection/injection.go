// Package injection finds text in documents that gives orders to a language model.
//
// Such text is no danger to what is stored: a model words answers from quotes, and every
// sentence is checked against them. It is a sign that somebody tampers with the source, and
// it does not belong in an answer, so it is stored as data and shown to editors.
//
// Detection is by rules over sentences: what overrides earlier instructions, what
// addresses a model, what gives it a role, the markup of chat templates, and orders about
// all answers. Pages that write about such texts are not meant; a sentence that quotes one
// and names it as an attack is left alone. What reads like any citizen's sentence ("In a
// world where … we might state that …") or is enciphered is not found.
package injection

import (
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"auskunft/internal/german"
)

// Finding is one stretch of text that looks like an order to a model.
type Finding struct {
	Start, End int    // bytes of the text, half-open: the sentence
	Rule       string // which rule: "override", "address", "role", "markup", "output", "invisible", "encoded"
}

// rules are tried in order on each folded sentence; the first that fits names the finding.
// Without one of its signs a rule cannot fit, which spares most sentences the patterns.
var rules = []struct {
	name    string
	signs   []string
	pattern *regexp.Regexp
}{
	{"override", []string{
		"ignor", "disregard", "forget", "overrid", "bypass", "missacht", "vergiss", "vergessen sie", "verwirf", "verwerfen", "übergeh", "olvida", "oublie",
		"önceki", "ігнор", "игнор", "забудь", "αγν", "ξεχ", "تجاهل", "忽略", "無視", "무시",
	}, regexp.MustCompile(override)},
	{"address", []string{"ki", "sprach", "chatbot", "llm", "ai ", "language model", "gpt"}, regexp.MustCompile(address)},
	{"role", []string{
		"you are now", "jetzt", "nun", "sofort", "do anything", "mode", "modus", "unrestricted", "uncensored", "evil", "as if you", "developer",
		"creator", "administrator", "maintainer", "entwickler",
	}, regexp.MustCompile(role)},
	{"markup", []string{"<|", "inst]", "sys>", "#", "system"}, regexp.MustCompile(markup)},
	{"output", []string{"frage", "question", "prompt", "request", "nutzer", "user", "anwender", "fragende", "anweisung", "instruction", "instruktion", "instructed", "following", "only with", "always with", "key"},
		regexp.MustCompile(output)},
}

// fits is the name of the first rule that fits a folded sentence, "" when none does.
func fits(folded string) string {
	for _, r := range rules {
		if slices.ContainsFunc(r.signs, func(sign string) bool { return strings.Contains(folded, sign) }) && r.pattern.MatchString(folded) {
			return r.name
		}
	}
	return ""
}

const (
	// What is to be forgotten must be instructions, and earlier ones or the model's own;
	// or the order goes on with what to say instead.
	override = `(?:\b(?:ignor(?:e|ing|iere?n?)|disregard|forget|override|bypass|missachten?|vergiss|vergessen sie|verwirf|verwerfen sie|übergehen?)\b` +
		`[^.!?]{0,50}\b(?:previous|prior|above|earlier|preceding|all your|your|any|bisherig\w*|vorherig\w*|vorig\w*|vorangegangen\w*|vorstehend\w*|obig\w*|früher\w*|deine[rnms]?|sämtliche[nr]?|(?:said|told) before)\b` +
		`[^.!?]{0,30}\b(?:instructions?|directives?|prompts?|rules|guidelines|commands|anweisung\w*|instruktion\w*|vorgaben|regeln|richtlinien|befehle?|systemprompt\w*|programmierung)\b)` +
		`|(?:\b(?:ignore|disregard|forget)\b[^.!?]{1,60}\b(?:and|then|instead)\b[^.!?]{0,12}\b(?:state|say|output|print|write|reply|respond|answer|give me|tell|repeat|claim)\b)` +
		`|(?:\b(?:ignoriere?n?|vergiss|missachten?)\b[^.!?]{1,60}\bund\b[^.!?]{0,12}\b(?:sag\w*|antworte\w*|schreib\w*|gib|behaupte\w*|empfiehl|erkläre?n?|nenne?n?)\b)` +
		`|\bignore (?:everything|everthing|all) (?:you have been told|above|before)` +
		`|\b(?:ignore[zr]?|ignora|olvida|oubliez?|ignorez)\b[^.!?]{0,40}\b(?:instructions|instrucciones|instruções|istruzioni)\b` +
		`|önceki (?:tüm )?(?:talimat|yönerge)\w*[^.!?]{0,20}(?:yok say|unut|dikkate alma)` +
		`|(?:ігноруй|забудь|игнорируй)\S*[^.!?]{0,40}(?:інструкці|вказівк|инструкци|указани)` +
		`|(?:αγνο[ηή]σ|ξεχ[αά]σ)\S*[^.!?]{0,30}(?:οδηγ[ιί]ες)|تجاهل[^.!?]{0,40}تعليمات|忽略[^。]{0,12}(?:指示|指令)|無視[^。]{0,8}指示|指示[^。]{0,8}無視|지시\S*[^.]{0,6}무시`

	models = `(?:ki-?(?:assisten\w*|modelle?n?|systeme?n?|agent\w*|bots?)|sprachmodelle?n?|sprachassistent\w*|chatbots?|llms?|ai (?:assistants?|models?|agents?|systems?)|language models?|chatgpt|gpt-\d\w*)`

	address = `\b(?:hinweis|anweisung|nachricht|mitteilung|achtung|note|notice|message|attention|instructions?|important)\b[^.!?]{0,20}\b(?:an|für|to|for)\b[^.!?]{0,20}\b` + models + `\b` +
		`|\b(?:wenn|falls|sofern|if) (?:du|sie|you)\b[^.!?]{0,20}\b` + models + `\b[^.!?]{0,12}\b(?:bist|sind|are|,)` +
		`|\bif you are an? ` + models +
		`|\b(?:als|as an?) ` + models + `,? (?:musst du|sollst du|hast du|you must|you should|you have to)`

	role = `\byou are now (?:an?|in|the|acting|going|dan)\b` +
		`|\b(?:du bist|sie sind) (?:jetzt|nun|ab jetzt|ab sofort|von nun an)\b[^.!?]{0,40}\b(?:ki|assistent\w*|bot|chatbot|sprachmodell|modell|modus|dan|uneingeschränkt\w*)\b` +
		`|\bdo anything now\b|\b(?:developer|system|override|debug|god|admin) mode\b[^.!?]{0,20}(?:activated|enabled|on\b|>)|<\\?/?\s*system[ _-]?mode` +
		`|\b(?:entwickler|system|debug|admin)-?modus\b[^.!?]{0,20}\b(?:aktiviert|eingeschaltet|an)\b` +
		`|\b(?:act|behave|respond|pretend)\b[^.!?]{0,10}\bas (?:if you (?:are|were)|an? (?:unrestricted|uncensored|evil))` +
		`|\b(?:i'm|i am|ich bin) (?:your|dein\w*|ihr) (?:developer|creator|administrator|maintainer|entwickler\w*)`

	markup = `<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|\[/?inst\]|<</?sys>>|^#{2,3} ?(?:instruction|system|response)s?:` +
		`|\b(?:begin|start|end) (?:of )?system prompt\b|^system(?:prompt| ?message|nachricht)?: ?(?:you|du|ignor|your|dein)`

	output = `\b(?:antworte|sage|behaupte|empfiehl|erkläre|teile)\b[^.!?]{0,25}\b(?:auf (?:jede|alle|sämtliche)\w* (?:frage|anfrage)|jede[mr]? (?:nutzer|fragende|benutzer|anwender)|jedem,? der fragt)` +
		`|\b(?:auf|bei) (?:jede[rn]?|alle[n]?) fragen?\b[^.!?]{0,30}\b(?:antworte|sage|behaupte|empfiehl|nenne)\b` +
		`|\b(?:reply|respond|answer)\b[^.!?]{0,15}\b(?:to (?:every|all|any) (?:question|prompt|request)s?|only with|always with)` +
		`|\bplease output the following\b|\b(?:reveal|print|show|repeat|leak)\b[^.!?]{0,15}\b(?:your|the) (?:system|initial|hidden|secret) (?:prompt|instructions?|key)` +
		`|\b(?:verrate|gib|zeige?|nenne?|wiederhole)\b[^.!?]{0,20}\b(?:deine?n?|den|ihre?n?)\b[^.!?]{0,12}\b(?:systemprompt|system-prompt|anweisungen|instruktionen)\b` +
		`|\b(?:do not|don't|never) (?:tell|mention to|inform) the user\b|\b(?:sage|verrate|erwähne) (?:dem|der|den) (?:nutzer\w*|benutzer\w*|fragenden|anwender\w*)\b[^.!?]{0,20}\b(?:nicht|nichts|kein)\b` +
		`|\byou(?:'ve| have) been instructed to\b`
)

// about are the words of texts that tell people of such attacks.
var about = regexp.MustCompile(`prompt[- ]?injection|angriff|angreif|attack|betrüg|betrug|phishing|schadcode|manipul|beispiel|sogenannt|beschäftigte|schulung|example|etwa den satz|zum trick|getarnt|warnung vor|vorsicht vor`)

// quoted is a sentence with something in quotation marks.
var quoted = regexp.MustCompile(`[„“"»«'‚‘”].{8,}[“”"«»'‘’]`)

// Find returns what in text looks like an order to a language model.
func Find(text string) []Finding {
	if !suspect(text) {
		return nil
	}
	var found []Finding
	var previous string
	for _, span := range german.Sentences(text) {
		sentence := span.Of(text)
		folded := fold(sentence)
		if rule := match(sentence, folded); rule != "" && !reported(previous, folded) {
			found = append(found, Finding{span.Start, span.End, rule})
		}
		previous = folded
	}
	return found
}

// hints are what a text must have for one of the rules to fit one of its sentences. Looking
// for them in the whole text spares most documents the work on each sentence.
var hints = []string{
	"ignor", "disregard", "forget", "overrid", "bypass", "missacht", "vergiss", "vergessen sie", "verwirf", "verwerfen", "übergeh", "olvida", "oublie", "önceki",
	"ki-", "ki ", "ki,", "ki.", "ki:", "sprachm", "sprachass", "chatbot", "llm", "ai ", "language model", "gpt",
	"you are now", "anything now", " mode", "_mode", "-mode", "modus", "as if you", "unrestricted", "uncensored", " as an evil", "developer", "creator",
	"administrator", "maintainer", "entwickler", "assistent", " bot", "modell",
	"<|", "inst]", "sys>", "# ", "#instr", "#syst", "#resp", "system",
	"e frage", "er frage", "en frage", "e anfrage", "er anfrage", "jedem, der", "jedem der", "nutzer", "fragende", "anwender", "question", "prompt", "request",
	"only with", "always with", "output the following", "instruct", "instruktion", "anweisung", "the user", " key",
}

// suspect tells whether a text is worth being read sentence by sentence.
func suspect(text string) bool {
	if strings.ContainsFunc(text, unusual) || strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Cf, r) && r != '\u00ad' }) || hidesWord(text) {
		return true
	}
	lower := strings.ToLower(text)
	return slices.ContainsFunc(hints, func(hint string) bool { return strings.Contains(lower, hint) })
}

// unusual are letters that German and its neighbours do not write with: other scripts, and
// the wide and mathematical forms that Latin letters are disguised in.
func unusual(r rune) bool { return r > 0x24f && unicode.IsLetter(r) }

// hidesWord tells whether a text has a word long enough to hide a sentence.
func hidesWord(text string) bool {
	n := 0
	for i := range len(text) {
		if text[i] <= ' ' {
			n = 0
		} else if n++; n >= minEncoded {
			return true
		}
	}
	return false
}

// reported tells a text about an attack from the attack: it quotes it, and the sentence or
// the one before says so.
func reported(previous, sentence string) bool {
	return quoted.MatchString(sentence) && (about.MatchString(sentence) || about.MatchString(previous))
}

func match(sentence, folded string) string {
	if invisible(sentence) {
		return "invisible"
	}
	if rule := fits(folded); rule != "" {
		return rule
	}
	for _, word := range strings.Fields(sentence) {
		if len(word) < minEncoded {
			continue
		}
		for _, run := range encoded.FindAllString(word, 4) {
			if fits(fold(decode(run))) != "" {
				return "encoded"
			}
		}
	}
	return ""
}

// fold makes the disguises of a sentence equal: case, width, invisible characters, white
// space.
func fold(sentence string) string {
	sentence = norm.NFKC.String(sentence)
	sentence = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		case r == '’':
			return '\''
		}
		return unicode.ToLower(r)
	}, sentence)
	return strings.Join(strings.Fields(sentence), " ")
}

// manyInvisible is how many tag characters, which no keyboard and no program writes into
// German text, make a message that only machines read. One or two are damaged flags.
const manyInvisible = 5

func invisible(sentence string) bool {
	n := 0
	for _, r := range sentence {
		if r >= 0xE0000 && r <= 0xE007F {
			n++
		}
	}
	return n >= manyInvisible
}

// minEncoded is how long a word must be to hide a sentence.
const minEncoded = 32

// encoded are runs of hexadecimal or base64 digits long enough for a sentence.
var encoded = regexp.MustCompile(`[0-9a-fA-F]{32,}|[A-Za-z0-9+/]{32,}={0,2}`)

func decode(word string) string {
	if b, err := hex.DecodeString(word); err == nil && utf8.Valid(b) {
		return string(b)
	}
	if b, err := base64.StdEncoding.DecodeString(word); err == nil && utf8.Valid(b) {
		return string(b)
	}
	return ""
}
