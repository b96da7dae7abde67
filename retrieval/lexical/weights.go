package lexical

// weights are the constants of the ranking, all of them. They were tuned on the training
// questions; see quality_test.go for the sets and the command.
type weights struct {
	// Term frequencies are counted in units of a quarter, so that they are exact integers.
	word, part, heading, title, synonym, service uint32

	queryPart, queryNumber, queryParagraph float32 // share of a question term's weight, by kind
	near                                   float32 // share of a known word that stands for an unknown one

	k1, b         float32 // BM25 of passages
	docK1, docB   float32 // BM25 of whole documents
	document      float32 // weight of the document beside the passage
	gramsPassage  float32
	grams         float32 // weight of character n-grams beside the words, among the rescored
	gramK1, gramB float32
	window        float32 // weight of question words standing close together
	rescored      int     // how many of the best passages are rescored
}

var defaultWeights = weights{
	word: 4, part: 2, heading: 2, title: 8, synonym: 6, service: 6,
	queryPart: .5, queryNumber: 1, queryParagraph: 1, near: .5,
	k1: 1.2, b: .6, docK1: 1.2, docB: .6, document: 1,
	grams: .1, gramsPassage: .1, gramK1: 1.2, gramB: .6, window: .2,
	rescored: 200,
}
