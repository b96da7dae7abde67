package retrieval

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/civil"
	"auskunft/retrieval/intent"
	"auskunft/retrieval/lexical"
)

// What is called by name. "Bürgerbüro Öffnungszeiten" has two words that every second page of a town has, and most of them more often
// than the hours of the office do. What it asks for is known, though: a field of an office that is called by all the rest of the words,
// or the page that is called so and nothing else. And who types "Walmebad" wants the page of that title, and none that mentions it.
// What is named comes first; of several offices those that are open, and of these the one that has most to do.

const (
	// ofOffices is how many passages are looked at for those of offices: half of a town's pages name the office in charge.
	ofOffices = maxK
	// maxNamed is how many documents one name may be of; a word that more have names none.
	maxNamed = 3
	// longestName is how many words a question has at most that only names something: of a longer one nothing is called by all,
	// and nothing is read back in vain.
	longestName = 4
	// minBeginning is how many letters a word has at least that names an office by the beginning of its name.
	minBeginning = 4
)

// door is what a query names, and what it wants to know of it: what stands on its door, if it is an office.
type door struct {
	state  *state
	name   [][]string       // for each word that names it: its stem, and other words for it
	title  []string         // the stems of all its words but those that ask; nil when others stand between, as in a sentence
	fields []auskunft.Field // none: the query says nothing but a name
	shows  intent.Set       // what a passage shows that has what is asked for
	day    time.Time        // for which it is asked
}

// door is nil for queries that name nothing.
func (st *state) door(q Query) *door {
	if q.Lang != "" && q.Lang != "de" || len(q.Documents) > 0 {
		return nil
	}
	fields, rest := intent.OfDoor(q.Text)
	d := &door{state: st, fields: fields, day: q.Now.In(civil.Berlin)}
	if day, from, to, ok := civil.Day(rest, q.Now); ok && len(fields) > 0 {
		d.day, rest = day, rest[:from]+rest[to:]
	}
	terms := st.analyser.Terms(q.Lang, rest)
	others := st.synonyms(q, terms)
	for _, t := range terms {
		if t.Kind == lexical.Part {
			continue
		}
		if d.title = append(d.title, t.Text); t.Frame {
			continue
		}
		word := []string{t.Text}
		for _, y := range others {
			if y.Position == t.Position && y.Until == t.Position && y.Kind == lexical.Word {
				word = append(word, y.Text)
			}
		}
		d.name = append(d.name, word)
	}
	if len(d.title) < len(words(rest)) {
		d.title = nil
	}
	said := len(d.name)
	if len(fields) == 0 {
		said = len(d.title)
	}
	if said == 0 || said > longestName {
		return nil
	}
	d.shows = intent.Answers(q.Text)
	return d
}

// open lets what is named score before all else. The best of hits comes first.
func (s *Searcher) open(ctx context.Context, q Query, d *door, hits []Hit) error {
	named := d.named(hits)
	if len(named) > 1 {
		standings, err := s.standings(ctx, q, named)
		if err != nil {
			return err
		}
		firstOpen(named, standings, d.day)
	}
	d.raise(hits, named)
	return nil
}

// named are the documents that are called by the query, the best first; none when more are than one name may be of.
func (d *door) named(hits []Hit) (named []int64) {
	if d == nil {
		return nil
	}
	known := map[int64]bool{}
	for _, h := range hits {
		if id := h.Document.ID; !known[id] {
			known[id] = true
			if office := len(d.fields) > 0 && h.Document.Kind == auskunft.OfficeDocument; office && d.names(h.Document.Title) || d.titles(h.Document.Title) {
				named = append(named, id)
			}
		}
	}
	if len(named) > maxNamed {
		return nil
	}
	return named
}

// standing is what tells apart offices that are called alike.
type standing struct {
	office   auskunft.Office
	services int // that it is in charge of
}

// standings are those of the offices among some documents.
func (s *Searcher) standings(ctx context.Context, q Query, documents []int64) (map[int64]standing, error) {
	found := map[int64]standing{}
	err := s.db.ReadBatch(ctx, q.Reader, func(b *pgx.Batch) {
		b.Queue(`SELECT o.document_id, o.facts, (SELECT count(DISTINCT r.service_key) FROM responsibilities r WHERE r.office_key = o.key)
			FROM offices o WHERE o.document_id = ANY ($1)`, documents).Query(func(rows pgx.Rows) error {
			for rows.Next() {
				var id int64
				var is standing
				if err := rows.Scan(&id, &is.office, &is.services); err != nil {
					return err
				}
				found[id] = is
			}
			return rows.Err()
		})
	})
	return found, err
}

// firstOpen sorts documents: an office that a closure of its own covers on the day is last, what is in charge of more services comes
// before what is in charge of less.
func firstOpen(documents []int64, standings map[int64]standing, day time.Time) {
	slices.SortStableFunc(documents, func(a, b int64) int {
		x, y := standings[a], standings[b]
		_, closed := x.office.ClosedOn(day)
		_, other := y.office.ClosedOn(day)
		if closed != other {
			if closed {
				return 1
			}
			return -1
		}
		return cmp.Compare(y.services, x.services)
	})
}

// raise lets the passages of the documents score before all other hits, in their order.
func (d *door) raise(hits []Hit, documents []int64) {
	if len(hits) == 0 {
		return
	}
	best := hits[0].Score
	for i, id := range documents {
		value := best * float64(len(documents)-i)
		for _, n := range d.asked(hits, id) {
			hits[n].Score += value
			hits[n].Why = append(hits[n].Why, Part{Kind: PagePart, Name: "called so", Value: value})
		}
	}
}

// asked are the hits of a document that have what is asked of it: the fields of an office, else the passage that shows it, else the best.
func (d *door) asked(hits []Hit, document int64) (found []int) {
	best, shown := -1, -1
	for i, h := range hits {
		if h.Document.ID != document {
			continue
		}
		if h.Passage.Field != "" && slices.Contains(d.fields, h.Passage.Field) {
			found = append(found, i)
		}
		if best < 0 {
			best = i
		}
		if shown < 0 && d.shows != 0 && intent.Shown(h.Passage.Text, d.shows) != 0 {
			shown = i
		}
	}
	switch {
	case len(found) > 0 || hits[best].Document.Kind == auskunft.OfficeDocument && len(d.fields) > 0:
		return found
	case shown >= 0:
		return []int{shown}
	}
	return []int{best}
}

// titles tells whether a title has all the words, in their order, and no other.
func (d *door) titles(title string) bool {
	if d.title == nil || len(words(title)) != len(d.title) {
		return false
	}
	n := 0
	for _, t := range d.state.analyser.Terms("de", title) {
		if t.Kind == lexical.Part {
			continue
		}
		if n == len(d.title) || t.Text != d.title[n] {
			return false
		}
		n++
	}
	return n == len(d.title)
}

// words are what stands between white space and signs.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// names tells whether an office is called by all the words. Its name begins with what it is, and goes on with where: the
// "Bürgerbüro Altstadt" is a Bürgerbüro, and the Altstadt is none.
func (d *door) names(title string) bool {
	var has []string
	for _, t := range d.state.analyser.Terms("de", title) {
		if t.Kind == lexical.Word {
			has = append(has, t.Text)
		}
	}
	if len(has) == 0 || !generic[has[0]] && !slices.ContainsFunc(d.name, func(word []string) bool { return calls(word, has[0]) }) {
		return false
	}
	return !slices.ContainsFunc(d.name, func(word []string) bool {
		return !slices.ContainsFunc(has, func(have string) bool { return calls(word, have) })
	})
}

// calls tells whether a word of an office's name is one of the words for it, the town's own ("Stadtbibliothek"), or begins with
// one ("Wohngeldstelle").
func calls(word []string, have string) bool {
	return slices.ContainsFunc(word, func(w string) bool {
		own := slices.ContainsFunc(ofTowns, func(town string) bool { return town+w == have })
		return w == have || own || len(w) >= minBeginning && strings.HasPrefix(have, w)
	})
}

var (
	// generic begins the name of an office that tells only behind it what it deals with; stems.
	generic = map[string]bool{"fachdien": true, "fachdienst": true, "fachbereich": true, "amt": true, "abteil": true, "referat": true, "dezernat": true, "sachgebiet": true, "team": true, "stadt": true}
	// ofTowns begin the name of what a town has.
	ofTowns = []string{"stadt", "stadtisch", "gemeind", "gemeinde", "kreis", "landkreis", "bezirk", "bezirks"}
)
