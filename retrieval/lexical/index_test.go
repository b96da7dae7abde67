package lexical

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"auskunft"
)

// sentences are combined at random into documents.
var sentences = []string{
	"Die Hundesteuer beträgt 120 Euro im Jahr.", "Anmeldungen nimmt das Bürgeramt entgegen.", "Nach § 5 der Satzung wird eine Gebühr erhoben.",
	"Wohngeld beantragen Sie bei der Wohngeldstelle.", "Bitte bringen Sie Ihren Personalausweis mit.", "Die Öffnungszeiten sind montags von 8 bis 12 Uhr.",
	"Kinder und Jugendliche zahlen keinen Eintritt.", "Die Abfallentsorgung holt Sperrmüll auf Antrag ab.", "Ein Bauantrag ist schriftlich zu stellen.",
	"Für die Eheschließung brauchen Sie eine Geburtsurkunde.", "Der Hund ist innerhalb von 14 Tagen anzumelden.", "Führerscheine tauscht die Führerscheinstelle um.",
}

var asked = []string{"Was kostet die Hundesteuer?", "Gebühr nach § 5", "Geburtsurkunde Eheschliessung", "Wohngeld Antrag", "Öffnungszeitn Bürgeramt montag", "120 €", "Sperrmüll Hund Kinder"}

// randomDocument makes a document of one to five passages.
func randomDocument(r *rand.Rand, a *Analyser, id int64, v auskunft.Visibility) Document {
	d := Document{ID: id, Name: fmt.Sprintf("%x", id*2654435761%1_000_003), Visibility: v, Lang: "de", Title: sentences[r.IntN(len(sentences))]}
	for n := range 1 + r.IntN(5) {
		body := ""
		for range 1 + r.IntN(3) {
			body += sentences[r.IntN(len(sentences))] + " "
		}
		d.Passages = append(d.Passages, Passage{ID: id*10 + int64(n), Terms: a.Encode("de", Fields{Title: d.Title, Body: body})})
	}
	return d
}

func put(t testing.TB, x *Index, documents ...Document) {
	t.Helper()
	var b Batch
	for _, d := range documents {
		if err := b.Put(d); err != nil {
			t.Fatal(err)
		}
	}
	x.Update(&b)
}

func remove(x *Index, documents ...int64) {
	var b Batch
	for _, d := range documents {
		b.Remove(d)
	}
	x.Update(&b)
}

var everything = []auskunft.Visibility{auskunft.Public, auskunft.Internal, auskunft.DepartmentOnly("bau")}

// renumbered are the documents with other ids, in another order.
func renumbered(r *rand.Rand, kept map[int64]Document) (documents []Document, formerly map[int64]int64) {
	for _, id := range slices.Sorted(maps.Keys(kept)) {
		documents = append(documents, kept[id])
	}
	r.Shuffle(len(documents), func(i, j int) { documents[i], documents[j] = documents[j], documents[i] })
	formerly = make(map[int64]int64)
	for i := range documents {
		d := &documents[i]
		formerly[int64(i)+1], d.ID = d.ID, int64(i)+1
		d.Passages = slices.Clone(d.Passages)
		for n := range d.Passages {
			p := &d.Passages[n]
			formerly[-d.ID*10-int64(n)], p.ID = p.ID, d.ID*10+int64(n)
		}
	}
	return documents, formerly
}

// After any updates the index answers exactly as one built from what is left, whatever ids
// and order that has: equals go by name.
func TestUpdatesEqualRebuildInBulk(t *testing.T) {
	updates := 10_000
	if testing.Short() {
		updates = 1_000
	}
	r, shuffle := rand.New(rand.NewPCG(1, 2)), rand.New(rand.NewPCG(5, 6))
	v := townVocabulary()
	a, x := NewAnalyser(v), NewIndex(v)
	kept := make(map[int64]Document)
	for n := range updates {
		id := 1 + r.Int64N(300)
		if r.IntN(4) == 0 {
			remove(x, id)
			delete(kept, id)
		} else {
			d := randomDocument(r, a, id, everything[r.IntN(3)])
			put(t, x, d)
			kept[id] = d
		}
		if n%1000 != 999 {
			continue
		}
		rebuilt := NewIndex(v)
		all, formerly := renumbered(shuffle, kept)
		put(t, rebuilt, all...)
		for _, q := range asked {
			for seen := 1; seen <= len(everything); seen++ {
				query := Query{Terms: a.Terms("de", q), Visible: everything[:seen], K: 50, Explain: true}
				got, want := x.Search(query), rebuilt.Search(query)
				for i := range want {
					want[i].Document, want[i].Passage = formerly[want[i].Document], formerly[-want[i].Passage]
				}
				if len(want) == 0 || !reflect.DeepEqual(got, want) {
					t.Fatalf("after %d updates, %q seen by %v:\n got %v\nwant %v", n+1, q, query.Visible, got, want)
				}
			}
		}
		if s := x.Stats(); s.Documents != len(kept) || s.Blocks > 30 {
			t.Errorf("after %d updates: %+v, want %d documents in few blocks", n+1, s, len(kept))
		}
	}
}

// A word in a text the reader does not see changes nothing the reader gets.
func TestInvisibleTextHasNoInfluence(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	v := townVocabulary()
	a := NewAnalyser(v)
	var documents []Document
	for id := range int64(50) {
		documents = append(documents, randomDocument(r, a, id+1, auskunft.Public))
	}
	without, with := NewIndex(v), NewIndex(v)
	put(t, without, documents...)
	secret := Document{ID: 99, Visibility: auskunft.Internal, Lang: "de", Title: "Hundesteuergeheimnis", Synonyms: []string{"Hundekanarie"}}
	for n := range int64(20) {
		secret.Passages = append(secret.Passages, Passage{990 + n, a.Encode("de", Fields{Title: secret.Title, Synonyms: secret.Synonyms, Body: "Hundesteuer Kanarienvogel Öffnungszeitn Gebühr Satzung"})})
	}
	put(t, with, append(documents, secret)...)
	for _, q := range append(asked, "Kanarienvogel", "Kanarienvögel", "Hundesteuergeheimnis", "Hundekanarie") {
		query := Query{Terms: a.Terms("de", q), Visible: public, K: 100, Explain: true}
		if got, want := with.Search(query), without.Search(query); !reflect.DeepEqual(got, want) {
			t.Errorf("%q:\n got %v\nwant %v", q, got, want)
		}
	}
	for _, prefix := range []string{"Hund", "Hundesteuer", "Kan"} {
		if got, want := with.Suggest(prefix, public, 10), without.Suggest(prefix, public, 10); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %v, want %v", prefix, got, want)
		}
	}
	if hits := with.Search(Query{Terms: a.Terms("de", "Kanarienvogel"), Visible: everything, K: 1}); len(hits) == 0 || hits[0].Document != 99 {
		t.Errorf("who may see it does not find it: %v", hits)
	}
}

func TestReplaceMovesBetweenVisibilities(t *testing.T) {
	a, x := NewAnalyser(nil), NewIndex(nil)
	doc := func(v auskunft.Visibility, body string) Document {
		return Document{ID: 7, Visibility: v, Lang: "de", Passages: []Passage{{70, a.Encode("de", Fields{Body: body})}}}
	}
	find := func(word string, v ...auskunft.Visibility) int {
		return len(x.Search(Query{Terms: a.Terms("de", word), Visible: v, K: 10}))
	}
	put(t, x, doc(auskunft.Public, "Kirmes"))
	put(t, x, doc(auskunft.Internal, "Schützenfest"))
	if find("Kirmes", everything...) != 0 || find("Schützenfest", auskunft.Public) != 0 || find("Schützenfest", auskunft.Internal) != 1 {
		t.Error("the old version is still there, or the new one is seen by the wrong readers")
	}
	remove(x, 7, 8)
	if s := x.Stats(); find("Schützenfest", everything...) != 0 || s != (Stats{}) {
		t.Errorf("something is left: %+v", s)
	}
}

func TestFilters(t *testing.T) {
	a, x := NewAnalyser(nil), NewIndex(nil)
	for id, lang := range []string{"de", "de", "en"} {
		put(t, x, Document{ID: int64(id + 1), Visibility: auskunft.Public, Lang: lang,
			Passages: []Passage{{int64(id+1) * 10, a.Encode("de", Fields{Body: "Sperrmüll Termin"})}, {int64(id+1)*10 + 1, a.Encode("de", Fields{Body: "Sperrmüll"})}}})
	}
	tests := []struct {
		name  string
		query Query
		want  string
	}{
		{"all", Query{K: 10}, "[10 20 30 11 21 31]"},
		{"best two", Query{K: 2}, "[10 20]"},
		{"none wanted", Query{K: 0}, "[]"},
		{"documents", Query{K: 10, Documents: []int64{2, 99}}, "[20 21]"},
		{"language", Query{K: 10, Langs: []string{"en", "fr"}}, "[30 31]"},
		{"accepted", Query{K: 10, Accept: func(d int64) bool { return d == 1 }}, "[10 11]"},
	}
	for _, test := range tests {
		test.query.Terms, test.query.Visible = a.Terms("de", "Termin Sperrmüll"), public
		var got []int64
		for _, h := range x.Search(test.query) {
			got = append(got, h.Passage)
		}
		if fmt.Sprint(got) != test.want {
			t.Errorf("%s: got %v, want %s", test.name, got, test.want)
		}
	}
}

func TestUnknownWordsFindTheirNeighbours(t *testing.T) {
	v := townVocabulary()
	a, x := NewAnalyser(v), NewIndex(v)
	for i, s := range sentences {
		put(t, x, Document{ID: int64(i + 1), Visibility: auskunft.Public, Lang: "de", Passages: []Passage{{int64(i + 1), a.Encode("de", Fields{Body: s})}}})
	}
	for question, want := range map[string]int64{
		"Hundestuer": 1, "Geburtsurkuhnde": 10, "Öffnungszeitn": 6, "Spermüll": 8, "Führerscheinumtausch": 12, "Wohngeldantrag": 4,
	} {
		hits := x.Search(Query{Terms: a.Terms("de", question), Visible: public, K: 1})
		if len(hits) == 0 || hits[0].Document != want {
			t.Errorf("%s: got %v, want document %d", question, hits, want)
		}
	}
	if hits := x.Search(Query{Terms: a.Terms("de", "Xylophon Quittenbrot"), Visible: public, K: 5}); len(hits) != 0 {
		t.Errorf("words like none were found: %v", hits)
	}
}

// What a second look finds decides between passages that have the question's words equally often.
func TestSecondLook(t *testing.T) {
	a := NewAnalyser(nil)
	tests := []struct {
		name, question string
		better, worse  Fields
	}{
		{"title", "Hundesteuer", Fields{Title: "Hundesteuer", Body: "Sie zahlen Steuern Befreiung Ermäßigung."}, Fields{Title: "Hundesteuer Befreiung Ermäßigung", Body: "Sie zahlen Steuern."}},
		{"same form", "Anträge", Fields{Body: "Die Anträge liegen aus."}, Fields{Body: "Der Antrag liegt aus."}},
		{"window", "Hund Anmeldung", Fields{Body: "Hund Anmeldung " + strings.Repeat("Wort ", 30)}, Fields{Body: "Hund " + strings.Repeat("Wort ", 30) + "Anmeldung"}},
		{"n-grams", "Hundesteuer Befreiungen", Fields{Body: "Hundesteuer Befreiungsantrag"}, Fields{Body: "Hundesteuer Ermäßigungsantrag"}},
	}
	for _, test := range tests {
		x := NewIndex(nil)
		for i, f := range []Fields{test.worse, test.better} {
			put(t, x, Document{ID: int64(i + 1), Visibility: auskunft.Public, Lang: "de", Title: f.Title, Passages: []Passage{{int64(i + 1), a.Encode("de", f)}}})
		}
		hits := x.Search(Query{Terms: a.Terms("de", test.question), Visible: public, K: 2, Explain: true})
		if len(hits) != 2 || hits[0].Document != 2 {
			t.Errorf("%s: got %+v, want document 2 first", test.name, hits)
			continue
		}
		if !slices.ContainsFunc(hits[0].Parts, func(c Contribution) bool { return c.Kind == test.name }) {
			t.Errorf("%s is not in the explanation: %+v", test.name, hits[0].Parts)
		}
	}
}

func TestDamagedBatches(t *testing.T) {
	a := NewAnalyser(nil)
	good := a.Encode("de", Fields{Title: "Titel", Body: "Ein Text mit 5 Wörtern"})
	for i := range good {
		var b Batch
		if err := b.Put(Document{ID: 1, Passages: []Passage{{1, good[:i]}}}); auskunft.KindOf(err) != auskunft.Unexpected {
			t.Fatalf("%d of %d bytes: error %v", i, len(good), err)
		}
	}
	var b Batch
	if err := b.Put(Document{ID: 1}); err != nil {
		t.Fatal(err)
	}
	if err := b.Put(Document{ID: 1}); err == nil {
		t.Error("a document could be put twice")
	}
}

func TestSearchWhileUpdating(t *testing.T) {
	v := townVocabulary()
	a, x := NewAnalyser(v), NewIndex(v)
	r := rand.New(rand.NewPCG(5, 6))
	for id := range int64(100) {
		put(t, x, randomDocument(r, a, id+1, auskunft.Public))
	}
	done := make(chan struct{})
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				for _, q := range asked {
					if hits := x.Search(Query{Terms: a.Terms("de", q), Visible: public, K: 10}); len(hits) == 0 {
						t.Errorf("%q found nothing", q)
						return
					}
				}
			}
		})
	}
	for range 300 {
		put(t, x, randomDocument(r, a, 1+r.Int64N(100), auskunft.Public))
	}
	close(done)
	group.Wait()
}

// The parts of an explanation are the score.
func TestExplanationsAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	v := townVocabulary()
	a, x := NewAnalyser(v), NewIndex(v)
	for id := range int64(60) {
		put(t, x, randomDocument(r, a, id+1, everything[r.IntN(3)]))
	}
	for _, q := range asked {
		plain := x.Search(Query{Terms: a.Terms("de", q), Visible: everything, K: 20})
		for i, h := range x.Search(Query{Terms: a.Terms("de", q), Visible: everything, K: 20, Explain: true}) {
			sum := 0.0
			for _, p := range h.Parts {
				sum += p.Score
			}
			if math.Abs(sum-h.Score) > 1e-4*h.Score || len(h.Parts) < 2 {
				t.Errorf("%q, hit %d: score %v, parts add up to %v: %v", q, i, h.Score, sum, h.Parts)
			}
			if plain[i].Passage != h.Passage || plain[i].Score != h.Score || plain[i].Parts != nil {
				t.Errorf("%q: explaining changed hit %d", q, i)
			}
		}
	}
}
