package tinygguf

import (
	"bytes"
	"encoding/binary"
)

// The numbers by which GGUF 3 names types of values; a tensor of 32-bit floats is type 0.
const (
	number32 = 4
	int32s   = 5
	float    = 6
	boolean  = 7
	text     = 8
	list     = 9
)

// alignment of tensors in bytes, GGUF's default.
const alignment = 32

// tensor has its dimensions innermost first.
type tensor struct {
	dims []uint64
	data []float32
}

// file collects what a GGUF file holds: values with a key, and tensors with a name.
type file struct {
	values, infos, data bytes.Buffer
	nValues, nTensors   uint64
}

func write(b *bytes.Buffer, parts ...any) {
	for _, part := range parts {
		if s, ok := part.(string); ok {
			write(b, uint64(len(s)))
			b.WriteString(s)
			continue
		}
		_ = binary.Write(b, binary.LittleEndian, part) // a buffer takes everything of a fixed size
	}
}

func (f *file) value(key string, parts ...any) {
	f.nValues++
	write(&f.values, key)
	write(&f.values, parts...)
}

func (f *file) text(key, value string)           { f.value(key, uint32(text), value) }
func (f *file) number(key string, value int)     { f.value(key, uint32(number32), uint32(value)) }
func (f *file) float(key string, value float32)  { f.value(key, uint32(float), value) }
func (f *file) flag(key string, value bool)      { f.value(key, uint32(boolean), value) }
func (f *file) floats(key string, all []float32) { f.list(key, float, len(all), all) }
func (f *file) integers(key string, all []int32) { f.list(key, int32s, len(all), all) }

func (f *file) texts(key string, all []string) {
	var b bytes.Buffer
	for _, s := range all {
		write(&b, s)
	}
	f.list(key, text, len(all), b.Bytes())
}

func (f *file) list(key string, of uint32, n int, values any) {
	f.value(key, uint32(list), of, uint64(n), values)
}

func (f *file) tensor(name string, t tensor) {
	f.nTensors++
	write(&f.infos, name, uint32(len(t.dims)), t.dims, uint32(0), uint64(f.data.Len()))
	write(&f.data, t.data)
	pad(&f.data)
}

func pad(b *bytes.Buffer) {
	for b.Len()%alignment != 0 {
		b.WriteByte(0)
	}
}

func (f *file) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("GGUF")
	write(&b, uint32(3), f.nTensors, f.nValues, f.values.Bytes(), f.infos.Bytes())
	pad(&b)
	b.Write(f.data.Bytes())
	return b.Bytes()
}
