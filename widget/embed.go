// Package widget is the citizens' side of the answer desk: the custom element
// <auskunft-chat>, which a city puts on its website with three lines.
//
// The element is plain TypeScript (src/) without a run-time dependency; its built form
// (dist/) is committed, so that neither a build nor a city needs Node. What it promises
// to the page around it: no request and no storage before it is opened, no other host
// than ours, nothing inline, nothing through innerHTML.
package widget

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/sha512"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
	"time"
)

// Version is the widget's own version. Files under /widget/v<Version>/ never change:
// whoever changes what the script does or looks like raises it.
const Version = "1.2.3"

// Script is the name of the file that a page embeds. It loads the others.
const Script = "auskunft.js"

//go:embed dist
var dist embed.FS

// address is a file of the moving version, "/v1/…", or of a pinned one, "/v1.2.3/…".
var address = regexp.MustCompile(`/v(\d+(?:\.\d+\.\d+)?)/([\w./-]+)$`)

// file is one file of dist as it is sent.
type file struct {
	plain, packed []byte
	kind, tag     string
}

// Handler serves the script and its later parts to pages of every origin: they are
// public and hold nothing about anybody. It belongs at /widget/. Under /widget/v1/ browsers
// ask again after an hour and get an empty answer while nothing has changed; under
// /widget/v<Version>/ they never ask again. Another version is not found.
func Handler() http.Handler {
	files := load()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		header := w.Header()
		header.Set("Access-Control-Allow-Origin", "*")
		part := address.FindStringSubmatch(r.URL.Path)
		if part == nil || part[1] != major() && part[1] != Version || files[part[2]] == nil {
			http.NotFound(w, r)
			return
		}
		f := files[part[2]]
		header.Set("Cache-Control", "public, max-age=3600")
		if part[1] == Version {
			header.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		header.Set("Content-Type", f.kind)
		header.Set("Cross-Origin-Resource-Policy", "cross-origin")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Vary", "Accept-Encoding")
		body, tag := f.plain, f.tag
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			header.Set("Content-Encoding", "gzip")
			body, tag = f.packed, tag+"-gzip"
		}
		header.Set("ETag", `"`+tag+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	})
}

// Integrity is the value of the integrity attribute for the script of this Version.
func Integrity() string {
	sum := sha512.Sum384(read(Script))
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

func major() string {
	major, _, _ := strings.Cut(Version, ".")
	return major
}

func load() map[string]*file {
	files := map[string]*file{}
	_ = fs.WalkDir(dist, "dist", func(name string, entry fs.DirEntry, _ error) error { // an embedded folder is readable
		if entry.IsDir() {
			return nil
		}
		name = strings.TrimPrefix(name, "dist/")
		plain := read(name)
		sum := sha256.Sum256(plain)
		kind := "text/javascript; charset=utf-8"
		if path.Ext(name) == ".json" {
			kind = "application/json"
		}
		files[name] = &file{plain: plain, packed: compressed(plain), kind: kind, tag: hex.EncodeToString(sum[:8])}
		return nil
	})
	return files
}

// read is a file of dist, nil for one that is not there.
func read(name string) []byte {
	content, _ := dist.ReadFile("dist/" + name)
	return content
}

func compressed(data []byte) []byte {
	var out bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is a valid constant
	_, _ = zip.Write(data)                                    // a bytes.Buffer takes everything
	_ = zip.Close()
	return out.Bytes()
}
