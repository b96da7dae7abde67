package synonym

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"auskunft"
)

// maxPairs bounds a file. Every replica holds all pairs in memory and tries them on every
// question; a town that has more has put a dictionary in.
const maxPairs = 20_000

// ReadCSV reads pairs from a table "word, official word, kind, visibility", of which the last
// two may be missing. Columns are separated by commas, semicolons or tabs, whatever
// the first line has; a first line that names the columns is passed over. Errors name the line.
func ReadCSV(r io.Reader) ([]Pair, error) {
	text, err := io.ReadAll(io.LimitReader(r, 4<<20))
	if err != nil {
		return nil, err
	}
	table := strings.TrimPrefix(string(text), "\ufeff")
	lines := csv.NewReader(strings.NewReader(table))
	lines.Comma = separator(table)
	lines.FieldsPerRecord = -1
	lines.TrimLeadingSpace = lines.Comma != '\t'
	var pairs []Pair
	for first := true; ; first = false {
		cells, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return pairs, nil
		}
		if err != nil {
			return nil, auskunft.Errorf(auskunft.Invalid, "synonym_csv", "the table cannot be read: %w", err)
		}
		if first && strings.EqualFold(normal(cells[0]), "word") {
			continue
		}
		line, _ := lines.FieldPos(0)
		if len(cells) < 2 || len(cells) > 4 {
			return nil, auskunft.Errorf(auskunft.Invalid, "synonym_csv", "line %d has %d columns: word and official word, then kind and visibility where needed", line, len(cells))
		}
		cells = append(cells, "", "")
		p, err := Pair{Word: cells[0], Official: cells[1], Kind: Kind(normal(cells[2])), Visibility: auskunft.Visibility(normal(cells[3]))}.check()
		if err != nil {
			return nil, auskunft.Errorf(auskunft.Invalid, auskunft.CodeOf(err), "line %d: %w", line, err)
		}
		if pairs = append(pairs, p); len(pairs) > maxPairs {
			return nil, auskunft.Errorf(auskunft.Limited, "synonym_csv", "the table has more than %d lines", maxPairs)
		}
	}
}

// separator is the character that a table's first line is divided by.
func separator(table string) rune {
	line, _, _ := strings.Cut(table, "\n")
	for _, c := range "\t;" {
		if strings.ContainsRune(line, c) {
			return c
		}
	}
	return ','
}

// WriteCSV writes pairs as a table that ReadCSV reads.
func WriteCSV(w io.Writer, pairs []Pair) error {
	table := csv.NewWriter(w)
	if err := table.Write([]string{"word", "official", "kind", "visibility"}); err != nil {
		return err
	}
	for _, p := range pairs {
		if err := table.Write([]string{p.Word, p.Official, string(p.Kind), string(p.Visibility)}); err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}
