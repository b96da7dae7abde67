package compose

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
	"auskunft/retrieval/intent"
)

// An answer has what is asked in particular. One that has only the topic is none: "Darf mein Hund im
// Stadtpark frei laufen?" is not answered by the tax on dogs, nor "Wie viele Kinder …?" without their number.

const (
	// minSaid is the share of the question's IDF, without words that only say what is wanted, that an answer has with the
	// names of its page. Of 13 answers to the demo town's questions for development that had less, two were right.
	minSaid = .25
	// minSaidAlone is what a single sentence needs that stands for a page whose best run does not have what is asked for, and
	// minSaidElsewhere what another page needs: nothing else speaks for them.
	minSaidAlone     = .5
	minSaidElsewhere = .7
	// countedWithin is how many words behind a number tell what it counts.
	countedWithin = 3
	// maxElsewhere is how many pages are tried.
	maxElsewhere = 4
)

// value is a kind of thing that is asked for in words that leave no doubt: a sentence without one is no answer.
type value struct {
	asked *regex.Regexp
	given func(r *reading, u unit, asked []string) bool
}

// askedValue is a value that a question asks for, with the groups of what it matched.
type askedValue struct {
	value
	groups []string
}

// askedValues are the values that a question asks for.
func askedValues(question string) (all []askedValue) {
	for _, v := range values {
		if groups := v.asked.FindStringSubmatch(question); groups != nil {
			all = append(all, askedValue{v, groups})
		}
	}
	return all
}

var values = []value{
	// a number of the things named
	{regex.MustCompile(`(?i)\bwie ?viele[nr]? (\p{L}+)`), func(r *reading, u unit, asked []string) bool {
		thing := stem(strings.ToLower(asked[1]))
		if scaffold[thing] {
			return count.MatchString(u.text)
		}
		k := slices.IndexFunc(r.words, func(w Word) bool {
			return w.Stem == thing || w.Stem == stem(dotless.Replace(strings.ToLower(asked[1])))
		})
		if k < 0 {
			return count.MatchString(u.text)
		}
		return slices.ContainsFunc(count.FindAllStringIndex(u.text, -1), func(at []int) bool {
			behind := strings.Fields(u.text[at[1]:])
			behind = behind[:min(len(behind), countedWithin)]
			return slices.ContainsFunc(r.vocabulary.Words(strings.Join(behind, " ")), func(w Word) bool { return means(r.words[k], w) })
		})
	}},
	// a price
	{regex.MustCompile(`(?i)\b(?:was koste[tn]|wie teuer|wie ?viel koste[tn]|wie hoch)\b`), func(r *reading, u unit, _ []string) bool {
		return !r.asksFor("fee") || intent.Shown(u.text, intent.Prices) != 0 || share.MatchString(u.text)
	}},
	// a time
	{regex.MustCompile(`(?i)\bwann\b|um wie ?viel uhr|wie lange?\b`), func(r *reading, u unit, _ []string) bool {
		return u.patterns&r.proof != 0 || spell.MatchString(u.text)
	}},
	// what becomes of a thing, and what follows from not doing something, or not as one should
	{regex.MustCompile(`(?i)\bwas (?:passiert|geschieht)\b`), func(r *reading, u unit, _ []string) bool {
		return becomes.MatchString(u.text) || r.tellsThen(u)
	}},
	{regex.MustCompile(`(?i)\bwas (?:droht|blüht)\b|\bwelche (?:strafe|folgen)\b|\bwas (?:passiert|geschieht)\b.*\b(?:nicht|kein\p{L}*|ohne|zu spät|verspätet|verge(?:ss|ß)\p{L}*|verpass\p{L}*|versäum\p{L}*|falsch\p{L}*)\b`), func(r *reading, u unit, _ []string) bool { return r.tellsThen(u) }},
	// by what means one pays
	{regex.MustCompile(`(?i)\b(?:mit|per) (?:der )?(?:ec-?|bank-?|kredit)?karte\b|kartenzahlung|\bbar (?:be)?zahl|bargeld|girocard|paypal`), func(_ *reading, u unit, _ []string) bool {
		return payment.MatchString(u.text)
	}},
	// leave
	{regex.MustCompile(`(?i)^\W*(?:wo )?(?:darf|dürfen) (?:ich|man|wir|mein\p{L}*|unser\p{L}*|ein\p{L}*|der|die|das)\b|\bist es (?:erlaubt|verboten)\b`), func(_ *reading, u unit, _ []string) bool {
		return permits.MatchString(u.text)
	}},
	// a name
	{regex.MustCompile(`(?i)\bwer leitet\b|\b(?:wer ist|wie heißt)\b.{0,30}(?:meister|leit|chef|vorsitz|direktor|rat\b|rätin|beauftragte)`), func(_ *reading, u unit, _ []string) bool {
		return named.MatchString(u.text)
	}},
}

var (
	// count is a number, in figures or in words.
	count = regex.MustCompile(`(?i)\d+|\b(?:ein|zwei|drei|vier|fünf|sechs|sieb|acht|neun|zehn|elf|zwölf|hundert|tausend)\p{L}*`)
	// spell is a point in time, a length of it or the condition that "wann" also asks for.
	spell = regex.MustCompile(`(?i)\d|tage?n?\b|woche|monat|jahr|stunde|minute|abend|morgen|mittag|nacht|dunkel|sofort|jederzeit|immer|umgehend|unverzüglich|gleich|sobald|vorher|\b(?:vor|nach|bis|während|ab|mit) (?:de[rmn]|einer?|dem)\b|\b(?:wenn|falls|sofern|bei)\b`)
	// follows is what offices do to those who do not do what they should, and what it costs them.
	follows = regex.MustCompile(`(?i)bußgeld|geldbuße|ordnungswidrig|verwarn|(?:^|\P{L})straf(?:e|bar|anzeige)|geldstrafe|(?:^|\P{L})(?:an)?mahn|säumnis|verspätungszuschlag|verfäll|verfallen|verliert|erlisch|entzogen|entzug|einge?zogen|riskier|vollstreck|pfänd|abge?lehnt|gekürzt|zurückzahl|nachzahl|nachgezahlt|ungültig|versteiger`)
	// becomes has a verb that tells what is done or what holds then; a list of papers has none.
	becomes = regex.MustCompile(`(?i)(?:^|\P{L})(?:wird|werden|muss|müssen|kann|können|darf|dürfen|bleib\p{L}*|endet|enden|erhalten|bekommen|bekommt)(?:\P{L}|$)|verfäll|verfallen|erlisch`)
	// permits says what one may, must or must not do, tells one to, or sets a limit.
	permits = regex.MustCompile(`(?i)(?:^|\P{L})d(?:a|ü)rf|erlaub|verbot|verbiet|untersag|gestattet|zulässig|zugelassen|genehmig|ausnahme|möglich|(?:^|\P{L})(?:muss|müssen|kann|können|brauch\p{L}*|benötig\p{L}*|nur|ohne|kein\p{L}*|frei|frühestens|spätestens|höchstens|mindestens|erst)(?:\P{L}|$)|(?:^|\P{L})(?:ab|bis|unter|über) \d|\p{L}en Sie |nicht (?:unter|an|in|als|zu|mit|auf)\b`)
	payment = regex.MustCompile(`(?i)girocard|(?:mit|per|ec-?|bank|kredit)\s?karte|kartenzahlung|\bbar\b|bargeld|paypal|überweis|lastschrift|einzug`)
	share   = regex.MustCompile(`%|\bProzent\b|v\. ?H\.`)
	named   = regex.MustCompile(`\b(?:Frau|Herrn?|Dr\.|Prof\.|\p{Lu}\p{L}*(?:meister|leiter|vorsitzende|rat|rätin|direktor|beauftragte|dezernent)(?:in|r|n)?) (?:Dr\. )?\p{Lu}\p{Ll}+`)
)

// sameCase is the share of what is asked that a sentence with a condition has to name to be about that case.
const sameCase = .5

// tellsThen tells whether a unit says what comes of a case: a sanction, or whatever holds under the
// condition that was asked about.
func (r *reading) tellsThen(u unit) bool {
	return follows.MatchString(u.text) || supposes.MatchString(u.text) && r.coverBy(r.idf, u.words) >= sameCase
}

// supposes begins a condition.
var supposes = regex.MustCompile(`(?i)(?:^|\P{L})(?:wenn|falls|sofern|wer|ohne)\P{L}`)

// means tells whether a text's word is the thing that a question's word names: a "Stadt" is no "Stadtpark".
func means(asked, have Word) bool {
	return match(asked, have) >= ownWord || len(asked.Parts) > 0 && have.Stem == asked.Parts[len(asked.Parts)-1]
}

// has is how much of the IDF of the question's word k texts have: a part of a compound no more than its own, for "Stadt"
// says little of a "Stadtpark" and "Wohngeld" nearly all of a "Wohngeldantrag"; all of it where its beginning and its end
// are both there, as in "Ausländer- und Einbürgerungsbehörde".
func (r *reading) has(k int, words []Word) float64 {
	asked, best := r.words[k], 0.0
	begins, ends := false, false
	for _, have := range words {
		m := match(asked, have)
		if m >= ownWord {
			return r.idf[k]
		}
		if m > 0 {
			best = max(best, m*min(r.idf[k], r.vocabulary.IDF(have.Stem)))
		}
		begins, ends = begins || beginsWith(asked.Stem, have), ends || endsWith(asked.Stem, have)
	}
	if begins && ends {
		return r.idf[k]
	}
	return best
}

// beginsWith tells whether a stem begins with a word, or a part of it.
func beginsWith(stem string, have Word) bool {
	is := func(part string) bool { return len(part) >= minPart && strings.HasPrefix(stem, part) }
	return is(have.Stem) || slices.ContainsFunc(have.Parts, is)
}

// endsWith tells whether a stem ends with a word, or a part of it.
func endsWith(stem string, have Word) bool {
	is := func(part string) bool { return len(part) >= minPart && strings.HasSuffix(stem, part) }
	return is(have.Stem) || slices.ContainsFunc(have.Parts, is)
}

// minPart is how long a part of a compound is at least, in bytes of its stem.
const minPart = 4

// said is the share of what a question is about that drafts have, with the names of their page and their headings.
func (r *reading) said(drafts []worded) float64 {
	words := slices.Concat(append(r.synonyms, r.title.words)...)
	for _, d := range drafts {
		words = append(words, r.units[r.units[d.a].section].words...)
		for _, u := range r.units[d.a : d.b+1] {
			words = append(words, u.words...)
		}
	}
	return r.saidBy(words)
}

func (r *reading) saidBy(words []Word) float64 {
	said, total := 0.0, 0.0
	for k, w := range r.words {
		if !scaffold[w.Stem] {
			total += r.idf[k]
			said += r.has(k, words)
		}
	}
	if total == 0 {
		return 1
	}
	return said / total
}

// gives tells whether one of the drafts has a value of each kind that is asked for.
func (r *reading) gives(drafts []worded) bool {
	for _, v := range r.values {
		if !slices.ContainsFunc(drafts, func(d worded) bool {
			return slices.ContainsFunc(r.units[d.a:d.b+1], func(u unit) bool { return !u.heading && v.given(r, u, v.groups) })
		}) {
			return false
		}
	}
	return true
}

// answered tells whether drafts are an answer to the question and not only of its topic. What the asker's language has
// other words for is not held against them, nor what rules are shown beside a case.
func (r *reading) answered(drafts []worded, task Task) bool {
	if !r.german || len(task.Wanted) > 0 {
		return len(drafts) > 0
	}
	return len(drafts) > 0 && r.gives(drafts) && (task.Given || r.said(drafts) >= minSaid)
}

// sharpest is the one sentence or list of the page that gives what is asked for and has most of the question; nil for none.
func (r *reading) sharpest(task Task) []worded {
	var best []worded
	points, most := r.points(), 0.0
	for i, u := range r.units {
		if u.heading || u.repeats || r.opens(i) {
			continue
		}
		if fit := r.saidBy(slices.Concat(u.words, r.units[u.section].words)) + points[i]; fit > most {
			if drafts := r.drafts(r.mend(run{a: i, b: i}, 0, len(r.units)-1), task.Hits); r.answered(drafts, task) && r.said(drafts) >= minSaidAlone {
				best, most = drafts, fit
			}
		}
	}
	return best
}

// preferAnswering moves the first of the best pages that answers the question to the front.
func (r *Reading) preferAnswering() {
	answers := func(i int, least float64) bool {
		p := r.pages[i]
		drafts := p.worded(r.task)
		return p.answered(drafts, r.task) && p.said(drafts) >= least
	}
	if slices.ContainsFunc(r.pages, (*reading).isInstitution) {
		r.settle()
		if i := slices.IndexFunc(r.pages, (*reading).isInstitution); answers(i, minSaidAlone) {
			r.promote(i)
			return
		}
	}
	for i := range min(len(r.pages), maxElsewhere) {
		if answers(i, minSaidElsewhere*b2(i > 0)) {
			r.promote(i)
			return
		}
		r.settle() // the next best is only known then
	}
}

// institution ends the name of a place that people go to; what they ask of it stands on its own page.
var institution = regex.MustCompile(`(?i)(?:bad|bibliothek|bücherei|museum|theater|archiv|musikschule|volkshochschule|tierheim|rathaus|stadthalle|jugendzentrum)$`)

// isInstitution tells whether the page is that of an institution that the question names: its name is all of the title.
func (r *reading) isInstitution() bool {
	return r.german && institution.MatchString(r.title.text) && len(r.title.words) == 1 &&
		slices.ContainsFunc(r.words, func(w Word) bool { return means(w, r.title.words[0]) || isA(w, r.title.words[0]) })
}
