package proof

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"auskunft/internal/regex"
)

// statement is a text as it is compared: its words, its facts, and how they hold, clause
// by clause.
type statement struct {
	text    string // number words in digits, phrases as words
	words   []word
	facts   []fact
	clauses []clause
}

// clause is a part of a statement up to the next comma, conjunction or sentence end.
type clause struct {
	at, end     int
	text        string // without its facts
	sentence    int    // which sentence of the statement it belongs to
	words       []word
	facts       []fact
	is          modality
	around      modality // of the whole sentence
	conditional bool
	relative    bool // says which one the clause before speaks of
	phrases     []phrase
}

var (
	clauseEnd   = regex.MustCompile(`[;:!?\n()]|,\s|\.\s|\.$|\s-\s|\s(?:und|oder|aber|sondern|sowie)\s`)
	abbreviated = regex.MustCompile(`(?:^|[\s(])(?:z|B|b|d|h|u|a|Abs|Nr|ca|bzw|Dr|Art|Str|St|Tel|ggf|inkl|evtl|usw|etc|Prof|max|min|mind)$`)
)

// read takes a text apart.
func read(text string) statement {
	s := statement{text: boundFirst(bothDates(inDigits(asWords(text))))}
	var masked string
	s.facts, masked = factsOf(s.text)
	sentence, from := 0, 0
	for _, at := range append(clauseEnd.FindAllStringIndex(masked, -1), []int{len(masked), len(masked)}) {
		if masked[at[0]:at[1]] != "" && strings.HasPrefix(masked[at[0]:], ".") && abbreviated.MatchString(masked[from:at[0]]) {
			continue
		}
		if s.joins(at[0], at[1]) {
			continue
		}
		s.add(masked, from, at[0], sentence)
		if at[0] < len(masked) && (strings.ContainsRune(".;!?\n", rune(masked[at[0]])) || masked[at[0]] == ':' && begins.MatchString(masked[at[1]:])) {
			sentence++
		}
		from = at[1]
	}
	s.conditions()
	for i := range s.clauses {
		s.words = append(s.words, s.clauses[i].words...)
		for _, c := range s.clauses {
			if c.sentence == s.clauses[i].sentence {
				s.clauses[i].around |= c.is
			}
		}
	}
	return s
}

// joins tells whether a conjunction stands inside one fact: "zwischen 8 und 12 Uhr", "samstags
// und sonntags".
func (s *statement) joins(from, to int) bool {
	before := slices.IndexFunc(s.facts, func(f fact) bool { return f.end == from })
	after := slices.IndexFunc(s.facts, func(f fact) bool {
		return f.at == to || f.at == to+len("dem ") && strings.HasPrefix(s.text[to:], "dem ")
	})
	if before < 0 || after < 0 {
		return false
	}
	f, g := s.facts[before], s.facts[after]
	return f.kind == dayFact && g.kind == dayFact || f.kind == g.kind && f.bound == atLeast && g.bound == atMost && !strings.Contains(s.text[from:to], ",")
}

func (s *statement) add(masked string, from, to, sentence int) {
	c := clause{at: from, end: to, text: masked[from:to], sentence: sentence, is: modalityOf(masked[from:to]), words: wordsOf(masked[from:to])}
	first := len(s.clauses) == 0 || from > 1 && strings.HasSuffix(strings.TrimRight(masked[:from], " "), ":") || s.clauses[len(s.clauses)-1].sentence != sentence
	for i := range c.words {
		c.words[i].initial = first && i == 0 && startsWith(masked[from:to], c.words[i].text) && !opensWithNoun(masked[from:to])
	}
	attributes(masked[from:to], c.words)
	if part := rejoinVerbs(masked[from:to], c.words); part != "" {
		for i := range s.clauses { // a clause without a verb of its own: "bucht die Stadtkasse Steuern, Gebühren und Beiträge ab"
			if s.clauses[i].sentence == sentence && !slices.ContainsFunc(c.words, func(w word) bool { return w.whole != "" && verbal.MatchString(w.lower) }) {
				rejoin1(part, s.clauses[i].words)
			}
		}
		c.words = slices.DeleteFunc(c.words, func(w word) bool { return w.text == part })
	}
	for _, f := range s.facts {
		if f.at >= from && f.at < to {
			c.facts = append(c.facts, f)
		}
	}
	if len(c.words) == 0 && len(c.facts) == 0 && c.is == 0 {
		return
	}
	c.phrases = phrases(c)
	s.clauses = append(s.clauses, c)
}

// opensWithNoun tells whether the first word of a sentence is a noun by what it ends with and what follows it: "Kinder
// dürfen", but not "Bestellen können", "Geöffnet ist", "Fertige Ausweise", "Melden Sie".
func opensWithNoun(text string) bool {
	runs := letterRuns(text[:min(len(text), 96)])
	if len(runs) == 0 {
		return false
	}
	first, next := text[runs[0].start:runs[0].end], ""
	low := strings.ToLower(first)
	if len(runs) > 1 {
		next = text[runs[1].start:runs[1].end]
	}
	switch {
	case len(low) < 4 || functionWords[low] || determiners[low] || modalities[low] != 0 || places[low] != "" || terms.manners[low] || noNoun.MatchString(low):
		return false
	case strings.HasPrefix(text[runs[0].end:], " \x00"): // "Eintritt 5 Euro", but not "Kostet 5 Euro"
		return !terms.free[stem(rejoin(low))] && !attributeEnding.MatchString(low)
	case next == "", isUpper(next): // an adjective before its noun, a verb before "Sie"
		return false
	case functionWords[next] && !determiners[next] && places[next] == "": // what may stand behind an infinitive or participle as well
		return !verbal.MatchString(low) && !attributeEnding.MatchString(low) || peopled.MatchString(low)
	}
	return !verbal.MatchString(low)
}

// Endings that nouns hardly have, and nouns for people, who stand first most often.
var (
	noNoun  = regex.MustCompile(`(?:lich|ig|isch|los|frei|haft|bar|sam|weise|tags|mals|wärts|stens|falls|her|hin|dem|ts|zeit)$`)
	peopled = regex.MustCompile(`(?:kinder|jugendliche|erwachsene|eltern|männer|mieter|eigentümer|halter|bewohner|nehmer|geber|familien|menschen|personen)$`)
)

// startsWith tells whether a text begins with a word but for what is no letter.
func startsWith(text, word string) bool {
	return strings.HasPrefix(strings.TrimLeftFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }), word)
}

// word is one word of a text with what it can be matched by.
type word struct {
	text      string // as written
	lower     string
	stem      string
	senses    []int  // of the thesaurus
	whole     string // stem of the verb when its first part stands at the end of the clause: "melden … an"
	initial   bool   // begins a sentence: its capital letter says nothing
	attribute bool   // stands before a noun as adjectives do
}

// isNoun tells whether the word is written as German writes nouns and names.
func (w word) isNoun() bool {
	r, _ := utf8.DecodeRuneInString(w.text)
	return unicode.IsUpper(r) && (!w.initial || nounEnding.MatchString(w.lower))
}

// nounEnding tells nouns where the capital letter cannot.
var nounEnding = regex.MustCompile(`(?:ung|ungen|heit|keit|schaft|tion|tät|nis|schein|ausweis|antrag|gebühr|gebühren|steuer|karte|pass|amt|büro|urkunde|stelle|tonne|haus|geld|kosten)s?$`)

var attributeEnding = regex.MustCompile(`\p{L}{3}(?:e|en|er|es|em)$`)

// determiners stand before adjectives that stand before nouns.
var determiners = set(`der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner ihr ihre ihren ihrem
	ihrer ihres mein meine meinen dein deine deinen sein seine unser unsere unseren im in am an zum zur vom von beim bei mit für aus ohne
	auf als nach durch über alle jede jeder jedes jeden`)

// bareAttribute ends adjectives that stand before a noun without an article; verbs hardly end so.
var bareAttribute = regex.MustCompile(`^\p{Ll}{3,}(?:e|er|es|em)$`)

// noAttribute are words with such endings that are none.
var noAttribute = set("immer wieder weiter daher bisher später früher lieber heute gerne sicher euro sowie entweder jeder jede jedes diese dieser dieses solche solcher alle aller alles beide beider einige mehrere viele weniger außer unter über hinter jederzeit kommende")

// attributes marks the adjectives among the words of a clause: inflected, behind a determiner
// or another one, before a noun.
func attributes(text string, words []word) {
	runs, n, after := letterRuns(text), 0, false
	for i, at := range runs {
		w := text[at.start:at.end]
		mine := n < len(words) && words[n].text == w
		next := ""
		if i+1 < len(runs) {
			next = text[runs[i+1].start:runs[i+1].end]
		}
		if degrees.MatchString(next) && i+2 < len(runs) {
			next = text[runs[i+2].start:runs[i+2].end]
		}
		is := after && !isUpper(w) && attributeEnding.MatchString(w) && (isUpper(next) && !strings.HasPrefix(next, "Sie") || attributeEnding.MatchString(next))
		if mine {
			words[n].attribute = is
			n++
		}
		if !is && !after && isUpper(next) && !functionWords[strings.ToLower(next)] && !determiners[strings.ToLower(next)] && bareAttribute.MatchString(w) && !functionWords[w] && places[w] == "" && modalities[w] == 0 && !noAttribute[w] {
			is = true
			if mine && (!terms.free[words[n-1].stem] || declined.MatchString(w)) {
				words[n-1].attribute = true
			}
		}
		if i == 0 && mine && words[n-1].initial && isUpper(next) && bareAttribute.MatchString(strings.ToLower(w)) && !functionWords[strings.ToLower(next)] && !words[n-1].isNoun() {
			is, words[n-1].attribute = true, true // "Anerkannte Flüchtlinge"
		}
		after = is || determiners[strings.ToLower(w)]
	}
}

// degrees stand before adjectives: "ein angemessenes selbst bewohntes Haus".
var degrees = regex.MustCompile(`^(?:selbst|sehr|besonders|voll|dauerhaft|schwer|\p{Ll}{3,}lich)$`)

var verbParts = set(`an ab auf aus ein mit vor um nach bei weiter zurück zu fest teil entgegen statt heraus los wieder bereit
	frei zusammen her hin weg hoch fort durch heran`)

// rejoinVerbs gives the verbs of a clause that ends with the first part of one their whole, and that part.
func rejoinVerbs(text string, words []word) (part string) {
	runs := letterRuns(text)
	if len(runs) < 2 {
		return ""
	}
	last := text[runs[len(runs)-1].start:runs[len(runs)-1].end]
	if !verbParts[last] || strings.ContainsRune(text[runs[len(runs)-1].end:], 0) {
		return "" // "im Kurs mit zehn Stunden"
	}
	rejoin1(last, words)
	return last
}

// rejoin1 gives verbs that have none yet the whole with a first part.
func rejoin1(part string, words []word) {
	for i := range words {
		if w := &words[i]; !w.isNoun() && !w.attribute && w.text != part && w.whole == "" && places[w.lower] == "" {
			w.whole = stem(part + rejoin(w.lower))
		}
	}
}

// subordinators begin clauses that say when something holds.
var subordinators = set("wer wenn falls sofern soweit solange sobald außer vorausgesetzt")

// conditions marks the clauses that limit another one: they begin with "wenn" or the like,
// or with the verb, followed by what then holds.
func (s *statement) conditions() {
	for i := range s.clauses {
		first, second := s.opening(i)
		c := &s.clauses[i]
		c.relative = i > 0 && isRelative(s.text[s.clauses[i-1].end:c.end])
		if _, on := s.joint(i - 1); on && s.clauses[i-1].relative {
			c.relative = isRelative(", " + strings.TrimSpace(s.text[c.at:c.end])) // "die sie ausgestellt hat oder die ihr vorgelegt werden"
		}
		c.conditional = subordinators[first] || subordinators[second] || c.relative
		if i > 0 && s.clauses[i-1].sentence == c.sentence {
			continue
		}
		if next := s.behindComma(i); subjects[second] && !connectives[first] {
			c.conditional = c.conditional || next != "" && !connectives[strings.ToLower(next)]
		} else if finite.MatchString(first) || asksFirst.MatchString(c.text) {
			c.conditional = c.conditional || finite.MatchString(next) || verbal.MatchString(next) && !isUpper(next) && !functionWords[next] && !determiners[next] // "Werden Nachweise nicht vorgelegt, wird …"
		}
	}
}

// asksFirst begins with the verb, and a subject behind it: "Arbeiten beide Eltern".
var asksFirst = regex.MustCompile(`^\s*\p{Lu}\p{Ll}+(?:t|en|ss) (?:\p{Lu}|beide|(?:de|di|ei|Ih|[mks]ei)\p{Ll}+ (?:\p{Ll}+ )?\p{Lu})`)

// behindComma is the first word of the clause that follows clause i, and those that "und" or "oder" joins to it, behind a comma.
func (s *statement) behindComma(i int) string {
	for ; i+1 < len(s.clauses) && s.clauses[i+1].sentence == s.clauses[i].sentence; i++ {
		if strings.HasSuffix(s.text[:s.clauses[i+1].at], ", ") {
			if runs := letterRuns(s.clauses[i+1].text); len(runs) > 0 {
				return s.clauses[i+1].text[runs[0].start:runs[0].end]
			}
			return ""
		}
		if _, on := s.joint(i); !on {
			return ""
		}
	}
	return ""
}

// begins is how a main clause begins behind a colon.
var begins = regex.MustCompile(`^\s*(?:Er|Sie|Es|Wir|Man|Dann|Wer|Wenn|Falls|Sofern|Was|Wo) `)

// relative begins a clause that says which one is meant; finite are verbs that stand at its end.
var (
	relative = regex.MustCompile(`^, (?:(?:an|auf|aus|bei|für|in|mit|nach|von|zu|über|durch) )?(?:der|die|das|dem|den|deren|dessen|denen) [^,;]*\P{L}(\p{Ll}+(?:t|en|ss|rf))$`)
	finite   = regex.MustCompile(`\b(?:ist|sind|hat|haben|wird|werden|muss|müssen|kann|können|darf|dürfen|soll|sollen|gilt|gelten)\b`)
)

// lastButNoVerb end clauses as verbs do.
var lastButNoVerb = set("nicht selbst sofort erst jetzt dort oft fort statt mit direkt bereit meist zuerst zuletzt insgesamt kostenlos fest")

// isRelative tells whether a clause with what stands before it is relative: its verb is its last word.
func isRelative(text string) bool {
	m := relative.FindStringSubmatch(text)
	return m != nil && !lastButNoVerb[m[1]] && !finite.MatchString(lastVerbs.ReplaceAllString(text, ""))
}

// lastVerbs are those that stand together at the end of a clause: "vorgelegt werden sollen".
var lastVerbs = regex.MustCompile(`(?: (?:ist|sind|hat|haben|wird|werden|worden|muss|müssen|kann|können|darf|dürfen|soll|sollen|gilt|gelten))+$`)

var (
	subjects    = set("er sie du man jemand niemand ein eine einer der die das ihr ihre ihren wir es")
	connectives = set("die der das den dem dass was wo wie und oder bis nachdem bevor ehe damit weil da indem ohne um auch sondern aber denn deren dessen nicht wenn je mit in im am an bei für zum zur nach von vor")
)

// opening gives the first two words of a clause in lower case.
func (s *statement) opening(i int) (first, second string) {
	c := s.clauses[i]
	runs := letterRuns(c.text[:min(len(c.text), 64)])
	word := func(n int) string {
		if n < len(runs) {
			return strings.ToLower(c.text[runs[n].start:runs[n].end])
		}
		return ""
	}
	return word(0), word(1)
}
