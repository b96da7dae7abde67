package proof

import (
	"testing"

	"auskunft/retrieval"
)

// attacks are wrong sentences of kinds that no set has, written over the demo town's texts before anything was made against them:
// what a model may do that moves, turns or blurs words of the quote and brings next to nothing.
var attacks = []struct{ kind, title, quote, sentence string }{
	{"tense", "Geburt anmelden", "Die Beurkundung ist kostenlos.", "Die Beurkundung war kostenlos."},
	{"tense", "Baum fällen", "Bäume mit einem Stammumfang ab 80 Zentimetern sind in Auenwede geschützt.", "Bäume mit einem Stammumfang ab 80 Zentimetern waren in Auenwede geschützt."},
	{"hearsay", "Hundesteuer", "Für Hunde aus dem Tierheim Walmetal entfällt die Steuer in den ersten zwölf Monaten.", "Für Hunde aus dem Tierheim Walmetal soll die Steuer in den ersten zwölf Monaten entfallen."},
	{"hearsay", "Geburt anmelden", "Die Beurkundung ist kostenlos.", "Die Beurkundung sei kostenlos."},
	{"advice for duty", "Hundesteuer", "Unabhängig von der Steuer müssen Sie jeden Hund ab sechs Monaten im Niedersächsischen Hunderegister eintragen lassen.", "Unabhängig von der Steuer sollten Sie jeden Hund ab sechs Monaten im Niedersächsischen Hunderegister eintragen lassen."},
	{"advice for duty", "Wohngeld", "Änderungen wie eine neue Arbeit, ein Auszug oder eine Mietsenkung müssen Sie sofort mitteilen.", "Änderungen wie eine neue Arbeit, ein Auszug oder eine Mietsenkung teilen Sie am besten sofort mit."},
	{"duty for advice", "Führerschein", "Den Antrag stellen Sie bei der Fahrerlaubnisbehörde in Lehmkuhlen, am besten sobald Sie sich bei einer Fahrschule angemeldet haben.", "Den Antrag stellen Sie bei der Fahrerlaubnisbehörde in Lehmkuhlen, sobald Sie sich bei einer Fahrschule angemeldet haben."},
	{"duty for advice", "Wohngeld", "Für die Zeit danach beantragen Sie die Weiterleistung, am besten acht Wochen vor Ablauf.", "Für die Zeit danach beantragen Sie die Weiterleistung acht Wochen vor Ablauf."},
	{"adjective moved", "Grundsicherung", "Ersparnisse bis 10.000 Euro je Person bleiben unangetastet, ebenso ein angemessenes selbst bewohntes Haus und seit 2023 ein angemessenes Auto.", "Ersparnisse bis 10.000 Euro je Person bleiben unangetastet, ebenso seit 2023 ein angemessenes selbst bewohntes Haus und ein angemessenes Auto."},
	{"adjective moved", "Wohnsitz anmelden", "Ziehen Familien gemeinsam aus derselben alten in dieselbe neue Wohnung, genügt es, wenn eine Person kommt und alle Ausweise mitbringt.", "Ziehen Familien gemeinsam aus derselben neuen in dieselbe alte Wohnung, genügt es, wenn eine Person kommt und alle Ausweise mitbringt."},
	{"adjective moved", "Gewerbe anmelden", "Kostenlose Gründungsberatung bietet die Wirtschaftsförderung jeden ersten Mittwoch im Monat am Kontorkai 9.", "Kostenlose Gründungsberatung bietet die Wirtschaftsförderung jeden Mittwoch im ersten Monat am Kontorkai 9."},
	{"adjective moved", "Führerschein", "Nach bestandener Fahrprüfung händigt Ihnen der Prüfer den Schein oder eine vorläufige Bescheinigung aus.", "Nach bestandener Fahrprüfung händigt Ihnen der Prüfer den vorläufigen Schein oder eine Bescheinigung aus."},
	{"adjective moved", "Geburtsurkunde", "jedes weitere Stück in derselben Bestellung: 7,50 Euro", "Ein Stück in jeder weiteren Bestellung kostet 7,50 Euro."},
	{"adverb moved", "Gewerbe anmelden", "Nach der Zahlung bekommen Sie die Bestätigung und später Post von Finanzamt und Kammer.", "Nach der Zahlung bekommen Sie später die Bestätigung und Post von Finanzamt und Kammer."},
	{"adverb moved", "Gewerbe anmelden", "Manche Branchen benötigen vorher eine Erlaubnis oder einen Nachweis.", "Branchen benötigen manchmal vorher eine Erlaubnis oder einen Nachweis."},
	{"adverb moved", "Hundesteuer", "Die Marke muss der Hund außerhalb Ihrer Wohnung sichtbar tragen.", "Die Marke muss der Hund sichtbar außerhalb Ihrer Wohnung ablegen."},
	{"attachment moved", "Hundesteuer", "Um die Hälfte ermäßigt wird die Steuer für Hunde, die ein mehr als 300 Meter vom nächsten Wohnhaus entferntes Gehöft bewachen.", "Um die Hälfte ermäßigt wird die Steuer für Hunde, die mehr als 300 Meter vom nächsten Wohnhaus entfernt ein Gehöft bewachen."},
	{"attachment moved", "Baum fällen", "Bei mehrstämmigen Bäumen zählt die Summe, wenn ein Stamm mindestens 50 Zentimeter erreicht.", "Bei mehrstämmigen Bäumen zählt ein Stamm, wenn die Summe mindestens 50 Zentimeter erreicht."},
	{"attachment moved", "Hilfe zur Pflege", "Das Haus bleibt geschützt, solange Ihr Ehepartner darin wohnt.", "Ihr Ehepartner bleibt geschützt, solange er in dem Haus wohnt."},
	{"attachment moved", "Kita-Platz", "Bescheinigung über Arbeitszeit, Ausbildung oder Studium", "Sie brauchen eine Bescheinigung oder die Ausbildung über Arbeitszeit oder Studium."},
	{"genitive turned", "Wohnsitz anmelden", "bei Kindern, die ohne beide Sorgeberechtigte umziehen: Einverständnis des anderen Elternteils", "Bei Kindern, die ohne beide Sorgeberechtigte umziehen, brauchen Sie den anderen Elternteil des Einverständnisses."},
	{"genitive turned", "Hilfe zur Pflege", "Bescheid der Pflegekasse über den Pflegegrad", "Sie brauchen den Bescheid über die Pflegekasse des Pflegegrads."},
	{"shares lost", "Hundesteuer", "Die Steuer ist je zur Hälfte am 15. Februar und am 15. August fällig.", "Die Steuer ist am 15. Februar und am 15. August fällig."},
	{"shares lost", "Sperrmüll", "Jeder Haushalt hat im Jahr zwei freie Abholungen von jeweils höchstens drei Kubikmetern.", "Jeder Haushalt hat im Jahr zwei freie Abholungen von höchstens drei Kubikmetern insgesamt."},
	{"difference for amount", "Gewerbe anmelden", "25 Euro für natürliche Personen\nonline 5 Euro weniger", "Natürliche Personen zahlen online 5 Euro."},
	{"difference for amount", "Führerschein", "Expressherstellung: 20,33 Euro zusätzlich", "Die Expressherstellung kostet 20,33 Euro."},
	{"place of a condition", "Geburtsurkunde", "Ausweis oder eine gut lesbare Kopie davon\nName, Geburtstag und, wenn bekannt, Registernummer", "Sie brauchen Name, Registernummer und, wenn bekannt, den Geburtstag."},
	{"place of a condition", "Geburtsurkunde", "Ausweis oder eine gut lesbare Kopie davon\nVollmacht, wenn jemand anders bestellt", "Sie brauchen eine Vollmacht und, wenn jemand anders bestellt, Ihren Ausweis oder eine gut lesbare Kopie davon."},
	{"place of a condition", "Baum fällen", "Fotos; auf Verlangen ein Gutachten", "Sie brauchen ein Gutachten, auf Verlangen Fotos."},
	{"place of a condition", "Kita-Platz", "Nachweis der Masernimpfung und der ärztlichen Beratung zum Impfschutz", "Sie brauchen einen ärztlichen Nachweis der Masernimpfung und der Beratung zum Impfschutz."},
	{"other Sie", "Grundsicherung", "Ihre Kinder werden erst herangezogen, wenn ihr Bruttoeinkommen 100.000 Euro im Jahr übersteigt.", "Ihre Kinder werden erst herangezogen, wenn Ihr Bruttoeinkommen 100.000 Euro im Jahr übersteigt."},
	{"other Sie", "Hundesteuer", "Mit dem Bescheid kommt die Steuermarke per Post. Geht sie verloren, kostet der Ersatz 6 Euro.", "Geht der Bescheid verloren, kostet der Ersatz 6 Euro."},
	{"other Sie", "Hilfe zur Pflege", "Das Haus bleibt geschützt, solange Ihr Ehepartner darin wohnt.", "Das Haus bleibt geschützt, solange Sie darin wohnen."},
	{"other Sie", "Führerschein", "Für jede Begleitperson reichen Sie eine Kopie ihres Führerscheins ein.", "Für jede Begleitperson reichen Sie eine Kopie Ihres Führerscheins ein."},
	{"yes and no", "Geburt anmelden", "Die Beurkundung ist kostenlos.", "Nein, die Beurkundung ist kostenlos."},
	{"yes and no", "Führerschein umtauschen", "Wer die Frist verpasst, darf weiter fahren, riskiert aber bei einer Kontrolle 10 Euro Verwarnungsgeld.", "Ja, wer die Frist verpasst, darf weiter fahren, riskiert aber bei einer Kontrolle 10 Euro Verwarnungsgeld."},
	{"number of things", "Wohnsitz anmelden", "Personalausweis, Reisepass oder Aufenthaltstitel aller Personen, die umziehen", "Sie brauchen Personalausweis, Reisepass oder Aufenthaltstitel der Person, die umzieht."},
	{"number of things", "Geburt anmelden", "Geburtsurkunden beider Elternteile", "Sie brauchen die Geburtsurkunde der Elternteile."},
	{"number of things", "Hilfe zur Pflege", "Einkommens- und Vermögensnachweise beider Ehegatten", "Sie brauchen die Einkommens- oder Vermögensnachweise beider Ehegatten."},
	{"momentary", "Wohngeld", "Derzeit zehn bis zwölf Wochen, wenn alle Unterlagen da sind.", "Es dauert zehn bis zwölf Wochen, wenn alle Unterlagen da sind."},
	{"momentary", "Wohngeld", "Derzeit zehn bis zwölf Wochen, wenn alle Unterlagen da sind.", "Es dauert derzeit zehn bis zwölf Wochen, bis alle Unterlagen da sind."},
	{"example for all", "Gewerbe anmelden", "Manche Branchen benötigen vorher eine Erlaubnis oder einen Nachweis, zum Beispiel das Bewachungsgewerbe, Makler, Pflegedienste und zulassungspflichtige Handwerke.", "Manche Branchen benötigen vorher eine Erlaubnis oder einen Nachweis, nämlich das Bewachungsgewerbe, Makler, Pflegedienste und zulassungspflichtige Handwerke."},
	{"example for all", "Kita-Platz", "Nachweise hochladen, zum Beispiel vom Arbeitgeber.", "Laden Sie die Nachweise vom Arbeitgeber hoch."},
	{"another word of the stem", "Wohnsitz anmelden", "Lassen Sie sich vom Wohnungsgeber den Einzug bestätigen.", "Lassen Sie sich vom Wohnungsgeber den Umzug bestätigen."},
	{"another word of the stem", "Kita-Platz", "Zusage abwarten und binnen zehn Tagen bestätigen.", "Warten Sie die Absage ab und bestätigen Sie sie binnen zehn Tagen."},
	{"another word of the stem", "Geburt anmelden", "Geburtsurkunden beider Elternteile", "Sie brauchen Beurkundungen beider Elternteile."},
	{"another word of the stem", "Wohngeld", "Bestätigung der Vermietung", "Sie brauchen eine Bestätigung des Vermieters der Miete."},
	{"what happens after", "Gewerbe anmelden", "Nach der Zahlung bekommen Sie die Bestätigung und später Post von Finanzamt und Kammer.", "Nach der Post von Finanzamt und Kammer bekommen Sie die Bestätigung und später die Zahlung."},
	{"what happens after", "Führerschein", "Nach der Zulassung zur Prüfung haben Sie zwölf Monate Zeit für die Theorie, danach zwölf Monate für die Praxis.", "Nach der Prüfung zur Zulassung haben Sie zwölf Monate Zeit für die Theorie, danach zwölf Monate für die Praxis."},
	{"what happens after", "Führerschein", "Nach der Zulassung zur Prüfung haben Sie zwölf Monate Zeit für die Theorie, danach zwölf Monate für die Praxis.", "Nach der Zulassung zur Prüfung haben Sie zwölf Monate Zeit für die Praxis, danach zwölf Monate für die Theorie."},
	{"verb emptied", "Sperrmüll", "Was darüber hinausgeht, bleibt stehen oder wird als weitere Abholung berechnet.", "Was darüber hinausgeht, wird als weitere Abholung stehen gelassen."},
	{"verb emptied", "Wohngeld", "der Vordruck kann nachgereicht werden", "Der Vordruck kann eingereicht werden."},
	{"verb emptied", "Hilfe zur Pflege", "Schenkungen der letzten zehn Jahre kann das Sozialamt zurückfordern.", "Schenkungen der letzten zehn Jahre kann das Sozialamt fordern."},
	{"direction", "Grundsicherung", "Davon gehen Renten und sonstige Einkünfte ab; die Differenz wird überwiesen.", "Renten und sonstige Einkünfte werden überwiesen."},
	{"direction", "Gewerbe anmelden", "Wir geben die Daten an Finanzamt, Kammern, Berufsgenossenschaft und Statistik weiter.", "Finanzamt, Kammern, Berufsgenossenschaft und Statistik geben die Daten an uns weiter."},
	{"direction", "Kita-Platz", "Der Rechtsanspruch richtet sich auf einen Platz in zumutbarer Entfernung, nicht auf eine bestimmte Einrichtung.", "Der Rechtsanspruch richtet sich auf einen bestimmten Platz in zumutbarer Entfernung, nicht auf eine Einrichtung."},
	{"scope of a restriction", "Wohngeld", "Auch wer dem Grunde nach BAföG beanspruchen kann und allein wohnt, ist ausgeschlossen.", "Auch wer allein dem Grunde nach BAföG beanspruchen kann und wohnt, ist ausgeschlossen."},
	{"scope of a restriction", "Gewerbe ummelden", "Nur die private Adresse zu wechseln, genügt der Meldebehörde.", "Die private Adresse zu wechseln, genügt nur der Meldebehörde."},
	{"scope of a restriction", "Baum fällen", "Ersatzgeld zahlt nur, wer nicht pflanzen kann.", "Nur Ersatzgeld zahlt, wer nicht pflanzen kann."},
	{"scope of a restriction", "Geburtsurkunde", "Bestellen dürfen die Person selbst ab 16 Jahren, ihre Eltern, Großeltern, Kinder, Enkel und die Ehefrau oder der Ehemann.", "Bestellen dürfen die Person selbst, ihre Eltern, Großeltern, Kinder, Enkel ab 16 Jahren und die Ehefrau oder der Ehemann."},
}

// TestAttacks counts what of them goes through: 24 before anything was made against them, which a free wording still lets through,
// and few that a close one does.
func TestAttacks(t *testing.T) {
	for grade, g := range map[string]struct {
		verify  func(Draft, []retrieval.Hit, ...string) (Checked, error)
		ceiling int
	}{"free": {Verify, 24}, "close": {VerifyClose, 0}} {
		passed := 0
		for _, a := range attacks {
			_, err := g.verify(Draft{Text: a.sentence, Quotes: []Quote{{0, a.quote}}}, []retrieval.Hit{passage(a.quote, a.title)}, demoTown)
			if err == nil {
				passed++
				t.Logf("%s, %s: %q from %q", grade, a.kind, a.sentence, a.quote)
			}
		}
		t.Logf("%s: %d of %d pass", grade, passed, len(attacks))
		if passed > g.ceiling {
			t.Errorf("%s: %d pass, at most %d did", grade, passed, g.ceiling)
		}
	}
}
