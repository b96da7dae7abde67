package confluence

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source/wiki"
	"auskunft/internal/civil"
)

// maxEntries bounds how many files a zip file may have: attachments in all their versions.
const maxEntries = 1_000_000

// export is an XML export of spaces.
type export struct {
	files  fs.FS
	closer io.Closer // of the zip file or the folder
	base   string    // folder of entities.xml

	spill  *os.File        // bodies of current pages, one after the other; a file without a name
	bodies map[string]span // by content
}

// span is where something stands in a file, in bytes.
type span struct{ from, to int64 }

// openExport opens a zip file or a folder.
func openExport(location string) (*export, error) {
	info, err := os.Stat(location)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "source_location", "there is nothing to read: %w", err)
	}
	e := &export{}
	if info.IsDir() {
		root, err := os.OpenRoot(location)
		if err != nil {
			return nil, auskunft.Errorf(auskunft.Invalid, "source_location", "the folder cannot be opened: %w", err)
		}
		e.files, e.closer = root.FS(), root
	} else {
		archive, err := zip.OpenReader(location)
		if err != nil {
			return nil, auskunft.Errorf(auskunft.Invalid, "archive", "the file is no zip file, as exports of Confluence are, or it is broken; export again: %w", err)
		}
		e.files, e.closer = archive, archive
		if len(archive.File) > maxEntries {
			return nil, errors.Join(auskunft.Errorf(auskunft.Invalid, "archive_limit", "the file packs %d files; %d is the limit", len(archive.File), maxEntries), e.Close())
		}
	}
	for _, pattern := range []string{"entities.xml", "*/entities.xml"} {
		if found, _ := fs.Glob(e.files, pattern); len(found) == 1 {
			e.base = path.Dir(found[0])
			return e, nil
		}
	}
	return nil, errors.Join(auskunft.Errorf(auskunft.Invalid, "source_location",
		"there is no entities.xml in %s: export the space as XML and give the zip file or its folder", location), e.Close())
}

// Close closes the files; the spilled bodies have no name and are gone with it.
func (e *export) Close() error {
	err := e.closer.Close()
	if e.spill != nil {
		err = errors.Join(err, e.spill.Close())
		e.spill = nil
	}
	return err
}

// load reads entities.xml. Bodies go to a temporary file: those of a large wiki need not fit
// into memory.
func (e *export) load(ctx context.Context, o options) (*tree, error) {
	spill, err := os.CreateTemp("", "auskunft-confluence-")
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Unavailable, "spill", "no temporary file can be made for the pages: %w", err)
	}
	if err := os.Remove(spill.Name()); err != nil {
		return nil, errors.Join(err, spill.Close())
	}
	if e.spill != nil {
		_ = e.spill.Close() // of an earlier load
	}
	e.spill, e.bodies = spill, map[string]span{}
	file, err := e.files.Open(path.Join(e.base, "entities.xml"))
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "file_unreadable", "entities.xml cannot be opened: %w", err)
	}
	defer file.Close()
	a := &assembly{export: e, zone: e.zone(), digests: map[string]string{}, old: map[string]bool{}, objects: map[string][]*object{}}
	err = scan(file, func(o *object) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return a.add(o)
	})
	if err != nil {
		return nil, err
	}
	return a.tree(o), nil
}

// zone is the time zone of the export's times. They are written without one.
func (e *export) zone() *time.Location {
	data, err := fs.ReadFile(e.files, path.Join(e.base, "exportDescriptor.properties"))
	if err != nil {
		return civil.Berlin
	}
	for line := range strings.Lines(string(data)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "timezoneId="); ok {
			if zone, err := time.LoadLocation(name); err == nil {
				return zone
			}
		}
	}
	return civil.Berlin
}

// assembly collects the objects that matter until all are there.
type assembly struct {
	export  *export
	zone    *time.Location
	digests map[string]string    // of bodies, by content
	old     map[string]bool      // contents whose body has the markup of old versions
	objects map[string][]*object // by class
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

var contentFields = []string{
	"title", "space", "parent", "version", "contentStatus", "originalVersion", "originalVersionId", "lastModificationDate", "containerContent", "content",
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
	_, have := a.export.bodies[id]
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
	from, err := a.export.spill.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = a.export.spill.WriteString(text)
	}
	if err != nil {
		return auskunft.Errorf(auskunft.Unavailable, "spill", "the temporary file for the pages cannot be written: %w", err)
	}
	a.export.bodies[id] = span{from, from + int64(len(text))}
	a.digests[id] = wiki.Mark(text)
	return nil
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
	restrictions := a.restrictions()
	labels := a.labels()
	for _, of := range []struct{ class, kind string }{{"Page", page}, {"BlogPost", blogPost}, {"Attachment", attachment}} {
		for _, c := range a.objects[of.class] {
			if !alive(c) || old[c.id] || t.contents[c.id] != nil || of.kind == attachment && !current(c) {
				continue
			}
			one := &content{
				id: c.id, kind: of.kind, title: c.values["title"], space: c.values["space"], parent: c.values["parent"], version: c.values["version"],
				changed: moment(c.values["lastModificationDate"], a.zone), labels: labels[c.id], view: restrictions[c.id], digest: a.digests[c.id],
				left: !current(c),
				old:  a.old[c.id] && a.digests[c.id] == "",
			}
			for _, set := range c.lists["contentPermissionSets"] {
				if !a.has("ContentPermissionSet", set) {
					one.view.unknown = "the export lacks the permission set " + set
				}
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

// alive says whether an object is no earlier version of another.
func alive(o *object) bool {
	return o.values["originalVersion"] == "" && o.values["originalVersionId"] == "" && first(o.values["title"], o.values["fileName"]) != ""
}

// current says whether a content that is alive is neither a draft, nor archived, nor in the
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

// restrictions are those on viewing, by content. Restrictions on editing hide nothing; any
// other is not known.
func (a *assembly) restrictions() map[string]restriction {
	groups, members := map[string][]string{}, map[string]int{}
	for _, p := range a.objects["ContentPermission"] {
		set := p.values["owningSet"]
		members[set]++
		if name := p.values["groupName"]; name != "" {
			groups[set] = append(groups[set], name)
		}
	}
	found := map[string]restriction{}
	for _, set := range a.objects["ContentPermissionSet"] {
		owner := set.values["owningContent"]
		r := found[owner]
		switch kind := strings.ToLower(set.values["type"]); {
		case kind == "edit":
			continue
		case kind != "view":
			r.unknown = fmt.Sprintf("the export has a permission of the type %q", set.values["type"])
		case members[set.id] == 0:
			r.unknown = "the export lacks the people and groups of its restriction"
		case r.set: // two sets: who is in both
			r.groups = slices.DeleteFunc(r.groups, func(name string) bool { return !slices.Contains(groups[set.id], name) })
		default:
			r.set, r.groups = true, groups[set.id]
		}
		found[owner] = r
	}
	return found
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

func (a *assembly) has(class, id string) bool {
	return slices.ContainsFunc(a.objects[class], func(o *object) bool { return o.id == id })
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

func (e *export) body(_ context.Context, c *content) (string, error) {
	at, ok := e.bodies[c.id]
	if !ok {
		return "", nil // pages without a text have none
	}
	data := make([]byte, at.to-at.from)
	if _, err := e.spill.ReadAt(data, at.from); err != nil {
		return "", auskunft.Errorf(auskunft.Unavailable, "spill", "the temporary file of the pages cannot be read: %w", err)
	}
	return string(data), nil
}

// file reads an attachment: attachments/<page>/<attachment>/<version>. Exports exist that do
// not say the version; the highest one is taken then.
func (e *export) file(_ context.Context, _ *tree, c *content) ([]byte, error) {
	folder := path.Join(e.base, "attachments", c.parent, c.id)
	if !fs.ValidPath(folder) {
		return nil, auskunft.Errorf(auskunft.Invalid, "attachment_missing", "the export names no place for the file")
	}
	version := c.version
	if version == "" {
		entries, _ := fs.ReadDir(e.files, folder)
		highest := 0
		for _, entry := range entries {
			if n, err := strconv.Atoi(entry.Name()); err == nil && n > highest {
				highest = n
			}
		}
		version = strconv.Itoa(highest)
	}
	file, err := e.files.Open(path.Join(folder, version))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, auskunft.Errorf(auskunft.Invalid, "attachment_missing",
			"the export lacks the file of the attachment (%s); export again, with attachments", path.Join("attachments", c.parent, c.id, version))
	}
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "file_unreadable", "the attachment cannot be opened: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, extract.MaxBytes+1))
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "file_unreadable", "the attachment cannot be unpacked: %w", err)
	}
	if len(data) > extract.MaxBytes {
		return nil, auskunft.Errorf(auskunft.Invalid, "too_large", "the attachment is larger than %d MB", extract.MaxBytes>>20)
	}
	return data, nil
}
