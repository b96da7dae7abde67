package dataset

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
)

// omosItem is one line of OMoS-QA (Kleinle, Prange, Friedrich, KONVENS 2024).
type omosItem struct {
	ID       int    `json:"id"`
	Question string `json:"question"`
	Context  string `json:"context"`
	Answers  []int  `json:"answers"` // lines of the context, from 0; empty: unanswerable
	Language string `json:"language"`
	City     string `json:"city"`
	PageID   int    `json:"pageId"`
}

// fromOMoS makes one document of every different context, its text exactly the context so
// that gold lines stay lines of it. It is about the municipality whose page it is. Each file is a
// split named by what stands before "_". Unanswerable questions have no judgements and count in
// answers only.
func fromOMoS(src fs.FS, files []string, lang string) (*Set, error) {
	pages := newCorpus()
	set := newSet(pages)
	for _, name := range files {
		data, err := fs.ReadFile(src, name)
		if err != nil {
			return nil, err
		}
		split, _, _ := strings.Cut(name, "_")
		line := 0
		for raw := range bytes.Lines(data) {
			line++
			var item omosItem
			if err := json.Unmarshal(raw, &item); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, line, err)
			}
			if item.Language == lang {
				set.addOMoS(pages, item, split)
			}
		}
	}
	set.Documents = pages.documents
	return set, nil
}

func (s *Set) addOMoS(pages *corpus, item omosItem, split string) {
	title, _, _ := strings.Cut(item.Context, "\n")
	page := pages.add(Document{ID: fmt.Sprintf("%s-%d", item.City, item.PageID), Title: title, Text: item.Context, Areas: []string{item.City}})
	answerable := len(item.Answers) > 0
	q := Query{
		ID: fmt.Sprintf("%s-%d", split, item.ID), Text: item.Question, Lang: item.Language,
		DocIDs: []string{page}, Answerable: &answerable, Split: split,
	}
	s.Queries = append(s.Queries, q)
	if answerable {
		s.judge(q.ID, page)
		s.Gold[q.ID] = append(s.Gold[q.ID], Gold{Query: q.ID, Document: page, Lines: item.Answers})
	}
}
