package extract

import (
	"strings"

	"github.com/ledongthuc/pdf"
	"golang.org/x/text/encoding/charmap"
)

// font caches what drawing text needs of a font. The library looks widths up in the file
// and walks the character map for each letter, which is ten times slower.
type font struct {
	bold    bool
	wide    bool // two bytes a character
	encoder pdf.TextEncoding
	texts   map[int]string
	widths  map[int]float64 // in thousandths of the size
	usual   float64         // width of characters that are not in widths
	name    string          // of a font that tells no widths
}

func newFont(v pdf.Value) *font {
	f := pdf.Font{V: v}
	out := &font{
		bold: isBoldFont(f.BaseFont()), wide: v.Key("Subtype").Name() == "Type0",
		texts: map[int]string{}, widths: map[int]float64{}, usual: 500,
	}
	out.encoder = f.Encoder()
	if out.wide {
		out.readWide(v.Key("DescendantFonts").Index(0))
		return out
	}
	descriptor := v.Key("FontDescriptor")
	out.bold = out.bold || descriptor.Key("FontWeight").Float64() >= 600
	if w := descriptor.Key("MissingWidth").Float64(); w > 0 {
		out.usual = w
	}
	first, widths := int(v.Key("FirstChar").Int64()), v.Key("Widths")
	if widths.Len() == 0 {
		out.name = f.BaseFont()
	}
	for i := range min(widths.Len(), 256) {
		out.widths[first+i] = widths.Index(i).Float64()
	}
	if scale := v.Key("FontMatrix").Index(0).Float64(); v.Key("Subtype").Name() == "Type3" && scale > 0 {
		for code := range out.widths {
			out.widths[code] *= scale * 1000
		}
	}
	return out
}

// maxWidths bounds the width table of a composite font.
const maxWidths = 1 << 16

// readWide reads the widths of a composite font: "c [w w …]" and "first last w".
func (f *font) readWide(v pdf.Value) {
	f.usual = 1000
	if dw := v.Key("DW"); !dw.IsNull() {
		f.usual = dw.Float64()
	}
	w := v.Key("W")
	for i := 0; i+1 < w.Len() && len(f.widths) < maxWidths; {
		first := int(w.Index(i).Int64())
		if list := w.Index(i + 1); list.Kind() == pdf.Array {
			for j := range min(list.Len(), maxWidths) {
				f.widths[first+j] = list.Index(j).Float64()
			}
			i += 2
			continue
		}
		last, width := int(w.Index(i+1).Int64()), w.Index(i+2).Float64()
		for c := first; c <= last && len(f.widths) < maxWidths; c++ {
			f.widths[c] = width
		}
		i += 3
	}
}

// next takes the first character code of raw.
func (f *font) next(raw string) (code, size int) {
	if f.wide && len(raw) >= 2 {
		return int(raw[0])<<8 | int(raw[1]), 2
	}
	return int(raw[0]), 1
}

func (f *font) width(code int) float64 {
	if w, ok := f.widths[code]; ok {
		return w
	}
	if f.name != "" {
		f.widths[code] = standardWidth(f.name, f.text(code, string([]byte{byte(code)})))
		return f.widths[code]
	}
	return f.usual
}

// text is what the character code, written as raw, stands for.
func (f *font) text(code int, raw string) string {
	if s, ok := f.texts[code]; ok {
		return s
	}
	s := strings.Map(fromWindows, f.encoder.Decode(raw))
	if lig, ok := texLigatures[code]; ok && !f.wide && (s == "" || s == "\ufffd") {
		s = lig
	}
	f.texts[code] = s
	return s
}

// texLigatures are codes of the encodings that are built into TeX's fonts (OT1, T1), which
// files need not repeat.
var texLigatures = map[int]string{
	0x0b: "ff", 0x0c: "fi", 0x0d: "fl", 0x0e: "ffi", 0x0f: "ffl", 0x1b: "ff", 0x1c: "fi", 0x1d: "fl", 0x1e: "ffi", 0x1f: "ffl",
}

// fromWindows mends letters of fonts with a changed encoding: the library leaves the
// unchanged ones as bytes, which for 0x80 to 0x9f means Windows-1252.
func fromWindows(r rune) rune {
	if r >= 0x80 && r < 0xa0 {
		return charmap.Windows1252.DecodeByte(byte(r))
	}
	if r < ' ' {
		return -1
	}
	return r
}
