package dataset

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
)

// squadFile is SQuAD (Rajpurkar et al., 2016; 2.0: 2018) and its translations.
type squadFile struct {
	Data []struct {
		Title      string `json:"title"`
		Paragraphs []struct {
			Context   string `json:"context"`
			Questions []struct {
				ID         string `json:"id"`
				Question   string `json:"question"`
				Impossible bool   `json:"is_impossible"`
			} `json:"qas"`
		} `json:"paragraphs"`
	} `json:"data"`
}

// fromSQuAD makes one document of every paragraph. The article's title is the document's:
// translated sets keep the English one, as a web page keeps its address.
func fromSQuAD(src fs.FS, files []string, lang string) (*Set, error) {
	paragraphs := newCorpus()
	set := newSet(paragraphs)
	for _, name := range files {
		data, err := fs.ReadFile(src, name)
		if err != nil {
			return nil, err
		}
		var file squadFile
		if err := json.Unmarshal(data, &file); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, article := range file.Data {
			title := strings.ReplaceAll(article.Title, "_", " ")
			for i, p := range article.Paragraphs {
				id := fmt.Sprintf("%s-%d", strings.Join(strings.Fields(article.Title), "_"), i+1)
				id = paragraphs.add(Document{ID: id, Title: title, Text: p.Context})
				for _, q := range p.Questions {
					answerable := !q.Impossible
					set.Queries = append(set.Queries, Query{ID: q.ID, Text: q.Question, Lang: lang,
						DocIDs: []string{id}, Answerable: &answerable})
					if answerable {
						set.judge(q.ID, id)
					}
				}
			}
		}
	}
	set.Documents = paragraphs.documents
	return set, nil
}
