package lexical

import (
	_ "embed"
	"encoding/json"
	"maps"
	"strings"
)

// weights are the constants of the ranking, all of them. They were chosen on OMoS train (German
// and English), XQuAD, the FAQ, Munich's services and the demo's dev cases, every set counting the
// same: one by one, then by changing one at a time until none helped. The optimum is flat: values
// nearby are within the noise of the sets.
type weights struct {
	// Term frequencies are counted in units of a quarter, so that they are exact integers.
	word, part, heading, titleWord, synonymWord, serviceWord uint32

	queryPart float32 // share of a compound's part in a question
	frame     float32 // share of a word that only frames the question
	small     float32 // share of a word written small, in a question that writes nouns and names large
	verb      float32 // share of one that looks like a verb
	near      float32 // share of a known word that stands for an unknown one, times its likeness
	synonym   float32 // share of a word of the thesaurus of office German
	alone     float32 // times that, where no text has the word that it stands for
	sense     float32 // share of words that may mean the same by a thesaurus of the language

	k1, b         float32 // BM25 of passages
	docK1, docB   float32 // BM25 of whole documents
	document      float32 // weight of the document beside the passage
	grams         float32 // weight of character n-grams beside the words, among the rescored
	gramK1, gramB float32
	window        float32 // weight of question words standing close together
	form          float32 // weight of question words standing there with the same ending
	title         float32 // weight of question words in the title, times their share of it
	cover         float32 // weight of what the document covers, times its share of the question
	rescored      int     // how many of the best passages are rescored
}

var defaultWeights = weights{
	word: 4, part: 2, heading: 2, titleWord: 8, synonymWord: 6, serviceWord: 6,
	queryPart: .5, frame: .2, small: .85, verb: .65, near: .75, synonym: .5, alone: 1.9, sense: .7,
	k1: 1.5, b: .3, docK1: 1.2, docB: .5, document: evidenceInUse["document"],
	grams: evidenceInUse["n-grams"], gramK1: 1.2, gramB: .8, window: evidenceInUse["window"],
	form: evidenceInUse["same form"], title: evidenceInUse["title"], cover: evidenceInUse["coverage"],
	rescored: 120,
}

// evidenceFile is the part of the weights that `auskunft eval calibrate` can fit and write.
//
//go:embed evidence.json
var evidenceFile []byte

var evidenceInUse = func() map[string]float32 {
	var file struct{ Words map[string]float32 }
	if err := json.Unmarshal(evidenceFile, &file); err != nil {
		panic(err) // embedded in this binary, read by every test
	}
	return file.Words
}()

// Evidence is what each kind of evidence weighs in a score, by the names of Contribution.Kind.
func Evidence() map[string]float32 { return maps.Clone(evidenceInUse) }

// frames are words that shape questions more than they name a subject: in the same sets they
// are often in the question and seldom in the text that answers it. Those of German towns
// are about Germany without saying so.
var frames = map[string]map[string]bool{
	"de": stemmed("de", `gibt geben gegeben heißt heißen hieß lautet lauten passiert geschieht tun getan machen mache macht gemacht
		gilt gelten bietet bieten anbieten angeboten erhalten erhalte erhält erhielt bekommen bekomme bekommt finden finde findet fand stattfinden
		bedeutet bedeuten versteht verstehen beinhaltet umfasst lange lang hoch art arten name namen liegt lag liegen gehen geht ging kam besteht bestehen
		genannt nennt nennen bezeichnet bezeichnen begriff verwendet führt brauche brauchen braucht benötige benötigt sagt nehmen nimmt dauert dauern kostet
		möglich möglichkeit möglichkeiten funktioniert kommt kommen weitere weiter folgen befindet befinden
		andere anderen anderer wichtig wichtige notwendig erforderlich anzahl prozentsatz ungefähr oft häufig laut heute beispiel neu neue neuer neues neuen deutschland`),
	"en": stemmed("en", `get find kind kinds type types many much long often available offer offered provide provided need needed required
		mean meant involve happen happens contact consist exist name called important germany`),
}

func stemmed(lang, words string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		set[stem(lang, fold(w))] = true
	}
	return set
}
