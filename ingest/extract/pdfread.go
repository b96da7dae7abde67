package extract

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/ledongthuc/pdf"

	"auskunft"
)

// Limits of one file. The child process has a memory and a time limit besides.
const (
	maxPages       = 5000
	maxPageGlyphs  = 500_000
	maxFormDepth   = 12
	maxGraphicsSav = 256
)

// errUnreadable stops a page whose content is not worth reading on.
var errUnreadable = errors.New("the page draws more than a page can show")

// readPDF reads a file with ledongthuc/pdf. The library panics on much of what is
// broken; a page keeps what was read of it until then.
func readPDF(data []byte) (doc *pdfDocument, err error) {
	defer func() {
		if r := recover(); r != nil {
			doc, err = nil, auskunft.Errorf(auskunft.Invalid, "pdf", "the file is broken: %v", r)
		}
	}()
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if errors.Is(err, pdf.ErrInvalidPassword) {
		return nil, auskunft.Errorf(auskunft.Invalid, "pdf_encrypted", "the file is protected by a password")
	}
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "pdf", "the file is broken: %w", err)
	}
	count := r.NumPage()
	if count <= 0 || count > maxPages {
		return nil, auskunft.Errorf(auskunft.Invalid, "pdf", "the file has %d pages; it may have 1 to %d", count, maxPages)
	}
	doc = &pdfDocument{info: map[string]string{}}
	info := r.Trailer().Key("Info")
	for _, key := range info.Keys() {
		if v := info.Key(key); v.Kind() == pdf.String {
			doc.info[key] = v.Text()
		}
	}
	doc.outline = readOutline(r.Trailer().Key("Root").Key("Outlines").Key("First"), 1, nil)
	fonts := map[string]*font{}
	for i := range count {
		doc.pages = append(doc.pages, readPage(r.Page(i+1), fonts))
	}
	return doc, nil
}

func readPage(p pdf.Page, fonts map[string]*font) (page pdfPage) {
	d := drawing{page: &page, fonts: fonts}
	defer func() {
		if r := recover(); r != nil {
			page.err = fmt.Sprint(r)
		}
	}()
	if p.V.IsNull() {
		page.err = "the page is missing"
		return page
	}
	if contents := p.V.Key("Contents"); contents.Kind() == pdf.Stream || contents.Kind() == pdf.Array {
		d.run(contents, p.Resources(), state{scale: 1, ctm: identity})
	}
	d.annotations(p.V.Key("Annots"))
	return page
}

// state is the part of the graphics state that says where text goes.
type state struct {
	ctm, text, line matrix
	font            *font
	size, scale     float64
	charGap, space  float64
	leading, rise   float64
}

// drawing follows the operators of a page's content.
type drawing struct {
	page  *pdfPage
	fonts map[string]*font
	depth int
}

func (d *drawing) run(content, resources pdf.Value, s state) {
	if d.depth++; d.depth > maxFormDepth {
		d.depth--
		return
	}
	defer func() { d.depth-- }()
	var saved []state
	var path pen
	names := map[string]*font{}
	pdf.Interpret(content, func(stack *pdf.Stack, op string) {
		args := make([]pdf.Value, stack.Len())
		for i := len(args) - 1; i >= 0; i-- {
			args[i] = stack.Pop()
		}
		switch op {
		case "q":
			if len(saved) < maxGraphicsSav {
				saved = append(saved, s)
			}
		case "Q":
			if n := len(saved) - 1; n >= 0 {
				s, saved = saved[n], saved[:n]
			}
		case "cm":
			s.ctm = numbers(args).times(s.ctm)
		case "Tf":
			if len(args) == 2 {
				s.font, s.size = d.font(args[0].Name(), resources, names), args[1].Float64()
			}
		case "Do":
			if len(args) == 1 {
				d.object(resources.Key("XObject").Key(args[0].Name()), resources, s)
			}
		case "BI":
			d.page.images = true
		case "m", "l", "re", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n":
			path.draw(d.page, s.ctm, op, args)
		default:
			d.show(&s, op, args)
		}
	})
}

// object draws a form or notes a picture.
func (d *drawing) object(x, resources pdf.Value, s state) {
	switch x.Key("Subtype").Name() {
	case "Image":
		d.page.images = true
	case "Form":
		if own := x.Key("Resources"); !own.IsNull() {
			resources = own
		}
		if m := x.Key("Matrix"); m.Len() == 6 {
			s.ctm = matrixOf(m).times(s.ctm)
		}
		d.run(x, resources, s)
	}
}

// font returns the font that name stands for. Pages share fonts under many names; they
// are told apart by what their dictionaries say.
func (d *drawing) font(name string, resources pdf.Value, names map[string]*font) *font {
	if f, ok := names[name]; ok {
		return f
	}
	v := resources.Key("Font").Key(name)
	key := v.String()
	f, ok := d.fonts[key]
	if !ok {
		f = newFont(v)
		d.fonts[key] = f
	}
	names[name] = f
	return f
}

// show follows the operators that move the text position, set its state and show text.
func (d *drawing) show(s *state, op string, args []pdf.Value) {
	arg := func(i int) float64 {
		if i < len(args) {
			return args[i].Float64()
		}
		return 0
	}
	newLine := func(x, y float64) {
		s.line = s.line.shift(x, y)
		s.text = s.line
	}
	switch op {
	case "BT":
		s.text, s.line = identity, identity
	case "Tm":
		s.line = numbers(args)
		s.text = s.line
	case "Td":
		newLine(arg(0), arg(1))
	case "TD":
		s.leading = -arg(1)
		newLine(arg(0), arg(1))
	case "T*":
		newLine(0, -s.leading)
	case "Tc":
		s.charGap = arg(0)
	case "Tw":
		s.space = arg(0)
	case "Tz":
		s.scale = arg(0) / 100
	case "TL":
		s.leading = arg(0)
	case "Ts":
		s.rise = arg(0)
	case "Tj":
		d.glyphs(s, args)
	case "'", "\"":
		if op == "\"" {
			s.space, s.charGap = arg(0), arg(1)
		}
		newLine(0, -s.leading)
		d.glyphs(s, args)
	case "TJ":
		if len(args) == 1 {
			d.array(s, args[0])
		}
	}
}

// array shows strings with the moves between them.
func (d *drawing) array(s *state, v pdf.Value) {
	for i := range v.Len() {
		if x := v.Index(i); x.Kind() == pdf.String {
			d.glyphs(s, []pdf.Value{x})
		} else {
			s.text = s.text.shift(-x.Float64()/1000*s.size*s.scale, 0)
		}
	}
}

// glyphs shows the string that is the last argument.
func (d *drawing) glyphs(s *state, args []pdf.Value) {
	if len(args) == 0 || s.font == nil {
		return
	}
	raw := args[len(args)-1].RawString()
	for len(raw) > 0 {
		code, n := s.font.next(raw)
		width := s.font.width(code) / 1000 * s.size * s.scale
		if text := s.font.text(code, raw[:n]); text != "" {
			at := s.text.shift(0, s.rise).times(s.ctm)
			d.page.glyphs = append(d.page.glyphs, place(at, text, width, s.size, s.font.bold))
			if len(d.page.glyphs) > maxPageGlyphs {
				panic(errUnreadable)
			}
		}
		advance := width + s.charGap*s.scale
		if n == 1 && code == ' ' {
			advance += s.space * s.scale
		}
		s.text = s.text.shift(advance, 0)
		raw = raw[n:]
	}
}

// numbers is a matrix of six operands; of others it is the identity.
func numbers(v []pdf.Value) matrix {
	if len(v) != 6 {
		return identity
	}
	return matrix{v[0].Float64(), v[1].Float64(), v[2].Float64(), v[3].Float64(), v[4].Float64(), v[5].Float64()}
}

// looksWrong says whether text was decoded badly: replacement characters, or hardly any
// spaces. German text has a space every seven characters.
func looksWrong(text string) bool {
	letters, spaces, bad := 0, 0, 0
	for _, r := range text {
		switch {
		case r == '\ufffd' || r < ' ' && r != '\n' && r != '\t' || r >= 0xe000 && r < 0xf000:
			bad++
		case r == ' ' || r == '\n' || r == '|':
			spaces++
		default:
			letters++
		}
	}
	if letters+bad < 20 {
		return bad > 0
	}
	return bad*50 > letters || letters > 200 && spaces*25 < letters || strings.Count(text, "(cid:") > 3
}
