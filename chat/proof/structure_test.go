package proof

import (
	"testing"

	"auskunft/retrieval"
)

// TestVerifyReadsStructure has what only the structure of a sentence tells: who does it, before what, which row, joined how.
func TestVerifyReadsStructure(t *testing.T) {
	for _, c := range []struct {
		quote, sentence string
		kept            bool
	}{
		{"Die Bank berechnet der Stadt die Kosten der Rückbuchung.", "Die Stadt berechnet der Bank die Kosten der Rückbuchung.", false},
		{"Das Gesundheitsamt untersucht die Kinder und informiert die Schule.", "Die Schule informiert das Gesundheitsamt.", false},
		{"Die Praxen werden vom Landesamt angeschrieben.", "Die Praxen schreiben das Landesamt an.", false},
		{"Die Praxen werden vom Landesamt angeschrieben.", "Die Praxen schreibt das Landesamt an.", true},
		{"Die Erben benachrichtigt das Nachlassgericht.", "Das Nachlassgericht wird von den Erben benachrichtigt.", false},
		{"Wer einen Hund hält, der älter als drei Monate ist, zahlt Hundesteuer.", "Sie zahlen Hundesteuer, wenn Sie einen Hund halten, der älter als drei Monate ist.", true},
		{"Das Rückporto zahlt die Stadt.", "Das Rückporto zahlen Sie selbst.", false},
		{"Eine Urne muss binnen eines Monats nach der Einäscherung beigesetzt sein, ein Sarg binnen acht Tagen nach dem Tod.", "Eine Urne muss binnen eines Monats nach dem Tod beigesetzt sein.", false},
		{"Die Zusagen gehen im März heraus, danach haben Sie zehn Tage Zeit für die Bestätigung.", "Nach der Bestätigung haben Sie zehn Tage Zeit.", false},
		{"Neue Schilder sind nur nötig, wenn Sie das möchten oder die alten beschädigt sind.", "Neue Schilder sind nur nötig, wenn Sie das möchten.", false},
		{"Nötig sind drei Jahre Aufenthalt und zwei Jahre Ehe.", "Nötig sind drei Jahre Aufenthalt oder zwei Jahre Ehe.", false},
		{"Eine Prüfung oder ein Sehtest ist nicht nötig.", "Sie brauchen keine Prüfung und keinen Sehtest.", true},
		{"Nutzung | Zone I | Zone II\nVerkaufswagen je Tag | 28,00 Euro | 18,00 Euro", "Ein Verkaufswagen kostet in Zone II 18,00 Euro je Tag.", true},
		{"Nutzung | Zone I | Zone II\nVerkaufswagen je Tag | 28,00 Euro | 18,00 Euro", "Ein Verkaufswagen kostet in Zone II 28,00 Euro je Tag.", false},
	} {
		_, err := Verify(Draft{Text: c.sentence, Quotes: []Quote{{0, c.quote}}}, []retrieval.Hit{passage(c.quote, "Auskunft")})
		if (err == nil) != c.kept {
			t.Errorf("%q from %q: %v", c.sentence, c.quote, err)
		}
	}
}
