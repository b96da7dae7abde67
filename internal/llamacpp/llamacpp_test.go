package llamacpp

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestSentences(t *testing.T) {
	got, err := Sentences(fstest.MapFS{
		"a.html":   {Data: []byte("<p>Die Gebühr beträgt im Jahr 120 Euro.</p><h2>Gebühren</h2>&lt;p&gt;Das gilt f&amp;uuml;r alle Hunde hier.&lt;/p&gt;")},
		"b/c.md":   {Data: []byte("# Titel\nDas Bürgerbüro hat auch am Samstag geöffnet.\n")},
		"bild.svg": {Data: []byte("a b c d e f g h")},
	})
	want := []string{"Die Gebühr beträgt im Jahr 120 Euro.", "Das gilt für alle Hunde hier.", "Das Bürgerbüro hat auch am Samstag geöffnet."}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}

// The model is one that the real server loads, and it babbles in the words of its sentences.
func TestChat(t *testing.T) {
	sentences := slices.Repeat([]string{"Wer umzieht, meldet sich an."}, 2) // twice: words are tokens
	chat := ForTest(t, StartChat, sentences)
	said := post(t, chat.URL+"/chat/completions", `{"temperature":0,"max_tokens":50,"messages":[{"role":"user","content":"Was?"}]}`)
	if !strings.Contains(said, `"finish_reason":"stop"`) || !strings.Contains(said, " Wer umzieht, meldet sich an.") {
		t.Errorf("the model says %s", said)
	}
	chat.Stop()
	if _, err := http.Get(chat.URL + "/models"); err == nil {
		t.Error("a stopped server answers")
	}
}

func post(t *testing.T, url, body string) string {
	t.Helper()
	response, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
