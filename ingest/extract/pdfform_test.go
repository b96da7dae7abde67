package extract

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// withObjects appends objects to a test file and puts entries into its catalogue and its
// first page. The table of objects is left out, which readers then make themselves.
func withObjects(data []byte, catalogue, page string, objects ...string) []byte {
	data, _, _ = bytes.Cut(data, []byte("xref\n"))
	s := strings.Replace(string(data), "/Type/Catalog", "/Type/Catalog"+catalogue, 1)
	s = strings.Replace(s, "/Type/Page/Parent", "/Type/Page"+page+"/Parent", 1)
	for _, o := range objects {
		s += o + "\n"
	}
	return rebuilt(s)
}

// rebuilt writes the table of objects anew.
func rebuilt(s string) []byte {
	offsets := map[int]int{}
	top := 0
	for at := 0; ; {
		i := strings.Index(s[at:], " 0 obj")
		if i < 0 {
			break
		}
		at += i
		start := at
		for start > 0 && s[start-1] >= '0' && s[start-1] <= '9' {
			start--
		}
		n := 0
		for _, d := range s[start:at] {
			n = n*10 + int(d-'0')
		}
		offsets[n], top = start, max(top, n)
		at++
	}
	var out bytes.Buffer
	out.WriteString(s)
	xref := out.Len()
	out.WriteString("xref\n0 " + itoa(top+1) + "\n0000000000 65535 f \n")
	for n := 1; n <= top; n++ {
		if at, ok := offsets[n]; ok {
			out.WriteString(strings.Repeat("0", 10-len(itoa(at))) + itoa(at) + " 00000 n \n")
		} else {
			out.WriteString("0000000000 00000 f \n")
		}
	}
	out.WriteString("trailer\n<</Size " + itoa(top+1) + "/Root 1 0 R>>\nstartxref\n" + itoa(xref) + "\n%%EOF\n")
	return out.Bytes()
}

func itoa(n int) string {
	return strings.TrimSuffix(listMarker(n), ". ")
}

func TestPDFFormFields(t *testing.T) {
	page := column(70, 780, 11, "Anmeldung eines Hundes", "Name des Hundes")
	data := withObjects(makePDF([][]draw{page}, ""), "/AcroForm<</Fields[20 0 R 21 0 R 22 0 R 23 0 R]>>", "/Annots[20 0 R 21 0 R 22 0 R 23 0 R 24 0 R]",
		"20 0 obj\n<</Type/Annot/Subtype/Widget/FT/Tx/T(Text1)/TU(Name des Hundes)/Rect[200 760 300 780]>>\nendobj",
		"21 0 obj\n<</Type/Annot/Subtype/Widget/FT/Tx/T(Rasse)/V(Dackel)/Rect[200 740 300 760]/AP<</N 30 0 R>>>>\nendobj",
		"22 0 obj\n<</Type/Annot/Subtype/Widget/FT/Tx/T(Text7)/Rect[200 720 300 740]>>\nendobj",
		"23 0 obj\n<</Type/Annot/Subtype/Widget/FT/Btn/T(Kontrollkästchen3)/TU(Der Hund ist ein Assistenzhund)/V/Ja/Rect[200 700 210 710]>>\nendobj",
		"24 0 obj\n<</Type/Annot/Subtype/Link/A<</URI(https://stadt.example/hund)>>/Rect[0 0 9 9]>>\nendobj",
		"30 0 obj\n<</Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F1 3 0 R>>>>/Length 44>>\nstream\nBT /F1 11 Tf 2 5 Td (Dackel) Tj ET           \nendstream\nendobj")
	res := readTestPDF(t, data)
	got := render(res)
	for _, want := range []string{"list_item1 - Rasse: Dackel", "list_item1 - Der Hund ist ein Assistenzhund"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
	if strings.Count(res.Text, "Name des Hundes") != 1 || strings.Contains(res.Text, "Text7") {
		t.Errorf("%q", got)
	}
	if !slices.Equal(res.Links, []string{"https://stadt.example/hund"}) {
		t.Errorf("links %q", res.Links)
	}
	raw, err := (&Extractor{}).RawPages(t.Context(), data)
	if err != nil || !strings.Contains(raw[0], "Dackel") || strings.Contains(raw[0], "Assistenz") {
		t.Errorf("raw %q, %v", raw, err)
	}
}

// Bookmarks make headings of lines that look like others, with the depth they have.
func TestPDFOutline(t *testing.T) {
	page := column(70, 780, 11, "Inhalt", "Zweck", "Kosten", "Allgemeines", "Der Zweck ist gut.")
	page = append(page, column(70, 600, 11, "1. Zweck", "Das Haus dient allen, die", "es brauchen.")...)
	page = append(page, draw{70, 500, 14, true, "Höhe der"}, draw{70, 484, 14, true, "Kosten"}, draw{70, 460, 11, false, "Es kostet nichts."})
	data := withObjects(makePDF([][]draw{page}, ""), "/Outlines 20 0 R", "",
		"20 0 obj\n<</First 21 0 R>>\nendobj",
		"21 0 obj\n<</Title(1. Zweck)/Next 22 0 R>>\nendobj",
		"22 0 obj\n<</Title(Geld)/First 23 0 R/Next 21 0 R>>\nendobj", // and round again
		"23 0 obj\n<</Title(2.1 H\\366he der Kosten)>>\nendobj")
	res := readTestPDF(t, data)
	var headings []string
	for _, line := range render(res) {
		if strings.HasPrefix(line, "heading") {
			headings = append(headings, line)
		}
	}
	if !slices.Equal(headings, []string{"heading1 1. Zweck", "heading2 Höhe der Kosten"}) {
		t.Errorf("headings %q", headings)
	}
}
