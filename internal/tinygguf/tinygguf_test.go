package tinygguf

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"
)

var town = []string{
	"Die Hundesteuer beträgt 120 Euro im Jahr.",
	"Die Gebühr beträgt 37 Euro.",
	"Das Bürgerbüro hat am Samstag geöffnet.",
	"",
	`{"text": "ä 😀"}`,
}

func TestSameSentencesSameBytes(t *testing.T) {
	if !bytes.Equal(LanguageModel(town), LanguageModel(town)) || !bytes.Equal(Embedder(town), Embedder(town)) {
		t.Error("two runs differ")
	}
	for _, sentences := range [][]string{nil, {""}, {"x"}} {
		if m := LanguageModel(sentences); !bytes.HasPrefix(m, []byte("GGUF\x03\x00\x00\x00")) {
			t.Errorf("%q: %.8q", sentences, m)
		}
	}
}

func TestVocabulary(t *testing.T) {
	v := learn(town, 400)
	if len(v.tokens) > 400 || len(v.tokens) != len(v.scores) || len(v.tokens) != len(v.kinds) {
		t.Fatalf("%d tokens, %d scores, %d kinds", len(v.tokens), len(v.scores), len(v.kinds))
	}
	for _, sentence := range town {
		var b strings.Builder
		for _, id := range v.encode(sentence) {
			b.WriteString(v.tokens[id])
		}
		if got := strings.TrimPrefix(strings.ReplaceAll(b.String(), space, " "), " "); got != sentence {
			t.Errorf("%q comes back as %q", sentence, got)
		}
	}
	seen := map[string]bool{}
	for _, token := range v.tokens {
		if seen[token] {
			t.Errorf("%q is there twice", token)
		}
		seen[token] = true
	}
	if !seen[space+"beträgt"] {
		t.Error("a frequent word is no token of its own")
	}
}

// Pieces that a tokeniser joins by score are those that were learned.
func TestScoresLeadToThePieces(t *testing.T) {
	v := learn(town, 420)
	score := map[string]float32{}
	for i, token := range v.tokens {
		score[token] = v.scores[i]
	}
	for text, want := range v.pieces {
		symbols := strings.Split(space+text, "")
		for {
			at := -1
			for i := range len(symbols) - 1 {
				s, ok := score[symbols[i]+symbols[i+1]]
				if ok && (at < 0 || s > score[symbols[at]+symbols[at+1]]) {
					at = i
				}
			}
			if at < 0 {
				break
			}
			symbols[at] += symbols[at+1]
			symbols = slices.Delete(symbols, at+1, at+2)
		}
		var got []int
		for _, s := range symbols {
			got = append(got, slices.Index(v.tokens, s))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, learned %v", text, symbols, want)
		}
	}
}

// The last tensors of the file are where the header says, and nothing is missing at its end.
func TestLayout(t *testing.T) {
	f := &file{}
	f.number("a", 7)
	f.tensor("x", tensor{[]uint64{1}, []float32{1.5}})
	f.tensor("y", tensor{[]uint64{2, 1}, []float32{2.5, 3.5}})
	b := f.bytes()
	if tensors, values := binary.LittleEndian.Uint64(b[8:]), binary.LittleEndian.Uint64(b[16:]); tensors != 2 || values != 1 {
		t.Errorf("%d tensors, %d values", tensors, values)
	}
	data := b[len(b)-2*alignment:]
	for at, want := range map[int]float32{0: 1.5, alignment: 2.5, alignment + 4: 3.5} {
		if got := math.Float32frombits(binary.LittleEndian.Uint32(data[at:])); got != want {
			t.Errorf("at %d: %g, want %g", at, got, want)
		}
	}
	if len(b)%alignment != 0 {
		t.Errorf("%d bytes", len(b))
	}
}
