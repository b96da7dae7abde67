package proof

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
)

// Whose a thing is must not change: "deren Anzeige" is not "Ihre Anzeige", and of "Name und Anschrift des Gastes" none is
// the asker's.

// An owner is whose a noun is said to be.
type owner int

const (
	yours owner = 1 << iota // "Ihr"
	ours                    // "unser"
	his                     // "sein", "dessen"
	hers                    // "ihr", "deren"
)

var (
	ofYours  = regex.MustCompile(`^(?:Ihr|dein|Dein|eur|Eur)(?:e|en|em|er|es)?$`)
	ofOurs   = regex.MustCompile(`^[Uu]nse?r(?:e|en|em|er|es)?$`)
	ofHis    = regex.MustCompile(`^(?:[Ss]ein(?:e|en|em|er|es)?|dessen)$`)
	ofHers   = regex.MustCompile(`^(?:ihr(?:e|en|em|er|es)?|deren)$`)
	strictly = regex.MustCompile(`^(?:deren|dessen)$`)
	// anybody is who may be addressed as well: what is his, is yours.
	anybody = regex.MustCompile(`\b(?:[Ww]er|[Mm]an|[Jj]ede[rs]?|[Aa]lle|Person(?:en)?)\b`)
)

// addressing is in what speaks to somebody, whose things "ihr" does not name then.
var addressing = regex.MustCompile(`\p{L} (?:Sie|Ihnen|Ihr\p{L}*)\b`)

// owned gives the nouns of a text that follow a possessive, with whose they are. Of "ihr" and "sein" the owner may be who is
// addressed elsewhere; loose tells that it counts for nothing then.
func owned(text string, loose bool) map[string]owner {
	all := map[string]owner{}
	runs := letterRuns(text)
	for i, at := range runs {
		w := text[at.start:at.end]
		var whose owner
		switch {
		case ofYours.MatchString(w) && (i > 0 || !strings.HasPrefix(w, "Ihr")):
			whose = yours
		case ofOurs.MatchString(w):
			whose = ours
		case loose && !strictly.MatchString(w):
			continue
		case ofHis.MatchString(w):
			whose = his
		case ofHers.MatchString(w):
			whose = hers
		default:
			continue
		}
		for _, next := range runs[i+1 : min(len(runs), i+4)] {
			n := text[next.start:next.end]
			if isUpper(n) {
				all[stem(strings.ToLower(n))] |= whose
				break
			}
			if !attributeEnding.MatchString(n) {
				break
			}
		}
	}
	return all
}

// checkOwners wants what a sentence says to be somebody's to be nobody else's in its quotes.
func checkOwners(s statement, e evidence) *Rejection {
	mine := owned(s.text, false)
	if len(mine) == 0 {
		return nil
	}
	for _, src := range e.sources {
		for noun, whose := range owned(src.context.text, anybody.MatchString(src.context.text) && !addressing.MatchString(src.context.text)) {
			if mine[noun] != 0 && mine[noun]&whose == 0 && !(whose == yours && mine[noun]&(his|hers) != 0 && !e.says(toYou)) {
				return &Rejection{Reason: SwappedRoles, Detail: noun}
			}
		}
		for _, noun := range src.context.ofAnother() {
			if mine[noun]&yours != 0 {
				return &Rejection{Reason: SwappedRoles, Detail: noun}
			}
		}
	}
	return nil
}

// ofAnother are the stems of nouns that a genitive with an article follows, and of those that are listed before it: "Name,
// Passnummer und Anschrift des Gastes".
func (s statement) ofAnother() []string {
	var all []string
	for i, c := range s.clauses {
		for n, p := range c.phrases {
			if !p.genitive || n == 0 || !personal.MatchString(p.words[0].lower) {
				continue
			}
			all = append(all, c.phrases[n-1].words[0].stem)
			for k := i - 1; n == 1 && k >= 0 && s.clauses[k].sentence == c.sentence && len(s.clauses[k].words) == 1 && isUpper(s.clauses[k].words[0].text); k-- {
				all = append(all, s.clauses[k].words[0].stem)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// personal are nouns for people who are not spoken to when something is theirs.
var personal = regex.MustCompile(`(?:gast|gastes|gäste|kind|kindes|kinder|eltern|elternteils|vaters|mutter|partners|partnerin|ehegatten|vermieters|vermieterin|gebers|geberin|verstorbenen|toten|arztes|ärztin|bank|käufers|käuferin|halters|betreuers|betreuerin|verwalters|lehrers|schule|vereins|gerichts|amtes|amts)$`)
