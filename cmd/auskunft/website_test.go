package main

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// website serves a folder of a script as a website and sets SITE to its address. Names
// that contain "kaputt" answer with a fault. What is asked for is written to
// requests.txt, a line a request: "GET /pfad 200".
func website(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: website folder")
	}
	folder, log := ts.MkAbs(args[0]), ts.MkAbs("requests.txt")
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		name := filepath.Join(folder, filepath.FromSlash(r.URL.Path))
		if strings.HasSuffix(r.URL.Path, "/") {
			name = filepath.Join(name, "index.html")
		}
		data, err := os.ReadFile(name)
		status, etag := http.StatusOK, fmt.Sprintf(`"%x"`, sha256.Sum256(data))
		switch {
		case strings.Contains(name, "kaputt"):
			status = http.StatusInternalServerError
		case err != nil:
			status = http.StatusNotFound
		case r.Header.Get("If-None-Match") == etag:
			status = http.StatusNotModified
		}
		file, err := os.OpenFile(log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err == nil {
			fmt.Fprintln(file, r.Method, r.URL.RequestURI(), status)
			file.Close()
		}
		w.Header().Set("ETag", etag)
		w.WriteHeader(status)
		if status == http.StatusOK {
			_, _ = w.Write(data)
		}
	}))
	ts.Defer(server.Close)
	ts.Setenv("SITE", server.URL)
}
