package inbox

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/riverqueue/river"

	"auskunft"
	"auskunft/internal/jobs"
	"auskunft/internal/postgres/pgtest"
)

// mailServer is an SMTP server that refuses as often as down says, and keeps what it takes.
type mailServer struct {
	down  atomic.Int32
	mails chan string
}

func (s *mailServer) NewSession(*smtp.Conn) (smtp.Session, error) { return session{s}, nil }

type session struct{ *mailServer }

func (session) Reset()                               {}
func (session) Logout() error                        { return nil }
func (session) Mail(string, *smtp.MailOptions) error { return nil }
func (s session) Rcpt(string, *smtp.RcptOptions) error {
	if s.down.Add(-1) >= 0 {
		return &smtp.SMTPError{Code: 451, Message: "come back later"}
	}
	return nil
}

func (s session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	s.mails <- string(data)
	return err
}

// startMail starts a server without encryption on this machine; its address is returned.
func startMail(t *testing.T) (*mailServer, string) {
	t.Helper()
	backend := &mailServer{mails: make(chan string, 10)}
	server := smtp.NewServer(backend)
	server.Domain = "localhost"
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return backend, listener.Addr().String()
}

// A request is mailed although the mail server is down at first, and nothing that the
// person wrote becomes a part of the header.
func TestARequestIsMailed(t *testing.T) {
	server, address := startMail(t)
	server.down.Store(1)
	db := pgtest.New(t)
	workers := river.NewWorkers()
	river.AddWorker(workers, NewMailer(db, SMTP{Server: address, From: "auskunft@auenwede.example", To: []string{"service@auenwede.example", "zweite@auenwede.example"}}))
	queue, err := jobs.New(db.App, workers, 1, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := queue.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = queue.Stop(context.Background()) })
	h, err := auskunft.Handover{
		Topic: "Müll\r\nBcc: alle@auenwede.example", Summary: "Zeile\r\n.\r\nSubject: falsch\n\nGrüße 🐕",
		Email: "eva@post.example", Name: "Eva\nTo: x@y.example", Lang: "de",
	}.Clean()
	if err != nil {
		t.Fatal(err)
	}
	store := New(db, queue)
	reference, err := store.Receive(t.Context(), h, "ticket")
	if err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(strings.NewReader(<-server.mails))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Subject": "Anliegen " + reference, "Reply-To": "<eva@post.example>", "From": "<auskunft@auenwede.example>",
		"To": "<service@auenwede.example>, <zweite@auenwede.example>", "Bcc": "", "Cc": "",
		"Message-Id": "<" + strings.ToLower(reference) + "@auenwede.example>",
	} {
		if got, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get(name)); err != nil || got != want {
			t.Errorf("%s: %q, want %q (%v)", name, got, want, err)
		}
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(body), "\r\n", "\n")
	for _, want := range []string{"Zeichen:   " + reference, "Thema:     Müll Bcc: alle@auenwede.example\n", "Name:      Eva To: x@y.example\nE-Mail:", "\n\nZeile\n.\nSubject: falsch\n\nGrüße 🐕\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the mail lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "Telefon") {
		t.Error("a phone line without a number")
	}
	agent := auskunft.Account{Login: "eva", Role: auskunft.AgentRole}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		r, err := store.Get(t.Context(), agent, reference)
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("not marked as mailed: %+v %v", r, err)
		}
		if r.MailedAt != nil {
			break
		}
	}
	var args string
	if err := db.App.QueryRow(t.Context(), `SELECT string_agg(args::text, ' ') FROM river_job WHERE kind = 'handover_mail'`).Scan(&args); err != nil ||
		args != `{"reference": "`+reference+`"}` {
		t.Errorf("the queue holds %s, %v", args, err)
	}
}

// What was deleted before it could be mailed is nobody's business any more; without a
// server jobs wait.
func TestMailerLeavesAlone(t *testing.T) {
	db := pgtest.New(t)
	job := &river.Job[mailArgs]{Args: mailArgs{"222-2222"}}
	if err := NewMailer(db, SMTP{Server: "127.0.0.1:1"}).Work(t.Context(), job); err != nil {
		t.Errorf("deleted: %v", err)
	}
	if _, ok := errors.AsType[*river.JobSnoozeError](NewMailer(db, SMTP{}).Work(t.Context(), job)); !ok {
		t.Error("a process without a mail server does not wait")
	}
}

func TestMailIsEncryptedBeyondThisMachine(t *testing.T) {
	for server, want := range map[string]string{
		"mail.auenwede.example:587": "TLSMandatory", "192.0.2.7:25": "TLSMandatory", "localhost.evil.example:25": "TLSMandatory",
		"localhost:25": "TLSOpportunistic", "127.0.0.1:1025": "TLSOpportunistic", "[::1]:25": "TLSOpportunistic",
	} {
		client, err := SMTP{Server: server, User: "u", Password: "p"}.client()
		if err != nil {
			t.Errorf("%s: %v", server, err)
		} else if got := client.TLSPolicy(); got != want {
			t.Errorf("%s: %s, want %s", server, got, want)
		}
	}
}

func TestReferences(t *testing.T) {
	seen := map[string]bool{}
	for range 5000 {
		r := newReference()
		if len(r) != 8 || r[3] != '-' || strings.Trim(r, alphabet+"-") != "" || normal(r) != r || seen[r] {
			t.Fatalf("reference %q", r)
		}
		seen[r] = true
	}
	for in, want := range map[string]string{"a7k 3qx9": "A7K-3QX9", " A7K3QX9 ": "A7K-3QX9", "a7": "A7", "": ""} {
		if got := normal(in); got != want {
			t.Errorf("normal(%q) = %q", in, got)
		}
	}
}
