package main

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/guard"
	"auskunft/evals/sets"
)

type evalSetsCmd struct {
	Files   []string `arg:"" type:"existingfile" help:"Files of evals/sets."`
	Verbose bool     `short:"v" help:"Show the rows that came out wrong; of held-out files only their ids."`
	JSON    bool     `name:"json" help:"Print JSON."`
}

// Run measures the sets over the demo town as it is served.
func (c *evalSetsCmd) Run(s *surroundings) error {
	d, err := openDesk(s, deskOptions{demo: true})
	if err != nil {
		return err
	}
	defer d.Close()
	var all sets.Report
	for _, file := range c.Files {
		set, err := sets.Read(file)
		if err != nil {
			return err
		}
		report, err := sets.Measure(s.ctx, setsDesk{d}, set)
		if err != nil {
			return err
		}
		all.Figures = append(all.Figures, report.Figures...)
		all.Failures = append(all.Failures, report.Failures...)
	}
	if c.JSON {
		return s.printJSON(all)
	}
	return all.Print(s.stdout, c.Verbose)
}

// setsDesk is the desk as the sets see it.
type setsDesk struct{ *desk }

// Ask asks and listens to the steps.
func (d setsDesk) Ask(ctx context.Context, q auskunft.Question) (reply sets.Reply, err error) {
	ctx = chat.WithTrace(ctx, func(step chat.Step) {
		switch step.Name {
		case "route":
			kind, _, _ := strings.Cut(step.Detail, " ")
			reply.Route = guard.Kind(kind)
		case "language":
			reply.Lang = step.Detail
		}
	})
	reply.Answer, err = d.chat.Ask(ctx, q, func(e chat.Event) error {
		if c, ok := e.(chat.ConversationEvent); ok {
			reply.Conversation = c.ID
		}
		return nil
	})
	return reply, err
}

// Keys are the keys of the public services by what citizens call them.
func (d setsDesk) Keys(ctx context.Context) (map[string]string, error) {
	return d.pairs(ctx, `SELECT s.name, d.key FROM documents d JOIN services s ON s.document_id = d.id WHERE d.retired_at IS NULL
		UNION ALL SELECT title, key FROM documents WHERE kind = 'service' AND retired_at IS NULL`)
}

// Names are the official names of the public services by their keys.
func (d setsDesk) Names(ctx context.Context) (map[string]string, error) {
	return d.pairs(ctx, `SELECT d.key, s.name FROM documents d JOIN services s ON s.document_id = d.id WHERE d.retired_at IS NULL`)
}

// Town is the name of the demo town.
func (d setsDesk) Town() string { return d.chat.Town().Name }

// pairs reads a query's two columns as the public does.
func (d setsDesk) pairs(ctx context.Context, query string) (map[string]string, error) {
	all := map[string]string{}
	err := d.db.Read(ctx, auskunft.PublicReader, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, query)
		if err != nil {
			return err
		}
		var key, value string
		_, err = pgx.ForEachRow(rows, []any{&key, &value}, func() error { all[key] = value; return nil })
		return err
	})
	return all, err
}
