// Command auskunft is the answer desk of a city: one binary that serves, ingests,
// searches, answers and measures.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"auskunft"
)

// cli is the command line; every field is a subcommand in a file of its own.
type cli struct {
	Demo     demoCmd     `cmd:"" help:"Start everything with a demo town: private database, texts, server."`
	Serve    serveCmd    `cmd:"" help:"Serve citizens and staff."`
	Worker   workerCmd   `cmd:"" help:"Work background jobs only."`
	Ingest   ingestCmd   `cmd:"" help:"Take in the texts of a source."`
	Sources  sourcesCmd  `cmd:"" help:"Look after the sources that texts come from."`
	Extract  extractCmd  `cmd:"" help:"Show what is read from a file: its blocks, or the raw text of its pages."`
	Passages passagesCmd `cmd:"" help:"Show the passages of a file, with headings, places and offsets."`
	Search   searchCmd   `cmd:"" help:"Search passages."`
	Ask      askCmd      `cmd:"" help:"Ask a question and print the cited answer."`
	Eval     evalCmd     `cmd:"" help:"Measure quality."`
	Synonyms synonymsCmd `cmd:"" help:"Manage citizens' words for official ones."`
	Findings findingsCmd `cmd:"" help:"Look for contradictions, stale pages, dead links and other faults of the texts, and list them."`
	Widget   widgetCmd   `cmd:"" help:"Put the widget on a website."`
	User     userCmd     `cmd:"" help:"Manage local accounts."`
	Token    tokenCmd    `cmd:"" help:"Let other programs search and ask."`
	Export   exportCmd   `cmd:"" help:"Write reports: what is kept and deleted, data protection."`
	Erase    eraseCmd    `cmd:"" help:"Find a person's text in everything that is kept, and erase it."`
	Audit    auditCmd    `cmd:"" help:"Check the audit log."`
	Doctor   doctorCmd   `cmd:"" help:"Check everything this program depends on."`
	Migrate  migrateCmd  `cmd:"" help:"Bring the database schema up to date."`
	PDFChild pdfChildCmd `cmd:"" name:"pdf-child" hidden:"" help:"Extract one PDF in a process of its own."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}

// run is main with its surroundings passed in, so that tests start the same program. It
// returns the exit code: 0 done, 1 it did not work or a check failed, 2 wrong usage.
func run(ctx context.Context, args, environ []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var c cli
	exited := -1 // --help ends parsing with a code of its own
	parser, err := kong.New(&c, kong.Name("auskunft"), kong.Description("The answer desk of a city."),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { exited = code }))
	if err != nil {
		panic(err) // the struct above is wrong
	}
	command, err := parser.Parse(args)
	switch {
	case exited >= 0:
		return exited
	case err != nil:
		fmt.Fprintf(stderr, "auskunft: %v\nSee %s --help.\n", err, commandOf(err))
		return 2
	}
	err = command.Run(&surroundings{ctx: ctx, environ: environ, stdin: stdin, stdout: stdout, stderr: stderr})
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, "auskunft:", err)
	if auskunft.KindOf(err) == auskunft.Invalid {
		return 2
	}
	return 1
}

// commandOf is the command whose help says what was wrong with a command line.
func commandOf(err error) string {
	var wrong *kong.ParseError
	if errors.As(err, &wrong) {
		if node := wrong.Context.Selected(); node != nil {
			return node.FullPath()
		}
	}
	return "auskunft"
}
