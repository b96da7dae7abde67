package confluence

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"auskunft"
	"auskunft/ingest/source/wiki"
)

// assembly collects the objects that matter until all are there.
type assembly struct {
	export  *export
	zone    *time.Location
	digests map[string]string    // of bodies, by content
	old     map[string]bool      // contents whose body has the markup of old versions
	objects map[string][]*object // by class
	kept    int
}

// wanted are the classes that are kept, with what is kept of them.
var wanted = map[string][]string{
	"Space":                {"key", "name", "homePage", "spaceStatus"},
	"Page":                 contentFields,
	"BlogPost":             contentFields,
	"Attachment":           contentFields,
	"Label":                {"name", "namespace"},
	"Labelling":            {"label", "content", "labelableId"},
	"ContentPermissionSet": {"type", "owningContent"},
	"ContentPermission":    {"type", "owningSet", "groupName", "userSubject", "userName"},
	"SpacePermission":      {"type", "space", "group", "userSubject", "userName", "allUsersSubject"},
}

// maxObjects bounds how many objects are kept; versions that are not current are not.
const maxObjects = 1_000_000

var contentFields = []string{
	"title", "space", "parent", "version", "contentStatus", "lastModificationDate", "containerContent", "content",
	"attachmentVersion", "fileName",
}

func (a *assembly) add(o *object) error {
	if o.class == "BodyContent" {
		return a.body(o)
	}
	fields, ok := wanted[o.class]
	if !ok || o.class == "SpacePermission" && !strings.EqualFold(o.text("type"), "VIEWSPACE") {
		return nil
	}
	if of := first(o.values["originalVersion"], o.text("originalVersionId")); of != "" && of != o.id {
		return nil // an earlier version of another object
	}
	if a.kept++; a.kept > maxObjects {
		return auskunft.Errorf(auskunft.Invalid, "wiki_limit", "the export has more than %d pages, labels and permissions; export it in parts", maxObjects)
	}
	kept := &object{class: o.class, id: o.id, values: map[string]string{}, lists: map[string][]string{}}
	for _, name := range fields {
		if s := o.text(name); s != "" {
			kept.values[name] = strings.Clone(s)
		}
	}
	for _, name := range []string{"historicalVersions", "contentPermissionSets", "contentPermissions"} {
		kept.lists[name] = o.lists[name]
	}
	a.objects[o.class] = append(a.objects[o.class], kept)
	return nil
}

// The types of bodies that can be those of pages.
const (
	oldMarkup     = "0"
	storageFormat = "2"
)

// body spills the body of a page or blog post; comments and plug-ins have bodies, too.
func (a *assembly) body(o *object) error {
	id := o.values["content"]
	kind := o.text("bodyType")
	switch o.refers["content"] {
	case "Page", "BlogPost", "ContentEntityObject", "":
	default:
		return nil
	}
	_, have := a.digests[id]
	if id == "" || kind != "" && kind != storageFormat && kind != oldMarkup || have && kind != storageFormat {
		return nil
	}
	if kind == oldMarkup {
		a.old[id] = true
		return nil
	}
	text := o.values["body"]
	// The end of a CDATA section within the body would end the export's own.
	text = strings.ReplaceAll(text, "]] >", "]]>")
	a.digests[id] = wiki.Mark(text)
	return a.export.bodies.Put(id, text)
}

// tree puts together what was collected.
func (a *assembly) tree(o options) *tree {
	t := newTree(o)
	for _, s := range a.objects["Space"] {
		t.spaces[s.id] = &space{key: s.values["key"], name: s.values["name"], home: s.values["homePage"], left: leftOut(o, s.values["key"], s.values["spaceStatus"])}
	}
	a.spacePermissions(t)
	old := map[string]bool{}
	for _, class := range []string{"Page", "BlogPost", "Attachment"} {
		for _, c := range a.objects[class] {
			for _, id := range c.lists["historicalVersions"] {
				old[id] = true
			}
		}
	}
	permissions := a.permissions()
	labels := a.labels()
	for _, of := range []struct{ class, kind string }{{"Page", page}, {"BlogPost", blogPost}, {"Attachment", attachment}} {
		for _, c := range a.objects[of.class] {
			if first(c.values["title"], c.values["fileName"]) == "" || old[c.id] || t.contents[c.id] != nil || of.kind == attachment && !current(c) {
				continue
			}
			one := &content{
				id: c.id, kind: of.kind, title: c.values["title"], space: c.values["space"], parent: c.values["parent"], version: c.values["version"],
				changed: moment(c.values["lastModificationDate"], a.zone), labels: labels[c.id], view: permissions.of(c), digest: a.digests[c.id],
				left: !current(c),
				old:  a.old[c.id] && a.digests[c.id] == "",
			}
			if one.kind == attachment {
				one.title, one.version = first(one.title, c.values["fileName"]), first(one.version, c.values["attachmentVersion"])
				one.parent = first(c.values["containerContent"], c.values["content"])
			}
			t.contents[c.id] = one
		}
	}
	for id, c := range t.contents { // those of drafts, of old versions and of spaces themselves, and pictures
		if c.kind != attachment {
			continue
		}
		if p := t.contents[c.parent]; p == nil || p.left || p.kind == attachment || !readable(c.title) {
			delete(t.contents, id)
		} else {
			c.space = p.space
		}
	}
	return t
}

// current says whether a content is neither a draft, nor archived, nor in the
// bin.
func current(o *object) bool {
	return o.values["contentStatus"] == "" || o.values["contentStatus"] == "current"
}

// leftOut says whether a space is not imported: those asked for are, without a wish all that
// are neither archived nor somebody's own.
func leftOut(o options, key, status string) bool {
	if len(o.spaces) > 0 {
		return !contains(o.spaces, key)
	}
	return strings.EqualFold(status, "ARCHIVED") || strings.HasPrefix(key, "~")
}

// spacePermissions finds the spaces that people may not view who are not signed in. A space
// of which the export says nothing is not closed.
func (a *assembly) spacePermissions(t *tree) {
	open := map[string]bool{}
	for _, p := range a.objects["SpacePermission"] {
		anonymous := p.values["group"] == "" && p.values["userSubject"] == "" && p.values["userName"] == "" && p.values["allUsersSubject"] == ""
		open[p.values["space"]] = open[p.values["space"]] || anonymous
	}
	for id, isOpen := range open {
		if s := t.spaces[id]; s != nil {
			s.closed = !isOpen
		}
	}
}

// permissions are the permission sets of an export.
type permissions struct {
	sets  map[string]restriction // by id; those on editing restrict nothing
	owned map[string][]string    // ids of sets, by content
}

func (a *assembly) permissions() permissions {
	groups, members := map[string][]string{}, map[string]int{}
	for _, p := range a.objects["ContentPermission"] {
		set := p.values["owningSet"]
		members[set]++
		if name := p.values["groupName"]; name != "" {
			groups[set] = append(groups[set], name)
		}
	}
	all := permissions{map[string]restriction{}, map[string][]string{}}
	for _, set := range a.objects["ContentPermissionSet"] {
		r := restriction{}
		switch kind := strings.ToLower(set.values["type"]); {
		case kind == "edit":
		case kind != "view":
			r.unknown = fmt.Sprintf("the export has a permission of the type %q", set.values["type"])
		case members[set.id] == 0:
			r.unknown = "the export lacks the people and groups of its restriction"
		default:
			r = restriction{set: true, groups: groups[set.id]}
		}
		all.sets[set.id] = r
		owner := set.values["owningContent"]
		all.owned[owner] = append(all.owned[owner], set.id)
	}
	return all
}

// of is who may view a content: a set may name it, or the content the set.
func (p permissions) of(c *object) (r restriction) {
	for _, id := range slices.Compact(slices.Sorted(slices.Values(append(p.owned[c.id], c.lists["contentPermissionSets"]...)))) {
		one, known := p.sets[id]
		switch {
		case !known:
			r.unknown = "the export lacks the permission set " + id
		case one.unknown != "":
			r.unknown = one.unknown
		case !one.set:
		case r.set: // two sets: who is in both
			r.groups = slices.DeleteFunc(slices.Clone(r.groups), func(name string) bool { return !slices.Contains(one.groups, name) })
		default:
			r.set, r.groups = true, one.groups
		}
	}
	return r
}

// labels are those that everybody sees, by content.
func (a *assembly) labels() map[string][]string {
	names := map[string]string{}
	for _, l := range a.objects["Label"] {
		if space := l.values["namespace"]; space == "global" || space == "" {
			names[l.id] = l.values["name"]
		}
	}
	labels := map[string][]string{}
	for _, l := range a.objects["Labelling"] {
		if name := names[l.values["label"]]; name != "" {
			id := first(l.values["content"], l.values["labelableId"])
			labels[id] = append(labels[id], name)
		}
	}
	for _, all := range labels {
		slices.Sort(all)
	}
	return labels
}

func first(values ...string) string {
	for _, s := range values {
		if s != "" {
			return s
		}
	}
	return ""
}

// moment reads "2015-01-14 10:21:23.000".
func moment(s string, zone *time.Location) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", s, zone) // fractions are read, too
	if err != nil {
		return time.Time{}
	}
	return t
}
