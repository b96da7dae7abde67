package compose

import (
	"strings"
	"testing"

	"auskunft/retrieval"
)

// Sentences that have the topic of a question and not what is asked of it are no answer.
func TestWhatIsAskedInParticular(t *testing.T) {
	groups := "Die Krippengruppe der Kita Kranichnest ist neu. Die Kinder essen dort gemeinsam zu Mittag. Eingewöhnt wird ab August 2027."
	for _, c := range []struct{ question, title, text, want string }{ // want: how the first sentence begins, "" for no answer
		{"Wie viele Kinder sind in einer Krippengruppe?", "Krippen", groups, ""},
		{"Wie viele Kinder sind in einer Krippengruppe?", "Krippen", groups + " In der Gruppe sind 15 Kinder.", "In der Gruppe sind 15 Kinder."},
		{"Wie viele Stunden muss man helfen?", "Ehrenamtskarte", "Man muss seit zwei Jahren wenigstens fünf Stunden helfen.", "Man muss seit"},
		{"Wie hoch ist die Gewerbesteuer?", "Steueramt", "Die Gewerbesteuer setzt das Steueramt in Zimmer 2.08 fest.", ""},
		{"Wie hoch ist die Gewerbesteuer?", "Steueramt", "Die Gewerbesteuer hat einen Hebesatz von 435 Prozent.", "Die Gewerbesteuer hat"},
		{"Wer ist der Bürgermeister?", "Rat", "Der Rat besteht aus 44 Ratsleuten und dem Bürgermeister.", ""},
		{"Wer ist der Bürgermeister?", "Rat", "Der Rat tagt im Saal des Rathauses.\nVorsitzende ist Bürgermeisterin Ute Fink, nicht der Bürgermeister.", "Vorsitzende ist Bürgermeisterin Ute Fink"},
		{"Wer leitet das Standesamt?", "Standesamt", "Das Standesamt traut im Haus am Wall.", ""},
		{"Wann öffnet das Freibad?", "Lichtermarkt", "Der Markt öffnet am 27. November.", ""},
		{"Wann tagt der Rat?", "Satzung", "Aufgrund des § 10 der Gemeindeordnung hat der Rat am 11. Dezember 2023 folgende Satzung beschlossen:\nDer Rat tagt montags um 17 Uhr.", "Der Rat tagt montags"},
		{"Was passiert, wenn ich mich nicht anmelde?", "Wohnsitz anmelden", "Wer sich anmeldet, muss den Ausweis mitbringen. Die Anmeldung wird sofort erledigt.", ""},
		{"Was passiert, wenn ich mich nicht anmelde?", "Wohnsitz anmelden", "Die Anmeldung wird sofort erledigt. Wer sich nicht anmeldet, riskiert ein Bußgeld.", "Wer sich nicht anmeldet"},
		{"Was passiert, wenn man den erlaubten Aufenthalt überschreitet?", "Visum", "Für das Visum brauchen Sie ein Foto. Wenn der erlaubte Aufenthalt überschritten wird, ist er nicht mehr erlaubt.", "Wenn der erlaubte Aufenthalt"},
		{"Kann ich den Personalausweis mit Karte zahlen?", "Personalausweis", "Der Personalausweis kostet 46 Euro. Ihre Karte holen Sie selbst ab.", ""},
		{"Kann ich den Personalausweis mit Karte zahlen?", "Personalausweis", "Der Personalausweis kostet 46 Euro. Zahlen können Sie den Personalausweis mit Girocard.", "Zahlen können"},
		{"Welche Strafe droht, wenn der Baum fällt?", "Baum fällen", "Der Baum darf fallen, wenn er umzustürzen droht.", ""},
		{"Was passiert mit dem Fahrrad?", "Fundsachen", "Das Fahrrad wird nach sechs Monaten versteigert.", "Das Fahrrad wird"},
		{"Was passiert mit dem Fahrrad?", "Fundsachen", "Unterlagen für das Fahrrad: Kaufbeleg.", ""},
		{"Darf mein Hund im Bad schwimmen?", "Hundesteuer", "Der Hund im Bad ist Gegenstand der Steuer.", ""},
		{"Darf mein Hund im Bad schwimmen?", "Bad", "Im Bad müssen Hunde draußen warten.", "Im Bad müssen"},
		{"Darf ich den Sperrmüll abends rausstellen?", "Sperrmüll", "Stellen Sie den Sperrmüll frühestens am Abend raus.", "Stellen Sie"},
		{"Brauche ich für den Kirchenaustritt einen Termin?", "Kirchenaustritt", "Der Kirchenaustritt kostet 30 Euro. Zum Austritt kommen Sie selbst. Ein Termin ist nötig.", "Ein Termin ist nötig"},
		{"Geht der Kirchenaustritt ohne Termin?", "Kirchenaustritt", "Der Kirchenaustritt kostet 30 Euro.\nTermin vereinbaren: https://termine.example/", ""},
		{"Wann ist der nächste Termin für den Flohmarkt?", "Flohmarkt", "Der nächste Flohmarkt ist am 3. Mai.", "Der nächste Flohmarkt"}, // an event, no appointment
		{"Wie viel Sperrmüll darf ich rausstellen?", "Sperrmüll", "Den Sperrmüll stellen Sie bis 6:00 Uhr raus. Abgeholt werden drei Kubikmeter.", "Abgeholt werden drei Kubikmeter"},
		{"Wie breit darf die Zufahrt sein?", "Zufahrt", "Die Zufahrt genehmigen wir in 6 Wochen. Erlaubt sind höchstens 3,50 m.", "Erlaubt sind höchstens"},
		{"Wie viel darf ich zum Wohngeld verdienen?", "Wohngeld", "Wohngeld gibt es bis zu Einnahmen von 1.400 Euro.", "Wohngeld gibt es"}, // money, no measure
		{"Nach welchem Gesetz ist die Satzung beschlossen?", "Satzung", "Aufgrund des § 10 der Gemeindeordnung hat der Rat folgende Satzung beschlossen.", "Aufgrund"},
	} {
		drafts := answer(t, Task{Question: c.question, Hits: []retrieval.Hit{passage(c.text, c.title)}})
		got := ""
		if len(drafts) > 0 {
			got = drafts[0].Text
		}
		if c.want == "" && got != "" || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s\n\t%q\n\twant %q", c.question, got, c.want)
		}
	}
}

// Another page answers in place of one that lacks what is asked for, and an institution's own before any.
func TestPageThatGivesIt(t *testing.T) {
	page := func(id int64, score float64, title, text string) retrieval.Hit {
		h := passage(text, title)
		h.Document.ID, h.Passage.DocumentID, h.Passage.ID, h.Score = id, id, id, score
		return h
	}
	for _, c := range []struct {
		question string
		want     int64
	}{
		{"Wer ist der Bürgermeister?", 2},
		{"Was kostet der Eintritt ins Walmebad?", 4},
		{"Was kostet eine Katze im Tierheim?", 6},
		{"Ich habe eine Katze gefunden, was kostet das im Fundbüro?", 5},
	} {
		r := Read(Task{Question: c.question, Hits: []retrieval.Hit{
			page(1, 1, "Hauptsatzung", "Der Bürgermeister leitet die Sitzungen. Der Bürgermeister hat eine Stimme."),
			page(2, .9, "Impressum", "Die Stadt wird vertreten durch Bürgermeister Dr. Hanno Fink."),
			page(3, 1, "Ermäßigungen", "Der Eintritt ins Walmebad kostet mit dem Pass 2 Euro."),
			page(4, .8, "Walmebad", "Der Eintritt kostet 4,50 Euro."),
			page(5, 1, "Tier gefunden", "Wer eine Katze gefunden hat, meldet es dem Fundbüro. Für die Katze und das Tierheim kostet das 0 Euro."),
			page(6, .8, "Tierheim Walmetal", "Eine Katze kostet 140 Euro."),
		}})
		if r.Document() != c.want {
			t.Errorf("%s: answered from %d, want %d", c.question, r.Document(), c.want)
		}
	}
}

// Two questions of one matter are both answered, in the order in which they are asked.
func TestTwoQuestionsOfOneMatter(t *testing.T) {
	for question, want := range map[string][]string{
		"Bis wann muss ich den Hund anmelden und was kostet das?": {"innerhalb von 14 Tagen", "96,00 Euro"},
		"Was kostet ein Hund und bis wann muss ich ihn anmelden?": {"96,00 Euro", "innerhalb von 14 Tagen"},
		"Was kostet die Hundesteuer und was muss ich mitbringen?": {"96,00 Euro", "Mikrochip"},
	} {
		var all []string
		for _, d := range answer(t, Task{Question: question, Hits: dogTax()}) {
			all = append(all, d.Text)
		}
		text := strings.Join(all, "\n")
		first, second := strings.Index(text, want[0]), strings.Index(text, want[1])
		if first < 0 || second < first {
			t.Errorf("%s: %q, want %q", question, text, want)
		}
	}
}

// A question that goes on with a conversation is answered by what it says itself; what it took over finds the page.
func TestFollowUpIsAnsweredByItsOwnWords(t *testing.T) {
	text := "Die Krippe kostet 300 Euro im Monat. Haben Sie zwei Kinder in der Krippe, gilt für das zweite die halbe Gebühr. " +
		"Die Krippe hat im Sommer drei Wochen geschlossen. Wird nicht gezahlt, ist der Platz nach zwei Monaten verloren."
	for own, want := range map[string]string{
		"Und wenn ich zwei habe?":    "Haben Sie zwei Kinder",
		"Und wenn ich nicht zahle?":  "Wird nicht gezahlt",
		"Und wenn der Sommer kommt?": "Die Krippe hat im Sommer", // no condition of the page: what has its words
		"Und wenn ich 900 verdiene?": "Die Krippe kostet",        // a sum is somebody's own case
	} {
		drafts := answer(t, Task{Question: own + " kostet Krippe", Own: own, Hits: []retrieval.Hit{passage(text, "Krippe")}})
		if len(drafts) == 0 || !strings.HasPrefix(drafts[0].Text, want) {
			t.Errorf("%s\n\t%+v\n\twant %q", own, drafts, want)
		}
	}
}
