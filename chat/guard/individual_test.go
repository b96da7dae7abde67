package guard

import "testing"

// Sentences of our own, beside the sets: each shape of the rule in words has some.
func TestIndividual(t *testing.T) {
	for _, text := range []string{
		"Ich bin Student und verdiene 520 Euro nebenbei. Bekomme ich trotzdem Wohngeld?",
		"Mein Antrag auf Grundsicherung läuft noch, wird der durchgehen?",
		"Dürfen wir unseren Zaun zwei Meter hoch bauen, der Nachbar ist dagegen?",
		"Meine Oma hat Pflegegrad 2, zahlt das Amt ihr einen Zuschuss?",
		"Werde ich abgeschoben, wenn ich meinen Job verliere?",
		"Kann meine Frau aus Syrien nachkommen, obwohl ich nur 1.700 verdiene?",
		"Wie hoch wäre unser Kitabeitrag bei 4.000 Euro brutto?",
		"Was müsste ich für meine zwei Kinder in der Krippe zahlen, wir haben 60.000 im Jahr",
		"Habe ich eine Chance auf einen Kitaplatz für meinen Sohn?",
		"Mir wurde der Führerschein entzogen. Krieg ich ihn nach sechs Monaten zurück?",
		"Sagen Sie mir bitte, ob mir Bildung und Teilhabe zusteht, ich bekomme Kinderzuschlag.",
		"Rechnen Sie mal aus was ich an Elterngeld kriege: 2300 netto, Steuerklasse 3",
		"Bin ich mit 1.400 Euro Rente von der Rundfunkgebühr befreit?",
		"Mein Bruder hat eine Duldung, darf er hier heiraten?",
		"Ich wohne erst seit 4 Jahren hier, kann ich schon Deutscher werden?",
		"Wird mir das Bafög meines Sohnes auf das Wohngeld angerechnet?",
		"Steht meiner Tochter mit Diabetes ein Schwerbehindertenausweis zu?",
		"Ich hab den Bescheid nicht verstanden, muss ich das Geld jetzt wirklich zurückzahlen?",
		"Reicht es, wenn ich 18 Stunden arbeite, um die Einbürgerung zu bekommen?",
		"Kann das Jugendamt mir mein Kind wegnehmen?",
		"Übernimmt die Stadt die Bestattung meines Vaters, wir haben kein Geld?",
		"Bekommt mein Mann einen Aufenthaltstitel, er ist als Tourist eingereist?",
		"Ich habe vergessen meinen Hund anzumelden, wie hoch wird meine Strafe?",
		"Und wenn ich stattdessen heirate, verliere ich den Unterhaltsvorschuss?",
		"Gilt die Befreiung auch für mich, ich habe Pflegegrad 4?",
		"Lohnt sich der Antrag bei 2400 netto für uns?",
		"Darf ich meine Garage zur Wohnung umbauen?",
		"Ich bin 67 und habe nur 600 Euro, was steht mir zu?",
	} {
		if d := Route(text); d.Kind != Individual {
			t.Errorf("%s would be decided: %s", d.Kind, text)
		}
	}
	for _, text := range []string{
		"Bekomme ich einen Termin für heute?",
		"Wann bekomme ich Bescheid?",
		"Kann ich meinen Pass per Post bekommen?",
		"Muss ich einen Termin machen?",
		"Darf mein Kind allein den Ausweis abholen?",
		"Ich habe kein Auto, wie komme ich zum Wertstoffhof?",
		"Wie lange bekommt man Elterngeld?",
		"Gibt es Hilfe, wenn ich meine Miete nicht zahlen kann?",
		"Ich bin Rentner. Gibt es Ermäßigungen im Schwimmbad?",
		"Wo bekomme ich einen Schwerbehindertenausweis?",
		"Ich ziehe mit zwei Kindern um, was muss ich mitbringen?",
		"Muss ich als Vermieter etwas unterschreiben?",
		"Ist mein alter Führerschein noch gültig?",
		"Brauche ich für einen Carport eine Genehmigung?",
		"Kann ich die Hundesteuer in Raten zahlen?",
		"Darf ich am Sonntag meinen Rasen mähen?",
		"Wie viel verdient man als Tagesmutter?",
		"Kann ich den Sperrmüll online anmelden?",
		"Wir heiraten im Mai, welche Papiere brauchen wir?",
		"Mein Pass läuft in drei Monaten ab, kann ich ihn verlängern?",
		"Ich bin schwanger, wo melde ich die Vaterschaft an?",
		"Bekommt man als Student einen Wohnberechtigungsschein?",
		"Muss ich mein Gewerbe anmelden, wenn ich nur online verkaufe?",
		"Ich habe meinen Schlüssel verloren, habt ihr ihn?",
		"Kann mein Mann für mich unterschreiben?",
	} {
		if d := Route(text); d.Kind != Question {
			t.Errorf("%s (%s): %s", d.Kind, d.Rule, text)
		}
	}
}

// Of a language that it has hardly read the classifier sees danger in nothing but the shape
// of a sentence; the rules know the words for danger in each.
func TestHelpBesideOtherLanguages(t *testing.T) {
	for text, help := range map[string]bool{
		"كم تبلغ ضريبة الكلاب؟":                         false,
		"Сколько стоит паспорт?":                        false,
		"How much is the dog tax?":                      false,
		"Wo finde ich Hilfe, wenn ich nicht mehr kann?": true,
	} {
		d := Route(text)
		if got := d.Help || d.Kind == Crisis; got != help {
			t.Errorf("%s: help %v (%s)", text, got, d.Rule)
		}
	}
}

// What a page may turn into a question, and what only the office can say.
func TestWhatAPageMayAnswer(t *testing.T) {
	for _, tt := range []struct {
		text string
		may  Kind // "" for nothing but a case
	}{
		{"Wir haben den Sozialpass. Was zahlen wir für den Zoo?", Question},
		{"Meine Mutter ist gestorben, muss ich für ihr Grab zahlen?", Question},
		{"Ich verdiene 1.400 Euro netto. Was zahlen wir für den Zoo?", ""},
		{"Mein Antrag auf den Sozialpass wurde abgelehnt. Was zahlen wir für den Zoo?", ""},
		{"Kriege ich für meinen Carport eine Genehmigung?", ""},
		{"Habe ich Anspruch auf Wohngeld?", ""},
	} {
		d := Route(tt.text)
		if d.Kind == Question {
			d.Else = &d // no case to begin with
		}
		if got := d.Else; (got == nil) != (tt.may == "") || got != nil && (got.Kind != tt.may || !got.Search) {
			t.Errorf("%s: %+v", tt.text, got)
		}
	}
}

// How probably a text is a case stays with a question, for the note beside its answer; a name and another language have
// none, and what is asked of everybody is as little of a case as can be.
func TestCaseOfAQuestion(t *testing.T) {
	for text, thinkable := range map[string]bool{
		"Nimmt uns das Amt das Haus weg, wenn mein Mann ins Pflegeheim muss?":  true,
		"Wir haben den Sozialpass. Was zahlen wir für den Zoo?":                true,
		"Was kostet ein Reisepass?":                                            false,
		"Wie beantrage ich einen neuen Ausweis?":                               false,
		"Restmüll 80 Liter zweiwöchentlich Jahr":                               false,
		"My driving licence was issued in 2003. Do I have to exchange it now?": false,
	} {
		d := Route(text)
		if d.Else != nil {
			d = *d.Else
		}
		if d.Kind == Question && d.Case >= Thinkable != thinkable || d.Kind != Question && thinkable {
			t.Errorf("%s: %s, a case with %.2f (%s)", text, d.Kind, d.Case, d.Rule)
		}
	}
	if d := Route("Ich bekomme Wohngeld. Zahlen Leute wie ich die volle Hundesteuer?"); d.Kind == Individual && (d.Else == nil || d.Else.Case > Thinkable) {
		t.Errorf("of everybody: %+v", d)
	}
}

// What is asked of everybody is a question, whatever is told of oneself before it.
func TestOfEverybody(t *testing.T) {
	for text, want := range map[string]bool{
		"Oma hat 8.300 Euro gespart. Wie viel darf man behalten, wenn man Grundsicherung bekommt?": true,
		"Das Grab ist ein Reihengrab. Lässt sich sowas verlängern?":                                true,
		"Ich bekomme Grundsicherung. Zahlen Leute wie ich die volle Hundesteuer?":                  true,
		"Unser Haus ist ein Denkmal. Sind Solaranlagen auf dem Dach erlaubt?":                      true,
		"Ich lade meine Freundin ein: welches Einkommen gilt als Richtwert?":                       true,
		"wir ziehen her, gibt es noch Kitaplätze":                                                  true,
		"Mein Antrag wurde abgelehnt, wie lange habe ich für den Widerspruch?":                     true,
		"Mein Einkommen ist gesunken. Innerhalb welcher Frist muss ich das melden?":                true,
		"Mein Antrag wurde abgelehnt. Wie lange muss ich jetzt warten?":                            false,
		"Mein Konto ist gepfändet. Ist das zulässig, wo ich so wenig habe?":                        false,
		"Hilft mir das Jugendamt, den Unterhalt einzufordern?":                                     true,
		"Ich bin 74. Kommt da jemand zu mir nach Hause?":                                           true,
		"Wie lange zurück fordert das Amt Geschenke grundsätzlich?":                                true,
		"Holt sich das Sozialamt das zurück?":                                                      false,
		"Wir haben uns beworben. Wo stehen wir auf der Warteliste?":                                false,
		"Im Mai habe ich den Antrag abgegeben. Wo bleibt mein Bescheid?":                           false,
		"Bis wann bekomme ich mein Wohngeld?":                                                      false,
		"Hilft mir die Stadt mit den Heizkosten, ich habe kein Geld?":                              false,
		"Mein Zaun ist 2,10 m hoch. Ist das erlaubt?":                                              false,
		"Ich habe 52 Monate eingezahlt. Zählt die Elternzeit bei mir?":                             false,
		"Mein ALG 1 sind 1.040 Euro. Gilt das für den Pass?":                                       false,
		"Meine Mutter ist 78. Würde man ihr das Wohngeld ablehnen?":                                false,
		"Hat da jemand falsch gerechnet?":                                                          false,
		"Bin ich mit 24.600 Euro unter der Grenze, wenn man die Pauschalen abzieht?":               false,
		"Bekomme ich Wohngeld, und wie lange dauert das?":                                          false,
		"Kriegt meine Tochter einen Platz, und gibt es da Essen?":                                  false,
	} {
		if got := ofEverybody(Fold(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// A figure makes a case of what is asked of the asker; a row of a table is asked for with figures, too.
func TestAsksToWeigh(t *testing.T) {
	for text, want := range map[string]bool{
		"Mein Gartenhaus hat 38 Kubikmeter. Brauche ich eine Genehmigung?":  true,
		"Mutti hat 1.310 Euro Rente. Was übernimmt die Stadt davon?":        true,
		"Wie hoch ist die Krippengebühr bei 45.000 Euro Jahreseinkommen?":   false,
		"Was kostet ein Krippenplatz, wenn wir 45.000 Euro verdienen?":      false,
		"Uns wurde gekündigt und wir haben keine Wohnung. Wer kann helfen?": false,
		"Werde ich abgeschoben, wenn mein Titel abläuft?":                   true,
		"Wie werde ich Tagesmutter?":                                        false,
		"Was kostet ein Hund?":                                              false,
	} {
		if got := asksToWeigh(Fold(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
