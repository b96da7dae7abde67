package frame

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"auskunft"
	"auskunft/internal/civil"
	"auskunft/internal/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed texts/de.json
var germanTexts []byte

// Room renders the pages of one package, with its templates and texts.
type Room struct {
	site  *Site
	texts map[string]string
	pages map[string]*template.Template // by file name, each with the layout and the parts
	parts *template.Template
}

// layout is what surrounds every page.
type layout struct {
	Title   string
	Town    string
	Account auskunft.Account // zero when nobody is signed in
	Nav     []navLink        // of the account's role
	Pages   []navLink        // of the area that the page is in
	Page    any              // the page's own struct
}

// Room makes a room from the templates in files and a JSON file of German texts by key.
// templates/part-*.html define parts, every other file is a page that defines "main".
func (s *Site) Room(files fs.FS, texts []byte) (*Room, error) {
	r := &Room{site: s, pages: map[string]*template.Template{}}
	if err := json.Unmarshal(texts, &r.texts); err != nil {
		return nil, fmt.Errorf("texts: %w", err)
	}
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	r.parts = template.New("parts").Funcs(template.FuncMap{
		"asset": assetURL, "text": r.Text, "day": Day, "host": host, "tel": web.Tel, "linked": web.Linked, "foreign": Foreign, "number": Number, "place": r.Place, "moment": moment,
	})
	if _, err := r.parts.ParseFS(templateFiles, "templates/layout.html", "templates/part-*.html"); err != nil {
		return nil, err
	}
	isPage := func(name string) bool {
		return !strings.HasPrefix(name, "templates/part-") && name != "templates/layout.html"
	}
	for _, name := range names {
		if !isPage(name) {
			if _, err := r.parts.ParseFS(files, name); err != nil {
				return nil, err
			}
		}
	}
	for _, name := range slices.DeleteFunc(names, func(name string) bool { return !isPage(name) }) {
		page := template.Must(r.parts.Clone())
		if r.pages[strings.TrimPrefix(name, "templates/")], err = page.ParseFS(files, name); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Show writes a whole page: the template with that file name in the layout.
func (r *Room) Show(w http.ResponseWriter, req *http.Request, status int, name string, who auskunft.Account, title string, page any) {
	data := layout{Title: title, Town: r.site.Town, Account: who, Page: page}
	data.Nav, data.Pages = r.site.nav(who.Role, req.URL.Path)
	render(w, status, r.pages[name], "layout", data)
}

// Town is the city's name.
func (r *Room) Town() string { return r.site.Town }

// Fragment writes one part of a page, for htmx to put in place.
func (r *Room) Fragment(w http.ResponseWriter, status int, name string, data any) {
	w.Header().Add("Vary", "HX-Request")
	render(w, status, r.parts, name, data)
}

func render(w http.ResponseWriter, status int, t *template.Template, name string, data any) {
	if err := web.Render(w, status, t, name, data); err != nil {
		panic(fmt.Errorf("template %s: %w", name, err)) // a fault of ours that the tests find; the server logs it
	}
}

// Lookup returns a German text of the room or, where it has none, of the frame.
func (r *Room) Lookup(key string) (text string, ok bool) {
	if text, ok = r.texts[key]; !ok && r.site.own != nil {
		text, ok = r.site.own.texts[key]
	}
	return text, ok
}

// Text is Lookup that returns the key of a missing text, so that it is seen.
func (r *Room) Text(key string) string {
	if text, ok := r.Lookup(key); ok {
		return text
	}
	return key
}

// ErrorText is what people read of an error: the text that it brings along, that of its code,
// or that of its kind.
func (r *Room) ErrorText(err error) string {
	return strings.TrimSpace(auskunft.HelpOf(err) + " " + r.errorText(err))
}

func (r *Room) errorText(err error) string {
	if text := auskunft.TextOf(err); text != "" {
		return text
	}
	if text, ok := r.Lookup("error_" + auskunft.CodeOf(err)); ok {
		return text
	}
	return r.Text("error_" + string(auskunft.KindOf(err)))
}

// Visibility says in German who may read something.
func (r *Room) Visibility(v auskunft.Visibility) string {
	if key, ok := v.Department(); ok {
		return r.Text("visibility_department") + " " + key
	}
	return r.Text("visibility_" + string(v))
}

// Place says where in a document a passage stands: sections below the title, a
// paragraph of an ordinance, a page.
func (r *Room) Place(title string, headings []string, anchor string, page int) string {
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
		parts = append(parts, fmt.Sprintf("%s %d", r.Text("page"), page))
	}
	return strings.Join(parts, " › ")
}

// Day writes a date as Germans do; it takes a time.Time or a *time.Time, "" for none.
func Day(t any) string {
	switch t := t.(type) {
	case *time.Time:
		if t != nil {
			return Day(*t)
		}
	case time.Time:
		if !t.IsZero() {
			return civil.Date(t)
		}
	}
	return ""
}

// Foreign is the language that a part of a German page has to name, "" for German.
func Foreign(lang string) string {
	if lang == "de" {
		return ""
	}
	return lang
}

var germans = message.NewPrinter(language.German)

// Number writes a count as Germans do, "1.127".
func Number(n int) string { return germans.Sprintf("%d", n) }

// Minute is a time as people plan by it, in Berlin.
func Minute(t time.Time) string { return t.In(civil.Berlin).Format("02.01.2006, 15:04") }

// moment is a time as machines read it.
func moment(t time.Time) string { return t.Format(time.RFC3339) }

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
