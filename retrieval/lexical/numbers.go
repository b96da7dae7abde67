package lexical

import "github.com/zeebo/xxh3"

// textNumbers finds the numbers of the texts of a stringTable: a hash table with open addressing. A
// start looks up each word of each passage and a question all its words and what else they are
// called; a map of strings keeps them a second time and reads memory in twice as many places.
type textNumbers struct {
	places []numberPlace // as many as a power of two; at most half of them are taken
	taken  int
}

// numberPlace holds a text's number + 1, 0 while it is free, and some bits of the text's hash.
type numberPlace struct{ number, hash uint32 }

// number is the number of a text in the table; one that is new is appended there.
func (x *textNumbers) number(text []byte, texts *stringTable) (n uint32, met bool) {
	if 2*x.taken >= len(x.places) {
		x.grow()
	}
	hash := uint32(xxh3.Hash(text))
	place := x.place(text, hash, texts)
	if place.number > 0 {
		return place.number - 1, true
	}
	n = uint32(texts.len())
	texts.append(string(text))
	*place = numberPlace{n + 1, hash}
	x.taken++
	return n, false
}

// find is the number of a text in the table, if it is there.
func (x *textNumbers) find(text string, texts *stringTable) (n uint32, met bool) {
	if x.taken == 0 {
		return 0, false
	}
	place := x.place([]byte(text), uint32(xxh3.HashString(text)), texts)
	return place.number - 1, place.number > 0
}

// place is the text's, or the free one that it would take.
func (x *textNumbers) place(text []byte, hash uint32, texts *stringTable) *numberPlace {
	for i := hash; ; i++ {
		p := &x.places[i&uint32(len(x.places)-1)]
		if p.number == 0 || p.hash == hash && string(texts.bytes(int(p.number-1))) == string(text) {
			return p
		}
	}
}

// grow makes room for as many texts again.
func (x *textNumbers) grow() {
	old := x.places
	x.places = make([]numberPlace, max(64, 2*len(old)))
	for _, p := range old {
		if p.number == 0 {
			continue
		}
		i := p.hash & uint32(len(x.places)-1)
		for x.places[i].number > 0 {
			i = (i + 1) & uint32(len(x.places)-1)
		}
		x.places[i] = p
	}
}
