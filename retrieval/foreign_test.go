package retrieval_test

import (
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/retrieval"
)

func (f *fixture) foundIn(lang, question string) retrieval.Result {
	f.t.Helper()
	result, err := f.search.Search(f.t.Context(), retrieval.Query{Text: question, Lang: lang, Reader: everything, Now: time.Now()})
	if err != nil {
		f.t.Fatal(err)
	}
	return result
}

func TestQuestionsInOtherLanguages(t *testing.T) {
	f := newFixture(t,
		text{title: "Handwerkerparkausweis", body: "Betriebe parken mit dem Ausweis vor der Baustelle."},
		text{title: "Aufenthaltserlaubnis", body: "Den Aufenthaltstitel verlängern Sie bei der Ausländerbehörde."},
		text{title: "Hundesteuer", body: "Der erste Hund kostet 120 Euro im Jahr."},
	)
	for _, c := range []struct {
		lang, question, title string
		strange               int
	}{
		{"en", "Can I get a parking permit for my work van?", "Handwerkerparkausweis", 0},
		{"uk", "Як продовжити посвідку на проживання?", "Aufenthaltserlaubnis", 0},
		{"ar", "كم تكلفة ضريبة الكلاب؟", "Hundesteuer", 0},
		{"en", "How much is the dog tax for a giraffe?", "Hundesteuer", 1}, // it does not know giraffes
	} {
		got := f.foundIn(c.lang, c.question)
		if len(got.Hits) == 0 || got.Hits[0].Document.Title != c.title || got.Strange != c.strange || got.Reading == nil {
			t.Errorf("%q: %+v, %d strange, read as %s", c.question, got.Hits, got.Strange, got.Reading)
		}
	}
	whole, half := f.foundIn("en", "How much is the dog tax?"), f.foundIn("en", "How much is the dog tax for a giraffe?")
	if whole.Coverage < .9 || half.Coverage > .7 {
		t.Errorf("coverage %.2f, with a word that nobody knows %.2f", whole.Coverage, half.Coverage)
	}
	if got := f.foundIn("de", "Hundesteuer"); got.Reading != nil {
		t.Errorf("a German question was read as %s", got.Reading)
	}
}

// TestTranslationStandsBesideItsService: the Turkish page has none of the words that were searched for.
func TestTranslationStandsBesideItsService(t *testing.T) {
	f := newFixture(t,
		text{title: "Wohngeld", body: "Den Zuschuss beantragen Sie bei der Wohngeldstelle."},
		text{title: "Destek", body: "Destek için ofise gelin."},
		text{title: "Intern", body: "Yalnızca personel.", visibility: auskunft.DepartmentOnly("steuern")},
	)
	f.write(func(tx pgx.Tx) {
		for _, sql := range []string{
			`UPDATE documents SET kind = 'service'`,
			`UPDATE documents SET lang = 'tr' WHERE title <> 'Wohngeld'`,
			`INSERT INTO services (document_id, visibility, key, name, facts) SELECT id, visibility, 'wohngeld', title, '{}' FROM documents`,
		} {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
	})
	f.catchUp()
	titles := func(reader auskunft.Reader) (titles []string) {
		result, err := f.search.Search(t.Context(), retrieval.Query{Text: "Kira yardımı nereden alınır?", Lang: "tr", Reader: reader, Now: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range result.Hits {
			titles = append(titles, h.Document.Title)
		}
		return titles
	}
	if got := titles(auskunft.ReaderOf(auskunft.Public)); !slices.Equal(got, []string{"Wohngeld", "Destek"}) {
		t.Errorf("the public finds %q", got)
	}
	if got := titles(everything); !slices.Contains(got, "Intern") {
		t.Errorf("the department finds %q", got)
	}
}
