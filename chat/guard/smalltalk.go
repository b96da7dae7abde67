package guard

import "regexp"

const (
	hello = `(?:hallo+|guten (?:tag|morgen|abend)|schoenen guten tag|gruess (?:gott|dich)|moin(?:,? moin)?|servus|hi|hey|hello|good (?:morning|afternoon|evening|day)|tach|tag)(?:,? (?:zusammen|liebes team|ihr|leute|there))?`
	bye   = `(?:(?:vielen |herzlichen |besten |schoenen |ganz herzlichen )?dank(?:e)?(?: schoen| sehr| dir| ihnen)?|dankeschoen|thank you|thanks|tschuess|tschau|ciao|auf wiedersehen|bis bald|bye|schoenen (?:tag|abend)(?: noch)?|einen schoenen (?:tag|abend)(?: noch)?)`
	// filler may stand beside thanks without making a question of them.
	filler = `(?:super|ok|okay|alles klar|gut|prima|toll|perfekt|ja|nein|das war alles|das wars|das war's|das hat mir (?:sehr )?geholfen|hat mir (?:sehr )?geholfen|fuer (?:die|ihre|deine) (?:schnelle )?(?:hilfe|auskunft|antwort|muehe)|das reicht|und|mehr brauche ich nicht|very much|a lot)`
	pause  = `[\s,.!;:-]*`
)

var (
	opening      = regexp.MustCompile(`^(?:` + hello + `|sehr geehrte damen und herren|liebe stadt\w*)` + `(?:[,.!]+\s*|\s+)`)
	onlyGreeting = regexp.MustCompile(`^` + hello + pause + `(?:ist (?:da|hier) (?:jemand|wer)|jemand da|ich (?:habe|haette) (?:eine|mal eine|ein paar) fragen?|ich brauche hilfe|wie geht es (?:ihnen|dir)|wie geht's|koennen sie mir helfen)?[\s,.!?]*$`)
	onlyThanks   = regexp.MustCompile(`^(?:` + filler + pause + `)*` + bye + `(?:` + pause + `(?:` + bye + `|` + filler + `))*[\s,.!]*$`)
)

// smallTalk recognises texts that are nothing but a greeting or a thank-you.
func smallTalk(folded string) (Kind, string, bool) {
	switch {
	case onlyGreeting.MatchString(folded):
		return Greeting, "only greeting", true
	case onlyThanks.MatchString(folded):
		return Thanks, "only thanks", true
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
