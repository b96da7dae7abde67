package xzufi

import (
	"slices"
	"strings"

	"auskunft"
	"auskunft/ingest/source"
	"auskunft/ingest/source/render"
)

// unitDetails are the elements that make a unit more than a name.
var unitDetails = []string{"strasse", "postleitzahl", "kommunikationssystem", "infoOeffnungszeitenText", "beschreibung", "internetadresse"}

// responsible reads which units are responsible for a service, and where.
func (x *XZuFi) responsible(c *catalog, service object, r *reading) error {
	var items []string
	for _, o := range c.unitsOf[service.id.String()] {
		n, _, err := x.open(o)
		if err != nil {
			return err
		}
		resp := auskunft.Responsibility{OfficeKey: keyOf(o.id, c.unitIDs)}
		everywhere := false
		for _, z := range n.all("zustaendigkeit") {
			if !slices.ContainsFunc(z.all("leistungID"), func(l *node) bool { return readID(l) == service.id }) {
				continue
			}
			areas := z.all("gebietID")
			everywhere = everywhere || len(areas) == 0
			for _, a := range areas {
				resp.Areas = append(resp.Areas, readID(a).value)
			}
		}
		slices.Sort(resp.Areas)
		if resp.Areas = slices.Compact(resp.Areas); everywhere {
			resp.Areas = nil
		}
		r.service.Offices = append(r.service.Offices, resp)
		if name := unitName(n, r.lang); name != "" {
			items = append(items, render.Responsible(name, len(resp.Areas) > 0, r.lang))
		}
	}
	if len(items) > 0 {
		r.texts[auskunft.FieldResponsible] = append(r.texts[auskunft.FieldResponsible], render.List(items))
	}
	return nil
}

// unitName is the unit's name in a language, else in German.
func unitName(n *node, lang string) string {
	german := ""
	for _, outer := range n.all("name") {
		for _, name := range append(outer.all("name"), outer) {
			text := strings.TrimSpace(name.text)
			switch l := language(name); {
			case text == "":
			case l == lang:
				return text
			case l == "de" || german == "":
				german = text
			}
		}
	}
	return german
}

// online reads the online services of a service.
func (x *XZuFi) online(c *catalog, service object, r *reading) error {
	for _, o := range c.onlineOf[service.id.String()] {
		n, message, err := x.open(o)
		if err != nil {
			return err
		}
		n.at("id")
		reader := reading{message: message, lang: r.lang}
		title := plain(reader.text(n, "bezeichnung"))
		if title == "" {
			reader.lang = "de"
			title = plain(reader.text(n, "bezeichnung"))
		}
		for _, l := range n.all("link") {
			l.value("typ", "code")
			l.value("typ", "name")
			url := l.value("link")
			if url == "" {
				url = l.value("uri")
			}
			if url != "" {
				r.links[auskunft.FieldOnline] = append(r.links[auskunft.FieldOnline], auskunft.Link{Title: title, URL: url})
			}
		}
		r.unknown = append(r.unknown, n.unknown(n.name)...)
	}
	return nil
}

// fetchUnit makes the document of a unit.
func (x *XZuFi) fetchUnit(c *catalog, o object) (source.Fetched, error) {
	n, message, err := x.open(o)
	if err != nil {
		return source.Fetched{}, err
	}
	r := reading{node: n, message: message, lang: "de"}
	n.at("id")
	office := &auskunft.Office{Key: keyOf(o.id, c.unitIDs), Name: unitName(n, "de")}
	if office.Name == "" {
		office.Name = office.Key
	}
	r.address(office)
	for _, k := range n.all("kommunikationssystem") {
		contact(office, k)
	}
	office.URL = n.value("internetadresse", "uri")
	for _, i := range n.all("internetadresse") {
		i.value("titel")
	}
	for _, z := range n.all("zustaendigkeit") {
		resp := auskunft.Responsibility{}
		for _, a := range z.all("gebietID") {
			resp.Areas = append(resp.Areas, readID(a).value)
		}
		for _, s := range z.all("leistungID") {
			resp.ServiceKey = keyOf(readID(s), c.serviceIDs)
			office.Services = append(office.Services, resp)
		}
	}
	texts := map[auskunft.Field]string{
		auskunft.FieldDescription: r.text(n, "beschreibung"), auskunft.FieldHours: r.text(n, "infoOeffnungszeitenText"),
	}
	res, fields, err := render.OfficeTexts(office, "de", texts)
	if err != nil {
		return source.Fetched{}, err
	}
	unknown := n.unknown(n.name)
	if o.nth == 0 {
		unknown = append(unknown, c.unknown[o.file]...)
	}
	doc := auskunft.Document{Kind: auskunft.OfficeDocument, Title: office.Name, Lang: "de", URL: office.URL, Text: res.Text, Office: office}
	return source.Fetched{
		Document: doc, Original: message[n.from:n.to], Format: "xzufi", Result: res, Fields: fields, Unknown: unknown,
		Known: n.known(n.name),
	}, nil
}

// address reads the first address with a street; the others are for letters.
func (r *reading) address(office *auskunft.Office) {
	for _, a := range r.node.all("anschrift") {
		street := strings.TrimSpace(a.value("strasse") + " " + a.value("hausnummer"))
		code, city := a.value("postleitzahl"), a.value("ort")
		if k := a.at("verwaltungspolitischeKodierung"); k != nil {
			k.readAll()
		}
		a.value("typ", "code")
		if office.Street == "" && (street != "" || code != "") || office.City == "" {
			office.Street, office.PostalCode, office.City = street, code, city
		}
	}
}

// contact reads a phone number or a mail address; other channels stay unread.
func contact(office *auskunft.Office, k *node) {
	value := ""
	for _, c := range k.children {
		if c.name == "kennung" {
			value = strings.TrimSpace(c.text)
		}
	}
	digits := strings.Trim(value, "0123456789+()/- ") == "" && value != ""
	switch {
	case strings.Contains(value, "@") && office.Email == "":
		office.Email = value
	case digits && !isFax(k):
		office.Phones = append(office.Phones, value)
	default:
		return
	}
	k.readAll()
}

func isFax(k *node) bool {
	for _, c := range k.find("name") {
		if strings.Contains(strings.ToLower(c.text), "fax") {
			return true
		}
	}
	return false
}
