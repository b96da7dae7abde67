package main

import (
	"context"
	"io"
	"strings"

	"auskunft"
	"auskunft/kb/erasure"
)

type eraseCmd struct {
	Texts    []string `arg:"" optional:"" help:"What to look for: name, address, number, in each way of writing it. Without any, one text a line is read from standard input, which leaves no trace in the shell's history."`
	Document []int64  `help:"Number of a document to erase, too, as the search lists it."`
	Yes      bool     `help:"Erase. Without it nothing is changed."`
	Why      string   `help:"The reason, for the audit log. It must not name the person."`
	JSON     bool     `name:"json" help:"Print JSON."`
}

// maxTexts bounds what is read from standard input, in bytes.
const maxTexts = 64 << 10

// Run shows where a person's text is or, with --yes, erases it, and what is left.
func (c *eraseCmd) Run(s *surroundings) error {
	if len(c.Texts) == 0 {
		lines, err := io.ReadAll(io.LimitReader(s.stdin, maxTexts))
		if err != nil {
			return err
		}
		c.Texts = strings.Split(string(lines), "\n")
	}
	return withSources(s, func(p sourceDesk) error {
		eraser := erasure.New(p.db, p.Pipeline)
		if !c.Yes {
			there, err := eraser.Look(s.ctx, c.Texts)
			if err != nil {
				return err
			}
			return c.print(s, there, "found", "Nothing was changed. To erase what people wrote: --yes; a document with it: --document with its number.")
		}
		erased, err := eraser.Erase(s.ctx, c.Texts, c.Document, c.Why)
		if err != nil {
			return err
		}
		if err := c.print(s, erased, "erased", ""); err != nil {
			return err
		}
		return c.left(s.ctx, s, eraser)
	})
}

// left says what still holds the texts; it is an error, so that nobody overlooks it.
func (c *eraseCmd) left(ctx context.Context, s *surroundings, eraser *erasure.Eraser) error {
	left, err := eraser.Look(ctx, c.Texts)
	if err != nil || left.Rows() == 0 {
		if err == nil && !c.JSON {
			s.printf("Nothing is left. Erase it at its sources, too, and in backups.\n")
		}
		return err
	}
	if err := c.print(s, left, "left", ""); err != nil {
		return err
	}
	return auskunft.Errorf(auskunft.Conflict, "erase_left", "the texts still stand in %d places: see the lines that begin with left", left.Rows())
}

func (c *eraseCmd) print(s *surroundings, r erasure.Report, word, advice string) error {
	if c.JSON {
		return s.printJSON(map[string]erasure.Report{word: r})
	}
	for _, part := range [][]erasure.Found{r.People, r.Elsewhere} {
		for _, found := range part {
			if found.Rows > 0 {
				s.printf("%-7s %6d  %s\n", word, found.Rows, found.What)
			}
		}
	}
	for _, d := range r.Documents {
		what := "text"
		if !d.Now {
			what = "earlier versions only"
		}
		s.printf("%-7s document %d  %s (%s, %s; %s)\n", word, d.ID, d.Title, d.Source, d.Visibility, what)
	}
	if r.Rows() == 0 {
		s.printf("%-7s nothing\n", word)
	} else if advice != "" {
		s.printf("%s\n", advice)
	}
	return nil
}
