package main

import (
	"context"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"auskunft/internal/postgres/pgtest"
)

// TestMain makes this test binary the auskunft command when it is called by that name, so
// that scripts and child processes run the code under test.
func TestMain(m *testing.M) {
	command := func() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		code := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
		stop()
		os.Exit(code)
	}
	// The importer starts its own executable to read a PDF, which here is the test binary.
	if len(os.Args) > 1 && os.Args[1] == "pdf-child" {
		command()
	}
	testscript.Main(closing{m}, map[string]func(){"auskunft": command})
}

// closing closes the desk that tests shared.
type closing struct{ *testing.M }

func (c closing) Run() int {
	defer closeShared()
	return c.M.Run()
}

// TestScripts runs the commands of testdata as a person would. All scripts use the shared
// demo town; a script that changes texts takes a data folder of its own.
func TestScripts(t *testing.T) {
	data := demoDesk(t).cfg.Data
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	testscript.Run(t, testscript.Params{
		Dir:         "testdata",
		WorkdirRoot: t.TempDir(), // its own stays behind when only some scripts run
		Setup: func(env *testscript.Env) error {
			env.Setenv("AUSKUNFT_DATA", data)
			env.Setenv("METRICS_LISTEN", "off")
			env.Setenv("LISTEN", "127.0.0.1:0")
			env.Setenv("TAKEN", taken.Addr().String())
			env.Setenv("LONG", strings.Repeat("a", 20_000))
			for _, name := range []string{"AUSKUNFT_POSTGRES", "GOCOVERDIR", "HOME"} {
				env.Setenv(name, os.Getenv(name))
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"website": website,
			"own-data": func(ts *testscript.TestScript, _ bool, _ []string) {
				ts.Setenv("AUSKUNFT_DATA", pgtest.Folder(t))
			},
		},
	})
}
