package main

import (
	"bytes"
	"fmt"
	"html/template"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/yuin/goldmark"

	"auskunft/demo/authored"
)

// Directory builds the pages of services and offices, and their indexes, from the demo
// folder. They say what the XZuFi messages and the office files say, in the words of the
// importer, so that what is quoted from those stands on these. They are served and not
// imported.
func Directory(folder string) (map[string][]byte, error) {
	frame, err := template.New("page").Parse(furniture)
	if err != nil {
		return nil, err
	}
	services, err := authored.Services(os.DirFS(folder))
	if err != nil {
		return nil, err
	}
	offices, err := authored.Offices(os.DirFS(folder))
	if err != nil {
		return nil, err
	}
	pages := map[string][]byte{}
	set := func(name string, p page) error {
		p.Section, p.Lang, p.Base = "rathaus", "de", "../"
		var b bytes.Buffer
		err := frame.Execute(&b, p)
		pages["directory/"+name] = b.Bytes()
		return err
	}
	for _, s := range services {
		p := page{Title: s.Title(), Crumbs: []string{"Dienstleistungen"}, Up: "./", Changed: germanDate(s.Released), Body: serviceBody(s, offices)}
		if err := set("dienstleistungen/"+s.ID+".html", p); err != nil {
			return nil, err
		}
	}
	for _, o := range offices {
		content, err := officeBody(folder, o, services)
		if err != nil {
			return nil, fmt.Errorf("office %q: %w", o.Key, err)
		}
		if err := set("aemter/"+o.Key+".html", page{Title: o.Name, Crumbs: []string{"Ämter"}, Up: "./", Body: content}); err != nil {
			return nil, err
		}
	}
	if err := set("dienstleistungen/index.html", page{Title: "Dienstleistungen nach Lebenslagen", Body: serviceIndex(services)}); err != nil {
		return nil, err
	}
	return pages, set("aemter/index.html", page{Title: "Ämter und Einrichtungen", Body: officeIndex(offices)})
}

var months = []string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"}

// germanDate writes "2026-03-12" as "12. März 2026"; what is no date stays as it is.
func germanDate(civil string) string {
	t, err := time.Parse(time.DateOnly, civil)
	if err != nil {
		return civil
	}
	return fmt.Sprintf("%d. %s %d", t.Day(), months[t.Month()-1], t.Year())
}

// body collects the HTML of a page.
type body struct {
	strings.Builder
	level int    // of the headings that come now
	lang  string // of these headings, where it is not that of the texts
}

func (b *body) heading(text string) {
	lang := ""
	if b.lang != "" {
		lang = ` lang="` + b.lang + `"`
	}
	fmt.Fprintf(b, "<h%d%s>%s</h%[1]d>\n", b.level, lang, template.HTMLEscapeString(text))
}

// markdown writes a text below its heading; an empty one not at all.
func (b *body) markdown(heading, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	if heading != "" {
		b.heading(heading)
	}
	if err := goldmark.Convert([]byte(text), b); err != nil {
		panic(err) // a strings.Builder takes everything
	}
}

// links writes a list of links below its heading.
func (b *body) links(heading string, links []authored.Link) {
	if len(links) == 0 {
		return
	}
	b.heading(heading)
	b.WriteString("<ul>\n")
	for _, l := range links {
		fmt.Fprintf(b, "<li>%s</li>\n", link(l))
	}
	b.WriteString("</ul>\n")
}

// link is a link within the website, or to another of the town's servers.
func link(l authored.Link) string {
	url := strings.TrimPrefix(l.URL, "https://www.auenwede.example")
	return fmt.Sprintf(`<a href="%s">%s</a>`, template.HTMLEscapeString(url), template.HTMLEscapeString(l.Title))
}

func serviceIndex(services []authored.Service) template.HTML {
	b := body{level: 1}
	b.heading("Dienstleistungen nach Lebenslagen")
	b.level = 2
	for _, key := range slices.Sorted(maps.Keys(authored.LifeSituations)) {
		var in []authored.Link
		for _, s := range services {
			if slices.Contains(s.Life, key) {
				in = append(in, authored.Link{Title: s.Title(), URL: "/dienstleistungen/" + s.ID})
			}
		}
		slices.SortFunc(in, func(a, b authored.Link) int { return strings.Compare(a.Title, b.Title) })
		b.links(authored.LifeSituations[key], in)
	}
	return template.HTML(b.String())
}

func officeIndex(offices []authored.Office) template.HTML {
	b := body{level: 1}
	b.heading("Ämter und Einrichtungen")
	b.WriteString("<ul class=\"kacheln\">\n")
	for _, o := range offices {
		fmt.Fprintf(&b, "<li><a href=\"/aemter/%s\"><strong>%s</strong> %s</a></li>\n", o.Key, template.HTMLEscapeString(o.Name), template.HTMLEscapeString(o.Street))
	}
	b.WriteString("</ul>\n")
	return template.HTML(b.String())
}
