package finding

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"auskunft"
	"auskunft/ingest/finding/facts"
	"auskunft/internal/civil"
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

// comparer holds the statements and what is needed to compare them.
type comparer struct {
	*corpus
	statements []*statement
	values     map[int64][]facts.Fact // of a document and of what amends it
	seen       map[string]int         // stem -> number of sentences and headings it is in
	total      int
	usual      stems            // of usual
	topics     map[string]stems // stems of titles with headings
	words      map[string]stems // stems of names and of what may name them
}

func findContradictions(c *corpus, changes []amendment) []Finding {
	x := &comparer{corpus: c, values: map[int64][]facts.Fact{}, seen: map[string]int{}, topics: map[string]stems{}, words: map[string]stems{}}
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
		for _, t := range s.topic {
			put(t, i)
		}
		for _, t := range s.sentence {
			if !s.topic.has(t) && x.rarity(t) >= telling {
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
