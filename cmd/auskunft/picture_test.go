package main

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"auskunft/internal/browsertest"
)

// TestPicture takes the picture of the README: the answer with its quote, and beside it
// the same panel scrolled down to the office.
func TestPicture(t *testing.T) {
	server := serveDemo(t, demoDesk(t))
	p := browsertest.Start(t).Page(t)
	p.Look(browsertest.Look{Width: 1280, Height: 800})
	p.Open(server.URL + "/")
	p.ClickText(".kekse button", "Nur notwendige")
	p.ClickText("button", "Frage stellen")
	p.Click("textarea")
	p.Type("Was kostet die Hundesteuer?")
	p.Press("Enter")
	p.Gone("[aria-busy]")
	p.Click(".marker")
	p.See(".quote", "120 Euro")
	scroll := func(selector string) {
		browsertest.Eval[bool](p, `(browsertest.find("`+selector+`")[0].scrollIntoView({ block: "start" }), true)`)
	}
	scroll(".question")
	p.Screenshot("widget-1")
	p.ClickText(".office button", "Öffnungszeiten")
	p.See(".office .hours li", "Donnerstag")
	scroll(".office")
	p.Screenshot("widget-2")
	panel := browsertest.Eval[image.Rectangle](p, `(() => {
		const r = browsertest.find("[role=dialog]")[0].getBoundingClientRect();
		return { Min: { X: Math.floor(r.left), Y: Math.floor(r.top) }, Max: { X: Math.ceil(r.right), Y: Math.ceil(r.bottom) } };
	})()`)
	if panel.Dx() < 300 || panel.Dy() < 500 {
		t.Errorf("the panel is at %v", panel)
	}
	if folder := os.Getenv(browsertest.ScreenshotsVariable); folder != "" {
		beside(t, filepath.Join(folder, "widget-2.png"), filepath.Join(folder, "widget-1.png"), panel, filepath.Join(folder, "widget.png"))
	}
}

// beside writes a picture with the panel of another one on the left of its own.
func beside(t *testing.T, picture, other string, panel image.Rectangle, to string) {
	t.Helper()
	left, right := decodePNG(t, other), decodePNG(t, picture)
	const gap = 20
	out := image.NewNRGBA(right.Bounds())
	draw.Draw(out, out.Bounds(), right, image.Point{}, draw.Src)
	draw.Draw(out, panel.Sub(image.Pt(panel.Dx()+gap, 0)), left, panel.Min, draw.Src)
	for i := range out.Pix {
		out.Pix[i] |= 3 // a quarter of the file for steps that nobody sees
	}
	file, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(file, out); err != nil {
		t.Fatal(err)
	}
}

// fewColours is a picture in its 256 most frequent colours: pages are flat, so nobody sees
// the difference, and the file has a fifth of the bytes.
func fewColours(picture image.Image) image.Image {
	count := map[color.Color]int{}
	b := picture.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[picture.At(x, y)]++
		}
	}
	frequent := slices.SortedFunc(maps.Keys(count), func(a, b color.Color) int { return count[b] - count[a] })
	out := image.NewPaletted(b, color.Palette(frequent[:min(len(frequent), 256)]))
	draw.Draw(out, b, picture, b.Min, draw.Src)
	return out
}

func decodePNG(t *testing.T, path string) image.Image {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	picture, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}
