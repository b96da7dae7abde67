package chat

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"auskunft/chat/compose"
	"auskunft/retrieval"
)

// Strangers ask for places: "Wo ist das Freibad?", "Öffnungszeiten Museum", "Wie komme ich zum Rathaus?". An office has a
// record (see reach and openings); any other place has a page of its own at best, and many are only mentioned.
// "Wo ist das Krankenhaus?" is no question for a page that has the word.

// placeAsking is a way to ask for a place; its first group is what the place is called.
type placeAsking struct {
	fact compose.PlaceFact
	as   *regexp.Regexp
	word string // searched for beside the name
}

// of joins a place's name to what is asked of it: "Adresse vom Rathaus".
const of = `(?:(?:von|vom|der|des|für|zum|zur|beim)\s+)?`

var placeAskings = []placeAsking{
	{compose.PlaceWhere, regexp.MustCompile(`(?i)\bwo\s+(?:genau\s+)?(?:ist|sind|liegt|liegen|sitzt|sitzen|steht|befinde[nt]\s+sich|finde?t?\s+(?:ich|man|wir))\s+(.+)$`), "Adresse"},
	{compose.PlaceWhere, regexp.MustCompile(`(?i)\bin\s+welcher\s+stra(?:ß|ss)e\s+(?:ist|sitzt|liegt|befindet\s+sich)\s+(.+)$`), "Adresse"},
	{compose.PlaceWhere, regexp.MustCompile(`(?i)^(?:was ist die |wie (?:ist|lautet) die )?(?:adresse|anschrift|standort|anfahrt)\s+` + of + `(.+)$`), "Adresse"},
	{compose.PlaceWhere, regexp.MustCompile(`(?i)^(.+?)\s+(?:adresse|anschrift|standort|anfahrt|wo)$`), "Adresse"},
	{compose.PlaceWhere, regexp.MustCompile(`(?i)\bwie\s+komme?[nt]?\s+(?:ich|man|wir)\s+(?:am besten\s+|denn\s+)?(?:zum|zur|zu|ins|in|nach)\s+(.+)$`), "Adresse"},
	{compose.PlacePhone, regexp.MustCompile(`(?i)^(?:wie (?:ist|lautet) die )?(?:telefonnummer|telefon|rufnummer|tel\.?|nummer|kontakt)\s+` + of + `(.+)$`), "Telefon"},
	{compose.PlacePhone, regexp.MustCompile(`(?i)^(.+?)\s+(?:telefonnummer|telefon|rufnummer|nummer|kontakt|anrufen)$`), "Telefon"},
	{compose.PlacePhone, regexp.MustCompile(`(?i)\bwie\s+erreich(?:e\s+ich|t\s+man|en\s+wir)\s+(.+)$`), "Telefon"},
	{compose.PlaceMail, regexp.MustCompile(`(?i)^(?:wie (?:ist|lautet) die )?(?:e-?)?mail(?:-?adresse)?\s+` + of + `(.+)$`), "E-Mail"},
	{compose.PlaceMail, regexp.MustCompile(`(?i)^(.+?)\s+(?:e-?)?mail(?:-?adresse)?$`), "E-Mail"},
	{compose.PlaceHours, regexp.MustCompile(`(?i)^(?:öffnungszeit(?:en)?|besuchszeit(?:en)?)\s+` + of + `(.+)$`), "geöffnet"},
	{compose.PlaceHours, regexp.MustCompile(`(?i)^(.+?)\s+(?:öffnungszeit(?:en)?|besuchszeit(?:en)?)$`), "geöffnet"},
	{compose.PlaceHours, regexp.MustCompile(`(?i)^wann\s+(?:hat|haben|ist|sind)\s+(.+?)\s+(?:auf|offen|geöffnet)$`), "geöffnet"},
	{compose.PlaceHours, regexp.MustCompile(`(?i)^(?:wann|um wie ?viel uhr)\s+(?:öffnet|schließt)\s+(.+)$`), "geöffnet"},
	{compose.PlaceHours, regexp.MustCompile(`(?i)^(?:wann|um wie ?viel uhr)\s+macht\s+(.+?)\s+(?:auf|zu)$`), "geöffnet"},
}

// openAskings are ways to ask whether a place is open on a day, without the day: "Hat das Museum montags geöffnet?"
var openAskings = []placeAsking{
	{compose.PlaceHours, regexp.MustCompile(`(?i)^(?:hat|haben|ist|sind)\s+(.+?)\s+(?:auf|offen|geöffnet|zu|geschlossen)$`), "geöffnet"},
	{compose.PlaceHours, regexp.MustCompile(`(?i)^(?:ab wann|bis wann|wie lange?|wann)\s+(?:hat|haben|ist|sind)\s+(.+?)\s+(?:auf|offen|geöffnet)$`), "geöffnet"},
	{compose.PlaceHours, regexp.MustCompile(`(?i)^kann\s+(?:ich|man)\s+(?:ins|in|zum|zur)\s+(.+?)(?:\s+(?:gehen|kommen))?$`), "geöffnet"},
	{compose.PlaceHours, regexp.MustCompile(`^(\p{L}[\p{L}-]+)$`), "geöffnet"},
}

// ofDate names a day that is no day of the week.
var ofDate = regexp.MustCompile(`(?i)\d|heilig ?abend|silvester|neujahr|zwischen den|weihnacht|ostern|pfingst|feiertag`)

var (
	// fillers say nothing of the place; an own thing is none ("Wo ist mein Antrag?").
	placeFillers = wordSet(`der die das den dem des ein eine einen einem einer euer eure eurem eurer unser unsere unserem unserer ihr ihre hier denn eigentlich
genau bitte nächste nächsten nächster nächstes mal so überhaupt stadt ort in im`)
	// landmark ends what places are called that people look for in a town, whether or not the town runs them.
	landmark = regexp.MustCompile(`(?i)(?:bad|bäder|therme|sauna|bibliothek|bücherei|museum|theater|kino|archiv|schule|hochschule|gymnasium|universität|rathaus|stadthaus|halle|stadion|sportplatz|spielplatz|` +
		`zentrum|treff|heim|bahnhof|haltestelle|flughafen|krankenhaus|klinik|klinikum|apotheke|polizei|polizeiwache|feuerwehr|feuerwache|wache|kirche|moschee|synagoge|friedhof|park|markt|hof|amt|büro|` +
		`gericht|touristinfo|touristeninformation|touristinformation|tourist-info|hotel|restaurant|café|arzt|praxis|post|bank|sparkasse|zoo|tierpark|schloss|burg|dom|kita|kindergarten|hort|` +
		`stelle|kasse|behörde|kammer|werkstatt|tankstelle|parkhaus|parkplatz|toilette|toiletten|wc|campingplatz|gefängnis|botschaft|konsulat|jobcenter|bürgermeister|bürgermeisterin)$`)
)

// someOf asks for one of several, or for what is inside of another place: a page may list them.
var someOf = regexp.MustCompile(`(?:^|\s)(?:(?i:nächste[nrs]?)|in \p{Lu}|im Rathaus)`)

// place is what a question asks of a place: what it is called, what is wanted, and whether that can be nothing but a place.
type place struct {
	placeAsking
	name   string
	surely bool
}

// maxPlaceName is how many words a place's name has.
const maxPlaceName = 3

// asksPlace reads a question that asks for a place and nothing besides.
func asksPlace(question string, now time.Time) (place, bool) {
	if asked, ok := placeBy(placeAskings, question); ok {
		return asked, true
	}
	rest, _, _, ok := whenOpen(question, now)
	if !ok || ofDate.MatchString(question) {
		return place{}, false // a place's own hours say nothing of a feast
	}
	asked, ok := placeBy(openAskings, strings.Join(strings.Fields(rest), " "))
	asked.surely = false // an answer may stand on another page: which pharmacy is open
	return asked, ok
}

func placeBy(askings []placeAsking, question string) (place, bool) {
	question = strings.Trim(question, " ?!.,")
	for _, a := range askings {
		m := a.as.FindStringSubmatch(question)
		if m == nil {
			continue
		}
		if strings.ContainsAny(m[1], ",;:?!0123456789") {
			return place{}, false
		}
		name := slices.DeleteFunc(strings.Fields(m[1]), func(word string) bool { return placeFillers[strings.ToLower(word)] })
		if len(name) == 0 || len(name) > maxPlaceName || slices.ContainsFunc(name, func(word string) bool { return noPlace[strings.ToLower(word)] }) {
			return place{}, false
		}
		surely := !someOf.MatchString(m[1]) && (landmark.MatchString(name[len(name)-1]) || a.fact == compose.PlaceWhere && landmark.MatchString(name[0]))
		return place{a, strings.Join(name, " "), surely}, true
	}
	return place{}, false
}

// noPlace are words of questions that are no mere name of a place.
var noPlace = wordSet(`mein meine meinen meinem meiner dein deine und oder ich man wir er sie es geregelt unterschied was wer wann wie wo zu zum zur für mit ohne bei beim aus nach von vom auf an am`)

// place looks whether the question asks where a place is, when it is open or how to call it, and finds the lines that say so.
// done without answerable: no text says it, and a page that mentions the place is no answer.
func (w *walk) place(ctx context.Context) (done, answerable bool, err error) {
	asked, ok := asksPlace(w.withoutTown(w.standalone), w.question.Now)
	if !ok || w.given() || w.spoken != "" && w.spoken != "de" {
		return false, false, nil
	}
	found, err := w.Searcher.Search(ctx, retrieval.Query{
		Text: asked.name + " " + asked.word, Lang: w.spoken, Reader: w.question.Reader, K: offices, Area: w.area, Now: w.question.Now,
	})
	if err != nil {
		return false, false, fmt.Errorf("searching places: %w", err)
	}
	before := w.found
	w.found = found
	w.found.Hits = oneDepartment(found.Hits)
	task := w.task()
	task.Question, task.Place = asked.name, asked.fact
	reading := compose.Read(task)
	if reading.NamesOffice() {
		w.found = before
		return false, false, nil // its page says it better than one that mentions it
	}
	told, _ := reading.TellsOpenings()
	w.step("place", "%q, told: %t, surely a place: %t", asked.name, told, asked.surely)
	if told {
		w.reading, w.isPlace = reading, true
		return true, true, nil
	}
	w.found.Hits = slices.DeleteFunc(w.found.Hits, func(h retrieval.Hit) bool { return !reading.IsPlace(h.Document.ID) })
	if asked.surely && (asked.fact != compose.PlaceHours || len(w.found.Hits) == 0) {
		w.found.Coverage = 0
		return true, false, nil
	}
	w.found = before
	return false, false, nil
}

// withoutTown is a question without "in" and the name of the town.
func (w *walk) withoutTown(question string) string {
	if w.town.Name == "" {
		return question
	}
	return strings.ReplaceAll(question, " in "+w.town.Name, "")
}
