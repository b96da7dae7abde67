package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	neturl "net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/chat"
	"auskunft/demo"
	"auskunft/demo/home"
	"auskunft/evals/cases"
	"auskunft/internal/postgres/pgtest"
	"auskunft/kb/account"
	"auskunft/retrieval"
)

// demoServer serves the shared desk. It is there before the desk, because the demo's texts
// name its address.
var demoServer = sync.OnceValue(func() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*demoHandler.Load()).ServeHTTP(w, r) }))
})

var demoHandler atomic.Pointer[http.Handler]

// surroundingsIn is the world of a command whose data is in a folder.
func surroundingsIn(folder string) *surroundings {
	environ := append(os.Environ(), "AUSKUNFT_DATA="+folder, "METRICS_LISTEN=off", "LISTEN=127.0.0.1:0", "DATABASE_URL=", "QUESTIONS_PER_MINUTE=100000", "HANDOVER=true",
		"PUBLIC_URL="+demoServer().URL)
	return &surroundings{ctx: context.Background(), environ: environ, stdin: strings.NewReader(""), stdout: io.Discard, stderr: os.Stderr}
}

var shared struct {
	sync.Mutex
	desk *desk
	dir  string
}

// demoDesk is one desk with the demo town in it, for all tests that only read.
func demoDesk(t *testing.T) *desk {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.desk != nil {
		return shared.desk
	}
	dir, err := os.MkdirTemp("/tmp", "auskunft-test-")
	if err == nil {
		err = os.Chmod(dir, 0o755) // the server runs as somebody else when the tests run as root
	}
	if err != nil {
		t.Fatal(err)
	}
	d, err := openDesk(surroundingsIn(dir), deskOptions{demo: true})
	if err != nil {
		t.Fatal(err)
	}
	shared.desk, shared.dir = d, dir
	return d
}

func closeShared() {
	demoServer().Close()
	if shared.desk != nil {
		shared.desk.Close()
		_ = os.RemoveAll(shared.dir)
	}
}

// everybody sees all texts of the demo.
func everybody(t *testing.T, d *desk) auskunft.Reader {
	t.Helper()
	var all []auskunft.Visibility
	if err := d.db.App.QueryRow(t.Context(), `SELECT array_agg(key) FROM visibilities`).Scan(&all); err != nil {
		t.Fatal(err)
	}
	return auskunft.Reader{}.With(all...)
}

func rowsAs[T any](t *testing.T, d *desk, reader auskunft.Reader, sql string, args ...any) []T {
	t.Helper()
	var out []T
	err := d.db.Read(t.Context(), reader, func(tx pgx.Tx) error {
		rows, err := tx.Query(t.Context(), sql, args...)
		if err != nil {
			return err
		}
		out, err = pgx.CollectRows(rows, pgx.RowTo[T])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// demoQuestions are the questions of all case files of the demo.
func demoQuestions(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(demo.Files(), "cases/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var questions []string
	for _, name := range names {
		b, err := fs.ReadFile(demo.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		set, err := cases.Read(name, bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range set.Cases {
			questions = append(questions, c.Question)
		}
	}
	return questions
}

// Every quote of every answer stands in a stored passage, at the place the citation names.
func TestEveryQuoteIsStoredInBulk(t *testing.T) {
	d := demoDesk(t)
	all := everybody(t, d)
	answered, sentences := 0, 0
	inBulk(t, demoQuestions(t), func(question string, mu *sync.Mutex) {
		answer, err := wholeAnswers{d.chat}.Ask(t.Context(), auskunft.Question{Text: question, Reader: all, Now: time.Now()})
		if auskunft.KindOf(err) == auskunft.Invalid {
			return // a hostile question of the set
		}
		if err != nil {
			t.Errorf("%q: %v", question, err)
			return
		}
		mu.Lock()
		if answer.Status == auskunft.Answered {
			answered++
		}
		sentences += len(answer.Sentences)
		mu.Unlock()
		for _, s := range answer.Sentences {
			if len(s.Citations) == 0 {
				t.Errorf("%q: %q cites nothing", question, s.Text)
			}
		}
		for _, c := range answer.Citations {
			stored := rowsAs[bool](t, d, all, `
				SELECT position($2 IN p.body) > 0 AND substring(d.text FROM $3 + 1 FOR $4 - $3) = $2
				  FROM passages p JOIN documents d ON d.id = p.document_id WHERE p.id = $1`, c.Passage, c.Quote, c.Start, c.End)
			if !slices.Equal(stored, []bool{true}) {
				t.Errorf("%q: %q is not at [%d, %d) of passage %d", question, c.Quote, c.Start, c.End, c.Passage)
			}
		}
	})
	if answered < 10 || sentences < answered {
		t.Errorf("%d answered with %d sentences; too few to prove anything", answered, sentences)
	}
}

// Whatever the public does with the title of an internal page, it finds nothing of it: not
// by search, answer, suggestion, the API, the page version or SQL.
func TestThePublicFindsNothingInternal(t *testing.T) {
	d := demoDesk(t)
	server := serveDemo(t, d)
	type page struct {
		ID         int64
		Title      string
		Text       string
		Visibility auskunft.Visibility
	}
	var pages []page
	err := d.db.Read(t.Context(), everybody(t, d), func(tx pgx.Tx) error {
		rows, err := tx.Query(t.Context(), `SELECT id, title, text, visibility FROM documents WHERE visibility <> 'public'`)
		if err != nil {
			return err
		}
		pages, err = pgx.CollectRows(rows, pgx.RowToStructByPos[page])
		return err
	})
	if err != nil || len(pages) < 4 {
		t.Fatalf("%d internal pages, %v; too few to prove anything", len(pages), err)
	}
	for _, p := range pages {
		found := func(reader auskunft.Reader) bool {
			r, err := d.search.Search(t.Context(), retrieval.Query{Text: p.Title, Reader: reader, K: 50})
			if err != nil {
				t.Fatal(err)
			}
			return slices.ContainsFunc(r.Hits, func(h retrieval.Hit) bool { return h.Document.Visibility != auskunft.Public })
		}
		if !found(auskunft.ReaderOf(p.Visibility)) {
			t.Errorf("%q is not found by those who may read it: the test proves nothing about it", p.Title)
		}
		if found(auskunft.PublicReader) {
			t.Errorf("search: the public finds something internal by %q", p.Title)
		}
		answer, err := wholeAnswers{d.chat}.Ask(t.Context(), auskunft.Question{Text: p.Title, Reader: auskunft.PublicReader, Now: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range answer.Citations {
			if c.Internal || c.Document == p.ID {
				t.Errorf("ask: the public is shown %q of %q", c.Quote, p.Title)
			}
		}
		q := neturl.QueryEscape(p.Title)
		for _, path := range []string{"/api/v1/search?k=50&q=" + q, "/api/v1/suggest?q=" + neturl.QueryEscape(prefix(p.Title, 6))} {
			if body := fetch(t, server.URL+path); strings.Contains(body, p.Title) {
				t.Errorf("%s shows the title of an internal page: %s", path, body)
			}
		}
		stream := post(t, server.URL+"/api/v1/chat", "application/json", mustJSON(t, map[string]string{"question": p.Title}))
		for _, secret := range longLines(p.Text) {
			if strings.Contains(stream, secret) {
				t.Errorf("chat shows %q of %q", secret, p.Title)
			}
		}
		for _, table := range []string{"documents WHERE id", "passages WHERE document_id", "originals WHERE document_id", "versions WHERE document_id"} {
			if n := rowsAs[int64](t, d, auskunft.PublicReader, `SELECT count(*) FROM `+table+` = $1`, p.ID); n[0] != 0 {
				t.Errorf("SQL: the public sees %d rows of %s for %q", n[0], table, p.Title)
			}
		}
	}
}

// The API answers what the widget asks: stages, citations before the sentences that use
// them, the office with phone and hours, and an end.
func TestChatStream(t *testing.T) {
	server := serveDemo(t, demoDesk(t))
	stream := post(t, server.URL+"/api/v1/chat", "application/json", `{"question":"Was kostet die Hundesteuer?"}`)
	var names []string
	var sentences []string
	var office *auskunft.OfficeFacts
	cited := map[int]bool{}
	lines := bufio.NewScanner(strings.NewReader(stream))
	lines.Buffer(nil, 1<<20)
	event := ""
	for lines.Scan() {
		if name, ok := strings.CutPrefix(lines.Text(), "event:"); ok {
			event = strings.TrimSpace(name)
			names = append(names, event)
		}
		data, ok := strings.CutPrefix(lines.Text(), "data:")
		if !ok {
			continue
		}
		switch event {
		case "citation":
			cited[decode[chat.CitationEvent](t, data).N] = true
		case "sentence":
			s := decode[auskunft.Sentence](t, data)
			sentences = append(sentences, s.Text)
			for _, n := range s.Citations {
				if !cited[n] {
					t.Errorf("sentence %q uses citation %d before it was sent", s.Text, n)
				}
			}
		case "card":
			if c := decode[auskunft.Card](t, data); c.Office != nil {
				office = c.Office
			}
		}
	}
	if len(names) < 5 || names[0] != "conversation" || names[len(names)-1] != "done" {
		t.Errorf("events %q; want conversation first and done last", names)
	}
	if !strings.Contains(strings.Join(sentences[:min(2, len(sentences))], " "), "120 Euro") {
		t.Errorf("the first two of %q do not say what the first dog costs", sentences)
	}
	if office == nil || len(office.Phones) == 0 || office.Today == "" {
		t.Errorf("office card %+v; want phone and hours", office)
	}
}

func TestStaffPagesNeedASignIn(t *testing.T) {
	server := serveDemo(t, demoDesk(t))
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get(server.URL + "/staff/search?q=Hundesteuer")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusSeeOther || !strings.HasPrefix(response.Header.Get("Location"), "/staff/sign-in") {
		t.Errorf("status %d to %q; want a redirect to the sign-in", response.StatusCode, response.Header.Get("Location"))
	}
}

// An import that is killed with -9, again and again, ends in the same texts as one that ran
// in one go, without duplicates.
func TestKilledImportIsCompletedByTheNext(t *testing.T) {
	want := contents(t, demoDesk(t))
	folder := pgtest.Folder(t)
	kills := []time.Duration{700 * time.Millisecond, 2500 * time.Millisecond, 1500 * time.Millisecond}
	for _, after := range kills {
		command := exec.Command("auskunft", "search", "Hundesteuer")
		command.Env = surroundingsIn(folder).environ
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(after)
		_ = command.Process.Kill()
		_ = command.Wait()
	}
	d, err := openDesk(surroundingsIn(folder), deskOptions{demo: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	got := contents(t, d)
	if !slices.Equal(got, want) {
		t.Errorf("after %d kills there are %d texts and passages, in one go %d", len(kills), len(got), len(want))
	}
}

// contents is everything stored that readers can see, as text, sorted.
func contents(t *testing.T, d *desk) []string {
	t.Helper()
	return rowsAs[string](t, d, everybody(t, d), `
		SELECT concat_ws('|', s.name, d.key, d.title, d.visibility, d.url, md5(d.text), p.ordinal, p.starts, p.ends, p.field, p.visibility, md5(p.body))
		  FROM documents d JOIN sources s ON s.id = d.source_id LEFT JOIN passages p ON p.document_id = d.id
		UNION ALL SELECT concat_ws('|', 'notice', key, title, visibility, md5(body)) FROM notices
		UNION ALL SELECT concat_ws('|', 'responsible', service_key, office_key, areas) FROM responsibilities
		 ORDER BY 1`)
}

// handlerOf is all that a desk serves on the demo's website, and who can sign in there.
func handlerOf(t testing.TB, d *desk) (http.Handler, *account.Sessions) {
	t.Helper()
	sessions, err := d.sessions()
	if err != nil {
		t.Fatal(err)
	}
	handler, err := d.handler(sessions, home.Handler(demo.Website()))
	if err != nil {
		t.Fatal(err)
	}
	return handler, sessions
}

func serveDemo(t *testing.T, d *desk) *httptest.Server {
	t.Helper()
	handler, _ := handlerOf(t, d)
	demoHandler.Store(&handler)
	return demoServer()
}

func fetch(t *testing.T, address string) string {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	return body(t, response)
}

func post(t *testing.T, address, contentType, data string) string {
	t.Helper()
	response, err := http.Post(address, contentType, strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return body(t, response)
}

func body(t *testing.T, response *http.Response) string {
	t.Helper()
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %s", response.StatusCode, b)
	}
	return string(b)
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Error(err) // not Fatal: it is called for questions that are asked in bulk
	}
	return string(b)
}

func decode[T any](t *testing.T, data string) (v T) {
	t.Helper()
	if err := json.NewDecoder(bytes.NewReader([]byte(data))).Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return v
}

func prefix(s string, n int) string { return string([]rune(s)[:min(n, len([]rune(s)))]) }

// longLines are the lines of a text that are long enough to be nobody else's.
func longLines(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return len(line) < 60 })
}
