package article_test

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest"
	"auskunft/internal/config"
	"auskunft/internal/errtest"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
	"auskunft/kb/account"
	"auskunft/kb/article"
	"auskunft/kb/setting"
)

var (
	anna  = as("anna", auskunft.EditorRole)
	bert  = as("bert", auskunft.ApproverRole)
	clara = as("clara", auskunft.ApproverRole)
	tax   = article.Actor{Account: auskunft.Account{Login: "tom", Role: auskunft.EditorRole, Departments: []string{"finanzen"}}}
)

func as(login string, role auskunft.Role) article.Actor {
	return article.Actor{Account: auskunft.Account{Login: login, Role: role}, Why: "weil es stimmt"}
}

func open(t testing.TB) (*article.Store, *postgres.DB) {
	t.Helper()
	db := pgtest.New(t)
	if err := ingest.EnsureVectors(t.Context(), db, nil); err != nil {
		t.Fatal(err)
	}
	pipeline, err := ingest.New(db, ingest.Open, nil, 1, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return article.New(db, pipeline, "https://stadt.example"), db
}

var dogs = article.Text{
	Title: "Hundesteuer: was Anrufende wissen müssen", Visibility: auskunft.Public,
	Body:     "## Kosten\n\nDer erste Hund kostet 84,00 Euro im Jahr.\n\n## Anmelden\n\nAnzumelden ist ein Hund binnen zwei Wochen.\n",
	Synonyms: []string{"Hundemarke", "Wauwauabgabe"}, LeiKa: []string{"99102013104000"}, Situations: []string{"Haustier"},
}

var must, code = errtest.Must, errtest.Code

func create(t testing.TB, s *article.Store, text article.Text) int64 {
	t.Helper()
	id, err := s.Create(t.Context(), anna, article.Seed{Template: article.ServiceNote, Text: text})
	must(t, err)
	return id
}

// walk takes an article from its draft through moves, each by who is given before it.
func walk(t testing.TB, s *article.Store, id int64, steps ...any) {
	t.Helper()
	for i := 0; i < len(steps); i += 2 {
		a, _, err := s.Get(t.Context(), anna.Account, id)
		must(t, err)
		if err := s.Move(t.Context(), steps[i].(article.Actor), id, a.Head, steps[i+1].(article.Move), time.Time{}); err != nil {
			t.Fatalf("%v: %v", steps[i+1], err)
		}
	}
}

func publish(t testing.TB, s *article.Store, text article.Text) int64 {
	t.Helper()
	id := create(t, s, text)
	walk(t, s, id, anna, article.Submit, bert, article.Release)
	return id
}

func TestFromDraftToPublishedAndOn(t *testing.T) {
	s, db := open(t)
	ctx := t.Context()
	id := create(t, s, dogs)
	a, r, err := s.Get(ctx, anna.Account, id)
	must(t, err)
	if a.Slug != "hundesteuer-was-anrufende-wissen-muessen" || a.State != article.Draft || a.Confidence != article.Unchecked || a.Owner != "anna" ||
		a.ReviewDays != 180 || r.Author != "anna" || r.Number != 1 || r.Why != anna.Why || r.Text.Body != dogs.Body {
		t.Fatalf("%+v %+v", a, r)
	}
	if got := a.Moves(anna.Account); !slices.Equal(got, []article.Move{article.Submit}) {
		t.Errorf("an editor is offered %v", got)
	}
	code(t, s.Move(ctx, bert, id, 1, article.Release, time.Time{}), "article_move")
	walk(t, s, id, anna, article.Submit)
	code(t, s.Move(ctx, anna, id, 1, article.Release, time.Time{}), "forbidden")
	walk(t, s, id, bert, article.SendBack)
	changed := dogs
	changed.Body += "\nAb 2027 *höher*.\n"
	_, err = s.Save(ctx, bert, id, 1, changed)
	must(t, err)
	_, err = s.Save(ctx, anna, id, 1, dogs)
	code(t, err, "article_conflict")
	walk(t, s, id, bert, article.Submit)
	code(t, s.Move(ctx, bert, id, 2, article.Release, time.Time{}), "article_four_eyes")
	if authors, err := s.Authors(ctx, anna.Account, id); err != nil || !slices.Equal(authors, []string{"anna", "bert"}) {
		t.Errorf("authors %v %v", authors, err)
	}
	walk(t, s, id, clara, article.Release)
	a, _, err = s.Get(ctx, anna.Account, id)
	must(t, err)
	if a.State != article.Published || a.Live != 2 || a.Confidence != article.Checked || a.CheckedBy != "clara" || a.MovedBy != "clara" {
		t.Errorf("%+v", a)
	}
	if text, synonyms := document(t, db, a.Slug); text == "" || !slices.Contains(synonyms, "99102013104000") || !slices.Contains(synonyms, "Haustier") {
		t.Errorf("the document is %q with %q", text, synonyms)
	}

	// A newer draft leaves what is live alone, and may be given up.
	changed.Title = "Hundesteuer"
	_, err = s.Save(ctx, anna, id, 2, changed)
	must(t, err)
	a, _, _ = s.Get(ctx, anna.Account, id)
	if a.State != article.Draft || a.Head != 3 || a.Live != 2 {
		t.Errorf("%+v", a)
	}
	walk(t, s, id, anna, article.Discard)
	a, _, _ = s.Get(ctx, anna.Account, id)
	if a.State != article.Published || a.Head != 2 || a.Live != 2 {
		t.Errorf("%+v", a)
	}
	if n, err := s.Restore(ctx, anna, id, 2, 1); err != nil || n != 4 {
		t.Errorf("restored as %d, %v", n, err)
	}
	list, err := s.Revisions(ctx, anna.Account, id)
	if err != nil || len(list) != 4 || list[0].Restores != 1 || list[0].Number != 4 || list[0].Text.Title != dogs.Title {
		t.Errorf("%+v %v", list, err)
	}
	walk(t, s, id, bert, article.Archive)
	if text, _ := document(t, db, a.Slug); text != "" {
		t.Errorf("an archived article is still found: %q", text)
	}
	walk(t, s, id, anna, article.Reopen)

	var entries int
	must(t, db.App.QueryRow(ctx, `SELECT count(*) FROM audit_log WHERE object = 'article ' || $1 AND why = 'weil es stimmt'`, a.Slug).Scan(&entries))
	if entries != 12 {
		t.Errorf("the audit log has %d entries", entries)
	}
}

// document is the text and the synonyms of a published article; "" when nobody finds it.
func document(t testing.TB, db *postgres.DB, slug string) (text string, synonyms []string) {
	t.Helper()
	must(t, db.Read(t.Context(), auskunft.ReaderOf(auskunft.Internal), func(tx pgx.Tx) error {
		err := tx.QueryRow(t.Context(), `
			SELECT d.text, d.synonyms FROM documents d JOIN sources s ON s.id = d.source_id
			 WHERE s.name = 'artikel' AND d.key = $1 AND d.retired_at IS NULL AND EXISTS (SELECT FROM passages WHERE document_id = d.id)`, slug).Scan(&text, &synonyms)
		if err == pgx.ErrNoRows {
			return nil
		}
		return err
	}))
	return text, synonyms
}

func TestScheduledAndExpired(t *testing.T) {
	s, db := open(t)
	ctx := t.Context()
	over := time.Now().Add(-time.Minute)
	text := dogs
	text.ValidUntil = &over
	id := create(t, s, text)
	walk(t, s, id, anna, article.Submit)
	// Past the store, which releases nothing that is over.
	must(t, plain(t, db, "bert", `UPDATE articles SET state = 'scheduled', approved = head, publish_at = now() + interval '300 ms', checked_at = now() WHERE id = $1`, id))
	must(t, s.Due(ctx, time.Now().Add(-time.Hour)))
	a, _, err := s.Get(ctx, anna.Account, id)
	must(t, err)
	if text, _ := document(t, db, a.Slug); a.State != article.Scheduled || a.Live != 0 || text != "" {
		t.Fatalf("%+v %q", a, text)
	}
	for a.State == article.Scheduled { // the database's own clock decides
		must(t, s.Due(ctx, time.Now()))
		a, _, err = s.Get(ctx, anna.Account, id)
		must(t, err)
	}
	// Its own time is over already: the same look has published and ended it, or the next ends it.
	must(t, s.Due(ctx, time.Now()))
	a, _, _ = s.Get(ctx, anna.Account, id)
	if text, _ := document(t, db, a.Slug); a.State != article.Expired || a.Live != 0 || text != "" {
		t.Errorf("%+v %q", a, text)
	}
}

func TestConfidenceAndFourEyes(t *testing.T) {
	s, db := open(t)
	ctx := t.Context()
	id := publish(t, s, dogs)
	must(t, s.Doubt(ctx, anna, id))
	a, _, _ := s.Get(ctx, anna.Account, id)
	if a.Confidence != article.Unchecked || a.State != article.Published {
		t.Errorf("%+v", a)
	}
	must(t, s.Confirm(ctx, anna, id))
	must(t, s.SetDuties(ctx, anna, id, article.Duties{Owner: "anna", Deputy: "bert", Department: "finanzen", ReviewDays: 1}))
	must(t, plain(t, db, "anna", `UPDATE articles SET checked_at = now() - interval '2 days'`))
	list, total, err := s.List(ctx, bert.Account, article.Filter{Confidence: article.Due, Answers: "bert"})
	if err != nil || total != 1 || list[0].Confidence != article.Due {
		t.Errorf("%+v %d %v", list, total, err)
	}
}

// What was released under another address is read under the new one after the next start.
func TestAddressesFollow(t *testing.T) {
	s, db := open(t)
	publish(t, s, dogs)
	inner := dogs
	inner.Visibility = auskunft.Internal
	publish(t, s, inner)
	pipeline, err := ingest.New(db, ingest.Open, nil, 1, slog.New(slog.DiscardHandler))
	must(t, err)
	must(t, article.New(db, pipeline, "").Readdress(t.Context()))
	must(t, article.New(db, pipeline, "https://neu.example/").Readdress(t.Context()))
	var urls []string
	must(t, db.Read(t.Context(), auskunft.ReaderOf(auskunft.Internal), func(tx pgx.Tx) error {
		return tx.QueryRow(t.Context(), `SELECT array_agg(url ORDER BY url) FROM documents`).Scan(&urls)
	}))
	const slug = "hundesteuer-was-anrufende-wissen-muessen"
	if want := []string{"https://neu.example/artikel/" + slug, "https://neu.example/staff/lesen/" + slug + "-2"}; !slices.Equal(urls, want) {
		t.Errorf("%q, want %q", urls, want)
	}
}

// What should stop a release does, at the store, with a sentence that says why; what is a
// matter of judgement does not.
func TestReleaseStopsAtProblems(t *testing.T) {
	s, _ := open(t)
	ctx := t.Context()
	soon, later := time.Now().Add(time.Hour), time.Now().Add(2*time.Hour)
	unfinished, ending := dogs, dogs
	unfinished.Body, ending.ValidUntil = article.ServiceNote.Body(), &soon
	for _, tt := range []struct {
		text article.Text
		at   time.Time
		want string
	}{
		{unfinished, time.Time{}, "steht so noch in der Vorlage"},
		{unfinished, later, "steht so noch in der Vorlage"},
		{ending, later, "Das Ende der Gültigkeit liegt in der Vergangenheit."},
	} {
		id := create(t, s, tt.text)
		walk(t, s, id, anna, article.Submit)
		err := s.Move(ctx, bert, id, 1, article.Release, tt.at)
		if code(t, err, "article_stopped"); !strings.Contains(auskunft.TextOf(err), tt.want) {
			t.Errorf("said is %q, want %q", auskunft.TextOf(err), tt.want)
		}
		if a, _, err := s.Get(ctx, anna.Account, id); err != nil || a.State != article.Review || a.Approved != 0 {
			t.Errorf("%+v %v", a, err)
		}
	}
	warned := dogs // its amounts have no source
	walk(t, s, create(t, s, warned), anna, article.Submit, bert, article.Release)
}

// An administrator may suspend the rule, and the database knows of it at the next release.
func TestFourEyesIsASetting(t *testing.T) {
	s, db := open(t)
	ctx := t.Context()
	settings, err := setting.Open(ctx, db, config.Config{}, slog.New(slog.DiscardHandler))
	must(t, err)
	by := account.By{Who: "ada", Why: "bert ist allein"}
	must(t, settings.Change(ctx, by, setting.FourEyes, 0, &setting.Value{Off: true}))
	id, err := s.Create(ctx, bert, article.Seed{Template: article.Crisis, Text: dogs})
	must(t, err)
	walk(t, s, id, bert, article.Submit, bert, article.Release)
	if needed, err := s.FourEyes(ctx); err != nil || needed {
		t.Errorf("suspended: %t %v", needed, err)
	}
	must(t, settings.Undo(ctx, by, setting.FourEyes, 1))
	if needed, err := s.FourEyes(ctx); err != nil || !needed {
		t.Errorf("in force: %t %v", needed, err)
	}
}

func TestWhoSeesWhat(t *testing.T) {
	s, db := open(t)
	ctx := t.Context()
	secret := dogs
	secret.Visibility = auskunft.DepartmentOnly("finanzen")
	_, err := s.Create(ctx, anna, article.Seed{Template: article.FAQ, Text: secret})
	code(t, err, "article_visibility")
	id, err := s.Create(ctx, tax, article.Seed{Template: article.FAQ, Text: secret})
	must(t, err)
	_, _, err = s.Get(ctx, anna.Account, id)
	code(t, err, "article_unknown")
	_, _, err = s.Get(ctx, auskunft.Account{Login: "eva", Role: auskunft.AgentRole}, id)
	code(t, err, "forbidden")
	public := create(t, s, dogs) // its name is taken by an article that anna cannot see
	if a, _, err := s.Get(ctx, anna.Account, public); err != nil || a.Slug != "hundesteuer-was-anrufende-wissen-muessen-2" {
		t.Errorf("%+v %v", a, err)
	}
	// A citizen's transaction sees no draft, not even of a public text.
	must(t, db.Read(ctx, auskunft.ReaderOf(auskunft.DepartmentOnly("finanzen")), func(tx pgx.Tx) error {
		var n int
		err := tx.QueryRow(ctx, `SELECT (SELECT count(*) FROM articles) + (SELECT count(*) FROM revisions) + (SELECT count(*) FROM working_copies)`).Scan(&n)
		if n != 0 {
			t.Errorf("%d rows are visible", n)
		}
		return err
	}))
}

func TestWorkingCopies(t *testing.T) {
	s, _ := open(t)
	ctx := t.Context()
	id := create(t, s, dogs)
	half := article.Text{Body: "## Ein hal"}
	must(t, s.Autosave(ctx, anna.Account, id, 1, half))
	must(t, s.Autosave(ctx, bert.Account, id, 1, dogs))
	c, ok, err := s.Working(ctx, anna.Account, id)
	if err != nil || !ok || c.Text.Body != half.Body || c.Base != 1 {
		t.Errorf("%+v %t %v", c, ok, err)
	}
	others, err := s.Others(ctx, anna.Account, id)
	if err != nil || len(others) != 1 || others[0].Login != "bert" || time.Since(others[0].SavedAt) > time.Hour {
		t.Errorf("%+v %v", others, err)
	}
	changed := dogs
	changed.Title = "Neu"
	if n, err := s.Save(ctx, bert, id, 1, changed); err != nil || n != 2 {
		t.Errorf("%d %v", n, err)
	}
	_, err = s.Save(ctx, anna, id, 1, dogs)
	code(t, err, "article_conflict")
	if _, ok, err := s.Working(ctx, anna.Account, id); !ok || err != nil {
		t.Errorf("a conflict lost the copy: %v", err)
	}
	if n, err := s.Save(ctx, anna, id, 2, changed); err != nil || n != 2 {
		t.Errorf("an equal text made revision %d, %v", n, err)
	}
	if _, ok, _ := s.Working(context.WithoutCancel(ctx), anna.Account, id); ok {
		t.Error("the copy is still there")
	}
}

func TestTranslations(t *testing.T) {
	s, _ := open(t)
	ctx := t.Context()
	id := publish(t, s, dogs)
	english := article.Text{Title: "Dog tax", Body: "The first dog costs 84.00 euros a year.", Visibility: auskunft.Public}
	other, err := s.Create(ctx, anna, article.Seed{Template: article.ServiceNote, Lang: "en", Original: id, Text: english})
	must(t, err)
	list, err := s.Translations(ctx, anna.Account, id)
	if err != nil || len(list) != 1 || list[0].Slug != "dog-tax-en" || list[0].Stale {
		t.Fatalf("%+v %v", list, err)
	}
	changed := dogs
	changed.Body = "Der erste Hund kostet 96,00 Euro im Jahr."
	_, err = s.Save(ctx, anna, id, 1, changed)
	must(t, err)
	walk(t, s, id, anna, article.Submit, bert, article.Release)
	if stale, total, err := s.List(ctx, anna.Account, article.Filter{Stale: true}); err != nil || total != 1 || stale[0].ID != other {
		t.Errorf("%+v %v", stale, err)
	}
	list, err = s.Translations(ctx, anna.Account, other)
	if err != nil || len(list) != 1 || list[0].ID != id || list[0].Stale {
		t.Errorf("%+v %v", list, err)
	}
}

func TestPage(t *testing.T) {
	s, _ := open(t)
	publish(t, s, dogs)
	secret := dogs
	secret.Title, secret.Visibility = "Intern", auskunft.Internal
	publish(t, s, secret)
	draft := dogs
	draft.Title = "Entwurf"
	create(t, s, draft)
	page := s.Page("Musterstadt", slog.New(slog.DiscardHandler))
	for slug, want := range map[string]int{"hundesteuer-was-anrufende-wissen-muessen": 200, "intern": 404, "entwurf": 404, "gibt-es-nicht": 404} {
		w := httptest.NewRecorder()
		page.ServeHTTP(w, httptest.NewRequest("GET", article.Path+slug, nil))
		if w.Code != want || want == 200 != strings.Contains(w.Body.String(), "<h2>Kosten</h2>") {
			t.Errorf("%s: %d %s", slug, w.Code, w.Body)
		}
	}
}
