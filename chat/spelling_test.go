package chat

import (
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/chat/guard"
)

// slipWords puts one word right.
type slipWords struct{ germanWords }

func (slipWords) Spelled(question string, _ auskunft.Reader) (string, []string) {
	if right := strings.ReplaceAll(question, "wongeld", "Wohngeld"); right != question {
		return right, []string{"Wohngeld"}
	}
	return question, nil
}

// What is put right is read by all that follows; a question without a slip stays to the letter, even if dialect has words of it.
func TestPutRight(t *testing.T) {
	for _, test := range []struct {
		typed, lang, asked string
		meant              []string
	}{
		{"wongeld antrag", "de", "Wohngeld antrag", []string{"Wohngeld"}},
		{"Wo kan ich wongeld beantragen", "de", "Wo kann ich Wohngeld beantragen", []string{"Wohngeld"}},
		{"Isch des Amt offe?", "de", "ich des Amt offen?", nil}, // one word of a dialect speaks for others
		{"Wann öffnet das Büro des Amts?", "de", "Wann öffnet das Büro des Amts?", nil},
		{"Hallo, wann ist die Disco open?", "de", "wann ist die Disco open?", nil},
		{"Ich mache das mal halt eigentlich", "de", "Ich mache das mal halt eigentlich", nil},
		{"wongeld for me", "en", "wongeld for me", nil},
		{"wongeld für [NAME]", "de", "Wohngeld für [NAME]", []string{"Wohngeld"}},
		{"", "de", "", nil},
	} {
		w := &walk{Desk: &Desk{Parts: Parts{Lexicon: slipWords{}}}, masked: test.typed, lang: test.lang, routed: guard.Route(test.typed)}
		w.putRight()
		if w.asked != test.asked || !slices.Equal(w.meant, test.meant) {
			t.Errorf("%q is read as %q, %q; want %q, %q", test.typed, w.asked, w.meant, test.asked, test.meant)
		}
	}
}

// Danger counts as it is typed.
func TestPutRightKeepsDanger(t *testing.T) {
	typed := "Es brennt, und das wongeld ist weg"
	w := &walk{Desk: &Desk{Parts: Parts{Lexicon: slipWords{}}}, masked: typed, lang: "de", routed: guard.Route(typed)}
	before := w.routed.Kind
	w.putRight()
	if before == guard.Question || w.routed.Kind != before {
		t.Errorf("%s before, %s after", before, w.routed.Kind)
	}
}

// A question in a letter is one, however much of the letter is greeting; a greeting or thanks stays what it is.
func TestLetters(t *testing.T) {
	for typed, want := range map[string]guard.Kind{
		"Guten Tag, ich brauche einen neuen Ausweis. Vielen Dank!":                           guard.Question,
		"Sehr geehrte Damen und Herren, was kostet die Hundesteuer? Mit freundlichen Grüßen": guard.Question,
		"Guten Tag, ist da jemand?":                             guard.Greeting,
		"Guten Morgen liebes Rathaus":                           guard.Greeting,
		"Hallo liebes Auenwede-Team,":                           guard.Greeting,
		"Danke, hat sich erledigt. Schönen Tag noch":            guard.Thanks,
		"Vielen Dank für die Auskunft, jetzt weiß ich Bescheid": guard.Thanks,
	} {
		w := &walk{Desk: &Desk{}, masked: typed, lang: "de", routed: guard.Route(typed)}
		if w.putRight(); w.routed.Kind != want {
			t.Errorf("%s: %s (%s), want %s", typed, w.routed.Kind, w.routed.Rule, want)
		}
	}
}

// What was put right is said before all else, and never beside help in danger.
func TestNoteSpelling(t *testing.T) {
	m, err := LoadMessages(Town{})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		meant  []string
		answer auskunft.Answer
		want   []string // parts of the message, in order
	}{
		{[]string{"Wohngeld", "Antrag"}, auskunft.Answer{Message: "Weiter."}, []string{"„Wohngeld“, „Antrag“", "Anführungszeichen", "\n\nWeiter."}},
		{nil, auskunft.Answer{Message: "Weiter."}, []string{"Weiter."}},
		{[]string{"Wohngeld"}, auskunft.Answer{Message: "Rufen Sie 112.", Reason: auskunft.Unsafe}, []string{"Rufen Sie 112."}},
	} {
		w := &walk{Desk: &Desk{messages: m}, lang: "de", meant: test.meant, answer: test.answer}
		w.noteSpelling()
		rest := w.answer.Message
		for _, part := range test.want {
			_, after, ok := strings.Cut(rest, part)
			if !ok {
				t.Errorf("%q lacks %q", w.answer.Message, part)
			}
			rest = after
		}
		if (len(test.meant) > 0 && test.answer.Reason == "") != strings.Contains(w.answer.Message, "Gesucht wurde nach") {
			t.Errorf("%q", w.answer.Message)
		}
	}
}
