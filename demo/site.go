package demo

import (
	"io/fs"
	"strings"
)

// mounts say where on the website folders of the demo stand. Nothing else is served: not
// the wiki, and not the cases.
var mounts = []struct{ path, folder string }{
	{"ortsrecht/", "ordinances/"},
	{"formulare/", "formulare/"},
	{"dienstleistungen/", "directory/dienstleistungen/"},
	{"aemter/", "directory/aemter/"},
}

// site is the town's website as a file system.
type site struct{}

// Website is what the town's web server serves: pages with their style sheet and mark, the
// directory of services and offices, ordinances and forms.
func Website() fs.FS { return site{} }

// Open implements fs.FS.
func (site) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	for _, m := range mounts {
		if rest, ok := strings.CutPrefix(name+"/", m.path); ok {
			return files.Open(strings.TrimSuffix(m.folder+rest, "/"))
		}
	}
	if name == "." {
		return files.Open("website")
	}
	return files.Open("website/" + name)
}
