package xzufi

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html/charset"

	"auskunft"
)

// Limits of a message: what a parser must survive, far above what messages hold.
const (
	maxBytes = 128 << 20
	maxDepth = 200
	maxNodes = 1_000_000
)

// node is an element of a message. Reading it through the methods below marks it as
// understood; what was never read is reported by unknown.
type node struct {
	name     string // without namespace: versions differ in it and code lists leave it out
	attrs    []xml.Attr
	text     string // character data directly in it
	children []*node
	from, to int // bytes of its content in the message
	read     bool
}

// toUTF8 decodes a message that declares another encoding. The declaration stays, so
// that line numbers hold; the decoder below does not heed it.
func toUTF8(data []byte) ([]byte, error) {
	declaration, _, ok := bytes.Cut(data[:min(len(data), 200)], []byte("?>"))
	if !ok || !bytes.HasPrefix(bytes.TrimPrefix(declaration, []byte("\ufeff")), []byte("<?xml")) {
		return data, nil
	}
	_, encoding, ok := bytes.Cut(declaration, []byte("encoding="))
	if !ok || len(encoding) < 2 {
		return data, nil
	}
	label, _, _ := bytes.Cut(encoding[1:], encoding[:1])
	if strings.EqualFold(string(label), "utf-8") {
		return data, nil
	}
	r, err := charset.NewReaderLabel(string(label), bytes.NewReader(data))
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "xml", "line 1: the encoding %q is not known", label)
	}
	return io.ReadAll(r)
}

// parse reads a message. Go's decoder knows no external entities and no entities that a
// document defines; the names of HTML's are resolved because messages use them.
func parse(data []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	root := &node{}
	stack, texts := []*node{root}, [][]byte{nil}
	for count := 0; ; {
		before := int(d.InputOffset())
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) && len(stack) == 1 {
			break
		}
		if err != nil {
			return nil, xmlError(d, err)
		}
		top := stack[len(stack)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if count++; count > maxNodes || len(stack) > maxDepth {
				return nil, auskunft.Errorf(auskunft.Invalid, "xml_limit", "line %d: more than %d elements or %d levels", line(d), maxNodes, maxDepth)
			}
			n := &node{name: t.Name.Local, attrs: slices.Clone(t.Attr), from: int(d.InputOffset())}
			top.children = append(top.children, n)
			stack, texts = append(stack, n), append(texts, nil)
		case xml.EndElement:
			if len(stack) == 1 || top.name != t.Name.Local {
				return nil, auskunft.Errorf(auskunft.Invalid, "xml", "line %d: </%s> closes nothing that is open", line(d), t.Name.Local)
			}
			top.to, top.text = max(before, top.from), string(texts[len(texts)-1])
			stack, texts = stack[:len(stack)-1], texts[:len(texts)-1]
		case xml.CharData:
			texts[len(texts)-1] = append(texts[len(texts)-1], t...)
		}
	}
	if len(root.children) != 1 {
		return nil, auskunft.Errorf(auskunft.Invalid, "xml", "line %d: there is no message in it", line(d))
	}
	return root.children[0], nil
}

func line(d *xml.Decoder) int {
	l, _ := d.InputPos()
	return l
}

func xmlError(d *xml.Decoder, err error) error {
	syntax, ok := errors.AsType[*xml.SyntaxError](err)
	if errors.Is(err, io.EOF) || ok && syntax.Msg == "unexpected EOF" {
		return auskunft.Errorf(auskunft.Invalid, "xml", "line %d: the message ends before it is complete", line(d))
	}
	if ok {
		return auskunft.Errorf(auskunft.Invalid, "xml", "line %d: %s", syntax.Line, syntax.Msg)
	}
	return auskunft.Errorf(auskunft.Invalid, "xml", "line %d: %w", line(d), err)
}

// all returns the children called name.
func (n *node) all(name string) []*node {
	if n == nil {
		return nil
	}
	n.read = true
	var out []*node
	for _, c := range n.children {
		if c.name == name {
			c.read = true
			out = append(out, c)
		}
	}
	return out
}

// at is the first element below n along the names of a path; nil when there is none.
func (n *node) at(path ...string) *node {
	for _, name := range path {
		found := n.all(name)
		if len(found) == 0 {
			return nil
		}
		n = found[0]
	}
	return n
}

// value is the text of the first element along a path, without white space around it.
func (n *node) value(path ...string) string {
	n = n.at(path...)
	if n == nil {
		return ""
	}
	n.read = true
	return strings.TrimSpace(n.text)
}

// attr is the value of an attribute.
func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// html is the content of n: escaped HTML as most systems send it, or elements.
func (n *node) html(message []byte) string {
	n.read = true
	if len(n.children) == 0 {
		return n.text
	}
	n.readAll()
	return string(message[n.from:n.to])
}

// readAll marks everything below n as understood.
func (n *node) readAll() {
	n.read = true
	for _, c := range n.children {
		c.readAll()
	}
}

// forget marks nothing below n as understood.
func (n *node) forget() {
	n.read = false
	for _, c := range n.children {
		c.forget()
	}
}

// find returns the elements called name anywhere below n, not inside each other.
func (n *node) find(name string) []*node {
	var out []*node
	for _, c := range n.children {
		if c.name == name {
			c.read = true
			out = append(out, c)
		} else {
			out = append(out, c.find(name)...)
		}
	}
	return out
}

// unknown returns the paths of elements below n that nobody read, the topmost only,
// sorted and each once. Elements that carry nothing are nothing to report.
func (n *node) unknown(path string) []string {
	var out []string
	for _, c := range n.children {
		switch below := path + "/" + c.name; {
		case c.read:
			out = append(out, c.unknown(below)...)
		case c.carries():
			out = append(out, below)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// known returns the paths of elements below n with text that somebody read, sorted and each
// once.
func (n *node) known(path string) []string {
	var out []string
	for _, c := range n.children {
		below := path + "/" + c.name
		if c.read && strings.TrimSpace(c.text) != "" {
			out = append(out, below)
		}
		out = append(out, c.known(below)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (n *node) carries() bool {
	return strings.TrimSpace(n.text) != "" || slices.ContainsFunc(n.children, (*node).carries)
}
