package admin

import (
	"cmp"
	"context"
	"slices"

	"auskunft"
	places "auskunft/ingest/source"
	"auskunft/kb/privacy"
)

// choice is one of the values that a form offers, by the name that people read.
type choice struct {
	Value, Name string
	Chosen      bool
}

// circles are the visibilities that a source or another program can get: everybody's, the
// administration's, and those of the departments that accounts belong to.
func (p *pages) circles(ctx context.Context, chosen string) ([]choice, error) {
	all := []auskunft.Visibility{auskunft.Public, auskunft.Internal}
	if p.Accounts != nil {
		accounts, err := p.Accounts.List(ctx)
		if err != nil {
			return nil, err
		}
		for _, a := range accounts {
			for _, key := range a.Departments {
				all = append(all, auskunft.DepartmentOnly(key))
			}
		}
	}
	if v, err := auskunft.ParseVisibility(chosen); err == nil { // a refused form keeps what it said
		all = append(all, v)
	}
	slices.Sort(all[2:])
	var list []choice
	for i, v := range all {
		if !slices.Contains(all[:i], v) {
			list = append(list, choice{string(v), p.Visibility(v), string(v) == chosen})
		}
	}
	return list, nil
}

// kinds are the kinds of sources there are, by what a town calls them.
func (p *pages) kinds(chosen string) (list []choice) {
	for _, kind := range places.Kinds() {
		list = append(list, choice{kind, privacy.KindName(kind), kind == chosen})
	}
	slices.SortFunc(list, func(a, b choice) int { return cmp.Compare(a.Name, b.Name) })
	return list
}
