// Package tinygguf makes language models out of a few sentences: real GGUF files that a real
// llama.cpp server loads, a few megabytes each and without anybody's weights.
//
// They exist so that the protocol, the verification of answers and the search can be tried
// against a server that many cities run. The language model is an exact bigram model: it
// babbles in the words of its sentences, and nothing it says may reach a citizen. The
// embedder counts word pieces, the rare ones more than the frequent ones. The same sentences
// give the same bytes.
//
// Both are a llama of one layer whose attention and feed-forward blocks add nothing: token
// embeddings are one-hot, so what the last norm lets through is the token itself. Its weights
// make the embedder, and a matrix of log-probabilities behind it makes the language model.
package tinygguf

import "math"

// How many tokens a model has. Tokens being one-hot, it is the width of the model, too, and the
// length of an embedding; a wide embedder is slow.
const (
	chatVocabulary  = 1536
	embedVocabulary = 768
)

// headWidth is that of the blocks that do nothing; llama.cpp wants at least 32.
const headWidth = 32

// LanguageModel is a bigram model of the sentences. It begins like one of them, goes on with
// what follows the last token in some of them, and ends where one ends.
func LanguageModel(sentences []string) []byte {
	v := learn(sentences, chatVocabulary)
	n := len(v.tokens)
	follows := make([]float64, n*n) // [token*n+next]
	for _, sentence := range sentences {
		last := assistantToken
		for _, t := range v.encode(sentence) {
			follows[last*n+t]++
			last = t
		}
		follows[last*n+endToken]++
	}
	// The norm before the output multiplies a one-hot vector by √n.
	const unseen, never = 1e-9, -40
	output := make([]float32, n*n) // [next*n+token]
	for token := range n {
		total := unseen * float64(n)
		for next := range n {
			total += follows[token*n+next]
		}
		for next := range n {
			logit := math.Log((follows[token*n+next] + unseen) / total)
			if v.kinds[next] == controlKind && next != endToken || v.kinds[next] == unknownKind {
				logit = never
			}
			output[next*n+token] = float32(logit / math.Sqrt(float64(n)))
		}
	}
	return encode(v, constant(n, 1), output)
}

// Embedder is a model whose vectors, pooled by their mean, hold how often each piece of a
// word occurs, weighed by its inverse document frequency in the sentences.
func Embedder(sentences []string) []byte {
	v := learn(sentences, embedVocabulary)
	in := make([]int, len(v.tokens)) // sentences that have the token
	for _, sentence := range sentences {
		seen := map[int]bool{}
		for _, t := range v.encode(sentence) {
			if !seen[t] {
				in[t]++
			}
			seen[t] = true
		}
	}
	gain := make([]float32, len(v.tokens))
	for t := range gain {
		gain[t] = float32(math.Log(1 + float64(len(sentences))/float64(1+in[t])))
		if v.kinds[t] == controlKind {
			gain[t] = 0
		}
	}
	return encode(v, gain, nil)
}

func constant(n int, value float32) []float32 {
	all := make([]float32, n)
	for i := range all {
		all[i] = value
	}
	return all
}

func oneHot(n int) []float32 {
	m := make([]float32, n*n)
	for i := range n {
		m[i*n+i] = 1
	}
	return m
}

// encode writes the model. Without an output matrix llama.cpp uses the embeddings for one.
func encode(v *vocabulary, gain, output []float32) []byte {
	n := len(v.tokens)
	zeros := func(rows, columns int) tensor {
		return tensor{dims: []uint64{uint64(rows), uint64(columns)}, data: make([]float32, rows*columns)}
	}
	ones := tensor{dims: []uint64{uint64(n)}, data: constant(n, 1)}
	square := []uint64{uint64(n), uint64(n)}
	f := &file{}
	f.tensor("token_embd.weight", tensor{square, oneHot(n)})
	f.tensor("output_norm.weight", tensor{[]uint64{uint64(n)}, gain})
	if output != nil {
		f.tensor("output.weight", tensor{square, output})
	}
	f.tensor("blk.0.attn_norm.weight", ones)
	f.tensor("blk.0.attn_q.weight", zeros(n, headWidth))
	f.tensor("blk.0.attn_k.weight", zeros(n, headWidth))
	f.tensor("blk.0.attn_v.weight", zeros(n, headWidth))
	f.tensor("blk.0.attn_output.weight", zeros(headWidth, n))
	f.tensor("blk.0.ffn_norm.weight", ones)
	f.tensor("blk.0.ffn_gate.weight", zeros(n, headWidth))
	f.tensor("blk.0.ffn_up.weight", zeros(n, headWidth))
	f.tensor("blk.0.ffn_down.weight", zeros(headWidth, n))

	f.text("general.architecture", "llama")
	f.text("general.name", "tiny")
	f.number("general.file_type", 0) // all 32-bit floats
	f.number("llama.block_count", 1)
	f.number("llama.context_length", 32768)
	f.number("llama.embedding_length", n)
	f.number("llama.feed_forward_length", headWidth)
	f.number("llama.attention.head_count", 1)
	f.number("llama.attention.head_count_kv", 1)
	f.number("llama.attention.key_length", headWidth)
	f.number("llama.attention.value_length", headWidth)
	f.number("llama.rope.dimension_count", headWidth)
	f.number("llama.vocab_size", n)
	f.float("llama.attention.layer_norm_rms_epsilon", 1e-6)
	f.text("tokenizer.ggml.model", "llama")
	f.texts("tokenizer.ggml.tokens", v.tokens)
	f.floats("tokenizer.ggml.scores", v.scores)
	f.integers("tokenizer.ggml.token_type", v.kinds)
	f.number("tokenizer.ggml.bos_token_id", beginToken)
	f.number("tokenizer.ggml.eos_token_id", endToken)
	f.number("tokenizer.ggml.unknown_token_id", unknownToken)
	f.flag("tokenizer.ggml.add_bos_token", false)
	f.flag("tokenizer.ggml.add_space_prefix", true)
	f.text("tokenizer.chat_template", "{% for m in messages %}{{ '<|' + m['role'] + '|>' + (m['content'] or '') + '<|end|>' }}{% endfor %}"+
		"{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}")
	return f.bytes()
}
