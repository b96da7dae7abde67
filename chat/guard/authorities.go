package guard

import (
	"strings"

	"auskunft/internal/regex"
)

// authority is somebody else's matter.
type authority struct {
	key   string // in the message files, under "authority"
	match *regex.Regexp
}

// authorities are the same everywhere in Germany; what a town or its Land does otherwise stands in the
// town's own table. The first that matches is named.
var authorities = []authority{
	{"jobcenter", re(`\bbuergergeld(?:antrag\w*)?\b|\bhartz ?(?:4|iv)\b|\bjobcenter\b|\barbeitslosengeld (?:2|ii)\b|\balg ?(?:2|ii)\b`)},
	{"employment", re(`\barbeitslosengeld\b|\balg ?(?:1|i)\b|\barbeitslos\w*\b.{0,20}\bmeld\w*|\bmeld\w*\b.{0,20}\barbeitslos\w*|\bjobsuche\b|\barbeitssuchend\w*|\barbeitsuchend\w*|` +
		`\bagentur fuer arbeit\b|\barbeitsagentur\b|\barbeitsamt\w*\b|\bkurzarbeitergeld\b|\bbildungsgutschein\w*|\bberufsberatung\b`)},
	{"family", re(`\bkindergeld\w*|\bkinderzuschlag\w*|\bfamilienkasse\b`)},
	{"care", re(`\bpflegegrad\w*\b.{0,40}\b(?:einstuf|eingestuft|hoeherstuf|erhoeh)\w*|\b(?:wo|wie|wer|bei wem)\b.{0,60}\bpflegegrad\b.{0,40}\b(?:beantrag|antrag)\w*|\bpflegegrad\b.{0,30}\b(?:festgestellt|feststell\w*|begutacht\w*)|\b(?:wo|wie|bei wem) (?:beantrag|stuf)\w*\b.{0,40}\bpflegegrad|\bpflegegeld\b|\bverhinderungspflege\b|\bmedizinische[rn]? dienst\b|` + reached(`pflegekasse`))},
	{"pension", re(`\b(?:meine|die|deine|ihre) (?:alters)?rente\b.{0,30}\b(?:kommt|hoch|beantrag\w*)|\b(?:kommt|hoch|beantrag\w*)\b.{0,30}\b(?:meine )?(?:alters)?rente\b|\brente\b.{0,20}\bbeantrag\w*|\brentenalter\b|\bin (?:frueh)?rente gehen\b|` +
		`\b(?:alters|erwerbsminderungs|witwen|waisen|muetter)rente\w*|\brenten(?:antrag|erhoehung|anpassung|auskunft|information|beratung)\w*|\brentenverlauf\w*|\brentenkonto\b|\bkontenklaerung\b|\brentenversicherung\w*|\brentenbescheid\w*|\b(?:sozial|renten)versicherungs-?(?:nummer|ausweis)\w*|\breha(?:bilitation|massnahme)?\b.{0,20}\b(?:beantrag|antrag)\w*|\b(?:beantrag|antrag)\w*\b.{0,25}\breha(?:bilitation|massnahme)?\b`)},
	{"customs", re(`\b(?:kraftfahrzeug|kfz|auto)[ -]?steuer\w*`)},
	{"tax_id", re(`\bsteuer-?(?:id|identifikationsnummer)\b|\bumsatzsteuer-?(?:id|identifikationsnummer)\b`)},
	{"tax", re(`\b(?:einkommen|lohn|umsatz|erbschaft|schenkung|grunderwerb|kapitalertrag)s?steuer\w*|\bsteuererklaerung\w*|\bsteuer(?:rueck)?(?:erstattung|zahlung)\w*|\bfinanzamt\w*|\bsteuerklasse\w*|\bsteuer-?nummer\b|\bfreistellungsauftrag\w*`)},
	{"customs", re(`\bzoll\b|\bzollamt\w*|\bhauptzollamt\b|\beinfuhr(?:umsatz)?steuer\w*|\bpaket aus (?:china|usa|uebersee)|\bschwarzarbeit\b.{0,20}\b(?:meld|anzeig)\w*|\b(?:meld|anzeig|zeig)\w*\b.{0,20}\bschwarzarbeit`)},
	{"broadcast", re(`\brundfunk(?:beitrag|gebuehr)\w*|\bgez\b|\bbeitragsservice\b`)},
	{"accident", re(`\bberufsgenossenschaft\w*|\b(?:arbeits|wege|schul)unfall\w*|\bberufskrankheit\w*`)},
	{"health", re(`\bkrankenkasse\w*|\bgesundheitskarte\w*|\bkrankengeld\w*|\bkrankenversicherung\w*|\bfamilienversicher\w*|\bmutterschaftsgeld\w*|\bkrankschreib\w*|\bwer (?:zahlt|bezahlt|uebernimmt)\b.{0,30}\b(?:brille|zahnspange|zahnersatz|hoergeraet|therapie|kur|rollstuhl|rollator)\w*|\b(?:psycho|physio|ergo)therap\w*|\btherapieplatz\w*`)},
	{"student", re(`\bbafoeg\w*|\bausbildungsfoerderung\w*|\bstud(?:ierenden|enten)werk\b`)},
	{"police", re(`\banzeige\b.{0,20}\b(?:diebstahl|betrug|koerperverletzung|einbruch)|\b(?:diebstahl|betrug|einbruch)\b.{0,25}\banzeige\w*|\bstrafanzeige\w*|\b(?:betrug|betrogen|diebstahl|einbruch)\b.{0,60}\bzeige? (?:ich|wir|man)\b|\banzeige\b.{0,20}\berstatt\w*|\berstatt\w*\b.{0,20}\banzeige\b|` +
		`\bonlinewache\b|` + reached(`polizei(?:wache|revier|dienststelle|station|inspektion)?`))},
	{"foreign_office", re(`\bvisum\b.{0,30}\b(?:fuer|nach)\b|\b(?:einreise|reise|urlaub|flieg\w*)\b.{0,40}\bvisum\b|\breisewarnung\w*|\b(?:ich|wir|man)\b.{0,20}\bfuer \w+ (?:denn )?ein visum\b|` +
		`\b(?:` + nationality + `)\w{0,2} (?:reise)?pass(?:es)?\b.{0,40}\b(?:verlaenger|beantrag|erneuer|abgelaufen|ausstell)\w*|` + reached(`(?:\w+isch\w{0,2} )?(?:konsulat|botschaft)`))},
	{"court", re(`\bgrundbuch\w*|\berbschein\w*|\bvereinsregister\b|\bhandelsregister\b|\btestament\b.{0,20}\b(?:hinterleg|eroeffn)\w*|\b(?:beantrag|einreich|reich)\w*\b.{0,30}\bscheidung\b|\bscheidung\b.{0,30}\b(?:beantrag|einreich)\w*|` +
		`\bscheiden lassen\b|\bprivatinsolvenz\w*|\binsolvenz\b.{0,20}\banmeld\w*|\bmahnbescheid\w*|\b(?:erbe|erbschaft)\b.{0,20}\bausschlag\w*|\balleinig\w* sorgerecht\b|` +
		`\b(?:amts|nachlass|familien|betreuungs|insolvenz)gericht\w*|\bgerichtsvollzieher\w*|\bberatungshilfe\w*|\bprozesskostenhilfe\b|\bzwangsversteiger\w*`)},
	{"disability", re(`\bwertmarke\b|\bversorgungsamt\b`)},
	{"utility", re(`\bwasserrohrbruch\b|\bstromausfall\b|\bstrom (?:ist )?(?:weg|ausgefallen)\b|\bstrom\b.{0,20}\b(?:an|ab|um)melden\b|\b(?:strom|gas)(?:zaehler|rechnung|vertrag|tarif)\w*|\bgasanschluss\b|\bstromanbieter\b|\b(?:strom|gas)\b.{0,40}\banbieter\b|\bhausanschluss\b`)},
	{"telecom", re(`\b(?:internet|telefon|festnetz|handy|dsl|handynetz)\b.{0,30}\b(?:geht nicht|funktioniert nicht|ausgefallen|stoerung|gestoert|langsam)\b|\b(?:internet|telefon|handy)-?(?:anschluss|anbieter|vertrag)\w*|\bfunkloch\w*|\bbundesnetzagentur\b`)},
	{"vehicles", re(`\bkraftfahrt-bundesamt\b|\bpunkt(?:e|estand)\b.{0,25}\bflensburg\b|\bflensburg\b.{0,25}\bpunkt(?:e|estand)\b|\bfahreignungsregister\b|\b(?:fuehrerschein)?punkte?\b.{0,15}\b(?:abbau|loesch|abfrag)\w*|\bpunkteabbau\b|\bkba\b`)},
	{"inspection", re(`\btuev\b.{0,30}\b(?:termin\w*|plakette|faellig|abgelaufen|ueberzogen|machen|pruef\w*|vorfuehr\w*)\b|\bhauptuntersuchung\w*`)},
	{"railway", re(`\b(?:zug|zuege|bahn|ice|regionalbahn|s-bahn)\b.{0,50}\b(?:verspaet\w*|zu spaet|ausgefallen|ausfall\w*|(?:fiel|faellt|fallen) aus|fahrgastrechte)\b|\bfahrgastrechte\w*|\bbahncard\b|\bdeutsche bahn\b|\b(?:im|in der) (?:zug|bahn|ice)\b.{0,40}\b(?:verlor|vergess|liegen)\w*`)},
	{"chamber", re(`\bhandwerksrolle\b|\bihk-pruefung\w*|\b(?:meister|gesellen)pruefung\w*|` + reached(`(?:ihk|handwerkskammer|industrie- und handelskammer)`))},
	{"chimney", re(`\bschornsteinfeger\w*|\bkaminkehrer\w*|\bfeuerstaettenschau\w*`)},
	{"notary", re(`\b(?:ehevertrag|erbvertrag|kaufvertrag)\w*\b.{0,40}\b(?:beurkund\w*|notar\w*)|\bnotar\w*\b.{0,40}\b(?:hauskauf|grundstueck|ehevertrag|erbvertrag|kaufvertrag|testament)\w*`)},
	{"migration", re(`\basyl(?:antrag|verfahren)\w*|\basyl\b.{0,20}\b(?:beantrag|stell)\w*|\b(?:beantrag|stell)\w*\b.{0,20}\basyl\b|\bintegrationskurs\w*|\bbamf\b|\bbundesamt fuer migration\b`)},
	{"school", re(`\blehrer\w*\b.{0,40}\b(?:ungerecht\w*|benot\w*|note\w*)|\bschulnote\w*|\bzeugnisnote\w*|\babiturnote\w*|\blehrermangel\b|\bunterrichtsausfall\b`)},
	{"roads", re(`\bbundesstrasse\w*|\blandesstrasse\w*|\bautobahn\w*|\bauf der (?:a|b) ?\d{1,3}\b`)},
	{"post", re(`\bdeutsche post\b|\bbrieftraeger\w*|\bpostbote\w*\b.{0,40}\b(?:kommt|kam|bringt|klingelt)\b|\b(?:paket|einschreiben)\w*\b.{0,40}\b(?:angekommen|geliefert|zugestellt|verschwunden|abholen)\b|\bnachsendeauftrag\w*|` +
		`\b(?:dhl|hermes|dpd|gls)\b|\bpostfiliale\b|\bbriefmarken?\b`)},
	{"bank", re(`\b(?:ec|giro|bank|kredit)-?karte\w*\b.{0,30}\b(?:sperr|verlor|weg|geklaut|gestohlen)\w*|\b(?:pfaendungsschutz|p-|giro)konto\b|\bkonto (?:eroeffnen|sperren)\b`)},
	{"consumer", re(`\bverbraucher(?:zentrale|beratung|schutz)\w*|\babzocke\w*|\babofalle\w*|\bfake-?shop\w*|\bschufa\b|\bwerbeanruf\w*`)},
	{"tenants", re(`\bmieter(?:verein|schutzbund|bund|schutz)\b|\bmietrecht\w*|\bmietpreisbremse\b`)},
}

// reached matches a question for where somebody is or how to reach them, or the bare name: the names of those
// who are also named beside the town's own matters.
func reached(names string) string {
	asked := `(?:adresse|anschrift|telefon|telefonnummer|rufnummer|nummer|oeffnungszeiten|kontakt)`
	return `\b(?:wo (?:ist|sind|liegt|sitzt|finde ich|gibt es)|wie (?:erreiche ich|komme ich zu[mr]?)|` + asked + `(?: (?:von|der|des|vom))?)(?: (?:hier|denn|bitte|der|die|das|den|dem|eine?|naechste\w?))* (?:` + names + `)\b` +
		`|^(?:` + names + `)(?: ` + asked + `)?\W*$`
}

// nationality begins the adjective of a pass that its own state's consulate renews.
const nationality = `tuerkisch|syrisch|polnisch|ukrainisch|rumaenisch|bulgarisch|italienisch|griechisch|kroatisch|serbisch|russisch|irakisch|iranisch|afghanisch|` +
	`marokkanisch|tunesisch|indisch|chinesisch|vietnamesisch|spanisch|portugiesisch|franzoesisch|niederlaendisch|oesterreichisch|britisch|amerikanisch|` +
	`eritreisch|somalisch|nigerianisch|kosovarisch|albanisch|bosnisch|auslaendisch`

var (
	// papers are what other authorities send people to the city for.
	papers = re(`\b(?:geburts|heirats|ehe|sterbe)urkunde\w*|\b(?:melde|lebens)bescheinigung\w*|\bbeglaubig\w*|\bfuehrungszeugnis\w*|\baus der kirche\b|\bkirchenaustritt\w*|` +
		`\b(?:bescheinigung|nachweis|papiere?|unterlagen)\b.{0,20}\bvon (?:euch|ihnen)\b`)
	// ourOffice is of the city, and asked of by its name.
	ourOffice = re(`\b(?:elterngeldstelle|wohngeldstelle|zulassungsstelle|auslaenderbehoerde|volkshochschule|vhs)\b`)
	// recipients are people, of whom something of the city's is asked.
	recipients = re(`\b\w+[ -]?(?:empfaenger|bezieher)\w*`)
	// clauses are what a text is made of; tells is one that says what somebody has or is.
	clauses = re(`(?:[^.,;:!?–]|[.,]\d)+[.,;:!?–]*`)
	tells   = re(`^\W*(?:(?:und|aber|also|da|weil|wenn|falls|obwohl|hallo|moin|guten tag) )*(?:(?:ich|i|wir|er|sie|man|mein\w* \w+|unser\w* \w+)\b.{0,60}\b(?:bekomm|bezieh|krieg|erhalt|erhaelt|hab|hat|leb)\w*|(?:bekomm|bezieh|krieg|hab|leb)\w*\b [^?]*$)`)
	// wants keeps a clause that says what somebody would like.
	wants = re(`\b(?:will|moecht\w*|wollt\w*|muss|soll|brauch\w*|beantrag\w*)\b`)
	// longWord may name a matter, unless it is of what is done in any: anyMatter.
	longWord  = re(`\b[a-z]{6,}\b`)
	anyMatter = re(`^(?:beantrag|anmeld|meld|bekomm|bearbeit|auszahl|ueberweis|bescheid|unterlag|formular|dauert|kommt|kosten|kostet|online|termin|zustaendig|koenn|muess|sollt|moecht|wenden|anruf|schreib|schick|einreich|erreich|passier|` +
		`machen|nochmal|wieder|nachtraeg|verlor|gestohlen|wieviel|wohin|warum|jemand|etwas|nichts|endlich|naechst|monat|antrag|hoehe|zurueck|stelle|brauch|bitte|danke|abgeb|mitteil|aender|wechsel|zahlung|zahlen)`)
)

func otherAuthority(asking string) (Decision, bool) {
	if papers.MatchString(asking) || ourOffice.MatchString(asking) {
		return Decision{}, false
	}
	asking = withoutCircumstance(recipients.ReplaceAllString(asking, ""))
	for _, a := range authorities {
		if a.match.MatchString(asking) {
			d := decide(OtherAuthority, a.key)
			d.Authority, d.Matter = "authority."+a.key, a.match.FindString(asking)
			return d, true
		}
	}
	return Decision{}, false
}

// withoutCircumstance is a text without the clauses that only tell what somebody gets or has, when what is
// asked names a matter of its own: "Ich bekomme Bürgergeld, gibt es bei der Hundesteuer Rabatt?"
func withoutCircumstance(asking string) string {
	var rest []string
	for _, clause := range clauses.FindAllString(asking, -1) {
		if strings.HasSuffix(clause, "?") || !tells.MatchString(clause) || wants.MatchString(clause) {
			rest = append(rest, clause)
		}
	}
	asks := strings.Join(rest, " ")
	for _, word := range longWord.FindAllString(asks, -1) {
		if !anyMatter.MatchString(word) {
			return asks
		}
	}
	return asking
}
