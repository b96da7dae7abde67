package extract

import (
	"bytes"
	"path"
	"strings"
	"unicode/utf8"
)

// extensions are the formats that a file's name tells.
var extensions = map[string]string{
	".html": "html", ".htm": "html", ".xhtml": "html",
	".md": "markdown", ".markdown": "markdown",
	".txt": "plain", ".text": "plain",
	".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".epub": "epub",
}

// Detect names the format of a file by its content, where that is unmistakable, else by
// its extension, else by whether it is text at all. "" means that nobody can read it.
func Detect(name string, data []byte) string {
	head := data[:min(len(data), 1024)]
	if bytes.Contains(head, []byte("%PDF-")) {
		return "pdf"
	}
	ext := strings.ToLower(path.Ext(name))
	if format, ok := extensions[ext]; ok {
		return format
	}
	trimmed := bytes.ToLower(bytes.TrimLeft(head, "\ufeff \t\r\n"))
	if bytes.HasPrefix(trimmed, []byte("<!doctype html")) || bytes.HasPrefix(trimmed, []byte("<html")) {
		return "html"
	}
	if ext == "" && looksLikeText(head) {
		return "plain"
	}
	return ""
}

// looksLikeText accepts UTF-8 without control characters. The head may end within a rune.
func looksLikeText(head []byte) bool {
	if bytes.ContainsFunc(head, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\r\f", r) }) {
		return false
	}
	for len(head) > 0 {
		r, size := utf8.DecodeRune(head)
		if r == utf8.RuneError && size == 1 && utf8.FullRune(head) {
			return false
		}
		head = head[size:]
	}
	return true
}
