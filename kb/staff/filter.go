package staff

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"

	"auskunft"
)

// filter narrows the hits; "" lets all through. It stands in the page's address.
type filter struct{ Area, Source, State, Audience string }

// checkedFor is how long a check counts. A year is what administrations commonly promise; an
// article has an interval of its own.
const checkedFor = 365 * 24 * time.Hour

// The states of a document, by when somebody last confirmed it.
const (
	stateChecked   = "checked"
	stateDue       = "due"
	stateUnchecked = "unchecked"
	stateExpired   = "expired"
)

// The audiences.
const (
	audiencePublic   = "public"
	audienceInternal = "internal"
)

func filterOf(form url.Values) filter {
	return filter{form.Get("area"), form.Get("source"), form.Get("state"), form.Get("audience")}
}

// values is the filter as parameters of an address; what lets all through is left out.
func (f filter) values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"area": f.Area, "source": f.Source, "state": f.State, "audience": f.Audience} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

// Active is how many of its parts are set.
func (f filter) Active() int { return len(f.values()) }

func (f filter) lets(d auskunft.Document, now time.Time) bool {
	audience := audienceInternal
	if d.Visibility == auskunft.Public {
		audience = audiencePublic
	}
	return (f.Area == "" || len(d.Areas) == 0 || slices.Contains(d.Areas, f.Area)) &&
		(f.Source == "" || f.Source == d.Source) &&
		(f.State == "" || f.State == stateOf(d, now)) &&
		(f.Audience == "" || f.Audience == audience)
}

func stateOf(d auskunft.Document, now time.Time) string {
	switch {
	case !d.ValidUntil.IsZero() && d.ValidUntil.Before(now):
		return stateExpired
	case d.CheckedAt.IsZero():
		return stateUnchecked
	case now.Sub(d.CheckedAt) > checkedFor:
		return stateDue
	default:
		return stateChecked
	}
}

// filterField is one of the filter's lists of choices.
type filterField struct {
	Name, Label string
	Choices     []choice
}

type choice struct {
	Value, Label string
	Chosen       bool
}

// filterFields offers what can be chosen. A value that came from an address and is not
// offered stays chosen, so that the page says what it does.
func (p *pages) filterFields(r *http.Request, who auskunft.Account, f filter) ([]filterField, error) {
	var sources []string
	if p.Catalogue != nil {
		var err error
		if sources, err = p.Catalogue.Sources(r.Context(), who.Reader()); err != nil {
			return nil, err
		}
	}
	same := func(value string) string { return value }
	named := func(prefix string) func(string) string {
		return func(value string) string { return p.Text(prefix + value) }
	}
	districts := map[string]string{} // names by key
	for name, key := range p.Areas {
		districts[key] = name
	}
	byName := slices.SortedFunc(maps.Keys(districts), func(a, b string) int { return cmp.Compare(districts[a], districts[b]) })
	return []filterField{
		p.filterField("area", f.Area, byName, func(key string) string { return districts[key] }),
		p.filterField("source", f.Source, sources, same),
		p.filterField("state", f.State, []string{stateChecked, stateDue, stateUnchecked}, named("state_")),
		p.filterField("audience", f.Audience, []string{audiencePublic, audienceInternal}, named("audience_")),
	}, nil
}

func (p *pages) filterField(name, chosen string, values []string, label func(string) string) filterField {
	field := filterField{Name: name, Label: p.Text("filter_" + name), Choices: []choice{{"", p.Text("filter_all"), chosen == ""}}}
	if chosen != "" && !slices.Contains(values, chosen) {
		field.Choices = append(field.Choices, choice{chosen, chosen, true})
	}
	for _, value := range values {
		field.Choices = append(field.Choices, choice{value, label(value), value == chosen})
	}
	return field
}
