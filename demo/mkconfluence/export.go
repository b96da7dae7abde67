package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Numbers of the objects that no author numbers: a page's own and one of these.
const (
	spaceID       = 65538
	bodies        = 1_000_000
	permissions   = 2_000_000
	labellings    = 3_000_000
	labels        = 4_000_000
	exported      = "2026-11-04 18:00:00"
	packageOf     = "com.atlassian.confluence."
	viewersOfAll  = "stadt-auenwede" // the group that may view the space
	anonymousUser = "4028abe6920f1c7301920f1d0000"
)

// packages are where Confluence keeps its classes.
var packages = map[string]string{
	"Space": "spaces", "SpacePermission": "security", "Page": "pages", "Attachment": "pages", "BodyContent": "core", "Label": "labels", "Labelling": "labels",
	"ContentPermissionSet": "security", "ContentPermission": "security", "ConfluenceUserImpl": "user",
}

// Export builds the files of the export.
func Export(folder string) (map[string][]byte, error) {
	s, err := read(os.DirFS(folder))
	if err != nil {
		return nil, err
	}
	w := &writer{labels: map[string]int{}}
	fmt.Fprintf(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<hibernate-generic datetime=\"%s\">\n", exported)
	w.object("Space", spaceID, text("name", s.space.Name), text("key", s.space.Key), refers("homePage", "Page", s.id(s.space.Home)))
	w.object("SpacePermission", spaceID+1, refers("space", "Space", spaceID), text("type", "VIEWSPACE"), text("group", viewersOfAll))
	files := map[string][]byte{"confluence/exportDescriptor.properties": []byte("exportType=space\nspaceKey=" + s.space.Key + "\ntimezoneId=Europe/Berlin\n")}
	for _, p := range s.pages {
		w.page(s, p)
		for _, name := range p.Attachments {
			f := s.files[name]
			w.object("Attachment", f.ID, text("title", f.File), text("version", "1"), text("lastModificationDate", f.Changed), text("contentStatus", "current"),
				refers("containerContent", "Page", p.ID), refers("space", "Space", spaceID))
			if files[fmt.Sprintf("confluence/attachments/%d/%d/1", p.ID, f.ID)], err = document(f.text); err != nil {
				return nil, err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(w.labels)) {
		w.object("Label", w.labels[name], text("name", name), text("namespace", "global"))
	}
	w.WriteString("</hibernate-generic>\n")
	files["confluence/entities.xml"] = w.Bytes()
	return files, nil
}

// writer writes objects as Hibernate does.
type writer struct {
	bytes.Buffer
	labels map[string]int // numbers by name
}

// property is one of an object: a text, or another object.
type property struct{ name, text, class, id string }

func text(name, value string) property { return property{name: name, text: value} }

func refers(name, class string, id int) property {
	return property{name: name, class: class, id: strconv.Itoa(id)}
}

func (w *writer) object(class string, id int, properties ...property) {
	fmt.Fprintf(w, "<object class=\"%s\" package=\"%s%s\">\n<id name=\"id\">%d</id>\n", class, packageOf, packages[class], id)
	for _, p := range properties {
		switch {
		case p.class != "":
			fmt.Fprintf(w, "<property name=\"%s\" class=\"%s\" package=\"%s%s\"><id name=\"id\">%s</id>\n</property>\n", p.name, p.class, packageOf, packages[p.class], p.id)
		default:
			// A CDATA section within the text must not end this one.
			fmt.Fprintf(w, "<property name=\"%s\"><![CDATA[%s]]></property>\n", p.name, strings.ReplaceAll(p.text, "]]>", "]] >"))
		}
	}
	w.WriteString("</object>\n")
}

func (w *writer) page(s source, p page) {
	status := p.Status
	if status == "" {
		status = "current"
	}
	properties := []property{text("title", p.Title), text("version", "1"), text("lastModificationDate", p.Changed), text("contentStatus", status), refers("space", "Space", spaceID)}
	if p.Parent != "" {
		properties = append(properties, refers("parent", "Page", s.id(p.Parent)))
	}
	w.object("Page", p.ID, properties...)
	w.object("BodyContent", bodies+p.ID, text("body", p.body), refers("content", "Page", p.ID), text("bodyType", "2"))
	for i, name := range p.Labels {
		if w.labels[name] == 0 {
			w.labels[name] = labels + len(w.labels) + 1
		}
		w.object("Labelling", labellings+10*p.ID+i, refers("label", "Label", w.labels[name]), refers("content", "Page", p.ID))
	}
	if len(p.Groups)+p.People == 0 {
		return
	}
	w.object("ContentPermissionSet", permissions+p.ID, text("type", "View"), refers("owningContent", "Page", p.ID))
	member := permissions + 100*p.ID
	for _, name := range p.Groups {
		w.object("ContentPermission", member, text("type", "View"), text("groupName", name), refers("owningSet", "ContentPermissionSet", permissions+p.ID))
		member++
	}
	for i := range p.People {
		key := fmt.Sprintf("%s%04d", anonymousUser, i+1)
		w.object("ContentPermission", member, text("type", "View"), property{name: "userSubject", class: "ConfluenceUserImpl", id: key},
			refers("owningSet", "ContentPermissionSet", permissions+p.ID))
		member++
	}
}
