package guard

// An individual case is a text that asks for a decision about one person: whether somebody
// gets, keeps, owes or may do something, as they are. Only the office may decide that (AI
// Act, Annex III no. 5 a: access to essential public services), so it is told from its
// look-alikes, which ask the same in general.
//
// The rule in words. A text is an individual case when it is about the asker or somebody of
// theirs, and
//
//   - asks outright for an assessment ("prüfen Sie, ob ich …", "an meiner Stelle") or about an
//     application or a decision of theirs ("mein Antrag wurde abgelehnt"); or
//   - asks, to be answered by yes or no, for what an office grants, takes or decides
//     ("bekomme ich", "steht mir zu", "wird mein … verlängert", "verliere ich"); or
//   - asks how much they get, or, telling their circumstances, how much they pay; or
//   - asks whether they may, must or can, and tells circumstances that the answer hangs on: an
//     income, a size, an illness, a residence title, a debt, an "obwohl".
//
// Asking for the way (where, who, which papers, until when) is none, whatever is told with it:
// "Meine Rente ist klein. Wo kann ich Hilfe beantragen?" It returns the part that decided.
func individual(text string) (rule string, ok bool) {
	if !about.MatchString(text) {
		return "", false
	}
	if d, ok := first(shapes, text); ok {
		return d.Rule, true
	}
	if outright.MatchString(text) && !asksTheWay.MatchString(text) {
		return "asks for an assessment", true
	}
	if application.MatchString(text) && !asksWhatToDo.MatchString(text) {
		return "asks about their own application", true
	}
	told := circumstances.MatchString(text)
	for _, c := range clauses(text) {
		switch {
		case asksAmount.MatchString(c.text):
			if receives.MatchString(c.text) || (owes.MatchString(c.text) && (told || property.MatchString(c.text))) {
				return "asks how much for them", true
			}
		case !c.yesNo(text) || instruction.MatchString(c.text):
		case decides.MatchString(c.text) && (told || !available.MatchString(c.text)) && !everyday.MatchString(c.text):
			return "asks for a decision", true
		case told && whether.MatchString(c.text):
			return "asks whether, and tells circumstances", true
		}
	}
	return "", false
}

// clause is a part of a sentence, and whether its sentence is closed by a full stop: then a
// verb before its subject is no question ("Seit Januar bin ich arbeitslos.").
type clause struct {
	text      string
	statement bool
}

func clauses(text string) []clause {
	var all []clause
	for _, sentence := range sentences.FindAllStringSubmatch(text, -1) {
		for _, part := range between.Split(sentence[1], -1) {
			all = append(all, clause{part, sentence[2] == "." || sentence[2] == "!"})
		}
	}
	return all
}

// yesNo tells whether a clause is a question to be answered by yes or no about the asker, or
// about whom or what the asker has named before.
func (c clause) yesNo(text string) bool {
	at := inverted.FindStringIndex(c.text)
	if at == nil && theirs.MatchString(text) {
		at = invertedOther.FindStringIndex(c.text)
	}
	if at == nil || private.MatchString(c.text) || openWord.MatchString(c.text[:at[0]]) {
		return false
	}
	return !c.statement || at[0] == 0
}

const (
	self  = `(?:ich|wir|mir|mich|uns|mein\w*|unser\w*|bei mir|bei uns|fuer mich|fuer uns)`
	other = `(?:er|sie|es|ihr|ihm|ihn|ihnen|der|die|das|den|ihr\w*|sein\w*|(?:das|die|der|ein|sich das|sich die) (?:\w*amt|jobcenter|stadt|behoerde|kasse|gemeinde))`
	verb  = `(?:bekomm\w*|bekaem\w*|krieg\w*|erhalte?\w*|erhaelt|hab\w*|hat|haette\w*|bin|sind|ist|waere\w*|steh\w*|stuende\w*|wuerde\w*|wird|werde|werden|muss|muessen|muesste\w*|` +
		`darf|duerf\w*|kann|koenn\w*|zahl\w*|bezahl\w*|uebern\w+|erstatt\w*|gelte?\w*|gilt|gehoere?\w*|zaehl\w*|verlier\w*|reich\w*|genueg\w*|langt|lohnt|faell\w*|entfaell\w*|brauch\w*|droh\w*|komm\w*|` +
		`erfuell\w*|verlaenger\w*|hol\w*|nimmt|zieht|streich\w*|kuerz\w*|senk\w*|soll\w*|schuld\w*|hafte\w*)`
	small = `(?:(?:denn|da|dann|jetzt|wohl|auch|also|eigentlich|trotzdem|noch|nun|man|sich|es|das|so|hier|schon|als \w+) )*`
)

var (
	sentences = re(`([^.!?]+(?:[.!?]\S[^.!?]*)*)([.!?]|$)`)
	between   = re(`[,;:()] ?| [–—-] |\b(?:und|oder|aber|sowie|and|but)\b ?`)

	about  = re(`\b(?:ich|wir|mir|mich|uns|mein\w*|unser\w*|i|we|my|our)\b`)
	theirs = re(`\b(?:mein|unser)\w*\b|\bfuer (?:mich|uns)\b|\b(?:ich|wir)\b`)

	inverted      = re(`\b` + verb + ` ` + small + self + `\b`)
	invertedOther = re(`\b` + verb + ` ` + small + other + `\b`)
	// openWord before the verb makes it a question for something else than yes or no.
	openWord = re(`\b(?:wo|wie|wann|wer|wen|wem|was|welch\w*|woher|wohin|wofuer|womit|worauf|wieso|warum|wieviel\w*)\b`)

	// private is what the asker has with somebody else; a court decides it.
	private = re(`\b(?:mein|unser)\w* (?:vermieter|nachbar|chef|arbeitgeber)\w*\b.{0,60}\b(?:kuendigen|erhoehen|verbieten|rauswerfen|abmahnen|einbehalten|verklagen)\b`)

	// asksTheWay begins a question for the place that decides, not for the decision.
	asksTheWay = re(whoKnows)

	outright = re(`\b(?:pruef\w*|ueberpruef\w*|berechn\w*|ausrechn\w*|rechne\w*|ermittl\w*|ermitteln|einschaetz\w*|beurteil\w*|sagen|wissen)\b.{0,40}\b(?:ob (?:ich|wir|mir|uns|mein\w*|unser\w*)\b.{0,60}(?:` + verdict + `|` + getting + `|erfuell\w*|zusteh\w*)|(?:was|wie ?viel)\b.{0,40}\b(?:mir|uns|ich|wir)\b.{0,40}(?:zusteh\w*|zu\b|` + getting + `))|` +
		`\b(?:berechne\w*|rechne\w*|ermittle\w*|pruefe\w*|ueberpruefe\w*)\b.{0,30}\b(?:mein|unser)\w*\b|` +
		`\b(?:an meiner|in meiner|an unserer|in unserer) (?:stelle|lage|situation)\b|\bin (?:meinem|unserem) fall\b|[.!?] .*\bmach\w* (?:ich|wir) (?:mich|uns) .*strafbar\b|\bbei (?:mir|uns) mit\b|` +
		`\bworauf\b.{0,20}\banspruch\b|\breich\w* \d.{0,80}\b(?:mein\w*|mir|uns|ich|wir)\b|` +
		`\b(?:am i|are we) (?:entitled|eligible|qualified|exempt)|\bdo (?:i|we) qualify\b|\bhow much\b.{0,40}\b(?:will|do|would|can) i (?:get|receive)\b|\b(?:will|would) i (?:get|receive)\b`)

	// application is a decision that has been asked for, or made.
	application = re(`\b(?:mein|unser)\w* (?:\w*antrag\w*|\w*bescheid|widerspruch|fall|vorgang)\b.{0,60}\b(?:durchgeh\w*|angekommen|eingegangen|bearbeitet|erledigt|vorliegt|entschieden|genehmigt|bewilligt|fertig|abgele\w+|zurueckgewiesen)|` +
		`\b(?:wie ist|was ist) der stand\b.{0,20}\bmein|\bwo bleibt (?:mein|unser)\w*|\bnoch auf mein\w* .{0,30}\bwarten\b|\b(?:ist|sind) (?:mein|unser)\w* [\w-]+ (?:schon |denn |endlich )?(?:da|fertig|angekommen|abholbereit|eingetroffen)\b|` +
		`\bueber mein\w* (?:\w*antrag|widerspruch|fall)\b.{0,30}\bentschieden\b`)
	asksWhatToDo = re(`^(?:was (?:kann|muss|soll|passiert|tun|mache)|an wen|wer|wie (?:erfahre|kann|lege|komme))\b|\bwas nun\b`)

	asksAmount = re(`\bwie ?viel\w*\b|\bwie hoch\b|\bwelche[nrs]? (?:grad|gdb|merkzeichen|hoehe|betrag|summe|stufe|pflegegrad)\b|^(?:und )?was (?:muss|muessen|muesste\w*|kriegen?|krieg|bekommen?|zahl\w*|steht|stehen|kostet)\b`)
	receives   = re(`\b(?:` + getting + `) (?:\w+ )?(?:ich|wir|mein\w*|unser\w*)\b|\b(?:ich|wir|mein\w* \w+|unser\w* \w+)\b.{0,40}\b(?:` + getting + `)|\b(?:mir|uns|mein\w* \w+|unser\w* \w+)\b.{0,40}\bzu(?:steh\w*)?\b|\bwie hoch (?:ist|sind|waere|wird|faellt|wuerde) (?:mein|unser)\w*`)
	owes       = re(`\b(?:muss|muessen|muesste\w*) (?:ich|wir)\b.{0,80}\b(?:be)?zahlen\b|\b(?:zahl\w*|kostet) (?:\w+ )?(?:ich|wir|mich|uns)\b|\b(?:ich|wir)\b.{0,30}\bzahlen\b`)
	// property is assessed piece by piece.
	property = re(`\b(?:mein|unser)\w* (?:haus|grundstueck|wohnung|garten)\b`)

	// decides are words for what an office grants, takes or decides.
	decides = re(`\b(?:` + getting + `)|` + verdict + `|\bsteh\w* ` + toSomeone + `|\bstuende\w* |\bzusteh\w*|\bverlier\w*|\b\w*pflichtig\b|\bverpflichtet\b|\bablehn\w*|\babgelehnt\b|\babgezogen\b|\bgekuerzt\b|\bgestrichen\b|` +
		`\berlass\w*|\bstunde(?:n|t)\b|\bgestundet\b|\bverlaengert\b|\bzurueckzahl\w*|\bzurueck$|\b(?:darf|duerfen|kann|koennen) (?:ich|wir|er|sie|mein\w* \w+) (?:\w+ ){0,2}bleiben\b|\bunterhalt (?:\w+ )?(?:be)?zahlen\b|\bstrafe\b|\bbussgeld\b|\bbestraft\b|\berlaub(?:en|t)\b|\bermaess\w+|\b(?:herunter|runter|herab)?(?:setzen|gesetzt|senken)\b|` +
		`\b(?:zahlt|uebernimmt|bezahlt|erstattet|uebernehmen|holt) (?:mir|uns|sich|das|die|der|ihr|sie|es)\b|\buebernommen\b|\b(?:faellt|faellen)\b.*\bweg\b|\bentfaell\w*|\bgelt\w* (?:ich|wir)\b|\bgehoer\w* (?:ich|wir)\b|` +
		`\b(?:reich\w*|genueg\w*|langt) (?:mein|unser)\w*|\bzaehl\w* (?:mein|unser)\w*|\blohnt (?:sich|es)\b|\berfuell\w*|\b(?:ist|sind) (?:mein|unser)\w* (?:einkommen|vermoegen|rente|gehalt|lohn)\b|\beinen? platz\b|\bdroh\w* (?:mir|uns)\b|\bgilt\b.{0,40}\bfuer (?:mich|uns)\b|\bwegnehm\w*|\beingestuft\b|\bweggenommen\b|\b(?:abgeschoben|ausreisen|ausgewiesen|eingebuergert|nachkommen|nachholen)\b|\bgefaengnis\b|\b(?:stadt|gemeinde|\w*amt|behoerde|jobcenter)\b.*\bverklag\w*|\bgenug fuer\b`)
	// available asks whether there is such a thing to be had.
	available = re(`\b(?:kann|koenn\w*) (?:\w+ )?(?:ich|wir|mein\w*|unser\w*)\b.{0,80}\b(?:bekommen|kriegen|erhalten|zurueckbekommen|verlaenger\w*|ermaess\w*)|\b(?:` + getting + `) (?:ich|wir) (?:\w+ )?(?:im|in|bei|beim|hier|dort|auch|eine[nm]?) (?:\w*buero|\w*amt|rathaus|der|dem|ihnen|euch|auch)\b`)
	// everyday are things that everybody gets who asks for them.
	everyday = re(`\b(?:termin\w*|formular\w*|antragsformular\w*|kopie|kopien|quittung|rechnung|bestaetigung|bescheinigung|post|brief|nachricht|mail|info\w*|auskunft|antwort|beratung|\w*sack|\w*saecke|tonne|plakette|schluessel|mahnung|erinnerung)\b`)
	// instruction asks how to do something that everybody may do.
	instruction = re(steps + `|\brichtig verstanden\b`)
	// whether are questions for a permission, a duty or a validity.
	whether = re(`\b(?:darf|duerf\w*|muss|muessen|muesste\w*|kann|koenn\w*|brauch\w*|bin|sind|ist|soll\w*|reich\w*|hafte\w*|wird|werden|zaehl\w*|gilt)\b`)

	// circumstances are what the answer to a case hangs on.
	circumstances = re(
		// money, sizes and times, in figures
		`\b\d[\d.,]* ?(?:euro|eur|€|brutto|netto|qm|m2|quadratmeter\w*|meter\w*|m|cm|zentimeter\w*|km|kubik\w*|prozent|promille|stunden|std|rente|miete|gewinn|lohn)\b|\b(?:rente|miete|einkommen|lohn|gehalt|verdien\w*|raushabe|umfang)\b(?: \w+){0,3} \d[\d.,]*|\b\d[\d.,]* raus|\b(?:bei|von|mit|nur|hab\w*|krieg\w*|bekomm\w*|verdien\w*) (?:nur |ca |etwa |rund |ungefaehr |knapp )?\d\.?\d{3}\b|` +
			`\b(?:seit|vor|schon|erst|aber|davon|nur|hab\w*|hatte\w*|ich|mehr als|ueber|gut) ` + number + ` (?:jahr\w*|monat\w*)\b|\b` + number + ` (?:monatsmieten|kinder\w*|meter\w*|quadratmeter\w*)\b|\b\d+\.?\d{3} (?:im|pro) (?:jahr|monat)\b|` +
			// work and income
			`\bverdien\w*|\b(?:brutto|netto|minijob|kurzarbeit|teilzeit|arbeitslos|selbst(?:st)?aendig\w*|krankgeschrieben|befristet\w*|lehrstelle|azubi)\b|\b(?:mein|unser)\w* (?:gehalt|lohn|einkommen|vermoegen|rente|erspartes|sparbuch)\b|\bbeziehe\w*\b|\bvon (?:sozialhilfe|grundsicherung|buergergeld)\b|` +
			// family
			`\b(?:alleinerziehend\w*|geschieden|getrennt|verwitwet|wieder geheiratet|sorgerecht|zwillinge|geerbt|ueberschrieben|alleinstehend)\b|` +
			// health
			`\bpflegegrad \d|\bepilep\w*|\basthma\b|\bautis\w*|\bkrebs\b|\bdepress\w*|\bdiabet\w*|\bbandscheib\w*|\bbehindert\b|\bkrankenhaus\b|\bgutachten\b|\bmpu\b|\bschwanger\b|\brollstuhl\b|\bblind\b|\bdialyse\b|\breha\b|\b(?:arbeits|erwerbs)unfaehig\w*|\bpflegebeduerftig\b|\bdement\b|\bdrogen\w*|\balkohol\w*|\bcannabis\b|` +
			// law, debts and residence
			`\bduldung\b|\b\w*visum\b|\bhabe schutz\b|\bgeduldet\b|\basylantrag\b|\bstudium\b.{0,20}\babgebrochen\b|\binsolvenz\b|\b\w*schulden\b|\brueckstand\b|\bvorbestraft\b|\bvorstrafe\w*|\banzeige wegen\b|\bverurteilt\b|\bpromille\b|\bfristlose\w*|\babgelaufen\w* (?:visum|titel)|\bohne meister\w*|\bfahrverbot\b|\bstrafbefehl\b|\bbewaehrung\b|\bschufa\b|\bpfaendung\w*|\bausreisepflichtig\w*|\baufenthaltsgestattung\b|\bblaue karte\b|` +
			// what is set against the rule
			`\b(?:obwohl|weil|da) (?:ich|wir|mein\w*|unser\w*|der|die|das|er|sie)\b|\bund (?:\w+ ){0,3}dagegen\b|` +
			// what happened, in the asker's words, and the ground they speak of
			`\b(?:hatte|hatten|war|waren)\b.{0,20}\b(?:19|20)\d\d\b|\b(?:besitz\w*|gehoert mir|mir gehoert)\b|\bseit (?:19|20)\d\d\b|` +
			`\b(?:mein|unser)\w* (?:garage|dachboden|keller|haus|grundstueck|dach|wintergarten|laube|scheune|garten)\b.{0,40}\b(?:bauen|umbauen|ausbauen|errichten|abreissen|aufstocken|hinstellen)\b`)
)

const (
	number  = `(?:\d+|ein\w*|zwei|drei|vier|fuenf|sechs|sieben|acht|neun|zehn|elf|zwoelf)`
	getting = `bekomm\w*|bekaem\w*|krieg\w*|erhalte\w*|erhaelt`
	// toSomeone is the asker, or somebody of theirs, in the dative.
	toSomeone = `(?:\w+ )?(?:mir|uns|mein\w*(?: \w+)?|unser\w*(?: \w+)?|ihm|ihr|ihnen)\b`
	// verdict are words with which a case is decided.
	verdict = `\banspruch\b|\bansprueche\b|\banrecht\b|\brecht auf\b|\bchancen?\b|\bberechtigt\b|\w+berechtigt\b|\bbefreit\b|\bangerechnet\b|\banerkannt\b|\bgenehmigt\b|\bbewilligt\b|\bdurchgehen\b|\balleinerziehend\b`
	// steps are what everybody may do; asking for them decides nothing.
	steps = `\b(?:beantrag\w*|abmeld\w*|ummeld\w*|geltend|einreich\w*|nachreich\w*|abgeben|abholen|weiterbewillig\w*|online|pruefen lassen|mitbringen|mitkommen|helfen)\b`
)
