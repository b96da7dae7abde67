package frame

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"sync"
)

// The built style, script and fonts (go run ./internal/bundle staff). The folder holds
// nothing but its .gitignore in a fresh clone, so that the package compiles all the same.
//
//go:embed all:static
var static embed.FS

// AssetsBuilt reports whether this binary holds the built style and script.
func AssetsBuilt() bool {
	_, err := static.Open("static/staff.css")
	return err == nil
}

// assetURL is the address of a built file, with its content's mark: it may be kept for
// ever, because a changed file has another address.
func assetURL(name string) string { return Root + "/static/" + name + "?v=" + assetMarks()[name] }

var assetMarks = sync.OnceValue(func() map[string]string {
	marks := map[string]string{}
	_ = fs.WalkDir(static, "static", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			data, _ := static.ReadFile(path)
			sum := sha256.Sum256(data)
			marks[entry.Name()] = hex.EncodeToString(sum[:6])
		}
		return nil
	})
	return marks
})

func assets() http.Handler {
	files, _ := fs.Sub(static, "static") // the folder is there, or this did not compile
	server := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := assetMarks()[r.URL.Path]; !ok || r.URL.Path == ".gitignore" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		server.ServeHTTP(w, r)
	})
}
