package finding

import (
	"context"
	"slices"
	"time"

	"auskunft"
	"auskunft/internal/postgres"
)

// draftID is the number of a text that is not stored; stored ones count from 1.
const draftID = -1

// Against compares a text that is not stored yet with the stored ones that reader sees, and
// returns how they contradict each other: what a run would find once it is stored in the
// place of the document with its source and key.
func Against(ctx context.Context, db *postgres.DB, reader auskunft.Reader, draft auskunft.Document, passages []auskunft.Passage, now time.Time) ([]Finding, error) {
	limits, err := readLimits(ctx, db)
	if err != nil {
		return nil, err
	}
	c, err := load(ctx, db, reader, now, limits)
	if err != nil {
		return nil, err
	}
	c.documents = slices.DeleteFunc(c.documents, func(d *document) bool { return d.Source == draft.Source && d.Key == draft.Key })
	d := &document{Document: draft, source: &source{name: draft.Source}, passages: passages}
	d.ID = draftID
	alone := &corpus{documents: []*document{d}}
	alone.examine()
	c.documents, c.byID[d.ID] = append(c.documents, d), d
	found := slices.DeleteFunc(findContradictions(c, findAmendments(c)), func(f Finding) bool {
		return !slices.ContainsFunc(f.Quotes, func(q Quote) bool { return q.DocumentID == draftID })
	})
	for i := range found {
		for j := range found[i].Quotes {
			q := &found[i].Quotes[j]
			q.Source, q.Key, q.Kind, q.Title, q.URL = q.document.Source, q.document.Key, q.document.Kind, q.document.Title, q.document.URL
		}
	}
	return found, nil
}

// Dead lists which of some addresses are known to lead nowhere; nobody is asked.
func Dead(ctx context.Context, db *postgres.DB, addresses []string) ([]string, error) {
	known, err := readChecks(ctx, db, addresses)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(addresses), func(address string) bool { return !known[address].gone() }), nil
}
