package guard

import "testing"

func TestWithoutCourtesy(t *testing.T) {
	for text, want := range map[string]string{
		"Sehr geehrte Damen und Herren, was kostet die Hundesteuer? Mit freundlichen Grüßen":       "was kostet die Hundesteuer?",
		"Guten Tag, wo melde ich mich um? Vielen Dank im Voraus!\nMit freundlichen Grüßen\n[Name]": "wo melde ich mich um?",
		"Hallo, ich hätte da mal eine Frage: Wann wird die Biotonne geleert?":                      "Wann wird die Biotonne geleert?",
		"Hallo liebes Team, kurze Frage: Gibt es Hundetüten?":                                      "Gibt es Hundetüten?",
		"Bitte um Auskunft: Was kostet ein Reisepass?":                                             "Was kostet ein Reisepass?",
		"Ich brauche einen neuen Ausweis. Können Sie mir weiterhelfen?":                            "Ich brauche einen neuen Ausweis.",
		"Könnten Sie mir helfen? Mein Pass ist weg.":                                               "Mein Pass ist weg.",
		"Was kostet ein Pass, danke":                                                               "Was kostet ein Pass,",
		"Wo bekomme ich einen Pass? LG Petra":                                                      "Wo bekomme ich einen Pass?",
		"Sehr geehrte Frau [Name], wann kommt mein Bescheid?":                                      "wann kommt mein Bescheid?",
		"Auf der Homepage habe ich nichts gefunden. Gibt es Hundetüten?":                           "Gibt es Hundetüten?",
		"Im Internet finde ich leider nichts dazu. Wann ist Markttag?":                             "Wann ist Markttag?",
		"Wo melde ich mich an? Ich spreche nicht so gut Deutsch.":                                  "Wo melde ich mich an?",

		"Liebe Mitarbeiterinnen und Mitarbeiter, was kostet ein Pass? Danke schon mal und schöne Grüße aus der Altstadt": "was kostet ein Pass?",
		"Wann ist Markttag? PS: Ihre Seite ist toll!":  "Wann ist Markttag?",
		"Liebe Stadtverwaltung! Wo gebe ich Farbe ab?": "Wo gebe ich Farbe ab?",

		"Kann mir das jemand sagen? Wann ist Markttag?":                                                 "Wann ist Markttag?",
		"Wann ist Markttag? Kann mir da jemand helfen?":                                                 "Wann ist Markttag?",
		"Kann mir jemand beim Antrag helfen?":                                                           "Kann mir jemand beim Antrag helfen?",
		"Wann ist Markttag? Mein Chef will das wissen.":                                                 "Wann ist Markttag?",
		"Was darf mein Vermieter wissen?":                                                               "Was darf mein Vermieter wissen?",
		"Guten Tag, ich brauche einen neuen Ausweis. Vielen Dank!":                                      "ich brauche einen neuen Ausweis.",
		"Schönen guten Abend wünsche ich, wann ist Markttag?":                                           "wann ist Markttag?",
		"Guten Tag, könnten Sie mir bitte sagen, ob das Standesamt am 24.12. offen hat? MfG, H. Müller": "das Standesamt am 24.12. offen hat?",
		"Ich wollte mal fragen, wo ich einen Hund anmelden kann.":                                       "wo ich einen Hund anmelden kann?",
		"Können Sie mir sagen, was das kostet?":                                                         "was das kostet?",
		"Können Sie mir sagen, dass Sie da sind?":                                                       "Können Sie mir sagen, dass Sie da sind?",
		"Ich möchte wissen, ob ich Anspruch auf Wohngeld habe":                                          "ich Anspruch auf Wohngeld habe?",
		"Wann ist Markttag? PS: Gibt es dort Fisch?":                                                    "Wann ist Markttag? PS: Gibt es dort Fisch?",
		"Was kostet ein Auto mit 100 PS an Steuer?":                                                     "Was kostet ein Auto mit 100 PS an Steuer?",
		"Liebe Nachbarn grillen jeden Tag. Dürfen sie das?":                                             "Liebe Nachbarn grillen jeden Tag. Dürfen sie das?",
		"Im Internet finde ich keinen Termin. Wo bekomme ich einen?":                                    "Im Internet finde ich keinen Termin. Wo bekomme ich einen?",
		"Ich spreche Deutsch. Wo gibt es Kurse?":                                                        "Ich spreche Deutsch. Wo gibt es Kurse?",
		"Ich spreche kein Deutsch, wo lerne ich es?":                                                    "Ich spreche kein Deutsch, wo lerne ich es?",
		"Guten Tag":                                  "Guten Tag",
		"Vielen Dank!":                               "Vielen Dank!",
		"Hallo, danke!":                              "Hallo, danke!",
		"Moin, Hundesteuer?":                         "Moin, Hundesteuer?",
		"Wem sage ich vielen Dank?":                  "Wem sage ich vielen Dank?",
		"Wie wichtig ist das?":                       "Wie wichtig ist das?",
		"Frage des Monats: wo steht sie?":            "Frage des Monats: wo steht sie?",
		"Mein Nachbar heißt Herr Gruß. Darf er das?": "Mein Nachbar heißt Herr Gruß. Darf er das?",
		"Wo ist das Haus der Freundlichen Grüße?":    "Wo ist das Haus der Freundlichen Grüße?",
		"Hilfe, es ist dringend":                     "Hilfe, es ist dringend",
	} {
		if got := WithoutCourtesy(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
