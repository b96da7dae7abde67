package dldb

import (
	"html"
	"net/url"
	"slices"
	"strings"
	"time"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/ingest/source/records"
	"auskunft/ingest/source/render"
	"auskunft/internal/civil"
)

// reading is a record while it becomes a document.
type reading struct {
	node    *records.Node
	entry   *entry
	catalog *catalog
	meta    map[string]string
	fetched source.Fetched
}

// common reads what services and locations have in common.
func (r *reading) common() {
	n, doc := r.node, &r.fetched.Document
	r.meta = map[string]string{}
	doc.Title, doc.Lang = r.entry.name, r.entry.lang
	if r.entry.internal {
		doc.Visibility = auskunft.Internal
	}
	doc.URL = r.link("", n.Text("meta", "url"))
	changed := n.Text("meta", "lastupdate")
	if changed != r.catalog.generated[r.entry.record.File] { // else it says only when the export was made
		doc.ChangedAt = moment(changed)
	}
	r.synonyms(strings.Split(n.Text("meta", "keywords"), ","))
	for _, name := range []string{"id", "name", "displayName", "public", "meta"} {
		n.At(name)
	}
	n.At("meta").Skip("locale", "translated", "hash", "id")
	n.Skip("authorities", "authority", "relation")
}

// synonyms adds words to the document's, each once.
func (r *reading) synonyms(words []string) {
	doc := &r.fetched.Document
	for _, word := range words {
		word = strings.TrimSpace(word)
		known := func(s string) bool { return strings.EqualFold(s, word) }
		if word != "" && !known(doc.Title) && !slices.ContainsFunc(doc.Synonyms, known) {
			doc.Synonyms = append(doc.Synonyms, word)
		}
	}
}

// note keeps what is no text for citizens as a property of the document.
func (r *reading) note(key, value string) {
	if value != "" && value != "0" {
		r.meta[key] = value
	}
}

// link is an address, the gaps of its template filled and relative to base; "" when it
// leads to no website.
func (r *reading) link(base, address string) string {
	fill := strings.NewReplacer("{serviceId}", url.PathEscape(r.entry.id), "{locationId}", url.PathEscape(r.entry.id))
	u, err := url.Parse(fill.Replace(html.UnescapeString(address)))
	if err != nil || address == "" {
		return ""
	}
	if b, err := url.Parse(base); err == nil && base != "" {
		u = b.ResolveReference(u)
	}
	if u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return u.String()
}

// moment reads a time, in Berlin where it names no zone; what is none is the zero time.
func moment(s string) time.Time {
	return civil.Parse(s, time.RFC3339, "2006-01-02T15:04:05", time.DateTime, time.DateOnly)
}

// named is an element of the lists of forms, links, documents and laws.
type named struct {
	link auskunft.Link
	text string // more about it, on one line
}

func (r *reading) list(name string) []named {
	var out []named
	for _, n := range r.node.List(name) {
		e := named{auskunft.Link{Title: plain(n.Text("name")), URL: r.link(r.fetched.Document.URL, n.Text("link"))}, plain(n.Text("description"))}
		if e.link.Title == "" {
			e.link.Title, e.text = e.text, ""
		}
		if e != (named{}) && !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return out
}

// plain is HTML as text on one line.
func plain(s string) string { return strings.Join(render.Lines(s), " ") }

func links(list []named) []auskunft.Link {
	var out []auskunft.Link
	for _, e := range list {
		if e.link.URL != "" {
			out = append(out, e.link)
		}
	}
	return out
}

// write appends a list, an element an item.
func write(b *extract.Builder, list []named) {
	for _, e := range list {
		parts := []string{e.link.Title, e.text, e.link.URL}
		parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
		b.Add(extract.Block{Kind: extract.ListItem, Level: 1}, "- "+strings.Join(parts, ": "))
		if e.link.URL != "" {
			b.Result.Links = append(b.Result.Links, e.link.URL)
		}
	}
}

// readService makes the document of a service.
func readService(r *reading) error {
	n, doc := r.node, &r.fetched.Document
	forms, documents, legal := r.list("forms"), r.list("requirements"), r.list("legal")
	more := slices.DeleteFunc(append(r.list("links"), r.list("publications")...), func(e named) bool { return slices.Contains(forms, e) })
	online := r.online()
	s := &auskunft.Service{
		Key: r.entry.id, Name: r.entry.name, Synonyms: doc.Synonyms, Fees: render.Fees(render.Lines(n.Text("fees"))),
		Duration: plain(n.Text("process_time")), Forms: links(forms), Online: links(online), LegalBasis: links(legal),
	}
	for key := range strings.SplitSeq(n.Text("leika"), ",") {
		if key = strings.TrimSpace(key); key != "" {
			s.LeiKa = append(s.LeiKa, key)
		}
	}
	for _, d := range documents {
		s.Documents = append(s.Documents, d.link.Title)
	}
	var offices []string
	for _, o := range r.catalog.offering(r.entry) {
		s.Offices = append(s.Offices, auskunft.Responsibility{OfficeKey: o.id})
		offices = append(offices, render.Responsible(o.name, false, doc.Lang))
	}
	doc.Kind, doc.Service = auskunft.ServiceDocument, s
	d := &render.Document{}
	d.Result.Lang = doc.Lang
	d.Title(doc.Title)
	for _, f := range []struct {
		field auskunft.Field
		html  string
		list  []named
	}{
		{auskunft.FieldDescription, n.Text("description"), nil},
		{auskunft.FieldRequirements, "", r.list("prerequisites")},
		{auskunft.FieldDocuments, "", documents},
		{auskunft.FieldFees, n.Text("fees"), nil},
		{auskunft.FieldDuration, n.Text("process_time"), nil},
		{auskunft.FieldOnline, "", online},
		{auskunft.FieldForms, "", forms},
		{auskunft.FieldResponsible, n.Text("responsibility") + render.List(offices), nil},
		{auskunft.FieldContact, render.List(r.appointment()), nil},
		{auskunft.FieldNotes, "", more},
		{auskunft.FieldLegalBasis, "", legal},
	} {
		heading := render.Heading(f.field, doc.Lang)
		if f.field == auskunft.FieldDescription {
			heading = ""
		}
		err := d.Field(f.field, heading, func(b *extract.Builder) error {
			err := b.HTML(f.html)
			write(b, f.list)
			return err
		})
		if err != nil {
			return err
		}
	}
	if n.Text("description") == "" && n.Text("fees") == "" && len(documents) == 0 {
		d.Warn("no_text", "The service has a name, but no description.")
	}
	r.note("appointment.minutes", n.Text("duration"))
	r.note("appointment.max_quantity", n.Text("maxQuantity"))
	n.Skip("locations", "combinable", "showOnStartPage", "responsibility_all")
	r.finish(d.Done(), d.Fields)
	return nil
}

// online is where a service can be done without going anywhere.
func (r *reading) online() []named {
	o := r.node.At("onlineprocessing")
	e := named{auskunft.Link{URL: r.link(r.fetched.Document.URL, o.Text("link"))}, plain(o.Text("description"))}
	if e.link.URL == r.fetched.Document.URL {
		e.link.URL = ""
	}
	if e == (named{}) {
		return nil
	}
	e.link.Title, e.text = e.text, ""
	if e.link.Title == "" {
		e.link.Title = r.entry.name
	}
	return []named{e}
}

// appointment is the line with the address where appointments are made, when it is not the
// service's own page.
func (r *reading) appointment() []string {
	address := r.link(r.fetched.Document.URL, r.node.Text("appointment", "link"))
	r.node.At("appointment").Skip("slots", "external", "allowed", "multiple")
	if address == "" || address == r.fetched.Document.URL {
		return nil
	}
	return []string{render.Word(r.entry.lang, "appointment", address)}
}

// readLocation makes the document of a location.
func readLocation(r *reading) error {
	n, doc := r.node, &r.fetched.Document
	address := n.At("address")
	o := &auskunft.Office{
		Key: r.entry.id, Name: r.entry.name, URL: doc.URL, Email: n.Text("contact", "email"),
		Street:     strings.TrimSpace(address.Text("street") + " " + address.Text("house_number")),
		PostalCode: address.Text("postal_code"), City: address.Text("city"),
	}
	if web := r.link("", n.Text("contact", "webinfo")); web != "" {
		o.URL = web
	}
	for phone := range strings.SplitSeq(n.Text("contact", "phone"), ";") {
		if phone = strings.TrimSpace(phone); phone != "" {
			o.Phones = append(o.Phones, phone)
		}
	}
	for _, s := range r.catalog.offered(r.entry) {
		o.Services = append(o.Services, auskunft.Responsibility{ServiceKey: s.id})
	}
	var other []string
	for _, a := range n.List("displayNameAlternatives") {
		other = append(other, a.Text())
	}
	r.synonyms(append(other, n.Text("name")))
	var about []string // its place in the administration, which tells offices of one name apart
	for _, text := range append([]string{n.Text("organization"), n.Text("organizationUnit")}, other...) {
		if text != "" && text != o.Name && !slices.Contains(about, html.EscapeString(text)) {
			about = append(about, html.EscapeString(text))
		}
	}
	texts := map[auskunft.Field]string{auskunft.FieldDescription: "<p>" + strings.Join(about, ", ") + "</p>" + n.Text("contact", "competence") + address.Text("hint")}
	doc.Kind, doc.Office = auskunft.OfficeDocument, o
	res, fields, err := render.OfficeTexts(o, doc.Lang, texts)
	if err != nil {
		return err
	}
	r.note("fax", n.Text("contact", "fax"))
	r.note("geo", strings.Trim(n.Text("geo", "lat")+" "+n.Text("geo", "lon"), " "))
	n.At("contact").Skip("signed_mail", "signed_maillink")
	n.Skip("services", "prio", "office", "showAlternativeLocations", "slotTimeInMinutes", "forceSlotTimeUpdate",
		"dontShowByServices", "allowDisabledServicesMix", "sharedBookingOfficeIds")
	n.At("appointment").Skip("multiple")
	r.finish(res, fields)
	return nil
}

// finish sets what every document has.
func (r *reading) finish(res *extract.Result, fields []extract.FieldRange) {
	res.Meta = r.meta
	kind := "service"
	if r.fetched.Document.Office != nil {
		kind = "location"
	}
	r.fetched.Document.Text = res.Text
	r.fetched.Result, r.fetched.Fields, r.fetched.Unknown = res, fields, r.node.Unknown(kind)
	r.fetched.Known, r.fetched.Skipped = r.node.Known(kind)
}
