package guard

// opinions are what nobody gets from a city's desk: advice in a legal matter, and opinions. They
// are tried last, because what they are about is often told as somebody's own case.
var opinions = []rule{
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
		`\b(?:strafe|bussgeld|gefaengnis) (?:droht|drohen|bekomme|erwartet) (?:mir|ich|mich)\b`,
		`\bmuss ich als mieter\w*\b`,
		`\bals mieter\w* (?:muss|darf|kann) ich\b`,
		`\b(?:im|laut) (?:miet|arbeits)?vertrag\b.{0,40}\b(?:muss|darf|kann) ich\b`,
		`\b(?:muss|darf|kann) ich\b.{0,80}\b(?:im|laut) (?:miet|arbeits|kauf)?vertrag\b`,
	), nil},
	{Opinion, "asked", anyOf(
		`\b(?:was|wie) (?:halten sie|haelst du|haeltst du|denkst du|denken sie|finden sie|findest du|meinst du|meinen sie)\b`,
		`^(?:finden sie|findest du)\b`,
		`\b(?:ihre|deine) meinung\b`,
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
