package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"hash/fnv"
	"html"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/demo"
	"auskunft/internal/config"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
)

// An import is killed with signal 9 at random moments, the private server with it, while
// what it imports keeps changing. In the end there must be the same content as after one
// clean import.
func TestKilledImport(t *testing.T) { killedImport(t, 3) }

func TestKilledImportInBulk(t *testing.T) {
	if testing.Short() {
		t.Skip("twenty kills take most of a minute")
	}
	killedImport(t, 20)
}

func killedImport(t *testing.T, kills int) {
	const seed = 7
	random := rand.New(rand.NewPCG(seed, seed))
	folder := t.TempDir()
	clean, killed := pgtest.Folder(t), pgtest.Folder(t)

	mixedTexts(t, folder, kills)
	begin := time.Now()
	importMixed(t, clean, folder, 0)
	took := time.Since(begin) / 2 // of each of the two sources
	want := content(t, clean)
	if n := len(want); n < 300 {
		t.Fatalf("only %d documents: the texts are not mixed", n)
	}

	limit := took // within which an import is killed; it follows how long imports take
	tries := 0
	for kill := 0; kill < kills && tries < 3*kills; tries++ {
		mixedTexts(t, folder, kill)
		after := time.Duration((0.05 + 0.95*random.Float64()) * float64(limit))
		begin := time.Now()
		if importMixed(t, killed, folder, after) {
			limit = time.Since(begin)
			continue
		}
		t.Logf("seed %d: kill %d after %s", seed, kill, after.Round(time.Millisecond))
		limit += limit / 10
		kill++
	}
	if tries == 3*kills {
		t.Errorf("fewer than %d of %d imports were killed before their end", kills, tries)
	}
	mixedTexts(t, folder, kills)
	importMixed(t, killed, folder, 0)
	compare(t, content(t, killed), want)
}

// importMixed imports the folder's two sources. With after > 0 one of them, in turns, is
// killed after that time; it reports whether it had ended before.
func importMixed(t *testing.T, data, folder string, after time.Duration) (ended bool) {
	t.Helper()
	sources := [][]string{
		{"ingest", "files:" + filepath.Join(folder, "files"), "--name", "texte", "--accept-deletes"},
		{"ingest", "xzufi:" + filepath.Join(folder, "xzufi"), "--name", "dienstleistungen", "--accept-deletes"},
	}
	if after > 0 && after.Nanoseconds()%4 != 0 { // mostly the larger one
		sources = sources[:1]
	}
	for i, args := range sources {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, os.Args[0], args...)
		cmd.Args[0] = "auskunft"
		cmd.Env = append(os.Environ(), "AUSKUNFT_DATA="+data, "DATABASE_URL=")
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		last := i == len(sources)-1
		if after > 0 && last {
			time.AfterFunc(after, func() { _ = cmd.Process.Signal(syscall.SIGKILL) })
		}
		err := cmd.Wait()
		switch {
		case err == nil:
			ended = last
		case after > 0 && last && !cmd.ProcessState.Exited():
			return false
		default:
			t.Fatalf("%q: %v\n%s", args, err, out.Bytes())
		}
	}
	return ended
}

// mixedTexts writes the demo's texts, as HTML, Markdown, PDF, DOCX and XZuFi, in their state
// at a revision: about a tenth of the files is absent, and a quarter differs from the
// revision before.
func mixedTexts(t *testing.T, folder string, revision int) {
	t.Helper()
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	write := func(name string, b []byte) {
		t.Helper()
		name = filepath.Join(folder, name)
		err := os.MkdirAll(filepath.Dir(name), 0o755)
		if err == nil {
			err = os.WriteFile(name, b, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{"website", "directory", "formulare", "wiki", "offices", "ordinances", "services"} {
		err := fs.WalkDir(demo.Files(), dir, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			b, err := fs.ReadFile(demo.Files(), name)
			if err != nil {
				return err
			}
			chance, stamp := fate(name, revision)
			switch path.Ext(name) {
			case ".xml":
				write("xzufi/"+path.Base(name), b) // messages refer to each other: all of them, always
				return nil
			case ".html":
				b = bytes.Replace(b, []byte("</main>"), []byte("<p>"+stamp+"</p></main>"), 1)
				if chance%2 == 0 {
					write("files/docx/"+strings.ReplaceAll(name, "/", "-")+".docx", docx(t, name, stamp))
				}
			case ".md":
				b = append(b, "\n\n"+stamp+"\n"...)
			}
			if chance%10 != 0 || strings.HasPrefix(path.Base(name), "_") {
				write("files/"+name, b)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// fate says how a file is at a revision: a number that changes with every revision, and a
// sentence that does in a quarter of them.
func fate(name string, revision int) (chance uint32, stamp string) {
	h := fnv.New32a()
	fmt.Fprint(h, name)
	own := h.Sum32()
	fmt.Fprint(h, revision)
	return h.Sum32(), fmt.Sprintf("Stand der Fassung %d.", (revision+int(own%4))/4)
}

// docx is a small document of Word.
func docx(t *testing.T, title, stamp string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	f, err := w.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(f, `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Merkblatt %s</w:t></w:r></w:p><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>`,
		html.EscapeString(title), stamp)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// content is everything that readers can see in a data folder, by document: texts, offsets
// and visibility; not identifiers, times and vectors. That every passage is analysed and has
// a vector is part of it.
func content(t *testing.T, data string) map[string]string {
	t.Helper()
	db, err := postgres.Open(t.Context(), config.Config{Data: data}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var all []auskunft.Visibility
	if err := db.App.QueryRow(t.Context(), `SELECT array_agg(key) FROM visibilities`).Scan(&all); err != nil {
		t.Fatal(err)
	}
	documents := map[string]string{}
	err = db.Read(t.Context(), auskunft.Reader{}.With(all...), func(tx pgx.Tx) error {
		rows, err := tx.Query(t.Context(), `
			SELECT s.name || ' ' || d.key,
			       row_to_json(row(d.kind, d.title, d.url, d.lang, d.visibility, d.areas, d.synonyms, d.text, d.mark, encode(d.digest, 'hex'),
			                       d.valid_from, d.valid_until, d.changed_at, d.checked_at, o.format, encode(o.bytes, 'hex'), o.extract,
			                       (SELECT facts FROM services WHERE document_id = d.id), (SELECT facts FROM offices WHERE document_id = d.id),
			                       (SELECT json_agg(row(service_key, office_key, areas, visibility) ORDER BY 1) FROM (SELECT * FROM responsibilities WHERE document_id = d.id ORDER BY service_key, office_key) r)))::text ||
			       (SELECT json_agg(row(p.ordinal, p.visibility, p.headings, p.body, p.starts, p.ends, p.anchor, p.page, p.field,
			                            p.format, p.snapshot_id IS NOT NULL, v.visibility) ORDER BY p.ordinal)
			          FROM passages p LEFT JOIN vectors_builtin v ON v.passage_id = p.id WHERE p.document_id = d.id)::text
			  FROM documents d JOIN sources s ON s.id = d.source_id JOIN originals o ON o.document_id = d.id
			 WHERE d.retired_at IS NULL`)
		if err != nil {
			return err
		}
		var key string
		var text *string
		_, err = pgx.ForEachRow(rows, []any{&key, &text}, func() error {
			if text == nil {
				text = &key // a document without passages
			}
			documents[key] = fmt.Sprintf("%x", sha256.Sum256([]byte(*text)))
			return nil
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return documents
}

func compare(t *testing.T, got, want map[string]string) {
	t.Helper()
	var wrong []string
	for key, hash := range want {
		if got[key] != hash {
			wrong = append(wrong, key)
		}
	}
	for key := range got {
		if _, ok := want[key]; !ok {
			wrong = append(wrong, key+" (should be gone)")
		}
	}
	slices.Sort(wrong)
	if len(wrong) > 0 {
		t.Errorf("%d of %d documents differ from a clean import: %q", len(wrong), len(want), wrong[:min(len(wrong), 10)])
	}
}
