package dataset

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Write writes the set to the folder dir: qrels/test.tsv for all queries, and one more
// qrels file for each split that queries name.
func Write(dir string, set *Set) error {
	if err := os.MkdirAll(filepath.Join(dir, "qrels"), 0o755); err != nil {
		return err
	}
	var gold []Gold
	for _, q := range set.Queries {
		gold = append(gold, set.Gold[q.ID]...)
	}
	if err := writeLines(filepath.Join(dir, "corpus.jsonl"), set.Documents); err != nil {
		return err
	}
	if err := writeLines(filepath.Join(dir, "queries.jsonl"), set.Queries); err != nil {
		return err
	}
	if len(gold) > 0 {
		if err := writeLines(filepath.Join(dir, "gold.jsonl"), gold); err != nil {
			return err
		}
	}
	splits := map[string][]Query{"test": set.Queries}
	for _, q := range set.Queries {
		if q.Split != "" && q.Split != "test" {
			splits[q.Split] = append(splits[q.Split], q)
		}
	}
	for split, queries := range splits {
		if err := writeQrels(filepath.Join(dir, "qrels", split+".tsv"), queries, set.Qrels); err != nil {
			return err
		}
	}
	return nil
}

func writeLines[T any](path string, values []T) error {
	return writeFile(path, func(w *bufio.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		for _, v := range values {
			if err := enc.Encode(v); err != nil {
				return err
			}
		}
		return nil
	})
}

func writeQrels(path string, queries []Query, qrels map[string]map[string]int) error {
	return writeFile(path, func(w *bufio.Writer) error {
		fmt.Fprint(w, "query-id\tcorpus-id\tscore\n")
		for _, q := range queries {
			judged := qrels[q.ID]
			for _, id := range slices.SortedFunc(maps.Keys(judged), cmp.Compare) {
				fmt.Fprintf(w, "%s\t%s\t%d\n", q.ID, id, judged[id])
			}
		}
		return nil
	})
}

// writeFile writes beside the target and renames, so that a full disk leaves no half file.
func writeFile(path string, write func(*bufio.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".writing-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails after the rename, as it should
	w := bufio.NewWriter(f)
	err = cmp.Or(write(w), w.Flush(), f.Chmod(0o644), f.Close())
	if err != nil {
		f.Close()
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.Rename(f.Name(), path)
}
