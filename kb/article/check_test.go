package article_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/kb/article"
)

func codes(problems []article.Problem) (all []string) {
	for _, p := range problems {
		all = append(all, p.Code)
	}
	return all
}

func TestCheck(t *testing.T) {
	now := time.Now()
	over := now.Add(-time.Hour)
	bureaucratic := strings.Repeat("Die Inanspruchnahme der Gebührenbefreiung setzt die Vorlage entsprechender Nachweisunterlagen der Anspruchsberechtigten bei der Zulassungsbehörde voraus. ", 6)
	for name, tt := range map[string]struct {
		body  string
		spoil func(*article.Candidate)
		want  []string
	}{
		"good":          {"Der Hund kostet 84,00 Euro im Jahr, sagt die [Satzung](https://stadt.example/satzung).\n", nil, nil},
		"empty":         {"", nil, []string{"empty"}},
		"template":      {article.HowTo.Body(), nil, []string{"placeholder", "placeholder", "placeholder", "placeholder", "placeholder"}},
		"over":          {"Text.", func(c *article.Candidate) { c.Text.ValidUntil = &over }, []string{"over"}},
		"headings":      {"#### Zu tief\n\n## Leer\n\n## Leer\n\nText.", nil, []string{"heading_level", "heading_empty", "heading_empty", "heading_twice"}},
		"none":          {strings.Repeat("Ein Hund ist da. ", 70), nil, []string{"heading_missing"}},
		"links":         {"[hier](/a), [https://b.example](https://b.example), [Amt](/c)", func(c *article.Candidate) { c.Dead = []string{"/c"} }, []string{"link_text", "link_text", "link_dead"}},
		"level":         {bureaucratic, nil, []string{"reading_level"}},
		"english level": {bureaucratic, func(c *article.Candidate) { c.Lang = "en" }, nil},
		"unsourced":     {"## Kosten\n\nDas kostet 84,00 Euro.\n\n## Mehr\n\nSiehe [Satzung](/s).", nil, []string{"unsourced"}},
		"image":         {"![Karte](/k.png)Text.", nil, []string{"dropped_image"}},
		"untranslated": {"The dog is to be registered.\n\n- Anmeldung beim zuständigen Amt\n- Ausweis", func(c *article.Candidate) {
			c.Lang, c.Original = "en", "Der Hund ist anzumelden.\n\n- Anmeldung beim zuständigen Amt\n- Ausweis"
		}, []string{"untranslated"}},
		"address": {"You register your dog here:\n\nBürgerbüro, Am Markt 1, 26995 Auenwede", func(c *article.Candidate) {
			c.Lang, c.Original = "en", "Hier melden Sie Ihren Hund an:\n\nBürgerbüro, Am Markt 1, 26995 Auenwede"
		}, nil},
		"elsewhere": {"Text.", func(c *article.Candidate) {
			c.Missing, c.Contrary = []string{"tr"}, []article.Contrary{{Title: "Satzung", Says: "96 Euro", Own: "84 Euro"}}
		}, []string{"translation_missing", "contradiction"}},
	} {
		c := article.Candidate{Text: article.Text{Title: "x", Body: tt.body}, Lang: "de", Template: article.HowTo, Now: now}
		if tt.spoil != nil {
			tt.spoil(&c)
		}
		problems := article.Check(c)
		if got := codes(problems); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
		for _, p := range problems {
			if m := article.German.Message(p); m.Title == "" || m.Advice == "" || strings.ContainsAny(m.Title+m.Advice, "{}") {
				t.Errorf("%s: message %+v", p.Code, m)
			}
		}
	}
	for _, template := range article.Templates {
		if article.German.Templates[template] == "" || template.ReviewDays() == 0 {
			t.Errorf("template %s has no name or no interval", template)
		}
	}
	for _, state := range article.States {
		if article.German.States[state] == "" {
			t.Errorf("state %s has no name", state)
		}
	}
}

func TestDiff(t *testing.T) {
	old, new := "Der erste Hund kostet 84,00 Euro im Jahr.\n\nÜbrig.", "Der zweite Hund kostet 120,00 Euro im Jahr.\n\nÜbrig. 🐕"
	var before, after strings.Builder
	changed := map[string]article.Change{}
	for _, p := range article.Diff(old, new) {
		if p.Change != article.Added {
			before.WriteString(p.Text)
		}
		if p.Change != article.Removed {
			after.WriteString(p.Text)
		}
		if p.Change != article.Kept {
			changed[strings.TrimSpace(p.Text)] = p.Change
		}
	}
	if before.String() != old || after.String() != new {
		t.Errorf("%q\n%q", before.String(), after.String())
	}
	want := map[string]article.Change{"erste": article.Removed, "zweite": article.Added, "84": article.Removed, "120": article.Added, "🐕": article.Added}
	if !maps.Equal(changed, want) {
		t.Errorf("%v", changed)
	}
}

// Another published text contradicts a draft, and is found before the draft is published.
func TestReviewAndImport(t *testing.T) {
	s, db := open(t)
	ctx := t.Context()
	statute := article.Text{
		Title: "Hundesteuer", Visibility: auskunft.Public, Synonyms: []string{"Hundemarke"},
		Body: "## Steuersatz\n\nDie Hundesteuer beträgt für den ersten Hund 84,00 Euro im Jahr.\n",
	}
	publish(t, s, statute)
	other := statute
	other.Body = "## Steuersatz\n\nDie Hundesteuer beträgt für den ersten Hund 96,00 Euro im Jahr. Siehe [Amt](/artikel/gibt-es-nicht).\n"
	id := create(t, s, other)
	problems, err := s.Review(ctx, anna.Account, id, other)
	if err != nil || !slices.Equal(codes(problems), []string{"link_dead", "contradiction"}) ||
		!strings.Contains(problems[1].With["says"], "84,00") || !strings.Contains(problems[1].At, "96,00") {
		t.Errorf("%+v %v", problems, err)
	}

	var document int64
	must(t, db.Read(ctx, auskunft.PublicReader, func(tx pgx.Tx) error { return tx.QueryRow(ctx, `SELECT id FROM documents`).Scan(&document) }))
	copied, dropped, err := s.Import(ctx, anna, document, article.FAQ)
	if err != nil || len(dropped) > 0 {
		t.Fatal(err, dropped)
	}
	_, r, err := s.Get(ctx, anna.Account, copied)
	must(t, err)
	want := statute.Body + "\nÜbernommen von: [Hundesteuer](https://stadt.example/artikel/hundesteuer)\n"
	if r.Text.Body != want || r.Text.Title != statute.Title || !slices.Equal(r.Text.Synonyms, statute.Synonyms) {
		t.Errorf("%q %+v", r.Text.Body, r.Text)
	}
}

func TestAffected(t *testing.T) {
	s, db := open(t)
	ctx := t.Context()
	id := publish(t, s, article.Text{Title: "Hund", Body: "Der Hund kostet 84,00 Euro.", Visibility: auskunft.Public})
	link := func(title, body string, related ...string) int64 {
		return create(t, s, article.Text{Title: title, Body: body, Visibility: auskunft.Public, Related: related})
	}
	first := link("Anmelden", "Siehe [Hund](https://stadt.example/artikel/hund#kosten) und [Hund](/artikel/hund).")
	second := link("Bescheid", "Ohne Link.", "hund")
	link("Cannabis", "Siehe [Hundesteuer](/artikel/hundesteuer), nicht /artikel/hund.")
	_, err := db.Owner.Exec(ctx, `
		INSERT INTO answers (id, visibility, status, lang, generated_by, took_ms, body)
		SELECT md5(n::text), 'public', 'answered', 'de', 'extractive', 1, jsonb_build_object('citations', jsonb_build_array(jsonb_build_object('document', d.id + n % 2, 'n', 1)))
		  FROM documents d, generate_series(1, 10) n`)
	must(t, err)
	f, err := s.Affected(ctx, anna.Account, id, time.Now().Add(-time.Hour))
	if err != nil || len(f.Linking) != 2 || f.Linking[0].ID != first || f.Linking[1].ID != second || f.Answers != 5 || len(f.Translations)+len(f.Pins) != 0 {
		t.Errorf("%+v %v", f, err)
	}
}
