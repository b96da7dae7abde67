package ingest

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/finding"
	"auskunft/ingest/finding/facts"
	"auskunft/ingest/source"
	"auskunft/ingest/split"
	"auskunft/retrieval/embed"
	"auskunft/retrieval/lexical"
)

// analysis is what turns passages into terms and vectors, as of one snapshot.
type analysis struct {
	snapshotID *int32 // nil before the first snapshot
	analyser   *lexical.Analyser
	embedder   embed.Embedder
	vectors    vectorTable
}

// newestAnalysis is the analysis of the newest snapshot.
func (p *Pipeline) newestAnalysis(ctx context.Context) (*analysis, error) {
	id, err := newestSnapshot(ctx, p.db.App)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current != nil && same(p.current.snapshotID, id) {
		return p.current, nil
	}
	var vocabulary *lexical.Vocabulary
	if id != nil {
		var b []byte
		if err := p.db.App.QueryRow(ctx, `SELECT vocabulary FROM snapshots WHERE id = $1`, *id).Scan(&b); err != nil {
			return nil, err
		}
		if vocabulary, err = lexical.DecodeVocabulary(b); err != nil {
			return nil, err
		}
	}
	a := &analysis{snapshotID: id, analyser: lexical.NewAnalyser(vocabulary), embedder: p.endpoint}
	if a.embedder == nil {
		a.embedder = embed.NewBuiltin(a.analyser)
	}
	a.vectors = vectorTable(embed.Table(a.embedder))
	p.current = a
	return a, nil
}

// querier is a pool or a transaction.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

func newestSnapshot(ctx context.Context, q querier) (id *int32, err error) {
	err = q.QueryRow(ctx, `SELECT max(id) FROM snapshots WHERE format = $1`, lexical.Format).Scan(&id)
	return id, err
}

func same(a, b *int32) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// terms analyses the passages of a document. What belongs to the document as a whole
// stands with its first passage.
func (a *analysis) terms(doc auskunft.Document, passages []auskunft.Passage) [][]byte {
	terms := make([][]byte, len(passages))
	for i, passage := range passages {
		f := lexical.Fields{Headings: passage.Headings, Body: passage.Text}
		if i == 0 {
			f.Title, f.Synonyms, f.Service = doc.Title, doc.Synonyms, serviceWords(doc.Service)
		}
		terms[i] = a.analyser.Encode(doc.Lang, f)
	}
	return terms
}

// serviceWords are the words of a service that its texts need not contain.
func serviceWords(s *auskunft.Service) []string {
	if s == nil {
		return nil
	}
	words := append([]string{s.Name, s.PlainName}, s.Synonyms...)
	return append(append(words, s.LeiKa...), s.LifeEvents...)
}

// embeddedText is what of a passage an embedder gets: its place in the document and its text.
func embeddedText(title string, headings []string, body string) string {
	return strings.Join(append(append([]string{title}, headings...), body), "\n")
}

// embed embeds the passages of a whole batch at once: an endpoint likes large requests.
// Those of a document that is analysed later wait for that.
func (b *batch) embed(ctx context.Context, outcomes []outcome) error {
	var texts []string
	for _, o := range outcomes {
		if o.prepared.terms == nil {
			continue
		}
		for _, passage := range o.prepared.passages {
			texts = append(texts, embeddedText(o.prepared.doc.Title, passage.Headings, passage.Text))
		}
	}
	if len(texts) == 0 {
		return nil
	}
	vectors, err := b.analysis.embedder.Passages(ctx, texts)
	if err != nil {
		return err
	}
	for i := range outcomes {
		if outcomes[i].prepared.terms == nil {
			continue
		}
		n := len(outcomes[i].prepared.passages)
		outcomes[i].prepared.vectors, vectors = vectors[:n], vectors[n:]
	}
	return nil
}

// process takes a fetched item to where it can be stored, but for its vectors.
func (b *batch) process(ctx context.Context, t task, fetched source.Fetched) (prepared, error) {
	src, item := b.source, t.Item
	it := prepared{doc: fetched.Document, notice: fetched.Notice, mark: item.Mark, format: fetched.Format, original: fetched.Original}
	it.doc.Key, it.doc.Source = item.Key, src.Name
	var err error
	if it.doc.Visibility, err = narrower(src.Visibility, it.doc.Visibility); err != nil {
		return it, err
	}
	if it.notice != nil {
		it.coverage.Notices = 1
		it.coverage.fields(fetched)
		it.notice.Visibility, err = narrower(it.doc.Visibility, it.notice.Visibility)
		return it, err
	}
	result := fetched.Result
	if result == nil {
		if result, err = extract.Extract(ctx, fetched.Format, item.Key, fetched.Original); err != nil {
			return it, err
		}
	}
	it.complete(src, result)
	result.Warnings = append(result.Warnings, suspicious(it.doc, fetched)...)
	it.passages = split.Split(result, it.doc.Kind, fetched.Fields)
	dropTitle(it.doc.Title, it.passages)
	if it.extract, err = json.Marshal(keep(fetched, result)); err != nil {
		return it, err
	}
	if it.warnings, err = json.Marshal(warnings(result, fetched.Unknown)); err != nil {
		return it, err
	}
	if it.digest, err = digest(it.doc, it.passages, it.extract); err != nil {
		return it, err
	}
	it.coverage = cover(fetched, result, it.doc.Lang, len(it.passages))
	if !b.deferred || !t.New {
		it.terms = b.analysis.terms(it.doc, it.passages)
	}
	return it, nil
}

// suspicious are warnings of text that reads like orders to a language model. Warnings are no
// part of a document: those of one that is not public do not quote it.
func suspicious(doc auskunft.Document, fetched source.Fetched) []extract.Warning {
	found := finding.Suspicious(doc.Text, fetched.Format, fetched.Original)
	for i := range found {
		if doc.Visibility != auskunft.Public {
			found[i].Detail = "it reads like orders to a language model; not quoted, because the document is not public"
		}
	}
	return found
}

// keep is what is stored of an extraction beside its text.
func keep(fetched source.Fetched, result *extract.Result) structure {
	s := structure{Structured: fetched.Result != nil, Blocks: result.Blocks, Fields: fetched.Fields, Meta: result.Meta, Links: result.Links, Pages: result.Pages}
	if !s.Structured {
		s.Blocks = nil
		for _, b := range result.Blocks {
			if b.Anchor != "" {
				s.Blocks = append(s.Blocks, b)
			}
		}
	}
	return s
}

// dropTitle takes the document's own title off the headings: a page's first heading says it
// again, and nobody wants to read it twice in front of a quote.
func dropTitle(title string, passages []auskunft.Passage) {
	for i := range passages {
		if h := passages[i].Headings; len(h) > 0 && strings.EqualFold(strings.TrimSpace(h[0]), strings.TrimSpace(title)) {
			passages[i].Headings = h[1:]
		}
	}
}

// visibilityConflict is the code of items that nobody who reads the source may read.
const visibilityConflict = "visibility_conflict"

// narrower is the visibility of an item within a source: its own may narrow the source's,
// never widen it. "" leaves it as it is.
func narrower(source, own auskunft.Visibility) (auskunft.Visibility, error) {
	_, sourceDepartment := source.Department()
	_, ownDepartment := own.Department()
	switch {
	case own == "" || own == source || own == auskunft.Public || sourceDepartment && own == auskunft.Internal:
		return source, nil
	case sourceDepartment && ownDepartment:
		return "", auskunft.Errorf(auskunft.Invalid, visibilityConflict, "it says %s, but its source is for %s only", own, source)
	}
	return own, nil
}

// complete fills what the source did not say from what the file itself says.
func (it *prepared) complete(src Source, result *extract.Result) {
	d := &it.doc
	d.Text = result.Text
	if d.Title == "" {
		d.Title = result.Title
	}
	if d.Title == "" {
		d.Title = d.Key
	}
	if d.Lang == "" {
		d.Lang = result.Lang
	}
	if d.Lang == "" {
		d.Lang = "de"
	}
	if d.Kind == "" {
		d.Kind = auskunft.PageDocument
	}
	if d.ChangedAt.IsZero() {
		d.ChangedAt = facts.LastChange(d.Text)
	}
	d.URL = absolute(src.BaseURL, d.URL, d.Key)
}

// absolute is the address of a document's original: as the document says, below the source's
// base, or made of base and key. Without a base a relative address leads nowhere.
func absolute(base, address, key string) string {
	u, err := url.Parse(address)
	switch {
	case err == nil && u.IsAbs():
		return address
	case base == "" || err != nil:
		return ""
	case address == "":
		address = (&url.URL{Path: key}).EscapedPath()
	}
	b, err := url.Parse(base)
	if err != nil {
		return ""
	}
	reference, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return b.ResolveReference(reference).String()
}

func (it *prepared) visibility() auskunft.Visibility {
	if it.notice != nil {
		return it.notice.Visibility
	}
	return it.doc.Visibility
}

// unknownElement is the code of fields that were not understood.
const unknownElement = "unknown_element"

// warnings adds the elements a structured source did not understand to the extractor's own.
func warnings(result *extract.Result, unknown []string) []extract.Warning {
	all := result.Warnings
	for _, path := range unknown {
		all = append(all, extract.Warning{Code: unknownElement, Detail: path})
	}
	if all == nil {
		all = []extract.Warning{}
	}
	return all
}
