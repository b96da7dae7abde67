package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat"
)

// askDemo asks the demo town on a Tuesday morning.
func askDemo(t *testing.T, desk *chat.Desk, text string, reader auskunft.Reader) auskunft.Answer {
	t.Helper()
	q := auskunft.Question{Text: text, Reader: reader, Now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	a, err := desk.Ask(t.Context(), q, func(chat.Event) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Beside the note that only the office decides stands the rule of the matter that a message is surely about, or
// none, and then no office either; beside the answer to what may be a case stands the note; what is told like a danger of what people have or belong to is answered, with the
// help lines.
func TestWhatStandsBeside(t *testing.T) {
	d := demoDesk(t)
	for _, tt := range []struct {
		text   string
		reason auskunft.Reason
		page   string // "" for none
		says   string
		danger bool
		noted  bool
	}{
		{"Ich verdiene 1.900 Euro netto, wir sind zu dritt. Bekommen wir Wohngeld?", auskunft.IndividualCase, ":wohngeld/", "Was hier steht, gilt allgemein", false, false},
		{"Alleinerziehend, zwei Kinder, 1.800 Euro netto, bekomme ich Wohngeld?", auskunft.IndividualCase, ":wohngeld/", "Was hier steht, gilt allgemein", false, false},
		{"Unsere Zwillinge sind unter drei und gehen beide in die Krippe. Was zahlen wir für das zweite Kind?", "", ":kita-beitrag/", "", false, true},
		{"Meine Oma hat 4.000 Euro gespart. Wird ihr die Grundsicherung bewilligt?", auskunft.IndividualCase, ":grundsicherung-alter/", "verbindlich entscheiden", false, false},
		{"Er ist jetzt vierzehn Monate, wir arbeiten beide im Schichtdienst. Kriegen wir da noch was?", auskunft.IndividualCase, "", "Nennen Sie mir die Sache", false, false},
		{"Alleinerziehende: Bekomme ich Wohngeld?", "", ":wohngeld/", "", false, false},
		{"Nimmt uns das Amt das Haus weg, wenn mein Mann ins Pflegeheim muss?", "", ":hilfe-zur-pflege/", "", false, true},
		{"Darf meine Mutter mich beim Fahren mit 17 begleiten? Was muss sie erfüllen?", "", ":fuehrerschein-ersterteilung/", "", false, true},
		{"Ich bin 23. Was kostet mein Reisepass?", "", ":reisepass/", "", false, false},
		{"Mein Auto ist verkauft, wo melde ich es ab?", "", ":kfz-abmelden/", "", false, false},
		{"Hundesteuer: Wie hoch ist sie?", "", ":hundesteuer/", "", false, false},
		{"Ich will nicht mehr in der Kirche sein", "", ":kirchenaustritt/", "0800 111 0 111", false, false},
		{"Mein Auto hat keinen TÜV", "", ":kfz-anmelden/", "0800 111 0 111", false, false},
		{"Ich will nicht mehr", auskunft.Unsafe, "", "0800 111 0 111", true, false},
		{"Mein Auto brennt", auskunft.Unsafe, "", "112", true, false},
		{"Meine Kinder sind nicht mehr bei mir", auskunft.Unsafe, "", "0800 111 0 111", true, false},
	} {
		a := askDemo(t, d.chat, tt.text, auskunft.PublicReader)
		told := slices.ContainsFunc(a.Citations, func(c auskunft.Citation) bool { return strings.Contains(c.DocID, tt.page) })
		office := slices.ContainsFunc(a.Cards, func(c auskunft.Card) bool { return c.Kind == auskunft.OfficeCard })
		if a.Reason != tt.reason || a.Danger != tt.danger || (a.Note != "") != tt.noted || !strings.Contains(a.Message, tt.says) || told != (tt.page != "") || tt.page == "" && office {
			t.Errorf("%s: %s %q, danger %t, told %t, office %t: %s, note %q", tt.text, a.Status, a.Reason, a.Danger, told, office, a.Message, a.Note)
		}
	}
}

// Of Christmas Eve and New Year's Eve most offices only have the hours of the weekday: that is said, unless an office tells of the day.
func TestEves(t *testing.T) {
	d := demoDesk(t)
	for text, noted := range map[string]bool{
		"Hat das Standesamt an Heiligabend offen?":                                                      true,
		"Guten Tag, könnten Sie mir bitte sagen, ob das Standesamt am 24.12. offen hat? MfG, H. Müller": true,
		"Hat der Wertstoffhof am 31.12. auf?":                                                           true,
		"Hat das Bürgerbüro am 24.12. auf?":                                                             false,
		"Hat das Standesamt am Freitag offen?":                                                          false,
		"Ist das Rathaus an Silvester geöffnet?":                                                        false,
	} {
		a := askDemo(t, d.chat, text, auskunft.PublicReader)
		if a.Status != auskunft.Answered || strings.Contains(a.Message, "Heiligabend") != noted {
			t.Errorf("%s: %s, %q", text, a.Status, a.Message)
		}
	}
}

// What is told before a question decides which page is meant where the question alone would find another; where somebody lives, and what
// people say to anybody, decides nothing.
func TestStoryDecides(t *testing.T) {
	d := demoDesk(t)
	for text, page := range map[string]string{
		"Ich verstehe den Brief von euch nicht, da steht Anhörung drauf. Was soll ich machen?":     "",
		"Unser Hund ist letzte Woche gestorben. Bekomme ich die Hundesteuer zurück?":               ":hund",
		"Ich mache mich als Hebamme selbstständig. Muss ich ein Gewerbe anmelden?":                 ":gewerbe-anmelden/",
		"Sind mit unserm Labrador hergezogen. Bis wann muss der Hund gemeldet sein?":               ":hund",
		"Wir sind nicht verheiratet. Kann mein Freund die Vaterschaft jetzt schon anerkennen?":     ":vaterschaft/",
		"Ich bin neu in der Stadt. Was kostet ein Reisepass?":                                      ":reisepass/",
		"Ich wohne in Osterfeld. Hat der Wertstoffhof heute auf?":                                  "wertstoffhof",
		"Mein Fahrrad ist kaputt und es regnet. Was kostet eine Meldebescheinigung?":               ":meldebescheinigung/",
		"Mein Sohn ist ausgezogen und seine Katze ist noch bei uns. Wie hoch ist die Hundesteuer?": ":hundesteuer/",
	} {
		a := askDemo(t, d.chat, text, auskunft.PublicReader)
		if page == "" {
			if a.Status != auskunft.Refused {
				t.Errorf("%s: %s, %v", text, a.Status, a.Citations)
			}
			continue
		}
		if len(a.Citations) == 0 || !strings.Contains(a.Citations[0].DocID, page) {
			t.Errorf("%s: %s, %v, not from %s", text, a.Status, a.Citations, page)
		}
	}
}

// Who tells of a caller in danger is a colleague at work, and gets what is laid down for it; whoever else says so, and whoever
// tells of himself, gets who helps.
func TestCallerInDanger(t *testing.T) {
	d := demoDesk(t)
	for _, tt := range []struct {
		text     string
		reader   auskunft.Reader
		answered bool
	}{
		{"Anrufer droht mit Suizid, was mache ich?", auskunft.ReaderOf(auskunft.Internal), true},
		{"Anrufer droht mit Suizid, was mache ich?", auskunft.PublicReader, false},
		{"Ich will nicht mehr leben", auskunft.ReaderOf(auskunft.Internal), false},
		{"Mein Mann schlägt mich, ich bin Anruferin", auskunft.ReaderOf(auskunft.Internal), false},
	} {
		a := askDemo(t, d.chat, tt.text, tt.reader)
		if (a.Status == auskunft.Answered) != tt.answered || a.Danger == tt.answered || !strings.Contains(a.Message, "0800 111 0 111") {
			t.Errorf("%s: %s, danger %t, %q", tt.text, a.Status, a.Danger, a.Message)
		}
		if tt.answered && !strings.Contains(a.Sentences[0].Text, "rote Kärtchen") {
			t.Errorf("%s: %q", tt.text, a.Sentences[0].Text)
		}
	}
}
