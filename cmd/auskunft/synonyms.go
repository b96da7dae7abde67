package main

import (
	"os"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/retrieval/synonym"
)

type synonymsCmd struct {
	List   synonymsListCmd   `cmd:"" help:"Print all words."`
	Add    synonymsAddCmd    `cmd:"" help:"Let a citizens' word stand for an official one."`
	Remove synonymsRemoveCmd `cmd:"" help:"Forget a word."`
	Import synonymsImportCmd `cmd:"" help:"Add the words of a CSV table: word, official word, kind, visibility."`
}

type synonymsListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// Run prints all pairs, one a line, as a table that import reads.
func (c *synonymsListCmd) Run(s *surroundings) error {
	return withSynonyms(s, func(store *synonym.Store, all auskunft.Reader) error {
		pairs, err := store.List(s.ctx, all)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.printJSON(map[string]any{"synonyms": pairs})
		}
		return synonym.WriteCSV(s.stdout, pairs)
	})
}

type synonymsAddCmd struct {
	Word      string `arg:"" help:"What citizens say: Perso."`
	Official  string `arg:"" help:"What the texts call it: Personalausweis."`
	Situation bool   `help:"It only belongs to the word, as registering belongs to moving house; counts less."`
	As        string `default:"public" help:"Whose questions it widens: public, internal or department:<key>."`
}

// Run adds one pair.
func (c *synonymsAddCmd) Run(s *surroundings) error {
	p := synonym.Pair{Word: c.Word, Official: c.Official, Visibility: auskunft.Visibility(c.As)}
	if c.Situation {
		p.Kind = synonym.Situation
	}
	return withSynonyms(s, func(store *synonym.Store, all auskunft.Reader) error {
		added, err := store.Add(s.ctx, all, p)
		if err == nil && added == 0 {
			s.printf("It was there already.\n")
		}
		return err
	})
}

type synonymsRemoveCmd struct {
	Word     string `arg:"" help:"What citizens say."`
	Official string `arg:"" optional:"" help:"Forget only this official word for it."`
}

// Run removes the pairs of a word.
func (c *synonymsRemoveCmd) Run(s *surroundings) error {
	return withSynonyms(s, func(store *synonym.Store, all auskunft.Reader) error {
		n, err := store.Remove(s.ctx, all, c.Word, c.Official)
		if err == nil {
			s.printf("Removed %d.\n", n)
		}
		return err
	})
}

type synonymsImportCmd struct {
	File string `arg:"" type:"existingfile" help:"Table, - for standard input."`
}

// Run adds all pairs of a table, or none.
func (c *synonymsImportCmd) Run(s *surroundings) error {
	table := s.stdin
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer f.Close()
		table = f
	}
	pairs, err := synonym.ReadCSV(table)
	if err != nil {
		return err
	}
	return withSynonyms(s, func(store *synonym.Store, all auskunft.Reader) error {
		added, err := store.Add(s.ctx, all, pairs...)
		if err == nil {
			s.printf("%d words read, %d of them new.\n", len(pairs), added)
		}
		return err
	})
}

// withSynonyms opens the database for somebody who maintains the words of all readers.
func withSynonyms(s *surroundings, do func(*synonym.Store, auskunft.Reader) error) error {
	return withDatabase(s, func(db *postgres.DB) error {
		var all []auskunft.Visibility
		if err := db.App.QueryRow(s.ctx, `SELECT array_agg(key) FROM visibilities`).Scan(&all); err != nil {
			return err
		}
		return do(synonym.NewStore(db), auskunft.Reader{}.With(all...))
	})
}
