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
	leads bool // what gives it is said first: its words are in hardly any other sentence
	spare bool // without it there is an answer, too
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
	{asked: appointment, leads: true, given: func(_ *reading, u unit, _ []string) bool { return u.tellsAppointment() }},
	// how much of it, or how large it may be
	{asked: howMuch, leads: true, given: func(r *reading, u unit, _ []string) bool {
		return measure.MatchString(u.text) || ofMoney.MatchString(r.text) && intent.Shown(u.text, intent.Prices) != 0
	}},
	// what holds under a condition
	{asked: Supposing, leads: true, spare: true, given: func(r *reading, u unit, _ []string) bool { return r.tellsCase(u) }},
	// a number of the things named
	{asked: regex.MustCompile(`(?i)\bwie ?viele[nr]? (\p{L}+)`), given: func(r *reading, u unit, asked []string) bool {
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
	{asked: regex.MustCompile(`(?i)\b(?:was koste[tn]|wie teuer|wie ?viel koste[tn]|wie hoch)\b`), given: func(r *reading, u unit, _ []string) bool {
		return !r.asksFor("fee") || intent.Shown(u.text, intent.Prices) != 0 || share.MatchString(u.text)
	}},
	// a time
	{asked: regex.MustCompile(`(?i)\bwann\b|um wie ?viel uhr|wie lange?\b`), given: func(r *reading, u unit, _ []string) bool {
		return u.patterns&r.proof != 0 || spell.MatchString(u.text)
	}},
	// what becomes of a thing, and what follows from not doing something, or not as one should
	{asked: regex.MustCompile(`(?i)\bwas (?:passiert|geschieht)\b`), given: func(r *reading, u unit, _ []string) bool {
		return becomes.MatchString(u.text) || r.tellsThen(u)
	}},
	{asked: regex.MustCompile(`(?i)\bwas (?:droht|blüht)\b|\bwelche (?:strafe|folgen)\b|\bwas (?:passiert|geschieht)\b.*\b(?:nicht|kein\p{L}*|ohne|zu spät|verspätet|verge(?:ss|ß)\p{L}*|verpass\p{L}*|versäum\p{L}*|falsch\p{L}*)\b`), given: func(r *reading, u unit, _ []string) bool { return r.tellsThen(u) }},
	// by what means one pays
	{asked: regex.MustCompile(`(?i)\b(?:mit|per) (?:der )?(?:ec-?|bank-?|kredit)?karte\b|kartenzahlung|\bbar (?:be)?zahl|bargeld|girocard|paypal`), given: func(_ *reading, u unit, _ []string) bool {
		return payment.MatchString(u.text)
	}},
	// leave
	{asked: regex.MustCompile(`(?i)^\W*(?:wo )?(?:darf|dürfen) (?:ich|man|wir|mein\p{L}*|unser\p{L}*|ein\p{L}*|der|die|das)\b|\bist es (?:erlaubt|verboten)\b`), given: func(_ *reading, u unit, _ []string) bool {
		return permits.MatchString(u.text)
	}},
	// a name
	{asked: regex.MustCompile(`(?i)\bwer leitet\b|\b(?:wer ist|wie heißt)\b.{0,30}(?:meister|leit|chef|vorsitz|direktor|rat\b|rätin|beauftragte)`), given: func(_ *reading, u unit, _ []string) bool {
		return named.MatchString(u.text)
	}},
}

var (
	// appointment asks whether one needs one; where or how one gets it is another question.
	appointment = regex.MustCompile(`(?i)\b(?:brauch|benötig)\p{L}*\b[^.?!]*\btermin\b|\b(?:ohne|mit) (?:\p{L}+ )?termin\b|\btermin(?:e|pflicht)? (?:ist |wirklich |unbedingt )*(?:nötig|notwendig|erforderlich|pflicht)|` +
		`\bmuss\b[^.?!]*\btermin (?:aus|ver|machen|buchen|haben|holen|nehmen)|\b(?:need|have to (?:make|book)|must \p{L}+ (?:make|book)|without) an appointment`)
	// byAppointment says that one does or does not.
	byAppointment = regex.MustCompile(`(?i)\b(?:ohne|mit|einen|keinen?|ein|nur) (?:\p{L}+ )?termin\b|\btermine? (?:ist|sind|im internet|online|buchen|vereinbaren|vergeben|nötig|erforderlich)|` +
		`terminvereinbarung|terminbuchung|nach (?:\p{L}+ )?(?:vereinbarung|absprache)|\bappointment`)
	// howMuch asks for an amount or a size, not for money.
	howMuch = regex.MustCompile(`(?i)\bwie ?viel (?:darf|dürfen|kann|können|muss|müssen|soll|davon|auf einmal|passt|nehm\p{L}*|abfall|müll|sperrmüll|platz)\b|` +
		`\bwie (?:groß|breit|dick|weit|tief|lang|hoch|schwer) (?:darf|dürfen|muss|müssen|soll|kann)\b|\bwie weit (?:weg|entfernt|vom|von)\b|\bwelche (?:menge|größe|breite|höhe)n?\b`)
	ofMoney = regex.MustCompile(`(?i)euro|geld|verdien|zahl|(?:be|er)(?:komm|halt|hält)|krieg|spar|abz[iu]|absetz`)
	// measure is a number of what one measures by.
	measure = regex.MustCompile(`(?i)(?:\d|\b(?:eine?[mnr]?|halbe[nr]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|hundert))\p{L}* ?(?:kubikmeter|quadratmeter|m[³²]?|cm|kg|(?:zenti|kilo|milli)?meter|liter|kilo|kilogramm|gramm|tonne|zentner)n?(?:\P{L}|$)`)
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

// tellsCase tells whether a unit says what holds in the case that the question puts by itself: it has a condition, and either the
// words of the case or, where something is not done, no more than that.
func (r *reading) tellsCase(u unit) bool {
	if !supposes.MatchString(u.text) && !inverted.MatchString(u.text) {
		return false
	}
	return r.coverBy(r.itself(), u.words) >= sameCase || notDone.MatchString(r.text) && notDone.MatchString(u.text)
}

// itself are the weights of the question's words without those carried over.
func (r *reading) itself() []float64 {
	weights := slices.Clone(r.idf)
	for k := range weights {
		weights[k] *= b2(!r.carried[k])
	}
	return weights
}

var (
	// Supposing is a question that only puts a condition to what was asked before, and no sum of money.
	Supposing = regex.MustCompile(`(?i)^\W*(?:(?:und|aber|oder|ok|okay|ja|was|also)\W+)*(?:wenn|falls) [^\d?]+\?*$`)
	// supposes begins a condition, inverted is one by its verb: "Wird nicht gezahlt, …"
	supposes = regex.MustCompile(`(?i)(?:^|\P{L})(?:wenn|falls|sofern|wer|ohne)\P{L}`)
	inverted = regex.MustCompile(`^(?:Wird|Werden|Ist|Sind|Hat|Haben|Kommt|Kommen|Zieht|Ziehen|Zahlt|Zahlen|Heiraten|Geht|Gehen|Fehlt|Fehlen|Stirbt|Reichen|Bleibt|Verlieren|Arbeiten)\P{L}[^.?!:]*,`)
	notDone  = regex.MustCompile(`(?i)\b(?:nicht|kein\p{L}*)\b`)
)

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
	words := r.nameWords()
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
		if !v.spare && !slices.ContainsFunc(drafts, func(d worded) bool {
			return slices.ContainsFunc(r.units[d.a:d.b+1], func(u unit) bool { return !u.heading && v.given(r, u, v.groups) })
		}) {
			return false
		}
	}
	return true
}

// tellsAppointment tells whether a unit says if one needs an appointment; a link to make one is no word on that.
func (u unit) tellsAppointment() bool {
	return !u.heading && byAppointment.MatchString(u.text) && !strings.Contains(u.text, "://")
}

// LacksAppointment tells whether the question asks if one needs an appointment and the page to answer from does not say it.
func (r *Reading) LacksAppointment() bool {
	return len(r.pages) > 0 && appointment.MatchString(r.pages[0].text) &&
		!slices.ContainsFunc(r.pages[0].units, func(u unit) bool { return u.tellsAppointment() })
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
var institution = regex.MustCompile(`(?i)^\p{L}*(?:bad|bibliothek|bücherei|museum|theater|archiv|musikschule|volkshochschule|tierheim|rathaus|stadthalle|jugendzentrum)(?: \p{Lu}\p{L}+| (?:am|im|an der|in der) \p{Lu}\p{L}+)?$`)

// isInstitution tells whether the page is that of an institution that the question names: its name is all of the title.
func (r *reading) isInstitution() bool {
	return r.german && institution.MatchString(r.title.text) &&
		slices.ContainsFunc(r.words, func(w Word) bool {
			name := r.title.words[0]
			if len(r.title.words) > 1 { // one of several, by its kind: nothing that only stands for it
				return w.Stem == name.Stem
			}
			return means(w, name) || isA(w, name)
		})
}
