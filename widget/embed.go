// Package widget is the citizens' side of the answer desk: the custom element
// <auskunft-chat>, which a city puts on its website with three lines.
//
// The element is plain TypeScript (src/) without a run-time dependency; its built form
// (dist/) is committed, so that neither a build nor a city needs Node. What it promises
// to the page around it: no request and no storage before the first question, no other
// host than ours, nothing inline, nothing through innerHTML.
package widget

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

//go:embed dist/auskunft.js
var script []byte

// Handler serves the script, wherever it is mounted, to pages of every origin: it is
// public and holds nothing about anybody. Browsers ask again after an hour and get an
// empty answer while it has not changed.
func Handler() http.Handler {
	sum := sha256.Sum256(script)
	tag := hex.EncodeToString(sum[:8])
	packed := compressed(script)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		header := w.Header()
		header.Set("Content-Type", "text/javascript; charset=utf-8")
		header.Set("Cache-Control", "public, max-age=3600")
		header.Set("Access-Control-Allow-Origin", "*")
		header.Set("Cross-Origin-Resource-Policy", "cross-origin")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			header.Set("Content-Encoding", "gzip")
			header.Set("ETag", `"`+tag+`-gzip"`)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(packed))
			return
		}
		header.Set("ETag", `"`+tag+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(script))
	})
}

func compressed(data []byte) []byte {
	var out bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is a valid constant
	_, _ = zip.Write(data)                                    // a bytes.Buffer takes everything
	_ = zip.Close()
	return out.Bytes()
}
