package main

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/yuin/goldmark"

	"auskunft/demo/authored"
)

// Directory builds the pages of services and offices, and their indexes. They say what
// the XZuFi messages and the office files say, so they are served and not imported.
// Names are relative to demo/directory.
func Directory(demo fs.FS) (map[string][]byte, error) {
	frame, err := template.New("page").Parse(furniture)
	if err != nil {
		return nil, err
	}
	services, err := authored.Services(demo)
	if err != nil {
		return nil, err
	}
	offices, err := authored.Offices(demo)
	if err != nil {
		return nil, err
	}
	pages := map[string][]byte{}
	set := func(name string, p page) error {
		p.Section, p.Lang, p.Base = "rathaus", "de", "../"
		var b bytes.Buffer
		err := frame.Execute(&b, p)
		pages[name] = b.Bytes()
		return err
	}
	for _, s := range services {
		p := page{Title: s.Title(), Crumbs: []string{"Dienstleistungen"}, Changed: germanDate(s.Released), Body: serviceBody(s, offices)}
		if err := set("dienstleistungen/"+s.ID+".html", p); err != nil {
			return nil, err
		}
	}
	for _, o := range offices {
		p := page{Title: o.Name, Crumbs: []string{"Ämter"}, Body: officeBody(o, services)}
		if err := set("aemter/"+o.Key+".html", p); err != nil {
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
type body struct{ strings.Builder }

func (b *body) heading(level int, text string) {
	fmt.Fprintf(b, "<h%d>%s</h%d>\n", level, template.HTMLEscapeString(text), level)
}

// markdown writes a text below its heading; an empty one not at all.
func (b *body) markdown(heading, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	if heading != "" {
		b.heading(2, heading)
	}
	if err := goldmark.Convert([]byte(text), b); err != nil {
		panic(err) // a strings.Builder takes everything
	}
}

func (b *body) links(heading string, links []authored.Link) {
	if len(links) == 0 {
		return
	}
	b.heading(2, heading)
	b.WriteString("<ul>\n")
	for _, l := range links {
		url := strings.TrimPrefix(l.URL, "https://www.auenwede.example")
		fmt.Fprintf(b, "<li><a href=\"%s\">%s</a></li>\n", template.HTMLEscapeString(url), template.HTMLEscapeString(l.Title))
	}
	b.WriteString("</ul>\n")
}

func serviceBody(s authored.Service, offices []authored.Office) template.HTML {
	var b body
	b.heading(1, s.Title())
	b.markdown("", s.Short)
	b.links("Online erledigen", s.Online)
	b.markdown("Beschreibung", s.Full)
	b.markdown("Voraussetzungen", s.Requirements)
	b.markdown("Unterlagen", s.Documents)
	b.markdown("Ablauf", s.Procedure)
	b.markdown("Kosten", s.Fees)
	b.markdown("Fristen", s.Deadline)
	b.markdown("Bearbeitungsdauer", s.Duration)
	b.links("Formulare", s.Forms)
	b.links("Mehr dazu", s.More)
	b.markdown("Hinweise", s.Notes)
	b.markdown("Rechtsgrundlagen", s.Legal)
	b.markdown("Rechtsbehelf", s.Appeal)
	var in []authored.Link
	for _, c := range s.Offices {
		at := slices.IndexFunc(offices, func(o authored.Office) bool { return o.Key == c.Office })
		if at >= 0 {
			in = append(in, authored.Link{Title: offices[at].Name, URL: "/aemter/" + c.Office})
		}
	}
	b.links("Zuständig", in)
	b.markdown("", s.Contact)
	return template.HTML(b.String())
}

// weekdays are the keys of an office's hours in their order.
var weekdays = []struct{ key, name string }{
	{"mo", "Montag"}, {"di", "Dienstag"}, {"mi", "Mittwoch"}, {"do", "Donnerstag"}, {"fr", "Freitag"}, {"sa", "Sonnabend"}, {"so", "Sonntag"},
}

func officeBody(o authored.Office, services []authored.Service) template.HTML {
	var b body
	b.markdown("", o.Body)
	b.heading(2, "Öffnungszeiten")
	b.WriteString("<table>\n")
	for _, day := range weekdays {
		fmt.Fprintf(&b, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", day.name, template.HTMLEscapeString(cmp.Or(o.Hours[day.key], "geschlossen")))
	}
	b.WriteString("</table>\n")
	b.heading(2, "Kontakt")
	fmt.Fprintf(&b, "<p>%s<br>%s %s</p>\n<p>Telefon %s<br>E-Mail %s</p>\n", template.HTMLEscapeString(o.Street), o.PostalCode,
		template.HTMLEscapeString(o.City), template.HTMLEscapeString(strings.Join(o.Phones, ", ")), template.HTMLEscapeString(o.Email))
	if o.Appointment != "" {
		fmt.Fprintf(&b, "<p><a class=\"knopf\" href=\"%s\">Termin buchen</a></p>\n", template.HTMLEscapeString(o.Appointment))
	}
	b.markdown("Barrierefreiheit", o.Accessibility)
	var does []authored.Link
	for _, s := range services {
		if slices.ContainsFunc(s.Offices, func(c authored.InCharge) bool { return c.Office == o.Key }) {
			does = append(does, authored.Link{Title: s.Title(), URL: "/dienstleistungen/" + s.ID})
		}
	}
	b.links("Was wir für Sie tun", does)
	return template.HTML(b.String())
}

func serviceIndex(services []authored.Service) template.HTML {
	var b body
	b.heading(1, "Dienstleistungen nach Lebenslagen")
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
	var b body
	b.heading(1, "Ämter und Einrichtungen")
	b.WriteString("<ul class=\"kacheln\">\n")
	for _, o := range offices {
		fmt.Fprintf(&b, "<li><a href=\"/aemter/%s\"><strong>%s</strong> %s</a></li>\n", o.Key, template.HTMLEscapeString(o.Name), template.HTMLEscapeString(o.Street))
	}
	b.WriteString("</ul>\n")
	return template.HTML(b.String())
}
