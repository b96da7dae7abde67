// Package home serves the website of the demo town the way a city's server would:
// addresses without file endings, and a page of its own where there is none.
package home

import (
	_ "embed"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed 404.html
var missing []byte

// Handler serves the pages of site. "/rathaus/oeffnungszeiten" is the file
// rathaus/oeffnungszeiten.html, a folder is its index.html. Files whose names begin with
// a low line or a dot say something about their folder and are not served.
func Handler(site fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name, ok := find(site, r.URL.Path); ok {
			http.ServeFileFS(w, r, site, name)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write(missing) // who is gone does not read
	})
}

// find returns the name of the file that an address means.
func find(site fs.FS, address string) (name string, ok bool) {
	clean := strings.TrimPrefix(path.Clean("/"+address), "/")
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
