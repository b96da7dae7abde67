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
		to = append(to, compact(sent[4:sentVector]))
	}
	return to
}

// compact rounds numbers in half precision to 1/127 of the largest.
func compact(sent []byte) (v lexical.Vector) {
	var numbers [len(v)]float32
	largest := float32(0)
	for i := range numbers {
		numbers[i] = half(binary.BigEndian.Uint16(sent[2*i:]))
		largest = max(largest, numbers[i], -numbers[i])
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
func cosines(question []float32, hits []lexical.Hit) map[int64]float64 {
	near := make(map[int64]float64, len(hits))
	square := float32(0)
	for _, x := range question {
		square += x * x
	}
	length := math.Sqrt(float64(square))
	for _, h := range hits {
		if h.Vector == nil {
			continue
		}
		product, square := float32(0), int32(0)
		for i, x := range h.Vector[:len(question)] {
			product += question[i] * float32(x)
			square += int32(x) * int32(x)
		}
		if square > 0 {
			near[h.Passage] = float64(product) / (length * math.Sqrt(float64(square)))
		}
	}
	return near
}
