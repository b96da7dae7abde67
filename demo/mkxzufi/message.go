package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/yuin/goldmark"

	"auskunft/demo/authored"
)

const (
	agency       = "03499000" // the town's municipal key; no such municipality exists
	portal       = "https://www.auenwede.example/dienstleistungen/"
	linkTypeList = "urn:xoev-de:fim:codeliste:onlinedienstlinktyp"
	namespace    = "http://xoev.de/schemata/xzufi/2_2_0"
)

// Messages builds all messages from the demo folder: one for each service, and one for
// the offices with their responsibilities.
func Messages(folder string) (map[string][]byte, error) {
	demo := os.DirFS(folder)
	services, err := authored.Services(demo)
	if err != nil {
		return nil, err
	}
	offices, err := authored.Offices(demo)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, s := range services {
		w := newWriter("leistung/"+s.ID, s.Released)
		w.service(s)
		for _, o := range s.Online {
			w.online(s.ID, o)
		}
		if files["services/"+s.ID+".xml"], err = w.close(); err != nil {
			return nil, fmt.Errorf("service %q: %w", s.ID, err)
		}
	}
	w := newWriter("organisationseinheiten", "2026-11-02")
	for _, o := range offices {
		w.office(o, services)
	}
	if files["services/organisationseinheiten.xml"], err = w.close(); err != nil {
		return nil, err
	}
	return files, known(services, offices)
}

// known reports services whose office has no file.
func known(services []authored.Service, offices []authored.Office) error {
	for _, s := range services {
		for _, c := range s.Offices {
			if !slices.ContainsFunc(offices, func(o authored.Office) bool { return o.Key == c.Office }) {
				return fmt.Errorf("service %q: no office %q", s.ID, c.Office)
			}
		}
	}
	return nil
}

// writer writes one message, indented by two blanks a level.
type writer struct {
	bytes.Buffer
	open []string
	err  error
}

func newWriter(about, date string) *writer {
	w := &writer{}
	w.WriteString(xml.Header)
	w.start("xzufi:transfer.operation",
		"xmlns:xzufi", namespace,
		"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
		"xzufiVersion", "2.2.0",
		"produktbezeichnung", "Redaktionssystem der Stadt Auenwede",
		"produkthersteller", "Stadt Auenwede",
		"produktversion", "1")
	w.start("xzufi:nachrichtenkopf")
	w.element("xzufi:nachrichtUUID", uuid(about+date))
	w.element("xzufi:erstelltDatumZeit", date+"T06:00:00+01:00")
	w.element("xzufi:sender", "Stadt Auenwede")
	w.element("xzufi:empfaenger", "Auskunft")
	w.end()
	w.element("xzufi:transaktionID", uuid("transaktion/"+about+date))
	w.element("xzufi:transaktionPosition", "1")
	w.start("xzufi:schreibe")
	return w
}

// close ends all open elements and returns the message, or the first text that failed.
func (w *writer) close() ([]byte, error) {
	for len(w.open) > 0 {
		w.end()
	}
	return w.Bytes(), w.err
}

func (w *writer) service(s authored.Service) {
	w.start("xzufi:leistung")
	w.id("xzufi:id", "leistung", s.ID)
	for _, key := range s.LeiKa {
		w.code("xzufi:referenzLeiKa", key, "")
	}
	for _, key := range s.Life {
		w.start("xzufi:kategorie")
		w.id("xzufi:id", "lebenslage", key)
		w.element("xzufi:bezeichnung", authored.LifeSituations[key], "languageCode", "de")
		w.end()
	}
	languages := slices.Sorted(maps.Keys(s.Other))
	w.element("xzufi:kennzeichenSchriftformerfordernis", fmt.Sprint(s.Signature))
	w.modules(s, languages)
	w.synonyms(s.Synonyms)
	w.start("xzufi:modulFachlicheFreigabe")
	w.element("xzufi:fachlichFreigegebenAm", s.Released)
	w.element("xzufi:fachlichFreigegebenDurch", "Stadt Auenwede", "languageCode", "de")
	w.end()
	w.start("xzufi:modulUrsprungsportal")
	w.element("xzufi:uri", portal+s.ID)
	w.element("xzufi:titel", s.Title(), "languageCode", "de")
	w.end()
	w.end()
}

// modules writes the text modules in the order of their codes, then the three modules
// with elements of their own.
func (w *writer) modules(s authored.Service, languages []string) {
	for _, m := range []struct {
		code  string
		get   func(authored.Text) string
		links func(authored.Text) []authored.Link
		plain bool
	}{
		{"02", func(t authored.Text) string { return t.Name }, nil, true},
		{"03", func(t authored.Text) string { return t.Citizen }, nil, true},
		{"05", func(t authored.Text) string { return t.Short }, nil, false},
		{"06", func(t authored.Text) string { return t.Full }, nil, false},
		{"07", func(t authored.Text) string { return t.Legal }, nil, false},
		{"08", func(t authored.Text) string { return t.Documents }, nil, false},
		{"09", func(t authored.Text) string { return t.Requirements }, nil, false},
		{"11", func(t authored.Text) string { return t.Procedure }, nil, false},
		{"14", titles(func(t authored.Text) []authored.Link { return slices.Concat(s.Online, t.Forms) }), func(t authored.Text) []authored.Link { return slices.Concat(s.Online, t.Forms) }, false},
		{"15", titles(func(t authored.Text) []authored.Link { return t.More }), func(t authored.Text) []authored.Link { return t.More }, false},
		{"16", func(t authored.Text) string { return t.Notes }, nil, false},
		{"18", func(t authored.Text) string { return "Stadt Auenwede" }, nil, true},
		{"22", func(t authored.Text) string { return t.Responsible }, nil, false},
		{"23", func(t authored.Text) string { return t.Contact }, nil, false},
		{"24", func(t authored.Text) string { return t.Teaser }, nil, true},
		{"25", func(t authored.Text) string { return t.Appeal }, nil, false},
	} {
		if m.get(s.Text) == "" {
			continue
		}
		w.start("xzufi:modulText")
		w.element("xzufi:positionDarstellung", strings.TrimPrefix(m.code, "0"))
		w.code("xzufi:leikaTextmodul", m.code, "")
		w.content("xzufi:inhalt", "de", m.get(s.Text), m.plain)
		if m.links == nil && m.code != "18" {
			for _, lang := range languages {
				w.content("xzufi:inhalt", lang, m.get(s.Other[lang]), m.plain)
			}
		}
		if m.links != nil {
			for _, l := range m.links(s.Text) {
				w.start("xzufi:weiterfuehrenderLink", "languageCode", "de")
				w.element("xzufi:uri", l.URL)
				w.element("xzufi:titel", l.Title)
				w.end()
			}
		}
		w.end()
	}
	w.module("xzufi:modulFrist", s, languages, func(t authored.Text) string { return t.Deadline })
	w.module("xzufi:modulKosten", s, languages, func(t authored.Text) string { return t.Fees })
	w.module("xzufi:modulBearbeitungsdauer", s, languages, func(t authored.Text) string { return t.Duration })
}

// titles names the links of a module as a list, so that its text says what they are.
func titles(links func(authored.Text) []authored.Link) func(authored.Text) string {
	return func(t authored.Text) string {
		var b strings.Builder
		for _, l := range links(t) {
			fmt.Fprintf(&b, "- %s\n", l.Title)
		}
		return b.String()
	}
}

func (w *writer) module(name string, s authored.Service, languages []string, get func(authored.Text) string) {
	if get(s.Text) == "" {
		return
	}
	w.start(name)
	w.content("xzufi:beschreibung", "de", get(s.Text), false)
	for _, lang := range languages {
		w.content("xzufi:beschreibung", lang, get(s.Other[lang]), false)
	}
	if name == "xzufi:modulKosten" && s.Amount != "" {
		w.element("xzufi:betrag", s.Amount)
		w.element("xzufi:waehrung", "EUR")
	}
	w.end()
}

func (w *writer) synonyms(words []string) {
	w.start("xzufi:modulBegriffImKontext")
	for _, word := range words {
		w.start("xzufi:begriffImKontext")
		w.element("xzufi:begriff", word, "languageCode", "de")
		w.end()
	}
	w.end()
}

func (w *writer) online(service string, l authored.Link) {
	w.start("xzufi:onlinedienst")
	w.id("xzufi:id", "onlinedienst", service)
	w.element("xzufi:bezeichnung", l.Title, "languageCode", "de")
	w.start("xzufi:link")
	w.code("xzufi:typ", "01", linkTypeList)
	w.element("xzufi:link", l.URL)
	w.end()
	w.end()
}

func (w *writer) office(o authored.Office, services []authored.Service) {
	w.start("xzufi:organisationseinheit")
	w.id("xzufi:id", "organisationseinheit", o.Key)
	w.start("xzufi:name")
	w.element("xzufi:name", o.Name, "languageCode", "de")
	w.end()
	w.start("xzufi:anschrift")
	w.element("xzufi:ort", o.City)
	w.start("xzufi:verwaltungspolitischeKodierung")
	w.named("xzufi:bundesland", "03", "Niedersachsen")
	w.named("xzufi:gemeindeschluessel", agency, "Auenwede")
	w.end()
	w.end()
	for _, s := range services {
		for _, c := range s.Offices {
			if c.Office != o.Key {
				continue
			}
			w.start("xzufi:zustaendigkeit")
			w.id("xzufi:leistungID", "leistung", s.ID)
			for _, area := range c.Areas {
				w.id("xzufi:gebietID", "stadtteil", area)
			}
			w.end()
		}
	}
	w.end()
}

// id writes an identifier, unique within the town's scheme of its kind.
func (w *writer) id(name, kind, id string) {
	w.element(name, id, "schemeAgencyID", agency, "schemeID", "auenwede."+kind)
}

// code writes an entry of a code list; its code stands without namespace.
func (w *writer) code(name, code, list string) {
	if list == "" {
		w.start(name)
	} else {
		w.start(name, "listURI", list)
	}
	w.element("code", code)
	w.end()
}

func (w *writer) named(element, code, name string) {
	w.start(element)
	w.element("code", code)
	w.element("name", name)
	w.end()
}

// content writes a text in one language, Markdown as escaped HTML; an empty one not at all.
func (w *writer) content(name, lang, markdown string, plain bool) {
	if markdown = strings.TrimSpace(markdown); markdown == "" {
		return
	}
	if plain {
		w.element(name, markdown, "languageCode", lang)
		return
	}
	var html bytes.Buffer
	if err := goldmark.Convert([]byte(markdown), &html); err != nil {
		w.err = err
	}
	w.element(name, strings.TrimSpace(html.String()), "languageCode", lang)
}

func (w *writer) start(name string, attributes ...string) {
	w.tag(name, attributes)
	w.WriteString(">\n")
	w.open = append(w.open, name)
}

func (w *writer) end() {
	name := w.open[len(w.open)-1]
	w.open = w.open[:len(w.open)-1]
	w.indent()
	w.WriteString("</" + name + ">\n")
}

func (w *writer) element(name, value string, attributes ...string) {
	w.tag(name, attributes)
	w.WriteString(">" + escape.Replace(value) + "</" + name + ">\n")
}

func (w *writer) tag(name string, attributes []string) {
	w.indent()
	w.WriteString("<" + name)
	for pair := range slices.Chunk(attributes, 2) {
		fmt.Fprintf(w, ` %s="%s"`, pair[0], escape.Replace(pair[1]))
	}
}

func (w *writer) indent() { w.WriteString(strings.Repeat("  ", len(w.open))) }

// escape leaves line breaks alone, unlike xml.EscapeText, so that diffs stay readable.
var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// uuid derives a message's identifier from what it is about: the same input, the same files.
func uuid(of string) string {
	sum := sha256.Sum256([]byte(of))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80 // RFC 9562 version 8
	h := hex.EncodeToString(sum[:16])
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}
