package retrieval

import (
	"encoding/binary"
	"math"

	"auskunft/retrieval/lexical"
)

// The built-in embedder's vectors stand in the index beside the words, a byte a number: 26 MB for
// 100,000 passages, and the cosines of a question's candidates are there without asking the server.

// sentVector is how many bytes halfvec_send makes of a vector, in network order: how many numbers
// it has and two bytes that mean nothing, then the numbers in half precision.
const sentVector = 4 + 2*len(lexical.Vector{})

// appendCompact appends vectors that were sent one after the other.
func appendCompact(to []lexical.Vector, sent []byte) []lexical.Vector {
	for ; len(sent) >= sentVector; sent = sent[sentVector:] {
		var numbers [len(lexical.Vector{})]float32
		for i := range numbers {
			numbers[i] = half(binary.BigEndian.Uint16(sent[4+2*i:]))
		}
		to = append(to, compact(numbers[:]))
	}
	return to
}

// compact rounds numbers to 1/127 of the largest.
func compact(numbers []float32) (v lexical.Vector) {
	largest := float32(0)
	for _, x := range numbers {
		largest = max(largest, x, -x)
	}
	if largest == 0 {
		return v
	}
	for i, x := range numbers {
		v[i] = int8(math.RoundToEven(float64(x * math.MaxInt8 / largest)))
	}
	return v
}

// half is a finite number of IEEE 754 in half precision. Its exponent is one of single precision
// after a shift, but for the difference of the biases, 2^112.
func half(bits uint16) float32 {
	x := math.Float32frombits(uint32(bits&0x7fff)<<13) * 0x1p112
	if bits>>15 == 1 {
		return -x
	}
	return x
}

// cosines are those of the hits' vectors with the question's, of those that have one.
func cosines(question *lexical.Vector, hits []lexical.Hit) map[int64]float64 {
	near := make(map[int64]float64, len(hits))
	_, length := products(question, question)
	for _, h := range hits {
		if h.Vector == nil {
			continue
		}
		if product, square := products(question, h.Vector); square > 0 {
			near[h.Passage] = product / math.Sqrt(length*square)
		}
	}
	return near
}

// products are those of a with b, and of b with itself.
func products(a, b *lexical.Vector) (product, square float64) {
	var ab, bb int32 // of 256 products, none above 127²
	for i, x := range b {
		ab += int32(a[i]) * int32(x)
		bb += int32(x) * int32(x)
	}
	return float64(ab), float64(bb)
}
