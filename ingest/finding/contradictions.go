package finding

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"auskunft"
	"auskunft/ingest/finding/facts"
	"auskunft/internal/civil"
	"auskunft/internal/german"
	"auskunft/retrieval/lexical"
)

// A contradiction is two facts of one kind about the same thing that have nothing in common.
// What "the same thing" is decides between a useful list and a useless one:
//
//   - subject: the documents or sections are about the same matter. One names in its text
//     what the other has in its title, its headings or its synonyms.
//   - matter: the words around both values are the same ones (Stammumfang, ersten Hund,
//     werktags), weighed by how rare they are; or both values are what a field of a service
//     holds (fee, processing time); or both are an office's opening hours.
//   - condition: unit, limit (ab, bis), period (im Jahr), ordinals and weekdays agree.
//   - exclusion: neither document states the other's value anywhere. Who mentions both knows
//     of both, and the values have conditions that the rules did not see.
//
// Ordinances are not compared with each other: versions and amendments are all there, each
// in force at its time.

// statement is one fact at its place.
type statement struct {
	doc       *document
	fact      facts.Fact
	field     auskunft.Field
	role      role
	title     string          // words of the document's title, sorted
	describes bool            // the document describes one thing and states its values
	marks     string          // conditions that must agree, "" for none
	clause    map[string]bool // stems of the words that belong to the value
	context   string          // the sentence, and the one before it that it goes on about
	sentence  map[string]bool // stems of the context
	topic     map[string]bool // of the document's title and synonyms and of the section's headings
}

// role is what a value is for, where words or fields tell.
type role string

const (
	fee        role = "fee"
	processing role = "processing"
)

var (
	feeWords        = regexp.MustCompile(`(?i)\b(?:kostet|kosten|gebühr(?:en)?|beträgt|betragen|zahlen sie|zu zahlen|fällig)\b|gebühr\b`)
	processingWords = regexp.MustCompile(`(?i)bearbeitung|wartezeit|\bdauert\b|\brechnen\b[^,.;]{0,30}\bmit\b|\bfertig\b`)
	ordinals        = regexp.MustCompile(`(?i)\b(?:erste[nrms]?|zweite[nrms]?|dritte[nrms]?|weitere[nrms]?|halbe[nrms]?|vorläufig\w*|ermäßigt\w*|erwachsene\w*|kinder\w*|jugendliche\w*|gefährlich\w*|express\w*|werktags|werktage[nrs]?|sonn- und feiertag\w*|sonntags?|feiertags?|sonnabends?|samstags?|zuschlag\w*|ersatz\w*|zusätzlich\w*|online|einmalig\w*|familien\w*|einzel\w*|mindest\w*|höchst\w*)\b`)
)

// conditionOf are the words of a clause that restrict its value, in one form each.
func conditionOf(clause string) string {
	var all []string
	for _, w := range ordinals.FindAllString(clause, -1) {
		w = strings.ToLower(w)
		switch {
		case strings.HasPrefix(w, "werktag"):
			w = "werktags"
		case strings.HasPrefix(w, "sonn") && !strings.HasPrefix(w, "sonna"), strings.HasPrefix(w, "feiertag"):
			w = "sonntags"
		case strings.HasPrefix(w, "sonnabend"), strings.HasPrefix(w, "samstag"):
			w = "samstags"
		default:
			w = strings.TrimRight(w, "nrmse")
		}
		all = append(all, w)
	}
	for _, m := range codes.FindAllStringSubmatch(clause, -1) {
		all = append(all, m[1])
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), " ")
}

// codes name one of several: Grundsteuer B, Zone A, Klasse R1.
var codes = regexp.MustCompile(`(?:^|[\s(])([A-Z][A-Z0-9]?)(?:$|[\s,.;:)])`)

// comparer holds the statements and what is needed to compare them.
type comparer struct {
	*corpus
	statements []*statement
	values     map[int64][]facts.Fact // of a document and of what amends it
	seen       map[string]int         // stem -> number of sentences and headings it is in
	total      int
	usual      map[string]bool            // stems of usual
	topics     map[string]map[string]bool // stems of titles with headings
	words      map[string]map[string]bool // stems of names and of what may name them
}

func findContradictions(c *corpus, changes []amendment) []Finding {
	x := &comparer{corpus: c, values: map[int64][]facts.Fact{}, seen: map[string]int{}, topics: map[string]map[string]bool{}, words: map[string]map[string]bool{}}
	x.usual = x.wordsOf(usual)
	for _, d := range c.documents {
		if d.german() && d.source.kind != "oparl" {
			x.values[d.ID] = d.facts
			x.read(d)
		}
	}
	for _, a := range changes {
		both := slices.Concat(x.values[a.amended.ID], a.document.facts)
		x.values[a.amended.ID], x.values[a.document.ID] = both, both
	}
	pairs := x.pairs()
	pairs = append(pairs, x.hours()...)
	return x.findings(pairs)
}

// maxStatements bounds what one document contributes; fee schedules of hundreds of rows are
// compared by their first ones.
const maxStatements = 200

func (x *comparer) read(d *document) {
	title := strings.Join(append([]string{d.Title}, d.Synonyms...), "\n")
	if d.Service != nil {
		title += "\n" + d.Service.Name + "\n" + strings.Join(d.Service.Synonyms, "\n")
	}
	x.count(x.stemsOf(d.Title))
	words := strings.Join(slices.Sorted(maps.Keys(x.wordsOf(d.Title))), " ")
	n := 0
	passage := 0
	context, last := "", -1
	var stems map[string]bool
	for _, f := range d.facts {
		contact := f.Kind == facts.Phone || f.Kind == facts.Email
		event := f.Kind == facts.Day && f.Limit == facts.Exactly
		if contact || event || n == maxStatements || statedDay.MatchString(f.Sentence.Of(d.Text)) {
			continue
		}
		if f.Sentence.Start != last {
			last = f.Sentence.Start
			context = strings.TrimSpace(antecedent(d.Text, f.Sentence) + " " + f.Sentence.Of(d.Text))
			stems = x.stemsOf(context)
			x.count(stems)
		}
		at := runesBefore(d, f.Start)
		for passage+1 < len(d.passages) && d.passages[passage+1].Start <= at {
			passage++
		}
		s := &statement{doc: d, fact: f, title: words, describes: believed[d.Kind] >= describing, context: context, sentence: stems, clause: x.stemsOf(f.Clause), marks: conditionOf(f.Clause)}
		heading := ""
		if len(d.passages) > 0 {
			s.field = d.passages[passage].Field
			heading = strings.Join(d.passages[passage].Headings, "\n")
		}
		s.topic = x.topicOf(title + "\n" + heading)
		s.role = roleOf(s, heading)
		x.statements = append(x.statements, s)
		n++
	}
}

// pronoun begins a sentence that goes on about what the one before named.
var pronoun = regexp.MustCompile(`^(?:Er|Sie|Es|Dies\w*|Dafür|Dazu|Das|Die Gebühr|Die Kosten|Die Anmeldung|Geräumt|Dabei|Davon)\b`)

// antecedent is the sentence before one that begins with a pronoun, on the same line.
func antecedent(text string, sentence german.Span) string {
	if !pronoun.MatchString(sentence.Of(text)) {
		return ""
	}
	from := max(0, sentence.Start-400)
	line := text[from:sentence.Start]
	line = line[strings.LastIndexByte(line, '\n')+1:]
	spans := german.Sentences(line)
	if len(spans) == 0 {
		return ""
	}
	return spans[len(spans)-1].Of(line)
}

func roleOf(s *statement, heading string) role {
	switch {
	case s.fact.Kind == facts.Money && (s.field == auskunft.FieldFees || feeWords.MatchString(s.fact.Clause)):
		return fee
	case s.fact.Kind == facts.Period && (s.field == auskunft.FieldDuration || processingWords.MatchString(s.fact.Clause)):
		return processing
	}
	return ""
}

// runesBefore counts code points; documents remember the last position, facts come in order.
func runesBefore(d *document, i int) int { return len([]rune(d.Text[:i])) }

func (x *comparer) count(stems map[string]bool) {
	x.total++
	for s := range stems {
		x.seen[s]++
	}
}

// topicOf is stemsOf for what many statements share: the title and the headings above them.
func (x *comparer) topicOf(text string) map[string]bool {
	known, ok := x.topics[text]
	if !ok {
		known = x.stemsOf(text)
		x.topics[text] = known
	}
	return known
}

// stemsOf are the stems of a text, with the parts of compounds and without numbers.
func (x *comparer) stemsOf(text string) map[string]bool {
	set := map[string]bool{}
	for _, t := range x.analyser.Terms("de", text) {
		if len(t.Text) > 2 && (t.Text[0] < '0' || t.Text[0] > '9') && t.Text[0] != '\xc2' {
			set[t.Text] = true
		}
	}
	return set
}

// wordsOf are the stems of the words of a text as they stand, without the parts of compounds.
func (x *comparer) wordsOf(text string) map[string]bool {
	if known, ok := x.words[text]; ok {
		return known
	}
	set := map[string]bool{}
	for _, t := range x.analyser.Terms("de", text) {
		if t.Kind == lexical.Word {
			set[t.Text] = true
		}
	}
	x.words[text] = set
	return set
}

// rarity is how much a shared word says: 0 for one that is everywhere, 1 for one of its own.
// It is the inverse document frequency over sentences, as a share of the largest.
func (x *comparer) rarity(stem string) float64 {
	return max(0, 1-math.Log(float64(max(1, x.seen[stem])))/math.Log(float64(x.total+2)))
}

// pair is two statements that exclude each other.
type pair struct {
	a, b  *statement // a is the more reliable one
	score float64
	hours string // weekdays, of opening hours
}

// better reports whether a pair says more about its less reliable statement than another. A
// service goes before the ordinance it follows, because an editor can change it; then the
// score decides, then the place.
func (p pair) better(q pair) bool {
	described := func(s *statement) int { return authority[s.doc.Kind] }
	return cmp.Or(cmp.Compare(described(p.a), described(q.a)), cmp.Compare(p.score, q.score),
		cmp.Compare(q.a.doc.ID, p.a.doc.ID), cmp.Compare(q.a.fact.Start, p.a.fact.Start)) > 0
}

// crowdedTopic is how many statements may share a word of their topics and still be compared
// through it. More mean that the word is the town's.
const crowdedTopic = 400

// telling is how rare a word of a sentence must be to name what the sentence is about.
const telling = .45

// shelf holds the statements of one sort of value that have a word in common.
type shelf struct {
	stem string
	kind facts.Kind
	unit string
}

func (x *comparer) pairs() []pair {
	shelves := map[shelf][]int{}
	put := func(stem string, i int) {
		f := x.statements[i].fact
		k := shelf{stem, f.Kind, f.Unit}
		shelves[k] = append(shelves[k], i)
	}
	for i, s := range x.statements {
		for t := range s.topic {
			put(t, i)
		}
		for t := range s.sentence {
			if !s.topic[t] && x.rarity(t) >= telling {
				put(t, i)
			}
		}
	}
	compared := map[[2]int]bool{}
	best := map[*statement]pair{} // of the less reliable statement
	for _, members := range shelves {
		if len(members) > crowdedTopic {
			continue
		}
		for i, m := range members {
			for _, n := range members[i+1:] {
				a, b := x.statements[m], x.statements[n]
				if a.doc == b.doc || !a.describes && !b.describes && a.title != b.title || compared[[2]int{m, n}] {
					continue
				}
				compared[[2]int{m, n}] = true
				if reliability(a.doc).less(reliability(b.doc)) {
					a, b = b, a
				}
				score, ok := x.compare(a, b)
				if !ok {
					continue
				}
				p := pair{a: a, b: b, score: score}
				if old, ok := best[b]; !ok || p.better(old) {
					best[b] = p
				}
			}
		}
	}
	return slices.Collect(maps.Values(best))
}

// rank orders documents by whom to believe.
type rank struct {
	authority int
	touched   int64
}

func (r rank) less(o rank) bool {
	return cmp.Or(cmp.Compare(r.authority, o.authority), cmp.Compare(r.touched, o.touched)) < 0
}

// believed ranks kinds by whom to believe when they differ: the law, then the descriptions
// that offices answer for, then pages.
var believed = map[auskunft.DocumentKind]int{
	auskunft.OrdinanceDocument: 3, auskunft.ServiceDocument: 3, auskunft.OfficeDocument: 3,
	auskunft.ArticleDocument: 2, auskunft.PageDocument: 1, auskunft.WikiDocument: 1,
}

// describing is the rank of documents that describe one thing and state its values. Two others
// are compared only when their titles have the same words.
const describing = 3

func reliability(d *document) rank { return rank{believed[d.Kind], d.lastTouched().Unix()} }

// compare reports whether b contradicts a, which is at least as reliable, and how sure that
// is.
func (x *comparer) compare(a, b *statement) (score float64, ok bool) {
	switch {
	case different(a.doc, b.doc),
		narrowest(a.doc, b.doc) == "",
		a.fact.Overlaps(b.fact),
		a.fact.Limit != b.fact.Limit && a.fact.Kind != facts.Money && a.role != processing,
		perDiffers(a.fact.Per, b.fact.Per),
		a.marks != b.marks:
		return 0, false
	}
	subject := x.subject(a, b)
	if x.states(b.doc, a.fact) || x.states(a.doc, b.fact) {
		return 0, false
	}
	matter, shared, words := x.matter(a, b)
	switch {
	case subject >= 1 && matter >= .55 && shared >= 1 && words > 1,
		// A time until or from which something has to be done needs fewer words.
		a.fact.Kind == facts.Clock && a.fact.Limit != facts.Exactly && subject >= .6 && shared >= .7 && (matter >= .25 || a.marks != ""):
		return subject + shared, true
	case a.role == processing && b.role == processing && a.field == auskunft.FieldDuration && x.about(b.doc.Title+"\n"+b.context, a.doc):
		return subject + 1, true
	case a.role == fee && b.role == fee && a.field == auskunft.FieldFees && x.about(b.context, a.doc) && x.plain(b):
		return subject + 1, true
	}
	return 0, false
}

// different reports documents that describe different things by their nature: two services,
// unless they have one name, two offices, two ordinances.
func different(a, b *document) bool {
	switch {
	case a.Service != nil && b.Service != nil:
		return !strings.EqualFold(a.Title, b.Title)
	case a.Kind == auskunft.OfficeDocument || a.Kind == auskunft.OrdinanceDocument:
		return a.Kind == b.Kind
	}
	return false
}

// perDiffers reports whether amounts are due for different times or quantities. Texts often
// leave "im Jahr" away, but not "je Tag".
func perDiffers(a, b string) bool {
	yearly := func(per string) bool { return per == "" || per == "jahr" }
	return a != b && !(yearly(a) && yearly(b))
}

// subject weighs the words that one statement has in its topic and the other in its topic or
// sentence.
func (x *comparer) subject(a, b *statement) float64 {
	sum := 0.
	for t := range a.topic {
		switch {
		case b.topic[t]:
			sum += x.rarity(t)
		case b.sentence[t]:
			sum += .7 * x.rarity(t)
		}
	}
	for t := range b.topic {
		if !a.topic[t] && a.sentence[t] {
			sum += .7 * x.rarity(t)
		}
	}
	return sum
}

// matter is how much of what the clauses say is the same, from 0 to 1, and the weight and the
// number of the words that both have. Words that only one has count against it, unless the other has them
// in its sentence or topic; of the two such remainders the smaller one counts, because texts
// differ in how much they say besides.
func (x *comparer) matter(a, b *statement) (share, both float64, words int) {
	for t := range a.clause {
		if b.clause[t] {
			both += x.rarity(t)
			words++
		}
	}
	if both == 0 {
		return 0, 0, 0
	}
	return both / (both + min(x.foreign(a, b), x.foreign(b, a))), both, words
}

// foreign is the weight of the words of a clause that the other statement knows nothing of.
func (x *comparer) foreign(a, b *statement) float64 {
	sum := 0.
	for t := range a.clause {
		if !b.clause[t] && !b.sentence[t] && !b.topic[t] {
			sum += x.rarity(t)
		}
	}
	return sum
}

// states reports whether a document, or one that amends it, mentions the value.
func (x *comparer) states(d *document, f facts.Fact) bool {
	return slices.ContainsFunc(x.values[d.ID], func(g facts.Fact) bool {
		g.Limit = f.Limit
		return g.Kind == f.Kind && g.Unit == f.Unit && g.Lo <= f.Hi && f.Lo <= g.Hi
	})
}

// about reports whether a text names a service in full: all words of one of its names.
func (x *comparer) about(text string, service *document) bool {
	if service.Service == nil {
		return false
	}
	said := x.wordsOf(text)
	names := append([]string{service.Title, service.Service.Name}, service.Service.Synonyms...)
	return slices.ContainsFunc(names, func(name string) bool {
		named := false
		for w := range x.wordsOf(name) {
			if x.usual[w] {
				continue
			}
			if !said[w] {
				return false
			}
			named = true
		}
		return named
	})
}

// usual are the words of services' names that pages leave away when they name the thing.
const usual = "beantragen Beantragung Antrag ausstellen Ausstellung erteilen Erteilung"

// plain reports whether nothing in the clause but verbs and small words restricts the value:
// no other noun. German nouns begin with a capital.
func (x *comparer) plain(s *statement) bool {
	nouns := 0
	for _, w := range strings.Fields(s.fact.Clause) {
		w = strings.Trim(w, ".,:;()„“\"")
		if w != "" && strings.ToUpper(w[:1]) == w[:1] && strings.ToLower(w[:1]) != w[:1] && len(x.stemsOf(w)) > 0 && x.rarity(w) > 0 {
			nouns++
		}
	}
	return nouns <= 2
}

// findings makes one finding of all pairs of two documents and a kind.
func (x *comparer) findings(pairs []pair) []Finding {
	groups := map[string][]pair{}
	for _, p := range pairs {
		lo, hi := min(p.a.doc.ID, p.b.doc.ID), max(p.a.doc.ID, p.b.doc.ID)
		key := fmt.Sprintf("%020d %020d %s", lo, hi, p.a.fact.Kind)
		groups[key] = append(groups[key], p)
	}
	var found []Finding
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		group := groups[key]
		slices.SortFunc(group, func(p, q pair) int {
			return cmp.Or(cmp.Compare(q.score, p.score), cmp.Compare(p.b.fact.Start, q.b.fact.Start), cmp.Compare(p.a.fact.Start, q.a.fact.Start))
		})
		found = append(found, x.finding(group))
	}
	return found
}

// shownPairs bounds the quotes of a finding.
const shownPairs = 4

func (x *comparer) finding(group []pair) Finding {
	first := group[0]
	a, b := first.a.doc, first.b.doc
	f := Finding{Kind: Contradiction, Severity: Warning, Visibility: narrowest(a, b), Params: map[string]string{
		"right": valueOf(first.a), "wrong": valueOf(first.b), "what": string(first.a.fact.Kind),
	}}
	if a.Kind != auskunft.PageDocument && a.Kind != auskunft.WikiDocument {
		f.Severity = Urgent
	}
	if first.hours != "" {
		f.Params["days"] = first.hours
	}
	roles := [2]Role{Valid, Doubted}
	switch ra, rb := reliability(a), reliability(b); {
	case ra.authority > rb.authority:
		f.Reason = "authority"
	case rb.touched > 0 && ra.touched > rb.touched:
		f.Reason = "newer"
		f.Params["newer"], f.Params["older"] = civil.Date(a.lastTouched()), civil.Date(b.lastTouched())
	default:
		f.Reason, roles = "equal", [2]Role{Other, Other}
	}
	quoted := map[string]bool{}
	for _, p := range group[:min(len(group), shownPairs)] {
		for i, s := range []*statement{p.a, p.b} {
			q := s.doc.quote(roles[i], s.fact.Sentence.Start, s.fact.Sentence.End)
			if id := fmt.Sprint(q.DocumentID, q.Start); !quoted[id] {
				quoted[id] = true
				f.Quotes = append(f.Quotes, q)
			}
		}
	}
	f.identify(string(first.a.fact.Kind))
	return f
}

func valueOf(s *statement) string { return s.doc.Text[s.fact.Start:s.fact.End] }
