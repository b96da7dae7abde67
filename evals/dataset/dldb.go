package dataset

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"html"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// dldbFile is the export of services that Munich and Berlin publish.
type dldbFile struct {
	Data []dldbService `json:"data"`
}

type dldbService struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"` // HTML
	Fees        string `json:"fees"`        // HTML
	Meta        struct {
		Keywords string `json:"keywords"` // citizens' words, separated by commas
	} `json:"meta"`
}

// fromDLDB makes one document of every service. Of each service with search words one is
// left out and asked; it is left out of every service that has it, and all of those are
// right, so no document is found by the very word it is asked with.
func fromDLDB(src fs.FS, files []string, lang string) (*Set, error) {
	var services []dldbService
	for _, name := range files {
		data, err := fs.ReadFile(src, name)
		if err != nil {
			return nil, err
		}
		var file dldbFile
		if err := json.Unmarshal(data, &file); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		services = append(services, file.Data...)
	}
	set := newSet(newCorpus())
	left := map[string]string{} // word -> query id
	for _, s := range services {
		word, ok := s.leaveOut()
		if _, asked := left[sameWords(word)]; !ok || asked {
			continue
		}
		id := "word-" + s.ID
		left[sameWords(word)] = id
		set.Queries = append(set.Queries, Query{ID: id, Text: word, Lang: lang})
	}
	for _, s := range services {
		d := Document{ID: "service-" + s.ID, Title: s.Name, Text: s.text()}
		for _, word := range s.words() {
			if query, ok := left[sameWords(word)]; ok {
				set.judge(query, d.ID)
			} else {
				d.Synonyms = append(d.Synonyms, word)
			}
		}
		set.Documents = append(set.Documents, d)
	}
	return set, nil
}

func (s dldbService) words() []string {
	var words []string
	for word := range strings.SplitSeq(s.Meta.Keywords, ",") {
		if word = strings.TrimSpace(word); word != "" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

// leaveOut picks the word to ask: by a hash of the service's id, so that the choice is
// arbitrary, stable, and nobody's. A word that is the service's name proves nothing.
func (s dldbService) leaveOut() (string, bool) {
	words := slices.DeleteFunc(s.words(), func(w string) bool { return sameWords(w) == sameWords(s.Name) })
	if len(words) == 0 {
		return "", false
	}
	h := fnv.New32a()
	h.Write([]byte(s.ID))
	return words[int(h.Sum32()%uint32(len(words)))], true
}

func (s dldbService) text() string {
	text := s.Name
	for _, part := range []string{plainText(s.Description), plainText(s.Fees)} {
		if part != "" {
			text += "\n" + part
		}
	}
	return text
}

var (
	blockTag = regexp.MustCompile(`(?i)<(?:/?(?:p|li|ul|ol|div|table|tr|h[1-6])|br)\b[^>]*>`)
	anyTag   = regexp.MustCompile(`<[^>]*>`)
	blanks   = regexp.MustCompile(`[\s\p{Cf}]+`)
)

// plainText is enough for the dozen tags of this export; real pages go through ingest.
func plainText(markup string) string {
	var lines []string
	for line := range strings.SplitSeq(blockTag.ReplaceAllString(strings.ReplaceAll(markup, "\n", " "), "\n"), "\n") {
		line = html.UnescapeString(anyTag.ReplaceAllString(line, ""))
		if line = strings.TrimSpace(blanks.ReplaceAllString(line, " ")); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
