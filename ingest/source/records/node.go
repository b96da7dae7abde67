package records

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"auskunft"
)

// maxDepth is how deep values may be nested; real exports need less than ten levels.
const maxDepth = 64

// Node is a JSON value that remembers which of its parts were read. All methods work on
// a nil Node, which has nothing.
type Node struct {
	text   string // of a string or number
	truth  *bool  // of true and false
	object bool
	fields map[string]*Node
	items  []*Node
	read   bool
	skip   bool // understood and of no use
}

// Parse reads one JSON value. What is no JSON is an auskunft.Invalid error.
func Parse(data []byte) (*Node, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	n, err := parseValue(decoder, 0)
	if err == nil {
		if _, more := decoder.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("there is more after the value")
		}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("it ends in the middle")
	}
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "json", "this is no JSON that can be read: %w", err)
	}
	return n, nil
}

func parseValue(decoder *json.Decoder, depth int) (*Node, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("values are nested more than %d deep", maxDepth)
	}
	switch v := token.(type) {
	case string:
		return &Node{text: strings.TrimSpace(v)}, nil
	case json.Number:
		return &Node{text: v.String()}, nil
	case bool:
		return &Node{truth: &v}, nil
	case json.Delim:
		return parseInner(decoder, v, depth)
	}
	return &Node{}, nil // null
}

// parseInner reads what is in an object or an array whose first token was read.
func parseInner(decoder *json.Decoder, open json.Delim, depth int) (*Node, error) {
	n := &Node{object: open == '{'}
	if n.object {
		n.fields = map[string]*Node{}
	}
	for decoder.More() {
		name := ""
		if n.object {
			token, err := decoder.Token()
			if err != nil {
				return nil, err
			}
			name, _ = token.(string)
		}
		child, err := parseValue(decoder, depth+1)
		if err != nil {
			return nil, err
		}
		if n.object {
			n.fields[name] = child
		} else {
			n.items = append(n.items, child)
		}
	}
	_, err := decoder.Token()
	return n, err
}

// At is the part that path leads to, nil when there is none. It and the parts on the way
// count as read.
func (n *Node) At(path ...string) *Node {
	for _, name := range path {
		if n == nil {
			return nil
		}
		n = n.fields[name]
		if n != nil {
			n.read = true
		}
	}
	return n
}

// Has says whether the object has a field with a content; that reads nothing.
func (n *Node) Has(name string) bool { return n != nil && !n.fields[name].empty() }

// Text is the string or number at path without the space around it, "" when there is none.
func (n *Node) Text(path ...string) string {
	if n = n.At(path...); n == nil {
		return ""
	}
	return n.text
}

// Flag is the truth value at path; said is whether there is anything but null. What is
// there and not true is false.
func (n *Node) Flag(path ...string) (value, said bool) {
	n = n.At(path...)
	if n == nil || n.truth == nil && n.text == "" && !n.object && n.items == nil {
		return false, false
	}
	return n.truth != nil && *n.truth, true
}

// List is what the array at path holds. A single value counts as an array of one.
func (n *Node) List(path ...string) []*Node {
	switch n = n.At(path...); {
	case n.empty():
		return nil
	case n.items == nil:
		return []*Node{n}
	}
	for _, item := range n.items {
		item.read = true
	}
	return n.items
}

// Fields names the fields of an object, sorted.
func (n *Node) Fields() []string {
	if n == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(n.fields))
}

// Skip marks fields, and everything in them, as understood and of no use to readers.
func (n *Node) Skip(names ...string) {
	for _, name := range names {
		n.At(name).skipAll()
	}
}

func (n *Node) skipAll() {
	if n == nil {
		return
	}
	n.read, n.skip = true, true
	for _, child := range n.fields {
		child.skipAll()
	}
	for _, item := range n.items {
		item.skipAll()
	}
}

// empty says that a value tells nothing: null, false, "", and what holds nothing else.
func (n *Node) empty() bool {
	if n == nil {
		return true
	}
	for _, child := range n.fields {
		if !child.empty() {
			return false
		}
	}
	for _, item := range n.items {
		if !item.empty() {
			return false
		}
	}
	return n.text == "" && (n.truth == nil || !*n.truth)
}

// Unknown are the paths below name of everything that nobody read, sorted, each once. The
// items of an array share a path.
func (n *Node) Unknown(name string) []string {
	var paths []string
	n.unread(name, &paths)
	slices.Sort(paths)
	return slices.Compact(paths)
}

// Known are the paths below name of the values that were read, and skipped those that were
// understood and left out, sorted, each once. The items of an array share a path.
func (n *Node) Known(name string) (known, skipped []string) {
	n.values(name, func(path string, value *Node) {
		switch {
		case value.skip:
			skipped = append(skipped, path)
		case value.read:
			known = append(known, path)
		}
	})
	slices.Sort(known)
	slices.Sort(skipped)
	return slices.Compact(known), slices.Compact(skipped)
}

// values calls yield for every value that tells something and holds no others.
func (n *Node) values(path string, yield func(path string, value *Node)) {
	if len(n.fields) == 0 && len(n.items) == 0 && !n.empty() {
		yield(path, n)
	}
	for name, child := range n.fields {
		child.values(path+"/"+name, yield)
	}
	for _, item := range n.items {
		item.values(path, yield)
	}
}

func (n *Node) unread(path string, paths *[]string) {
	for name, child := range n.fields {
		switch at := path + "/" + name; {
		case child.empty():
		case !child.read:
			*paths = append(*paths, at)
		default:
			child.unread(at, paths)
		}
	}
	for _, item := range n.items {
		switch {
		case item.empty():
		case !item.read:
			*paths = append(*paths, path+"[]")
		default:
			item.unread(path, paths)
		}
	}
}
