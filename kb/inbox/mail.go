package inbox

import (
	"context"
	_ "embed"
	"fmt"
	"net"
	"strconv"
	"strings"
	"text/template"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"github.com/wneessen/go-mail"

	"auskunft"
	"auskunft/internal/civil"
	"auskunft/internal/postgres"
)

// Queue takes jobs; *jobs.Client does.
type Queue interface {
	InsertTx(ctx context.Context, tx pgx.Tx, args river.JobArgs, opts *river.InsertOpts) (*rivertype.JobInsertResult, error)
}

// SMTP is the server that requests are mailed by, and to whom.
type SMTP struct {
	Server         string // host:port
	User, Password string // "" for a server that wants none
	From           string // an address
	To             []string
}

// mailArgs is a job to mail a request. It names the request and holds nothing of it: the
// queue's table is read by whoever looks after the queue.
type mailArgs struct {
	Reference string `json:"reference"`
}

// Kind implements river.JobArgs.
func (mailArgs) Kind() string { return "handover_mail" }

// InsertOpts keeps trying for twelve hours, the waits growing by the queue's policy: a mail
// server that is down at night is up in the morning.
func (mailArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{MaxAttempts: 50} }

// Mailer works the jobs that mail requests. A request is mailed at least once: the mails of
// one request have the same Message-ID, by which mail servers know them.
type Mailer struct {
	river.WorkerDefaults[mailArgs]
	db   *postgres.DB
	smtp SMTP
}

// NewMailer mails requests by a server. Without one its jobs wait for a process that has one.
func NewMailer(db *postgres.DB, smtp SMTP) *Mailer { return &Mailer{db: db, smtp: smtp} }

// Work implements river.Worker.
func (m *Mailer) Work(ctx context.Context, job *river.Job[mailArgs]) error {
	if m.smtp.Server == "" {
		return river.JobSnooze(time.Minute)
	}
	var r Request
	err := m.db.Read(ctx, service, func(tx pgx.Tx) (err error) {
		r, err = get(ctx, tx, job.Args.Reference)
		return err
	})
	if auskunft.KindOf(err) == auskunft.NotFound {
		return nil // deleted meanwhile
	}
	if err != nil || r.MailedAt != nil {
		return err
	}
	if err := m.smtp.send(ctx, r); err != nil {
		return fmt.Errorf("mailing %s: %w", r.Reference, err)
	}
	return m.db.Write(ctx, service, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE handovers SET mailed_at = now() WHERE reference = $1`, r.Reference)
		return err
	})
}

//go:embed mail.txt
var mailText string

var mailTemplate = template.Must(template.New("mail").Parse(mailText))

// sendTimeout is for a whole mail: half of what the queue allows a job.
const sendTimeout = 45 * time.Second

func (s SMTP) send(ctx context.Context, r Request) error {
	message, err := s.message(r)
	if err != nil {
		return err
	}
	client, err := s.client()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	return client.DialAndSendWithContext(ctx, message)
}

// message is the mail about a request. What the person wrote is in its text; of the header
// only the reference, and the address to reply to, come from the request.
func (s SMTP) message(r Request) (*mail.Msg, error) {
	m := mail.NewMsg()
	if err := m.From(s.From); err != nil {
		return nil, err
	}
	if err := m.To(s.To...); err != nil {
		return nil, err
	}
	if r.Email != "" {
		if err := m.ReplyTo(r.Email); err != nil {
			return nil, err
		}
	}
	_, domain, _ := strings.Cut(s.From, "@")
	m.SetMessageIDWithValue(strings.ToLower(r.Reference) + "@" + domain)
	m.SetDateWithValue(r.ReceivedAt)
	var text strings.Builder
	err := mailTemplate.Execute(&text, struct {
		Request
		At string
	}{r, r.ReceivedAt.In(civil.Berlin).Format("2.1.2006, 15:04")})
	subject, body, _ := strings.Cut(text.String(), "\n\n")
	m.Subject(subject)
	m.SetBodyString(mail.TypeTextPlain, body)
	return m, err
}

// client speaks to the server encrypted, or not at all, unless it runs on this machine.
func (s SMTP) client() (*mail.Client, error) {
	host, port, err := net.SplitHostPort(s.Server)
	if err != nil {
		return nil, err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	policy := mail.TLSMandatory
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		policy = mail.TLSOpportunistic
	}
	options := []mail.Option{mail.WithPort(number), mail.WithTLSPolicy(policy), mail.WithTimeout(sendTimeout / 3)}
	if port == "465" {
		options = append(options, mail.WithSSL())
	}
	if s.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	return mail.NewClient(host, options...)
}
