package wiki

import (
	"slices"
	"strings"

	"auskunft"
)

// Groups says which visibility the members of which group of the wiki have. A group that it
// does not name is unknown: what only unknown groups may read, nobody reads here.
type Groups map[string]auskunft.Visibility

// ParseGroups reads the option "groups": "team-bau=department:bauen, mitarbeiter=internal".
func ParseGroups(option string) (Groups, error) {
	groups := Groups{}
	for _, rule := range List(option) {
		name, value, ok := strings.Cut(rule, "=")
		v, err := auskunft.ParseVisibility(value)
		if name = strings.TrimSpace(name); !ok || name == "" || err != nil || v == auskunft.Public {
			return nil, auskunft.Errorf(auskunft.Invalid, "source_option",
				"the option groups says %q; write <group>=internal or <group>=department:<key>, separated by commas", rule)
		}
		groups[name] = v
	}
	return groups, nil
}

// Visibility is who may read what only some may read: each level lists the groups that it
// lets in, and a reader must be let in by all of them. ok is false when no visibility that
// the groups stand for is let in everywhere.
func (g Groups) Visibility(levels [][]string) (v auskunft.Visibility, ok bool) {
	for _, v := range g.visibilities() {
		lets := func(level []string) bool {
			return slices.ContainsFunc(level, func(name string) bool {
				to, known := g[name]
				return known && auskunft.ReaderOf(v).Sees(to)
			})
		}
		if !slices.ContainsFunc(levels, func(level []string) bool { return !lets(level) }) {
			return v, true
		}
	}
	return "", false
}

// visibilities are those the groups stand for, the widest first, then by name.
func (g Groups) visibilities() []auskunft.Visibility {
	var all []auskunft.Visibility
	for _, v := range g {
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b auskunft.Visibility) int {
		switch {
		case a == b:
			return 0
		case a == auskunft.Internal:
			return -1
		case b == auskunft.Internal:
			return 1
		}
		return strings.Compare(string(a), string(b))
	})
	return slices.Compact(all)
}
