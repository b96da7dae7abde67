package main

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math/rand/v2"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// A scanned page in pixels, about 120 dots an inch: legible, and small enough to commit.
const (
	scanWidth, scanHeight = 992, 1403
	scanMargin, scanLine  = 110, 24
)

// photograph makes pages that are pictures, as an office scanner does: no text, some
// dirt, and every line a little askew.
func photograph(o ordinance) (*fpdf.Fpdf, error) {
	body, err := face(gomono.TTF, 15)
	if err != nil {
		return nil, err
	}
	head, err := face(gobold.TTF, 19)
	if err != nil {
		return nil, err
	}
	c := &camera{dirt: rand.New(rand.NewPCG(1974, 3))}
	c.write(head, o.Title, 0)
	c.write(body, o.Subtitle, 0)
	for _, p := range o.parts {
		c.y += scanLine / 2
		switch p.kind {
		case section, annex, division:
			c.write(head, p.text, 0)
		case numbered:
			c.write(body, p.label+" "+p.text, 20*(p.depth+1))
		case table:
			for _, row := range p.rows {
				c.write(body, strings.Join(row, "   "), 20)
			}
		default:
			c.write(body, p.text, 0)
		}
	}
	pdf := newFile(o)
	for i, page := range c.pages {
		var b bytes.Buffer
		if err := png.Encode(&b, page); err != nil {
			return nil, err
		}
		name := string(rune('a' + i))
		options := fpdf.ImageOptions{ImageType: "PNG"}
		pdf.RegisterImageOptionsReader(name, options, &b)
		pdf.AddPage()
		pdf.ImageOptions(name, 0, 0, pageWidth, pageHeight, false, options, 0, "")
	}
	return pdf, nil
}

func face(ttf []byte, size float64) (font.Face, error) {
	f, err := opentype.Parse(ttf)
	if err != nil {
		return nil, err
	}
	return opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
}

// camera draws lines of text on pages with two colours.
type camera struct {
	pages []*image.Paletted
	y     int
	dirt  *rand.Rand
}

func (c *camera) write(f font.Face, text string, indent int) {
	line := ""
	for _, word := range strings.Fields(text) {
		longer := strings.TrimSpace(line + " " + word)
		if font.MeasureString(f, longer).Round() > scanWidth-2*scanMargin-indent {
			c.line(f, line, indent)
			longer = word
		}
		line = longer
	}
	c.line(f, line, indent)
}

func (c *camera) line(f font.Face, text string, indent int) {
	if len(c.pages) == 0 || c.y > scanHeight-scanMargin {
		c.turn()
	}
	page := c.pages[len(c.pages)-1]
	d := font.Drawer{Dst: page, Src: image.Black, Face: f, Dot: fixed.P(scanMargin+indent+c.dirt.IntN(3), c.y+c.dirt.IntN(2))}
	d.DrawString(text)
	c.y += scanLine
}

// turn begins a page and sprinkles it with dust.
func (c *camera) turn() {
	page := image.NewPaletted(image.Rect(0, 0, scanWidth, scanHeight), color.Palette{color.White, color.Black})
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	for range 400 {
		page.SetColorIndex(c.dirt.IntN(scanWidth), c.dirt.IntN(scanHeight), 1)
	}
	c.pages = append(c.pages, page)
	c.y = scanMargin
}
