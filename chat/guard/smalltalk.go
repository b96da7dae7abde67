package guard

import "regexp"

const (
	hello = `(?:halli?hallo+|hallo+\w{0,3}|halloechen|guten (?:tag|morgen|abend)|n'abend|schoenen guten tag|gru(?:e|ea)ss (?:gott|dich|euch|eich|sie)|gruezi|griass (?:di|eich|gott)|gu(?:d|dd|t)e|ei gude,? wie|schoenen (?:guten )?(?:morgen|tag|abend|nachmittag)|einen (?:schoenen )?guten (?:morgen|tag|abend)|guten nachmittag|gudn|n'?abend|moin(?:,? moin)?|moinsen|servus|huhu|mahlzeit|hi|hey|na|yo|tach|tag|` +
		`hello|good (?:morning|afternoon|evening|day)|bonjour|bonsoir|salut|merhaba|selam|iyi gunler|czesc|dzien dobry|` +
		`привіт|вітаю|добрий день|доброго дня|здравствуите|привет|добрыи день|مرحبا|السلام عليكم|اهلا)(?:,? (?:zusammen|liebe\w* [\w-]+|beinander|beinand|liebes \w+|ihr|leute|allerseits|there|auch|wuensche ich|aus \w+|(?:liebes? )?(?:auskunft|chatbot|bot|assistent)))*`
	bye = `(?:(?:vielen |herzlichen |besten |schoenen |ganz herzlichen |tausend )?dank(?:e)?(?: schoen| sehr| dir| ihnen| euch)?|dankeschoen|(?:ich )?bedanke mich|thank you|thanks|thx|vergelt'?s gott|lieb von (?:ihnen|dir|euch)|cheers|tschuess|tschau|ciao|auf wiedersehen|bis bald|bye|` +
		`schoenen (?:tag|abend)(?: noch)?|einen schoenen (?:tag|abend)(?: noch)?|merci(?: beaucoup)?|tesekkur(?:ler| ederim)|sagol|dziekuje|дякую|спасибо|شكرا)`
	// politeness may stand beside thanks without making a question of them.
	politeness = `(?:super|ok|okay|alles klar|gut|prima|toll|perfekt|ja|nein|nett|klasse|passt|top|das (?:war|wars|war's|war es)(?: schon| alles| dann)?|(?:das )?hat mir (?:sehr |echt )?(?:weiter)?geholfen|fuer (?:die|ihre|deine) (?:schnelle )?(?:hilfe|auskunft|antwort|muehe)|(?:das )?reicht(?: mir)?(?: schon)?|und|mehr brauche ich nicht|very much|a lot|so much)`
	pause      = `[\s\p{P}\p{S}]*`
	// noise is what people type without saying anything.
	noise = `(?:hm+|aeh+m?|ehm|oeh|mh+|tja|na ja|naja|bla+h?|lol|xd|haha\w*|hihi|test(?:en|ing)?|asdf\w*|qwert\w*|jkl\w*|yxcv\w*|abc|foo|[bcdfghjklmnpqrstvwxz]{6,})`
)

var (
	opening      = regexp.MustCompile(`^(?:` + hello + `|sehr geehrte damen und herren|liebe stadt\w*)` + `(?:[,.!]+\s*|\s+)`)
	onlyGreeting = regexp.MustCompile(`^(?:` + hello + pause + `)*(?:sehr geehrte damen und herren|` + hello + `)` + pause + `(?:ist (?:da|hier) (?:jemand|wer)|(?:ist )?jemand (?:da|zuhause)|sind sie da|bist du da|ich (?:habe|haette) (?:eine|mal eine|ein paar) fragen?|ich brauche hilfe|wie geht es (?:ihnen|dir)|wie geht's|koennen sie mir helfen)?` + pause + `$`)
	onlyThanks   = regexp.MustCompile(`^(?:` + politeness + pause + `)*` + bye + `(?:` + pause + `(?:` + bye + `|` + politeness + `))*` + pause + `$`)
	onlySigns    = regexp.MustCompile(`^[\s\p{P}\p{S}]*\d{0,2}[\s\p{P}\p{S}]*$`) // 115 and 112 are numbers that one asks for
	onlyNoise    = regexp.MustCompile(`^` + pause + noise + `(?:` + pause + noise + `)*` + pause + `$`)
)

// smallTalk recognises texts that are nothing but a greeting, a thank-you or noise.
func smallTalk(folded string) (Kind, string, bool) {
	switch {
	case onlyGreeting.MatchString(folded):
		return Greeting, "only greeting", true
	case onlyThanks.MatchString(folded):
		return Thanks, "only thanks", true
	case onlyNoise.MatchString(folded):
		return Nonsense, "only noise", true
	case onlySigns.MatchString(folded):
		return Nonsense, "no word", true
	default:
		return "", "", false
	}
}

// stripOpening takes a greeting off the start of what somebody wants.
func stripOpening(folded string) string {
	if rest := opening.ReplaceAllString(folded, ""); rest != "" {
		return rest
	}
	return folded
}
