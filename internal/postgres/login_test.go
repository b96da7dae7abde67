package postgres

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"auskunft"
	"auskunft/internal/postgres/cluster"
)

func TestWhyNoConnection(t *testing.T) {
	cfg, err := pgx.ParseConfig("postgres://web:geheim@db.stadt.example:5433/auskunft")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&pgconn.PgError{Code: "28P01", Message: "password authentication failed"}, `db.stadt.example:5433 refuses the login "web": password authentication failed; check user and password`},
		{&pgconn.PgError{Code: "53300"}, "has no free connection; raise max_connections"},
		{&pgconn.PgError{Code: "57P03"}, "is starting or stopping"},
		{&pgconn.PgError{Code: "XX000", Message: "kaputt"}, "answers: kaputt"},
		{&net.DNSError{Name: "db.stadt.example"}, `the host "db.stadt.example" is not known`},
		{x509.UnknownAuthorityError{}, "sslrootcert="},
		{context.DeadlineExceeded, "does not answer; check host, port and firewall"},
		{fmt.Errorf("irgendwas"), "no PostgreSQL answers at db.stadt.example:5433"},
	} {
		got := whyNoConnection(cfg, fmt.Errorf("connect: %w", tt.err))
		if !strings.Contains(got, tt.want) || strings.Contains(got, "geheim") {
			t.Errorf("%v: %q, want %q", tt.err, got, tt.want)
		}
	}
}

func TestJudgeVector(t *testing.T) {
	for _, tt := range []struct {
		version      string
		refuse, warn bool
	}{
		{"0.6.0", true, false}, {"0.7.4", true, false}, {"0.8.0", false, true}, {"0.8.3", false, true},
		{"0.8.4", false, false}, {"0.8.10", false, false}, {"0.10.0", false, false}, {"1.0.0", false, false},
	} {
		warning, err := JudgeVector(cluster.ParseVersion(tt.version))
		if (err != nil) != tt.refuse || (warning != "") != tt.warn {
			t.Errorf("%s: %q, %v, want refused %t, warned %t", tt.version, warning, err, tt.refuse, tt.warn)
		}
		if err != nil && (auskunft.KindOf(err) != auskunft.Unavailable || !strings.Contains(err.Error(), "ALTER EXTENSION vector UPDATE")) {
			t.Errorf("%s: error %v does not say what to do", tt.version, err)
		}
	}
}

func TestMighty(t *testing.T) {
	for _, l := range []Login{{Super: true}, {BypassRLS: true}, {Owns: true}} {
		if !l.Mighty() {
			t.Errorf("%+v may serve people", l)
		}
	}
	if (Login{Role: "auskunft_app"}).Mighty() {
		t.Error("a plain role is mighty")
	}
}

func TestAbandoned(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	for name, want := range map[string]bool{
		"auskunft_scratch_1699990000_abcdefgh": true,
		"auskunft_scratch_1699999990_abcdefgh": false,
		"auskunft_scratch_anders":              false,
	} {
		if got := abandoned(name, now); got != want {
			t.Errorf("abandoned(%s) = %t", name, got)
		}
	}
}
