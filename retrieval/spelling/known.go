package spelling

import (
	"strings"

	openthesaurus "auskunft/internal/thesaurus"
	"auskunft/retrieval/lexical"
)

// knowledge is how well a word is known.
type knowledge uint8

const (
	unheard  knowledge = iota + 1
	composed           // of words that German or the texts have
	wellKnown
)

// knows tells how well a word is known as it is: by texts, the thesauri, or German.
func (r *reader) knows(word string) knowledge {
	form, stem := r.stem(word)
	if r.seen[form] == 0 {
		switch {
		case lexical.IsStop(form), colloquial[form], r.isWord(stem), r.isInflected(form, stem):
			r.seen[form] = wellKnown
		case r.isFinite(form), r.isCompound(form):
			r.seen[form] = composed
		default:
			r.seen[form] = unheard
		}
	}
	return r.seen[form]
}

func (r *reader) isWord(stem string) bool {
	return isGerman(stem) || r.Index.Knows(stem, r.Visible) || lexical.Says(stem) || r.Said != nil && r.Said(stem)
}

// colloquial are small words that no list of stop words has.
var colloquial = set(`vorm uberm unterm hinterm furs ubers hinters unters aufm ausm nem ner nen nich seid habt hast wart darfst euern
	unserm euerm irgendwer wars gibts gehts hats ists worum worin worauf woran drum dran drauf drin drunter druber mittags morgens
	abends einmal zweimal dreimal starb trat traten galt galten fiel fielen lief liefen nahm nahmen half ging kam kamen stand gab hielt
	gibt liess schrieb liest sieht spricht bricht nimmt trifft wirft stirbt gilt tue scheiss`)

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(words) {
		all[w] = true
	}
	return all
}

func isGerman(stem string) bool { return len(openthesaurus.Senses(stem)) > 0 }

const (
	shortestPart    = 4 // letters of a word in a compound at least
	shortestRoot    = 3 // of a verb behind its particle: "anzugehen"
	longestParticle = 8 // of "zusammen"
	longHead        = 6 // of a word before one of three: "Arbeitsweg"
	longestCompound = 60
)

// isInflected tells whether a word is a verb, a small word, or a woman's name of a trade in a form that stems leave: "meint",
// "einzuladen", "umgetauscht", "wechsle", "wievielte", "Sachbearbeiterin".
func (r *reader) isInflected(form, stem string) bool {
	if r.Analyser.IsVerb(stem) {
		return true
	}
	if without, ok := strings.CutSuffix(form, "s"); ok && strings.HasSuffix(without, "t") && len(without) >= shortestPart {
		return r.knows(without) == wellKnown // "riechts"
	}
	if root, ok := strings.CutSuffix(form, "le"); ok && len(root) >= shortestPart {
		if _, root = r.stem(root + "el"); isGerman(root) {
			return true
		}
	}
	for _, ending := range []string{"e", "en", "er", "es", "em", "t", "te"} {
		if small, ok := strings.CutSuffix(form, ending); ok && len(small) > shortestPart && (lexical.IsStop(small) || colloquial[small]) {
			return true
		}
	}
	for _, ending := range []string{"in", "innen"} {
		if trade, ok := strings.CutSuffix(form, ending); ok && len(trade) >= shortestPart {
			if _, trade = r.stem(trade); r.isWord(trade) {
				return true
			}
		}
	}
	return r.isVerb(form)
}

// isVerb tells whether a folded word is a form of a verb that German or the texts have, with a particle before it or without.
func (r *reader) isVerb(form string) bool {
	rest, shortest := withoutParticle(form)
	rest, to := strings.CutPrefix(rest, "zu")
	if _, stem := r.stem(rest); to && r.isWord(stem) {
		return true
	}
	rest, been := strings.CutPrefix(rest, "ge")
	for _, ending := range []string{"", "t", "et", "st", "te", "ten", "en", "e", "ete", "eten"} {
		if root, ok := strings.CutSuffix(rest, ending); ok && len(root) >= shortest && (to || been || ending != "") {
			if _, root = r.stem(root + "en"); isGerman(root) {
				return true
			}
		}
	}
	return false
}

// withoutParticle is a verb without its separable beginning, and how long its root is at least.
func withoutParticle(form string) (rest string, shortest int) {
	for n := min(len(form), longestParticle); n >= 2; n-- {
		if lexical.IsParticle(form[:n]) || adverbs[form[:n]] {
			return form[n:], shortestRoot
		}
	}
	return form, shortestPart
}

// isFinite tells whether a particle, or a prefix that verbs keep, stands before a small verb, or a word of the texts: "dabeihaben",
// "annimmt", "betraten".
func (r *reader) isFinite(form string) bool {
	rest, _ := withoutParticle(form)
	for _, prefix := range []string{"be", "er", "ent", "ver", "zer"} {
		if root, ok := strings.CutPrefix(rest, prefix); ok && colloquial[root] {
			return true
		}
	}
	_, stem := r.stem(rest)
	return rest != form && len(rest) >= shortestPart && (lexical.IsStop(rest) || colloquial[rest] || r.isWord(stem))
}

// adverbs stand before verbs as particles do.
var adverbs = set(`da dabei dafur dagegen daran darauf davon dazu dran drauf drin drunter durch heran heraus herein herum herunter hinein
	hinaus hinunter rauf raus rein ruber rum runter uber voraus vorbei`)

// isCompound tells whether a word is made of two or more that German or the texts have. A run of letters that is too long for
// one is none, and each end of a word is looked at once.
func (r *reader) isCompound(form string) bool {
	if len(form) > longestCompound {
		return false
	}
	is, seen := r.compounds[form]
	if !seen {
		is = r.isMade(form)
		r.compounds[form] = is
	}
	return is
}

func (r *reader) isMade(form string) bool {
	for at := shortestRoot; at < len(form)-1; at++ {
		_, tail := r.stem(form[at:])
		if !r.isPart(tail) && (at < shortestPart || !r.isCompound(form[at:])) && (len(tail) != 3 || at < longHead || !isGerman(tail)) {
			continue
		}
		for _, link := range []string{"", "s", "n", "es"} {
			head, ok := strings.CutSuffix(form[:at], link)
			if !ok || len(head) < shortestRoot {
				continue
			}
			_, stem := r.stem(head)
			if len(head) >= shortestPart && len(stem) >= shortestRoot && r.isWord(stem) || len(head) < shortestPart && len(tail) > longHead && isGerman(stem) {
				return true
			}
		}
	}
	return false
}

func (r *reader) isPart(stem string) bool {
	return len(stem) >= shortestPart && (isGerman(stem) || r.Index.Knows(stem, r.Visible))
}

// isTitle tells whether a page is called by a word.
func (r *reader) isTitle(form string) bool {
	_, ok := r.Index.Named(form, r.Visible)
	return ok
}

// isNamed tells whether a page is called by a word, or a thesaurus has it among what citizens say.
func (r *reader) isNamed(form string) bool {
	_, stem := r.stem(form)
	return r.isTitle(form) || r.Said != nil && r.Said(stem) || lexical.IsSaid(form)
}
