package dataset

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"auskunft"
	"auskunft/evals/measure"
)

// Formats names the converters: the shape of files that others published.
//
//   - omos: OMoS-QA, questions on municipal pages with human-marked answer lines
//   - squad: SQuAD 1.1 and 2.0, and sets translated from it such as XQuAD
//   - faq: a table of questions and answers; the question is asked, only the answer indexed
//   - dldb: the service export of Munich and Berlin; of every service one search word is
//     taken out of the corpus and asked
var Formats = map[string]func(src fs.FS, files []string, lang string) (*Set, error){
	"omos": fromOMoS, "squad": fromSQuAD, "faq": fromFAQ, "dldb": fromDLDB,
}

// ConvertOptions are the arguments of `eval convert`.
type ConvertOptions struct {
	Format string // a key of Formats
	Source string // a file, or the folder where the set's files lie under their usual names
	Out    string // folder to write; files of an earlier conversion are replaced
	Lang   string // "" means "de"
}

// Convert makes a BEIR folder of a published set and says on w what is in it.
func Convert(opts ConvertOptions, w io.Writer) error {
	convert, ok := Formats[opts.Format]
	if !ok {
		return auskunft.Errorf(auskunft.Invalid, "eval_format", "unknown format %q: use one of %s",
			opts.Format, strings.Join(slices.Sorted(maps.Keys(Formats)), ", "))
	}
	if opts.Lang == "" {
		opts.Lang = "de"
	}
	src, files, err := sourceFiles(opts)
	if err != nil {
		return err
	}
	set, err := convert(src, files, opts.Lang)
	if err != nil {
		return auskunft.Errorf(auskunft.Invalid, "eval_convert", "%s: %w", opts.Source, err)
	}
	if len(set.Queries) == 0 {
		return auskunft.Errorf(auskunft.Invalid, "eval_convert", "%s: no questions in language %q", opts.Source, opts.Lang)
	}
	if err := Write(opts.Out, set); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, set.describe(opts.Out))
	return err
}

// describe counts what a set holds: "442 documents, 654 queries (535 answerable; dev 193, train 461)".
func (s *Set) describe(where string) string {
	answerable := 0
	splits := map[string]int{}
	for _, q := range s.Queries {
		if q.Answerable == nil || *q.Answerable {
			answerable++
		}
		if q.Split != "" {
			splits[q.Split]++
		}
	}
	text := fmt.Sprintf("%s: %d documents, %d queries, %d of them answerable", where, len(s.Documents), len(s.Queries), answerable)
	for _, name := range slices.Sorted(maps.Keys(splits)) {
		text += fmt.Sprintf("; split %s: %d", name, splits[name])
	}
	return text
}

// usualNames are the files of each format in a folder; %s is the language.
var usualNames = map[string]string{
	"omos": "*_%s.jsonl", "squad": "*%s.json", "faq": "faq*.tsv", "dldb": "services_%s.json",
}

func sourceFiles(opts ConvertOptions) (fs.FS, []string, error) {
	info, err := os.Stat(opts.Source)
	if err != nil {
		return nil, nil, auskunft.Errorf(auskunft.NotFound, "eval_convert", "%w", err)
	}
	if !info.IsDir() {
		return os.DirFS(filepath.Dir(opts.Source)), []string{filepath.Base(opts.Source)}, nil
	}
	pattern := strings.ReplaceAll(usualNames[opts.Format], "%s", opts.Lang)
	src := os.DirFS(opts.Source)
	files, err := fs.Glob(src, pattern)
	if err == nil && len(files) == 0 {
		err = auskunft.Errorf(auskunft.NotFound, "eval_convert", "%s: no file %s in it", opts.Source, pattern)
	}
	return src, files, err
}

// corpus collects documents, one for each different text.
type corpus struct {
	documents []Document
	byText    map[string]string // text -> id
	taken     map[string]int
}

func newCorpus() *corpus { return &corpus{byText: map[string]string{}, taken: map[string]int{}} }

// add returns the id of the document with this text; a second text under one id gets "-2".
func (c *corpus) add(d Document) string {
	if id, ok := c.byText[d.Text]; ok {
		return id
	}
	c.taken[d.ID]++
	if n := c.taken[d.ID]; n > 1 {
		d.ID = fmt.Sprintf("%s-%d", d.ID, n)
	}
	c.byText[d.Text] = d.ID
	c.documents = append(c.documents, d)
	return d.ID
}

func newSet(c *corpus) *Set {
	return &Set{Documents: c.documents, Qrels: map[string]map[string]int{}, Gold: map[string][]Gold{}}
}

func (s *Set) judge(query, document string) {
	if s.Qrels[query] == nil {
		s.Qrels[query] = map[string]int{}
	}
	s.Qrels[query][document] = 1
}

// sameWords is the identity under which questions, answers and search words are one.
func sameWords(s string) string { return measure.Normalise(s) }
