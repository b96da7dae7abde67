package guard

const (
	// hurts is what somebody does to somebody, in the forms in which people tell it.
	hurts = `\b(?:schlaegt|schlagen|schlug|geschlagen|pruegelt|verpruegelt|geprueg\w*|wuergt|gewuergt|tritt|tritt mich|getreten|misshandelt|vergewaltigt\w*|missbraucht|` +
		`belaestigt|begrapscht|bedroht|eingesperrt|sperrt|quaelt|stalkt|haut|gehauen)\b`
	// victim is whom people tell it of.
	victim = `\b(?:mich|mir|uns|mein\w* (?:kind\w*|sohn|tochter|schwester|bruder|mutter|mama|freundin|nachbarin|enkel\w*|baby|klein\w* \w+)|sein\w* (?:kind\w*|frau|freundin|tochter|sohn)|ihr\w* (?:kind\w*|tochter|sohn)|das nachbarskind|die kinder)\b`
)

const (
	// legalStep is what only an office, a landlord or a lawyer threatens with.
	legalStep = `\b(?:droht|drohen)\b.{0,60}\b(?:vollstreckung|kuendigung|anwalt|klage|gericht|bussgeld|zwangsgeld|mahn\w+|pfaendung|strafe|raeumung|sperr\w*|inkasso|rauswurf)\b`
	// longAgo is a time at which what is told needs no alarm any more.
	longAgo = `\b(?:letzte[snmr]?|vorige[snmr]?|vergangene[snmr]?) (?:jahr|monat|sommer|winter|herbst|fruehling|fruehjahr)|\b(?:19|20)[012]\d\b|\bdamals\b|\bvor (?:\w+ )?(?:jahr|monat)\w*`
	// feelsIll is how people tell of a poisoned air.
	feelsIll = `(?:mir|uns|ihr|ihm|allen|frau|mann|kind\w*|wir|alle)\b.{0,25}\b(?:schlecht|uebel|schwind\w+|kopfweh|kopfschmerzen|benommen)\b`
)

// danger are the rules for people in danger. They come first, before anything else that a
// text may be about, and are the widest: help that was not needed costs a glance.
var danger = []rule{
	{Crisis, "suicide", anyOf(
		`\b(?:will|moechte|mag|wuerde gern\w*) (?:ich )?(?:nicht mehr leben|sterben|tot sein|nur noch (?:weg|tot) sein)`,
		`\bnicht mehr leben (?:will|moechte)`,
		`\b(?:bringe?|bring) mich (?:heute |jetzt )?um\b`,
		`\b(?:mich|sich|uns) (?:selbst )?(?:umbringen|toeten|das leben nehmen)\b`,
		`\bsuizidgedank\w*`,
		`\bich (?:muss|werde) sterben\b`,
		`\b(?:denke|gedanken) (?:an|ueber) (?:selbstmord|suizid)`,
		`\balles ist sinnlos`,
		`\bsinnlos\b.*\bleben\b`,
		`\bleben\b.*\bsinnlos\b`,
		`\b(?:ritzt|verletzt) (?:sich|mich)\b`,
		`\bich ritze\b`,
		`\bkein\w* (?:ausweg|sinn im leben|kraft) mehr\b`,
		`\bkill myself\b`,
		`\bsuicidal\b`,
		`\bwant to die\b`,
		`\bhalte? (?:das|es) (?:alles )?nicht mehr aus\b`,
		`\b(?:besser|leichter)\b.{0,40}\b(?:ohne mich|wenn ich)\b.{0,30}\b(?:weg|tot|nicht mehr)\b`,
		`\bohne mich\b.{0,30}\b(?:besser|leichter)\b`,
		`\bnicht mehr (?:aufwachen|da sein|weiterleben)\b`,
		`\b(?:redet|spricht)\b.{0,20}\b(?:vom|ueber das) sterben\b`,
		`\bschluss (?:machen )?mit (?:allem|dem leben|meinem leben)\b`,
		`\bmein\w* leben (?:beenden|ein ende)\b`,
		`\blebensmuede\b`,
		`\bkein\w* (?:lust|grund|mut) (?:mehr )?(?:zu|zum) leben\b`,
		`\bsieht? keinen sinn mehr\b`,
		`\bich kann (?:das |es )?(?:alles )?(?:einfach |wirklich |echt |so )?nicht mehr(?:\W+(?:und|weiter)\b|\s*(?:[.!…]|$))`,
		`\b(?:ich )?(?:will|mag) (?:einfach |wirklich |echt |so )?nicht mehr[\s.!…]*$`,
		`\b(?:mich|sich)\b.{0,30}\b(?:aufhaengen|erhaengen|erschiessen|vergiften|vor (?:den|einen) zug)\b`,
		`\b(?:bruecke|dach|hochhaus|fenster|balkon|zug)\b.{0,40}\b(?:springe?|runterspringe?n?|stuerze|werfe|spring)\b`,
		`\b(?:springe?|spring|stuerze) (?:ich |jetzt |gleich )*(?:von|vom|aus|vor)\b`,
		`\babschiedsbrief`,
		`\bnie (?:mehr|wieder) aufwach`,
		`\b(?:mog|mag|pack|schaff|derpack|kann|konn|ko|will|wui)\w*'?s?(?: \w+){0,2} (?:nimmer|nimma|nimme)\s*(?:[.,!…]|$)`,
		`\b(?:seid|sind) (?:ihr|sie|alle|die) mich\b.{0,20}\blos\b`,
		`\bruhe vor mir\b|\bnicht mehr um mich\b|\b(?:keiner|niemand)\b.{0,15}\bnach mir\b|\bmich (?:keiner|niemand) (?:mehr )?(?:such|vermiss)|\bsucht mich (?:keiner|niemand)`,
		`\bnur noch einen ausweg\b`,
		`\b(?:dass|damit) (?:es|alles) (?:einfach |endlich )?aufhoert\b`,
		`\b(?:ich weg|ich tot|ich nicht mehr da|es mich nicht(?: mehr)?) (?:waere?|bin|gaebe)\b`,
		`\bmach\w* (?:ich )?(?:heute|jetzt|bald) schluss\b|\bschluss machen will\b`,
		`\b(?:niemand\w*|keiner|keinen)\b.{0,30}\bvermissen\b`,
		`\bhat (?:doch |ja |eh )?alles keinen sinn\b`,
		`\bkeinen (?:anderen )?(?:ausweg|weg raus)\b`,
		`\b(?:dem|meinem|ihrem|seinem) leben ein ende\b`,
		`\b(?:will|wollte|moechte|versucht\w*|droht\w*|kuendigt\w*)\b.{0,40}\b(?:sich (?:um\w*|das leben|etwas an\w*)|umzubringen|das leben zu nehmen|suizid|selbstmord)`,
		`\b(?:denke|denkt|gedanken|fantasien)\b.{0,30}\b(?:tod|sterben|umzubringen|suizid|selbstmord)\b`,
		`\b(?:verletzt?|schneide|schneidet|ritze|verbrenne) (?:ich )?(?:mich|sich) (?:selbst|selber)\b`,
		`\b(?:gestorben|verstorben|tot)\b.{0,60}\b(?:will|moechte|wuensch\w*)\b.{0,20}\b(?:nur noch|am liebsten|einfach|endlich)\b.{0,15}\b(?:zu|bei) (?:ihr|ihm|ihnen)\b`,
		`\b(?:haenge?|knalle?) (?:ich )?mich (?:\w+ )?(?:auf|ab)\b|\b(?:erschiesse?|vergifte?|ertraenke?|erhaenge?) (?:ich )?mich\b`,
		`\b(?:alle|viele|zu viele|packung|ueberdosis|haufen)\b.{0,20}\b(?:tabletten|schlaftabletten|pillen)\b.{0,40}\b(?:genommen|geschluckt|nehme|schlucke|eingenommen)\b`,
	), anyOf(asks)},
	{Crisis, "violence", anyOf(
		`\b(?:schlaegt|schlug|misshandelt|vergewaltigt|wuergt|bedroht|stalkt|verfolgt) mich\b`,
		`\bmich\b.*\b(?:geschlagen|misshandelt|vergewaltigt|gewuergt)\b`,
		`\bangst vor mein\w* (?:mann|ex\w*|vater|freund\w*|partner\w*|bruder|stief\w+)`,
		`\bwerde (?:zu hause|daheim|von \w+ \w+) (?:geschlagen|misshandelt)`,
		`\b(?:fasst|fasste|beruehrt) mich (?:an|unsittlich|immer)`,
		`\bfasst mich\b`,
		`\bbeats me\b`,
		`\b(?:papa|mama|vater|mutter|stief\w+|onkel|opa|bruder|mann|freund|ex|er|sie)\b.{0,20}\btut (?:mir|uns) weh\b`,
		`\b(?:schlaegt|verpruegelt|haut|pruegelt) (?:mich|uns|mein\w*|immer)\b`,
		`\b(?:droht|drohen) (?:mir|uns)\b`,
		`\b(?:mann|vater|bruder|ex\w*|freund|familie|er)\b.{0,20}\bbringt mich um\b`,
		`\btrau\w* (?:ich )?mich nicht (?:mehr )?(?:nach hause|heim|raus|vor die tuer)\b`,
		`\bangst vor ihm\b`,
		`\bsperrt mich ein\b`,
		`\bsoll\w* (?:mich )?(?:zwangs)?verheiratet werden\b`,
		hurts+`.{0,60}\b`+victim,
		victim+`.{0,60}`+hurts,
		`\b(?:kind\w*|baby|frau|nachbarin)\b.{0,40}\b(?:schreit|schreien|weint|wimmert)\b.{0,40}\b(?:hilfe|stunden|abend|nacht|geschlagen)\b`,
		`\bkommt (?:nachts|abends|immer|jede nacht|jeden abend)\b.{0,20}\b(?:in|an|zu) mein (?:zimmer|bett)\b`,
		`\bblaue\w* flecken\b|\bblaues auge\b`,
		`\bmacht\b.{0,20}\bsachen mit mir\b|\bich (?:soll|darf) (?:es |das )?(?:keinem|niemand\w*|nichts) (?:\w+ )?(?:erzaehlen|sagen)\b`,
		`\bmacht (?:mich|uns) (?:tot|kaputt)\b|\b(?:mich|uns) (?:umbringt|umzubringen|kaputt macht)\b`,
		`\blaesst (?:mich|uns|sie) nicht (?:mehr )?(?:aus|raus|weg|gehen|telefonieren)\b`,
		`\blauert mir\b|\bverfolgt mich\b|\bsteht (?:staendig|jeden tag|immer) vor mein\w* (?:tuer|haus|wohnung)\b`,
		`\b(?:mir|uns) etwas an(?:tun|zutun|tut)\b`,
	), anyOf(asks, `\bwas droht\b`, `\bauskunftssperre\b`, `\bgewaltschutz\w*`, legalStep, `\bschlaegt sich (?:mit|rum|herum|durch)\b`)},
	{Emergency, "danger", anyOf(
		`\bes brennt\b`,
		`\bbrennt es\b`,
		`\b(?:haus|wohnung|auto|muell\w*|keller|dach\w*) brennt\b`,
		`\b(?:atmet|atme) nicht`,
		`\bbewusstlos`,
		`\b(?:getraenk|drink|glas|becher)\b.{0,20}\b(?:getan|gemischt|gekippt|reingetan)\b|\bk\.?\s?o\.?[ -]?tropfen\b`,
		`\b(?:sticht|stech\w*|knallt|schiesst|knall\w*) (?:\w+ )?(?:ab|nieder)\b`,
		`\bohnmaecht\w*`,
		`\bkrankenwagen\b`,
		`\bnotarzt\b`,
		`\beinbrecher\b`,
		`\bwerde gerade\b`,
		`\b(?:werde|werden) (?:\w+ )?verfolgt\b`,
		`\bwerden gerade (?:bedroht|ueberfallen|angegriffen)`,
		`\bverletzte?\b.*\bunfall`,
		`\bunfall\b.*\bverletzt`,
		`\bschwerer unfall\b`,
		`\b(?:putzmittel|reiniger|tabletten|gift|batterie\w*)\b.*\b(?:getrunken|verschluckt|gegessen|geschluckt)`,
		`^(?:hilfe,? )?notfall\b`,
		`^hilfe\W+(?:feuer|unfall|ueberfall|einbrecher)\b`,
		`\brauch (?:aus|im) (?:dem |der )?(?:\w*fenster|\w*dach|\w*keller|\w*wohnung|\w*haus\w*|treppenhaus)\b`,
		`\b(?:riecht|stinkt) (?:hier |es )?nach gas\b`,
		`\bgasgeruch\b`,
		`\b(?:keine|kaum|schlecht|schwer) luft\b`,
		`\ballergische\w* schock\b`,
		`\b(?:umgekippt|zusammengebrochen|nicht ansprechbar|reagiert nicht)\b`,
		`\bschmerzen in der brust`,
		`\bherzinfarkt\b`,
		`\bschlaganfall\b`,
		`\b(?:schlaegt|verpruegelt) (?:gerade|jemanden)`,
		`\bgerade\b.*\b(?:verpruegelt|zusammengeschlagen)`,
		`\bthere is a fire\b`,
		`\bcall (?:the police|an ambulance)`,
		`\bruf\w* (?:sie |bitte |mal )*(?:die polizei|die feuerwehr|einen arzt)`,
		`\bbewegt sich nicht\b`,
		`\bblutet stark`,
		`\b(?:bricht|brechen|steigt|steigen)\b.{0,40}\bein\W*$`,
		`\b(?:spuelmittel|waschmittel|entkalker|knopfzelle\w*|pilze?|beeren|medikament\w*|\w*reiniger)\b.{0,20}\b(?:getrunken|verschluckt|gegessen|geschluckt)`,
		`\b(?:ins?|im) (?:wasser|eis|fluss|see|kanal|hafen)\b.{0,20}\b(?:gefallen|eingebrochen|gestuerzt|treibt)`,
		`\bertrink\w*`,
		`\b(?:oel|benzin|gas|saeure|chemikalie\w*) (?:laeuft|tritt|stroemt)\b`,
		`\bgerade explodiert\b`,
		`\b(?:starker|schwarzer|dichter) rauch\b|\brauch (?:kommt|dringt|quillt|steigt)\b`,
		`\b(?:mit (?:einem|nem) (?:messer|pistole|waffe)|schuesse|geschossen|erstochen|niedergestochen|schlaegerei)\b`,
		`\b(?:eingeklemmt|reglos|regungslos|lebensgefahr|verblutet|vergiftet|krampfanfall|krampft)\b`,
		`\bblutet (?:sehr|total|ohne|nicht auf|aus)`,
		`\b(?:person|kind|mann|frau|jemand|junge|maedchen)\b.{0,30}\b(?:im wasser|auf den (?:gleisen|schienen)|in den gleisen|auf dem dach)\b`,
		`\b(?:jemand|einer|zwei|maenner|typ\w*)\b.{0,30}\b(?:bricht|brechen|eingebrochen)\b.{0,20}\b(?:gerade|jetzt|eben|nebenan|nachbar\w*)\b`,
		`\b(?:gerade|jetzt|eben)\b.{0,40}\b(?:ueberfallen|eingebrochen|angegriffen|zusammengeschlagen|angefahren)\b`,
		`\bstrom(?:leitung|kabel|mast)\w*\b.{0,30}\b(?:liegt|haengt|funken)\b`,
		`\bwehen\b.{0,30}\b(?:alle|minuten|fruchtblase)\b|\bfruchtblase\b.{0,20}\bgeplatzt\b`,
	), anyOf(asks, `^darf\b`, `\b(?:nach|seit) (?:eine|meine|seine|ihre|de)[mr]?\b`, `\bkosten?\b`, `\bkurs\b`, `\berste hilfe\b`, longAgo)},
	{Emergency, "fumes", anyOf(`\b(?:riecht|stinkt|\w*ofen|\w*heizung|therme|kamin|grill|\w*melder)\b.{0,60}\b(?:`+feelsIll+`)`,
		`\b(?:`+feelsIll+`).{0,60}\b(?:\w*ofen|\w*heizung|therme|kamin|grill|\w*melder) (?:laeuft|an ist|piept|brennt|qualmt)\b`), anyOf(asks, `tonne|muell|gully|kanal|guelle|klaer`, longAgo)},
	{Emergency, "fire", anyOf(`\bfeuer (?:im|in|auf|bei|nebenan)\b`), anyOf(asks, `\b(?:darf|duerfen|mach\w*|verbrenn\w*|grill\w*|lagerfeuer|osterfeuer)\b`)},
	{Crisis, "child", anyOf(
		`\b(?:papa|mama)\b.{0,60}\b(?:trinkt|betrunken|schlaegt|haut|schreit)\b`,
		`\b(?:bruder|schwester|geschwister|wir|ich)\b.{0,30}\bnichts (?:mehr )?zu essen\b`,
		`\bich bin (?:[5-9]|1[0-7])\b.{0,60}\b(?:angst|weh|abgehauen|weggelaufen|ganz allein|geschlagen)\b`,
		`\bangst\b.{0,40}\b(?:meinem|meiner|ihm|ihr)\b.{0,20}\b(?:etwas|was) (?:an)?tue?\b`,
		`\b(?:von zu hause|daheim) (?:abgehauen|weggelaufen)\b`,
	), anyOf(asks)},
	{Crisis, "in another language", phrases(
		"kill myself", "killing myself", "can't take it any", "can't do this any", "nobody would miss me", "can't go on", "end it all", "end my life", "i want to die", "hits me", "beats me", "hurt myself",
		"б'є мене", "мене б'є", "мене б’є", "б’є мене", "не хочу жити", "покінчити з життям", "вбити себе",
		"бьёт меня", "меня бьёт", "не хочу жить", "покончить с собой", "убить себя",
		"beni dövüyor", "beni dovuyor", "intihar", "ölmek istiyorum", "yaşamak istemiyorum",
		"يضربني", "انتحار", "أريد أن أموت", "لا أريد أن أعيش",
		"me frappe", "me bat ", "me suicider", "veux mourir", "plus envie de vivre",
		"bije mnie", "mnie bije", "samobójstwo", "chcę umrzeć", "nie chcę już żyć", "nie chcę żyć", "zabić się",
	), nil},
	{Emergency, "in another language", phrases(
		"is on fire", "not breathing", "need an ambulance", "пожежа", "не дихає", "швидку допомогу", "пожар", "не дышит", "скорую помощь",
		"yangın var", "nefes almıyor", "ambulans", "حريق", "لا يتنفس", "سيارة إسعاف", "au feu", "ne respire", "une ambulance",
		"pali się", "nie oddycha", "karetkę",
	), nil},
}

// worry are matters in which somebody may be in danger although the text is a question: it is
// answered, and the crisis lines stand beside the answer.
var worry = anyOf(
	`\bvernachlaessig\w*`,
	`\bwenn (?:ich nicht mehr (?:bin|lebe|da bin)|es mich nicht mehr gibt)\b`,
	`\bmisshand\w*`,
	`\bkindeswohl\w*`,
	`\bmissbrauch\w*`,
	`\bhaeusliche\w* gewalt\b`,
	`\bgewalt (?:gegen|in der (?:familie|ehe|beziehung)|zu hause|erleb\w*)`,
	`\bfrauenhaus\w*`,
	`\bsuizid\w*`,
	`\bselbstmord\w*`,
	`\bzwangs(?:heirat|ehe|verheirat)\w*`,
	`\bgeschlagen (?:wird|werden|wurde)\b`,
	`\b(?:bedroh|schlaeg|stalk)\w* (?:mich|ihn|sie|uns)\b`,
	`\b(?:wenn|dass|weil) ich nicht mehr (?:kann|weiter ?weiss)\b|\bweiss nicht mehr weiter(?:\W*$|[.,;!]| und\b| seit\b)`,
	`\bnicht,? (?:wo|wohin)\b.{0,40}\b(?:schlafen|unterkommen|bleiben soll\w*)\b|\bheute nacht kein\w*\b`,
	`\btrinke? (?:ich )?(?:jeden tag|taeglich|zu viel)\b|\bheroin\b|\bspritzt\b`,
)

// loud is what neighbours are told of without anybody being in danger; cries, blows and threats are more than that.
var (
	loud         = anyOf(`\bmusik\b`, `\blaut(?:e[mnrs]?|er|stark\w*)?\b`, `\blaerm\w*`, `\bruhestoer\w*`, `\b(?:feier\w*|party\w*|partys|bohr\w*|haemmer\w*|bell\w*)\b`)
	moreThanLoud = anyOf(`\b(?:schrei\w*|schrie\w*|geschrie\w*|geschrei|bruell\w*|wein\w*|wimmer\w*|hilfe|schlaeg\w*|schlag\w*|geschlagen|pruegel\w*|droh\w*|bedroh\w*|angst|streit\w*|kind\w*|baby|klirr\w*|knall\w*|schuss|schuesse)\b`)
)

func onlyLoud(text string) bool { return loud.MatchString(text) && !moreThanLoud.MatchString(text) }

// habit is a fire that is made again and again: a nuisance, and an alarm only by other signs.
var habit = conditionOf(sign{all: "FIRE|SMOKE|SMELLS OFTEN", none: "NOW|CHILD|GAS"})

// hazards are ideas that are a danger by themselves or nearly so, whoever tells of it; the others are of everyday life, too.
var hazards = conditionOf(sign{all: hazardous, none: "TREE|RUBBISH"})

const hazardous = "HAZARD|BREATHES|COLLAPSED|HEART|BLEEDS|SWELLS|POISON|SWALLOWED|WEAPON|SHOTS|FIRE|SMOULDERS|GAS|SMELLS|SCORCHED|BEEPS|" +
	"POWERLINE|SHOCK|INJURED|DROWNS|MISSING|CRIES|FIGHTS|AFRAID|LIPS|FALLEN|JUMPS|FAREWELL|HARMSELF|RAPED|SHOOK|HIDES|CHOKES|SUSPICIOUS|" +
	"SUICIDE|DEAD|VOICES|BEATS|LOCKSIN|TOUCHES|HARM|CORPSE|TRAPPED|BREAKS|FORCED|MASSACRE|BOMB|WORTHLESS|GOON|CRASH|CRASHED"

// things are of everyday life, or what people have and belong to by a paper, and what is told of them is none, however
// it is told: "Ich will nicht mehr in der Kirche sein".
var things = conditionOf(sign{all: harmless})

const harmless = "THING|HELD"

// homeless is who has no home, and may ask where to sleep: a page of the town says so.
var homeless = conditionOf(sign{all: noHome})

const noHome = "HOMELESS"

// asksWhere asks, with a question mark or without, and leaves open nothing but where, when or who.
var asksWhere = anyOf(`\?`, `\b(?:wo|wohin|wann|wer|wieviel|welche\w*) (?:kann|koennen|darf|muss|soll|ist|sind|gibt|bekomm\w*|krieg\w*|find\w*|hilft|macht)\b`)

// limits are the probabilities of danger from which a folded text is stopped, and from which the help lines stand
// beside what is said: by whether it has a word of danger.
func limits(folded string) (stops, worries float64, named bool) {
	told := seen(token.FindAllString(folded, -1))
	asks := asksWhere.MatchString(folded)
	switch {
	case asks && homeless.holds(told, told):
		return inDangerAsking, mayBeInDanger, true
	case hazards.holds(told, told):
		return inDanger, mayBeInDanger, true
	case things.holds(told, told):
		return never, mayBeInDangerUnnamed, false
	case asks:
		return inDangerAsking, mayBeInDangerUnnamed, false
	}
	return inDanger, mayBeInDangerUnnamed, false
}

// asHabit takes what the classifier alone thinks an emergency for a question about what somebody does
// again and again, with the help lines beside the answer.
func asHabit(asking string, d Decision) Decision {
	if d.Kind != Emergency {
		return d
	}
	if told := seen(token.FindAllString(asking, -1)); !habit.holds(told, told) {
		return d
	}
	d = decide(Question, "a habit")
	d.Help = true
	return d
}
