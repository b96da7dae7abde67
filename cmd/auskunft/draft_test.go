package main

import (
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat/draft"
)

// A mail of several questions to the demo town becomes a letter without anything internal, and
// leaves no trace.
func TestReplyToAMail(t *testing.T) {
	d := demoDesk(t)
	count := func() (n int) {
		if err := d.db.App.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM conversations) + (SELECT count(*) FROM answers) + (SELECT count(*) FROM question_log)`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	reply, err := draft.New(d.chat).Reply(t.Context(), `Von: Erika Mustermann <erika@post.example>
Betreff: Umzug

Sehr geehrte Damen und Herren,

wir ziehen im Januar nach Auenwede, Lindenstraße 5. Bis wann müssen wir uns ummelden?
Was kostet die Hundesteuer für den ersten Hund und wann ist sie fällig? Außerdem wüsste ich gern, wann das
Bürgerbüro geöffnet hat. Und wo kann man hier Elefanten ausleihen?

Mit freundlichen Grüßen
Erika Mustermann
Tel. 0171 2345678`, auskunft.ReaderOf(auskunft.DepartmentOnly("steuern")), time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	text := reply.Text(false)
	for _, want := range []string{"120 Euro", "15. Februar", "Bürgerbüro", "keine Angabe", "Telefon 0", "8:00 bis 12:30"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing:\n%s", want, text)
		}
	}
	for _, never := range []string{"Mustermann", "Lindenstraße", "0171", "(intern)"} {
		if strings.Contains(text, never) {
			t.Errorf("%q is in the letter:\n%s", never, text)
		}
	}
	if after := count(); after != before {
		t.Errorf("%d rows more than before", after-before)
	}
}
