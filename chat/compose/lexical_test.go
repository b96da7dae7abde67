package compose

import (
	"math"
	"slices"
	"testing"

	"auskunft/retrieval"
	"auskunft/retrieval/lexical"
)

// What the search takes for a word of the question, composing takes for it too.
func TestAskedKnowsOtherWords(t *testing.T) {
	var builder lexical.VocabularyBuilder
	analyser := lexical.NewAnalyser(builder.Build(1))
	v := NewVocabulary(analyser, func(q []lexical.Term) []lexical.Synonym { return analyser.Synonyms("de", q) }, nil)
	asked := v.Asked("Brauche ich ein neues Passfoto?")
	texts := v.Words("Bringen Sie ein Lichtbild mit.")
	if !slices.ContainsFunc(asked, func(w Word) bool { return bestMatch(w, texts) >= ownWord }) {
		t.Errorf("%+v has no word for one of %+v", texts, asked)
	}
	if other := v.Words("Bringen Sie einen Stift mit."); slices.ContainsFunc(asked, func(w Word) bool { return bestMatch(w, other) >= ownWord }) {
		t.Errorf("%+v has a word for one of %+v", other, asked)
	}
}

// A page is found by every name it goes by, also when another mentions the word more.
func TestPageByItsOtherName(t *testing.T) {
	mentions := passage("Eine Auskunftssperre verhindert die Auskunft. Bearbeitet wird der Antrag in einer Woche.", "Anschrift erfragen")
	mentions.Document.ID, mentions.Passage.DocumentID, mentions.Passage.ID, mentions.Score = 1, 1, 1, 1
	mentions.Document.Title = "Anschrift erfragen"
	called := passage("Die Auskunftssperre gilt zwei Jahre und kann verlängert werden.", "Meldedaten schützen")
	called.Document.ID, called.Passage.DocumentID, called.Passage.ID, called.Score = 2, 2, 2, .7
	called.Document.Title, called.Document.Synonyms = "Meldedaten schützen", []string{"Auskunftssperre"}
	read := readAll(Task{Question: "Wie lange gilt die Auskunftssperre?", Hits: []retrieval.Hit{mentions, called}}).pages
	if got := read[0].title.text; got != "Meldedaten schützen" {
		t.Errorf("answers from %q", got)
	}
}

// That nobody earns just what the asker does is no sign that nothing answers him.
func TestFiguresWeighLittle(t *testing.T) {
	var builder lexical.VocabularyBuilder
	v := NewVocabulary(lexical.NewAnalyser(builder.Build(1)), func([]lexical.Term) []lexical.Synonym { return nil }, func(string) float64 { return 9 })
	hit := passage("Stufe: 6 | Jahreseinkommen: bis 70.000 Euro | 8 Stunden: 260,00", "Gebühren")
	r := readAll(Task{Question: "Welcher Beitrag gilt bei 61.350 Euro?", Vocabulary: v, Hits: []retrieval.Hit{hit}}).pages[0]
	k := slices.IndexFunc(r.words, func(w Word) bool { return isFigure(w.Stem) })
	if k < 0 || r.idf[k] > figureIDF || slices.Max(r.match[k]) < 1 {
		t.Errorf("words %+v weigh %v and match %v", r.words, r.idf, r.match)
	}
}

// What is remembered is what was said, and is said once.
func TestRemember(t *testing.T) {
	said := 0
	analyser := lexical.NewAnalyser(nil)
	v := NewVocabulary(analyser, func([]lexical.Term) []lexical.Synonym { said++; return nil }, func(stem string) float64 { said++; return float64(len(stem)) })
	r := Remember(v)
	for range 3 {
		for _, text := range []string{"Hunde anmelden", "", "Wo ist das Rathaus?"} {
			same := func(a, b Word) bool { return a.Stem == b.Stem && slices.Equal(a.Parts, b.Parts) }
			if got, want := r.Words(text), v.Words(text); !slices.EqualFunc(got, want, same) {
				t.Errorf("%q: %v, want %v", text, got, want)
			}
			said = 0
			first := r.Asked(text)
			if again := r.Asked(text); said > 1 || !slices.EqualFunc(first, again, same) {
				t.Errorf("%q: asked %d times, %v and %v", text, said, first, again)
			}
		}
		if got := r.IDF("hund"); got != 4 {
			t.Errorf("IDF %f", got)
		}
	}
	if said = 0; r.IDF("hund") != 4 || said != 0 {
		t.Error("the rarity of a word is asked for again")
	}
}

// Words are alike by a part, or by a long beginning; look-alikes begin or end with the same letter only.
func TestLikeness(t *testing.T) {
	for _, test := range []struct {
		want, have string
		likeness   float64
	}{
		{"steu", "steu", 1}, {"steu", "hundesteu", .8}, {"steu", "steuerberat", .7}, {"hundesteu", "steu", .7}, {"steuerberat", "steu", .6},
		{"anmeld", "anmeldung", .7}, {"gebühr", "müllgebühr", .8}, {"übermäßig", "übermäßigk", .7}, {"öffnung", "öffnet", 0},
		{"hund", "hand", 0}, {"hund", "hut", 0}, {"amt", "amtsgericht", 0}, {"rathaus", "ratsinfo", 0}, {"", "hund", 0}, {"hund", "", 0}, {"", "", 1},
		{"öl", "ölofen", 0}, {"ausweis", "ausland", 0},
	} {
		if got := likeness(test.want, test.have); got != test.likeness {
			t.Errorf("%q and %q: %.1f, want %.1f", test.want, test.have, got, test.likeness)
		}
	}
}

// What stands for a phrase stands for each of its words, and says no more of them than it weighs: many things are
// deregistered, and a replacement licence is for what is lost.
func TestAskedKnowsPhrases(t *testing.T) {
	var builder lexical.VocabularyBuilder
	analyser := lexical.NewAnalyser(builder.Build(1))
	stem := func(word string) string { return analyser.Terms("de", word)[0].Text }
	common := stem("Abmeldung")
	idf := func(stem string) float64 {
		if stem == common {
			return 2
		}
		return 5
	}
	v := NewVocabulary(analyser, func(q []lexical.Term) []lexical.Synonym { return analyser.Synonyms("de", q) }, idf)
	for _, test := range []struct {
		question, word, other string
		says                  float64
	}{
		{"Auto verkauft", "Auto", "Abmeldung", .4},
		{"Auto verkauft", "verkauft", "Abmeldung", .4},
		{"Auto verkauft", "Auto", "Außerbetriebsetzung", 1},
		{"Auto gewaschen, dann verkauft", "Auto", "Abmeldung", 0}, // not the phrase
		{"Führerschein verloren", "verloren", "Ersatzführerschein", 1},
		{"Wegzug", "Wegzug", "Abmeldung", 1}, // one word for another, however common
		{"Brauche ich ein Passfoto?", "Passfoto", "Lichtbild", 1},
	} {
		said := -1.0
		for _, w := range v.Asked(test.question) {
			if w.Stem == stem(test.word) {
				said = w.SaidBy(stem(test.other))
			}
		}
		if math.Abs(said-test.says) > .01 {
			t.Errorf("%q: %s says %.2f of %s; want %.2f", test.question, test.other, said, test.word, test.says)
		}
	}
}
