package web

import (
	"context"
	"net/http"
	"net/url"
	"path"
	"strings"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/internal/safehttp"
)

// formats are the media types that are texts.
var formats = map[string]string{
	"text/html": "html", "application/xhtml+xml": "html",
	"application/pdf": "pdf", "application/x-pdf": "pdf", "text/plain": "plain", "text/markdown": "markdown",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
	"application/vnd.oasis.opendocument.text":                                 "odt",
	"application/epub+zip":                                                    "epub",
}

// isFile says whether an address looks like that of a file with text rather than a page.
func isFile(address string) bool {
	switch ending(address) {
	case ".pdf", ".docx", ".odt", ".epub", ".txt", ".md":
		return true
	}
	return false
}

// formatOf names the format of an answer, "" when it holds no text. Servers send files as
// "application/octet-stream" and PDFs as pages: what is unmistakable in the content wins.
func formatOf(address string, answer *safehttp.Response) string {
	kind := answer.MediaType()
	switch format := formats[kind]; {
	case kind == "" || format == "" && strings.HasSuffix(kind, "/octet-stream") || strings.HasSuffix(kind, "/force-download"):
		return extract.Detect(fileName(address), answer.Body)
	case format == "html" && extract.Detect("", answer.Body) == "pdf":
		return "pdf"
	case format == "plain" && !isFile(address):
		return extract.Detect("", answer.Body) // pages that were given the wrong type
	default:
		return format
	}
}

// fileName is the last part of an address's path, as people read it.
func fileName(address string) string {
	at, _, _ := strings.Cut(pathOf(address), "?")
	name, err := url.PathUnescape(path.Base(at))
	if err != nil {
		return path.Base(at)
	}
	return name
}

// Fetch makes the document of a page: from what the listing kept, else by asking again.
func (w *Web) Fetch(ctx context.Context, item source.Item) (source.Fetched, error) {
	w.mu.Lock()
	problem, kept, scope := w.problems[item.Key], w.kept, w.scope
	w.mu.Unlock()
	if problem != nil {
		return source.Fetched{}, problem
	}
	answer := kept.get(item.Key)
	if answer == nil {
		var err error
		if answer, err = w.fetchAgain(ctx, item.Key, &scope); err != nil {
			return source.Fetched{}, err
		}
	}
	return w.document(ctx, item.Key, answer, &scope)
}

// fetchAgain asks for a page that was listed by another process, or is too large to keep.
func (w *Web) fetchAgain(ctx context.Context, key string, s *scope) (*safehttp.Response, error) {
	if _, err := safehttp.Parse(key); err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "web_part", "%s: a part of the website could not be listed; the next run says why", key)
	}
	answer, err := w.ask(ctx, key, nil, robots{}, s)
	if err != nil {
		return nil, err
	}
	if to := answer.Location(); to != nil {
		return nil, auskunft.Errorf(auskunft.NotFound, "source_gone", "%s has moved to %s since it was listed", key, to.Redacted())
	}
	if err := answer.Problem(); err != nil {
		return nil, err
	}
	if answer.Status != http.StatusOK {
		return nil, auskunft.Errorf(auskunft.Invalid, "fetch_status", "%s: an answer without a page (status %d)", key, answer.Status)
	}
	return answer, nil
}

// document makes a document of an answer.
func (w *Web) document(ctx context.Context, key string, answer *safehttp.Response, s *scope) (source.Fetched, error) {
	f := source.Fetched{
		Document: auskunft.Document{Kind: w.options.kind, URL: key, ChangedAt: lastModified(answer)},
		Original: answer.Body, Format: formatOf(key, answer),
	}
	switch f.Format {
	case "":
		return f, auskunft.Errorf(auskunft.Invalid, "format", "%s is no text that can be read (%s)", key, answer.MediaType())
	case "html":
		return f, w.describe(&f, key, answer, s)
	}
	var err error
	if f.Result, err = extract.Extract(ctx, f.Format, fileName(key), f.Original); err != nil {
		return f, err
	}
	if f.Result.Title == "" {
		name := fileName(key)
		f.Document.Title = strings.TrimSpace(strings.ReplaceAll(strings.TrimSuffix(name, path.Ext(name)), "_", " "))
	}
	if f.Result.Lang == "" {
		f.Document.Lang = w.language(answer)
	}
	return f, nil
}

// describe takes from a page what the extractor does not see.
func (w *Web) describe(f *source.Fetched, key string, answer *safehttp.Response, s *scope) error {
	f.Original = toUTF8(answer.Body, answer.Header.Get("Content-Type"))
	p, err := parsePage(f.Original, located(key), s.take)
	if err != nil {
		return err
	}
	if p.missing != "" {
		return auskunft.Errorf(auskunft.NotFound, "source_gone", "%s is no page any more: %s", key, p.missing)
	}
	if primary(p.lang) == "" {
		f.Document.Lang = w.language(answer)
	}
	if !p.changed.IsZero() {
		f.Document.ChangedAt = p.changed
	}
	for _, file := range p.unread {
		f.Unknown = append(f.Unknown, "a link to a file that cannot be read: "+file)
	}
	return nil
}

// language is that of an answer whose text does not say: the header's when it is one, else
// the option's.
func (w *Web) language(answer *safehttp.Response) string {
	if lang := primary(answer.Header.Get("Content-Language")); lang != "" {
		return lang
	}
	return w.options.language
}
