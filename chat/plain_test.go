package chat

import "testing"

func TestAsksPlainly(t *testing.T) {
	for message, want := range map[string]bool{
		"Mein Enkel ist 19, was kostet sein Perso?":                                   true,
		"Bin 23 und mein Perso ist abgelaufen. Was zahle ich für den neuen?":          true,
		"Unsere Katze ist weg. Wo melde ich das?":                                     true,
		"Meine Oma zieht ins Heim, welche Unterlagen soll sie mitbringen?":            true,
		"Ich habe einen Hund geerbt. Bis wann muss ich ihn anmelden?":                 true,
		"Mein Zeugnis hat drei Seiten, das will ich beglaubigen lassen. Preise?":      true,
		"Anwohnerparken nur für ein halbes Jahr, Preis?":                              true,
		"Ich gehe mit meiner Enkelin ins Museum, was zahlt sie?":                      true,
		"Wir heiraten im Mai. Was müssen wir vorlegen, und was kostet der Saal?":      true,
		"Wir heiraten im Mai. Mit wie viel Saalmiete müssen wir rechnen?":             true,
		"Mit wie viel Wohngeld können wir rechnen?":                                   false,
		"Wir haben uns beworben. Wo stehen wir auf der Warteliste?":                   false,
		"Bekomme ich Wohngeld?":                                                       false,
		"Ich habe zwei Kinder. Wie viel Wohngeld bekomme ich?":                        false,
		"Kriegt unser Auto auch einen Ausweis und was kostet uns das?":                false,
		"Wir haben drei Hunde. Was zahle ich insgesamt?":                              false,
		"Das Zimmer ist mein Nebenwohnsitz. Was müsste ich zahlen?":                   false,
		"Was zahlt mir das Amt dazu?":                                                 false,
		"Genügt das für eine Sperre meiner Adresse?":                                  false,
		"Mein Hund ist nicht angemeldet, wie hoch wird die Strafe?":                   false,
		"Meine Frau ist Deutsche. Ab wann kann ich eingebürgert werden?":              false,
		"Darf ich meinen Pass behalten? Was kostet das?":                              false,
		"Kann mein Freund die Vaterschaft anerkennen, und was müssen wir mitbringen?": false,
	} {
		if got := asksPlainly(message); got != want {
			t.Errorf("%s: %v", message, got)
		}
	}
}
