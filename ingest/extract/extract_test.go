package extract

import (
	"context"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"auskunft"
)

// check asserts what holds for the result of every format.
func check(t *testing.T, res *Result) {
	t.Helper()
	if !utf8.ValidString(res.Text) || strings.Contains(res.Text, "\x00") {
		t.Errorf("text cannot be stored: %.80q", res.Text)
	}
	runes := []rune(res.Text)
	at := 0
	for i, b := range res.Blocks {
		if b.Start < at || b.End <= b.Start || b.End > len(runes) {
			t.Fatalf("block %d: range [%d, %d) after %d in a text of %d", i, b.Start, b.End, at, len(runes))
		}
		if gap := string(runes[at:b.Start]); strings.TrimSpace(gap) != "" {
			t.Fatalf("%q is in no block", gap)
		}
		if text := string(runes[b.Start:b.End]); text != strings.TrimSpace(text) && b.Kind != Code {
			t.Errorf("block %d has white space around it: %q", i, text)
		}
		if (b.Kind == Heading) != (b.Level > 0 && b.Kind != ListItem) {
			t.Errorf("block %d: a %s of level %d", i, b.Kind, b.Level)
		}
		at = b.End
	}
	if rest := string(runes[at:]); strings.TrimSpace(rest) != "" {
		t.Fatalf("%q is in no block", rest)
	}
	readable := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	if !strings.ContainsFunc(res.Text, readable) && len(res.Warnings) == 0 {
		t.Error("no text and no warning")
	}
}

// render shows blocks one a line: kind, level, anchor, text.
func render(res *Result) []string {
	var out []string
	for _, b := range res.Blocks {
		line := string(b.Kind)
		if b.Level > 0 {
			line += string(rune('0' + b.Level))
		}
		if b.Anchor != "" {
			line += "#" + b.Anchor
		}
		if b.Lang != "" {
			line += "@" + b.Lang
		}
		out = append(out, line+" "+sliceRunes(res.Text, b.Start, b.End))
	}
	return out
}

func wantBlocks(t *testing.T, res *Result, want []string) {
	t.Helper()
	check(t, res)
	if got := render(res); !slices.Equal(got, want) {
		t.Errorf("blocks\n got %q\nwant %q", got, want)
	}
}

func TestExtractByContentAndName(t *testing.T) {
	tests := []struct {
		name, data, want string
	}{
		{"seite.html", "<p>Hallo", "html"},
		{"SEITE.HTM", "Hallo", "html"},
		{"ohne", "<!DOCTYPE html><p>Hallo", "html"},
		{"liesmich.md", "# Hallo", "markdown"},
		{"notiz.txt", "Hallo", "plain"},
		{"LIESMICH", "Größe: klein", "plain"},
		{"satzung.bin", "\n%PDF-1.7 …", "pdf"},
		{"bild.jpg", "\xff\xd8\xff", ""},
		{"bild", "\x00\x01\x02", ""},
		{"abgeschnitten", "Gr\xc3", "plain"},
	}
	for _, tt := range tests {
		if got := Detect(tt.name, []byte(tt.data)); got != tt.want {
			t.Errorf("Detect(%q, %q) = %q, want %q", tt.name, tt.data, got, tt.want)
		}
	}
	res, err := Extract(context.Background(), "", "hund.md", []byte("# Hund\n\nEr bellt."))
	if err != nil {
		t.Fatal(err)
	}
	wantBlocks(t, res, []string{"heading1 Hund", "paragraph Er bellt."})
}

func TestExtractRefuses(t *testing.T) {
	tests := []struct {
		name, format, code string
		data               []byte
	}{
		{"tabelle.xlsx", "", "format", []byte("PK\x03\x04")},
		{"a", "wordperfect", "format", nil},
		{"a.txt", "", "binary", []byte("\x00\x01\x02\x03")},
		{"riesig.txt", "", "too_large", make([]byte, MaxBytes+1)},
	}
	for _, tt := range tests {
		_, err := Extract(context.Background(), tt.format, tt.name, tt.data)
		if auskunft.KindOf(err) != auskunft.Invalid || auskunft.CodeOf(err) != tt.code {
			t.Errorf("%s: %v (%s)", tt.name, err, auskunft.CodeOf(err))
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Extract(ctx, "plain", "a", nil); err == nil {
		t.Error("a cancelled context reads on")
	}
}

func TestPlainKeepsEveryCodePoint(t *testing.T) {
	text := "  Gebu\u0308hren \u00a0 2026\r\n\r\n- Ausweis\n\u00adEnde\u200b  \n"
	res, err := Plain([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if res.Text != text {
		t.Errorf("text changed: %q", res.Text)
	}
	wantBlocks(t, res, []string{"paragraph Gebu\u0308hren \u00a0 2026", "list_item1 - Ausweis", "paragraph \u00adEnde\u200b"})
}

func TestPlainEncodings(t *testing.T) {
	tests := []struct{ name, data, want, warning string }{
		{"utf-8 with mark", "\ufeffMüll", "Müll", ""},
		{"windows-1252", "M\xfcll \x80 5", "Müll € 5", "charset"},
		{"utf-16 little", "\xff\xfeM\x00\xfc\x00", "Mü", ""},
		{"utf-16 big, cut", "\xfe\xff\x00M\x00\xfc\x00", "Mü", ""},
		{"one NUL in a long text", strings.Repeat("Text ", 20) + "\x00", strings.Repeat("Text ", 20) + "\ufffd", ""},
		{"empty", "", "", "no_text"},
	}
	for _, tt := range tests {
		res, err := Plain([]byte(tt.data))
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		check(t, res)
		if res.Text != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, res.Text, tt.want)
		}
		if (tt.warning == "") != (len(res.Warnings) == 0) || tt.warning != "" && res.Warnings[0].Code != tt.warning {
			t.Errorf("%s: warnings %v", tt.name, res.Warnings)
		}
	}
}

func TestPlainPages(t *testing.T) {
	res, err := Plain([]byte("Seite eins\n\fSeite zwei\nmehr\f"))
	if err != nil {
		t.Fatal(err)
	}
	check(t, res)
	var pages []int
	for _, b := range res.Blocks {
		pages = append(pages, b.Page)
	}
	if !slices.Equal(pages, []int{1, 2, 2}) || res.Pages != 3 {
		t.Errorf("pages %v of %d", pages, res.Pages)
	}
}

func TestCleanText(t *testing.T) {
	tests := []struct{ in, want string }{
		{"  Gebu\u0308hr \t\u00a0 60 € ", "Gebühr 60 €"},
		{"Straßen\u00adrei\u200bnigung", "Straßenreinigung"},
		{"a \n \n b", "a\nb"},
		{"um\u202ekehrt\u0007", "umkehrt"},
		{"\xff", "\ufffd"},
		{"می\u200cخواهم", "می\u200cخواهم"},
	}
	for _, tt := range tests {
		if got := clean(tt.in); got != tt.want {
			t.Errorf("clean(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzPlain(f *testing.F) {
	f.Add([]byte("Müll\r\n\f- a\n"))
	f.Add([]byte("\xff\xfeM\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if res, err := Plain(data); err == nil {
			check(t, res)
		}
	})
}
