package lexical

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/zeebo/xxh3"

	"auskunft"
)

// Vocabulary is a numbered snapshot of the words of a town's public texts, as German stems,
// and of how many texts each is in. Compounds are split by it, and the built-in embedder
// and the n-gram rescoring weigh by it. It never changes once it is made.
//
// Texts that are not public must stay out of it: it shapes what the public sees.
type Vocabulary struct {
	number int64
	texts  int
	forms  stringTable // sorted
	counts []uint32    // of forms: number of texts
	stems  stringTable // sorted
	totals []uint32    // of stems: sum of their forms' counts
	idfs   func() []float32
}

// minTexts is how often a stem has to occur to be remembered. Words of one text are mostly
// names and slips; leaving them out halves a snapshot.
const minTexts = 2

// VocabularyBuilder counts words. The zero value is ready. Not safe for concurrent use.
type VocabularyBuilder struct {
	texts int
	words map[string]*wordCount
	scan  scanner
}

type wordCount struct {
	texts uint32
	last  int // number of the last text it was in
}

// Add counts the words of one text, a passage as it is shown to readers.
func (b *VocabularyBuilder) Add(text string) {
	if b.words == nil {
		b.words = make(map[string]*wordCount)
	}
	b.texts++
	b.scan.scan(text)
	for i, tok := range b.scan.tokens {
		if tok.class != letters || everyStop[string(b.scan.text(i))] {
			continue
		}
		w, known := b.words[string(b.scan.text(i))]
		if !known {
			w = new(wordCount)
			b.words[string(b.scan.text(i))] = w
		}
		if w.last != b.texts {
			w.last = b.texts
			w.texts++
		}
	}
}

// Build makes the snapshot. The same texts give the same snapshot, in whatever order they came.
func (b *VocabularyBuilder) Build(number int64) *Vocabulary {
	counts := make(map[string]uint32, len(b.words))
	totals := make(map[string]uint32)
	for word, w := range b.words {
		s := stem("de", word)
		counts[formOf(Term{Text: s, Form: word})] += w.texts
		totals[s] += w.texts
	}
	v := &Vocabulary{number: number, texts: b.texts}
	for _, form := range slices.Sorted(maps.Keys(counts)) {
		if totals[string(stemOf([]byte(form)))] >= minTexts {
			v.forms.append(form)
			v.counts = append(v.counts, counts[form])
		}
	}
	return v.finish()
}

// finish derives what is not stored.
func (v *Vocabulary) finish() *Vocabulary {
	for i, n := range v.counts {
		s := stemOf(v.forms.bytes(i)) // the forms of a stem lie side by side
		if last := v.stems.len() - 1; last < 0 || !bytes.Equal(v.stems.bytes(last), s) {
			v.stems.append(string(s))
			v.totals = append(v.totals, 0)
		}
		v.totals[len(v.totals)-1] += n
	}
	v.idfs = sync.OnceValue(v.weigh)
	return v
}

// Number is the snapshot's number, 0 for the empty vocabulary.
func (v *Vocabulary) Number() int64 { return v.number }

// Texts is the number of texts the snapshot was made from.
func (v *Vocabulary) Texts() int { return v.texts }

// Len is the number of stems.
func (v *Vocabulary) Len() int { return v.stems.len() }

// count is how often a stem occurs, a text counting once for each form; 0 for unknown ones.
func (v *Vocabulary) count(stem string) uint32 {
	if i, ok := v.stems.find(stem); ok {
		return v.totals[i]
	}
	return 0
}

// minPart is the shortest part of a compound, in runes.
const minPart = 4

// links are the letters between the stems of a compound: what German puts there, and the
// endings that the stemmer takes off (Steuer, Kinder).
var links = []string{"", "s", "es", "n", "en", "e", "er", "ern"}

// split divides a stem into the stems it is composed of, none when it is no compound. Of
// all divisions into two known stems the one whose parts are most frequent (geometric mean) wins,
// if they are more frequent than the whole; parts are divided again. After Koehn and
// Knight, Empirical methods for compound splitting, EACL 2003.
func (v *Vocabulary) split(word string) []string {
	if v.Len() == 0 || utf8.RuneCountInString(word) < 2*minPart {
		return nil
	}
	best, first, second := float64(v.count(word)), "", ""
	for at := range word {
		head, tail := word[:at], word[at:]
		if utf8.RuneCountInString(head) < minPart || utf8.RuneCountInString(tail) < minPart {
			continue
		}
		known := v.count(tail)
		if known == 0 {
			continue
		}
		for _, link := range links {
			part, ok := strings.CutSuffix(head, link)
			if !ok || utf8.RuneCountInString(part) < minPart {
				continue
			}
			if score := math.Sqrt(float64(v.count(part)) * float64(known)); score > best {
				best, first, second = score, part, tail
			}
		}
	}
	if first == "" {
		return nil
	}
	return append(v.divided(first), v.divided(second)...)
}

// divided is the stem and, where it is itself a compound, its parts.
func (v *Vocabulary) divided(word string) []string {
	return append([]string{word}, v.split(word)...)
}

// vocabularyFormat is the first byte of an encoded snapshot.
const vocabularyFormat = 2

// AppendBinary appends the snapshot as bytes that [DecodeVocabulary] reads. Equal snapshots give equal bytes.
func (v *Vocabulary) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, vocabularyFormat)
	b = binary.AppendVarint(b, v.number)
	b = binary.AppendUvarint(b, uint64(v.texts))
	b = binary.AppendUvarint(b, uint64(v.forms.len()))
	previous := ""
	for i, n := range v.counts {
		form := v.forms.at(i)
		b = appendFront(b, previous, form)
		b = binary.AppendUvarint(b, uint64(n))
		previous = form
	}
	return b, nil
}

// DecodeVocabulary reads what AppendBinary wrote. Other bytes are an Unexpected error.
func DecodeVocabulary(b []byte) (*Vocabulary, error) {
	r := reader{b: b}
	if format := r.byte(); format != vocabularyFormat {
		return nil, auskunft.Errorf(auskunft.Unexpected, "vocabulary", "vocabulary snapshot has format %d, want %d", format, vocabularyFormat)
	}
	v := &Vocabulary{number: r.varint(), texts: int(r.uvarint())}
	var form []byte
	for range r.count() {
		form = r.front(form)
		if n := v.forms.len(); n > 0 && bytes.Compare(v.forms.bytes(n-1), form) >= 0 {
			r.fail()
		}
		count := r.uvarint()
		if r.bad || count > uint64(v.texts) {
			r.fail()
			break
		}
		v.forms.append(string(form))
		v.counts = append(v.counts, uint32(count))
	}
	if r.bad || len(r.b) > 0 {
		return nil, auskunft.Errorf(auskunft.Unexpected, "vocabulary", "vocabulary snapshot is damaged")
	}
	return v.finish(), nil
}

// idfBuckets is into how many buckets the features of the snapshot are hashed.
const idfBuckets = 1 << 17

// idf is the inverse document frequency of the feature with a hash: a stem, a part or an
// n-gram. Features of one bucket are weighed alike.
func (v *Vocabulary) idf(hash uint64) float32 {
	if v.idfs == nil {
		return 1
	}
	return v.idfs()[hash%idfBuckets]
}

// weigh computes the buckets. A feature of words w, … is taken to be in texts * (1 - product
// of (1 - count of w / texts)) texts, as if words came independently.
func (v *Vocabulary) weigh() []float32 {
	idfs := make([]float32, idfBuckets)
	absent := make([]float32, idfBuckets) // logarithm of the share of texts without the feature
	for i, n := range v.counts {
		without := float32(math.Log1p(-float64(n) / float64(v.texts+1)))
		add := func(h uint64) { absent[h%idfBuckets] += without }
		add(xxh3.Hash(stemOf(v.forms.bytes(i))))
		eachFormGram(v.forms.bytes(i), add)
	}
	for i, l := range absent {
		n := float64(v.texts) * -math.Expm1(float64(l))
		idfs[i] = float32(math.Log(1 + (float64(v.texts)-n+.5)/(n+.5)))
	}
	return idfs
}
