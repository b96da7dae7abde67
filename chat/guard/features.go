package guard

import (
	"math"
	"slices"
	"strings"

	"auskunft/internal/thesaurus"
)

// Feature is one thing that a text shows to the classifier, and how strongly.
type Feature struct {
	Name  string
	Value float64
}

// Features are what the classifier sees of a text:
//
//	w:   its words and pairs of words
//	a:   the words of what it asks: of the sentences with a question mark, else of the last
//	c:   runs of four letters, which survive typing errors and dialect
//	f:   its frame
//	s:   pairs of parts in the frame of what it asks, one somewhere after the other
//	m:   stems of its words
//
// A frame is a text with the words that carry a sentence replaced by what they do, and all
// others by "_": "Kriegt meine Oma mit 900 Euro Rente Wohngeld?" is "< GET MY _ WITH # EURO EARN _ ? >".
// Texts about different matters have their frames in common. Each of the six counts the same,
// however long the text is.
func Features(text string) []Feature {
	tokens := token.FindAllString(Fold(text), -1)
	question := asked(tokens)
	var all []Feature
	for _, names := range [][]string{
		wordPairs(tokens), words(question), letterRuns(tokens), frames(tokens), partPairs(question),
		stems(text),
	} {
		slices.Sort(names)
		names = slices.Compact(names)
		for _, name := range names {
			all = append(all, Feature{name, 1 / math.Sqrt(float64(len(names)))})
		}
	}
	return all
}

// token is a number, a word, or a sign that structures a text.
var token = re(`\d+(?:[.,:]\d+)*|[\p{L}']+|[.,?!:;€]`)

func isNumber(token string) bool { return token[0] >= '0' && token[0] <= '9' }

func ends(token string) bool { return token == "." || token == "?" || token == "!" }

// asked are the sentences that end with a question mark, or the last one.
func asked(tokens []string) []string {
	var questions, last []string
	for len(tokens) > 0 {
		end := slices.IndexFunc(tokens, ends)
		if end < 0 {
			end = len(tokens) - 1
		}
		last, tokens = tokens[:end+1], tokens[end+1:]
		if last[end] == "?" {
			questions = append(questions, last...)
		}
	}
	if questions != nil {
		return questions
	}
	return last
}

func wordPairs(tokens []string) []string {
	var names []string
	previous := ""
	for _, t := range tokens {
		if ends(t) {
			previous = ""
			continue
		}
		if isNumber(t) {
			t = "#"
		}
		names = append(names, "w:"+t)
		if previous != "" {
			names = append(names, "w:"+previous+" "+t)
		}
		previous = t
	}
	return names
}

func words(tokens []string) []string {
	names := make([]string, len(tokens))
	for i, t := range tokens {
		names[i] = "a:" + t
	}
	return names
}

// run is the length of the runs of letters.
const run = 4

func letterRuns(tokens []string) []string {
	var names []string
	for _, t := range tokens {
		letters := []rune("<" + t + ">")
		if isNumber(t) || len(letters) <= run {
			continue
		}
		for i := 0; i+run <= len(letters); i++ {
			names = append(names, "c:"+string(letters[i:i+run]))
		}
	}
	return names
}

// shortestWord is the fewest letters of a word that has a stem of use.
const shortestWord = 3

// stems are the stems of a text's words, as the thesaurus has them.
func stems(text string) []string {
	var names []string
	for _, word := range token.FindAllString(strings.ToLower(text), -1) {
		if len(word) >= shortestWord {
			names = append(names, "m:"+thesaurus.Stem(word))
		}
	}
	return names
}

// longestFrame is how many neighbouring parts of a frame are looked at together.
const longestFrame = 4

func frames(tokens []string) []string {
	frame := []string{"<"}
	for _, t := range tokens {
		part := partOf(t)
		if part != "_" || frame[len(frame)-1] != "_" {
			frame = append(frame, part)
		}
	}
	frame = append(frame, ">")
	var names []string
	for n := 1; n <= longestFrame; n++ {
		for i := 0; i+n <= len(frame); i++ {
			names = append(names, "f:"+strings.Join(frame[i:i+n], " "))
		}
	}
	return names
}

// farthest is how many parts apart the two of a pair may stand.
const farthest = 8

func partPairs(tokens []string) []string {
	frame := []string{"<"}
	for _, t := range tokens {
		if part := partOf(t); part != "_" {
			frame = append(frame, part)
		}
	}
	frame = append(frame, ">")
	var names []string
	for i, first := range frame {
		for _, second := range frame[i+1 : min(len(frame), i+1+farthest)] {
			names = append(names, "s:"+first+" .. "+second)
		}
	}
	return names
}

// partOf is what a token does in a sentence: its part, itself for a sign, or "_".
func partOf(token string) string {
	if isNumber(token) {
		return "#"
	}
	if part, ok := parts[token]; ok {
		return part
	}
	for n := len(token) - 1; n >= shortestStem; n-- {
		if part, ok := parts[token[:n]+"-"]; ok {
			return part
		}
	}
	if strings.ContainsAny(token, ".,?!:;") {
		return token
	}
	return "_"
}

// shortestStem is the length of the shortest stem in the table.
const shortestStem = 3

// parts are what words do, by folded word, or by stem with "-": who is spoken of, what is
// asked for, and the verbs of granting and owing. Dialects stand with them.
var parts = func() map[string]string {
	m := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(partTable), "\n") {
		fields := strings.Fields(line)
		for _, word := range fields[1:] {
			m[word] = fields[0]
		}
	}
	return m
}()

const partTable = `
I        ich i ick ik isch wir mir mich uns wia ma mia mi
MY       mein- unser- unsr- mei meim
HE       er sie ihn ihm ihnen es sein- ihr ihre ihrem ihren ihrer
THE      der die das dem den des
MAN      man jemand einer jeder alle leute
YOU      du dich dir euch eich ihr dein- euer eure eurem euren
WHERE    wo wohin woher
WHO      wer wem wen
WHEN     wann
HOW      wie
HOWMUCH  wieviel- wievui
WHAT     was wat wos
WHY      warum wieso weshalb
WHICH    welch- woran womit wofuer worauf wozu wobei
WHETHER  ob
HAVE     hab habe haben hat hatte hatten hob hebbt hast gehabt ham han
WOULD    haette- waere- waer wuerde- bekaem- stuende-
BE       bin sind ist bist war waren is san sand
BECOME   wird werden werde wurde wurden worden werd
MAY      darf duerfen durfte duerfte derf darfst erlaub-
MUST     muss- muess- soll sollen sollte muas brauch- moeoet
CAN      kann koenn- konnte ko konn kon
WANT     will wollen moecht- wollte
GET      bekomm- krieg- kriag- krigg- erhalt- erhaelt
GIVE     gib- gab geben gegeben
STAND    steht stehen steh- zusteh-
PAY      zahl- bezahl- uebernimm- uebernehm- uebernomm- erstatt- entricht-
EARN     verdien- netto brutto einkommen gehalt lohn rente
FREE     befrei- erlass- erlaess- ermaess-
GRANT    genehmig- bewillig- anerk- erkenn- erteil- verlaenger-
DENY     abgelehnt ablehn- streich- gestrich- verlier- kuerz- gekuerzt entzog-
CLAIM    anspruch- ansprueche anrecht berechtigt- chance- aussicht-
ENOUGH   reich- genueg- langt
COUNT    gelte- gilt gild- zaehl- faell- fall-
APPLY    beantrag- anmeld- abmeld- ummeld-
CASE     antrag- bescheid- widerspruch-
IF       wenn falls sofern
THOUGH   obwohl trotzdem dennoch weil doch denn da
AND      und oder aber sowie
NOT      nicht kein- nie niemals ned net nich nix nichts
STILL    noch schon bereits erst nur bloss
SINCE    seit seitdem vor
WITH     mit bei von ohne fuer wegen
IN       in im an am auf aus zu zum zur nach um bis ab unter ueber
EURO     euro eur €
TIME     jahr- monat- woche- tag tage tagen
SIZE     qm cm meter- km quadratmeter- prozent
`
