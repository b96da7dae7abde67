package chat

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"auskunft/chat/guard"
)

// putRight reads what somebody slipped in as it was meant, before anything else does: what is found, asked for
// and decided is that of the question put right. A question without a slip stays as it is, to the letter. Where the typed words tell
// of danger or of something that is not searched for, they count as they are.
func (w *walk) putRight() {
	w.asked = w.withoutCourtesy()
	if w.Lexicon == nil || w.lang != "de" || w.spoken != "" && w.spoken != "de" {
		return
	}
	typed := markup.ReplaceAllString(w.asked, " ")
	said := typed
	if isSpoken(typed) {
		said = spell(typed)
	}
	right, meant := w.Lexicon.Spelled(said, w.question.Reader)
	if right == typed || strings.TrimSpace(right) == "" {
		return
	}
	w.asked, w.meant = right, meant
	w.step("spelling", "%s", w.asked)
	if typed := w.routed; typed.Search || typed.Kind == guard.Nonsense {
		w.routed = w.ofCaller(guard.Route(w.asked))
		w.routed.Help = w.routed.Help || typed.Help
	}
}

// withoutCourtesy is the message without greeting, thanks and regards, which is routed once more: a short question in a long
// letter seems to be nothing but a greeting. What would not be searched for because of something else in the letter stays so.
func (w *walk) withoutCourtesy() string {
	asks := guard.WithoutCourtesy(w.masked)
	if here := strings.TrimSpace(w.withoutTown(asks)); ownMatter(here) {
		asks = here // every page is about the town that is asked
	}
	if asks == w.masked {
		return asks
	}
	whole, small := w.routed, w.routed.Kind == guard.Greeting || w.routed.Kind == guard.Thanks
	if small && (strings.HasPrefix(whole.Rule, "only") || whole.Kind == guard.Thanks && asksNothing(asks) || len(subjectOwn(asks)) == 0) { // "Guten Tag, ist da jemand?"
		return w.masked
	}
	if small || whole.Search || whole.Kind == guard.Nonsense {
		w.routed = w.ofCaller(guard.Route(asks))
		w.routed.Help = w.routed.Help || whole.Help
	}
	return asks
}

// isSpoken tells whether a question has a word of a dialect, of speech or of quick typing that standard German has not.
func isSpoken(question string) bool {
	return slices.ContainsFunc(word.FindAllString(question, -1), func(w string) bool {
		w = strings.ToLower(w)
		_, ok := spoken[w]
		return ok && !standardToo[w]
	})
}

// standardToo are words of spoken that standard German has as well, and means otherwise or not at all.
var standardToo = wordSet(`mal halt eigentlich hallo komma open offe traut mache brauch krieg i hi ne`)

// spell brings frequent words of dialects, of speech and of quick typing to the standard
// German that pages are written in. Only function words and everyday verbs, which no page
// could be found by and which tell what is asked: misspelt names of things are the search's
// business, which knows the words of the pages.
func spell(question string) string {
	var spelt strings.Builder
	end := 0
	for _, at := range word.FindAllStringIndex(question, -1) {
		w, before := question[at[0]:at[1]], question[end:at[0]]
		spelt.WriteString(before)
		end = at[1]
		standard, ok := spoken[strings.ToLower(w)]
		switch first, size := utf8.DecodeRuneInString(standard); {
		case !ok:
			standard = w
		case standard != "" && ended.MatchString(before): // or the sentence would go on: "… teurer? Hab da was gelesen"
			standard = string(unicode.ToUpper(first)) + standard[size:]
		}
		spelt.WriteString(standard)
	}
	return strings.TrimSpace(spelt.String() + question[end:])
}

// ended is what stands between two sentences.
var ended = regexp.MustCompile(`[.!?]\s+$`)

var word = regexp.MustCompile(`[\p{L}][\p{L}'’]*`)

// spoken are words as they are said or typed, with the standard word; "" leaves them out.
var spoken = func() map[string]string {
	table := map[string]string{}
	for standard, said := range map[string]string{
		"was":      "wat wos wås",
		"das":      "dat dit",
		"ich":      "ik ick icke isch i",
		"mein":     "mien mei moi",
		"kostet":   "köst kosted kost koscht kostn kostets kosdet",
		"kann":     "kan kunn konn ko",
		"muss":     "mus muaß mutt mott musch",
		"bekomme":  "krieg kriech krich kriag kriege",
		"melden":   "melldn meldn",
		"machen":   "machn maken mache",
		"brauche":  "brauch bruuk bruk brauchts",
		"wann":     "wan wannehr wennehr wonn",
		"wo":       "woa wohen",
		"öffnet":   "maakt",
		"offen":    "open offe uff",
		"heiraten": "traut",
		"abgeben":  "afgeven abgebn",
		"hin":      "hi",
		"nicht":    "net nich nit ned nix",
		"auch":     "ook ooch och",
		"Haus":     "hus",
		"alten":    "ole olen",
		"Samstag":  "samschdag samsdag",
		"Sonntag":  "sonndag sundag",
		"wollen":   "wolln willn",
		"haben":    "ham hebben hamm",
		"habe":     "hab hev heff",
		"will":     "mog",
		"weg":      "wek wech",
		"fahren":   "fahrn",
		"einen":    "nen n'en",
		"eine":     "ne",
		"für":      "fuer fer för",
		"wir":      "mia",
		"wie":      "woans wia",
		"spät":     "laat",
		"neuen":    "nieen neia neie nien",
		"Buch":     "book",
		"Bücher":   "böker",
		"gehen":    "gehn",
		"muss man": "musse",
		"in der":   "inne",
		"auf dem":  "aufm",
		"brauchen": "bruukt",
		"geht's":   "geiht",
		"früh":     "fruh",
		"":         "ähm äh öhm hömma ey eh yo digga bro lol mal ma griaß eich gell halt eigentlich komma hallo warrn",
	} {
		for _, w := range strings.Fields(said) {
			table[w] = standard
		}
	}
	return table
}()
