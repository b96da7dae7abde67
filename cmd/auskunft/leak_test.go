package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	neturl "net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest"
	"auskunft/internal/civil"
	"auskunft/internal/postgres/pgtest"
	"auskunft/retrieval"
	"auskunft/retrieval/synonym"
)

// canary is a word of no language. Its parts are words of the demo, so that it could also
// be seen by how compounds are split.
const canary = "Zwirbelhundesteuerkanarie"

// A canary on internal pages changes no byte of anything the public gets: not a hit, a score,
// an explanation, a suggestion, a spelling, an answer. The pages have all the questions' words,
// the very texts of public pages, and came before all public texts, so that every id is
// another one, and a second lot came later.
func TestCanaryChangesNoByteOfAPublicResponseInBulk(t *testing.T) {
	plain := demoDesk(t)
	want := demoResponses(t)

	dir := pgtest.Folder(t)
	d, err := openDesk(surroundingsIn(dir), deskOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	hide(t, d, "früher", want.questions)
	if err := d.loadDemo(surroundingsIn(dir), deskOptions{demo: true}); err != nil {
		t.Fatal(err)
	}
	if err := d.search.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	samePublic(t, "with internal pages that came first", d, plain, want)

	hide(t, d, "später", want.questions)
	_, err = synonym.NewStore(d.db).Add(t.Context(), everybody(t, d),
		synonym.Pair{Word: "Hundesteuer", Official: canary, Visibility: auskunft.Internal},
		synonym.Pair{Word: "Perso", Official: "Sperrmüll", Visibility: "department:kanarien"})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.search.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	samePublic(t, "with more of them and words of their readers", d, plain, want)

	staff := auskunft.ReaderOf("department:kanarien")
	if r, err := d.search.Search(t.Context(), retrieval.Query{Text: canary, Reader: staff}); err != nil || len(r.Hits) == 0 {
		t.Errorf("those who may read the canary find %d, %v: the test proves nothing", len(r.Hits), err)
	}
}

// The same texts give the same bytes whatever came first: the town's sources are imported in their
// order and in the reverse one, and so every document and passage has another id.
func TestOrderOfArrivalChangesNoByteInBulk(t *testing.T) {
	plain := demoDesk(t)
	want := demoResponses(t)
	dir := pgtest.Folder(t)
	d, err := openDesk(surroundingsIn(dir), deskOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	sources, err := d.demoSources(surroundingsIn(dir))
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(sources)
	if _, err := d.importNow(surroundingsIn(dir), sources, ingest.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := d.search.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	samePublic(t, "imported in reverse", d, plain, want)
}

var (
	demoOnce   sync.Once
	demoPublic *responses
)

// demoResponses are what the public gets of the demo town, asked once for all tests: each question is
// asked in six ways, and then again in other worlds. Short tests ask every eighth.
func demoResponses(t *testing.T) *responses {
	t.Helper()
	demoOnce.Do(func() {
		questions := demoQuestions(t)
		if testing.Short() {
			questions = slices.DeleteFunc(questions, func(q string) bool { return len(q)%8 != 0 })
		}
		questions = append(questions, canary, "Was kostet die "+canary+"?", "Zwirbelhundesteuerkanari", "Kanarie", "Zwirbel Hundesteuer")
		demoPublic = publicResponses(t, demoDesk(t), questions)
	})
	if demoPublic == nil {
		t.Fatal("the demo town could not be asked in an earlier test")
	}
	return demoPublic
}

func importFolder(t *testing.T, d *desk, src ingest.Source) {
	t.Helper()
	src, err := d.ingest.SaveSource(t.Context(), src)
	if err != nil {
		t.Fatal(err)
	}
	reports, err := d.importNow(surroundingsIn(d.cfg.Data), []ingest.Source{src}, ingest.Options{})
	if err != nil || len(reports[0].Failed) > 0 {
		t.Fatalf("import: %v, %+v", err, reports)
	}
}

// hide ingests pages that the public must not notice.
func hide(t *testing.T, d *desk, name string, questions []string) {
	t.Helper()
	folder := filepath.Join(d.cfg.Data, name)
	write := func(path, text string) {
		t.Helper()
		path = filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("_visibility", "internal\n")
	write("kanarien/_visibility", "department:kanarien\n")
	for i, dir := range []string{"", "kanarien/"} {
		write(dir+"kanarie.md", fmt.Sprintf("# %s %s\n\nDie %s beträgt %d Euro.\n", canary, name, strings.Repeat(canary+" ", 30), 100+i))
		write(dir+"fragen.md", "# Fragen "+name+"\n\n"+strings.Join(questions, "\n\n")+"\n")
	}
	for i, body := range rowsAs[string](t, demoDesk(t), auskunft.PublicReader, `SELECT '# ' || title || E'\n\n' || text FROM documents ORDER BY key LIMIT 40`) {
		write(fmt.Sprintf("abschrift-%02d.md", i), body)
	}
	importFolder(t, d, ingest.Source{Name: "geheim-" + name, Kind: "files", Location: folder, Visibility: auskunft.Internal})
}

// changing is what differs between two responses that are the same: identifiers, and times.
var changing = regexp.MustCompile(`[0-9a-f]{32}|"request":"[A-Z0-9]+"|"(ms|Took|Analysis|Words|Vectors|ReadBack|document|passage|Document|ID|DocumentID)":[0-9.e+-]+|"(generated_at|Now)":"[^"]*"`)

// responses are what was answered to questions, by what was asked for.
type responses struct {
	questions []string
	day       string // on which the first was asked
	bodies    map[string]string
}

// publicResponses is everything that somebody who is not signed in can get, by what was asked.
func publicResponses(t *testing.T, d *desk, questions []string) *responses {
	t.Helper()
	handler, _ := handlerOf(t, d)
	all := &responses{questions: questions, day: today(), bodies: map[string]string{}}
	var asked atomic.Int64
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	inBulk(t, questions, func(q string, mu *sync.Mutex) {
		keep := func(what, body string) {
			body = changing.ReplaceAllString(body, "…")
			mu.Lock()
			defer mu.Unlock()
			all.bodies[what] = body
		}
		get := func(path string) {
			w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil)
			n := asked.Add(1)
			r.RemoteAddr = fmt.Sprintf("10.0.%d.%d:1", n/200, n%200) // nobody asks that often
			handler.ServeHTTP(w, r)
			if w.Code != http.StatusOK && w.Code != http.StatusUnprocessableEntity {
				t.Errorf("GET %s: %d %s", path, w.Code, w.Body)
			}
			keep("GET "+path, fmt.Sprint(w.Code, w.Body))
		}
		get("/api/v1/search?k=20&q=" + neturl.QueryEscape(q))
		for _, n := range []int{2, 4, 9} {
			get("/api/v1/suggest?k=20&q=" + neturl.QueryEscape(prefix(q, n)))
		}
		found, err := d.search.Search(t.Context(), retrieval.Query{Text: q, Reader: auskunft.PublicReader, K: 50, Whole: 3, Now: now, Explain: true})
		if err != nil {
			t.Errorf("searching %q: %v", q, err)
			return
		}
		keep("explain "+q, mustJSON(t, found))
		answer, err := wholeAnswers{d.chat}.Ask(t.Context(), auskunft.Question{Text: q, Reader: auskunft.PublicReader, Now: now})
		if err != nil && auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("asking %q: %v", q, err)
			return
		}
		keep("ask "+q, mustJSON(t, answer))
	})
	return all
}

// samePublic wants the same responses of d as of plain, of which they are known. The API searches as of
// now, and whole days are a part of scores: when one ends meanwhile, both are asked again.
func samePublic(t *testing.T, when string, d, plain *desk, want *responses) {
	t.Helper()
	got := publicResponses(t, d, want.questions)
	for want.day != today() {
		*want = *publicResponses(t, plain, want.questions)
		got = publicResponses(t, d, want.questions)
	}
	same(t, when, got.bodies, want.bodies)
}

// today is the day that documents' dates begin and end by, here and in Greenwich.
func today() string {
	now := time.Now()
	return now.In(civil.Berlin).Format(time.DateOnly) + now.UTC().Format(time.DateOnly)
}

func same(t *testing.T, when string, got, want map[string]string) {
	t.Helper()
	differ := 0
	for what, body := range want {
		if got[what] == body {
			continue
		}
		if differ++; differ <= 5 {
			at := 0
			for at < min(len(body), len(got[what])) && body[at] == got[what][at] {
				at++
			}
			t.Errorf("%s: %s differs at byte %d:\n%.300q\nwithout it:\n%.300q", when, what, at, got[what][max(0, at-100):], body[max(0, at-100):])
		}
	}
	if differ > 0 || len(got) != len(want) {
		t.Errorf("%s: %d of %d public responses differ, there are %d", when, differ, len(want), len(got))
	}
}

// For everybody, and every text they may not read: nothing they do with its title leads to it.
func TestNobodyFindsWhatTheyMayNotReadInBulk(t *testing.T) {
	d := demoDesk(t)
	all := everybody(t, d)
	departments := rowsAs[string](t, d, all, `SELECT key FROM visibilities WHERE key LIKE 'department:%' ORDER BY key`)
	if len(departments) < 2 {
		t.Fatalf("departments %q; too few to prove anything", departments)
	}
	// The first one reads nothing at all. No program asks so; the policies refuse even the record
	// of what it was told, as they must, and its desk does not tell the log of each.
	readers := []auskunft.Reader{{}, auskunft.PublicReader, auskunft.ReaderOf(auskunft.Internal)}
	silent := *d.chat
	silent.Log = slog.New(slog.DiscardHandler)
	for _, key := range departments {
		readers = append(readers, auskunft.ReaderOf(auskunft.Visibility(key)))
	}
	tried := 0
	for _, reader := range readers {
		desk := d.chat
		if len(reader.Visibilities()) == 0 {
			desk = &silent
		}
		sees := rowsAs[int64](t, d, reader, `SELECT id FROM documents`)
		hidden := rowsAs[string](t, d, all, `SELECT title FROM documents WHERE retired_at IS NULL AND id <> ALL ($1) ORDER BY id`, sees)
		if testing.Short() {
			n := 0
			hidden = slices.DeleteFunc(hidden, func(string) bool { n++; return n%8 != 1 })
		}
		tried += len(hidden)
		inBulk(t, hidden, func(title string, _ *sync.Mutex) {
			r, err := d.search.Search(t.Context(), retrieval.Query{Text: title, Reader: reader, K: 50, Whole: 5, Explain: true})
			if err != nil {
				t.Errorf("%s searches %q: %v", reader, title, err)
				return
			}
			for _, h := range r.Hits {
				if !slices.Contains(sees, h.Document.ID) {
					t.Errorf("%s searches %q and finds %q", reader, title, h.Document.Title)
				}
				for _, f := range h.Folded {
					if !slices.Contains(sees, f.Document) {
						t.Errorf("%s searches %q and is told of %q", reader, title, f.Title)
					}
				}
			}
			for _, n := range []int{3, 8} {
				for _, s := range d.search.Suggest(prefix(title, n), reader, 50) {
					if !slices.Contains(sees, s.Document) {
						t.Errorf("%s types %q and is offered %q", reader, prefix(title, n), s.Text)
					}
				}
			}
			answer, err := wholeAnswers{desk}.Ask(t.Context(), auskunft.Question{Text: title, Reader: reader, Now: time.Now()})
			if err != nil && auskunft.KindOf(err) != auskunft.Invalid {
				t.Errorf("%s asks %q: %v", reader, title, err)
			}
			for _, c := range answer.Citations {
				if !slices.Contains(sees, c.Document) {
					t.Errorf("%s asks %q and is quoted %q", reader, title, c.Title)
				}
			}
		})
	}
	if tried < 20 {
		t.Errorf("%d texts tried; too few to prove anything", tried)
	}
}

// textTables are the tables with columns of text that need no policy, and why.
var textTables = map[string]string{
	"visibilities": "the keys themselves", "sources": "where texts come from, shown to administrators only",
	"snapshots": "vocabularies of public texts", "embedders": "names of models and tables",
	"ingest_runs": "why a run ended", "ingest_items": "keys and problems of items, shown to administrators only",
	"conversations": "masked, and found by 128 random bits only", "turns": "masked, by their conversation",
	"question_log": "masked questions, shown to editors only", "feedback": "codes",
	"accounts": "people who sign in", "sessions": "random tokens", "sign_ins": "random numbers", "audit_log": "what staff did; no text of citizens or documents", "evaluations": "figures", "settings": "numbers",
	"setting_changes": "what administrators set, and why; no text of citizens or documents",
	"tokens":          "what other programs are called and may read; hashes of their secrets",
	"retention_runs":  "names of rules, and counts", "trials": "why staff's searches are measured", "trial_counts": "two names of arms, and counts",
	"goose_db_version": "no text", "link_checks": "hashes of addresses", "handover_key": "a random key",
}

// Every table with text has a policy that is in force for the role that serves people, or a
// reason here to have none; and that role can neither own, nor be above, nor switch it off.
func TestEveryTableWithTextHasAPolicy(t *testing.T) {
	db := pgtest.New(t)
	type table struct {
		Name    string
		Secured bool
		Owner   string
	}
	rows, err := db.App.Query(t.Context(), `
		SELECT c.relname, c.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND pg_get_expr(p.polqual, c.oid) LIKE '%auskunft_reader()%'),
		       pg_get_userbyid(c.relowner)
		  FROM pg_class c
		 WHERE c.relnamespace = current_schema::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname NOT LIKE 'river\_%'
		   AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		               AND format_type(a.atttypid, NULL) IN ('text', 'text[]', 'character varying', 'jsonb', 'json', 'bytea', 'tsvector', 'halfvec', 'vector'))
		 ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for rows.Next() {
		var x table
		if err := rows.Scan(&x.Name, &x.Secured, &x.Owner); err != nil {
			t.Fatal(err)
		}
		n++
		if reason := textTables[x.Name]; !x.Secured && reason == "" {
			t.Errorf("table %s holds text and has no policy: give it one, or say here why it needs none", x.Name)
		} else if x.Secured && reason != "" {
			t.Errorf("table %s has a policy: take it off the list of those without", x.Name)
		}
		if x.Owner == "auskunft_app" {
			t.Errorf("table %s belongs to the role that serves people", x.Name)
		}
	}
	if rows.Err() != nil || n < 15 {
		t.Fatalf("%d tables, %v", n, rows.Err())
	}
	login, err := db.Login(t.Context())
	if err != nil || login.Mighty() {
		t.Errorf("the role that serves people is %+v, %v", login, err)
	}
	for _, sql := range []string{
		`ALTER TABLE passages DISABLE ROW LEVEL SECURITY`, `DROP POLICY reader ON passages`, `SET row_security = off; SELECT count(*) FROM passages`,
		`SET ROLE auskunft_owner`, `SET SESSION AUTHORIZATION auskunft_owner`,
	} {
		if _, err := db.App.Exec(t.Context(), sql); err == nil {
			t.Errorf("the role that serves people may %s", sql)
		}
	}
	var seen int
	if err := db.App.QueryRow(t.Context(), `SELECT count(*) FROM passages`).Scan(&seen); err != nil || seen != 0 {
		t.Errorf("without a reader %d passages are visible, %v", seen, err)
	}
}
