package glossary

import (
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	for _, c := range []struct{ lang, question, german string }{
		{"en", "Can I get a parking permit for my work van?", "Handwerkerparkausweis"},
		{"en", "How much is the dog tax?", "was kostet Hundesteuer"},
		{"en", "How do I renew my residence permit?", "wie verlängern Aufenthaltstitel"},
		{"en", "Where can I rent a camel in Auenwede?", "wo Miete Camel Auenwede"},
		{"tr", "Köpek vergisi ne kadar?", "Hundesteuer was kostet"},
		{"tr", "kopek vergisi", "Hundesteuer"}, // typed on a German keyboard
		{"uk", "Де отримати свідоцтво про народження дитини?", "wo Geburtsurkunde Kind"},
		{"ru", "Сколько стоит заграничный паспорт для ребёнка?", "was kostet Reisepass Kind"},
		{"ar", "أريد تجديد جواز السفر", "verlängern Reisepass"},
		{"fr", "Où déclarer mon changement d'adresse ?", "wo anmelden ummelden"},
		{"pl", "Ile kosztuje wydanie dowodu osobistego?", "was kostet Wydanie Personalausweis"},
		{"en", "the of and", ""},
		{"en", "Hundesteuer", ""}, // nothing that the glossary knows
		{"de", "Was kostet ein Parkausweis?", ""},
		{"", "parking", ""},
		{"tr", "", ""},
	} {
		if got := Read(c.lang, c.question).German(); got != c.german {
			t.Errorf("%s %q: %q, want %q", c.lang, c.question, got, c.german)
		}
	}
}

func TestReadSaysWhatItRead(t *testing.T) {
	const want = "renew = verlängern; camel = ?"
	if got := Read("en", "Can I renew my camel?").String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestFile: each concept is named in each language, and no phrase is empty.
func TestFile(t *testing.T) {
	for n, line := range strings.Split(file, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "|")
		if len(cells) != 1+len(columns) {
			t.Fatalf("line %d has %d columns, not %d", n+1, len(cells), 1+len(columns))
		}
		if len(listed(cells[0])) == 0 {
			t.Errorf("line %d has no German word", n+1)
		}
		for i, cell := range cells[1:] {
			if strings.Trim(cells[0], " ") == nothing && len(listed(cell)) == 0 {
				continue
			}
			phrases := listed(cell)
			if len(phrases) == 0 {
				t.Errorf("line %d: nothing in %s", n+1, columns[i])
			}
			for _, said := range phrases {
				if len(phraseOf(columns[i], said).patterns) == 0 {
					t.Errorf("line %d: %q is no phrase", n+1, said)
				}
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("en", "how much is a parking permit")
	f.Add("ar", "جواز \xff السَّفر")
	f.Fuzz(func(t *testing.T, lang, question string) {
		for _, w := range Read(lang, question) {
			if w.Said == "" || len(w.German) == 0 || w.German[0] == "" {
				t.Errorf("%q in %s: %+v", question, lang, w)
			}
		}
	})
}
