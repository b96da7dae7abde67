package dataset

import (
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"auskunft"
)

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func small() map[string]string {
	return map[string]string{
		"corpus.jsonl":   `{"_id":"b","title":"Hundesteuer","text":"90 Euro\nim Jahr"}` + "\n" + `{"_id":"a","title":"","text":"Müll"}` + "\n\n",
		"queries.jsonl":  `{"_id":"q1","text":"Was kostet der Hund?","doc_ids":["b"],"answerable":true}` + "\n" + `{"_id":"q2","text":"Wann?"}` + "\n",
		"qrels/test.tsv": "query-id\tcorpus-id\tscore\nq1\tb\t1\nq1\ta\t0\n",
		"gold.jsonl":     `{"query_id":"q1","doc_id":"b","lines":[0]}` + "\n",
	}
}

func TestReadAndWrite(t *testing.T) {
	set, err := Read(folder(t, small()), "")
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Documents) != 2 || set.Documents[0].ID != "a" || set.Qrels["q1"]["b"] != 1 || set.Gold["q1"][0].Lines[0] != 0 {
		t.Fatalf("%+v", set)
	}
	out := t.TempDir()
	if err := Write(out, set); err != nil {
		t.Fatal(err)
	}
	again, err := Read(out, "")
	if err != nil {
		t.Fatal(err)
	}
	again.Name, again.Hash = set.Name, set.Hash
	if !reflect.DeepEqual(set, again) {
		t.Errorf("written and read again:\n%+v\nwant\n%+v", again, set)
	}
	if left, _ := filepath.Glob(filepath.Join(out, ".writing-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestReadFaults(t *testing.T) {
	for _, tt := range []struct {
		name, file, text, want string
		kind                   auskunft.ErrorKind
	}{
		{"no corpus", "corpus.jsonl", "-", "no data set in BEIR layout", auskunft.NotFound},
		{"broken line", "corpus.jsonl", `{"_id":"b"` + "\n", "corpus.jsonl:1", auskunft.Invalid},
		{"empty corpus", "corpus.jsonl", "\n", "0 documents", auskunft.Invalid},
		{"id with a blank", "corpus.jsonl", `{"_id":"b c","text":"x"}`, `id "b c"`, auskunft.Invalid},
		{"document twice", "corpus.jsonl", `{"_id":"b"}` + "\n" + `{"_id":"b"}`, `document "b" stands twice`, auskunft.Invalid},
		{"query twice", "queries.jsonl", `{"_id":"q1","text":"x"}` + "\n" + `{"_id":"q1","text":"y"}`, `query "q1" stands twice`, auskunft.Invalid},
		{"query without text", "queries.jsonl", `{"_id":"q1","text":" "}`, `query "q1" has no text`, auskunft.Invalid},
		{"unknown restriction", "queries.jsonl", `{"_id":"q1","text":"x","doc_ids":["z"]}`, `restricted to "z"`, auskunft.Invalid},
		{"judged unknown document", "qrels/test.tsv", "q1\tz\t1\n", `document "z" of query "q1"`, auskunft.Invalid},
		{"judged unknown query", "qrels/test.tsv", "q9\tb\t1\n", `query "q9"`, auskunft.Invalid},
		{"columns", "qrels/test.tsv", "q1 b 1\n", "test.tsv:1: 1 columns", auskunft.Invalid},
		{"grade", "qrels/test.tsv", "q1\tb\thigh\n", `score "high"`, auskunft.Invalid},
		{"gold outside", "gold.jsonl", `{"query_id":"q1","doc_id":"b","lines":[2]}`, "outside the 2 of", auskunft.Invalid},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := small()
			files[tt.file] = tt.text
			if tt.text == "-" {
				delete(files, tt.file)
			}
			_, err := Read(folder(t, files), "")
			if err == nil || !strings.Contains(err.Error(), tt.want) || auskunft.KindOf(err) != tt.kind {
				t.Errorf("error %v (%s), want %q (%s)", err, auskunft.KindOf(err), tt.want, tt.kind)
			}
		})
	}
}

func TestSplitWithoutMarksIsThatOfTheJudgements(t *testing.T) {
	files := small()
	files["qrels/dev.tsv"] = "q2\ta\t1\n"
	set, err := Read(folder(t, files), "dev")
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Queries) != 1 || set.Queries[0].ID != "q2" {
		t.Errorf("queries of dev: %+v", set.Queries)
	}
}

func convert(t *testing.T, format string, files map[string]string) *Set {
	t.Helper()
	out := t.TempDir()
	if err := Convert(ConvertOptions{Format: format, Source: folder(t, files), Out: out}, io.Discard); err != nil {
		t.Fatal(err)
	}
	set, err := Read(out, "")
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestConvertOMoS(t *testing.T) {
	line := func(id, context, answers string) string {
		return `{"id":` + id + `,"question":"Frage ` + id + `?","context":"` + context + `","answers":` + answers + `,"language":"de","city":"x","pageId":7}` + "\n"
	}
	set := convert(t, "omos", map[string]string{
		"dev_de.jsonl":   line("1", `Titel\nTitel\nText `, "[2]") + line("2", `Titel\nTitel\nText `, "[]"),
		"train_de.jsonl": line("3", `Titel\nAnders`, "[1]"),
		"dev_en.jsonl":   "not read",
	})
	if len(set.Documents) != 2 || set.Documents[0].ID != "x-7" || set.Documents[1].ID != "x-7-2" {
		t.Fatalf("documents %+v", set.Documents)
	}
	if set.Documents[0].Text != "Titel\nTitel\nText " {
		t.Errorf("the text is not exactly the context: %q", set.Documents[0].Text)
	}
	if len(set.Queries) != 3 || *set.Queries[1].Answerable || len(set.Qrels["dev-2"]) != 0 || set.Queries[1].DocIDs[0] != "x-7" {
		t.Errorf("queries %+v, qrels %v", set.Queries, set.Qrels)
	}
	if g := set.Gold["train-3"]; len(g) != 1 || g[0].Document != "x-7-2" || g[0].Lines[0] != 1 {
		t.Errorf("gold %+v", set.Gold)
	}
}

func TestConvertSQuAD(t *testing.T) {
	set := convert(t, "squad", map[string]string{"xquad.de.json": `{"data":[{"title":"Super_Bowl 50","paragraphs":[
		{"context":"Erster Absatz.","qas":[{"id":"a","question":"Wer?"},{"id":"b","question":"Nie?","is_impossible":true}]},
		{"context":"Zweiter.","qas":[{"id":"c","question":"Was?"}]}]}]}`})
	if len(set.Documents) != 2 || set.Documents[0].ID != "Super_Bowl_50-1" || set.Documents[0].Title != "Super Bowl 50" {
		t.Errorf("documents %+v", set.Documents)
	}
	if len(set.Qrels) != 2 || set.Qrels["c"]["Super_Bowl_50-2"] != 1 || *set.Queries[1].Answerable {
		t.Errorf("qrels %v, queries %+v", set.Qrels, set.Queries)
	}
}

func TestConvertFAQ(t *testing.T) {
	set := convert(t, "faq", map[string]string{"faq.tsv": "question\tanswer\tlang\nWie lange?\t14 Tage\tde\n" +
		"wie lange?\t\"Zwei \"\"volle\"\" Wochen\"\tde\nHow long?\t14 days\ten\nWarum?\t14 Tage\tde\n"})
	if len(set.Documents) != 2 || len(set.Queries) != 2 {
		t.Fatalf("%+v", set)
	}
	if len(set.Qrels["question-2"]) != 2 {
		t.Errorf("the question asked twice has %v", set.Qrels["question-2"])
	}
	for _, d := range set.Documents {
		if strings.Contains(strings.ToLower(d.Title+d.Text), "wie lange") {
			t.Errorf("the question is indexed: %+v", d)
		}
	}
}

func TestConvertDLDB(t *testing.T) {
	set := convert(t, "dldb", map[string]string{"services_de.json": `{"data":[
		{"id":"1","name":"Gewerbe-Anmeldung","description":"<p>Melden Sie <b>rechtzeitig</b> an.</p><ul><li>A &amp; B</li></ul>","fees":"<p>50 Euro<br></p>","meta":{"keywords":"Gewerbeschein"}},
		{"id":"2","name":"Ummeldung","description":"","meta":{"keywords":"gewerbeschein, Umzug, "}},
		{"id":"3","name":"Ohne","meta":{"keywords":"ohne"}}]}`})
	if got := set.Documents[0].Text; got != "Gewerbe-Anmeldung\nMelden Sie rechtzeitig an.\nA & B\n50 Euro" {
		t.Errorf("text %q", got)
	}
	if len(set.Qrels["word-1"]) != 2 {
		t.Errorf("qrels %v", set.Qrels)
	}
	for _, q := range set.Queries {
		for id := range set.Qrels[q.ID] {
			d, _ := set.Document(id)
			for _, s := range d.Synonyms {
				if sameWords(s) == sameWords(q.Text) {
					t.Errorf("%s keeps the word %q that is asked", id, s)
				}
			}
		}
		if q.Text == "ohne" {
			t.Error("the service's own name is asked")
		}
	}
}

func TestConvertFaults(t *testing.T) {
	dir := folder(t, map[string]string{"x.json": "{", "dev_de.jsonl": "{}\n"})
	for _, tt := range []struct {
		opts ConvertOptions
		want string
	}{
		{ConvertOptions{Format: "csv"}, "use one of dldb, faq, omos, squad"},
		{ConvertOptions{Format: "omos", Source: dir + "/none"}, "no such file"},
		{ConvertOptions{Format: "faq", Source: dir}, "no file faq*.tsv in it"},
		{ConvertOptions{Format: "squad", Source: dir + "/x.json"}, "x.json: unexpected end of JSON"},
		{ConvertOptions{Format: "omos", Source: dir}, "no questions in language"},
	} {
		tt.opts.Out = t.TempDir()
		if err := Convert(tt.opts, io.Discard); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error %v, want %q", tt.opts, err, tt.want)
		}
	}
}

// TestConvertShared converts the real sets and holds their counts against what their
// README files say.
func TestConvertShared(t *testing.T) {
	const shared = "../../../shared/data"
	if _, err := os.Stat(shared); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("the shared data is missing in CI: %v", err)
		}
		t.Skipf("SKIPPED: no shared data at %s; the converters ran on small samples only", shared)
	}
	for _, tt := range []struct {
		format, source, split string
		documents, queries    int
	}{
		{"omos", "omos-qa", "", 442, 654},
		{"omos", "omos-qa", "dev", 442, 193},
		{"omos", "omos-qa", "train", 442, 461},
		{"squad", "xquad", "", 240, 1190},
		{"faq", "covid-faq", "", 395, 390},
		{"dldb", "munich-services", "", 287, 148},
	} {
		out := t.TempDir()
		if err := Convert(ConvertOptions{Format: tt.format, Source: filepath.Join(shared, tt.source), Out: out}, io.Discard); err != nil {
			t.Fatal(err)
		}
		set, err := Read(out, tt.split)
		if err != nil {
			t.Fatal(err)
		}
		if len(set.Documents) != tt.documents || len(set.Queries) != tt.queries {
			t.Errorf("%s %s: %d documents, %d queries", tt.source, tt.split, len(set.Documents), len(set.Queries))
		}
	}
}
