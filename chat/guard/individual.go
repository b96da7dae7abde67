package guard

import (
	"slices"
	"strings"
)

// An individual case is a text that asks for a decision about one person, household or firm:
// whether somebody gets, keeps, owes or may do something, as they are, how much, or what
// became of an application. Only the office may decide that (AI Act, Annex III no. 5 a: access
// to essential public services), so it is told from its look-alikes, which ask for the way
// (where, who, which papers, until when) or for the rule ("man", "wer"), whatever is told with
// them: "Meine Rente ist klein. Wo kann ich Hilfe beantragen?"
//
// The classifier tells them apart as far as words do. "Wir bekommen Wohngeld. Müssen wir das
// Leihgeld zahlen?" is a question when a page has the rule for everybody who is so, and else a
// case: that is decided after the search, see Decision.Else. Beside the classifier stand the few
// sentences that are never anything else, so that no fit can lose them.
var outright = []rule{
	{Individual, "claim", anyOf(
		`\b(?:habe?|haette|haben|haetten|hat) (?:ich|wir|mein\w* \w+|unser\w* \w+) (?:\w+ ){0,3}(?:anspruch|anrecht|ein recht) auf\b`,
		`\b(?:steht|stehen|stuende|stuenden) (?:mir|uns|mein\w* \w+|unser\w* \w+)\b.{0,60}\bzu\b`,
		`\b(?:am i|are we) (?:entitled|eligible)\b`,
	), anyOf(asks)},
	{Individual, "own application", anyOf(
		`\b(?:warum|wieso|weshalb) (?:wurde|ist|wird) (?:mein|unser)\w* (?:\w*antrag|widerspruch)\b`,
	), nil},
}

// byWords is the probability from which a text is a case whatever a page has. It stands for the
// classifier's own, lower one where texts cannot be compared with pages word by word.
const byWords = .3

// Thinkable is the probability from which a German text may be a case: what only the office can weigh is one then, and
// what else is answered is answered with the note beside that the office decides. Of the 476 cases of seven authors two
// are less probable than the classifier's threshold by weights of the other authors, .11 the less.
const Thinkable = .1

// asksToWeigh tells whether a text has what only the office can weigh, and asks of the asker or of what he told:
// "Was kostet ein Platz bei 45.000 Euro im Jahr?" is a row of a table.
func asksToWeigh(folded string) bool {
	asked := asking(folded)
	return weighed.MatchString(folded) && !ofEverybody(folded) && anybodysOwn.MatchString(supposed.ReplaceAllString(strings.Join(asked, " "), ""))
}

// weighed is what only the office can weigh or find out: what somebody has and earns, how ill he is,
// whether he may stay, how large or far something is, what has been applied for or decided already,
// whether something is granted, and what becomes of somebody.
var weighed = anyOf(
	`\b(?:\w*netto|\w*brutto|verdien\w*|einkommen\w*|gehalt|lohn|vermoegen\w*|erspart\w*|sparbuch|konto|schulden|insolvenz\w*|rente)\b`,
	`\b(?:krank\w*|epilep\w*|gdb|schlaganfall|demenz\w*|behinder\w*|duldung|gefluechtet|geflohen|erwerbsgemindert|pflegegrad \d)\b`,
	`\d[\d.,]* ?(?:euro|€|prozent|%|qm|m²|quadratmeter\w*|kubikmeter\w*|meter\w*|cm|zentimeter\w*|m|km|kilometer\w*|stunden|std|punkte\w*)(?:\W|$)`,
	`\b(?:abgelehnt|bewilligt|gekuerzt|gestrichen|rueckforderung\w*|absage\w*|widerspruch|einspruch|angeblich|gekuendigt|beantragt|angekommen|eingegangen)\b`,
	`\b(?:mein|unser|der|im|laut)\w* \w*(?:antrag|bescheid)\w*\b`,
	`\bnicht (?:verlaengert|erteilt|genehmigt|anerkannt|ausgestellt|angenommen)\b`,
	`(?:^|[.!?,] )(?:werde ich|werden wir)\b`,
	`\b(?:bin|sind) (?:ich|wir)\b.{0,30}\bzu (?:alt|jung|spaet|reich)\b|\b(?:genug|ausreichend)\b`,
	`\b(?:bekomm|krieg|erhalt|erhaelt)\w*\b.{0,80}\b(?:genehmig\w*|erlaubnis\w*|bewillig\w*)\b`,
)

// ofEverybody reports whether all that a folded text asks is asked of everybody, of the thing itself, or for the
// way to it, whatever is told before: "Oma hat 8.300 Euro gespart. Wie viel darf man behalten?" Then the answer decides
// nothing of the asker's. A clause that speaks of somebody, or points to what was told, does not.
func ofEverybody(folded string) bool {
	asked := asking(folded)
	return len(asked) > 0 && !slices.ContainsFunc(asked, func(s string) bool {
		clause := s
		if at := asksBehind.FindStringSubmatchIndex(s); at != nil {
			clause = s[at[2]:]
			if verbFirst.MatchString(s[:at[0]]) { // asks twice
				return true
			}
		}
		way := theWay.MatchString(clause) && !ownState.MatchString(clause)
		return !way && (!everybody.MatchString(clause) || anybodysOwn.MatchString(likeMe.ReplaceAllString(clause, "")))
	})
}

// asking are the sentences of a text that ask: those with a mark, else the last, since people forget it.
func asking(folded string) []string {
	sentences := sentence.FindAllString(folded, -1)
	asked := slices.DeleteFunc(slices.Clone(sentences), func(s string) bool { return !strings.HasSuffix(s, "?") })
	if len(asked) == 0 && len(sentences) > 0 {
		asked = sentences[len(sentences)-1:]
	}
	return asked
}

var (
	// supposed is what a price is asked for.
	supposed = re(`\b(?:wenn|falls|bei)\b[^?]*`)
	sentence = re(`(?:[^.!?]|\.\d)+[.!?]*`)
	// asksBehind finds the clause of a sentence that asks, behind one that tells.
	asksBehind = re(`(?:,| und| –|:|;)\s+((?:was|wie|wo \w+ (?:ich|wir|man|er|sie)|wann|wer|(?:in(?:nerhalb)? )?welche\w*|ab wann|bis wann|gibt|ist|sind|(?:darf|kann|muss) man)\b)`)
	verbFirst  = re(`^\W*(?:ist|sind|wird|werden|wurde|steht|gibt|hilft|geht|wuerde|kann|koennen|muss|muessen|darf|duerfen|soll|sollen|bekomm\w*|krieg\w*|hab\w*|hat|bin|reicht|zaehlt|gilt|zahl\w*)\b`)
	// everybody is how people ask of everybody, or of a thing.
	everybody = anyOf(
		`\b(?:grundsaetzlich|generell|normalerweise|ueblicherweise|in der regel)\b`, `\bman\b`, `\b(?:leute|jeder|alle)\b`, `\bgib(?:t es|t's|ts)\b`, `\blaesst sich\b`,
		`\b(?:ist|sind)\b.*\b(?:erlaubt|verboten|moeglich|noetig|pflicht|zulaessig|kostenlos|umsonst|frei|beitragsfrei|befreit)\b`,
		`\b(?:welche\w*|was|wieviel|wie (?:viel|hoch|lange|oft))\b.*\b(?:gilt|gelten|zaehlt|zaehlen)\b|\b(?:welche\w*|was|wie)\b.*\b(?:nehmen|rechnen) (?:die|sie)\b|\b(?:pro|je) (?:quadratmeter|meter|tag|monat|jahr|stueck|person|kind)\b|\bwie ist die regel\b`,
	)
	// anybodysOwn speaks of somebody, or points to what is told.
	anybodysOwn = anyOf(
		`\b(?:ich|i|mir|mich|wir|uns|mein\w*|unser\w*|er|ihn|ihm|ihr|ihnen|du|jemand)\b`,
		`\b(?:davon|dafuer|damit)\b`, `\b(?:man|jeder|alle|ist|sind|waere?|gilt|zaehlt|reicht|heisst|geht) (?:das|dies|es|so|da)\b`, `\bfalsch\b`,
	)
	// theWay asks for a place, a time limit or papers, which are the same for everybody, whoever asks.
	theWay   = re(`^\W*(?:(?:und|aber|also|dann) )*(?:wo|wohin|an wen|bei wem|wer (?:kann (?:mir |uns )?(?:da |dabei |jetzt )?helfen|hilft|ist (?:da |dafuer )?zustaendig)|bis wann|(?:in(?:nerhalb)? )?welche[rm]? frist(?:en)?|wie lange habe?n? (?:ich|wir|man)\b.*\b(?:widerspruch|einspruch|zeit)|welche (?:\w*urkunden?|unterlagen|papiere|nachweise|formulare)|(?:ab|bis zu) welche[rmsn]? (?:groesse|hoehe|alter|einkommen|betrag|umfang|laenge|flaeche|\w*grenze)|(?:hilft|helfen|sucht|vermittelt|beraet|begleitet) (?:mir|uns|mich|die|das|der|mein\w* \w+)|kommt (?:da |dann |auch )*(?:jemand|einer|wer))\b`)
	ownState = anyOf(
		`\bwo(?:hin)? (?:steh|bleib|lieg|haeng|geh)\w* (?:ich|wir|mein\w*|unser\w*)\b`, `\bwo (?:ist|sind) (?:denn |nun |jetzt )?(?:mein|unser)\w*\b`,
		`\b(?:ab|bis) wann\b.*\b(?:bekomm|krieg|erhalt|entscheid|entschieden|behalt|bleib)\w*`,
		`\b(?:hilft|helfen)\b.*\b(?:kosten|geld|zahl\w*|miete|schulden|raten?)\b`,
	)
	likeMe = re(`\bwie (?:ich|wir|uns|mich)\b`)
)
