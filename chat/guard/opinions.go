package guard

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
