package staff

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"auskunft"
	"auskunft/internal/civil"
	"auskunft/internal/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed texts/de.json
var germanTexts []byte

// layout is what surrounds every page.
type layout struct {
	Title   string
	Town    string
	Account auskunft.Account // zero when nobody is signed in
	Nav     []navLink        // of the account's role
	Page    any              // the page's own struct
}

// renderer turns page structs into HTML.
type renderer struct {
	town  string
	texts map[string]string
	pages map[string]*template.Template // by file name, each with the layout and the parts
	parts *template.Template
	nav   func(auskunft.Role) []navLink
}

func newRenderer(town string) (*renderer, error) {
	r := &renderer{town: town, pages: map[string]*template.Template{}}
	if err := json.Unmarshal(germanTexts, &r.texts); err != nil {
		return nil, fmt.Errorf("texts/de.json: %w", err)
	}
	functions := template.FuncMap{
		"asset": assetURL, "text": r.text, "day": day, "host": host, "tel": web.Tel, "place": r.place, "moment": moment, "matrix": newMatrix,
	}
	var err error
	r.parts, err = template.New("parts").Funcs(functions).ParseFS(templateFiles, "templates/layout.html", "templates/part-*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"sign-in.html", "search.html", "problem.html", "sources.html", "source.html", "documents.html", "document.html", "findings.html",
		"forward.html", "rights.html", "accounts.html", "account.html", "audit.html", "requests.html", "request.html", "reports.html"} {
		page := template.Must(r.parts.Clone())
		if r.pages[name], err = page.ParseFS(templateFiles, "templates/"+name); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// page writes a whole page.
func (r *renderer) page(w http.ResponseWriter, status int, name string, data layout) {
	data.Town, data.Nav = r.town, r.nav(data.Account.Role)
	render(w, status, r.pages[name], "layout", data)
}

// fragment writes one part of a page, for htmx to put in place.
func (r *renderer) fragment(w http.ResponseWriter, status int, name string, data any) {
	w.Header().Add("Vary", "HX-Request")
	render(w, status, r.parts, name, data)
}

func render(w http.ResponseWriter, status int, t *template.Template, name string, data any) {
	if err := web.Render(w, status, t, name, data); err != nil {
		panic(fmt.Errorf("template %s: %w", name, err)) // a fault of ours that the tests find; the server logs it
	}
}

// text returns a German text, or its key, so that a missing one is seen.
func (r *renderer) text(key string) string {
	if text, ok := r.texts[key]; ok {
		return text
	}
	return key
}

// errorText is what people read of an error: the text of its code, else of its kind.
func (r *renderer) errorText(err error) string {
	if text, ok := r.texts["error_"+auskunft.CodeOf(err)]; ok {
		return text
	}
	return r.text("error_" + string(auskunft.KindOf(err)))
}

func (r *renderer) visibility(v auskunft.Visibility) string {
	if key, ok := v.Department(); ok {
		return r.text("visibility_department") + " " + key
	}
	return r.text("visibility_" + string(v))
}

// place says where in a document a passage stands: sections below the title, a
// paragraph of an ordinance, a page.
func (r *renderer) place(title string, headings []string, anchor string, page int) string {
	var parts []string
	for _, heading := range headings {
		if heading != title {
			parts = append(parts, heading)
		}
	}
	if strings.Contains(anchor, "§") && !slices.ContainsFunc(parts, func(s string) bool { return strings.HasPrefix(s, anchor) }) {
		parts = append(parts, anchor)
	}
	if page > 0 {
		parts = append(parts, fmt.Sprintf("%s %d", r.text("page"), page))
	}
	return strings.Join(parts, " › ")
}

// day writes a date as Germans do; it takes a time.Time or a *time.Time, "" for none.
func day(t any) string {
	switch t := t.(type) {
	case *time.Time:
		if t != nil {
			return day(*t)
		}
	case time.Time:
		if !t.IsZero() {
			return civil.Date(t)
		}
	}
	return ""
}

// minute is a time as people plan by it, in Berlin.
func minute(t time.Time) string { return t.In(civil.Berlin).Format("02.01.2006, 15:04") }

// moment is a time as machines read it.
func moment(t time.Time) string { return t.Format(time.RFC3339) }

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
