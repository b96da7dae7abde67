package dokuwiki

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"auskunft"
	"auskunft/ingest/source/wiki"
)

// acl is who may read what, as conf/acl.auth.php says: for a page the lines that name it
// decide, else those of its namespace, of the one around it, and so on. The first of these
// that names somebody's groups counts, with the most that it gives to one of them.
type acl []rule

// rule is one line: "kasse:*  @team-kasse  8".
type rule struct {
	scope string // "ns:page", "ns:*", "*"
	who   string // "@group" or a login
	level int    // 0 nothing, 1 reading, more than that
}

// everybody is the group of all people, signed in or not.
const everybody = "@ALL"

// parseACL reads the file. A line that is not understood is an error: it may restrict.
func parseACL(data []byte) (acl, error) {
	var rules acl
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "<?php") {
			continue
		}
		fields := strings.Fields(line)
		level := -1
		if len(fields) == 3 {
			if l, err := strconv.Atoi(fields[2]); err == nil && l >= 0 && l <= 255 {
				level = l
			}
		}
		if level < 0 {
			return nil, auskunft.Errorf(auskunft.Invalid, "dokuwiki_acl", "line %d of acl.auth.php is not understood, so it is not known who may read what", n)
		}
		who, err := url.PathUnescape(strings.NewReplacer("%USER%", "%25USER%25", "%GROUP%", "%25GROUP%25").Replace(fields[1]))
		if err != nil {
			return nil, auskunft.Errorf(auskunft.Invalid, "dokuwiki_acl", "line %d of acl.auth.php names somebody in a way that is not understood", n)
		}
		rules = append(rules, rule{strings.ToLower(fields[0]), who, level})
	}
	return rules, nil
}

// scopes are the names of the lines that may decide about a page, the nearest first.
func scopes(id string) []string {
	all := []string{id}
	for id != "" {
		id, _, _ = cutLast(id, ':')
		if id != "" {
			all = append(all, id+":*")
		}
	}
	return append(all, "*")
}

// public says whether people may read a page who are not signed in.
func (a acl) public(id string) bool {
	for _, scope := range scopes(id) {
		best := -1
		for _, r := range a {
			if r.scope == scope && r.who == everybody {
				best = max(best, r.level)
			}
		}
		if best >= 0 {
			return best >= 1
		}
	}
	return false
}

// lets says whether every member of a group may read a page, whatever other groups they are
// in. Where a nearer line takes the right from somebody else, who may be a member, too, that
// is not known, and they may not.
func (a acl) lets(group, id string) bool {
	for _, scope := range scopes(id) {
		best, taken := -1, false
		for _, r := range a {
			name := strings.ReplaceAll(r.scope, "%group%", strings.ToLower(group))
			switch own := r.who == everybody || strings.EqualFold(r.who, "@"+group) || strings.TrimPrefix(r.who, "@") == "%GROUP%"; {
			case name != scope:
			case own:
				best = max(best, r.level)
			case r.level == 0:
				taken = true
			}
		}
		if best >= 0 {
			return best >= 1
		}
		if taken {
			return false
		}
	}
	return false
}

// visibility is who may read a page: "" as everybody who reads the source. withheld says why
// nobody may.
func (a acl) visibility(id string, groups wiki.Groups) (v auskunft.Visibility, withheld string) {
	if a == nil || a.public(id) {
		return "", ""
	}
	var let []string
	for name := range groups {
		if a.lets(name, id) {
			let = append(let, name)
		}
	}
	if v, ok := groups.Visibility([][]string{let}); ok {
		return v, ""
	}
	var named []string
	for _, r := range a {
		if r.level >= 1 && r.who != everybody && slices.Contains(scopes(id), r.scope) {
			named = append(named, r.who)
		}
	}
	slices.Sort(named)
	return "", fmt.Sprintf("not everybody may read it (%q may), and the option groups gives none of them a visibility", slices.Compact(named))
}
