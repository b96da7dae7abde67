package dataset

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// fromFAQ makes one document of every different answer and one query of every different
// question; a question that several authorities answered has several right documents. The
// question's text is nowhere in the corpus, so finding the answer takes more than equality.
func fromFAQ(src fs.FS, files []string, lang string) (*Set, error) {
	answers := newCorpus()
	set := newSet(answers)
	asked := map[string]string{} // question -> query id
	for _, name := range files {
		f, err := src.Open(name)
		if err != nil {
			return nil, err
		}
		err = eachRow(f, func(line int, row map[string]string) error {
			question, answer := strings.TrimSpace(row["question"]), strings.TrimSpace(row["answer"])
			if row["lang"] != lang || question == "" || answer == "" {
				return nil
			}
			document := answers.add(Document{ID: fmt.Sprintf("answer-%d", line), Text: answer})
			query, known := asked[sameWords(question)]
			if !known {
				query = fmt.Sprintf("question-%d", line)
				asked[sameWords(question)] = query
				set.Queries = append(set.Queries, Query{ID: query, Text: question, Lang: lang})
			}
			set.judge(query, document)
			return nil
		})
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	set.Documents = answers.documents
	return set, nil
}

// eachRow reads tab-separated rows by the names of the first one.
func eachRow(r io.Reader, row func(line int, row map[string]string) error) error {
	in := csv.NewReader(r)
	in.Comma = '\t'
	in.LazyQuotes = true
	header, err := in.Read()
	if err != nil {
		return fmt.Errorf("no header line: %w", err)
	}
	for line := 2; ; line++ {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		named := make(map[string]string, len(header))
		for i, name := range header {
			named[name] = fields[i]
		}
		if err := row(line, named); err != nil {
			return err
		}
	}
}
