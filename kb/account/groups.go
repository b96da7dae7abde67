package account

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"auskunft"
)

// Everybody is the group that all who can sign in at the provider are in.
const Everybody = "*"

// Groups says what the groups of an identity provider mean here. It is read from YAML:
//
//	roles:
//	  admin: [auskunft-admin]
//	  agent: [servicecenter-115, "CN=SC115,OU=Gruppen,DC=stadt"]
//	  staff: ["*"]
//	departments:
//	  finanzen: [fb20]
//
// Names of groups are compared exactly; "*" is everybody who can sign in there.
type Groups struct {
	Roles       map[auskunft.Role][]string `yaml:"roles"`
	Departments map[string][]string        `yaml:"departments"`
}

// ParseGroups reads and checks a mapping. The error, of kind auskunft.Invalid, names all
// that is wrong.
func ParseGroups(b []byte) (Groups, error) {
	var g Groups
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true) // a misspelt key would silently leave people without rights
	if err := dec.Decode(&g); err != nil && !errors.Is(err, io.EOF) {
		return g, auskunft.Errorf(auskunft.Invalid, "groups", "%w", err)
	}
	var problems []error
	for _, role := range slices.Sorted(maps.Keys(g.Roles)) {
		if _, err := auskunft.ParseRole(string(role)); err != nil {
			problems = append(problems, err)
		}
		problems = append(problems, checkNames("role "+string(role), g.Roles[role]))
	}
	for _, key := range slices.Sorted(maps.Keys(g.Departments)) {
		if _, err := auskunft.ParseVisibility(string(auskunft.DepartmentOnly(key))); err != nil {
			problems = append(problems, err)
		}
		problems = append(problems, checkNames("department "+key, g.Departments[key]))
	}
	if len(g.Roles) == 0 {
		problems = append(problems, errors.New("no group gives a role: nobody could sign in"))
	}
	if err := errors.Join(problems...); err != nil {
		return g, auskunft.Errorf(auskunft.Invalid, "groups", "%w", err)
	}
	return g, nil
}

func checkNames(of string, groups []string) error {
	if len(groups) == 0 || slices.Contains(groups, "") {
		return fmt.Errorf("%s needs the names of its groups; leave it out if it has none", of)
	}
	return nil
}

// Of returns what somebody in groups is here, and why: each role with the group that gives
// it, the most privileged first, which is the one that holds. The role is "" when no group
// gives one.
func (g Groups) Of(groups []string) (role auskunft.Role, departments []string, why string) {
	var given []string
	for _, candidate := range privilege {
		if group, ok := match(g.Roles[candidate], groups); ok {
			role = candidate
			given = append(given, fmt.Sprintf("%s ← %q", candidate, group))
		}
	}
	slices.Reverse(given) // the one that holds comes first
	for _, key := range slices.Sorted(maps.Keys(g.Departments)) {
		if _, ok := match(g.Departments[key], groups); ok {
			departments = append(departments, key)
		}
	}
	return role, departments, strings.Join(given, ", ")
}

// match returns the first of the wanted groups that is among those somebody is in.
func match(wanted, groups []string) (string, bool) {
	for _, group := range wanted {
		if group == Everybody || slices.Contains(groups, group) {
			return group, true
		}
	}
	return "", false
}
