package main

import (
	"context"
	"fmt"
	"html/template"
	"path/filepath"
	"slices"
	"strings"

	"auskunft/demo/authored"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/ingest/source/files"
	"auskunft/ingest/source/render"
)

// officeBody is what an office says, and the services it is in charge of. Hours, contact
// and address are the importer's text of them.
func officeBody(folder string, o authored.Office, services []authored.Service) (template.HTML, error) {
	from, err := files.Open(filepath.Join(folder, "offices"))
	if err != nil {
		return "", err
	}
	fetched, err := from.Fetch(context.Background(), source.Item{Key: o.Key + ".md"})
	if err != nil {
		return "", err
	}
	facts, _, err := render.Office(fetched.Document.Office, "de", nil)
	if err != nil {
		return "", err
	}
	b := body{level: 1}
	b.markdown("", o.Body)
	b.level = 2
	b.blocks(facts)
	var does []authored.Link
	for _, s := range services {
		if slices.ContainsFunc(s.Offices, func(c authored.InCharge) bool { return c.Office == o.Key }) {
			does = append(does, authored.Link{Title: s.Title(), URL: "/dienstleistungen/" + s.ID})
		}
	}
	b.links("Was wir für Sie tun", does)
	return template.HTML(b.String()), nil
}

// blocks writes the sections of an extracted text, without its title.
func (b *body) blocks(text *extract.Result) {
	runes, inList := []rune(text.Text), false
	for _, block := range text.Blocks {
		line := string(runes[block.Start:block.End])
		if item := block.Kind == extract.ListItem; item != inList {
			b.WriteString(map[bool]string{true: "<ul>\n", false: "</ul>\n"}[item])
			inList = item
		}
		switch block.Kind {
		case extract.Heading:
			if block.Level > 1 {
				b.heading(line)
			}
		case extract.ListItem:
			fmt.Fprintf(b, "<li>%s</li>\n", linked(strings.TrimPrefix(line, "- ")))
		default:
			fmt.Fprintf(b, "<p>%s</p>\n", strings.ReplaceAll(template.HTMLEscapeString(line), "\n", "<br>\n"))
		}
	}
	if inList {
		b.WriteString("</ul>\n")
	}
}

// linked is a line such as "Telefon: 115" with its number or address as a link.
func linked(line string) string {
	label, value, _ := strings.Cut(line, ": ")
	switch {
	case strings.HasPrefix(value, "https://"):
		return link(authored.Link{Title: label, URL: value})
	case strings.Contains(value, "@"):
		return label + ": " + link(authored.Link{Title: value, URL: "mailto:" + value})
	case label == "Telefon":
		return label + ": " + link(authored.Link{Title: value, URL: "tel:" + strings.NewReplacer(" ", "", "-", "").Replace(value)})
	}
	return template.HTMLEscapeString(line)
}
