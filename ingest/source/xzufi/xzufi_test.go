package xzufi

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest/source"
	"auskunft/ingest/source/sourcetest"
)

// transfer is a message of version 2.2 with a head.
func transfer(created, transaction string, position int, body string) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<xzufi:transfer.operation xmlns:xzufi="http://xoev.de/schemata/xzufi/2_2_0" xzufiVersion="2.2.0">
<xzufi:nachrichtenkopf><xzufi:erstelltDatumZeit>%s</xzufi:erstelltDatumZeit></xzufi:nachrichtenkopf>
<xzufi:transaktionID>%s</xzufi:transaktionID><xzufi:transaktionPosition>%d</xzufi:transaktionPosition>
%s
</xzufi:transfer.operation>`, created, transaction, position, body)
}

func service(id, name string) string {
	return `<xzufi:leistung><xzufi:id schemeID="s">` + id + `</xzufi:id>` + module("03", name) + `</xzufi:leistung>`
}

func module(code, content string) string {
	return `<xzufi:modulText><xzufi:positionDarstellung>1</xzufi:positionDarstellung><xzufi:leikaTextmodul><code>` + code +
		`</code></xzufi:leikaTextmodul><xzufi:inhalt languageCode="de-DE">` + content + `</xzufi:inhalt></xzufi:modulText>`
}

func write(body string) string { return "<xzufi:schreibe>" + body + "</xzufi:schreibe>" }

var (
	folder = sourcetest.Folder
	fetch  = sourcetest.Fetch
)

func open(t testing.TB, dir string) *XZuFi {
	t.Helper()
	x, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// list returns the items by key and what List returned.
func list(t *testing.T, x *XZuFi) (map[string]source.Item, error) {
	t.Helper()
	items := map[string]source.Item{}
	last := ""
	err := x.List(context.Background(), func(i source.Item) error {
		if i.Key <= last {
			t.Errorf("%q comes after %q", i.Key, last)
		}
		last = i.Key
		items[i.Key] = i
		return nil
	})
	return items, err
}

func keys(items map[string]source.Item) []string {
	var out []string
	for key := range items {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

const dogTax = `<xzufi:leistung xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<xzufi:id schemeAgencyID="03" schemeID="ort.leistung">hundesteuer</xzufi:id>
<xzufi:struktur xsi:type="xzufi:StrukturLeistung"><xzufi:verrichtung><xzufi:verrichtungLeiKa><code>013</code></xzufi:verrichtungLeiKa></xzufi:verrichtung></xzufi:struktur>
<xzufi:referenzLeiKa><code>99102013000000</code><name>Hundesteuer</name></xzufi:referenzLeiKa>
<xzufi:kategorie><xzufi:id>tiere</xzufi:id><xzufi:bezeichnung languageCode="de">Tiere</xzufi:bezeichnung></xzufi:kategorie>
<xzufi:modulText><xzufi:leikaTextmodul><code>02</code></xzufi:leikaTextmodul><xzufi:inhalt languageCode="de">Hundesteuer Festsetzung</xzufi:inhalt></xzufi:modulText>
<xzufi:modulText><xzufi:leikaTextmodul><code>03</code></xzufi:leikaTextmodul><xzufi:inhalt languageCode="de">Hund anmelden</xzufi:inhalt><xzufi:inhalt languageCode="en-GB">Register a dog</xzufi:inhalt></xzufi:modulText>
<xzufi:modulText><xzufi:leikaTextmodul><code>05</code></xzufi:leikaTextmodul><xzufi:inhalt languageCode="de">&lt;p&gt;Wer einen Hund hat, zahlt.&lt;/p&gt;</xzufi:inhalt><xzufi:inhalt languageCode="de-simple">Hunde kosten Steuer.</xzufi:inhalt></xzufi:modulText>
<xzufi:modulText><xzufi:leikaTextmodul><code>08</code></xzufi:leikaTextmodul><xzufi:inhalt languageCode="de"><ul xmlns="http://www.w3.org/1999/xhtml"><li>Ausweis &amp; Foto</li><li>Chipnummer</li></ul></xzufi:inhalt></xzufi:modulText>
<xzufi:modulText><xzufi:leikaTextmodul><code>14</code></xzufi:leikaTextmodul><xzufi:inhalt languageCode="de">Anmeldung (PDF)</xzufi:inhalt>
 <xzufi:weiterfuehrenderLink><xzufi:uri>https://ort.example/a.pdf</xzufi:uri><xzufi:titel>Anmeldung (PDF)</xzufi:titel></xzufi:weiterfuehrenderLink>
 <xzufi:weiterfuehrenderLink><xzufi:uri>https://ort.example/b.pdf</xzufi:uri><xzufi:titel>Abmeldung</xzufi:titel></xzufi:weiterfuehrenderLink></xzufi:modulText>
<xzufi:modulText><xzufi:leikaTextmodul><code>99</code><name>Barrierefreiheit</name></xzufi:leikaTextmodul><xzufi:inhalt languageCode="de">Aufzug vorhanden.</xzufi:inhalt></xzufi:modulText>
<xzufi:modulFrist><xzufi:dauer>14</xzufi:dauer><xzufi:einheit><code>d</code><name>Tage</name></xzufi:einheit></xzufi:modulFrist>
<xzufi:modulKosten><xzufi:typ><code>fix</code></xzufi:typ><xzufi:beschreibung languageCode="de">&lt;ul&gt;&lt;li&gt;erster Hund 1.120,50 Euro im Jahr&lt;/li&gt;&lt;li&gt;Marke 6 €&lt;/li&gt;&lt;/ul&gt;</xzufi:beschreibung><xzufi:betrag>6.00</xzufi:betrag><xzufi:waehrung>EUR</xzufi:waehrung></xzufi:modulKosten>
<xzufi:modulKosten><xzufi:betrag>12.5</xzufi:betrag><xzufi:waehrung><code>EUR</code></xzufi:waehrung></xzufi:modulKosten>
<xzufi:modulBearbeitungsdauer><xzufi:beschreibung languageCode="de">Zwei Wochen</xzufi:beschreibung></xzufi:modulBearbeitungsdauer>
<xzufi:modulBegriffImKontext><xzufi:begriffImKontext><xzufi:begriff languageCode="de">Hundemarke</xzufi:begriff><xzufi:typ><code>1</code></xzufi:typ></xzufi:begriffImKontext></xzufi:modulBegriffImKontext>
<xzufi:modulFachlicheFreigabe><xzufi:fachlichFreigegebenAm>2026-03-12</xzufi:fachlichFreigegebenAm></xzufi:modulFachlicheFreigabe>
<xzufi:modulUrsprungsportal><xzufi:uri>https://ort.example/hund</xzufi:uri><xzufi:titel languageCode="de">Hund</xzufi:titel></xzufi:modulUrsprungsportal>
<xzufi:geheimfach><xzufi:zettel>unbekannt</xzufi:zettel><xzufi:leer/></xzufi:geheimfach>
</xzufi:leistung>
<xzufi:onlinedienst><xzufi:id schemeID="ort.online">7</xzufi:id><xzufi:bezeichnung languageCode="de">Hund online anmelden</xzufi:bezeichnung><xzufi:link><xzufi:typ><code>01</code></xzufi:typ><xzufi:link>https://service.ort.example/hund</xzufi:link></xzufi:link></xzufi:onlinedienst>
<xzufi:organisationseinheit><xzufi:id>steueramt</xzufi:id><xzufi:name><xzufi:name languageCode="de">Steueramt</xzufi:name></xzufi:name>
<xzufi:zustaendigkeit><xzufi:leistungID schemeAgencyID="03" schemeID="ort.leistung">hundesteuer</xzufi:leistungID><xzufi:gebietID>nord</xzufi:gebietID></xzufi:zustaendigkeit></xzufi:organisationseinheit>
<xzufi:organisationseinheit><xzufi:id>buero</xzufi:id><xzufi:name><xzufi:name languageCode="de">Bürgerbüro</xzufi:name></xzufi:name><xzufi:beschreibung languageCode="de">&lt;p&gt;Hilft.&lt;/p&gt;</xzufi:beschreibung>
<xzufi:anschrift><xzufi:strasse>Markt</xzufi:strasse><xzufi:hausnummer>1</xzufi:hausnummer><xzufi:postleitzahl>26995</xzufi:postleitzahl><xzufi:ort>Ort</xzufi:ort></xzufi:anschrift>
<xzufi:kommunikationssystem><xzufi:kanal><code>1</code><name>Telefon</name></xzufi:kanal><xzufi:kennung>04227 99-0</xzufi:kennung></xzufi:kommunikationssystem>
<xzufi:kommunikationssystem><xzufi:kanal><code>2</code><name>Telefax</name></xzufi:kanal><xzufi:kennung>04227 99-1</xzufi:kennung></xzufi:kommunikationssystem>
<xzufi:zustaendigkeit><xzufi:leistungID schemeAgencyID="03" schemeID="ort.leistung">hundesteuer</xzufi:leistungID></xzufi:zustaendigkeit></xzufi:organisationseinheit>`

const dogTaxKey = "leistung/03:ort.leistung:hundesteuer/"

func TestService(t *testing.T) {
	x := open(t, folder(t, map[string]string{"hund.xml": transfer("2026-01-01T00:00:00Z", "t", 1, write(dogTax))}))
	items, err := list(t, x)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{dogTaxKey + "de", dogTaxKey + "de-simple", dogTaxKey + "en", "organisationseinheit/buero"}
	if !slices.Equal(keys(items), want) {
		t.Errorf("keys %q", keys(items))
	}
	f := fetch(t, x, dogTaxKey+"de")
	text := `Hund anmelden

Wer einen Hund hat, zahlt.

Erforderliche Unterlagen

- Ausweis & Foto
- Chipnummer

Kosten

- erster Hund 1.120,50 Euro im Jahr
- Marke 6 €

12,50 Euro

Fristen

14 Tage

Bearbeitungsdauer

Zwei Wochen

Online erledigen

- Hund online anmelden: https://service.ort.example/hund

Formulare

Anmeldung (PDF)

- Abmeldung: https://ort.example/b.pdf

Zuständige Stelle

- Bürgerbüro
- Steueramt (für einzelne Stadtteile)

Hinweise

Barrierefreiheit:

Aufzug vorhanden.`
	if f.Result.Text != text {
		t.Errorf("text\n%s", f.Result.Text)
	}
	d, s := f.Document, f.Document.Service
	if d.Title != "Hund anmelden" || d.URL != "https://ort.example/hund" || d.Lang != "de" || d.CheckedAt.Format(time.DateOnly) != "2026-03-12" ||
		!slices.Equal(d.Synonyms, []string{"Hundemarke", "Hundesteuer Festsetzung"}) {
		t.Errorf("document %+v", d)
	}
	wantFees := []auskunft.Fee{
		{Text: "erster Hund 1.120,50 Euro im Jahr", Cents: 112050, Currency: "EUR", Per: "Jahr"},
		{Text: "Marke 6 €", Cents: 600, Currency: "EUR"}, {Cents: 1250, Currency: "EUR"},
	}
	if !slices.Equal(s.Fees, wantFees) {
		t.Errorf("fees %+v", s.Fees)
	}
	if s.Key != "hundesteuer" || s.Name != "Hundesteuer Festsetzung" || !slices.Equal(s.LeiKa, []string{"99102013000000"}) ||
		!slices.Equal(s.Deadlines, []string{"14 Tage"}) || s.Duration != "Zwei Wochen" || !slices.Equal(s.Documents, []string{"Ausweis & Foto", "Chipnummer"}) ||
		len(s.Forms) != 2 || len(s.Online) != 1 || !slices.Equal(s.LifeEvents, []string{"Tiere"}) {
		t.Errorf("service %+v", s)
	}
	if len(s.Offices) != 2 || s.Offices[0].OfficeKey != "buero" || s.Offices[0].Areas != nil || !slices.Equal(s.Offices[1].Areas, []string{"nord"}) {
		t.Errorf("offices %+v", s.Offices)
	}
	if !slices.Equal(f.Unknown, []string{"leistung/geheimfach", "leistung/modulText[99]"}) {
		t.Errorf("unknown %q", f.Unknown)
	}
	if f.Result.Meta["struktur.verrichtung.verrichtungleika.code"] != "013" || f.Result.Meta["kosten.typ.code"] != "fix" {
		t.Errorf("meta %v", f.Result.Meta)
	}
	if !strings.HasPrefix(string(f.Original), "\n<xzufi:id") {
		t.Errorf("original %.60q", f.Original)
	}
	if simple := fetch(t, x, dogTaxKey+"de-simple"); !strings.Contains(simple.Result.Text, "Hunde kosten Steuer.") || simple.Document.Lang != "de-simple" {
		t.Errorf("simple German %q", simple.Result.Text)
	}
	if en := fetch(t, x, dogTaxKey+"en"); en.Document.Title != "Register a dog" || !strings.Contains(en.Result.Text, "Responsible office") {
		t.Errorf("English %q", en.Result.Text)
	}
}

func TestUnit(t *testing.T) {
	x := open(t, folder(t, map[string]string{"hund.xml": transfer("2026-01-01T00:00:00Z", "t", 1, write(dogTax))}))
	f := fetch(t, x, "organisationseinheit/buero")
	want := "Bürgerbüro\n\nHilft.\n\nKontakt\n\n- Telefon: 04227 99-0\n\nAnschrift\n\nBürgerbüro\nMarkt 1\n26995 Ort"
	o := f.Document.Office
	if f.Result.Text != want || o == nil || o.Key != "buero" || len(o.Services) != 1 || o.Services[0].ServiceKey != "hundesteuer" {
		t.Errorf("text %q, office %+v", f.Result.Text, o)
	}
	if !slices.Contains(f.Unknown, "organisationseinheit/kommunikationssystem/kennung") {
		t.Errorf("the fax is not reported: %q", f.Unknown)
	}
}

func TestMessagesApplyInOrder(t *testing.T) {
	deletion := `<xzufi:loesche><xzufi:leistung><xzufi:id schemeID="s">weg</xzufi:id></xzufi:leistung></xzufi:loesche>`
	x := open(t, folder(t, map[string]string{
		"3.xml": transfer("2026-01-01T00:00:00Z", "a", 1, write(service("weg", "Weg")+service("alt", "Alt"))),
		"2.xml": transfer("2026-01-01T00:00:00Z", "a", 2, deletion),
		"1.xml": transfer("2026-02-01T00:00:00Z", "b", 1, write(service("alt", "Neu"))),
	}))
	items, err := list(t, x)
	if err != nil || !slices.Equal(keys(items), []string{"leistung/s:alt/de"}) {
		t.Fatalf("keys %q, %v", keys(items), err)
	}
	if f := fetch(t, x, "leistung/s:alt/de"); f.Document.Title != "Neu" {
		t.Errorf("title %q", f.Document.Title)
	}
	if _, err := x.Fetch(context.Background(), source.Item{Key: "leistung/s:weg/de"}); auskunft.KindOf(err) != auskunft.NotFound {
		t.Errorf("a deleted service: %v", err)
	}
}

func TestBrokenFilesHideNothingElse(t *testing.T) {
	good := transfer("2026-01-01T00:00:00Z", "a", 1, write(service("gut", "Gut")))
	for name, tt := range map[string]struct{ text, want string }{
		"cut":           {good[:len(good)-40], "line 5: the message ends"},
		"not closed":    {strings.Replace(good, "</xzufi:schreibe>", "</xzufi:leistung>", 1), "line 5: </leistung>"},
		"entity bomb":   {`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>`, "invalid character entity"},
		"external":      {`<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>`, "invalid character entity"},
		"deep":          {strings.Repeat("<a>", maxDepth+1), "levels"},
		"empty":         {"", "no message"},
		"text":          {"guten Tag", "no message"},
		"half":          {transfer("2026-01-01T00:00:00Z", "x", 1, "") + "<!-- -->", ""},
		"encoding":      {`<?xml version="1.0" encoding="klingonisch"?><x/>`, "encoding"},
		"other XML":     {`<rss><channel/></rss>`, "no XZuFi message"},
		"without an id": {transfer("2026-01-01T00:00:00Z", "x", 1, write("<xzufi:leistung>"+module("03", "X")+"</xzufi:leistung>")), "no id"},
	} {
		x := open(t, folder(t, map[string]string{"a.xml": tt.text, "b.xml": good}))
		items, err := list(t, x)
		if _, ok := items["leistung/s:gut/de"]; !ok {
			t.Errorf("%s: the good file is not read: %q", name, keys(items))
		}
		if tt.want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		_, fetchErr := x.Fetch(context.Background(), source.Item{Key: "datei/a.xml"})
		if auskunft.KindOf(fetchErr) != auskunft.Invalid || !strings.Contains(fetchErr.Error(), tt.want) || !strings.Contains(fetchErr.Error(), "a.xml") {
			t.Errorf("%s: %v", name, fetchErr)
		}
		_, incomplete := errors.AsType[*source.Incomplete](err)
		if harmless := name == "other XML" || name == "without an id"; incomplete == harmless {
			t.Errorf("%s: List returned %v", name, err)
		}
	}
}

func TestHalfTransactionIsNotApplied(t *testing.T) {
	x := open(t, folder(t, map[string]string{
		"1.xml": transfer("2026-01-01T00:00:00Z", "a", 1, write(service("eins", "Eins"))),
		"3.xml": transfer("2026-01-01T00:00:00Z", "a", 3, write(service("drei", "Drei"))),
		"b.xml": transfer("2026-01-02T00:00:00Z", "b", 1, write(service("gut", "Gut"))),
	}))
	items, err := list(t, x)
	if _, ok := errors.AsType[*source.Incomplete](err); !ok {
		t.Errorf("List returned %v", err)
	}
	if !slices.Equal(keys(items), []string{"datei/1.xml", "datei/3.xml", "leistung/s:gut/de"}) {
		t.Errorf("keys %q", keys(items))
	}
}

func TestMarks(t *testing.T) {
	unit := func(area string) string {
		return `<xzufi:organisationseinheit><xzufi:id>amt</xzufi:id><xzufi:zustaendigkeit><xzufi:leistungID schemeID="s">a</xzufi:leistungID><xzufi:gebietID>` +
			area + `</xzufi:gebietID></xzufi:zustaendigkeit></xzufi:organisationseinheit>`
	}
	marks := func(body string) map[string]source.Item {
		items, err := list(t, open(t, folder(t, map[string]string{"m.xml": transfer("2026-01-01T00:00:00Z", "t", 1, write(body))})))
		if err != nil {
			t.Fatal(err)
		}
		return items
	}
	before := marks(service("a", "A") + service("b", "B") + unit("nord"))
	moved := marks(service("b", "B") + unit("nord") + service("a", "A"))
	after := marks(service("a", "A") + service("b", "B") + unit("süd"))
	if before["leistung/s:a/de"] != moved["leistung/s:a/de"] {
		t.Error("the mark depends on the place in the message")
	}
	if before["leistung/s:a/de"].Mark == after["leistung/s:a/de"].Mark {
		t.Error("another responsibility, same mark")
	}
	if before["leistung/s:b/de"] != after["leistung/s:b/de"] {
		t.Error("a responsibility for another service changes the mark")
	}
}

func TestSameIDInTwoSchemes(t *testing.T) {
	body := strings.Replace(service("x", "Eins"), `"s"`, `"s1"`, 1) + strings.Replace(service("x", "Zwei"), `"s"`, `"s2"`, 1)
	x := open(t, folder(t, map[string]string{"m.xml": transfer("", "", 0, write(body))}))
	for scheme, title := range map[string]string{"s1": "Eins", "s2": "Zwei"} {
		if f := fetch(t, x, "leistung/"+scheme+":x/de"); f.Document.Title != title || f.Document.Service.Key != scheme+":x" {
			t.Errorf("%s: %q, key %q", scheme, f.Document.Title, f.Document.Service.Key)
		}
	}
}

func TestAnswerMessageOfOtherVersions(t *testing.T) {
	for name, text := range map[string]string{
		"fields in the result": `<leistungsverzeichnis.antwort.leistungsbericht.030108 xmlns="http://xoev.de/schemata/xzufi/2_1_0"><antwort><ergebnisLeistung>` +
			`<id schemeID="s">a</id><modulText><leikaTextmodul><code>02</code></leikaTextmodul><inhalt>M&uuml;ll</inhalt></modulText></ergebnisLeistung></antwort></leistungsverzeichnis.antwort.leistungsbericht.030108>`,
		"service in the result": `<a xmlns="http://xoev.de/schemata/xzufi/2_3_0"><antwort><ergebnisLeistung><leistung>` +
			`<id schemeID="s">a</id><modulText><leikaTextmodul><code>02</code></leikaTextmodul><inhalt><![CDATA[<b>Müll</b>]]></inhalt></modulText></leistung></ergebnisLeistung></antwort></a>`,
		"latin-1": "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><x:a xmlns:x='u'><x:schreibe><x:spezialisierung><x:id schemeID='s'>a</x:id>" +
			"<x:modulText><x:leikaTextmodul><code>03</code></x:leikaTextmodul><x:inhalt>M\xfcll</x:inhalt></x:modulText></x:spezialisierung></x:schreibe></x:a>",
	} {
		x := open(t, filepath.Join(folder(t, map[string]string{"m.xml": text}), "m.xml"))
		if f := fetch(t, x, "leistung/s:a/de"); f.Document.Title != "Müll" || len(f.Unknown) != 0 {
			t.Errorf("%s: title %q, unknown %q", name, f.Document.Title, f.Unknown)
		}
	}
}

func TestUnknownObjectsAreReported(t *testing.T) {
	x := open(t, folder(t, map[string]string{"m.xml": transfer("", "t", 1, write(service("a", "A")+"<xzufi:gebiet><xzufi:id>nord</xzufi:id></xzufi:gebiet>"))}))
	if f := fetch(t, x, "leistung/s:a/de"); !slices.Equal(f.Unknown, []string{"transfer.operation/schreibe/gebiet"}) {
		t.Errorf("unknown %q", f.Unknown)
	}
}

// The demo town's messages: nothing in them may be unknown.
func TestDemoMessages(t *testing.T) {
	x := open(t, "../../../demo/services")
	items, err := list(t, x)
	if err != nil || len(items) < 50 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	t.Logf("%d documents", len(items))
	for key := range items {
		f := fetch(t, x, key)
		if len(f.Unknown) > 0 || len(f.Result.Warnings) > 0 || f.Result.Text == "" {
			t.Errorf("%s: unknown %q, warnings %v", key, f.Unknown, f.Result.Warnings)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "fehlt")); auskunft.KindOf(err) != auskunft.Invalid {
		t.Errorf("%v", err)
	}
}

func FuzzMessage(f *testing.F) {
	f.Add([]byte(transfer("2026-01-01T00:00:00Z", "t", 1, write(dogTax))))
	f.Add([]byte("<?xml version='1.0' encoding='utf-16'?><a><loesche><id>x</id></loesche></a>"))
	file := filepath.Join(f.TempDir(), "m.xml")
	f.Fuzz(func(t *testing.T, data []byte) {
		sourcetest.NothingUnexpected(t, file, data, func(t testing.TB, path string) source.Source { return open(t, path) })
	})
}
