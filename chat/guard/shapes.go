package guard

// shapes are the sentences in which people most often ask for a decision about themselves.
// individual reads the rest.
var shapes = []rule{
	{Individual, "entitled", anyOf(
		`\b(?:habe?|hab|haette|haetten|haben|hat|hast) (?:ich|wir|mein\w* \w+|unser\w* \w+)\b.{0,60}\b(?:anspruch|ansprueche|anrecht|ein recht|recht auf)\b`,
		`\bworauf\b.{0,20}\banspruch\b`,
		`\bob\b.{0,15}\b(?:ich|wir)\b.{0,40}\banspruch\b`,
	), anyOf(whoKnows)},
	{Individual, "due", anyOf(
		`\b(?:steht|stehen|stuende|stuenden) `+toAsker+`\b.{0,60}\bzu\b`,
		`\b`+toAsker+`\b.{0,40}\bzu(?:steht|stehen)\b`,
	), anyOf(whoKnows)},
	{Individual, "would get", anyOf(
		opens+`(?:bekomme?n?|bekommt|kriege?n?|kriegt|erhalten?|erhaelt) `+someone+`\b.{0,80}\b`+benefit,
		opens+`(?:wuerde|wuerden|werde|werden|wird) `+someone+`\b.{0,60}\b(?:bekommen|kriegen|erhalten)\b`,
		`\bob `+someone+`\b.{0,50}\b(?:bekomm\w*|krieg\w*|erhalte\w*|berechtigt\w*|\w+berechtigt)\b`,
	), anyOf(whoKnows)},
	{Individual, "how much", anyOf(
		`\bwie ?viel\b.{0,40}\b(?:bekomm\w*|krieg\w*|erhalte|steht|stehen) (?:ich|wir|mir|uns)\b`,
		`\bwie ?viel\b.{0,40}\b(?:ich|wir) (?:bekomm\w*|krieg\w*|erhalte)`,
		`\bwie hoch (?:ist|sind|waere|wird|faellt) (?:mein|unser)\w*\b`,
		`\bwie ?viel\b.{0,50}\bmuss (?:ich|wir)\b.{0,40}\b(?:mein|unser)\w*\b.{0,30}\b(?:zahlen|bezahlen)`,
	), nil},
	{Individual, "status of case", anyOf(
		`\b(?:bin ich|sind wir|ist mein\w* \w+|bist du)\b.{0,60}\b(?:\w*berechtigt|\w*befreit|verpflichtet|\w+pflichtig)\b`,
		`\berfuell?en? (?:ich|wir)\b`,
		`\berfuelle ich\b`,
		`\b(?:reicht|genuegt|langt) (?:mein|unser)\w*\b`,
		`\bist (?:mein|unser)\w* (?:einkommen|vermoegen|rente|gehalt|lohn)\b`,
	), anyOf(asks)},
	{Individual, "decision", anyOf(
		`\b(?:wird|werden|wurde|ist|sind) (?:mir|uns|mein\w*|unser\w*)\b.{0,70}\b(?:genehmigt|anerkannt|bewilligt|abgelehnt|gekuerzt|bezahlt|uebernommen|erlassen|erstattet|gestrichen|verlaengert)\b`,
		`\b(?:kann|koennen) (?:mir|uns)\b.{0,50}\b(?:erlassen|gestundet|erstattet|bezahlt)\b`,
	), anyOf(`^(?:was|wo|wer|wie lange|an wen|welch\w*) `, `\bwenn mein`, `\bwie kann ich\b`)},
	{Individual, "pays", anyOf(
		opens + `(?:zahlt|uebernimmt|bezahlt|zahlen|uebernehmen|bezahlen|erstattet) (?:(?:mir|uns)\b|(?:die stadt|das amt|das jobcenter|das sozialamt|die gemeinde|ihr|sie)\b.{0,60}\b(?:mein\w*|mir|unser\w*|uns)\b)`,
	), anyOf(asks)},
	{Individual, "own case", anyOf(
		`\b(?:wie ist|was ist) der stand\b.{0,20}\bmein`,
		`\bwann\b.{0,20}\b(?:ueber )?mein\w* (?:\w*antrag|\w*bescheid|fall|widerspruch)\b.{0,30}\b(?:entschieden|bearbeitet|fertig|genehmigt)`,
		`\bwo bleibt (?:mein|unser)\w*\b`,
		`^(?:ist|sind) (?:mein|unser)\w* [\w-]+ (?:schon |denn |endlich )?(?:da|fertig|angekommen|abholbereit|eingetroffen)\b`,
	), nil},
	{Individual, "reckon", anyOf(
		`\b(?:berechne\w*|ausrechne\w*|rechne\w*|ermittle\w*|pruefe\w*|ueberpruefe\w*)\b.{0,40}\b(?:mein\w*|unser\w*|ob (?:ich|wir)|wie ?viel\b.{0,30}\b(?:ich|wir))\b`,
	), anyOf(asks)},
	{Individual, "circumstances", anyOf(
		opens+`(?:muss|darf|kann) (?:ich|wir)\b.{0,80}\b(?:obwohl|weil) (?:ich|wir)\b`,
		opens+`(?:muss|darf|kann|bin|habe) (?:ich|wir)\b.{0,40}\bmein\w*\b.{0,80}\b\d[\d.,]* ?(?:euro|quadratmeter|m2|qm|meter|jahre)\b`,
		`\bdarf ich\b.{0,40}\bbleiben\b.{0,40}\b(?:wenn|obwohl|weil|mein\w*)\b`,
	), anyOf(asks)},
	{Individual, "english", anyOf(
		`\b(?:am i|are we) (?:entitled|eligible|qualified|exempt)`,
		`\bdo (?:i|we) qualify\b`,
		`\bhow much\b.{0,40}\b(?:will|do|would|can) i (?:get|receive)\b`,
		`\b(?:will|would) i (?:get|receive)\b`,
	), anyOf(`^(?:where|how do|who) `)},
	{Individual, "yes or no", anyOf(
		askerYesNo + `.{0,90}(?:` + money + `|` + verdict + `)`,
	), anyOf(asks, everybodys)},
	{Individual, "told circumstances", anyOf(
		`(?:`+lifeTold+`).{0,90}`+askerYesNo,
		askerYesNo+`.{0,90}(?:`+lifeTold+`)`,
		`(?:`+lifeTold+`).{0,60}\b(?:krieg|bekomm)\w* (?:ich|wir)\b`,
	), anyOf(asks, `\brichtig verstanden\b`)},
	{Individual, "in my case", anyOf(
		`\b(?:bei|fuer) (?:mir|mich|uns)\b.{0,60}(?:`+money+`|`+verdict+`)`,
		`(?:`+money+`|`+verdict+`).{0,60}\b(?:bei|fuer) (?:mir|mich|uns)\b`,
		`\bin mein\w* (?:fall|situation|lage)\b`,
	), anyOf(whoKnows)},
	{Individual, "counted", anyOf(
		`\b(?:zaehlt|zaehlen|wird|werden|gilt|gelten) (?:mein|unser)\w* .{0,60}\b(?:angerechnet|einkommen|vermoegen)\b`,
		`^reich\w* \d.{0,60}\b(?:mein\w*|mir|uns|ich|wir)\b`,
		`\b(?:gelte ich|gelten wir|gehoere ich|gehoeren wir)\b`,
	), nil},
	{Individual, "own application", anyOf(
		`\b(?:mein|unser)\w* (?:\w*antrag\w*|\w*bescheid|widerspruch|fall|vorgang)\b.{0,40}\b(?:durchgeh\w*|angekommen|eingegangen|bearbeitet|erledigt|vorliegt|entschieden)`,
		`\bnoch auf mein\w* .{0,30}\bwarten\b`,
	), anyOf(`^(?:was|wo|an wen|wie (?:erfahre|kann))\b`)},
}

const (
	// someone is the asker, or somebody whose case the asker brings.
	someone = `(?:ich|wir|mein\w*(?: \w+)?|unser\w*(?: \w+)?)`
	// toAsker is the same in the dative.
	toAsker = `(?:mir|uns|mein\w*(?: \w+)?|unser\w*(?: \w+)?)`
	// opens is where a sentence or a part of it begins.
	opens = `(?:^|[,.;:!?] ?(?:und |oder |dann )?|\bund |\boder )`
	// askerYesNo begins a question about the asker that is answered by yes or no.
	askerYesNo = opens + `(?:da |denn |dann )?(?:bekomm\w*|kriege?\w*|krieg|erhalte?\w*|erhaelt|hab\w*|hat|haette\w*|bin|sind|ist|steh\w*|stuende\w*|wuerde\w*|wird|werden|muss|muessen|darf|duerfen|kann|koennen|koennte\w*|zahlt|gelte\w*|zaehl\w*|verliere\w*|reich\w*|lohnt|gibt|waere\w*|faell\w*) (?:\w+ ){0,2}?(?:ich|wir|mir|uns|mein\w*|unser\w*|bei mir|bei uns|fuer mich|fuer uns)\b`
	// money are benefits that an office grants by the recipient's circumstances.
	money = `(?:wohn|kinder|eltern|buerger|pflege|arbeitslosen|betreuungs|blinden|schul|kranken|lasten)\w*geld\b|\w*vorschuss\b|\w*zuschlag\b|\w*zuschu\w+|\bgrundsicherung|\bsozialhilfe|\bbafoeg\b|\w*ermaess\w+|\bsozialwohnung\w*|\bwohnberechtigung\w*|\bwbs\b|\bgeld fuer\b`
	// lifeTold is what somebody tells of their own life.
	lifeTold = `\b\d[\d.,]* ?(?:euro|eur|€|brutto|netto)|\bverdien\w*|\b(?:brutto|netto)\b|\b(?:ich|wir) (?:bin|sind) (?:\w+ )?(?:arbeitslos|alleinerziehend|krankgeschrieben|schwanger|geschieden|verwitwet|student\w*|rentner\w*|azubi)|\bduldung\b|\bpflegegrad \d|\bminijob\b`
	// benefit are things an office grants.
	benefit = `(?:\w*geld\b|\w*zuschu\w+|\w*ermaess\w+|\w*hilfe\w*|\w*leistung\w*|grundsicherung|\w*vorschuss|\w*foerder\w*|\w*beihilfe|` +
		`\w*erstatt\w*|nachlass|\w*befrei\w*|\w*wohnung\b|wbs|\w*berechtigungs\w*|\w*staats\w*|deutschen? pass|\w*einbuerger\w*|\w*genehmigung|` +
		`\w*erlaubnis|schwerbehind\w*|pflege\w*|rente|platz|\w*platz|kita\w*|krippe\w*|unterhalt\w*|bafoeg|stipendi\w*|visum|asyl|\w*titel)`
	// everybodys are what everybody may do; asking for them decides nothing.
	everybodys = `\b(?:beantrag\w*|anmeld\w*|abmeld\w*|ummeld\w*|geltend|einreich\w*|nachreich\w*|abgeben|verlaenger\w*|weiterbewillig\w*|online|pruefen lassen|mitbringen|helfen)\b`
)
