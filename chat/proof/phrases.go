package proof

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
)

// A phrase is a noun with its article and preposition.
type phrase struct {
	words    []word // more than one where names follow each other: "Finanzamt Walmetal"
	article  string
	place    string // its preposition, in its plain form
	genitive bool   // right behind a noun, whose it may be
	counted  bool   // behind a number: more than one
}

// The articles' endings, and which gender (m, f, n, or p for many) has them in which case.
var (
	articleForm = regex.MustCompile(`^(?:(d)(er|ie|as|en|em|es)|(?:dies|jed|jen|welch|all)(er|e|es|en|em)|(?:k?ein|mein|dein|sein|ihr|unser|eur)(|e|en|em|er|es))$`)
	ofArticle   = map[string]string{
		"er": "mN fG fD pG", "ie": "fN fA pN pA", "as": "nN nA", "en": "mA pD", "em": "mD nD", "es": "mG nG nN nA",
		"e": "fN fA pN pA", "": "mN nN nA",
	}
	feminine = regex.MustCompile(`(?:ung|heit|keit|schaft|tät|ion|behörde|stelle|kasse|stadt|gemeinde|schule|bank|(?:er|t|z|g|n|l|d)in)$`)
	many     = regex.MustCompile(`(?:ungen|heiten|keiten|schaften|ionen|innen|leute|eltern|kinder)$`)
	manyForm = regex.MustCompile(`(?:en|er)$`) // behind "die"
	notMany  = regex.MustCompile(`(?:mutter|tochter|schwester|steuer|nummer|feier|dauer|mauer|kammer|leiter|ziffer)$`)
	neuter   = regex.MustCompile(`(?:amt|büro|gericht|haus|ministerium|zentrum|kind)$`)
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
var acting = regex.MustCompile(`(?:er|in|innen|leute|eltern|kinder|familie|familien|mensch|menschen|person|personen|stadt|betrieb|betriebe|verein|vereine|firma|firmen|polizei|schule|bank|gemeinde|land|bund|rat|kreis|kunde|kunden|erben|angehörige|angehörigen|nachbarn)$`)

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
			if number, ok := c.numberIn(end, at.start); ok {
				p.counted = number
			} else {
				p, behind = phrase{}, false // an amount or a date, which has its own place
			}
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
