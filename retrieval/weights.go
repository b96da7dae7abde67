package retrieval

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
)

// Weights say how much each leg counts. They belong to an embedder: a strong one earns more.
type Weights struct {
	Lexical float64 `json:"lexical"`
	Vectors float64 `json:"vectors"`
	// Alone is the cosine from which a passage is a hit although none of its words are the
	// question's. Below it a hashed vector is near by accident.
	Alone float64 `json:"alone"`
}

//go:embed weights.json
var weightsFile []byte

// defaultWeights are the committed weights by embedder name; "*" is for any endpoint that
// has not been calibrated. `auskunft eval calibrate` writes the file.
var defaultWeights = func() (w map[string]Weights) {
	if err := json.Unmarshal(weightsFile, &w); err != nil {
		panic(err) // embedded in this binary, read by a test
	}
	return w
}()

func weightsFor(embedder string) Weights {
	if w, ok := defaultWeights[embedder]; ok {
		return w
	}
	return defaultWeights["*"]
}

// Weights are those in use, for measuring what others would do, and the name of the
// embedder that they belong to.
func (s *Searcher) Weights() (embedder string, w Weights) {
	st := s.state.Load()
	return st.embedder.Name(), st.weights
}

// WeightsVersion identifies the committed weights, for the record of a measurement.
func WeightsVersion() string {
	sum := sha256.Sum256(weightsFile)
	return hex.EncodeToString(sum[:6])
}
