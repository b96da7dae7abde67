package demo

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var words = regexp.MustCompile(`\p{L}+(?:-\p{L}+)*`)

// TestSpelling: hunspell knows every word of the German texts, or words.txt does.
func TestSpelling(t *testing.T) {
	hunspell, err := exec.LookPath("hunspell")
	if err != nil {
		t.Fatal("hunspell is not installed: apt-get install hunspell hunspell-de-de")
	}
	list, err := os.ReadFile("words.txt")
	if err != nil {
		t.Fatal(err)
	}
	known := strings.Fields(string(list))
	where := map[string]string{}
	for _, one := range allTexts(t) {
		if one.source == "dienstleistungen" && !strings.HasSuffix(one.key, "/de") {
			continue
		}
		for _, word := range words.FindAllString(one.text, -1) {
			where[word] = one.key
		}
	}
	var in, out bytes.Buffer
	for word := range where {
		in.WriteString(word + "\n")
	}
	cmd := exec.Command(hunspell, "-l", "-i", "utf-8", "-d", "de_DE")
	cmd.Stdin, cmd.Stdout = &in, &out
	if err := cmd.Run(); err != nil {
		t.Fatalf("hunspell with the German dictionary (apt-get install hunspell hunspell-de-de): %v", err)
	}
	unknown := strings.Fields(out.String())
	slices.Sort(unknown)
	for _, word := range slices.Compact(unknown) {
		if !slices.Contains(known, word) {
			t.Errorf("%s: %q", where[word], word)
		}
	}
	for i, word := range known {
		if where[word] == "" {
			t.Errorf("words.txt: %q is not used any more", word)
		}
		if i > 0 && known[i-1] >= word {
			t.Errorf("words.txt: %q and %q are out of order", known[i-1], word)
		}
	}
}
