package chat

import "testing"

func TestStandalone(t *testing.T) {
	tests := []struct{ previous, question, want string }{
		{"", "Und wie lange dauert das?", "Und wie lange dauert das?"},
		{"Was kostet ein Personalausweis?", "Und wie lange dauert das?", "Und wie lange dauert das? Personalausweis"},
		{"Was kostet ein Personalausweis?", "wie lange dauert das", "wie lange dauert das Personalausweis"},
		{"Was kostet die Hundesteuer?", "Und für zwei Hunde?", "Und für zwei Hunde? kostet Hundesteuer"},
		{"Wie melde ich ein Gewerbe an?", "Welche Unterlagen brauche ich dafür?", "Welche Unterlagen brauche ich dafür? melde Gewerbe"},
		{"Wie melde ich ein Gewerbe an?", "Wo ist das?", "Wo ist das? melde Gewerbe"},
		{"Was kostet die Hundesteuer?", "Wann hat das Bürgerbüro geöffnet?", "Wann hat das Bürgerbüro geöffnet?"},
		{"Was kostet die Hundesteuer?", "Sperrmüll", "Sperrmüll"},
		{"Was kostet die Hundesteuer?", "öffnungszeiten bürgerbüro", "öffnungszeiten bürgerbüro"},
		{"Und wie lange dauert das? Personalausweis", "Und was kostet das?", "Und was kostet das? Personalausweis"},
	}
	for _, tt := range tests {
		turns := []Turn{{Standalone: tt.previous}, {Question: "Danke"}}
		if got := standalone(tt.question, turns); got != tt.want {
			t.Errorf("after %q: %q\n got %q\nwant %q", tt.previous, tt.question, got, tt.want)
		}
	}
}

func TestTopic(t *testing.T) {
	for masked, want := range map[string]string{
		"Was kostet die Hundesteuer?":                                         "Was kostet die Hundesteuer?",
		"Ich heiße [Name] und wohne in der [Adresse]. Wie melde ich mich um?": "Wie melde ich mich um?",
		"Wann wird in [Adresse] der Müll abgeholt?":                           "Wann wird in der Müll abgeholt?",
		"Satz [1] der Satzung?":                                               "Satz [1] der Satzung?",
	} {
		if got := topic(masked); got != want {
			t.Errorf("topic(%q) = %q, want %q", masked, got, want)
		}
	}
}

func TestGeneralTerms(t *testing.T) {
	for question, want := range map[string]string{
		"Habe ich Anspruch auf Wohngeld?":         "Wohngeld",
		"Bin ich von der Hundesteuer befreit?":    "Hundesteuer befreit",
		"Steht mir das zu?":                       "Steht mir das zu?",
		"Bekommt meine Mutter einen Parkausweis?": "Mutter Parkausweis",
	} {
		if got := generalTerms(question); got != want {
			t.Errorf("generalTerms(%q) = %q, want %q", question, got, want)
		}
	}
}
