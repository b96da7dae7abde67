package injection

import (
	"bytes"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxNodes bounds the walk over a page.
const maxNodes = 200_000

// Hidden returns the sentences of a page's source that look like orders to a model,
// wherever they stand: in comments, in elements that are not shown, in attributes that only
// programs read. A crawler of another make would read them, and they are not in the text
// that this program extracted.
func Hidden(page []byte) []string {
	z := html.NewTokenizer(bytes.NewReader(page))
	var found []string
	collect := func(text string) {
		for _, f := range Find(text) {
			found = append(found, text[f.Start:f.End])
		}
	}
	script := false
	for range maxNodes {
		switch z.Next() {
		case html.ErrorToken:
			return found
		case html.StartTagToken:
			t := z.Token()
			script = t.DataAtom == atom.Script || t.DataAtom == atom.Style
			for _, a := range t.Attr {
				if a.Key == "alt" || a.Key == "title" || a.Key == "aria-label" || a.Key == "content" {
					collect(a.Val)
				}
			}
		case html.EndTagToken:
			script = false
		case html.TextToken:
			if !script {
				collect(z.Token().Data)
			}
		case html.CommentToken:
			collect(z.Token().Data)
		}
	}
	return found
}
