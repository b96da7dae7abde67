package lexical

import (
	"encoding/binary"
	"sort"
)

// stringTable holds strings side by side, addressed by number. Sorted tables can be searched.
type stringTable struct {
	text []byte
	ends []uint32
}

func (t *stringTable) len() int { return len(t.ends) }

func (t *stringTable) append(s string) {
	t.text = append(t.text, s...)
	t.ends = append(t.ends, uint32(len(t.text)))
}

func (t *stringTable) bytes(i int) []byte {
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.text[from:t.ends[i]]
}

func (t *stringTable) at(i int) string { return string(t.bytes(i)) }

// find returns the number of s in a sorted table.
func (t *stringTable) find(s string) (int, bool) {
	i := sort.Search(t.len(), func(i int) bool { return string(t.bytes(i)) >= s })
	return i, i < t.len() && string(t.bytes(i)) == s
}

// appendFront appends s as the number of bytes it shares with previous and the rest.
func appendFront(b []byte, previous, s string) []byte {
	shared := 0
	for shared < len(previous) && shared < len(s) && previous[shared] == s[shared] {
		shared++
	}
	b = binary.AppendUvarint(b, uint64(shared))
	b = binary.AppendUvarint(b, uint64(len(s)-shared))
	return append(b, s[shared:]...)
}

// reader reads stored bytes. After the first impossible value it is bad and returns zeros.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) fail() { r.bad, r.b = true, nil }

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.fail()
		return 0
	}
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *reader) uvarint() uint64 {
	if len(r.b) > 0 && r.b[0] < 0x80 {
		x := r.b[0]
		r.b = r.b[1:]
		return uint64(x)
	}
	x, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return x
}

// uvarint reads the varint of 32 bits at i and says where the next one begins. The bytes are the
// index's own, unlike those that a reader reads.
func uvarint(b []byte, i int) (x uint32, next int) {
	for shift := 0; ; shift += 7 {
		c := b[i]
		i++
		x |= uint32(c&0x7f) << (shift & 31)
		if c < 0x80 {
			return x, i
		}
	}
}

func (r *reader) varint() int64 {
	x, n := binary.Varint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return x
}

// count reads the number of items that follow, each of at least one byte.
func (r *reader) count() int {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *reader) bytes(n uint64) []byte {
	if n > uint64(len(r.b)) {
		r.fail()
		return nil
	}
	s := r.b[:n]
	r.b = r.b[n:]
	return s
}

// front reads what appendFront wrote over the string before it, whose bytes it reuses.
func (r *reader) front(previous []byte) []byte {
	shared := r.uvarint()
	rest := r.bytes(r.uvarint())
	if shared > uint64(len(previous)) {
		r.fail()
		return nil
	}
	return append(previous[:shared], rest...)
}
