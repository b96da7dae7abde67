// Package home serves the website of the demo town the way a city's server would:
// addresses without file endings, links that stay on this server, and a page of its own
// where there is none. It knows no database, so it can show nothing that is not public.
package home

import (
	"bytes"
	_ "embed"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"auskunft/demo"
)

// plain holds the pages that have no text of the town: no such page, no such service.
//
//go:embed plain.html
var plain string

var plainPages = template.Must(template.New("plain").Parse(plain))

// Handler serves the pages of site. "/rathaus/oeffnungszeiten" is the file
// rathaus/oeffnungszeiten.html, a folder is its index.html. Files whose names begin with
// a low line or a dot say something about their folder and are not served. Below
// demo.ServicePath and demo.AppointmentPath every service and office of site has a page
// that says what would be there.
func Handler(site fs.FS) http.Handler {
	site = demo.MovedTo("", site)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		address := path.Clean("/" + r.URL.Path)
		if name, ok := find(site, address); ok {
			if path.Base(name) == "index.html" && path.Ext(address) == "" && !strings.HasSuffix(r.URL.Path, "/") {
				http.Redirect(w, r, address+"/", http.StatusMovedPermanently) // its relative links mean the folder
				return
			}
			http.ServeFileFS(w, r, site, name)
			return
		}
		if p, ok := elsewhere(site, address); ok {
			show(w, http.StatusOK, p)
			return
		}
		show(w, http.StatusNotFound, page{Kind: "missing", Wiki: below(demo.WikiPath, address)})
	})
}

// page is what plain.html shows.
type page struct {
	Kind string // "missing", "service" or "appointment"
	Wiki bool   // a missing page would be one of the internal wiki
	Back string // the page that describes what is not here; "" for none
}

// elsewhere is the page for what a town has on a server of its own.
func elsewhere(site fs.FS, address string) (page, bool) {
	for _, other := range []struct{ kind, path, described string }{
		{"service", demo.ServicePath, "/dienstleistungen"},
		{"appointment", demo.AppointmentPath, "/aemter"},
	} {
		if !below(other.path, address) {
			continue
		}
		back := other.described + strings.TrimPrefix(address, other.path)
		_, ok := find(site, back)
		return page{Kind: other.kind, Back: back}, ok
	}
	return page{}, false
}

// below reports whether address is root or lies below it.
func below(root, address string) bool { return address == root || strings.HasPrefix(address, root+"/") }

func show(w http.ResponseWriter, status int, p page) {
	var b bytes.Buffer
	if err := plainPages.Execute(&b, p); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // who is gone does not read
}

// find returns the name of the file that a clean address means.
func find(site fs.FS, address string) (name string, ok bool) {
	clean := strings.TrimPrefix(address, "/")
	for _, part := range strings.Split(clean, "/") {
		if strings.HasPrefix(part, "_") || strings.HasPrefix(part, ".") {
			return "", false
		}
	}
	for _, candidate := range []string{clean, clean + ".html", path.Join(clean, "index.html")} {
		if info, err := fs.Stat(site, candidate); err == nil && info.Mode().IsRegular() {
			return candidate, true
		}
	}
	return "", false
}
