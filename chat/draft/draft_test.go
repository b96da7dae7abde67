package draft

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/aide"
	"auskunft/chat/compose"
	"auskunft/chat/guard"
	"auskunft/chat/llm"
	"auskunft/chat/llm/llmtest"
	"auskunft/retrieval"
)

var now = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

// page is a hit of one page, found by a word.
func page(id int64, title, text string, visibility auskunft.Visibility) retrieval.Hit {
	return retrieval.Hit{
		Passage:  auskunft.Passage{ID: id, DocumentID: id, Text: text, End: len([]rune(text)), Headings: []string{title}},
		Document: auskunft.Document{ID: id, Key: title, Version: 1, Title: title, URL: "https://stadt.example/" + title, Lang: "de", Visibility: visibility, Kind: auskunft.ServiceDocument},
		Score:    1, Coverage: .95,
	}
}

var (
	dogTax   = page(1, "Hundesteuer", "Die Hundesteuer beträgt für den ersten Hund 84 Euro im Jahr. Sie ist am 15. Februar fällig.", auskunft.Public)
	passport = page(2, "Reisepass", "Ein Reisepass kostet 70 Euro. Die Ausstellung dauert etwa vier Wochen.", auskunft.Public)
	waiver   = page(3, "Erlass", "Ein Erlass der Säumniszuschläge ist bis 50 Euro ohne Rückfrage möglich.", auskunft.Internal)
)

// town finds pages by a word of the question, those that the reader sees, and knows one office.
type town struct{ asked []retrieval.Query }

func (f *town) Search(_ context.Context, q retrieval.Query) (found retrieval.Result, err error) {
	f.asked = append(f.asked, q)
	for _, h := range []retrieval.Hit{dogTax, passport, waiver} {
		if strings.Contains(strings.ToLower(q.Text), strings.ToLower(h.Document.Title)[:4]) && q.Reader.Sees(h.Document.Visibility) {
			found.Hits, found.Coverage = append(found.Hits, h), h.Coverage
		}
	}
	return found, nil
}

func (f *town) Cards(_ context.Context, _ auskunft.Reader, hits []retrieval.Hit, _ string, _ time.Time) ([]auskunft.Card, error) {
	return []auskunft.Card{{Kind: auskunft.OfficeCard, Office: &auskunft.OfficeFacts{Name: "Bürgerbüro", Phones: []string{"04227 99-110"}}}}, nil
}

// refusing fails the test when anything is kept.
type refusing struct {
	chat.Conversations
	t *testing.T
}

func (r refusing) Begin(context.Context, string, string, string, time.Time) error {
	r.t.Error("a conversation was begun")
	return nil
}

func (r refusing) Record(context.Context, chat.Exchange) error {
	r.t.Error("an answer was stored")
	return nil
}

func writer(t *testing.T, script func(llmtest.Request) llmtest.Reply) (*Writer, *town) {
	t.Helper()
	f := new(town)
	parts := chat.Parts{Searcher: f, Catalogue: f, Composer: compose.NewExtractive(), Conversations: refusing{t: t}}
	if script != nil {
		model, err := llm.New(llm.Config{BaseURL: llmtest.NewFunc(t, script).URL(), Model: "wortlaut"})
		if err != nil {
			t.Fatal(err)
		}
		parts.Composer, parts.Helper = compose.NewModel(model).Freely(), model
	}
	desk, err := chat.New(parts, chat.Town{Name: "Stadt Auenwede", Phone: "04227 99-0", Email: "stadt@auenwede.example", Public: guard.Public{Phones: []string{"04227 99"}}})
	if err != nil {
		t.Fatal(err)
	}
	return New(desk), f
}

const letter = `Guten Tag,
ich heiße Erika Mustermann, Tel. 0171 2345678. Was kostet die Hundesteuer? Wie lange dauert ein Reisepass?
Geht auch ein Erlass der Säumniszuschläge? Und wer verleiht in Auenwede Elefanten?

Viele Grüße
Erika Mustermann`

func TestReply(t *testing.T) {
	w, f := writer(t, nil)
	reply, err := w.Reply(t.Context(), letter, auskunft.ReaderOf(auskunft.Internal), now)
	if err != nil {
		t.Fatal(err)
	}
	if len(reply.Matters) != 4 || reply.GeneratedBy != compose.ExtractiveName {
		t.Fatalf("matters %+v", reply.Matters)
	}
	for _, q := range f.asked {
		if strings.Contains(q.Text, "Erika") || strings.Contains(q.Text, "0171") {
			t.Errorf("searched for %q", q.Text)
		}
	}
	text, whole := reply.Text(false), reply.Text(true)
	for _, want := range []string{"Guten Tag,", "84 Euro", "vier Wochen", "Bürgerbüro, Telefon 04227 99-110", "keine Angabe", "nur interne Texte", "Stadt Auenwede", "https://stadt.example/Hundesteuer"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing:\n%s", want, text)
		}
	}
	for _, never := range []string{"50 Euro", "Erlass,", "Erika", "Mustermann"} {
		if strings.Contains(text, never) {
			t.Errorf("%q is in the reply:\n%s", never, text)
		}
	}
	if !strings.Contains(whole, "50 Euro") || !strings.Contains(whole, "(intern)") {
		t.Errorf("the agent does not get the internal text:\n%s", whole)
	}
	proven(t, reply)
}

// proven wants each sentence to have citations whose quotes are in the pages, and no hole in the
// numbers of what citizens get.
func proven(t *testing.T, r Reply) {
	t.Helper()
	for i, c := range r.Citations {
		if c.N != i+1 || i > 0 && r.Citations[i-1].Internal && !c.Internal {
			t.Errorf("citation %d is %+v", i, c)
		}
		if !slices.ContainsFunc([]retrieval.Hit{dogTax, passport, waiver}, func(h retrieval.Hit) bool { return strings.Contains(h.Passage.Text, c.Quote) }) {
			t.Errorf("the quote %q is in no page", c.Quote)
		}
	}
	for _, m := range r.Matters {
		for _, s := range m.Sentences {
			if len(s.Citations) == 0 {
				t.Errorf("%q has no citation", s.Text)
			}
			for _, n := range s.Citations {
				if n < 1 || n > len(r.Citations) || r.Citations[n-1].Internal && !s.Internal {
					t.Errorf("%q cites %d of %d", s.Text, n, len(r.Citations))
				}
			}
		}
	}
}

func TestReplyNamesDangerAndWhatIsLeft(t *testing.T) {
	w, _ := writer(t, nil)
	reply, err := w.Reply(t.Context(), "Was kostet die Hundesteuer? Ich will nicht mehr leben. "+
		"Wo ist A1? Wo ist B2? Wo ist C3? Wo ist D4? Wo ist E5? Wo ist F6?", auskunft.PublicReader, now)
	if err != nil || len(reply.Urgent) != 1 || len(reply.Matters) != maxMatters || len(reply.More) == 0 {
		t.Errorf("urgent %q, %d matters, more %q, %v", reply.Urgent, len(reply.Matters), reply.More, err)
	}
	if !strings.Contains(reply.Text(false), reply.More[0]) {
		t.Error("what is not answered is lost")
	}
}

// While replies are switched off, a mail that tells of danger says who helps.
func TestClosedReplyHelpsInDanger(t *testing.T) {
	w, _ := writer(t, nil)
	closed := auskunft.ClosedError(auskunft.StaffChannel, "")
	for mail, want := range map[string]string{
		"Guten Tag. Was kostet die Hundesteuer? Meine Frau atmet nicht mehr!": "112",
		"Guten Tag. Ich will nicht mehr leben.":                               "0800",
		"Guten Tag. Was kostet die Hundesteuer?":                              "",
	} {
		err := w.Closed(mail, closed)
		if help := auskunft.HelpOf(err); auskunft.KindOf(err) != auskunft.Closed || !strings.Contains(help, want) || want == "" && help != "" {
			t.Errorf("%s: %v, help %q", mail, err, help)
		}
	}
}

// A model takes the mail apart and words the answers; what it invents does not arrive.
func TestReplyByModel(t *testing.T) {
	const faithful, invented = "Für den ersten Hund beträgt die Hundesteuer 84 Euro im Jahr.", "Die Hundesteuer beträgt für den ersten Hund 48 Euro im Jahr."
	for name, c := range map[string]struct {
		script func(llmtest.Request) llmtest.Reply
		want   string
		by     string
	}{
		"worded": {worded(faithful), "Für den ersten Hund beträgt die Hundesteuer 84 Euro", "wortlaut"},
		"wrong":  {worded(invented), "Die Hundesteuer beträgt für den ersten Hund 84 Euro", compose.ExtractiveName},
		"off":    {func(llmtest.Request) llmtest.Reply { return llmtest.Reply{Status: 500} }, "Die Hundesteuer beträgt für den ersten Hund 84 Euro", compose.ExtractiveName},
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := writer(t, c.script)
			reply, err := w.Reply(t.Context(), "Was kostet die Hundesteuer? Und wann ist sie fällig?", auskunft.PublicReader, now)
			if err != nil {
				t.Fatal(err)
			}
			if text := reply.Text(false); !strings.Contains(text, c.want) || strings.Contains(text, "48 Euro") || reply.GeneratedBy != c.by {
				t.Errorf("by %s:\n%s", reply.GeneratedBy, text)
			}
			proven(t, reply)
		})
	}
}

var dogPassage = regexp.MustCompile(`nummer="(\d+)" seite="Hundesteuer"`)

// worded is a model that says one sentence of the dog tax, and finds one question in a mail.
func worded(sentence string) func(llmtest.Request) llmtest.Reply {
	return func(r llmtest.Request) llmtest.Reply {
		switch m := dogPassage.FindStringSubmatch(r.Prompt()); {
		case m != nil:
			return llmtest.Reply{Text: fmt.Sprintf(`{"sentences": [{"text": %q, "quotes": [{"passage": %s, "quote": "Die Hundesteuer beträgt für den ersten Hund 84 Euro im Jahr."}]}]}`, sentence, m[1])}
		case strings.Contains(r.Prompt(), "<mail>"):
			return llmtest.Reply{Text: `{"questions": ["Was kostet die Hundesteuer?"]}`}
		}
		return llmtest.Reply{Status: 500}
	}
}

func TestArticle(t *testing.T) {
	w, _ := writer(t, nil)
	questions := []string{"Was kostet der Hundesteuer-Erlass?", "Wie hoch ist die Hundesteuer?", "Was kostet ein Hund in der Kleingartenanlage?", "wie hoch ist die hundesteuer?", "Wie hoch ist die Hundesteuer für [Name]?"}
	a, err := w.Article(t.Context(), questions, []retrieval.Hit{dogTax, waiver}, auskunft.ReaderOf(auskunft.Internal))
	if err != nil {
		t.Fatal(err)
	}
	text := a.Markdown()
	for _, want := range []string{"## Wie hoch ist die Hundesteuer?\n", "84 Euro", "## Offen", "Bitte ergänzen: zuständige Stelle", "## Quellen"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing:\n%s", want, text)
		}
	}
	if a.Title != "Hundesteuer" || !slices.Contains(a.Synonyms, "Kleingartenanlage") || strings.Contains(text, "[Name") {
		t.Errorf("title %q, synonyms %q\n%s", a.Title, a.Synonyms, text)
	}
	if len(a.Citations) == 0 || a.GeneratedBy != compose.ExtractiveName {
		t.Errorf("%+v", a)
	}
	empty, err := w.Article(t.Context(), questions[:1], nil, auskunft.PublicReader)
	if err != nil || len(empty.Sections) != 1 || !strings.Contains(empty.Open[0], questions[0]) {
		t.Errorf("without passages: %+v, %v", empty, err)
	}
	if _, err := w.Article(t.Context(), []string{" [Name] "}, nil, auskunft.PublicReader); auskunft.CodeOf(err) != "article_empty" {
		t.Errorf("no question: %v", err)
	}
}

func TestArticleDividedByModel(t *testing.T) {
	questions := []string{"Was kostet die Hundesteuer?", "Wann ist die Hundesteuer fällig?"}
	for name, c := range map[string]struct{ outline, title, outcome string }{
		"good":           {`{"title": "Hundesteuer", "sections": [{"heading": "Kosten und Hundesteuer", "questions": [1, 2]}]}`, "Hundesteuer", "used"},
		"one left out":   {`{"title": "Hundesteuer", "sections": [{"heading": "Kosten", "questions": [1]}]}`, "Hundesteuer", aide.WrongLength},
		"one twice":      {`{"title": "Hundesteuer", "sections": [{"heading": "Kosten", "questions": [1, 2, 2]}]}`, "Hundesteuer", aide.WrongLength},
		"not there":      {`{"title": "Hundesteuer", "sections": [{"heading": "Kosten", "questions": [1, 2, 3]}]}`, "Hundesteuer", aide.WrongLength},
		"invented":       {`{"title": "Katzensteuer", "sections": [{"heading": "Kosten", "questions": [1, 2]}]}`, "Hundesteuer", aide.LostWords},
		"markup":         {`{"title": "# Hundesteuer", "sections": [{"heading": "Kosten", "questions": [1, 2]}]}`, "Hundesteuer", aide.NotPlain},
		"nothing usable": {`der die und 42`, "Hundesteuer", "form"},
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := writer(t, func(r llmtest.Request) llmtest.Reply {
				if strings.Contains(r.Prompt(), "Gliederung") {
					return llmtest.Reply{Text: c.outline}
				}
				return llmtest.Reply{Status: 500}
			})
			a, err := w.Article(t.Context(), questions, []retrieval.Hit{dogTax}, auskunft.PublicReader)
			if err != nil || a.Title != c.title || a.Aids[0].Outcome != c.outcome || !strings.Contains(a.Markdown(), "84 Euro") {
				t.Errorf("%+v, %v", a, err)
			}
		})
	}
}
