package main

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"

	"auskunft"
	"auskunft/demo/authored"
	"auskunft/ingest/source/render"
)

// languages are those the town writes in besides German, in the order of its pages.
var languages = []struct{ tag, name, headings string }{
	{"de-simple", "Einfache Sprache", ""}, {"en", "English", ""},
	{"tr", "Türkçe", "en"}, {"uk", "Українська", "en"}, // the importer has no words of these
}

// serviceBody is a service in German, then in its other languages.
func serviceBody(s authored.Service, offices []authored.Office) template.HTML {
	b := body{level: 1}
	b.heading(s.Title())
	b.level = 2
	b.languages(s)
	b.service(s, s.Text, "de", offices)
	for _, l := range languages {
		t, ok := s.Other[l.tag]
		if !ok {
			continue
		}
		fmt.Fprintf(&b, "<section id=\"%[1]s\" lang=\"%[1]s\">\n", l.tag)
		b.heading(cmp.Or(t.Title(), s.Title()))
		b.level, b.lang = 3, l.headings
		b.service(s, t, l.tag, offices)
		b.level, b.lang = 2, ""
		b.WriteString("</section>\n")
	}
	return template.HTML(b.String())
}

// languages links to the translations.
func (b *body) languages(s authored.Service) {
	if len(s.Other) == 0 {
		return
	}
	b.WriteString("<nav class=\"sprachen\" aria-label=\"Sprachen\"><ul>\n")
	for _, l := range languages {
		if _, ok := s.Other[l.tag]; ok {
			fmt.Fprintf(b, "<li><a href=\"#%[1]s\" lang=\"%[1]s\" hreflang=\"%[1]s\">%[2]s</a></li>\n", l.tag, l.name)
		}
	}
	b.WriteString("</ul></nav>\n")
}

// service writes what a service says in one language, in the order of a reader's questions.
func (b *body) service(s authored.Service, t authored.Text, lang string, offices []authored.Office) {
	field := func(f auskunft.Field, text string) { b.markdown(render.Heading(f, lang), text) }
	b.markdown("", t.Short)
	b.markdown("", t.Teaser)
	b.links(render.Heading(auskunft.FieldOnline, lang), s.Online)
	field(auskunft.FieldDescription, t.Full)
	field(auskunft.FieldRequirements, t.Requirements)
	field(auskunft.FieldDocuments, t.Documents)
	field(auskunft.FieldProcedure, t.Procedure)
	field(auskunft.FieldFees, t.Fees)
	field(auskunft.FieldDeadlines, t.Deadline)
	field(auskunft.FieldDuration, t.Duration)
	b.links(render.Heading(auskunft.FieldForms, lang), t.Forms)
	b.links("Mehr dazu", t.More)
	field(auskunft.FieldNotes, t.Notes)
	field(auskunft.FieldLegalBasis, t.Legal)
	field(auskunft.FieldAppeal, t.Appeal)
	b.links(render.Heading(auskunft.FieldResponsible, lang), inCharge(s, lang, offices))
	b.markdown("", t.Responsible)
	b.markdown("", t.Contact)
}

// inCharge links to the offices of a service.
func inCharge(s authored.Service, lang string, offices []authored.Office) []authored.Link {
	var all []authored.Link
	for _, c := range s.Offices {
		at := slices.IndexFunc(offices, func(o authored.Office) bool { return o.Key == c.Office })
		if at >= 0 {
			all = append(all, authored.Link{Title: render.Responsible(offices[at].Name, len(c.Areas) > 0, lang), URL: "/aemter/" + c.Office})
		}
	}
	return all
}
