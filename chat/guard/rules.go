package guard

import (
	"regexp"
	"strings"
)

// rule sends texts that match, unless they match unless, to a kind. Patterns are written
// over folded text, see Fold. The word lists are deliberately narrow: a question that
// slips through is answered from sources or refused for want of them, a question that
// is caught wrongly is lost.
type rule struct {
	kind          Kind
	name          string
	match, unless *regexp.Regexp
}

// first is the decision of the first of some rules that takes a text.
func first(rules []rule, text string) (Decision, bool) {
	for _, r := range rules {
		if r.match.MatchString(text) && (r.unless == nil || !r.unless.MatchString(text)) {
			return decide(r.kind, r.name), true
		}
	}
	return Decision{}, false
}

// asks begins a question that names what it wants to know; most look-alikes do.
const asks = `^(?:und |aber |oder )?(?:(?:an|bei|von|mit|zu|fuer|unter|ab|bis|seit|in|auf|aus|nach|um) )?(?:wo|wie|wann|wer|wen|wem|was|welch\w*|woher|wohin|wofuer|womit|worauf|wieviel\w*)\b`

// anyOf matches what one of the patterns matches.
func anyOf(patterns ...string) *regexp.Regexp { return re(strings.Join(patterns, "|")) }

// phrases matches the words as they stand, in any script: \b knows ASCII only.
func phrases(words ...string) *regexp.Regexp {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = regexp.QuoteMeta(Fold(w))
	}
	return anyOf(quoted...)
}

// authority is somebody else's matter.
type authority struct {
	key   string // in the message files, under "authority"
	match *regexp.Regexp
}

// papers are what other authorities send people to the city for.
var papers = re(`\b(?:geburts|heirats|ehe|sterbe)urkunde\w*|\b(?:melde|lebens)bescheinigung\w*|\bbeglaubig\w*|\bfuehrungszeugnis\w*|\baus der kirche\b|\bkirchenaustritt\w*`)

var authorities = []authority{
	{"jobcenter", re(`\bbuergergeld\b|\bhartz ?(?:4|iv)\b|\bjobcenter\b|\barbeitslosengeld (?:2|ii)\b`)},
	{"employment", re(`\barbeitslosengeld\b|\barbeitslos\w*\b.{0,20}\bmeld\w*|\bmeld\w*\b.{0,20}\barbeitslos\w*|\bjobsuche\b|\barbeitssuchend\w*|\barbeitsuchend\w*|\bagentur fuer arbeit\b|\barbeitsagentur\b|\barbeitsamt\b`)},
	{"family", re(`\bkindergeld\w*|\bkinderzuschlag\w*|\bfamilienkasse\b`)},
	{"pension", re(`\b(?:meine|die|deine|ihre) (?:alters)?rente\b.{0,30}\b(?:kommt|hoch|beantrag\w*)|\b(?:kommt|hoch|beantrag\w*)\b.{0,30}\bmeine (?:alters)?rente\b|\brentenalter\b|\b(?:alters|erwerbsminderungs|witwen|waisen)rente\w*|\brenten(?:antrag|erhoehung|anpassung)\w*|\brentenverlauf\w*|\brentenkonto\b|\brentenversicherung\w*|\brentenbescheid\w*`)},
	{"customs", re(`\b(?:kraftfahrzeug|kfz|auto)[ -]?steuer\w*`)},
	{"tax_id", re(`\bsteuer-?(?:id|identifikationsnummer)\b|\bumsatzsteuer-?(?:id|identifikationsnummer)\b`)},
	{"tax", re(`\b(?:einkommen|lohn|umsatz|erbschaft)s?steuer\w*|\bsteuererklaerung\w*|\bfinanzamt\w*|\bsteuerklasse\w*|\bsteuer-?nummer\b|\bfreistellungsauftrag\w*`)},
	{"customs", re(`\bzoll\b|\bzollamt\w*|\beinfuhr(?:umsatz)?steuer\w*|\bpaket aus (?:china|usa|uebersee)`)},
	{"broadcast", re(`\brundfunkbeitrag\w*|\bgez\b|\bbeitragsservice\b`)},
	{"health", re(`\bkrankenkasse\w*|\bgesundheitskarte\w*|\bkrankengeld\w*|\bkrankenversicherung\w*|\bmutterschaftsgeld\w*|\bkrankschreib\w*`)},
	{"student", re(`\bbafoeg\b|\bausbildungsfoerderung\w*`)},
	{"police", re(`\banzeige\b.{0,20}\b(?:diebstahl|betrug|koerperverletzung|einbruch)|\b(?:diebstahl|betrug|einbruch)\b.{0,25}\banzeige\w*|\bstrafanzeige\w*|\banzeige\b.{0,20}\berstatt\w*|\berstatt\w*\b.{0,20}\banzeige\b`)},
	{"foreign_office", re(`\bvisum\b.{0,30}\b(?:fuer|nach)\b|\b(?:einreise|reise|urlaub|flieg\w*)\b.{0,40}\bvisum\b|\breisewarnung\w*|\b(?:ich|wir|man)\b.{0,20}\bfuer \w+ (?:denn )?ein visum\b`)},
	{"court", re(`\bgrundbuch\w*|\berbschein\w*|\bvereinsregister\b|\bhandelsregister\b|\btestament\b.{0,20}\bhinterleg\w*|\b(?:beantrag|einreich|reich)\w*\b.{0,30}\bscheidung\b|\bscheidung\b.{0,30}\b(?:beantrag|einreich)\w*|\bscheiden lassen\b|\bprivatinsolvenz\w*|\binsolvenz\b.{0,20}\banmeld\w*|\bmahnbescheid\w*|\b(?:erbe|erbschaft)\b.{0,20}\bausschlag\w*`)},
	{"disability", re(`\bwertmarke\b|\bversorgungsamt\b`)},
	{"utility", re(`\bwasserrohrbruch\b|\bstromausfall\b|\bstrom (?:ist )?weg\b|\bgasanschluss\b|\bstromanbieter\b|\bhausanschluss\b`)},
	{"vehicles", re(`\bkraftfahrt-bundesamt\b|\bpunkt(?:e|estand)\b.{0,25}\bflensburg\b|\bkba\b`)},
	{"inspection", re(`\btuev\b.{0,30}\b(?:termin\w*|plakette|faellig|abgelaufen|ueberzogen|machen)\b|\bhauptuntersuchung\w*`)},
	{"railway", re(`\b(?:zug|zuege|bahn|ice|regionalbahn|s-bahn)\b.{0,50}\b(?:verspaet\w*|zu spaet|ausgefallen|ausfall\w*|fahrgastrechte)\b|\bfahrgastrechte\w*`)},
	{"chamber", re(`\bhandwerksrolle\b|\bihk-pruefung\w*|\b(?:meister|gesellen)pruefung\w*`)},
	{"chimney", re(`\bschornsteinfeger\w*|\bkaminkehrer\w*|\bfeuerstaettenschau\w*`)},
	{"notary", re(`\b(?:ehevertrag|erbvertrag|kaufvertrag)\w*\b.{0,40}\b(?:beurkund\w*|notar\w*)|\bnotar\w*\b.{0,40}\b(?:hauskauf|grundstueck|ehevertrag|erbvertrag|kaufvertrag|testament)\w*`)},
	{"migration", re(`\basylantrag\w*|\basyl\b.{0,20}\b(?:beantrag|stell)\w*|\b(?:beantrag|stell)\w*\b.{0,20}\basyl\b|\bintegrationskurs\w*|\bbamf\b`)},
	{"school", re(`\blehrer\w*\b.{0,40}\b(?:ungerecht\w*|benot\w*|note\w*)|\bschulnote\w*|\bzeugnisnote\w*|\babiturnote\w*|\blehrermangel\b|\bunterrichtsausfall\b`)},
	{"roads", re(`\bbundesstrasse\w*|\blandesstrasse\w*|\bautobahn\w*|\bauf der (?:a|b) ?\d{1,3}\b`)},
	{"post", re(`\bdeutsche post\b|\bbrieftraeger\w*|\bpostbote\w*\b.{0,40}\b(?:kommt|kam|bringt|klingelt)\b|\bpaket\w*\b.{0,40}\b(?:angekommen|geliefert|zugestellt|verschwunden|abholen)\b|\bnachsendeauftrag\w*|\b(?:dhl|hermes|dpd|gls)\b`)},
}
