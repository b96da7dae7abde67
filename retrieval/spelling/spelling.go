// Package spelling reads a German question as it was meant. Whoever types on a telephone or dictates slips: letters change
// places, words run together or are torn apart. A question is put right before anything reads it, by the words of
// the texts that its asker sees.
//
// What is right must stay. A question that is put right wrongly is answered with another thing, and one that is left alone is
// still searched for with what is near (retrieval/lexical). So a word that German has, or that is made of such, is none to put
// right, even if no text has it: a question about camels stays one. A short word that looks like German may be a name; it
// is touched only when its letters are out of order, or when the question shows elsewhere that a hasty hand typed it.
package spelling

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"auskunft"
	"auskunft/retrieval/lexical"
)

// Words are those that a question is put right by.
type Words struct {
	Index    *lexical.Index
	Analyser *lexical.Analyser
	Visible  []auskunft.Visibility  // what the asker sees
	Said     func(stem string) bool // by citizens, as the editors know; nil: nothing
}

// PutRight is a question with the words put right that no text has and that are near one that texts have, and those that run
// together or are torn apart. What stands in brackets or quotation marks, figures, and words of which nothing is near stay as
// they are. meant are the words that it has now and had not, as they are written; those that every text has are left out.
func (w Words) PutRight(question string) (right string, meant []string) {
	pieces := inPieces(question)
	r := reader{Words: w, seen: map[string]knowledge{}, compounds: map[string]bool{}, stems: map[string]stemmed{}, near: map[string]nearest{}}
	for _, p := range pieces[min(1, len(pieces)):] {
		r.capitals = r.capitals || isCapital(p.word)
	}
	r.hasty = !r.capitals && len(pieces) > 2 && !isCapital(pieces[0].word)
	read := r.read(pieces)
	if !r.hasty && r.slipped {
		r.hasty = true
		read = r.read(pieces)
	}
	if !r.slipped {
		return question, nil
	}
	var b strings.Builder
	for _, p := range read {
		b.WriteString(p.between)
		b.WriteString(p.word)
	}
	return b.String(), r.newIn(read, pieces)
}

// newIn are the words of what was read that what was typed has not, each once, but for those that every text has.
func (r *reader) newIn(read, typed []piece) (words []string) {
	had := map[string]bool{}
	for _, p := range typed {
		form, _ := r.stem(p.word)
		had[form] = true
	}
	for _, p := range read {
		if form, _ := r.stem(p.word); !had[form] && !lexical.IsStop(form) {
			had[form] = true
			words = append(words, p.word)
		}
	}
	return words
}

// piece is a word of a question with what stands before it; the last one has no word.
type piece struct{ between, word string }

// Quotation marks begin and end what is meant literally; the straight one and the one that Germans end with do both.
const (
	opening = "[<„«"
	closing = "]>”»"
	either  = "\"“"
)

// inPieces takes a text apart; what stands in brackets or quotation marks is no word.
func inPieces(text string) (pieces []piece) {
	from, begin, depth := 0, -1, 0 // begin of the open word
	end := func(at int) {
		if begin >= 0 {
			pieces = append(pieces, piece{text[from:begin], text[begin:at]})
			from, begin = at, -1
		}
	}
	for i, r := range text {
		switch {
		case strings.ContainsRune(opening, r), depth == 0 && strings.ContainsRune(either, r):
			depth++
		case strings.ContainsRune(closing+either, r):
			depth = max(0, depth-1)
		}
		if word := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r); !word || depth > 0 {
			end(i)
		} else if begin < 0 {
			begin = i
		}
	}
	end(len(text))
	return append(pieces, piece{between: text[from:]})
}

// reader reads one question.
type reader struct {
	Words
	capitals bool // it begins nouns with capitals
	hasty    bool // it has no capitals at all, or slips that nothing else can be
	slipped  bool // something was put right
	seen     map[string]knowledge

	compounds map[string]bool
	stems     map[string]stemmed
	near      map[string]nearest
}

// nearest is the known word that an unknown one is likeliest meant for; ok is false when none is near.
type nearest struct {
	lexical.Spelling
	ok bool
}

// stemmed is a folded word and its stem.
type stemmed struct{ form, stem string }

// stem is the folded form of a word and its stem, which are asked for again and again.
func (r *reader) stem(word string) (form, stem string) {
	s, ok := r.stems[word]
	if !ok {
		s.form, s.stem = lexical.Stem("de", word)
		r.stems[word] = s
	}
	return s.form, s.stem
}

// read is the pieces as they are meant.
func (r *reader) read(pieces []piece) []piece {
	var right []piece
	for _, p := range r.joined(pieces) {
		right = append(right, r.righted(p)...)
	}
	return r.joined(right)
}

// fewest is how many letters a word has at least that is put right; acronym, up to how many one in capitals only is no word.
const (
	fewest  = 3
	acronym = 7
)

// righted is a piece as it is meant: itself, another word, or several that run together in it.
func (r *reader) righted(p piece) []piece {
	letters := utf8.RuneCountInString(p.word)
	if letters < fewest || strings.ContainsFunc(p.word, unicode.IsDigit) || strings.ToUpper(p.word) == p.word && letters <= acronym {
		return []piece{p}
	}
	known := r.knows(p.word)
	if known == wellKnown {
		return []piece{r.changed(p, r.umlauted(p.word))}
	}
	meant, ok := r.likely(p.word)
	if ok = ok && r.isSlip(p.word, meant, known); ok && meant.Cost <= slightly {
		return []piece{r.changed(p, r.written(meant.Word, p.word))}
	}
	if pieces := r.apart(p, known == composed); pieces != nil {
		r.slipped = true
		return pieces
	}
	if ok {
		return []piece{r.changed(p, r.written(meant.Word, p.word))}
	}
	return []piece{p}
}

// changed is a piece with another word, if it is another.
func (r *reader) changed(p piece, word string) piece {
	r.slipped = r.slipped || word != p.word
	return piece{p.between, word}
}

// likely is the word that another is most likely meant for: as it is typed, and as it is where "sch" stands for
// "s", as in the south.
func (r *reader) likely(word string) (best lexical.Spelling, ok bool) {
	form, _ := r.stem(word)
	tried := []string{form}
	for _, other := range []string{lexical.FoldLetters(word), southern.Replace(form)} {
		if !slices.Contains(tried, other) {
			tried = append(tried, other)
		}
	}
	for _, form := range tried {
		meant, looked := r.near[form]
		if !looked { // a hasty question is read twice
			meant.Spelling, meant.ok = r.Index.Likely(form, r.Visible)
			r.near[form] = meant
		}
		if meant.ok && (!ok || meant.Cost < best.Cost) {
			best, ok = meant.Spelling, true
		}
	}
	return best, ok
}

var southern = strings.NewReplacer("schd", "st", "scht", "st", "schp", "sp", "schb", "sp")

// How much may have slipped, as lexical counts it: 1 is another letter.
const (
	byEar    = .5  // a letter double, left out or taken for one that sounds alike
	slightly = .9  // one letter: what is nearer is rather a slip than two words that run together
	aBit     = 1.4 // one by ear and one more
)

// From how many letters on a word hardly is another one than what it looks like; and a compound hardly another than the name
// of a page that it looks like.
const (
	longWord     = 8
	longCompound = 9
)

// isSlip tells whether an unknown word is rather a slip than one that nobody here knows.
func (r *reader) isSlip(typed string, meant lexical.Spelling, known knowledge) bool {
	form, _ := r.stem(typed)
	letters := utf8.RuneCountInString(typed)
	if known == composed {
		return letters >= longCompound && meant.Cost <= slightly && r.isTitle(meant.Word)
	}
	foreign := !lexical.LooksGerman(form)
	switch {
	case lexical.Exchanged(form, meant.Word):
		return true
	case letters < longWord && !foreign:
		return r.hasty && meant.Cost <= byEar
	case letters < longWord:
		return r.hasty || meant.Cost <= slightly
	case foreign || meant.Cost <= slightly:
		return true
	}
	return letters > longWord+2 && meant.Cost <= aBit
}
