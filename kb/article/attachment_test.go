package article_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/internal/retention"
	"auskunft/kb/article"
)

// docx is a small document of Word.
func docx(t testing.TB, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	f, err := w.Create("word/document.xml")
	must(t, err)
	fmt.Fprintf(f, `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>`, text)
	must(t, w.Close())
	return out.Bytes()
}

// found lists the keys of an article's documents that a reader finds.
func found(t *testing.T, db *postgres.DB, reader auskunft.Reader) (keys []string) {
	t.Helper()
	must(t, db.Read(t.Context(), reader, func(tx pgx.Tx) error {
		rows, err := tx.Query(t.Context(), `
			SELECT d.key FROM documents d JOIN sources s ON s.id = d.source_id
			 WHERE s.name = 'artikel' AND retired_at IS NULL AND EXISTS (SELECT FROM passages WHERE document_id = d.id) ORDER BY d.key`)
		if err == nil {
			keys, err = pgx.CollectRows(rows, pgx.RowTo[string])
		}
		return err
	}))
	return keys
}

// A file that came into no revision and nobody's working copy goes after its time; one of a
// revision stays, whoever would delete it.
func TestStrayFilesGo(t *testing.T) {
	s, db := open(t)
	ctx := t.Context()
	id := create(t, s, dogs)
	var ids [3]int64
	for i, name := range []string{"verworfen.docx", "im-entwurf.docx", "in-der-fassung.docx"} {
		file, err := s.Attach(ctx, anna, id, name, docx(t, name))
		must(t, err)
		ids[i] = file.ID
	}
	text := dogs
	text.Files = ids[2:]
	n, err := s.Save(ctx, anna, id, 1, text)
	must(t, err)
	text.Files = ids[1:]
	must(t, s.Autosave(ctx, anna.Account, id, n, text))
	refused(t, "to delete a file of a revision", plain(t, db, "clara", `DELETE FROM attachments`))

	keeper := retention.New(db, slog.New(slog.DiscardHandler), article.Retention())
	for _, tt := range []struct{ days, left int }{{29, 3}, {31, 2}} {
		must(t, keeper.Run(ctx, time.Now().AddDate(0, 0, tt.days)))
		left, err := s.Attachments(ctx, anna.Account, id)
		if err != nil || len(left) != tt.left {
			t.Errorf("after %d days there are %+v, %v", tt.days, left, err)
		}
	}
}

// Files go with the revision that names them: found after its release, for those who may
// read the text, replaced with the next one, and gone with the article.
func TestAttachments(t *testing.T) {
	s, db := open(t)
	ctx := t.Context()
	text := dogs
	text.Title = "Hund"
	id := create(t, s, text)
	form, err := s.Attach(ctx, anna, id, `C:\Formulare\Antrag Hundemarke_neu.docx`, docx(t, "Ersatz einer verlorenen Hundemarke beantragen"))
	must(t, err)
	if form.Name != "antrag-hundemarke-neu.docx" || form.Title != "Antrag Hundemarke neu" || form.Format != "docx" {
		t.Errorf("%+v", form)
	}
	leaflet, err := s.Attach(ctx, anna, id, "Merkblatt.docx", docx(t, "Hunde sind in der Brut- und Setzzeit anzuleinen"))
	must(t, err)
	text.Files = []int64{form.ID, leaflet.ID}
	n, err := s.Save(ctx, anna, id, 1, text)
	must(t, err)
	if again, err := s.Save(ctx, anna, id, n, text); err != nil || again != n {
		t.Errorf("the same files made revision %d, %v", again, err)
	}
	if keys := found(t, db, auskunft.PublicReader); len(keys) != 0 {
		t.Errorf("before the release people find %q", keys)
	}
	walk(t, s, id, anna, article.Submit, bert, article.Release)
	if keys := found(t, db, auskunft.PublicReader); !slices.Equal(keys, []string{"hund", "hund/antrag-hundemarke-neu.docx", "hund/merkblatt.docx"}) {
		t.Errorf("people find %q", keys)
	}
	r, err := s.Published(ctx, auskunft.PublicReader, "hund", time.Now())
	if err != nil || len(r.Files) != 2 || r.Files[0].Title != "Antrag Hundemarke neu (DOCX)" {
		t.Errorf("%+v %v", r.Files, err)
	}

	page := s.Page("Musterstadt", slog.New(slog.DiscardHandler))
	w := httptest.NewRecorder()
	page.ServeHTTP(w, httptest.NewRequest("GET", "/artikel/hund/merkblatt.docx", nil))
	for name, want := range map[string]string{
		"Content-Type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Content-Disposition": "attachment; filename=merkblatt.docx",
		"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if w.Code != 200 || !bytes.Equal(w.Body.Bytes(), docx(t, "Hunde sind in der Brut- und Setzzeit anzuleinen")) {
		t.Errorf("the file: %d, %d bytes", w.Code, w.Body.Len())
	}

	// The next revision has another form, no leaflet, and is for staff only.
	newer, err := s.Attach(ctx, bert, id, "antrag-hundemarke-neu.docx", docx(t, "Ersatzmarke online beantragen"))
	must(t, err)
	text.Files, text.Visibility = []int64{form.ID, newer.ID}, auskunft.Internal
	_, err = s.Save(ctx, bert, id, n, text)
	must(t, err)
	if _, head, err := s.Get(ctx, anna.Account, id); err != nil || !slices.Equal(head.Text.Files, []int64{newer.ID}) {
		t.Errorf("of two files of one name the revision has %v, %v", head.Text.Files, err)
	}
	walk(t, s, id, bert, article.Submit, clara, article.Release)
	if keys := found(t, db, auskunft.PublicReader); len(keys) != 0 {
		t.Errorf("the public finds %q", keys)
	}
	if keys := found(t, db, auskunft.ReaderOf(auskunft.Internal)); !slices.Equal(keys, []string{"hund", "hund/antrag-hundemarke-neu.docx"}) {
		t.Errorf("staff find %q", keys)
	}
	for path, want := range map[string]int{"hund/antrag-hundemarke-neu.docx": 404, "hund/merkblatt.docx": 404, "hund/../../etc": 404} {
		w := httptest.NewRecorder()
		page.ServeHTTP(w, httptest.NewRequest("GET", article.Path+path, nil))
		if w.Code != want {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	walk(t, s, id, clara, article.Archive)
	if keys := found(t, db, auskunft.ReaderOf(auskunft.Internal)); len(keys) != 0 {
		t.Errorf("of the archived article people find %q", keys)
	}
}

func TestAttachmentsThatAreNone(t *testing.T) {
	s, db := open(t)
	ctx := t.Context()
	id, other := create(t, s, dogs), create(t, s, dogs)
	for name, test := range map[string]struct {
		data []byte
		code string
	}{
		"leer.docx":    {nil, "attachment_size"},
		"riesig.docx":  {make([]byte, article.MaxFile+1), "attachment_size"},
		"seite.html":   {[]byte("<script>alert(1)</script>"), "attachment_format"},
		"bild.png":     {[]byte("\x89PNG\r\n"), "attachment_format"},
		"kaputt.docx":  {[]byte("PK\x03\x04 kein Archiv"), "attachment_unreadable"},
		"formular.exe": {[]byte("MZ"), "attachment_format"},
	} {
		_, err := s.Attach(ctx, anna, id, name, test.data)
		code(t, err, test.code)
	}
	_, err := s.Attach(ctx, as("eva", auskunft.AgentRole), id, "a.docx", docx(t, "x"))
	code(t, err, "forbidden")
	secret := dogs
	secret.Visibility = auskunft.DepartmentOnly("finanzen")
	hidden, err := s.Create(ctx, tax, article.Seed{Template: article.FAQ, Text: secret})
	must(t, err)
	_, err = s.Attach(ctx, anna, hidden, "a.docx", docx(t, "x"))
	code(t, err, "article_unknown")
	file, err := s.Attach(ctx, tax, hidden, strings.Repeat("lang ", 100)+".docx", docx(t, "geheim"))
	must(t, err)
	_, err = s.Attached(ctx, anna.Account, hidden, file.ID)
	code(t, err, "article_unknown")

	// Another article's file is none of this one's, even in plain SQL, and none changes.
	text := dogs
	text.Files = []int64{file.ID}
	if _, err = s.Save(ctx, tax, other, 1, text); err != nil {
		t.Error(err)
	}
	if _, head, err := s.Get(ctx, anna.Account, other); err != nil || len(head.Text.Files) != 0 {
		t.Errorf("%v %v", head.Text.Files, err)
	}
	refused(t, "another's file", plain(t, db, "clara", `INSERT INTO revisions (article_id, number, visibility, author, written_at, why, title, body, files) VALUES ($1, 0, 'public', '', now(), '', 'x', '', ARRAY[$2::bigint])`, other, file.ID))
	own, err := s.Attach(ctx, anna, id, "a.docx", docx(t, "x"))
	must(t, err)
	refused(t, "to change a file", plain(t, db, "clara", `UPDATE attachments SET bytes = 'x' WHERE id = $1`, own.ID))
}
