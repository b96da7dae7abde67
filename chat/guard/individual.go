package guard

// An individual case is a text that asks for a decision about one person, household or firm:
// whether somebody gets, keeps, owes or may do something, as they are, how much, or what
// became of an application. Only the office may decide that (AI Act, Annex III no. 5 a: access
// to essential public services), so it is told from its look-alikes, which ask for the way
// (where, who, which papers, until when) or for the rule ("man", "wer"), whatever is told with
// them: "Meine Rente ist klein. Wo kann ich Hilfe beantragen?"
//
// The classifier tells them apart. Beside it stand the few sentences that are never anything
// else, so that no fit can lose them.
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
