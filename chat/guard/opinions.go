package guard

// advice is asked for in a legal matter; nobody gets it from a city's desk. What is surely that goes before the
// classifier, which would take much of it for somebody's own case.
var advice = []rule{
	{LegalAdvice, "court", anyOf(
		`\b(?:ich|wir|mein\w*|mich|uns)\b.{0,60}\b(?:klagen|verklagen|einklagen|klage|vor gericht)\b`,
		`\bvor gericht\b.{0,30}\b(?:chance\w*|erfolg)`,
		`\berfolgsaussicht\w*`,
		`\bwie ist die rechtslage\b`,
	), anyOf(`^(?:wer|wo|welche frist|wie lange|was kostet|wie (?:reiche|erhebe|lege))\b`)},
	{LegalAdvice, "wording", anyOf(
		`\bformulier\w*\b.{0,40}\b(?:widerspruch|einspruch|klage|kuendigung|beschwerde)`,
		`\banw(?:alt|aelt\w*)\b.{0,40}\bempfehl\w*`,
		`\bempfehl\w*\b.{0,40}\banw(?:alt|aelt\w*)\b`,
	), nil},
	{LegalAdvice, "appeal", anyOf(
		`\b(?:lohnt sich|soll ich|sollte ich|sollen wir|macht es sinn|bringt)\b.{0,40}\b(?:widerspruch|einspruch|klage\w*|anwalt|rechtsmittel)\b`,
		`\b(?:schreib\w*|formulier\w*|verfass\w*|setz\w*)\b.{0,30}\b(?:widerspruch|einspruch|klage|beschwerdeschrift|kuendigung)\b`,
		`\b(?:bezahlen|zahlen) oder\b.{0,30}\b(?:wehren|einspruch|widerspruch)`,
	), anyOf(asks)},
	{LegalAdvice, "lawful", anyOf(
		`\b(?:\w*vertrag|kuendigung|bescheid|mahnung|abmahnung|testament|nebenkosten\w*)\b.{0,60}\b(?:rechtens|rechtmaessig|wirksam|gueltig|rechtsgueltig|zulaessig|illegal)\b`,
		`\b(?:mein|unser)\w* (?:vermieter|chef|arbeitgeber|nachbar|ex\w*|bruder|mann|frau)\w*\b.{0,60}\b(?:kuendigen|erhoehen|verbieten|rauswerfen|abmahnen|einbehalten)\b`,
		`\b(?:mache|mach) ich mich strafbar\b`,
		`\b(?:strafe|bussgeld|gefaengnis) (?:droht|drohen|erwartet) (?:mir|mich)\b`,
		`\bmuss ich als mieter\w*\b`,
		`\bals mieter\w* (?:muss|darf|kann) ich\b`,
		`\b(?:im|laut) (?:miet|arbeits)?vertrag\b.{0,40}\b(?:muss|darf|kann) ich\b`,
		`\b(?:muss|darf|kann) ich\b.{0,80}\b(?:im|laut) (?:miet|arbeits|kauf)?vertrag\b`,
	), nil},
	{LegalAdvice, "liable", anyOf(
		`\b(?:haftet|haften|hafte|schmerzensgeld)\b`,
		`\bschadens?ersatz\b.{0,40}\b(?:verlang|fordern|bekomm|zusteh|kriege?)\w*`,
	), anyOf(`\bformular`, `\bwo melde\b`, `\b(?:unterschrieb\w*|verpflichtung\w*)\b`)},
	{LegalAdvice, "who is right", anyOf(
		`\bwer hat (?:da |hier |nun |jetzt )?recht\b`,
		`\b(?:bin ich|sind wir)\b.{0,15}\bim recht\b`,
		`\b(?:vor (?:dem )?gesetz|geltendem recht|rechtslage|formfehler|verfahrensfehler|paragra(?:ph|f)en)\b`,
		`\bverstoesst\b.{0,40}\b(?:gesetz|grundgesetz|recht)\b`,
		`\bwem gehoert\b.{0,40}\b(?:scheidung|trennung|haus|wohnung|rechtlich)\b`,
		`\b(?:anfechten|anfechtbar)\b`,
		`\baussichten\b.{0,40}\b(?:klage|beschwerde|verfassungsbeschwerde|prozess)\b`,
	), anyOf(`\btermin`, `\bschiedsamt\b`)},
	{LegalAdvice, "quarrel", anyOf(
		against+`.{0,160}`+verdict,
		verdict+`.{0,160}`+against,
		`\bgefallen lassen\b`,
		`\b(?:widersprech\w*|widerspruch|einspruch|klag(?:e|en))\b.{0,60}\b(?:mit erfolg|erfolgreich|durchkomm\w*)\b`,
		`\b(?:mit erfolg|erfolgreich)\b.{0,40}\b(?:widersprech\w*|klagen|anfechten)\b`,
		`\bwelche rechte hab(?:e|en)? (?:ich|wir)\b.{0,60}\b(?:gegen|als (?:mieter|kaeufer|kunde|arbeitnehmer)\w*)\b`,
		`\b(?:mietminderung|pflichtteil\w*|unterlassungs\w+)\b`,
		`\bmiete (?:\w+ )?(?:mindern|kuerzen|einbehalten)\b`,
	), anyOf(`\bwohngeld\b`, `\bwohnungsgeber\w*`, `\bbestaetigung\b`, `\b(?:laut|laerm|krach|hecke|zaun|baum|hund|grill\w*|muell)\w*\b`, `\b(?:wo|wohin|an wen|bei wem)\b`, `^wann\b`)},
	{LegalAdvice, "contract", anyOf(
		`\b(?:pruef\w*|check\w*|durchsehen|anschauen|angucken|drueberschauen)\b.{0,50}\b\w*vertrag\b`,
		`\b\w*vertrag\b.{0,50}\b(?:pruef\w*|check\w*|durchsehen|drueberschauen|anfecht\w*)\b`,
		`\bvertrag\b.{0,60}\b(?:wieder )?(?:raus|aussa|heraus|ruecktritt|zuruecktreten)\b`,
		`\b(?:check|read)\b.{0,40}\bcontract\b`,
		`\b(?:vermieter|chef|arbeitgeber|vermieterin|chefin|boss|firma|landlord|employer)\b.{0,80}\b(?:kaution|miete|mieterhoehung|gekuendigt|kuendigung|nebenkosten|lohn|eigenbedarf|abmahnung|fired|deposit)\b.{0,60}\b(?:darf|duerfen|wehren|rechtens|rechtmaessig|erlaubt|wirksam|zulaessig|legal|recht|ok|allowed|paragra\w*)\b`,
		`\b(?:gekuendigt|rausgeworfen)\b.{0,60}\b(?:rechtens|rechtmaessig|wirksam|gueltig|zulaessig|erlaubt)\b`,
		`\b(?:can|may) my (?:landlord|boss|employer)\b`,
	), anyOf(`\bwohngeld\b`, `\bwohnungsgeber\w*`, `\b(?:zahlt|uebernimmt) (?:das|die) (?:amt|stadt)\b`)},
	{LegalAdvice, "counsel", anyOf(
		`\b(?:juristisch\w*|rechtlich\w*) (?:rat|beratung|hilfe|einschaetzung|beistand)\b`,
		`\brechtsrat\b`,
		`\b(?:aussage\b.{0,40}\bschweigen|schweigen\b.{0,40}\baussage)\b`,
		`\b(?:widerspruch|einspruch|klage)\b.{0,50}\b(?:schreiben|formulieren|aufsetzen|verfassen)\b`,
		`\b(?:soll|sollte)\b.{0,50}\b(?:knoellchen|strafzettel|strafbefehl)\b`,
		`\b(?:knoellchen|strafzettel|strafbefehl)\b.{0,50}\b(?:soll|sollte|wehren)\b`,
		`\b(?:wie )?(?:umgehe? ich|rede ich mich)\b`,
	), anyOf(asks+`\b.{0,20}\b(?:frist|beantrag\w*|unterlagen)`, `^(?:wo|wann)\b`, `\bfilter\b`)},
}

// opinions are tried last: what they are about is often told as something else.
var opinions = []rule{
	{Opinion, "asked", anyOf(
		`\b(?:was|wie) (?:halten sie|haelst du|haeltst du|denkst du|denken sie|finden sie|findest du|meinst du|meinen sie)\b`,
		`^(?:finden sie|findest du)\b`,
		`\b(?:ihre|deine|eure) (?:\w+ )?meinung\b`,
		`\b(?:sind sie|bist du) (?:fuer|gegen|links|rechts|ein anhaenger)\b`,
		`\b(?:welche[nr]? (?:partei|kandidat\w*)|wen|was)\b.{0,15}\b(?:soll ich|wuerdest du|wuerden sie|soll man|sollte ich)\b.{0,15}\bwaehlen\b`,
		`\bwen (?:waehlst|waehlen sie)\b`,
		`\bgewinn\w*\b.{0,15}\bwahl\b`,
		`\bwahl gewinnen\b`,
		`\b(?:meinst|findest|denkst|glaubst) du\b.{0,12}\b(?:auch|nicht|dass)\b`,
		`\b(?:meinen|finden|denken|glauben) sie\b.{0,12}\b(?:auch|nicht|dass)\b`,
	), anyOf(`\bbestimmungen\b`)},
	{Opinion, "judgement", anyOf(
		`\b(?:afd|cdu|spd|fdp|gruene\w*|linke|bsw|buergermeister\w*|politiker\w*|rat|regierung|kanzler\w*)\b.{0,40}\b(?:korrupt\w*|gefahr\b|gefaehrlich\w*|waehlbar|verfassungsfeindlich\w*|rechtsextrem\w*|linksextrem\w*|unfaehig\w*|gut|schlecht|schuld|luegt|luegen|dumm|guten? job|gute arbeit)\b`,
	), anyOf(`^(?:wo|wann|wer)\b`)},
}

// against are those whom people quarrel with who are not the city; verdict is what they want to hear then.
const (
	against = `\b(?:vermieter\w*|chef(?:in)?|arbeitgeber\w*|hausverwaltung|makler\w*|haendler\w*|verkaeufer\w*|handwerker|inkasso\w*|fitnessstudio|` +
		`(?:handy|strom|internet)?anbieter|werkstatt|untermieter\w*|mitbewohner\w*|reisebuero|online-?shop|miterben|erbengemeinschaft)\b`
	verdict = `\b(?:rechtens|rechtmaessig|rechtswidrig|zulaessig|illegal|legal|strafbar|wehren|verklagen|schadens?ersatz|schmerzensgeld|widerrufen|` +
		`zuruecktreten|darf (?:er|sie|der|die) das|duerfen die das|muss ich das (?:akzeptieren|hinnehmen|zahlen|bezahlen)|was kann ich dagegen)\b`
)
