package inbox_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/errtest"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
	"auskunft/internal/retention"
	"auskunft/kb/inbox"
)

var (
	eva = auskunft.Account{Login: "eva", Role: auskunft.AgentRole}
	jan = auskunft.Account{Login: "jan", Role: auskunft.AgentRole}
)

var lost = auskunft.Handover{
	Topic: "Hundemarke verloren", Summary: "Frage: Was kostet eine neue Marke?\nAntwort: …\n\nIch brauche eine für Änne 🐕.",
	Phone: "04227 991234", Email: "ä.müller@post.example", Name: "Ä. Müller", Lang: "de",
}

func receive(t *testing.T, s *inbox.Store, h auskunft.Handover, ticket string) string {
	t.Helper()
	reference, err := s.Receive(t.Context(), h, ticket)
	if err != nil {
		t.Fatal(err)
	}
	return reference
}

var code = errtest.Code

func TestARequestIsTakenAnsweredAndClosed(t *testing.T) {
	s, ctx := inbox.New(pgtest.New(t), nil), t.Context()
	first, second := receive(t, s, lost, "a"), receive(t, s, lost, "b")
	open, err := s.List(ctx, eva, inbox.Filter{})
	if err != nil || len(open) != 2 || open[0].Reference != first || open[0].Handover != lost || open[0].TakenBy != "" || open[0].ReceivedAt.IsZero() {
		t.Fatalf("%+v %v", open, err)
	}
	if page, err := s.List(ctx, eva, inbox.Filter{Limit: 1, Offset: 1}); err != nil || len(page) != 1 || page[0].Reference != second {
		t.Errorf("second page %+v %v", page, err)
	}

	code(t, s.Answer(ctx, eva, first, "x"), "handover_taken")
	code(t, s.Close(ctx, eva, first), "handover_taken")
	spoken := strings.ToLower(strings.Replace(first, "-", " ", 1)) // as somebody reads it out
	if err := s.Take(ctx, eva, spoken, ""); err != nil {
		t.Fatal(err)
	}
	code(t, s.Take(ctx, jan, first, ""), "handover_taken") // Jan looked before Eva took it
	if err := s.Take(ctx, jan, first, "eva"); err != nil { // Eva is ill
		t.Fatal(err)
	}
	code(t, s.Answer(ctx, eva, first, "x"), "handover_taken")
	code(t, s.Answer(ctx, jan, first, strings.Repeat("ä", 4001)), "handover_note")
	if err := s.Answer(ctx, jan, first, " Neue Marke ist unterwegs.\n"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(ctx, jan, first); err != nil {
		t.Fatal(err)
	}
	code(t, s.Answer(ctx, jan, first, "x"), "handover_closed")
	closed, err := s.List(ctx, eva, inbox.Filter{Closed: true})
	if err != nil || len(closed) != 1 || closed[0].Note != "Neue Marke ist unterwegs." || closed[0].TakenBy != "jan" || closed[0].ClosedAt == nil {
		t.Errorf("closed %+v %v", closed, err)
	}
	if err := s.Reopen(ctx, eva, first); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Get(ctx, jan, first); err != nil || r.TakenBy != "eva" || r.ClosedAt != nil {
		t.Errorf("reopened %+v %v", r, err)
	}
	code(t, s.Reopen(ctx, eva, first), "handover_unknown")
	_, err = s.Get(ctx, eva, "A")
	code(t, err, "handover_unknown")
}

// A ticket is good for one request, and a second click is no second request.
func TestATicketIsGoodOnce(t *testing.T) {
	s := inbox.New(pgtest.New(t), nil)
	first := receive(t, s, lost, "ticket")
	if again := receive(t, s, lost, "ticket"); again != first {
		t.Errorf("a second click made %s of %s", again, first)
	}
	other := lost
	other.Summary += "!"
	_, err := s.Receive(t.Context(), other, "ticket")
	code(t, err, "handover_challenge")
	if all, err := s.List(t.Context(), eva, inbox.Filter{}); err != nil || len(all) != 1 {
		t.Errorf("%d requests, %v", len(all), err)
	}
}

// Nobody but the service centre sees a request: neither other accounts nor, below them, a
// statement that forgot to ask who is asking.
func TestOnlyTheServiceCentreSeesRequests(t *testing.T) {
	db := pgtest.New(t)
	s, ctx := inbox.New(db, nil), t.Context()
	reference := receive(t, s, lost, "a")
	for _, role := range auskunft.Roles {
		if role == auskunft.AgentRole {
			continue
		}
		a := auskunft.Account{Login: "x", Role: role}
		_, err := s.List(ctx, a, inbox.Filter{})
		code(t, err, "forbidden")
		_, err = s.Get(ctx, a, reference)
		code(t, err, "forbidden")
		code(t, s.Take(ctx, a, reference, ""), "forbidden")
		code(t, s.Reopen(ctx, a, reference), "forbidden")
	}
	for _, reader := range []auskunft.Reader{{}, auskunft.PublicReader, eva.Reader(), auskunft.ReaderOf(auskunft.DepartmentOnly("handovers"))} {
		if n := count(t, db, reader); n != 0 {
			t.Errorf("%s sees %d", reader, n)
		}
		err := db.Write(ctx, reader, func(tx pgx.Tx) error {
			tag, err := tx.Exec(ctx, `UPDATE handovers SET note = 'x'`)
			if n := tag.RowsAffected(); n != 0 {
				t.Errorf("%s changes %d", reader, n)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	err := db.Write(ctx, auskunft.PublicReader, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO handovers (reference, ticket, topic, summary, phone, email, name, lang, received_at, taken_by)
			VALUES ('222-2222', sha256(''), 'x', 'x', '04227', '', '', 'de', now(), 'eva')`)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "row-level security") {
		t.Errorf("a request arrived that somebody had taken already: %v", err)
	}
}

func count(t *testing.T, db *postgres.DB, reader auskunft.Reader) (n int) {
	t.Helper()
	err := db.Read(t.Context(), reader, func(tx pgx.Tx) error {
		return tx.QueryRow(t.Context(), `SELECT count(*) FROM handovers`).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDeletingTheConversationUnlinksTheRequest(t *testing.T) {
	db := pgtest.New(t)
	s, ctx := inbox.New(db, nil), t.Context()
	talked := lost
	talked.Conversation = strings.Repeat("a", 32)
	if _, err := db.App.Exec(ctx, `INSERT INTO conversations (id) VALUES ($1)`, talked.Conversation); err != nil {
		t.Fatal(err)
	}
	linked := receive(t, s, talked, "a")
	if r, err := s.Get(ctx, eva, linked); err != nil || r.Conversation != talked.Conversation {
		t.Errorf("linked to %q, %v", r.Conversation, err)
	}
	if _, err := db.App.Exec(ctx, `DELETE FROM conversations`); err != nil {
		t.Fatal(err)
	}
	late := receive(t, s, talked, "b") // handed over after it was deleted
	for _, reference := range []string{linked, late} {
		if r, err := s.Get(ctx, eva, reference); err != nil || r.Conversation != "" || r.Summary != lost.Summary {
			t.Errorf("%+v %v", r, err)
		}
	}
}

func TestRetention(t *testing.T) {
	db, ctx := pgtest.New(t), t.Context()
	s := inbox.New(db, nil)
	done := receive(t, s, lost, "a")
	receive(t, s, lost, "b")
	if err := s.Take(ctx, eva, done, ""); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(ctx, eva, done); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	job := retention.New(db, slog.New(slog.NewTextHandler(&log, nil)), inbox.Retention(60))
	if err := job.Run(ctx, time.Now().AddDate(0, 0, 59)); err != nil || log.Len() > 0 {
		t.Errorf("too early: %s %v", log.String(), err)
	}
	if err := job.Run(ctx, time.Now().AddDate(0, 0, 61)); err != nil || !strings.Contains(log.String(), "level=WARN") || !strings.Contains(log.String(), "rows=1") {
		t.Errorf("one that nobody had closed is deleted without a warning: %s %v", log.String(), err)
	}
	if all, err := s.List(ctx, eva, inbox.Filter{}); err != nil || len(all) != 0 {
		t.Errorf("left: %+v %v", all, err)
	}
}

func TestKeyIsOneAndSecret(t *testing.T) {
	s := inbox.New(pgtest.New(t), nil)
	key, err := s.Key(t.Context())
	if err != nil || len(key) != 32 {
		t.Fatalf("%x %v", key, err)
	}
	if again, err := s.Key(t.Context()); err != nil || string(again) != string(key) {
		t.Errorf("the next replica has %x, %v", again, err)
	}
}
