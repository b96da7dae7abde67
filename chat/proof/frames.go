package proof

import (
	"regexp"
	"slices"
	"strings"
)

// Who does a thing stands in German where the speaker likes; the article tells the case, as far as it can, then the verb
// tells the number, and what is left the order. A frame is a clause read so.
type frame struct {
	verbs   []word
	subject []word // what the verb is said of
	agents  []word // who does it, by any of the names that are joined; none when the clause does not tell
	patient []word // what it is done to in the passive
}

// A phrase is a noun with its article and preposition.
type phrase struct {
	words    []word // more than one where names follow each other: "Finanzamt Walmetal"
	article  string
	place    string // its preposition, in its plain form
	genitive bool   // right behind a noun, whose it may be
}

// The articles' endings, and which gender (m, f, n, or p for many) has them in which case.
var (
	articleForm = regexp.MustCompile(`^(?:(d)(er|ie|as|en|em|es)|(?:dies|jed|jen|welch|all)(er|e|es|en|em)|(?:k?ein|mein|dein|sein|ihr|unser|eur)(|e|en|em|er|es))$`)
	ofArticle   = map[string]string{
		"er": "mN fG fD pG", "ie": "fN fA pN pA", "as": "nN nA", "en": "mA pD", "em": "mD nD", "es": "mG nG nN nA",
		"e": "fN fA pN pA", "": "mN nN nA",
	}
	feminine = regexp.MustCompile(`(?:ung|heit|keit|schaft|tät|ion|behörde|stelle|kasse|stadt|gemeinde|schule|bank|(?:er|t|z|g|n|l|d)in)$`)
	many     = regexp.MustCompile(`(?:ungen|heiten|keiten|schaften|ionen|innen|leute|eltern|kinder)$`)
	manyForm = regexp.MustCompile(`(?:en|er)$`) // behind "die"
	notMany  = regexp.MustCompile(`(?:mutter|tochter|schwester|steuer|nummer|feier|dauer|mauer|kammer|leiter|ziffer)$`)
	neuter   = regexp.MustCompile(`(?:amt|büro|gericht|haus|ministerium|zentrum|kind)$`)
)

// cases are those that an article lets a noun have which is of one of the genders: letters of "NGDA".
func cases(article, genders string) string {
	if article == "" {
		return "NA"
	}
	m := articleForm.FindStringSubmatch(article)
	if m == nil {
		return "NGDA"
	}
	var all string
	for form := range strings.FieldsSeq(ofArticle[m[2]+m[3]+m[4]]) {
		if strings.Contains(genders, form[:1]) && !strings.Contains(all, form[1:]) {
			all += form[1:]
		}
	}
	return all
}

// genders are those that a noun can have by its ending and by all its articles: letters of "mfnp".
type genders map[string]string

func (g genders) learn(p phrase) {
	key := p.words[0].lower
	have, ok := g[key]
	if !ok {
		switch {
		case many.MatchString(key):
			have = "p"
		case feminine.MatchString(key):
			have = "f"
		case neuter.MatchString(key):
			have = "n"
		default:
			have = "mfnp"
		}
	}
	if m := articleForm.FindStringSubmatch(p.article); m != nil {
		allowed := ofArticle[m[2]+m[3]+m[4]]
		narrowed := strings.Map(func(r rune) rune {
			if strings.Contains(allowed, string(r)) && !(r == 'f' && m[2]+m[3]+m[4] == "ie" && manyForm.MatchString(key) && !notMany.MatchString(key)) {
				return r
			}
			return -1
		}, have)
		if narrowed != "" {
			have = narrowed
		}
	}
	g[key] = have
}

// addressed stands for whoever is spoken to.
const addressed = "Sie"

var persons = map[string]string{"Sie": addressed, "man": addressed, "du": addressed, "Du": addressed, "wer": addressed, "Wer": addressed, "wir": town, "Wir": town}

// otherPlaces are words before nouns that do nothing and have nothing done to them, besides places.
var otherPlaces = set("als wie je pro per ab bis außerhalb innerhalb laut trotz während samt einschließlich gegenüber zwecks mittels")

// acting are nouns for who may do a thing, people and offices.
var acting = regexp.MustCompile(`(?:er|in|innen|leute|eltern|kinder|familie|familien|mensch|menschen|person|personen|stadt|betrieb|betriebe|verein|vereine|firma|firmen|polizei|schule|bank|gemeinde|land|bund|rat|kreis|kunde|kunden|erben|angehörige|angehörigen|nachbarn)$`)

func acts(p phrase) bool {
	return slices.ContainsFunc(p.words, func(w word) bool { return isOffice(w.lower) || acting.MatchString(w.lower) })
}

// phrases reads the nouns of a clause in their order.
func phrases(c clause) []phrase {
	var all []phrase
	var p phrase
	behind := false // a noun came right before
	end := 0
	for i, at := range letterRuns(c.text) {
		if strings.ContainsRune(c.text[end:at.start], 0) {
			p, behind = phrase{}, false // a number, which has its own place
		}
		end = at.end
		text := c.text[at.start:at.end]
		low := strings.ToLower(text)
		switch {
		case persons[text] != "":
			all = append(all, phrase{words: []word{{text: text, lower: low, stem: persons[text]}}, article: "der"})
			p, behind = phrase{}, false
		case places[low] != "":
			p, behind = phrase{place: places[low]}, false
			if fused := low[len(low)-1:]; low != places[low] && (fused == "m" || fused == "r") {
				p.article = map[string]string{"m": "dem", "r": "der"}[fused]
			}
		case articleForm.MatchString(low):
			p.article, p.genitive, behind = low, behind && p.place == "", false
		case isUpper(text) && !functionWords[low]:
			w := word{text: text, lower: low, stem: stem(rejoin(low)), initial: i == 0 && (len(c.words) == 0 || c.words[0].initial)}
			if !w.isNoun() {
				break
			}
			if behind && p.article == "" && p.place == "" {
				all[len(all)-1].words = append([]word{w}, all[len(all)-1].words...) // "den Medizinischen Dienst"
			} else {
				p.words = []word{w}
				all = append(all, p)
			}
			p, behind = phrase{}, true
		case otherPlaces[low]:
			p, behind = phrase{place: low}, false
		case (p.article != "" || p.place != "") && (attributeEnding.MatchString(low) || !verbal.MatchString(low)):
		default:
			p, behind = phrase{}, false
		}
	}
	return all
}

var (
	letting    = regexp.MustCompile(`(?i)\b(?:lassen|lässt) (?:Sie |man )?(?:sich |es |ihn )?`)
	becoming   = regexp.MustCompile(`(?i)\b(?:wird|werden|wurde|wurden|worden)\b`)
	pastForm   = regexp.MustCompile(`(?:ge\p{L}+|^(?:be|ver|er|ent|zer|miss|emp|über|unter)\p{L}+|iert)(?:t|en)?$`)
	having     = regexp.MustCompile(`\b(?:hat|haben)\b`)
	impersonal = regexp.MustCompile(`(?i)\b(?:sich|lässt|lassen|gibt es|es gibt|zu \p{Ll}+en|\p{Ll}+zu\p{Ll}+en)\b`)
	pluralVerb = regexp.MustCompile(`(?i)\b(?:sind|haben|werden|wurden|müssen|können|dürfen|sollen|sollten|wollen|möchten)\b`)
	singleVerb = regexp.MustCompile(`(?i)\b(?:ist|hat|wird|wurde|muss|kann|darf|soll|sollte|will|möchte)\b`)
)

// number is that of a clause's verb: "p" for many, "s" for one, "" when it does not tell.
func (c clause) number() string {
	switch {
	case pluralVerb.MatchString(c.text):
		return "p"
	case singleVerb.MatchString(c.text):
		return "s"
	}
	for _, w := range c.words {
		if !w.isNoun() && !w.attribute && verbal.MatchString(w.lower) {
			if strings.HasSuffix(w.lower, "en") {
				return "p"
			}
			return "s"
		}
	}
	return ""
}

// frameOf reads a clause; before is the subject of the one that it goes on with, nil for none, and passive tells that its
// participle may be.
func frameOf(c clause, g genders, before []word, passive bool) frame {
	var f frame
	for _, w := range c.words {
		if !w.isNoun() && !w.attribute && places[w.lower] == "" && !otherPlaces[w.lower] && !strings.HasSuffix(w.lower, "selben") && (verbal.MatchString(w.lower) || w.whole != "") {
			f.verbs = append(f.verbs, w)
		}
	}
	if len(f.verbs) == 0 {
		return f
	}
	subject, sure := subjectOf(c, g)
	if before != nil && !sure {
		subject = before
	}
	f.subject = subject
	switch {
	case letting.MatchString(c.text):
		for _, p := range c.phrases {
			if p.place == "von" {
				f.agents = p.words
			}
		}
		return f
	case impersonal.MatchString(c.text) && !having.MatchString(c.text):
		return f
	case !passive || !slices.ContainsFunc(f.verbs, func(w word) bool { return pastForm.MatchString(w.lower) }):
		f.agents = subject
		return f
	}
	f.patient = subject
	for _, p := range c.phrases {
		if p.place == "von" || p.place == "durch" {
			f.agents = p.words
		}
	}
	return f
}

// subjectOf is the noun that a clause's verb is said of: whoever is spoken to or speaks, else the only noun that is in the
// nominative for sure, else the first that may be and names who can act, else, of several, none.
func subjectOf(c clause, g genders) (subject []word, sure bool) {
	number := c.number()
	var may, acting, certain []phrase
	for _, p := range c.phrases {
		if persons[p.words[0].text] != "" {
			if p.words[0].text == "Sie" && number == "s" {
				continue // "erreicht Sie", or "sie" at the beginning
			}
			return p.words, true
		}
		of := g[p.words[0].lower]
		if p.place != "" || p.genitive || number == "p" && p.article != "" && !strings.Contains(of, "p") || number == "s" && of == "p" {
			continue
		}
		if in := cases(p.article, of); in == "N" {
			certain = append(certain, p)
		} else if !strings.Contains(in, "N") {
			continue
		}
		may = append(may, p)
		if acts(p) {
			acting = append(acting, p)
		}
	}
	switch {
	case len(certain) > 0:
		return certain[0].words, true
	case len(may) == 1:
		return may[0].words, false
	case len(acting) > 0:
		return acting[0].words, false
	}
	return nil, false
}

// frames reads all clauses of a statement. A clause that goes on with the verb has the subject of the one before; a list of
// names that is cut at its commas is one subject.
func (s statement) frames(g genders) []frame {
	all := make([]frame, len(s.clauses))
	for i, c := range s.clauses {
		var before []word
		first := firstWord(c.text)
		if _, ok := s.joint(i - 1); ok && (verbal.MatchString(first) || finite.MatchString(first) || s.inCondition(i)) {
			before = all[i-1].subject
		} else if opens := s.opens(c.sentence); opens < i && firstWord(s.clauses[opens].text) == "wer" && (verbal.MatchString(first) || finite.MatchString(first)) {
			// "Wer einen Hund hält, der älter als drei Monate ist, zahlt Hundesteuer"
			if before = all[opens].subject; before == nil {
				before = []word{{text: "wer", lower: "wer", stem: addressed}}
			}
		}
		passive := becoming.MatchString(c.text)
		for k := i - 1; k >= 0 && !passive && !finite.MatchString(c.text) && s.clauses[k].sentence == c.sentence && len(all[k].verbs) == 0; k-- {
			passive = becoming.MatchString(s.clauses[k].text) // "werden Steuern, Gebühren und Beiträge … abgebucht"
		}
		all[i] = frameOf(c, g, before, passive)
	}
	for i, c := range s.clauses {
		if all[i].agents == nil && all[i].patient == nil {
			continue
		}
		for _, step := range []int{-1, 1} {
			for k := i + step; k >= 0 && k < len(all) && s.clauses[k].sentence == c.sentence && len(all[k].verbs) == 0; k += step {
				for _, p := range s.clauses[k].phrases {
					if p.place != "" || p.genitive {
						continue
					}
					if all[i].patient != nil {
						all[i].patient = append(slices.Clip(all[i].patient), p.words...)
					} else {
						all[i].agents = append(slices.Clip(all[i].agents), p.words...)
					}
				}
			}
		}
	}
	return all
}

// opens is the first clause of a sentence.
func (s statement) opens(sentence int) int {
	return slices.IndexFunc(s.clauses, func(c clause) bool { return c.sentence == sentence })
}

// sharesVerb tells whether two frames are of the same verb.
func (f frame) sharesVerb(other frame) bool {
	return slices.ContainsFunc(f.verbs, func(w word) bool {
		return slices.ContainsFunc(other.verbs, func(o word) bool {
			return w.stem == o.stem && (w.whole == o.whole || w.whole == "" || o.whole == "") || w.whole != "" && (w.whole == o.whole || w.whole == o.stem) || o.whole != "" && o.whole == w.stem
		})
	})
}

// checkAgents wants each thing done by whom the quotes say: nobody else of those they name.
func checkAgents(s statement, e evidence) *Rejection {
	g := genders{}
	texts := []statement{s}
	for _, src := range e.sources {
		texts = append(texts, src.context)
	}
	named := map[string]bool{}
	for i, t := range texts {
		for _, c := range t.clauses {
			for _, p := range c.phrases {
				g.learn(p)
				if i > 0 {
					for _, w := range p.words {
						named[w.stem] = true
					}
				}
			}
		}
	}
	var quoted []frame
	for _, t := range texts[1:] {
		quoted = append(quoted, t.frames(g)...)
	}
	for _, f := range s.frames(g) {
		you := f.agents != nil && f.agents[0].stem == addressed
		if f.agents == nil || !you && !slices.ContainsFunc(f.agents, func(w word) bool { return named[w.stem] }) {
			continue
		}
		same, other := false, ""
		for _, q := range quoted {
			if !f.sharesVerb(q) {
				continue
			}
			switch {
			case q.agents == nil:
				same = same || !overlapping(q.patient, f.agents)
			case overlapping(q.agents, f.agents), q.agents[0].stem == addressed && f.agents[0].stem == addressed:
				same = true
			case you && !named[addressed] && !slices.ContainsFunc(q.agents, func(w word) bool { return theTown[w.lower] || w.stem == town || isOffice(w.lower) }):
				same = true // who is spoken to may be one of them
			default:
				other = q.agents[0].text
			}
			if overlapping(q.patient, f.agents) {
				other = q.patient[0].text
			}
		}
		if other != "" && !same {
			return &Rejection{Reason: SwappedRoles, Detail: f.agents[0].text + ", " + other}
		}
	}
	return nil
}

// overlapping tells whether two lists of nouns have one in common, or one's kind: "Amt" and "Ordnungsamt".
func overlapping(a, b []word) bool {
	return slices.ContainsFunc(a, func(w word) bool {
		return slices.ContainsFunc(b, func(o word) bool {
			long, short := w.stem, o.stem
			if len(long) < len(short) {
				long, short = short, long
			}
			rest, ok := strings.CutSuffix(long, short)
			return ok && !particles[rest]
		})
	})
}
