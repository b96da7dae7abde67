package chat

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"auskunft"
)

func TestMessageFilesSayTheSame(t *testing.T) {
	m, err := LoadMessages(Town{})
	if err != nil {
		t.Fatal(err)
	}
	placeholder := regexp.MustCompile(`\{\w+\}`)
	for lang, texts := range m.texts {
		for key, german := range m.texts["de"] {
			text, ok := texts[key]
			if !ok || strings.TrimSpace(text) == "" {
				t.Errorf("%s lacks %s", lang, key)
				continue
			}
			want, got := placeholder.FindAllString(german, -1), placeholder.FindAllString(text, -1)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(slices.Compact(want), slices.Compact(got)) {
				t.Errorf("%s %s has placeholders %v, German has %v", lang, key, got, want)
			}
		}
		for key := range texts {
			if !m.Has(key) {
				t.Errorf("%s has %s, which German lacks", lang, key)
			}
		}
	}
}

// Every key that code and templates name has a text.
func TestMessageKeysExist(t *testing.T) {
	m, err := LoadMessages(Town{})
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]string{
		"walk.go": `"((?:refusal|note|stage|reply)\.\w+)"`, "clarify.go": `"((?:reply)\.\w+)"`, "guard/route.go": `"((?:refusal|reply)\.\w+)"`,
	}
	for file, pattern := range used {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(pattern).FindAllStringSubmatch(string(source), -1)
		if len(found) == 0 {
			t.Errorf("%s names no key", file)
		}
		for _, f := range found {
			if !m.Has(f[1]) {
				t.Errorf("%s uses %s, which has no text", file, f[1])
			}
		}
	}
	rules, err := os.ReadFile("guard/rules.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range regexp.MustCompile(`(?m)^\t\{"(\w+)", re`).FindAllStringSubmatch(string(rules), -1) {
		if !m.Has("authority." + f[1]) {
			t.Errorf("authority %s has no text", f[1])
		}
	}
}

func TestMessageLanguages(t *testing.T) {
	m, err := LoadMessages(Town{Name: "Auenwede"})
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string]string{"": "de", "de": "de", "de-AT": "de", "EN": "en", "uk": "uk", "ar-EG": "ar", "nl": "en"} {
		if got := m.Language(lang); got != want {
			t.Errorf("Language(%q) = %q, want %q", lang, got, want)
		}
	}
	if got := m.Text("de", "refusal.injection"); !strings.Contains(got, "Auenwede") {
		t.Errorf("town not filled in: %q", got)
	}
	if got := m.Contact("de"); strings.Contains(got, "{") || !strings.Contains(got, "115") {
		t.Errorf("contact of a town without phone: %q", got)
	}
	for _, err := range []error{auskunft.Errorf(auskunft.Unavailable, "database", "secret"), auskunft.Errorf(auskunft.NotFound, "", "secret"), os.ErrClosed} {
		if text := m.Error("de", err); text == "" || strings.Contains(text, "secret") {
			t.Errorf("%v: %q", err, text)
		}
	}
}

// A city says things its own way, in the languages it likes; a slip of the keyboard is told at the start.
func TestTownsOwnTexts(t *testing.T) {
	const own = "Bitte melden Sie den Schaden {town}, Telefon {phone}."
	m, err := LoadMessages(Town{Name: "Auenwede", Phone: "04227 99-0", Texts: Texts{"de": {"refusal.defect": own}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Text("de", "refusal.defect"); got != "Bitte melden Sie den Schaden Auenwede, Telefon 04227 99-0." {
		t.Error(got)
	}
	if m.Text("en", "refusal.defect") == m.Text("de", "refusal.defect") {
		t.Error("the English text has changed, too")
	}
	for _, wrong := range []Texts{{"de": {"refusal.defct": own}}, {"xx": {"refusal.defect": own}}, {"de": {"refusal.defect": " "}}} {
		if _, err := LoadMessages(Town{Texts: wrong}); auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%v: %v", wrong, err)
		}
	}
}
