package guard

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var testPublic = Public{
	Phones: []string{"04409 123"}, EmailDomains: []string{"stadt.example"}, Addresses: []string{"Rathausplatz 1"},
}

// The bars of the data-protection requirements for an own German test set.
const (
	maskRecall    = .95
	maskPrecision = .90
)

var marked = regexp.MustCompile(`\{(\w+)\|([^}]*)\}`)

// TestMaskSets measures the masker on both halves of the test set. The held half was not
// looked at while the recognisers were written.
func TestMaskSets(t *testing.T) {
	for _, set := range []string{"dev", "held"} {
		t.Run(set, func(t *testing.T) {
			m := NewMasker(testPublic)
			wanted, hit, found := 0, 0, 0
			for _, line := range testLines(t, "mask_"+set+".txt") {
				text, want := unmark(line)
				got := m.Find(text)
				wanted, found = wanted+len(want), found+len(got)
				for _, w := range want {
					if covered(w, got) {
						hit++
					} else if set == "dev" {
						t.Logf("missed %s %q in %q", w.Data, text[w.Start:w.End], text)
					}
				}
				for _, g := range got {
					if set == "dev" && !covered(g, want) && !overlaps(want, g) {
						t.Logf("wrong %s %q in %q", g.Data, text[g.Start:g.End], text)
					}
				}
			}
			right := 0
			for _, line := range testLines(t, "mask_"+set+".txt") {
				text, want := unmark(line)
				for _, g := range m.Find(text) {
					if overlaps(want, g) {
						right++
					}
				}
			}
			recall, precision := float64(hit)/float64(wanted), float64(right)/float64(found)
			t.Logf("%s: recall %.3f of %d, precision %.3f of %d", set, recall, wanted, precision, found)
			if recall < maskRecall || precision < maskPrecision {
				t.Errorf("below the bars: recall %.2f, precision %.2f", maskRecall, maskPrecision)
			}
		})
	}
}

// unmark takes the marks out of a test line: the text, and where its personal data is.
func unmark(line string) (string, []Finding) {
	var b strings.Builder
	var want []Finding
	end := 0
	for _, at := range marked.FindAllStringSubmatchIndex(line, -1) {
		b.WriteString(line[end:at[0]])
		start := b.Len()
		b.WriteString(line[at[4]:at[5]])
		want = append(want, Finding{Data(line[at[2]:at[3]]), start, b.Len()})
		end = at[1]
	}
	b.WriteString(line[end:])
	return b.String(), want
}

// covered reports whether all of f is masked: a half-masked phone number is a leak.
func covered(f Finding, masks []Finding) bool {
	for _, m := range masks {
		if m.Start <= f.Start && f.End <= m.End {
			return true
		}
	}
	return false
}

func testLines(t *testing.T, file string) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimRight(line, "\n"); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines
}

func TestMask(t *testing.T) {
	m := NewMasker(testPublic)
	for text, want := range map[string]string{
		"Ich heiße Erika Mustermann, Tel. 0171 2345678.":         "Ich heiße [Name], Tel. [Telefon].",
		"Buchen Sie von DE36 2805 0100 0347 7127 82 ab.":         "Buchen Sie von [IBAN] ab.",
		"Ist DE36 2805 0100 0347 7127 83 richtig?":               "Ist [IBAN] richtig?", // mistyped
		"Stimmt die Nummer 04409 123-456 noch?":                  "Stimmt die Nummer 04409 123-456 noch?",
		"Und +49 4409 123 0?":                                    "Und +49 4409 123 0?",
		"Meine Mail ist a.b@web.de, Ihre rathaus@stadt.example.": "Meine Mail ist [E-Mail], Ihre rathaus@stadt.example.",
		"Ist das Rathaus am Rathausplatz 1?":                     "Ist das Rathaus am Rathausplatz 1?",
		"Der Hund kostet 84 Euro, fällig am 15.02.2026.":         "Der Hund kostet 84 Euro, fällig am 15.02.2026.",
		"Hier schreibt Mehmet Yılmaz. Wann ist offen?":           "Hier schreibt [Name]. Wann ist offen?",
		"Ich bin der Jens Hansen aus Osterfeld.":                 "Ich bin der [Name] aus Osterfeld.",
		"Geboren bin ich am 01.02.1961.":                         "Geboren bin ich am [Geburtsdatum].",
		"born on 03/04/1961, passport fee?":                      "born on [Geburtsdatum], passport fee?",
		// not somebody's
		"Ich bin die Neue im Haus, wer ist zuständig?":     "Ich bin die Neue im Haus, wer ist zuständig?",
		"Geboren ist geboren, gilt das ab dem 01.01.2027?": "Geboren ist geboren, gilt das ab dem 01.01.2027?",
		"": "",
	} {
		if got := m.Mask(text); got != want {
			t.Errorf("Mask(%q)\n got %q\nwant %q", text, got, want)
		}
	}
}

func FuzzMask(f *testing.F) {
	f.Add("Ich heiße Erika, DE36 2805 0100 0347 7127 82, a@b.de, 0171 2345678, BRA-XY 12, am 1.1.1990 geboren")
	f.Add("de00")
	f.Add("Az. 1/2")
	m := NewMasker(testPublic)
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, found := range m.Find(text) {
			if found.Start < end || found.End <= found.Start || found.End > len(text) {
				t.Fatalf("finding %+v in %q", found, text)
			}
			end = found.End
		}
	})
}

func BenchmarkMask(b *testing.B) {
	m := NewMasker(testPublic)
	for name, text := range map[string]string{
		"question": "Welche Unterlagen brauche ich für die Anmeldung zur Eheschließung?",
		"long":     strings.Repeat("Ich heiße Erika Mustermann und wohne in der Lindenstraße 5. Was kostet die Hundesteuer? ", 11),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				m.Mask(text)
			}
		})
	}
}

// Who signs a letter is masked behind the greeting, on its line or the next, whatever follows;
// an office that signs is not, nor is a sentence that begins there.
func TestMaskSigner(t *testing.T) {
	m := NewMasker(testPublic)
	for text, want := range map[string]string{
		"Was kostet das? Mit freundlichen Grüßen Erika Mustermann":           "Was kostet das? Mit freundlichen Grüßen [Name]",
		"Mit freundlichen Grüßen, E. Mustermann":                             "Mit freundlichen Grüßen, [Name]",
		"Mit freundlichen Grüßen Erika Mustermann, Tel. 0171 2345678":        "Mit freundlichen Grüßen [Name], Tel. [Telefon]",
		"Mit freundlichen Grüßen Erika Mustermann und Familie":               "Mit freundlichen Grüßen [Name] und Familie",
		"Mit freundlichen Grüßen\n\nErika Mustermann\nTel. 0171 2345678":     "Mit freundlichen Grüßen\n\n[Name]\nTel. [Telefon]",
		"mit freundlichen gruessen Erika Mustermann":                         "mit freundlichen gruessen [Name]",
		"Mit freundlichem Gruß Dr. Jürgen Öztürk-Schmidt":                    "Mit freundlichem Gruß [Name]",
		"Herzliche Grüße, Erika":                                             "Herzliche Grüße, [Name]",
		"Viele Grüße aus Auenwede Erika Mustermann":                          "Viele Grüße aus Auenwede [Name]",
		"Mit freundlichen Grüßen i. A. Schulze":                              "Mit freundlichen Grüßen i. A. [Name]",
		"Liebe Grüße Familie Schulze":                                        "Liebe Grüße Familie [Name]",
		"MfG Neuhaus":                                                        "MfG [Name]",
		"Mit freundlichen Grüßen Stadt Auenwede":                             "Mit freundlichen Grüßen Stadt Auenwede",
		"Mit freundlichen Grüßen Ihr Bürgerbüro Auenwede":                    "Mit freundlichen Grüßen Ihr Bürgerbüro Auenwede",
		"Mit freundlichen Grüßen Finanzamt Delmenhorst, Steuernummernstelle": "Mit freundlichen Grüßen Finanzamt Delmenhorst, Steuernummernstelle",
		"Mit besten Grüßen Landkreis Oldenburg":                              "Mit besten Grüßen Landkreis Oldenburg",
		"Viele Grüße Was kostet die Hundesteuer?":                            "Viele Grüße Was kostet die Hundesteuer?",
		"Viele Grüße. Wann hat das Standesamt geöffnet?":                     "Viele Grüße. Wann hat das Standesamt geöffnet?",
		"Wo bestelle ich Grußkarten?":                                        "Wo bestelle ich Grußkarten?",
	} {
		if got := m.Mask(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
