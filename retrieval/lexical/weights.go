package lexical

import "strings"

// weights are the constants of the ranking, all of them. They were chosen one by one on OMoS
// train, XQuAD and the FAQ (TestQuality), with OMoS dev in view; a random search found nothing
// better. The optimum is flat: values nearby are within the noise of the sets.
type weights struct {
	// Term frequencies are counted in units of a quarter, so that they are exact integers.
	word, part, heading, title, synonym, service uint32

	queryPart float32 // share of a compound's part in a question
	frame     float32 // share of a word that only frames the question
	near      float32 // share of a known word that stands for an unknown one, times its likeness

	k1, b         float32 // BM25 of passages
	docK1, docB   float32 // BM25 of whole documents
	document      float32 // weight of the document beside the passage
	grams         float32 // weight of character n-grams beside the words, among the rescored
	gramK1, gramB float32
	window        float32 // weight of question words standing close together
	rescored      int     // how many of the best passages are rescored
}

var defaultWeights = weights{
	word: 4, part: 2, heading: 2, title: 8, synonym: 6, service: 6,
	queryPart: .5, frame: .2, near: .75,
	k1: 1.2, b: .4, docK1: 1.2, docB: .4, document: .5,
	grams: .2, gramK1: 1.2, gramB: .8, window: .2,
	rescored: 200,
}

// frames are words that shape questions more than they name a subject: in the same sets they
// are often in the question and seldom in the text that answers it.
var frames = func() map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(`gibt geben gegeben heißt heißen lautet lauten passiert geschieht tun getan machen mache macht gemacht
		gilt gelten bietet bieten erhalten erhalte erhält bekommen bekomme bekommt finden finde findet stattfinden bedeutet bedeuten versteht
		lange lang hoch art arten name namen liegt liegen gehen geht besteht bestehen genannt nennt verwendet führt brauche brauchen braucht
		benötige benötigt sagt nehmen nimmt dauert dauern kostet möglich möglichkeit möglichkeiten funktioniert kommt kommen weitere weiter folgen
		andere anderen anderer wichtig wichtige notwendig erforderlich`) {
		set[stem("de", fold(w))] = true
	}
	return set
}()
