package xzufi

import (
	"slices"
	"strings"
	"time"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/ingest/source/render"
)

// Codes of the text modules that are no field of their own (code list leistungstextmodulleika).
const (
	moduleName      = "02"
	modulePlainName = "03"
	moduleAuthor    = "18"
)

// moduleFields says which field a text module belongs to.
var moduleFields = map[string]auskunft.Field{
	"05": auskunft.FieldSummary, "06": auskunft.FieldDescription, "07": auskunft.FieldLegalBasis, "08": auskunft.FieldDocuments,
	"09": auskunft.FieldRequirements, "10": auskunft.FieldFees, "11": auskunft.FieldProcedure, "12": auskunft.FieldDuration,
	"13": auskunft.FieldDeadlines, "14": auskunft.FieldForms, "15": auskunft.FieldNotes, "16": auskunft.FieldNotes,
	"22": auskunft.FieldResponsible, "23": auskunft.FieldResponsible, "24": auskunft.FieldSummary, "25": auskunft.FieldAppeal,
}

// fieldOrder is the order in which citizens need to know things.
var fieldOrder = []auskunft.Field{
	auskunft.FieldSummary, auskunft.FieldDescription, auskunft.FieldRequirements, auskunft.FieldDocuments, auskunft.FieldFees,
	auskunft.FieldDeadlines, auskunft.FieldDuration, auskunft.FieldProcedure, auskunft.FieldOnline, auskunft.FieldForms,
	auskunft.FieldResponsible, auskunft.FieldNotes, auskunft.FieldLegalBasis, auskunft.FieldAppeal,
}

// reading is a service in one language while it is read.
type reading struct {
	node    *node
	message []byte
	lang    string
	service *auskunft.Service
	doc     *auskunft.Document
	texts   map[auskunft.Field][]string // HTML
	links   map[auskunft.Field][]auskunft.Link
	meta    map[string]string
	unknown []string
}

// fetchService makes the document of a service in one language.
func (x *XZuFi) fetchService(c *catalog, o object, lang string) (source.Fetched, error) {
	n, message, err := x.open(o)
	if err != nil {
		return source.Fetched{}, err
	}
	original := message[n.from:n.to]
	r := &reading{
		node: n, message: message, lang: lang, texts: map[auskunft.Field][]string{}, links: map[auskunft.Field][]auskunft.Link{},
		meta: map[string]string{}, service: &auskunft.Service{Key: keyOf(o.id, c.serviceIDs)},
		doc: &auskunft.Document{Kind: auskunft.ServiceDocument, Lang: lang},
	}
	r.keys()
	r.modules()
	r.fees()
	r.times()
	r.names()
	r.dates()
	r.unknown = append(r.unknown, n.unknown(n.name)...)
	if err := x.online(c, o, r); err != nil {
		return source.Fetched{}, err
	}
	if err := x.responsible(c, o, r); err != nil {
		return source.Fetched{}, err
	}
	if o.nth == 0 {
		r.unknown = append(r.unknown, c.unknown[o.file]...)
	}
	return r.finish(original)
}

// text is the content of the elements called name in the language that is read.
func (r *reading) text(n *node, name string) string {
	var parts []string
	for _, t := range n.all(name) {
		if content := t.html(r.message); language(t) == r.lang {
			parts = append(parts, content)
		}
	}
	return strings.TrimSpace(strings.Join(parts, "\n"))
}

// keys reads identifiers, classifications and references.
func (r *reading) keys() {
	n := r.node
	n.at("id")
	for _, ref := range n.all("referenzLeiKa") {
		if code := ref.value("code"); code != "" {
			r.service.LeiKa = append(r.service.LeiKa, code)
		}
		ref.value("name")
	}
	for _, k := range n.all("kategorie") {
		if name := r.text(k, "bezeichnung"); name != "" {
			r.service.LifeEvents = append(r.service.LifeEvents, name)
		}
		k.readAll()
	}
	for _, name := range []string{"typisierung", "struktur", "sprachversion", "kennzeichenSchriftformerfordernis"} {
		for _, e := range n.all(name) {
			r.keep(name, e)
		}
	}
}

// keep puts what is no text for citizens into the document's properties.
func (r *reading) keep(path string, n *node) {
	n.read = true
	r.note(path, strings.TrimSpace(n.text))
	for _, c := range n.children {
		r.keep(path+"."+strings.ToLower(c.name), c)
	}
}

// note adds a value to a property of the document.
func (r *reading) note(key, value string) {
	if key = strings.ToLower(key); value == "" {
		return
	}
	if old := r.meta[key]; old != "" && old != value {
		value = old + ", " + value
	}
	r.meta[key] = value
}

// modules reads the text modules in the order in which the source shows them.
func (r *reading) modules() {
	for _, m := range r.node.all("modulText") {
		m.value("positionDarstellung")
		code := m.value("leikaTextmodul", "code")
		title := m.value("leikaTextmodul", "name")
		text := r.text(m, "inhalt")
		links := r.moduleLinks(m)
		field, ok := moduleFields[code]
		switch {
		case code == moduleName:
			r.service.Name = plain(text)
		case code == modulePlainName:
			r.service.PlainName = plain(text)
		case code == moduleAuthor:
			r.note("urheber", plain(text))
		case !ok:
			r.unknown = append(r.unknown, r.node.name+"/modulText["+code+"]")
			field = auskunft.FieldNotes
			if title != "" && text != "" {
				text = "<p>" + title + ":</p>" + text
			}
			fallthrough
		default:
			if text != "" {
				r.texts[field] = append(r.texts[field], text)
			}
			r.links[field] = append(r.links[field], links...)
		}
	}
}

func (r *reading) moduleLinks(m *node) []auskunft.Link {
	var links []auskunft.Link
	for _, l := range m.all("weiterfuehrenderLink") {
		link := auskunft.Link{Title: l.value("titel"), URL: l.value("uri")}
		own := language(l) == r.lang || l.attr("languageCode") == ""
		if link.URL != "" && own {
			links = append(links, link)
		}
	}
	return links
}

// names reads the synonyms and settles what the document is called.
func (r *reading) names() {
	for _, m := range r.node.all("modulBegriffImKontext") {
		for _, b := range m.all("begriffImKontext") {
			b.value("typ", "code")
			b.value("typ", "name")
			if term := r.text(b, "begriff"); term != "" {
				r.service.Synonyms = append(r.service.Synonyms, plain(term))
			}
		}
	}
	s := r.service
	if s.Name == "" {
		s.Name = s.PlainName
	}
	if s.Name == "" {
		s.Name = s.Key
	}
	r.doc.Title = s.PlainName
	if r.doc.Title == "" {
		r.doc.Title = s.Name
	}
	r.doc.Synonyms = slices.Clone(s.Synonyms)
	if s.Name != r.doc.Title {
		r.doc.Synonyms = append(r.doc.Synonyms, s.Name)
	}
}

// dates reads when the service was changed and confirmed, and where its page is.
func (r *reading) dates() {
	for _, m := range r.node.all("modulFachlicheFreigabe") {
		if t := day(m.value("fachlichFreigegebenAm")); t.After(r.doc.CheckedAt) {
			r.doc.CheckedAt = t
		}
		r.note("fachlichFreigegebenDurch", plain(r.text(m, "fachlichFreigegebenDurch")))
	}
	for _, m := range r.node.all("modulUrsprungsportal") {
		own := false
		for _, t := range m.all("titel") {
			own = own || language(t) == r.lang
		}
		if uri := m.value("uri"); uri != "" && (own || r.doc.URL == "") {
			r.doc.URL = uri
		}
	}
}

var layouts = []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly}

// day reads a date or a moment; what is neither is the zero time.
func day(s string) time.Time {
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// finish writes the text.
func (r *reading) finish(original []byte) (source.Fetched, error) {
	d := &render.Document{}
	d.Result.Lang = r.lang
	d.Title(r.doc.Title)
	for _, field := range fieldOrder {
		heading := render.Heading(field, r.lang)
		if field == auskunft.FieldSummary {
			heading = ""
		}
		err := d.Field(field, heading, func(b *extract.Builder) error {
			for _, text := range r.texts[field] {
				if err := b.HTML(text); err != nil {
					return err
				}
			}
			for _, l := range r.links[field] {
				writeLink(b, l, strings.Join(r.texts[field], "\n"))
			}
			return nil
		})
		if err != nil {
			return source.Fetched{}, err
		}
	}
	r.facts()
	d.Result.Meta = r.meta
	res := d.Done()
	r.doc.Text, r.doc.Service = res.Text, r.service
	slices.Sort(r.unknown)
	return source.Fetched{
		Document: *r.doc, Original: original, Format: "xzufi", Result: res, Fields: d.Fields, Unknown: slices.Compact(r.unknown),
		Known: r.node.known(r.node.name),
	}, nil
}

// writeLink writes a link whose title the text does not have already.
func writeLink(b *extract.Builder, l auskunft.Link, text string) {
	b.Result.Links = append(b.Result.Links, l.URL)
	switch {
	case l.Title == "":
		b.Add(extract.Block{Kind: extract.ListItem, Level: 1}, "- "+l.URL)
	case !strings.Contains(text, l.Title):
		b.Add(extract.Block{Kind: extract.ListItem, Level: 1}, "- "+l.Title+": "+l.URL)
	}
}

// facts fills the fields that cards show from the texts.
func (r *reading) facts() {
	s := r.service
	s.Deadlines = render.Lines(r.texts[auskunft.FieldDeadlines]...)
	s.Documents = render.Lines(r.texts[auskunft.FieldDocuments]...)
	s.Duration = strings.Join(render.Lines(r.texts[auskunft.FieldDuration]...), " ")
	s.Online = r.links[auskunft.FieldOnline]
	for _, l := range r.links[auskunft.FieldForms] {
		online := slices.ContainsFunc(s.Online, func(o auskunft.Link) bool { return o.URL == l.URL })
		if !online {
			s.Forms = append(s.Forms, l)
		}
	}
	s.LegalBasis = slices.Clone(r.links[auskunft.FieldLegalBasis])
	for _, line := range render.Lines(r.texts[auskunft.FieldLegalBasis]...) {
		known := slices.ContainsFunc(s.LegalBasis, func(l auskunft.Link) bool { return l.Title == line })
		if !known {
			s.LegalBasis = append(s.LegalBasis, auskunft.Link{Title: line})
		}
	}
}

// plain is a text on one line.
func plain(text string) string { return strings.Join(render.Lines(text), " ") }
